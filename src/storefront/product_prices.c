#include "storefront/pages.h"

/* A row of the price table: one kind of price, or one option. */
struct price_row {
	enum billing_mode mode;
	int64_t from_quantity;
	struct str capacity;
	struct str option; /* .p set: an option's name */
};

enum { ROWS_MAX = PRICES_MAX + OPTIONS_MAX };

struct price_table {
	struct price_row *rows;
	size_t n;
};

static bool
same_row(const struct price_row *a, const struct price_row *b)
{
	if (a->option.p || b->option.p)
		return a->option.p && b->option.p &&
		    str_eq(a->option, b->option);
	return a->mode == b->mode && a->from_quantity == b->from_quantity &&
	    str_eq(a->capacity, b->capacity);
}

static void
add_row(struct price_table *t, struct price_row row)
{
	for (size_t i = 0; i < t->n; i++)
		if (same_row(&t->rows[i], &row))
			return;
	if (t->n < ROWS_MAX)
		t->rows[t->n++] = row;
}

/* The plans' own prices first, then capacities and tiers, then options. */
static void
collect(
    struct price_table *t, struct view *v, const struct catalogue_product *p)
{
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < p->nplans; i++)
			for (size_t k = 0; k < p->plans[i].terms.nprices; k++) {
				const struct price
				    *price = &p->plans[i].terms.prices[k];
				bool own = str_empty(price->capacity) &&
				    price->from_quantity == 1;

				if (own == (pass == 0) &&
				    currency_eq(
					price->currency, v->cat->currency))
					add_row(t,
					    (struct price_row){ price->mode,
						price->from_quantity,
						price->capacity, STR_NONE });
			}
	for (size_t i = 0; i < p->nplans; i++)
		for (size_t k = 0; k < p->plans[i].noptions; k++)
			add_row(t,
			    (struct price_row){
				.option = p->plans[i].options[k].name });
}

static const struct capacity *
capacity_of(const struct catalogue_plan *plan, struct str code)
{
	for (size_t i = 0; i < plan->terms.ncapacities; i++)
		if (str_eq(plan->terms.capacities[i].code, code))
			return &plan->terms.capacities[i];
	return NULL;
}

static const struct price *
price_of(struct view *v, const struct catalogue_plan *plan,
    const struct price_row *row)
{
	for (size_t i = 0; i < plan->terms.nprices; i++) {
		const struct price *p = &plan->terms.prices[i];

		if (p->mode == row->mode &&
		    p->from_quantity == row->from_quantity &&
		    str_eq(p->capacity, row->capacity) &&
		    currency_eq(p->currency, v->cat->currency))
			return p;
	}
	return NULL;
}

static struct str
extra_text(struct view *v, const struct capacity *k)
{
	const struct locale_arg args[] = {
		{ "unit", view_capacity_unit(v, k) },
		{ "step",
		    arena_printf(v->c->arena, "%lld", (long long)k->step) },
		{ "included",
		    arena_printf(v->c->arena, "%lld", (long long)k->included) },
	};
	struct buf b;
	struct str s;

	buf_open(&b, BODY_MAX);
	locale_fill(&b,
	    view_text(v, k->step > 1 ? "product.extra_step" : "product.extra"),
	    args, 3);
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

static void
put_name(struct view *v, const struct catalogue_product *p,
    const struct price_row *row)
{
	const struct capacity *k = NULL;

	if (row->option.p) {
		html_text(v->out, row->option);
		return;
	}
	html_text(v->out,
	    view_text_of(v, "product.mode_", billing_mode_name(row->mode)));
	for (size_t i = 0; i < p->nplans && !k; i++)
		k = capacity_of(&p->plans[i], row->capacity);
	if (k)
		HTML(v->out, ", {t}", view_capacity(v, k));
	if (row->from_quantity > 1)
		HTML(v->out, ", {t}",
		    view_say(v, "product.from_quantity", "n",
			arena_printf(v->c->arena, "%lld",
			    (long long)row->from_quantity)));
}

static void
put_none(struct view *v)
{
	HTML(v->out,
	    "<span class=\"soft\" aria-hidden=\"true\">–</span>"
	    "<span class=\"visually-hidden\">{t}</span>",
	    view_text(v, "product.not_in_plan"));
}

static void
put_option(struct view *v, const struct catalogue_plan *plan, struct str name)
{
	for (size_t i = 0; i < plan->noptions; i++)
		if (str_eq(plan->options[i].name, name)) {
			HTML(v->out, "<bdi>{t}</bdi>", plan->options[i].value);
			return;
		}
	put_none(v);
}

static void
put_cell(struct view *v, const struct catalogue_plan *plan,
    const struct price_row *row)
{
	const struct price *price;
	const struct capacity *k;

	if (row->option.p) {
		put_option(v, plan, row->option);
		return;
	}
	price = price_of(v, plan, row);
	if (!price) {
		put_none(v);
		return;
	}
	k = capacity_of(plan, row->capacity);
	HTML(v->out, "<b><bdi>{t}</bdi></b> <span class=\"hint\">{t}</span>",
	    view_money(
		v, (struct money){ price->amount_minor, price->currency }),
	    k ? extra_text(v, k)
	      : view_text_of(
		    v, "product.per_", billing_mode_name(price->mode)));
}

void
product_prices(struct view *v, const struct catalogue_product *p)
{
	struct price_table t = {
		ARENA_NEWS(v->c->arena, struct price_row, ROWS_MAX), 0
	};
	struct str currency = str_from(v->cat->currency.code);

	if (!t.rows)
		return;
	collect(&t, v, p);
	HTML(v->out,
	    "<div class=\"table-scroll\" role=\"region\" "
	    "aria-labelledby=\"pricing-caption\" tabindex=\"0\">"
	    "<table class=\"table table--plans\">\n"
	    "<caption id=\"pricing-caption\">{t}</caption>\n"
	    "<thead><tr><td></td>",
	    view_say(v, "product.plans_caption", "currency", currency));
	for (size_t i = 0; i < p->nplans; i++)
		HTML(v->out, "<th scope=\"col\">{t}</th>",
		    p->plans[i].name[v->locale]);
	buf_add(v->out, STR("</tr></thead>\n<tbody>\n"));
	for (size_t r = 0; r < t.n; r++) {
		buf_add(v->out, STR("<tr><th scope=\"row\">"));
		put_name(v, p, &t.rows[r]);
		buf_add(v->out, STR("</th>"));
		for (size_t i = 0; i < p->nplans; i++) {
			buf_add(v->out, STR("<td>"));
			put_cell(v, &p->plans[i], &t.rows[r]);
			buf_add(v->out, STR("</td>"));
		}
		buf_add(v->out, STR("</tr>\n"));
	}
	buf_add(v->out, STR("</tbody></table></div>\n"));
	if (p->delivery == DELIVERY_IMAGE)
		HTML(v->out, "<p class=\"hint\">{t}</p>\n",
		    view_text(v, "product.server_extra"));
}
