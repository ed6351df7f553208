#include "catalog/rules/naming_template.h"
#include "indexer/intake/naming.h"

#include <string.h>

#define MUTANTS 3000

typedef int (*FuzzEntry)(const guint8 *bytes, gsize length);
int fuzz_naming(const guint8 *bytes, gsize length);    /* tests/fuzz/fuzz-naming.c */
int fuzz_work_name(const guint8 *bytes, gsize length); /* tests/fuzz/fuzz-work-name.c */

static NamingTemplate *template_of(const char *text)
{
    g_auto(Fault) fault = { 0 };
    NamingTemplate *naming = naming_template_new(text, &fault);

    g_assert_cmpstr(fault.key, ==, NULL);
    g_assert_nonnull(naming);
    return naming;
}

/* The settings of these tests know two categories and three units. */
static gboolean is_known(G_GNUC_UNUSED gconstpointer user, NameField field, const char *value)
{
    static const char *const categories[] = { "剧情", "公益", NULL };
    static const char *const units[] = { "西安高新区", "西安-高新区", "云岭", NULL };

    return g_strv_contains(field == NAME_CATEGORY ? categories : units, value);
}

/* Fields of `want` in the order category|unit|title|author|no, "-" for those that the template does not ask for; NULL: the name does not follow. */
static void assert_read(const char *text, const char *name, const char *want)
{
    g_autoptr(NamingTemplate) naming = template_of(text);
    g_autoptr(GString) got = g_string_new(NULL);
    g_auto(NameFields) fields = { 0 };

    if (!naming_template_match(naming, name, is_known, NULL, &fields)) {
        g_assert_cmpstr(want, ==, NULL);
        return;
    }
    for (NameField field = 0; field < NAME_FIELDS; field++)
        g_string_append_printf(got, "%s%s", field ? "|" : "", fields.in[field] ? fields.in[field] : "-");
    g_assert_cmpstr(got->str, ==, want);
}

static void names_of_real_contests_are_read(void)
{
    assert_read("{category}_{unit}_{title}", "剧情_云岭_末班车", "剧情|云岭|末班车|-|-");
    assert_read("{category}+{title}+{author}", "公益+口罩背后+张三", "公益|-|口罩背后|张三|-");
    assert_read("{unit}--{title}--{author}", "云岭--末班车--张三", "-|云岭|末班车|张三|-");
    assert_read("{no}-{title}", "037-末班车", "-|-|末班车|-|037");
    assert_read("{*}_{title}", "第二届_末班车", "-|-|末班车|-|-");
    assert_read("作品_{title}（{author}）", "作品_末班车（张三）", "-|-|末班车|张三|-");
    assert_read("{title}", "7个瞬间带你穿越70年", "-|-|7个瞬间带你穿越70年|-|-");
}

static void a_name_that_does_not_follow_is_told(void)
{
    assert_read("{category}_{unit}_{title}", "末班车", NULL);
    assert_read("{category}_{unit}_{title}", "剧情_末班车", NULL);
    assert_read("{category}_{unit}_{title}", "剧情__末班车", NULL);
    assert_read("{category}_{unit}_{title}", "剧情_ _末班车", NULL);
    assert_read("{category}_{unit}_{title}", "_云岭_末班车", NULL);
    assert_read("{no}-{title}", "037-", NULL);
    assert_read("作品_{title}", "末班车", NULL);
    assert_read("{title}", "", NULL);
    assert_read("{title}_end", "end", NULL);
}

static void an_open_field_may_be_empty(void)
{
    assert_read("{*}_{title}", "_末班车", "-|-|末班车|-|-");
    assert_read("{title}_{*}", "末班车_", "-|-|末班车|-|-");
}

static void full_width_signs_and_spaces_do_not_matter(void)
{
    assert_read("{category}+{title}+{author}", "公益＋口罩背后＋张三", "公益|-|口罩背后|张三|-");
    assert_read("{category}＋{title}＋{author}", "公益+口罩背后+张三", "公益|-|口罩背后|张三|-");
    assert_read("{category}_{unit}_{title}", "剧情＿云岭＿末班车", "剧情|云岭|末班车|-|-");
    assert_read("{no}-{title}", "０３７－末班车", "-|-|末班车|-|０３７");
    assert_read("{category} - {title}", "剧情-末班车", "剧情|-|末班车|-|-");
    assert_read("{category}-{title}", "剧情 - 末班车 ", "剧情|-|末班车|-|-");
    assert_read("{category} {title}", "剧情　末班车", "剧情|-|末班车|-|-");
    assert_read("FILM_{title}", "film_Last Bus", "-|-|Last Bus|-|-");
}

static void accents_are_one_letter_however_they_are_spelt(void)
{
    assert_read("{title}_é_{author}", "Caf\x65\xcc\x81_\x65\xcc\x81_Ana", "-|-|Café|Ana|-");
}

static void known_values_decide_what_could_be_read_in_several_ways(void)
{
    assert_read("{unit}-{title}", "西安-高新区-我的梦", "-|西安-高新区|我的梦|-|-");
    assert_read("{unit}-{title}", "咸阳-高新区-我的梦", "-|咸阳|高新区-我的梦|-|-");
    assert_read("{title}-{unit}", "我的-梦-西安-高新区", "-|西安-高新区|我的-梦|-|-");
    assert_read("{title}_{category}", "公益_剧情", "剧情|-|公益|-|-");
    assert_read("{title}--{author}", "立本创新----苏峻", "-|-|立本创新--|苏峻|-");
    assert_read("{unit}_{author}_{title}", "云岭_张三_我_的_梦", "-|云岭|我_的_梦|张三|-");
}

static void assert_refused(const char *text, const char *key, const char *part)
{
    g_auto(Fault) fault = { 0 };

    g_assert_null(naming_template_new(text, &fault));
    g_assert_cmpstr(fault.key, ==, key);
    g_assert_cmpstr(fault.part, ==, part);
}

static void templates_that_cannot_be_right_are_refused(void)
{
    assert_refused("{titel}", "fault.choice-nearest", "titel");
    assert_refused("{weather}", "fault.choice", "weather");
    assert_refused("{title}_{title}", "fault.naming-twice", "title");
    assert_refused("{unit}{title}", "fault.naming-together", "title");
    assert_refused("{title", "fault.naming-brace", "{title");
    assert_refused("title}", "fault.naming-brace", "title}");
    assert_refused("{a{title}", "fault.naming-brace", "{a{title}");
    assert_refused("作品", "fault.naming-none", "作品");
    assert_refused("{unit}/{title}", "fault.pattern-slash", "{unit}/{title}");
    assert_refused("{title}\x01", "fault.unseen", "{title}\x01");
}

static void a_template_has_one_form_and_words(void)
{
    static const char *const words[NAME_FIELDS] = { "类别", "单位", "题名", "作者", "编号" };
    g_autoptr(NamingTemplate) naming = template_of("｛类别｝ _ { Unit }_{片名}_{*}");
    g_autofree char *said = naming_template_words(naming, words);

    g_assert_cmpstr(naming_template_text(naming), ==, "{category}_{unit}_{title}_{*}");
    g_assert_cmpstr(said, ==, "类别_单位_题名_…");
}

/* ---- what the path says ---- */

static Settings *settings_of(const char *rules)
{
    g_autofree char *text =
        g_strconcat("[edition]\nid=x\n[category juqing]\ntitle[zh_CN]=剧情\n[category gongyi]\n"
                    "title[zh_CN]=公益\n[units]\n成都高新区=成都\n[rules]\n",
                    rules, "\n", NULL);
    g_autoptr(GError) error = NULL;
    Settings *settings = settings_parse(text, strlen(text), "pianmu.ini", "/contest", &error);

    g_assert_no_error(error);
    return settings;
}

static void assert_path(const char *rules, const char *path, const char *category, const char *unit,
                        const char *title)
{
    g_autoptr(Settings) settings = settings_of(rules);
    g_auto(WorkName) name = { 0 };

    work_name(settings, NULL, path, &name);
    g_assert_cmpstr(name.category ? name.category->slug : NULL, ==, category);
    g_assert_cmpstr(name.unit, ==, unit);
    g_assert_cmpstr(name.title, ==, title);
}

static void the_folder_comes_before_the_name(void)
{
    const char *rules = "naming={category}_{unit}_{title}";

    assert_path(rules, "剧情/云岭/公益_咸阳_末班车.mp4", "juqing", "咸阳", "末班车");
    assert_path(rules, "云岭/公益_咸阳_末班车.mp4", "gongyi", "咸阳", "末班车");
    assert_path(rules, "公益_成都_末班车.mp4", "gongyi", "成都高新区", "末班车");
    assert_path(rules, "剧情/云岭/末班车.mp4", "juqing", "云岭", "末班车");
    assert_path("naming={title}+{author}", "剧情/云岭/末班车＋张三.mp4", "juqing", "云岭", "末班车");
    assert_path("container=mp4", "剧情_云岭_末班车.mp4", "juqing", "云岭", "末班车");
    assert_path("naming={no}-{title}", "剧情_云岭_末班车.mp4", "juqing", "云岭", "末班车");
}

static void a_category_may_have_its_own_template(void)
{
    const char *rules = "naming={unit}_{title}\n[rules gongyi]\nnaming={title}_{unit}";

    assert_path(rules, "剧情/甲_乙.mp4", "juqing", "甲", "乙");
    assert_path(rules, "公益/甲_乙.mp4", "gongyi", "乙", "甲");
    assert_path("naming={category}_{*}\n[rules gongyi]\nnaming={no}-{title}", "公益_甲.mp4", "gongyi", NULL,
                "甲");
    assert_path("naming={category}_{*}\n[rules gongyi]\nnaming={category}_{title}_{unit}", "公益_甲_乙.mp4",
                "gongyi", "乙", "甲");
}

static void assert_sample(const char *patterns, const char *name, const char *film)
{
    g_autofree char *rules = g_strconcat("companion.sample=", patterns, NULL);
    g_autoptr(Settings) settings = settings_of(rules);
    g_autofree char *of = sample_of_path(settings, name);

    g_assert_cmpstr(of, ==, film);
}

static void a_sample_is_told_by_its_name(void)
{
    assert_sample("*_sample.mp4", "剧情/云岭/末班车_sample.mp4", "末班车");
    assert_sample("*_sample.mp4", "剧情/云岭/末班车_SAMPLE.MP4", "末班车");
    assert_sample("*_sample.mp4", "剧情/云岭/末班车.mp4", NULL);
    assert_sample("*_sample.mp4, *样片*", "剧情/样片-《末班车》.mov", "末班车");
    assert_sample("*样片*", "剧情/末班车（样片）.mp4", "末班车");
    assert_sample("*样片*", "剧情/样片.mp4", "");
    g_autofree char *film = film_key_of_path("剧情/《末班车》.mp4");
    g_assert_cmpstr(film, ==, "末班车");
}

/* ---- damaged ---- */

static void run_mutants(FuzzEntry entry, const char *seed, guint32 random_seed)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(random_seed);
    static const char pieces[] = "{}_-*+/.\n titleunitcategoryno\xef\xbc\x8b\xe5\x89\xa7\xe6\x83\x85\x80\xff";

    entry((const guint8 *)seed, strlen(seed));
    for (int i = 0; i < MUTANTS; i++) {
        g_autoptr(GString) text = g_string_new(seed);

        for (int n = g_rand_int_range(random, 1, 8); n > 0 && text->len > 0; n--) {
            gssize at = g_rand_int_range(random, 0, (gint32)text->len);
            if (g_rand_boolean(random))
                g_string_erase(text, at, 1);
            else
                g_string_insert_c(text, at, pieces[g_rand_int_range(random, 0, sizeof pieces - 1)]);
        }
        entry((const guint8 *)text->str, text->len);
    }
}

static void damaged_templates_and_names_are_read_or_refused(void)
{
    g_autoptr(GString) many = g_string_new("{unit}-{author}-{title}-{*}-{category}\n");

    run_mutants(fuzz_naming, "{category}_{unit}_{title}\n剧情_云岭_末班车", 1);
    run_mutants(fuzz_naming, "{unit}--{title}--{author}\n云岭－－末班车--张三", 2);
    for (int i = 0; i < 400; i++)
        g_string_append_c(many, '-');
    fuzz_naming((const guint8 *)many->str, many->len);
}

static void damaged_paths_are_read(void)
{
    run_mutants(fuzz_work_name, "剧情/云岭/剧情_云岭_末班车.mp4", 3);
    run_mutants(fuzz_work_name, "01-公益类/成都/037-口罩+张三_sample.mp4", 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/naming/names of real contests are read", names_of_real_contests_are_read);
    g_test_add_func("/naming/a name that does not follow is told", a_name_that_does_not_follow_is_told);
    g_test_add_func("/naming/an open field may be empty", an_open_field_may_be_empty);
    g_test_add_func("/naming/full-width signs and spaces do not matter",
                    full_width_signs_and_spaces_do_not_matter);
    g_test_add_func("/naming/accents are one letter however they are spelt",
                    accents_are_one_letter_however_they_are_spelt);
    g_test_add_func("/naming/known values decide what could be read in several ways",
                    known_values_decide_what_could_be_read_in_several_ways);
    g_test_add_func("/naming/templates that cannot be right are refused",
                    templates_that_cannot_be_right_are_refused);
    g_test_add_func("/naming/a template has one form and words", a_template_has_one_form_and_words);
    g_test_add_func("/naming/the folder comes before the name", the_folder_comes_before_the_name);
    g_test_add_func("/naming/a category may have its own template", a_category_may_have_its_own_template);
    g_test_add_func("/naming/a sample is told by its name", a_sample_is_told_by_its_name);
    g_test_add_func("/naming/damaged templates and names are read or refused",
                    damaged_templates_and_names_are_read_or_refused);
    g_test_add_func("/naming/damaged paths are read", damaged_paths_are_read);
    return g_test_run();
}
