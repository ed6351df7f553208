#include "catalog/registration/columns.h"

#include "catalog/rules/category_names.h"
#include "catalog/rules/spelling.h"

#include <string.h>

#define IN(member) offsetof(Form, member)

/* clang-format off */
const FormColumn form_columns[N_FORM_COLUMNS] = {
    [COLUMN_ENTRY_NO] = { IN(entry_no), { "编号", "No", "参赛编号", "作品编号", "报名编号", "登记号", "EntryNo", "Entry", "EntryNumber", "Number", "ID" }, "序号", FALSE, FALSE },
    [COLUMN_CATEGORY] = { IN(category_written), { "类别", "Category", "参赛类别", "作品类别", "参赛单元", "作品类型", "参赛组别", "组别", "报送类别" }, NULL, FALSE, FALSE },
    [COLUMN_TITLE] = { IN(title), { "题名", "Title", "作品名称", "作品名", "片名", "参赛作品名称", "参赛作品", "作品题目", "作品标题", "标题", "影片名称", "名称", "WorkTitle", "FilmTitle" }, NULL, FALSE, FALSE },
    [COLUMN_UNIT] = { IN(unit), { "单位", "Unit", "报送单位", "选送单位", "推荐单位", "参赛单位", "单位名称", "申报单位", "推送单位", "所属单位", "高新区", "Organisation", "Organization", "Institution" }, NULL, FALSE, FALSE },
    [COLUMN_AUTHOR] = { IN(author), { "作者", "Author", "主创", "主创人员", "主创团队", "参赛者", "参赛人", "参赛人员", "作者姓名", "导演", "第一作者", "第二作者", "第三作者", "Authors", "Director", "Entrant" }, NULL, FALSE, TRUE },
    [COLUMN_CONTACT] = { IN(contact), { "联系人", "Contact", "联系人姓名", "负责人", "报送人", "填表人", "ContactPerson", "ContactName" }, NULL, TRUE, FALSE },
    [COLUMN_PHONE] = { IN(phone), { "电话", "Phone", "联系电话", "手机", "手机号", "手机号码", "电话号码", "联系方式", "联系人电话", "联系手机", "办公电话", "固定电话", "Tel", "Telephone", "Mobile", "PhoneNumber" }, NULL, TRUE, TRUE },
    [COLUMN_EMAIL] = { IN(email), { "邮箱", "Email", "电子邮箱", "电子邮件", "邮箱地址", "联系邮箱", "邮件", "Mail", "EmailAddress" }, NULL, TRUE, FALSE },
    [COLUMN_FINISHED] = { IN(finished), { "完成日期", "Finished", "完成时间", "制作时间", "制作日期", "创作时间", "创作日期", "摄制时间", "DateOfCompletion", "Completed", "CompletionDate" }, NULL, FALSE, FALSE },
    [COLUMN_RECEIVED] = { IN(received), { "报送日期", "Received", "收到日期", "报送时间", "收到时间", "提交时间", "提交日期", "报名时间", "报名日期", "DateReceived", "Submitted", "SubmittedAt" }, NULL, FALSE, FALSE },
    [COLUMN_FILE_NAME] = { IN(file_name), { "文件名", "File", "视频文件名", "文件名称", "作品文件名", "视频文件", "FileName", "VideoFile" }, NULL, FALSE, FALSE },
    [COLUMN_SYNOPSIS] = { IN(synopsis), { "简介", "Synopsis", "作品简介", "内容简介", "剧情简介", "作品介绍", "内容介绍", "故事梗概", "作品说明", "Description", "Summary" }, NULL, FALSE, FALSE },
    [COLUMN_PINYIN] = { IN(pinyin), { "拼音", "Pinyin", "题名拼音", "作品拼音", "TitlePinyin" }, NULL, FALSE, FALSE },
    [COLUMN_UNIT_PINYIN] = { IN(unit_pinyin), { "单位拼音", "UnitPinyin" }, NULL, FALSE, FALSE },
    [COLUMN_LINK] = { IN(link), { "链接", "Link", "作品链接", "视频链接", "播放链接", "网址", "观看链接", "URL" }, NULL, FALSE, FALSE },
};
/* clang-format on */

/* Behind a bracket that opens at `text`, or where it does not close, behind the bracket. */
static const char *behind_brackets(const char *text)
{
    static const struct {
        const char *open, *close;
    } pairs[] = { { "(", ")" }, { "[", "]" }, { "【", "】" }, { "〔", "〕" }, { "{", "}" } };

    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
        const char *end = g_str_has_prefix(text, pairs[i].open) ? strstr(text, pairs[i].close) : NULL;

        if (end)
            return end + strlen(pairs[i].close);
    }
    return text;
}

static char *letters_of(const char *folded, gboolean with_brackets)
{
    GString *out = g_string_new(NULL);

    while (*folded) {
        const char *behind = with_brackets ? folded : behind_brackets(folded);
        gunichar c = g_utf8_get_char(folded);

        if (behind != folded) {
            folded = behind;
            continue;
        }
        if (g_unichar_isalnum(c))
            g_string_append_unichar(out, c);
        folded = g_utf8_next_char(folded);
    }
    return g_string_free(out, FALSE);
}

char *column_heading_fold(const char *heading)
{
    g_autofree char *folded = category_name_fold(heading);
    g_autofree char *letters = letters_of(folded, FALSE);

    return *letters ? g_steal_pointer(&letters) : letters_of(folded, TRUE); /* 【题名】 */
}

static gboolean is_named(const FormColumn *column, const char *folded)
{
    for (gsize i = 0; column->names[i]; i++) {
        g_autofree char *name = category_name_fold(column->names[i]);

        if (g_str_equal(name, folded))
            return TRUE;
    }
    return FALSE;
}

static gboolean find_column(const char *folded, gboolean numbered, FormColumnId *column, gboolean *weak)
{
    for (FormColumnId i = 0; i < N_FORM_COLUMNS; i++) {
        const FormColumn *one = &form_columns[i];
        gboolean means_weakly = one->weak_name && g_str_equal(one->weak_name, folded);

        if ((numbered && !one->is_several) || (!means_weakly && !is_named(one, folded)))
            continue;
        *column = i;
        *weak = means_weakly;
        return TRUE;
    }
    return FALSE;
}

/* 作者（姓名、电话） would put telephone numbers onto pages. */
static gboolean asks_for_contact(const char *heading)
{
    static const char *const words[] = {
        "电话", "手机", "联系方式", "邮箱", "邮件", "phone", "mobile", "mail"
    };
    g_autofree char *folded = category_name_fold(heading);

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strstr(folded, words[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean column_named(const char *heading, FormColumnId *column, gboolean *weak)
{
    g_autofree char *folded = column_heading_fold(heading);
    gsize length = strlen(folded);

    if (find_column(folded, FALSE, column, weak))
        return TRUE;
    while (length > 0 && g_ascii_isdigit(folded[length - 1]))
        folded[--length] = '\0'; /* 作者1, 作者2 */
    return find_column(folded, TRUE, column, weak);
}

gboolean column_of_heading(const char *heading, FormColumnId *column, gboolean *weak)
{
    return column_named(heading, column, weak) &&
           (form_columns[*column].is_private || !asks_for_contact(heading));
}

const char *column_name_nearest(const char *word)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (FormColumnId column = 0; column < N_FORM_COLUMNS; column++) {
        for (gsize i = 0; form_columns[column].names[i]; i++)
            g_ptr_array_add(names, (gpointer)form_columns[column].names[i]);
    }
    g_ptr_array_add(names, NULL);
    return spelling_nearest(word, (const char *const *)names->pdata);
}
