/* catalog/registration/reconcile.h
 *
 * Entry forms and works held side by side: forms that no file has come for, files that nobody has registered, and pairs that do not say the
 * same. Proposals are for people to accept (pianmu match ID FORM); nothing here changes anything. Pure.
 */
#pragma once

#include "catalog/rules/settings.h"
#include "catalog/store/work.h"

/* Why a form may speak of a work though that is not sure enough to be taken for granted. */
typedef enum {
    PROPOSAL_ENTRY_NO, /* the file's name has the number, and nothing else speaks for it */
    PROPOSAL_FILE,     /* the file name that the form gives; other works or forms have it as well */
    PROPOSAL_SAME, /* unit and title are the same; others are that as well, or a person took the form away */
    PROPOSAL_NEAR_TITLE, /* the same unit, and a title that is nearly the same */
    PROPOSAL_SAME_TITLE, /* the same title, and no unit or another one */
} ProposalReason;
const char *proposal_reason_slug(ProposalReason why); /* "entry-no" "file" "same" "near-title" "same-title" */

typedef struct {
    const Form *form;
    const Work *work;
    ProposalReason why;
    int likeness; /* of the titles, 0 … 100 */
} Proposal;

typedef struct {
    const Form *form;
    GPtrArray *proposals; /* of Proposal *, the likeliest first, at most three; never NULL */
} FormWithoutWork;

typedef struct {
    const Work *work;
    GPtrArray *proposals; /* the same */
} WorkWithoutForm;

/* A field that form and file state otherwise. in_form and in_work are as people may read them, except categories, which are slugs where the
 * settings know them; never NULL. */
typedef struct {
    const char *field; /* "title" "unit" "category" */
    char *in_form, *in_work;
} Difference;

typedef struct {
    const Form *form;
    const Work *work;
    GPtrArray *differences; /* of Difference *; at least one */
} Disagreement;

typedef struct {
    GPtrArray *forms; /* of FormWithoutWork *: in the order of `forms` */
    GPtrArray
        *works; /* of WorkWithoutForm *: in the order of `works`; withdrawn works are not asked for forms */
    GPtrArray *disagreements; /* of Disagreement *: in the order of `works` */
} Reconciliation;

/* `forms`: of Form *, all of the edition (store_forms()); `works`: of Work *, all of the edition. Both are borrowed for as long as the result
 * is used. */
Reconciliation *reconcile(const Settings *settings, const GPtrArray *forms, const GPtrArray *works);
void reconciliation_free(Reconciliation *reconciliation); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reconciliation, reconciliation_free)
