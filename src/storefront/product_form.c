#include "storefront/pages.h"

/* The plan's own price of one piece in the site's currency, or NULL. */
static const struct price *
base_price(
    struct view *v, const struct catalogue_plan *plan, enum billing_mode mode)
{
	return price_at(&plan->terms, mode, v->cat->currency, 1);
}

/* The mode that a form begins with: months before years before once. */
static const struct price *
first_price(struct view *v, const struct catalogue_plan *plan)
{
	static const enum billing_mode order[] = { MODE_MONTHLY, MODE_YEARLY,
		MODE_ONE_TIME };

	for (size_t i = 0; i < MODE__MAX; i++)
		if (base_price(v, plan, order[i]))
			return base_price(v, plan, order[i]);
	return NULL;
}

struct str
product_first_total(struct view *v, const struct catalogue_product *p)
{
	const struct price *price = p->nplans > 0 ? first_price(v, &p->plans[0])
						  : NULL;

	if (!price)
		return STR("–");
	return view_money(
	    v, (struct money){ price->amount_minor, price->currency });
}

static void
put_pick(struct view *v, const struct catalogue_plan *plan, bool checked)
{
	const struct price *price = first_price(v, plan);

	HTML(v->out,
	    "<label class=\"pick\"><input type=\"radio\" "
	    "name=\"plan\" value=\"{a}\"{r}><span class=\"pick__body\">"
	    "<span class=\"split\"><b><bdi>{t}</bdi></b>",
	    plan->code, checked ? STR(" checked") : STR(""),
	    plan->name[v->locale]);
	if (price)
		HTML(v->out,
		    "<span class=\"price\"><bdi>{t}</bdi> <small>{t}</small>"
		    "</span>",
		    view_money(v,
			(struct money){ price->amount_minor, price->currency }),
		    view_text_of(
			v, "product.per_", billing_mode_name(price->mode)));
	HTML(v->out,
	    "</span><span class=\"hint\"><bdi>{t}</bdi></span></span></label>"
	    "\n",
	    plan->summary[v->locale]);
}

static void
put_modes(struct view *v, const struct catalogue_plan *plan)
{
	const struct price *first = first_price(v, plan);

	HTML(v->out,
	    "<fieldset class=\"field\"><legend>{t}</legend>"
	    "<div class=\"segments\">",
	    view_text(v, "configure.mode"));
	for (enum billing_mode m = 0; m < MODE__MAX; m++)
		if (base_price(v, plan, m))
			HTML(v->out,
			    "<label><input type=\"radio\" "
			    "name=\"mode\" value=\"{a}\"{r}>{t}</label>",
			    str_from(billing_mode_name(m)),
			    first && first->mode == m ? STR(" checked")
						      : STR(""),
			    view_text_of(
				v, "product.mode_", billing_mode_name(m)));
	buf_add(v->out, STR("</div></fieldset>\n"));
}

static void
put_number(struct view *v, struct str id, struct str name, struct str label,
    struct str hint, int64_t value, int64_t min, int64_t max, int64_t step)
{
	HTML(v->out,
	    "<div class=\"split\"><div><label class=\"label\" "
	    "for=\"f-{a}\">{t}</label>",
	    id, label);
	if (hint.p)
		HTML(v->out, "<p class=\"hint\">{t}</p>", hint);
	HTML(v->out,
	    "</div><input class=\"input input--short\" "
	    "id=\"f-{a}\" type=\"number\" name=\"{a}\" inputmode=\"numeric\"",
	    id, name);
	buf_addf(v->out,
	    " value=\"%lld\" min=\"%lld\" max=\"%lld\" "
	    "step=\"%lld\"></div>\n",
	    (long long)value, (long long)min, (long long)max, (long long)step);
}

static struct str
capacity_hint(struct view *v, const struct capacity *k)
{
	const struct locale_arg args[] = {
		{ "included",
		    arena_printf(v->c->arena, "%lld", (long long)k->included) },
		{ "min", arena_printf(v->c->arena, "%lld", (long long)k->min) },
		{ "max", arena_printf(v->c->arena, "%lld", (long long)k->max) },
	};
	struct buf b;
	struct str s;

	buf_open(&b, BODY_MAX);
	locale_fill(&b, view_text(v, "configure.capacity_hint"), args, 3);
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

static void
put_fields(struct view *v, const struct catalogue_plan *plan,
    enum delivery_type delivery)
{
	const struct price *first = first_price(v, plan);

	buf_add(v->out,
	    STR("<div class=\"configure\" "
		"data-configure-fields>\n"));
	put_modes(v, plan);
	if (delivery != DELIVERY_IMAGE)
		put_number(v, STR("quantity"), STR("quantity"),
		    view_text(v, "configure.quantity"), STR_NONE, 1, 1,
		    QUANTITY_MAX, 1);
	if (first && first->mode != MODE_ONE_TIME)
		put_number(v, STR("periods"), STR("periods"),
		    view_text_of(v, "configure.periods_",
			billing_mode_name(first->mode)),
		    STR_NONE, 1, 1, PERIODS_MAX, 1);
	for (size_t i = 0; i < plan->terms.ncapacities; i++) {
		const struct capacity *k = &plan->terms.capacities[i];
		int64_t value = k->included > k->min ? k->included : k->min;

		put_number(v,
		    arena_printf(v->c->arena, "cap-%.*s", STR_FMT(k->code)),
		    arena_printf(v->c->arena, "cap.%.*s", STR_FMT(k->code)),
		    view_capacity(v, k), capacity_hint(v, k), value, k->min,
		    k->max, k->step);
	}
	buf_add(v->out, STR("</div>\n"));
}

void
product_form(struct view *v, const struct catalogue_product *p)
{
	HTML(v->out,
	    "<aside aria-labelledby=\"h-configure\">\n"
	    "<form class=\"card card--lift configure\" id=\"configure\" "
	    "action=\"{h}/checkout/\" method=\"get\" data-configure>\n"
	    "<h2 id=\"h-configure\">{t}</h2>\n"
	    "<input type=\"hidden\" name=\"product\" value=\"{a}\">"
	    "<input type=\"hidden\" name=\"currency\" value=\"{a}\">\n"
	    "<fieldset class=\"field\"><legend>{t}</legend>\n"
	    "<div class=\"picks\">\n",
	    v->base, view_text(v, "configure.title"), p->slug,
	    str_from(v->cat->currency.code), view_text(v, "configure.plan"));
	for (size_t i = 0; i < p->nplans; i++)
		put_pick(v, &p->plans[i], i == 0);
	buf_add(v->out, STR("</div></fieldset>\n"));
	put_fields(v, &p->plans[0], p->delivery);
	HTML(v->out,
	    "<div class=\"configure__total\">\n"
	    "<div><span>{t}</span><output class=\"total\" data-total>{t}"
	    "</output></div>\n<div class=\"hint\" data-total-note>{t}</div>\n"
	    "<button class=\"btn btn--primary btn--large btn--block\" "
	    "type=\"submit\">{t}</button>\n"
	    "<p class=\"hint center\">{t}</p>\n"
	    "<p class=\"small center\"><a href=\"{h}/my/requests/?product={a}\" "
	    "data-ask>{t}</a></p>\n</div>\n</form>\n</aside>\n",
	    view_text(v, "configure.total"), product_first_total(v, p),
	    view_text(v,
		p->delivery == DELIVERY_IMAGE ? "configure.server_note"
					      : "configure.net_note"),
	    view_text(v, "configure.go"), view_text(v, "configure.go_hint"),
	    v->base, p->slug, view_text(v, "requests.ask"));
}
