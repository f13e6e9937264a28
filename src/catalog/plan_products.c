#include "plan.h"

#include <string.h>

size_t
plan_size(const struct plan *p, size_t term)
{
	const struct plan_term *t = &p->terms[term];
	size_t n = p->x->names_at[t->names_to] - p->x->names_at[t->names_from];

	for (size_t i = 0; i < t->nforms; i++)
		n += p->x->df[t->forms[i].word];
	for (size_t i = 0; i < t->nalternatives; i++)
		n += t->alternatives[i].n;
	return n;
}

static const uint16_t *
plan_table(struct arena *a, const struct plan *p, const struct plan_term *t)
{
	uint16_t *table = ARENA_NEWS(a, uint16_t, p->x->nproducts);

	if (!table)
		return NULL;
	table_forms(table, p->x, t->forms, t->nforms);
	if (t->names_from < t->names_to)
		table_names(
		    table, p->x, t->names_from, t->names_to, t->names_factor);
	for (size_t i = 0; i < t->nalternatives; i++)
		table_add(table, &t->alternatives[i]);
	return table;
}

enum err
plan_products(
    struct arena *a, struct postings_of *out, const struct plan *p, size_t term)
{
	const struct plan_term *t = &p->terms[term];
	size_t others = 0;
	enum err e;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < t->nalternatives; i++)
		others += t->alternatives[i].n;
	if (t->names_from < t->names_to ||
	    (t->nforms + t->nalternatives > 1 &&
		list_wants_table(p->x, t->forms, t->nforms, others))) {
		out->table = plan_table(a, p, t);
		return out->table ? OK : ERR_NOMEM;
	}
	e = list_forms(a, &out->list, p->x, t->forms, t->nforms);
	for (size_t i = 0; e == OK && i < t->nalternatives; i++)
		e = list_either(a, &out->list, &out->list, &t->alternatives[i]);
	return e;
}

enum err
plan_list(struct arena *a, struct list *out, const struct plan *p, size_t term)
{
	struct postings_of all;
	enum err e = plan_products(a, &all, p, term);

	if (e != OK)
		return e;
	if (all.table)
		return table_list(
		    a, out, all.table, p->x->nproducts, plan_size(p, term));
	*out = all.list;
	return OK;
}
