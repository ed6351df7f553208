/* What arrived when: a day, a category and a unit a row, newest first. */
#include "catalog/report/report.h"

#define SECONDS_A_DAY (24 * 3600)

typedef struct {
    gint64 day; /* since the epoch, in the zone; G_MININT64: not known */
    const char *category, *unit, *unit_pinyin;
    guint works, replaced, pending, unreadable, missing, attachments, archives;
    gint64 size;
} Arrivals;

static const SheetColumn day_columns[] = {
    { "day", "column.day", CELL_DAY, COLUMN_PLAIN },
    { "works", "column.works", CELL_NUMBER, COLUMN_PLAIN },
    { "size", "column.size", CELL_SIZE, COLUMN_PLAIN },
    { "replaced", "column.replaced", CELL_NUMBER, COLUMN_PLAIN },
    { "pending", "column.arriving", CELL_NUMBER, COLUMN_PLAIN },
    { "unreadable", "verdict.unreadable", CELL_NUMBER, COLUMN_PLAIN },
    { "missing", "column.missing", CELL_NUMBER, COLUMN_PLAIN },
    { "attachments", "column.attachments", CELL_NUMBER, COLUMN_PLAIN },
    { "archives", "column.archives", CELL_NUMBER, COLUMN_PLAIN },
    { 0 },
};

static const SheetColumn arrival_columns[] = {
    { "day", "column.day", CELL_DAY, COLUMN_HEAD },
    { "category", "column.category", CELL_TEXT, COLUMN_PLAIN },
    { "unit", "column.unit", CELL_TEXT, COLUMN_PLAIN },
    { "works", "column.works", CELL_NUMBER, COLUMN_PLAIN },
    { "size", "column.size", CELL_SIZE, COLUMN_PLAIN },
    { "replaced", "column.replaced", CELL_NUMBER, COLUMN_PLAIN },
    { "pending", "column.arriving", CELL_NUMBER, COLUMN_PLAIN },
    { "unreadable", "verdict.unreadable", CELL_NUMBER, COLUMN_PLAIN },
    { "missing", "column.missing", CELL_NUMBER, COLUMN_PLAIN },
    { "attachments", "column.attachments", CELL_NUMBER, COLUMN_PLAIN },
    { "archives", "column.archives", CELL_NUMBER, COLUMN_PLAIN },
    { 0 },
};

static gint64 offset_at(GTimeZone *zone, gint64 seconds, GTimeType type)
{
    return g_time_zone_get_offset(zone, g_time_zone_find_interval(zone, type, seconds));
}

static gint64 day_of(gint64 us, GTimeZone *zone)
{
    gint64 seconds = us / G_USEC_PER_SEC;

    if (us == FACT_UNKNOWN)
        return G_MININT64;
    seconds += offset_at(zone, seconds, G_TIME_TYPE_UNIVERSAL);
    return seconds / SECONDS_A_DAY - (seconds % SECONDS_A_DAY < 0);
}

/* The moment at which a day begins. */
static gint64 start_of(gint64 day, GTimeZone *zone)
{
    gint64 seconds = day * SECONDS_A_DAY;

    return day == G_MININT64 ? FACT_UNKNOWN
                             : (seconds - offset_at(zone, seconds, G_TIME_TYPE_STANDARD)) * G_USEC_PER_SEC;
}

/* ---- counting ---- */

typedef struct {
    const ReportInput *input;
    GHashTable *by_key;    /* char * → Arrivals *, borrowed */
    GPtrArray *arrivals;   /* of Arrivals * */
    GHashTable *by_number; /* of the works: gint64 * → Work * */
    GHashTable *seen;      /* of the works: gint64 * → gint64 *, when a run first saw their first file */
} Tally;

static Arrivals *arrivals_of(Tally *tally, gint64 us, const char *category, const char *unit,
                             const char *pinyin)
{
    gint64 day = day_of(us, tally->input->zone);
    g_autofree char *key =
        g_strdup_printf("%" G_GINT64_FORMAT "\n%s\n%s", day, category ? category : "", unit ? unit : "");
    Arrivals *found = g_hash_table_lookup(tally->by_key, key);

    if (!found) {
        found = g_new0(Arrivals, 1);
        *found = (Arrivals){ .day = day, .category = category, .unit = unit, .unit_pinyin = pinyin };
        g_ptr_array_add(tally->arrivals, found);
        g_hash_table_insert(tally->by_key, g_steal_pointer(&key), found);
    }
    return found;
}

/* A work that is still arriving has no version yet; then its file tells. */
static gint64 arrived_us(const Tally *tally, const Work *work)
{
    const gint64 *seen = g_hash_table_lookup(tally->seen, &work->number);

    return work->versions->len ? work_first_seen_us(work) : seen ? *seen : FACT_UNKNOWN;
}

static void count_work(Tally *tally, const Work *work)
{
    CountedAs as = counted_as(work);
    Arrivals *arrivals =
        arrivals_of(tally, arrived_us(tally, work), work->category, work->unit, work->unit_pinyin);

    arrivals->works++;
    arrivals->size += work->size;
    arrivals->pending += work->status == STATUS_PENDING;
    arrivals->unreadable += as == COUNTED_UNREADABLE;
    arrivals->missing += as == COUNTED_MISSING || as == COUNTED_WITHDRAWN;
    for (guint i = 1; i < work->versions->len; i++) {
        const WorkVersion *version = work->versions->pdata[i];
        arrivals_of(tally, version->first_seen_us, work->category, work->unit, work->unit_pinyin)->replaced++;
    }
}

static gboolean is_wanted(const ReportInput *input, const char *category, const char *unit)
{
    return (!input->category || g_strcmp0(category, input->category) == 0) &&
           (!input->unit || g_strcmp0(unit, input->unit) == 0);
}

static void count_file(Tally *tally, const FileRow *file)
{
    const Work *beside = g_hash_table_lookup(tally->by_number, &file->attached_to);
    const char *unit = beside ? beside->unit : NULL;
    Arrivals *arrivals;

    if (file->kind == FILE_WORK || file->status == STATUS_WITHDRAWN ||
        !is_wanted(tally->input, file->category, unit))
        return;
    arrivals =
        arrivals_of(tally, file->first_seen_us, file->category, unit, beside ? beside->unit_pinyin : NULL);
    if (file->kind == FILE_ARCHIVE)
        arrivals->archives++;
    else
        arrivals->attachments++;
}

static void index_inputs(Tally *tally)
{
    for (guint i = 0; i < tally->input->all_works->len; i++) {
        Work *work = tally->input->all_works->pdata[i];
        g_hash_table_insert(tally->by_number, &work->number, work);
    }
    for (guint i = 0; i < tally->input->files->len; i++) {
        FileRow *file = tally->input->files->pdata[i];
        const gint64 *seen = g_hash_table_lookup(tally->seen, &file->number);

        if (file->number > 0 && (!seen || file->first_seen_us < *seen))
            g_hash_table_insert(tally->seen, &file->number, &file->first_seen_us);
    }
}

/* ---- in order ---- */

static int compare(gconstpointer a, gconstpointer b, gpointer data)
{
    const Arrivals *one = *(Arrivals *const *)a, *other = *(Arrivals *const *)b;
    const Settings *settings = data;
    guint place = category_position(settings, one->category),
          other_place = category_position(settings, other->category);

    if (one->day != other->day)
        return one->day < other->day ? 1 : -1;
    if (place != other_place)
        return place < other_place ? -1 : 1;
    return units_compare(one->unit_pinyin, one->unit, other->unit_pinyin, other->unit);
}

static void add_counts(Sheet *sheet, const Arrivals *arrivals)
{
    sheet_add_value(sheet, arrivals->works);
    sheet_add_value(sheet, arrivals->size);
    sheet_add_value(sheet, arrivals->replaced);
    sheet_add_value(sheet, arrivals->pending);
    sheet_add_value(sheet, arrivals->unreadable);
    sheet_add_value(sheet, arrivals->missing);
    sheet_add_value(sheet, arrivals->attachments);
    sheet_add_value(sheet, arrivals->archives);
}

static void add_to(Arrivals *sum, const Arrivals *arrivals)
{
    sum->works += arrivals->works;
    sum->size += arrivals->size;
    sum->replaced += arrivals->replaced;
    sum->pending += arrivals->pending;
    sum->unreadable += arrivals->unreadable;
    sum->missing += arrivals->missing;
    sum->attachments += arrivals->attachments;
    sum->archives += arrivals->archives;
}

static Sheet *sheet_of_days(const Tally *tally)
{
    Sheet *sheet = sheet_new("days", "report.sheet.days", SHEET_SUMMARY, day_columns);
    const GPtrArray *arrivals = tally->arrivals;

    for (guint i = 0; i < arrivals->len;) {
        Arrivals sum = { .day = ((const Arrivals *)arrivals->pdata[i])->day };

        for (; i < arrivals->len && ((const Arrivals *)arrivals->pdata[i])->day == sum.day; i++)
            add_to(&sum, arrivals->pdata[i]);
        sheet_row(sheet, ROW_PLAIN);
        sheet_add_value(sheet, start_of(sum.day, tally->input->zone));
        add_counts(sheet, &sum);
    }
    return sheet;
}

static Sheet *sheet_of_arrivals(const Tally *tally)
{
    Sheet *sheet = sheet_new("arrivals", "report.sheet.arrivals", SHEET_LIST, arrival_columns);

    for (guint i = 0; i < tally->arrivals->len; i++) {
        const Arrivals *arrivals = tally->arrivals->pdata[i];

        sheet_row(sheet, ROW_PLAIN);
        sheet_add_value(sheet, start_of(arrivals->day, tally->input->zone));
        sheet_add_category(sheet, tally->input->settings, arrivals->category);
        sheet_add_unit(sheet, arrivals->unit);
        add_counts(sheet, arrivals);
    }
    return sheet;
}

GPtrArray *report_intake(const ReportInput *input)
{
    g_autoptr(GHashTable) by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) by_number = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new_with_free_func(g_free);
    Tally tally = { input, by_key, arrivals, by_number, seen };
    GPtrArray *sheets = sheets_new();

    index_inputs(&tally);
    for (guint i = 0; i < input->works->len; i++)
        count_work(&tally, input->works->pdata[i]);
    for (guint i = 0; i < input->files->len; i++)
        count_file(&tally, input->files->pdata[i]);
    g_ptr_array_sort_with_data(arrivals, compare, (gpointer)input->settings);
    g_ptr_array_add(sheets, sheet_of_days(&tally));
    g_ptr_array_add(sheets, sheet_of_arrivals(&tally));
    return sheets;
}
