#include "compare_cells.h"

#include "storefront/list.h"

static void
put_amount(struct view *v, const struct compared_plan *plan)
{
	HTML(v->out, "<b><bdi>{t}</bdi></b> <small>{t}</small>",
	    view_money(v, plan->total),
	    view_text_of(v, "product.per_", billing_mode_name(plan->mode)));
}

void
compared_price(struct view *v, const struct comparison *cmp,
    const struct compared *it, struct str arg)
{
	(void)arg;
	if (it->least == it->nplans) {
		HTML(v->out, "<span class=\"soft\">{t}</span>",
		    view_text_of(
			v, "compare.not_", billing_mode_name(cmp->mode)));
		return;
	}
	buf_add(v->out, STR("<span class=\"price price--big\">"));
	put_amount(v, &it->plans[it->least]);
	HTML(v->out, "</span><span class=\"hint\">{t}</span>",
	    it->plans[it->least].plan->name[v->locale]);
}

void
compared_plans(struct view *v, const struct comparison *cmp,
    const struct compared *it, struct str arg)
{
	(void)cmp, (void)arg;
	buf_add(v->out, STR("<ul class=\"stack stack--tight\">"));
	for (size_t i = 0; i < it->nplans; i++) {
		HTML(v->out, "<li>{t}<br><span class=\"price\">",
		    it->plans[i].plan->name[v->locale]);
		if (it->plans[i].sold)
			put_amount(v, &it->plans[i]);
		else
			HTML(v->out, "<small>{t}</small>",
			    view_text(v, "compare.not_sold"));
		buf_add(v->out, STR("</span></li>"));
	}
	buf_add(v->out, STR("</ul>"));
}

static struct str
option_of(const struct catalogue_plan *plan, struct str name)
{
	for (size_t i = 0; i < plan->noptions; i++)
		if (str_eq(plan->options[i].name, name))
			return plan->options[i].value;
	return STR_NONE;
}

void
compared_option(struct view *v, const struct comparison *cmp,
    const struct compared *it, struct str name)
{
	struct str first = it->nplans > 0 ? option_of(it->plans[0].plan, name)
					  : STR_NONE;
	bool same = true, any = false;

	(void)cmp;
	for (size_t i = 0; i < it->nplans; i++) {
		struct str value = option_of(it->plans[i].plan, name);

		any |= value.p != NULL;
		same &= str_eq(value, first);
	}
	if (any && same)
		html_text(v->out, first);
	if (!any || same)
		return;
	buf_add(v->out, STR("<ul class=\"stack stack--tight\">"));
	for (size_t i = 0; i < it->nplans; i++) {
		struct str value = option_of(it->plans[i].plan, name);

		HTML(v->out, "<li><span class=\"hint\">{t}</span> {t}</li>",
		    it->plans[i].plan->name[v->locale],
		    value.p ? value : STR("–"));
	}
	buf_add(v->out, STR("</ul>"));
}

bool
compared_is_capacity(struct view *v, const struct capacity *k, struct str name)
{
	return str_eq(view_capacity(v, k), name);
}

/* What a plan has of it before more is paid for; .p NULL: it sells none. */
static struct str
capacity_of(struct view *v, const struct plan_terms *terms, struct str name)
{
	for (size_t k = 0; k < terms->ncapacities; k++) {
		const struct capacity *of = &terms->capacities[k];
		const struct locale_arg args[] = {
			{ "included", view_number(v, of->included) },
			{ "max", view_number(v, of->max) },
		};

		if (compared_is_capacity(v, of, name))
			return view_fill(
			    v, view_text(v, "compare.capacity"), args, 2);
	}
	return STR_NONE;
}

void
compared_capacity(struct view *v, const struct comparison *cmp,
    const struct compared *it, struct str name)
{
	(void)cmp;
	for (size_t i = 0; i < it->nplans; i++) {
		const struct catalogue_plan *plan = it->plans[i].plan;
		struct str value = capacity_of(v, &plan->terms, name);

		if (!value.p)
			value = option_of(plan, name);
		if (value.p)
			HTML(v->out,
			    "<div><span class=\"hint\">{t}</span> {t}</div>",
			    plan->name[v->locale], value);
	}
}

static void
put_regions(struct view *v, const struct compared *it)
{
	struct str rest = it->product->regions, code;
	bool first = true;

	while (!str_empty(it->product->regions) && str_cut(&rest, ',', &code)) {
		HTML(v->out, "{r}<span data-region>{t}</span>",
		    first ? STR("") : STR(", "),
		    list_value_name(v, FACET_REGION, str_trim(code)));
		first = false;
	}
}

static void
put_support(struct view *v, const struct compared *it)
{
	const struct catalogue_product *p = it->product;
	struct str email = p->support_email.p
	    ? p->support_email
	    : v->cat->sellers[p->seller].support_email;

	if (email.p)
		HTML(v->out, "<a href=\"mailto:{a}\">{t}</a>", email,
		    view_text(v, "product.support_email"));
	if (email.p && p->support_url.p)
		buf_add(v->out, STR("<br>"));
	if (p->support_url.p)
		HTML(v->out,
		    "<a href=\"{h}\" rel=\"nofollow noopener\">{t}</a>",
		    p->support_url, view_text(v, "product.support_url"));
}

void
compared_fact(struct view *v, const struct comparison *cmp,
    const struct compared *it, struct str key)
{
	const struct catalogue_product *p = it->product;

	(void)cmp;
	if (str_is(key, "delivery"))
		html_text(v->out,
		    view_text_of(v, "product.delivery_",
			delivery_type_name(p->delivery)));
	else if (str_is(key, "seller"))
		HTML(v->out, "<a href=\"{h}\">{t}</a>",
		    view_link(
			v, "/s/%.*s", STR_FMT(v->cat->sellers[p->seller].slug)),
		    v->cat->sellers[p->seller].name);
	else if (str_is(key, "category"))
		html_text(
		    v->out, v->cat->categories[p->category].name[v->locale]);
	else if (str_is(key, "refunds"))
		html_text(v->out,
		    p->refund_days > 0
			? view_count(v, "compare.refund_days", p->refund_days)
			: view_text(v, "compare.refund_none"));
	else if (str_is(key, "licence"))
		html_text(v->out, p->licence);
	else if (str_is(key, "platforms"))
		HTML(v->out, "{t}", view_listed(v, p->platforms));
	else if (str_is(key, "regions"))
		put_regions(v, it);
	else if (str_is(key, "version"))
		html_text(v->out, p->version);
	else if (str_is(key, "support"))
		put_support(v, it);
}
