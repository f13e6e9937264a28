/*
 * The values of facets as lists show them.  A search has some 150 of them:
 * what is the same in each is made once, with the view.
 */
#include "view.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/values.h"

static struct str
column_text(const struct catalogue *c, enum facet f, uint32_t index)
{
	for (size_t i = c->nparts; i-- > 0;) {
		const struct column *column = &c->parts[i].segment->columns[f];

		if (index < column->nvalues)
			return column->values[index].text;
	}
	return STR_NONE;
}

/* "10.01-50.00" */
static struct str
band_text(struct arena *a, const struct catalogue *c, uint32_t index)
{
	char min[MONEY_TEXT_MAX], max[MONEY_TEXT_MAX];
	struct money from = { 0, c->currency }, to = from;
	struct str end = STR("");

	price_band(c->currency, index, &from.minor, &to.minor);
	if (to.minor != INT64_MAX)
		end = money_decimal(max, to);
	return arena_printf(
	    a, "%.*s-%.*s", STR_FMT(money_decimal(min, from)), STR_FMT(end));
}

static struct str
value_text(const struct catalogue *c, enum facet f, uint32_t index)
{
	switch (f) {
	case FACET_CATEGORY:
		return c->categories[index].slug;
	case FACET_SELLER:
		return c->sellers[index].slug;
	case FACET_MODE:
		return str_from(billing_mode_name((enum billing_mode)index));
	case FACET_DELIVERY:
		return str_from(delivery_type_name((enum delivery_type)index));
	case FACET_PRICE:
		return band_text(c->arena, c, index);
	default:
		return column_text(c, f, index);
	}
}

static size_t
values_n(const struct catalogue *c, enum facet f)
{
	switch (f) {
	case FACET_CATEGORY:
		return c->ncategories;
	case FACET_SELLER:
		return c->nsellers;
	case FACET_PRICE:
		return PRICE_BANDS;
	default:
		return c->nvalues[f];
	}
}

static int
by_text(const void *l, const void *r, void *values)
{
	const uint32_t *a = l, *b = r;
	const struct catalogue_value *all = values;

	return str_cmp(all[*a].text, all[*b].text);
}

static enum err
order_make(struct catalogue *c, struct catalogue_values *values)
{
	values->order = ARENA_NEWS(c->arena, uint32_t, values->n);
	if (!values->order)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < values->n; i++)
		values->order[i] = i;
	if (values->n > 0)
		qsort_r(values->order, values->n, sizeof(*values->order),
		    by_text, values->at);
	return OK;
}

static enum err
value_render(struct view_build *v, enum facet f, uint32_t index)
{
	struct catalogue *c = v->c;
	struct catalogue_value *value = &c->values[f].at[index];
	struct facet_value shown = { .value = value->text,
		.index = (int32_t)index };
	enum err e = OK;

	value->json = ARENA_NEWS(c->arena, struct str, c->nlocales);
	if (!value->json)
		return ERR_NOMEM;
	if (f == FACET_PRICE)
		price_band(
		    c->currency, index, &shown.price_min, &shown.price_max);
	for (size_t l = 0; e == OK && l < c->nlocales; l++) {
		arena_reset(v->scratch);
		v->config->value(
		    &v->text, v->scratch, c, l, f, &shown, v->config->arg);
		e = view_take_text(v, &value->json[l]);
	}
	return e;
}

static enum err
facet_make(struct view_build *v, enum facet f)
{
	struct catalogue *c = v->c;
	struct catalogue_values *values = &c->values[f];
	size_t n = values_n(c, f);
	enum err e = OK;

	values->at = ARENA_NEWS(c->arena, struct catalogue_value, n);
	if (!values->at)
		return ERR_NOMEM;
	values->n = (uint32_t)n;
	for (uint32_t i = 0; e == OK && i < n; i++) {
		values->at[i].text = value_text(c, f, i);
		if (v->config->value && values->at[i].text.p)
			e = value_render(v, f, i);
	}
	return e == OK && facet_goes_by_count(f) ? order_make(c, values) : e;
}

enum err
values_make(struct view_build *v)
{
	enum err e = OK;

	for (enum facet f = 0; e == OK && f < FACET__MAX; f++)
		e = facet_make(v, f);
	return e;
}
