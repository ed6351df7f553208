#include "catalog/facts/form.h"

Form *form_new(void)
{
    return g_new0(Form, 1);
}

void form_free(Form *form)
{
    if (!form)
        return;
    char **texts[] = { &form->matched_by, &form->entry_no, &form->category,    &form->category_written,
                       &form->title,      &form->unit,     &form->author,      &form->contact,
                       &form->phone,      &form->email,    &form->finished,    &form->file_name,
                       &form->synopsis,   &form->pinyin,   &form->unit_pinyin, &form->link,
                       &form->received,   &form->source };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(*texts[i]);
    g_free(form);
}
