#include "indexer/media/dolby.h"

#include <math.h>

/* One piece of a curve, its coefficients as floats. */
typedef struct {
    float up_to; /* code value */
    gboolean mixed;
    int order;
    float constant;
    float terms[3]
               [7]; /* mixed: by power, then the three values and their products; else terms[0]: x and x² */
} Piece;

typedef struct {
    Piece pieces[AV_DOVI_MAX_PIECES];
    int count;
    float least, most;
} Curve;

static Piece piece_of(const AVDOVIReshapingCurve *curve, int index, float unit)
{
    Piece piece = { .mixed = curve->mapping_idc[index] == AV_DOVI_MAPPING_MMR };

    piece.order = piece.mixed ? MIN(curve->mmr_order[index], 3) : MIN(curve->poly_order[index], 2);
    piece.constant = unit * (piece.mixed ? curve->mmr_constant[index] : curve->poly_coef[index][0]);
    for (int power = 0; power < piece.order; power++)
        for (int i = 0; i < 7 && piece.mixed; i++)
            piece.terms[power][i] = unit * curve->mmr_coef[index][power][i];
    for (int power = 0; power < piece.order && !piece.mixed; power++)
        piece.terms[0][power] = unit * curve->poly_coef[index][power + 1];
    return piece;
}

static Curve curve_of(const AVDOVIReshapingCurve *from, const AVDOVIRpuDataHeader *header)
{
    float unit = ldexpf(1, -MIN(header->coef_log2_denom, 32));
    float largest = (1 << CLAMP(header->bl_bit_depth, 8, 16)) - 1;
    Curve curve = { .count = MIN(from->num_pivots, AV_DOVI_MAX_PIECES + 1) - 1 };

    for (int i = 0; i < curve.count; i++) {
        curve.pieces[i] = piece_of(from, i, unit);
        curve.pieces[i].up_to = from->pivots[i + 1] / largest;
    }
    if (curve.count > 0) {
        curve.least = from->pivots[0] / largest;
        curve.most = MAX(from->pivots[curve.count] / largest, curve.least);
    }
    return curve;
}

static float mixed_value(const Piece *piece, const float codes[3])
{
    float products[7] = { codes[0],
                          codes[1],
                          codes[2],
                          codes[0] * codes[1],
                          codes[0] * codes[2],
                          codes[1] * codes[2],
                          codes[0] * codes[1] * codes[2] };
    float powers[7] = { 1, 1, 1, 1, 1, 1, 1 }, sum = piece->constant;

    for (int power = 0; power < piece->order; power++)
        for (int i = 0; i < 7; i++) {
            powers[i] *= products[i];
            sum += piece->terms[power][i] * powers[i];
        }
    return sum;
}

static float curve_value(const Curve *curve, int component, const float codes[3])
{
    const Piece *piece = curve->pieces;
    float code = codes[component], value;

    if (curve->count < 1)
        return code;
    while (piece < curve->pieces + curve->count - 1 && code >= piece->up_to)
        piece++;
    value = piece->mixed ? mixed_value(piece, codes)
                         : piece->constant + piece->terms[0][0] * code + piece->terms[0][1] * code * code;
    return CLAMP(value, curve->least, curve->most);
}

void dolby_reshape(const AVDOVIMetadata *metadata, float *planes[3], gsize pixels)
{
    const AVDOVIRpuDataHeader *header = av_dovi_get_header(metadata);
    const AVDOVIDataMapping *mapping = av_dovi_get_mapping(metadata);
    Curve curves[3];

    for (int i = 0; i < 3; i++)
        curves[i] = curve_of(&mapping->curves[i], header);
    for (gsize i = 0; i < pixels; i++) {
        const float codes[3] = { planes[0][i], planes[1][i], planes[2][i] };

        for (int component = 0; component < 3; component++)
            planes[component][i] = curve_value(&curves[component], component, codes);
    }
}
