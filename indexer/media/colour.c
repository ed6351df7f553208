#include "indexer/media/colour.h"

#include <libavutil/dovi_meta.h>
#include <math.h>

/* How red and blue count for brightness. */
static const struct {
    enum AVColorSpace space;
    double red, blue;
} coefficients[] = {
    { AVCOL_SPC_BT709, 0.2126, 0.0722 },     { AVCOL_SPC_FCC, 0.30, 0.11 },
    { AVCOL_SPC_BT470BG, 0.299, 0.114 },     { AVCOL_SPC_SMPTE170M, 0.299, 0.114 },
    { AVCOL_SPC_SMPTE240M, 0.212, 0.087 },   { AVCOL_SPC_BT2020_NCL, 0.2627, 0.0593 },
    { AVCOL_SPC_BT2020_CL, 0.2627, 0.0593 },
};

static const Matrix ycgco = { { { 1, -1, 1 }, { 1, 1, 0 }, { 1, -1, -1 } } };
static const Matrix grey = { { { 1, 0, 0 }, { 1, 0, 0 }, { 1, 0, 0 } } };
static const Matrix identity = { { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } };

/* ICtCp of ITU-R BT.2100 (PQ): to non-linear cone responses, and from linear ones to BT.2020. */
static const Matrix ictcp = {
    { { 1, 0.00860904, 0.11102963 }, { 1, -0.00860904, -0.11102963 }, { 1, 0.56003134, -0.32062717 } }
};
static const Matrix ictcp_to_bt2020 = { { { 3.43660669, -2.50645212, 0.06984542 },
                                          { -0.79132956, 1.98360045, -0.19227090 },
                                          { -0.02594990, -0.09891371, 1.12486361 } } };

/* Dolby Vision's, as its metadata commonly has them, and from the cone responses it leads to, to BT.2020. */
static const Matrix dolby = {
    { { 1, 799 / 8192., 1681 / 8192. }, { 1, -933 / 8192., 1091 / 8192. }, { 1, 267 / 8192., -5545 / 8192. } }
};
static const Matrix dolby_mixing = { { { 17081 / 16384., -349 / 16384., -349 / 16384. },
                                       { -349 / 16384., 17081 / 16384., -349 / 16384. },
                                       { -349 / 16384., -349 / 16384., 17081 / 16384. } } };
static const Matrix dolby_to_bt2020 = { { { 3.06441879, -2.16597676, 0.10155818 },
                                          { -0.65612108, 1.78554118, -0.12943749 },
                                          { 0.01736321, -0.04725154, 1.03004253 } } };

static const Matrix bt2020_to_bt709 = { { { 1.660491, -0.587641, -0.072850 },
                                          { -0.124550, 1.132900, -0.008349 },
                                          { -0.018151, -0.100579, 1.118730 } } };
static const Matrix p3_to_bt709 = {
    { { 1.224940, -0.224940, 0 }, { -0.042057, 1.042057, 0 }, { -0.019638, -0.078636, 1.098274 } }
};

static Matrix multiply(const Matrix *left, const Matrix *right)
{
    Matrix product = { 0 };

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                product.by[i][j] += left->by[i][k] * right->by[k][j];
    return product;
}

static gboolean is_rgb(const AVPixFmtDescriptor *descriptor)
{
    return descriptor->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL);
}

static gboolean is_grey(const AVPixFmtDescriptor *descriptor)
{
    return !is_rgb(descriptor) && descriptor->nb_components < 3;
}

static gboolean is_wide_transfer(const AVFrame *frame)
{
    return frame->color_trc == AVCOL_TRC_SMPTE2084 || frame->color_trc == AVCOL_TRC_ARIB_STD_B67;
}

/* Values of a screen's full range, where the frame does not say: grey and what says so in its format's name.
 */
gboolean colour_is_full_range(const AVFrame *frame, const AVPixFmtDescriptor *descriptor)
{
    if (is_rgb(descriptor) || g_str_has_prefix(descriptor->name, "yuvj"))
        return TRUE;
    if (frame->color_range == AVCOL_RANGE_UNSPECIFIED)
        return is_grey(descriptor);
    return frame->color_range == AVCOL_RANGE_JPEG;
}

static enum AVColorSpace space_of(const AVFrame *frame)
{
    enum AVColorSpace space = frame->colorspace;

    if (space == AVCOL_SPC_YCGCO || space == AVCOL_SPC_ICTCP)
        return space;
    for (gsize i = 0; i < G_N_ELEMENTS(coefficients); i++)
        if (coefficients[i].space == space)
            return space;
    if (is_wide_transfer(frame) || frame->color_primaries == AVCOL_PRI_BT2020)
        return AVCOL_SPC_BT2020_NCL;
    return frame->height > COLOUR_BT601_LINES ? AVCOL_SPC_BT709 : AVCOL_SPC_BT470BG;
}

static Matrix matrix_of_coefficients(enum AVColorSpace space)
{
    double red = 0, green, blue = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(coefficients); i++)
        if (coefficients[i].space == space) {
            red = coefficients[i].red;
            blue = coefficients[i].blue;
        }
    green = 1 - red - blue;
    return (Matrix){ { { 1, 0, 2 * (1 - red) },
                       { 1, -2 * (1 - blue) * blue / green, -2 * (1 - red) * red / green },
                       { 1, 2 * (1 - blue), 0 } } };
}

static Matrix matrix_of_frame(const AVFrame *frame, const AVPixFmtDescriptor *descriptor)
{
    enum AVColorSpace space = space_of(frame);

    if (is_rgb(descriptor))
        return identity;
    if (is_grey(descriptor))
        return grey;
    if (space == AVCOL_SPC_YCGCO)
        return ycgco;
    return space == AVCOL_SPC_ICTCP ? ictcp : matrix_of_coefficients(space);
}

/* Where black and neutral chroma lie among the code values, and how far the whole range reaches. */
typedef struct {
    double zero[3];
    double range[3];
} Codes;

static Codes codes_of(const AVPixFmtDescriptor *descriptor, gboolean full)
{
    int depth = descriptor->flags & AV_PIX_FMT_FLAG_PAL ? 8 : descriptor->comp[0].depth;
    double largest = (1 << depth) - 1, unit = (1 << depth) / 256. / largest;
    Codes codes = { { 0, 0, 0 }, { 1, 1, 1 } };

    if (is_rgb(descriptor))
        return codes;
    codes.zero[1] = codes.zero[2] = 128 * unit;
    if (full)
        return codes;
    codes.zero[0] = 16 * unit;
    codes.range[0] = 219 * unit;
    codes.range[1] = codes.range[2] = 224 * unit;
    return codes;
}

static void set_codes(Colour *colour, const Codes *codes, const Matrix *matrix, gboolean rgb)
{
    for (int i = 0; i < 3; i++) {
        double constant = 0;

        for (int j = 0; j < 3; j++) {
            colour->to_rgb.by[i][j] = (float)(matrix->by[i][j] / codes->range[j]);
            constant -= matrix->by[i][j] * codes->zero[j] / codes->range[j];
        }
        colour->to_rgb.by[i][3] = (float)constant;
        colour->neutral[i] = (float)(codes->zero[i] + (i == 0 || rgb ? 0.5 * codes->range[i] : 0));
    }
}

static Transfer transfer_of(const AVFrame *frame)
{
    switch (frame->color_trc) {
    case AVCOL_TRC_SMPTE2084:
        return TRANSFER_PQ;
    case AVCOL_TRC_ARIB_STD_B67:
        return TRANSFER_HLG;
    case AVCOL_TRC_LINEAR:
        return TRANSFER_LINEAR;
    default:
        return TRANSFER_SDR;
    }
}

/* Those of SD and HD differ by less than one sees. */
static gboolean has_wide_primaries(const AVFrame *frame)
{
    return frame->color_primaries == AVCOL_PRI_BT2020 || frame->color_primaries == AVCOL_PRI_SMPTE432 ||
           frame->color_primaries == AVCOL_PRI_SMPTE431;
}

static void set_light(Colour *colour, const AVFrame *frame, const AVPixFmtDescriptor *descriptor)
{
    gboolean bt2020 = frame->color_primaries == AVCOL_PRI_BT2020 ||
                      (is_wide_transfer(frame) && frame->color_primaries != AVCOL_PRI_BT709);

    colour->to_bt709 = bt2020 ? bt2020_to_bt709 : has_wide_primaries(frame) ? p3_to_bt709 : identity;
    if (!is_rgb(descriptor) && space_of(frame) == AVCOL_SPC_ICTCP)
        colour->to_bt709 = multiply(&bt2020_to_bt709, &ictcp_to_bt2020);
}

Colour colour_of_frame(const AVFrame *frame, const AVPixFmtDescriptor *descriptor)
{
    Colour colour = { .transfer = transfer_of(frame) };
    Codes codes = codes_of(descriptor, colour_is_full_range(frame, descriptor));
    Matrix matrix = matrix_of_frame(frame, descriptor);

    set_codes(&colour, &codes, &matrix, is_rgb(descriptor));
    set_light(&colour, frame, descriptor);
    colour.plain = colour.transfer == TRANSFER_SDR && !has_wide_primaries(frame);
    return colour;
}

static Matrix matrix_of_rationals(const AVRational from[9])
{
    Matrix matrix;

    for (int i = 0; i < 9; i++)
        matrix.by[i / 3][i % 3] = from[i].den ? av_q2d(from[i]) : 0;
    return matrix;
}

Colour colour_of_dolby(const AVPixFmtDescriptor *descriptor, const AVDOVIMetadata *metadata)
{
    const AVDOVIColorMetadata *tags = metadata ? av_dovi_get_color(metadata) : NULL;
    Matrix matrix = tags ? matrix_of_rationals(tags->ycc_to_rgb_matrix) : dolby;
    Matrix mixing = tags ? matrix_of_rationals(tags->rgb_to_lms_matrix) : dolby_mixing;
    Matrix to_bt2020 = multiply(&dolby_to_bt2020, &mixing);
    Colour colour = { .transfer = TRANSFER_PQ, .to_bt709 = multiply(&bt2020_to_bt709, &to_bt2020) };
    Codes codes = codes_of(descriptor, TRUE);

    for (int i = 0; tags && i < 3; i++)
        codes.zero[i] = tags->ycc_to_rgb_offset[i].den ? av_q2d(tags->ycc_to_rgb_offset[i]) : 0;
    set_codes(&colour, &codes, &matrix, FALSE);
    return colour;
}

const Coding coding_jpeg = { 0.299f, 0.114f, 0, 1, 1 };
const Coding coding_bt601 = { 0.299f, 0.114f, 16, 219 / 255.f, 224 / 255.f };
const Coding coding_bt709 = { 0.2126f, 0.0722f, 16, 219 / 255.f, 224 / 255.f };

const Coding *colour_coding_of(const AVFrame *frame, const AVPixFmtDescriptor *descriptor)
{
    if (is_rgb(descriptor) || is_wide_transfer(frame) || has_wide_primaries(frame))
        return &coding_bt709;
    switch (space_of(frame)) {
    case AVCOL_SPC_FCC:
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
        return &coding_bt601;
    default:
        return &coding_bt709;
    }
}

static void rows_of(const Coding *coding, double rows[3][3])
{
    double red = (double)coding->red, blue = (double)coding->blue;
    const double luma[3] = { red, 1 - red - blue, blue };

    for (int i = 0; i < 3; i++) {
        rows[0][i] = luma[i];
        rows[1][i] = ((i == 2) - luma[i]) / (2 * (1 - blue));
        rows[2][i] = ((i == 0) - luma[i]) / (2 * (1 - red));
    }
}

Affine colour_to(const Colour *colour, const Coding *coding)
{
    double rows[3][3];
    Affine affine;

    rows_of(coding, rows);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++) {
            double sum = i > 0 && j == 3 ? 128 : 0;

            for (int k = 0; k < 3; k++)
                sum += 255 * rows[i][k] * (double)colour->to_rgb.by[k][j];
            affine.by[i][j] = (float)sum;
        }
    return affine;
}

gboolean affine_mixes_brightness(const Affine *affine)
{
    return fabsf(affine->by[1][0]) > 0.01f || fabsf(affine->by[2][0]) > 0.01f;
}
