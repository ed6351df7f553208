#include "catalog/gallery/units.h"

#include "catalog/gallery/page.h"
#include "catalog/rules/unit_names.h"

static char *page_of_folded(const char *folded)
{
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, folded, -1);

    return g_strdup_printf("u/%.*s.html", HASH_DIGITS, hash);
}

char *unit_page(const char *unit)
{
    g_autofree char *folded = unit_name_fold(unit);

    return page_of_folded(folded);
}

static void unit_free(gpointer data)
{
    Unit *unit = data;

    g_free(unit->page);
    g_ptr_array_unref(unit->exhibits);
    g_free(unit);
}

static Unit *unit_new(const Work *work, const char *folded)
{
    Unit *unit = g_new0(Unit, 1);

    unit->name = work->unit;
    unit->pinyin = work->unit_pinyin;
    unit->page = page_of_folded(folded);
    unit->exhibits = g_ptr_array_new();
    return unit;
}

static int compare(gconstpointer a, gconstpointer b)
{
    const Unit *one = *(Unit *const *)a, *other = *(Unit *const *)b;

    return units_compare(one->pinyin, one->name, other->pinyin, other->name);
}

GPtrArray *units_of(const GPtrArray *exhibits)
{
    g_autoptr(GHashTable) by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *units = g_ptr_array_new_with_free_func(unit_free);

    for (guint i = 0; i < exhibits->len; i++) {
        Exhibit *exhibit = g_ptr_array_index(exhibits, i);
        g_autofree char *folded = exhibit->work->unit ? unit_name_fold(exhibit->work->unit) : NULL;
        Unit *unit = folded ? g_hash_table_lookup(by_name, folded) : NULL;

        if (!folded)
            continue;
        if (!unit) {
            unit = unit_new(exhibit->work, folded);
            g_ptr_array_add(units, unit);
            g_hash_table_insert(by_name, g_steal_pointer(&folded), unit);
        }
        g_ptr_array_add(unit->exhibits, exhibit);
        unit->tally[work_standing(exhibit->work)]++;
    }
    g_ptr_array_sort(units, compare);
    return units;
}
