#include "catalog/gallery/escape.h"
#include "catalog/gallery/template.h"
#include "tests/fuzz/template_input.h"

#include <string.h>

/* A template of the test's own, and one to include. */
static const char *source(const char *name, gpointer data)
{
    if (g_str_equal(name, "page.html") || g_str_equal(name, "data.js"))
        return data;
    return g_str_equal(name, "part.html") ? "<b>{{text name}}</b>" : NULL;
}

static const char *words(const char *key, G_GNUC_UNUSED gpointer data)
{
    return g_str_equal(key, "hello") ? "你好 & co" : NULL;
}

static char *written(const char *name, const char *text, const Scope *scope)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Template) template = template_read(name, source, (gpointer)text, &error);
    GString *out = g_string_new(NULL);

    g_assert_no_error(error);
    template_write(template, scope, words, NULL, out, &error);
    g_assert_no_error(error);
    return g_string_free(out, FALSE);
}

static void assert_written(const char *text, const Scope *scope, const char *wanted)
{
    g_autofree char *html = written("page.html", text, scope);

    g_assert_cmpstr(html, ==, wanted);
}

static void assert_refused(const char *text, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Template) template = template_read("page.html", source, (gpointer)text, &error);

    g_assert_null(template);
    g_assert_error(error, TEMPLATE_ERROR, TEMPLATE_ERROR_WRONG);
    if (!strstr(error->message, why))
        g_error("refused because of \"%s\", not \"%s\": %s", error->message, why, text);
}

static void a_value_is_escaped_for_its_context(void)
{
    g_autoptr(Scope) scope = scope_new();

    scope_set(scope, "x", "<i a=\"b\" c='d'>&amp;");
    assert_written("{{text x}}", scope, "&lt;i a=&#34;b&#34; c=&#39;d&#39;&gt;&amp;amp;");
    assert_written("<p title=\"{{attr x}}\"></p>", scope,
                   "<p title=\"&lt;i a=&#34;b&#34; c=&#39;d&#39;&gt;&amp;amp;\"></p>");
    assert_written("<a href=\"{{url x}}\"></a>", scope,
                   "<a href=\"./%3Ci%20a%3D%22b%22%20c%3D%27d%27%3E%26amp%3B\"></a>");
}

static void an_address_cannot_leave_the_site(void)
{
    static const struct {
        const char *value, *address;
    } cases[] = {
        { "w/0001.html", "./w/0001.html" },
        { "../p/1.jpg", "../p/1.jpg" },
        { "javascript:alert(1)", "./javascript%3Aalert%281%29" },
        { "//example.org/", ".///example.org/" },
        { "https://example.org", "./https%3A//example.org" },
        { "a#b?c%d 影\n", "./a%23b%3Fc%25d%20%E5%BD%B1%0A" },
        { "\\\\host\\share", "./%5C%5Chost%5Cshare" },
        { "", "./" },
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) out = g_string_new(NULL);

        escape_url(out, cases[i].value);
        g_assert_cmpstr(out->str, ==, cases[i].address);
    }
}

static void a_value_in_a_script_is_a_literal(void)
{
    g_autoptr(Scope) scope = scope_new();

    scope_set(scope, "x", "</script>'\"\\\n\xE2\x80\xA8&");
    g_autofree char *script = written("data.js", "say({{script x}});", scope);
    g_assert_cmpstr(script, ==, "say(\"\\u003C/script\\u003E\\u0027\\u0022\\u005C\\u000A\\u2028\\u0026\");");
}

static void what_acts_unseen_is_shown(void)
{
    g_autoptr(Scope) scope = scope_new();

    scope_set(scope, "x",
              "a\xE2\x80\xAE"
              "b\x1B[31m\xFF\n");
    assert_written("{{text x}}", scope, "a\\u{202E}b\\u{001B}[31m\\xFF\\n");
}

static void sections_follow_their_values(void)
{
    g_autoptr(Scope) scope = scope_new();

    scope_set(scope, "name", "outer");
    scope_set(scope_add(scope, "items"), "name", "inner");
    scope_set(scope_add(scope, "items"), "other", "");
    assert_written("{{each items}}[{{text name}}]{{end}}", scope, "[inner][outer]");
    assert_written("{{each none}}x{{end}}{{if none}}a{{else}}b{{end}}{{if items}}c{{end}}", scope, "bc");
    scope_set(scope, "name", "");
    assert_written("{{if name}}a{{else}}b{{end}}", scope, "b");
    scope_set(scope, "name", "0");
    assert_written("{{if name}}a{{end}}{{text @hello}}", scope, "a你好 &amp; co");
    scope_set_flag(scope, "name", FALSE);
    assert_written("<a {{if name}}rel=\"next\"{{end}}>", scope, "<a >");
}

static void a_section_in_a_tag_may_add_attributes(void)
{
    g_autoptr(Scope) scope = scope_new();

    scope_set_flag(scope, "on", TRUE);
    assert_written("<a href=\"x\"{{if on}} rel=\"next\"{{end}}>y</a>", scope,
                   "<a href=\"x\" rel=\"next\">y</a>");
    assert_written("<p class=\"a{{if on}} b{{end}}\">y</p>", scope, "<p class=\"a b\">y</p>");
}

static void indentation_and_lines_of_sections_are_left_out(void)
{
    g_autoptr(Scope) scope = scope_new();

    scope_set(scope, "name", "n");
    scope_add(scope, "items");
    assert_written(
        "<ul>\n  {{each items}}\n    <li>a b {{text name}}</li>\n  {{end}}\n  {{include part.html}}\n</ul>\n",
        scope, "<ul>\n<li>a b n</li>\n<b>n</b></ul>\n");
}

static void a_value_without_its_context_is_refused(void)
{
    assert_refused("<p>\n{{title}}</p>", "page.html:2: ");
    assert_refused("{{html title}}", "neither a section nor");
    assert_refused("{{attr title}}", "does not belong here");
    assert_refused("{{url title}}", "does not belong here");
    assert_refused("{{script title}}", "does not belong here");
    assert_refused("<p title=\"{{text title}}\">", "does not belong here");
    assert_refused("<p title=\"{{url title}}\">", "does not belong here");
    assert_refused("<a href=\"{{attr title}}\">", "does not belong here");
    assert_refused("<a href=\"javascript:{{url title}}\">", "does not belong here");
    assert_refused("<a {{attr title}}>", "does not belong here");
    assert_refused("<{{text title}}>", "does not belong here");
    assert_refused("<a href={{url title}}>", "does not belong here");
    assert_refused("<script src=\"a\">{{text title}}</script>", "does not belong here");
}

static void markup_that_our_policy_forbids_is_refused(void)
{
    assert_refused("<p style=\"color:red\">", "no place");
    assert_refused("<p onclick=\"x()\">", "no place");
    assert_refused("<iframe src=\"x\"></iframe>", "no place");
    assert_refused("<style>p{}</style>", "no place");
    assert_refused("<script>x()</script>", "a file of its own");
    assert_refused("<!-- hello -->", "not published");
    assert_refused("<p title='x'>", "quoted");
    assert_refused("<p title=x>", "quoted");
    assert_refused("a < b", "&lt;");
    assert_refused("<p title=\"x", "not complete");
    assert_refused("<p", "not complete");
}

static void a_drawing_is_shapes_and_words(void)
{
    g_autoptr(Scope) scope = scope_new();

    scope_set_int(scope, "x", 7);
    scope_set(scope, "t", "<b>");
    assert_written(
        "<svg viewBox=\"0 0 9 9\" role=\"img\"><title>{{text t}}</title><rect x=\"{{number x}}\" "
        "height=\"1\"></rect>"
        "<text>{{text t}}</text></svg><p></p>",
        scope,
        "<svg viewBox=\"0 0 9 9\" role=\"img\"><title>&lt;b&gt;</title><rect x=\"7\" height=\"1\"></rect>"
        "<text>&lt;b&gt;</text></svg><p></p>");
    assert_refused("<svg><foreignObject></foreignObject></svg>", "no place");
    assert_refused("<svg><a href=\"x\"></a></svg>", "no place");
    assert_refused("<svg><script src=\"x\"></script></svg>", "no place");
    assert_refused("<svg><image href=\"x\"></image></svg>", "no place");
    assert_refused("<svg><animate></animate></svg>", "no place");
    assert_refused("<svg><p></p></svg>", "no place");
    assert_refused("<svg><rect fill=\"{{attr t}}\"></rect></svg>", "does not belong here");
    assert_refused("<svg onload=\"x()\"></svg>", "no place");
    assert_refused("<svg><g style=\"x\"></g></svg>", "no place");
    assert_refused("{{if t}}<svg>{{end}}", "ends elsewhere");
    assert_refused("<svg>", "not complete");
}

static void sections_that_do_not_close_are_refused(void)
{
    assert_refused("{{if a}}x", "no end");
    assert_refused("x{{end}}", "nothing is open");
    assert_refused("{{each a}}x{{else}}y{{end}}", "no end");
    assert_refused("{{if a}}<p title=\"{{end}}\">", "ends elsewhere");
    assert_refused("{{if a}}<p>{{else}}<p {{end}}>", "ends elsewhere");
    assert_refused("{{if a}", "without");
    assert_refused("{{if a\n}}{{end}}", "without");
    assert_refused("{{if @a}}{{end}}", "not the name");
    assert_refused("{{text A}}", "not the name");
    assert_refused("{{include none.html}}", "no such template");
    assert_refused("{{include page.html}}", "too deep");
}

static void a_value_that_is_not_there_is_an_error(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scope) scope = scope_new();
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(Template) template =
        template_read("page.html", source, (gpointer) "{{text x}}{{number y}}", &error);

    g_assert_false(template_write(template, scope, words, NULL, out, &error));
    g_assert_error(error, TEMPLATE_ERROR, TEMPLATE_ERROR_UNSET);
    g_clear_error(&error);
    scope_set(scope, "x", "");
    scope_set(scope, "y", "12 onload=x");
    g_assert_false(template_write(template, scope, words, NULL, out, &error));
    g_assert_error(error, TEMPLATE_ERROR, TEMPLATE_ERROR_UNSET);
    g_clear_error(&error);
    scope_set_int(scope, "y", 12);
    g_assert_true(template_write(template, scope, words, NULL, out, &error));
}

static void damaged_templates_and_hostile_values_break_nothing(void)
{
    static const char whole[] =
        "<ul title=\"{{attr a}}\">\n  {{each list}}\n<li {{if b}}lang=\"{{attr b}}\"{{else}}id=\"x\"{{end}}>"
        "<a href=\"{{url c}}\">{{text title}} {{text @key}}</a>{{end}}</ul>\n";
    static const char *const values[] = {
        "</a><img src=x onerror=y>", "\"' onload=x", "\xFF\xC0\x80", "javascript:x", "&amp;<!--",
        "\xE2\x80\xA8\x01"
    };
    g_autoptr(GRand) random = g_rand_new_with_seed(37);

    for (int i = 0; i < 4000; i++) {
        g_autoptr(GString) input = g_string_new(whole);

        for (int changes = g_rand_int_range(random, 0, 4); changes > 0; changes--) {
            gsize at = (gsize)g_rand_int_range(random, 0, (gint32)input->len);

            if (g_rand_boolean(random))
                g_string_erase(input, (gssize)at, 1);
            else
                input->str[at] = (char)g_rand_int_range(random, 1, 256);
        }
        g_string_append_c(input, '\0');
        g_string_append(input, values[i % G_N_ELEMENTS(values)]);
        template_input_try((const guint8 *)input->str, input->len);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/template/a value is escaped for its context", a_value_is_escaped_for_its_context);
    g_test_add_func("/template/an address cannot leave the site", an_address_cannot_leave_the_site);
    g_test_add_func("/template/a value in a script is a literal", a_value_in_a_script_is_a_literal);
    g_test_add_func("/template/what acts unseen is shown", what_acts_unseen_is_shown);
    g_test_add_func("/template/sections follow their values", sections_follow_their_values);
    g_test_add_func("/template/a section in a tag may add attributes", a_section_in_a_tag_may_add_attributes);
    g_test_add_func("/template/indentation and lines of sections are left out",
                    indentation_and_lines_of_sections_are_left_out);
    g_test_add_func("/template/a value without its context is refused",
                    a_value_without_its_context_is_refused);
    g_test_add_func("/template/markup that our policy forbids is refused",
                    markup_that_our_policy_forbids_is_refused);
    g_test_add_func("/template/a drawing is shapes and words", a_drawing_is_shapes_and_words);
    g_test_add_func("/template/sections that do not close are refused",
                    sections_that_do_not_close_are_refused);
    g_test_add_func("/template/a value that is not there is an error", a_value_that_is_not_there_is_an_error);
    g_test_add_func("/template/damaged templates and hostile values break nothing",
                    damaged_templates_and_hostile_values_break_nothing);
    return g_test_run();
}
