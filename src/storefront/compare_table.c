#include "compare_cells.h"

struct str
comparison_slugs(struct view *v, const struct comparison *cmp,
    const struct compared *left_out)
{
	struct buf b;
	struct str s;

	buf_open(&b, BODY_MAX);
	for (size_t i = 0; i < cmp->n; i++) {
		if (&cmp->items[i] == left_out)
			continue;
		if (b.n > 0)
			buf_add_char(&b, ',');
		buf_add(&b, cmp->items[i].product->slug);
	}
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

struct str
comparison_path(struct view *v, const struct comparison *cmp,
    const struct compared *left_out)
{
	return arena_printf(v->c->arena,
	    "/compare?products=%.*s&quantity=%lld%s%s",
	    STR_FMT(comparison_slugs(v, cmp, left_out)),
	    (long long)cmp->quantity, cmp->mode_given ? "&mode=" : "",
	    cmp->mode_given ? billing_mode_name(cmp->mode) : "");
}

static struct str
render(struct view *v, const struct comparison *cmp, const struct compared *it,
    cell_fn fn, struct str arg)
{
	struct buf *page = v->out;
	struct buf b;
	struct str s;

	buf_open(&b, BODY_LISTING_MAX);
	v->out = &b;
	fn(v, cmp, it, arg);
	v->out = page;
	if (buf_err(&b) != OK && page->err == OK)
		page->err = buf_err(&b);
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

static void
put_row(struct view *v, const struct comparison *cmp, struct str label,
    cell_fn fn, struct str arg)
{
	struct str cells[COMPARE_MAX];
	bool any = false, differs = false;

	for (size_t i = 0; i < cmp->n; i++) {
		cells[i] = render(v, cmp, &cmp->items[i], fn, arg);
		any |= !str_empty(cells[i]);
		differs |= !str_eq(cells[i], cells[0]);
	}
	if (!any)
		return;
	HTML(v->out, "<tr class=\"{a}\"><th scope=\"row\">{t}",
	    differs ? STR("differs") : STR("same"), label);
	if (differs)
		HTML(v->out, " <span class=\"visually-hidden\">{t}</span>",
		    view_text(v, "compare.differs"));
	buf_add(v->out, STR("</th>"));
	for (size_t i = 0; i < cmp->n; i++)
		if (str_empty(cells[i]))
			HTML(v->out,
			    "<td><span class=\"soft\" aria-hidden=\"true\">–"
			    "</span><span class=\"visually-hidden\">{t}</span>"
			    "</td>",
			    view_text(v, "compare.nothing"));
		else
			HTML(v->out, "<td>{r}</td>", cells[i]);
	buf_add(v->out, STR("</tr>\n"));
}

/* Has a plan before this one, of any product, an option of that name? */
static bool
was_option(const struct comparison *cmp, size_t item, size_t plan, size_t n,
    struct str name)
{
	for (size_t i = 0; i <= item; i++)
		for (size_t k = 0; k < cmp->items[i].nplans; k++) {
			const struct catalogue_plan
			    *of = cmp->items[i].plans[k].plan;
			size_t end = of->noptions;

			if (i == item && k > plan)
				return false;
			if (i == item && k == plan)
				end = n;
			for (size_t m = 0; m < end; m++)
				if (str_eq(of->options[m].name, name))
					return true;
		}
	return false;
}

/* Has a plan of any product a capacity of that name, hence a row? */
static bool
has_capacity(struct view *v, const struct comparison *cmp, struct str name)
{
	for (size_t i = 0; i < cmp->n; i++)
		for (size_t k = 0; k < cmp->items[i].nplans; k++) {
			const struct plan_terms
			    *t = &cmp->items[i].plans[k].plan->terms;

			for (size_t m = 0; m < t->ncapacities; m++)
				if (compared_is_capacity(
					v, &t->capacities[m], name))
					return true;
		}
	return false;
}

static void
put_options(struct view *v, const struct comparison *cmp)
{
	for (size_t i = 0; i < cmp->n; i++)
		for (size_t k = 0; k < cmp->items[i].nplans; k++) {
			const struct catalogue_plan
			    *plan = cmp->items[i].plans[k].plan;

			for (size_t m = 0; m < plan->noptions; m++) {
				struct str name = plan->options[m].name;

				if (!was_option(cmp, i, k, m, name) &&
				    !has_capacity(v, cmp, name))
					put_row(v, cmp, name, compared_option,
					    name);
			}
		}
}

/* One row for each name of a capacity. */
static void
put_capacities(struct view *v, const struct comparison *cmp)
{
	struct str seen[COMPARE_MAX * CAPACITIES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < cmp->n; i++)
		for (size_t k = 0; k < cmp->items[i].nplans; k++) {
			const struct plan_terms
			    *t = &cmp->items[i].plans[k].plan->terms;

			for (size_t m = 0; m < t->ncapacities; m++) {
				struct str name = view_capacity(
				    v, &t->capacities[m]);
				size_t at = 0;

				while (at < n && !str_eq(seen[at], name))
					at++;
				if (at < n || n == sizeof(seen) / sizeof(*seen))
					continue;
				seen[n++] = name;
				put_row(v, cmp, name, compared_capacity, name);
			}
		}
}

static void
put_column(
    struct view *v, const struct comparison *cmp, const struct compared *it)
{
	const struct catalogue_product *p = it->product;
	struct str plan = it->least < it->nplans
	    ? it->plans[it->least].plan->code
	    : STR_NONE;

	HTML(v->out,
	    "<th scope=\"col\" data-comparing=\"{a}\" data-name=\"{a}\">"
	    "<div class=\"compare__top\">",
	    p->slug, p->name[v->locale]);
	view_logo(v, p, LOGO_SMALL, true);
	HTML(v->out, "<a href=\"{h}\">{t}</a></div>",
	    view_link(v, "/p/%.*s", STR_FMT(p->slug)), p->name[v->locale]);
	HTML(v->out,
	    "<p class=\"cluster\"><a class=\"btn btn--small btn--primary\" "
	    "href=\"{h}\">{t}<span class=\"visually-hidden\"> {t}</span></a>",
	    plan.p ? view_link(v, "/p/%.*s?plan=%.*s&mode=%s&quantity=%lld",
			 STR_FMT(p->slug), STR_FMT(plan),
			 billing_mode_name(cmp->mode), (long long)cmp->quantity)
		   : view_link(v, "/p/%.*s", STR_FMT(p->slug)),
	    view_text(v, "compare.choose"), p->name[v->locale]);
	HTML(v->out,
	    "<a class=\"btn btn--small btn--quiet\" href=\"{h}\" "
	    "aria-label=\"{a}\">",
	    view_link(v, "%.*s", STR_FMT(comparison_path(v, cmp, it))),
	    view_say(v, "compare.remove", "name", p->name[v->locale]));
	view_icon(v, "x", "");
	buf_add(v->out, STR("</a></p></th>"));
}

void
comparison_table(struct view *v, const struct comparison *cmp)
{
	static const char *const facts[] = { "refunds", "delivery", "licence",
		"platforms", "regions", "version", "support", "seller",
		"category" };

	HTML(v->out,
	    "<div class=\"table-scroll\" role=\"region\" "
	    "aria-labelledby=\"compare-caption\" tabindex=\"0\">"
	    "<table class=\"table table--compare\">\n"
	    "<caption id=\"compare-caption\">{t}</caption>\n<thead><tr><td>"
	    "</td>",
	    view_say(v, "product.plans_caption", "currency",
		str_from(v->cat->currency.code)));
	for (size_t i = 0; i < cmp->n; i++)
		put_column(v, cmp, &cmp->items[i]);
	buf_add(v->out, STR("</tr></thead>\n<tbody>\n"));
	put_row(v, cmp, view_count(v, "compare.price", cmp->quantity),
	    compared_price, STR_NONE);
	put_row(
	    v, cmp, view_text(v, "compare.plans"), compared_plans, STR_NONE);
	put_capacities(v, cmp);
	put_options(v, cmp);
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		put_row(v, cmp, view_text_of(v, "product.", facts[i]),
		    compared_fact, str_from(facts[i]));
	buf_add(v->out, STR("</tbody></table></div>\n"));
}
