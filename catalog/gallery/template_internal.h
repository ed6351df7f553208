/* catalog/gallery/template_internal.h
 *
 * What reading and writing a template share.
 */
#pragma once

#include "catalog/gallery/template.h"

typedef enum { CONTEXT_TEXT, CONTEXT_ATTRIBUTE, CONTEXT_ADDRESS, CONTEXT_NUMBER, CONTEXT_SCRIPT } Context;

typedef struct {
    enum { NODE_LITERAL, NODE_VALUE, NODE_IF, NODE_EACH } kind;
    char *name; /* of a value, "@key" for a sentence; the literal itself */
    Context context;
    GPtrArray *body, *otherwise; /* of Node *, owned; NULL where there is none */
} Node;

struct Template {
    char *name;
    GPtrArray *nodes; /* of Node * */
};

GPtrArray *nodes_new(void);
