/* Monthly settlement as a buyer reads of it: in words, and in figures (X5). */
#ifndef SALE_CREDIT_H
#define SALE_CREDIT_H

#include "act/credit.h"
#include "app/call.h"

/* Why not, and who can mend it; .p NULL: the credit covers the amount. */
struct str credit_refusal_words(struct call *c, const struct credit_view *v);

/*
 * The problem of ERR_METHOD_UNAVAILABLE: the words, and as its member
 * "refusal" their code.
 */
enum err credit_refused(struct call *c, const struct credit_view *v)
    MUST_CHECK;

/* Members: the pool and what an order does to it; of no pool all is zero. */
void credit_figures_json(struct json *j, const struct credit_view *v);

#endif
