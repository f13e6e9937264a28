#include "storefront/compare.h"
#include "storefront/pages.h"

static void
put_modes(struct view *v, const struct comparison *cmp)
{
	static const enum billing_mode modes[] = { MODE_MONTHLY, MODE_YEARLY,
		MODE_ONE_TIME };

	HTML(v->out,
	    "<div class=\"field\"><label for=\"mode\">{t}</label>"
	    "<select class=\"select\" id=\"mode\" name=\"mode\">",
	    view_text(v, "configure.mode"));
	for (size_t i = 0; i < MODE__MAX; i++)
		HTML(v->out, "<option value=\"{a}\"{r}>{t}</option>",
		    str_from(billing_mode_name(modes[i])),
		    modes[i] == cmp->mode ? STR(" selected") : STR(""),
		    view_text_of(
			v, "product.mode_", billing_mode_name(modes[i])));
	buf_add(v->out, STR("</select></div>\n"));
}

static void
put_form(struct view *v, const struct comparison *cmp)
{
	bool only = str_is(request_query(v->c->request, "only"), "differences");

	HTML(v->out,
	    "<form class=\"compare__form\" action=\"{h}/compare\" "
	    "method=\"get\">\n<input type=\"hidden\" name=\"products\" "
	    "value=\"{a}\">",
	    v->base, comparison_slugs(v, cmp, NULL));
	if (v->locale > 0)
		HTML(v->out,
		    "<input type=\"hidden\" name=\"lang\" value=\"{a}\">",
		    v->lang);
	HTML(v->out,
	    "<div class=\"field{a}\"><label for=\"quantity\">{t}</label>",
	    cmp->quantity_bad ? STR(" field--bad") : STR(""),
	    view_text(v, "configure.quantity"));
	if (cmp->quantity_bad)
		HTML(v->out,
		    "<p class=\"error-text\" id=\"quantity-bad\">{t}</p>",
		    view_text(v, "compare.quantity_bad"));
	HTML(v->out,
	    "<input class=\"input input--short\" id=\"quantity\" type=\"text\" "
	    "name=\"quantity\" inputmode=\"numeric\" autocomplete=\"off\" "
	    "value=\"{a}\"{r}></div>\n",
	    cmp->quantity_bad
		? request_query(v->c->request, "quantity")
		: arena_printf(v->c->arena, "%lld", (long long)cmp->quantity),
	    cmp->quantity_bad
		? STR(" aria-invalid=\"true\" aria-describedby=\"quantity-bad\"")
		: STR(""));
	put_modes(v, cmp);
	HTML(v->out,
	    "<button class=\"btn\" type=\"submit\">{t}</button>\n"
	    "<label class=\"check\"><input type=\"checkbox\" name=\"only\" "
	    "value=\"differences\"{r}> {t}</label>\n</form>\n",
	    view_text(v, "compare.update"), only ? STR(" checked") : STR(""),
	    view_text(v, "compare.only"));
}

static void
put_notice(struct view *v, struct str text)
{
	buf_add(v->out, STR("<div class=\"notice notice--warn\">"));
	view_icon(v, "triangle-alert", "");
	HTML(v->out, "<p>{t}</p></div>\n", text);
}

static void
put_notices(struct view *v, const struct comparison *cmp)
{
	if (cmp->missing.p)
		put_notice(
		    v, view_say(v, "compare.missing", "name", cmp->missing));
	if (cmp->more)
		put_notice(v, view_text(v, "compare.too_many"));
}

static void
put_empty(struct view *v)
{
	buf_add(v->out, STR("<div class=\"card empty\">"));
	view_icon(v, "scale", "");
	HTML(v->out,
	    "<h2>{t}</h2><p>{t}</p><p><a class=\"btn btn--primary\" "
	    "href=\"{h}\">{t}</a></p></div>\n",
	    view_text(v, "compare.empty"), view_text(v, "compare.empty_text"),
	    view_link(v, "/search"), view_text(v, "search.browse"));
}

static void
put_page(struct view *v, const struct comparison *cmp)
{
	struct view_crumb crumb = { view_text(v, "compare.title"), STR_NONE };
	struct view_meta meta = { .title = crumb.name,
		.description = view_text(v, "compare.lead"),
		.no_index = true,
		.path = comparison_path(v, cmp, NULL) };

	view_head(v, &meta);
	buf_add(v->out, STR("<main id=\"main\" class=\"page compare\">\n"));
	view_crumbs(v, &crumb, 1);
	HTML(v->out, "<div class=\"page-head\"><h1>{t}</h1><p>{t}</p></div>\n",
	    crumb.name, view_text(v, "compare.lead"));
	put_notices(v, cmp);
	if (cmp->n == 0) {
		put_empty(v);
	} else {
		put_form(v, cmp);
		comparison_table(v, cmp);
		if (cmp->n < COMPARE_MAX)
			HTML(v->out,
			    "<p class=\"gap-top\"><a href=\"{h}\">{t}</a></p>\n",
			    view_link(v, "/search"),
			    view_text(v,
				cmp->n < COMPARE_MIN ? "compare.one"
						     : "compare.add"));
	}
	buf_add(v->out, STR("</main>\n"));
	view_foot(v, STR_NONE);
}

enum err
page_compare(struct call *c)
{
	struct comparison *cmp = ARENA_NEW(c->arena, struct comparison);
	struct view v;
	bool done;
	enum err e = cmp ? view_open(c, &v) : ERR_NOMEM;

	if (e == OK)
		e = comparison_read(c, v.cat, cmp);
	if (e == OK)
		e = shop_cached(c, v.cat, &done);
	if (e != OK || done)
		return e;
	put_page(&v, cmp);
	return view_send(&v, 200);
}
