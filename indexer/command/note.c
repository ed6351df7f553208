/* pianmu note: something to remember about a work, for the organisers. */
#include "indexer/command/deciding.h"

int command_note(Contest *contest, int argc, char **argv)
{
    const char *by = NULL;
    const Option options[] = {
        { "by", OPTION_TEXT, "NAME", &by },
        { 0 },
    };
    int status = STATUS_DONE;
    g_autoptr(Decision) decision = decision_new();
    g_auto(Deciding) deciding = { 0 };

    if (!options_parse(contest, options, &argc, &argv, 2, 2, &status) || !contest_load(contest, &status) ||
        !by_given(contest, by, decision, &status) ||
        !(decision->why = text_given(contest, "TEXT", argv[2], WHY_BYTES_MAX, &status)) ||
        !deciding_begin(&deciding, contest, argv[1], &status))
        return status;
    decision->kind = DECISION_NOTE;
    if (!deciding_keep(&deciding, decision, &status))
        return status;
    deciding_say(&deciding, "note.done", NULL);
    return STATUS_DONE;
}
