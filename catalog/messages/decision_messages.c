#include "catalog/messages/message_table.h"

/* clang-format off */
const Message decision_messages[] = {
    { "rule.decision", { "主办方决定", "Organiser's decision" } },
    { "verdict.words.barred", { "取消资格", "Declared ineligible" } },

    /* what was decided, as a finding; {about}: what the rules found */
    { "decided.withdrawn", { "撤回：{why}（{by}，{date}）。", "Withdrawn: {why} ({by}, {date})." } },
    { "decided.ineligible", { "取消资格：{why}（{by}，{date}）。", "Declared ineligible: {why} ({by}, {date})." } },
    { "decided.waived", { "{about}豁免（{by}，{date}：{why}）。", "{about} Waived ({by}, {date}: {why})." } },
    { "decided.lapsed", { "{about}豁免已失效：文件已更换（原由{by}于 {date} 豁免）。",
                          "{about} The waiver no longer holds: the file was replaced (it was given by {by} on {date})." } },

    /* manual checks: their names say what is right */
    { "rule.manual", { "人工核查", "Manual checks" } },
    { "rule.manual.watermark", { "无水印", "No watermark" } },
    { "rule.manual.advert", { "无广告", "No advertising" } },
    { "rule.manual.subtitles-zh-Hans", { "有简体中文字幕", "Subtitles in simplified Chinese" } },
    { "rule.manual.original", { "原创作品", "Original work" } },
    { "rule.manual.language", { "语言符合要求", "Language as required" } },
    { "rule.manual.content", { "内容导向正确", "Content as required" } },
    { "rule.manual.blind", { "画面和声音不含单位与作者信息", "Neither picture nor sound names unit or author" } },
    { "rule.manual.opening-title", { "有片头", "An opening title" } },
    { "manual.yes", { "符合", "met" } },
    { "manual.no", { "不符合", "not met" } },
    { "manual.unsure", { "拿不准", "not sure" } },
    { "manual.count", { "人工核查 {done}/{all}", "manual checks {done}/{all}" } },
    { "finding.manual", { "{about}：人工核查为{answer}（{by}，{date}）。", "{about}: {answer}, by a person's check ({by}, {date})." } },
    { "finding.manual.why", { "{about}：人工核查为{answer}（{by}，{date}：{why}）。",
                              "{about}: {answer}, by a person's check ({by}, {date}: {why})." } },
    { "finding.manual.open", { "{rule}：尚未人工核查。", "{rule}: not yet checked by a person." } },
    { "finding.manual.lapsed", { "{about}：文件已更换，{by}于 {date} 的核查结果（{answer}）已失效，请重新核查。",
                                 "{about}: the file was replaced, so the check by {by} on {date} ({answer}) no longer holds; please check again." } },
    { "fault.check", { "“{part}”不能作核查项的名称：请用现有的 {right}，或自定小写英文名称（字母、数字、连字符）。",
                       "“{part}” cannot name a check: take one of {right}, or a name of your own in small letters, digits and hyphens." } },
    { "fault.too-many-checks", { "核查项太多，从“{part}”起放不下。", "there are too many checks; “{part}” is one too many." } },
    { NULL, { NULL, NULL } },
};
