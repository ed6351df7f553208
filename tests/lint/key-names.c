/* What the settings know, one a line, for tests/lint/keys: "rules duration", "outcome duration reject", "edition title", "edition title[zh_CN]". */
#include "catalog/rules/rules_internal.h"
#include "catalog/rules/settings_read.h"

#include <stdio.h>

int main(void)
{
    for (const char *const *key = rule_key_names; *key; key++)
        printf("%s %s\n", rule_key_section(*key), *key);
    for (RuleId rule = 0; rule < N_RULES; rule++)
        printf("outcome %s %s\n", rule_slug(rule), outcome_slug(rule_default_outcome(rule)));
    for (const SettingsKey *key = settings_keys; key->key; key++) {
        printf("%s %s\n", key->kind, key->key);
        if (key->localised)
            printf("%s %s[zh_CN]\n", key->kind, key->key);
    }
    return 0;
}
