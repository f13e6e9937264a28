/* A product page's data for programs: search engines and its own script. */
#include "catalog/product_json.h"
#include "storefront/pages.h"

static void
offers_json(struct json *j, struct view *v, const struct catalogue_product *p)
{
	char text[MONEY_TEXT_MAX];

	if (!p->has_from)
		return;
	json_key(j, "offers");
	json_object(j);
	json_put_cstr(j, "@type", "Offer");
	json_put_str(j, "price", money_decimal(text, p->from));
	json_put_cstr(j, "priceCurrency", p->from.currency.code);
	json_put_cstr(j, "availability", "https://schema.org/InStock");
	json_put_str(j, "url",
	    view_url(v, arena_printf(v->c->arena, "/p/%.*s", STR_FMT(p->slug)),
		v->locale));
	json_end_object(j);
}

static void
application_json(
    struct json *j, struct view *v, const struct catalogue_product *p)
{
	json_object(j);
	json_key(j, "@type");
	json_array(j);
	json_cstr(j, "SoftwareApplication");
	json_cstr(j, "Product");
	json_end_array(j);
	json_put_str(j, "name", p->name[v->locale]);
	json_put_str(j, "description", p->summary[v->locale]);
	json_put_str(j, "applicationCategory",
	    v->cat->categories[p->category].name[v->locale]);
	if (p->platforms.p)
		json_put_str(j, "operatingSystem", p->platforms);
	if (p->version.p)
		json_put_str(j, "softwareVersion", p->version);
	if (p->logo.p)
		json_put_str(j, "image",
		    view_url(v,
			arena_printf(
			    v->c->arena, "/media/%.*s", STR_FMT(p->logo)),
			0));
	json_key(j, "brand");
	json_object(j);
	json_put_cstr(j, "@type", "Brand");
	json_put_str(j, "name", v->cat->sellers[p->seller].name);
	json_end_object(j);
	offers_json(j, v, p);
	json_end_object(j);
}

struct str
product_json_ld(struct view *v, const struct catalogue_product *p,
    const struct view_crumb *crumbs, size_t n)
{
	struct view_ld ld;

	view_ld_open(&ld);
	application_json(&ld.j, v, p);
	view_crumbs_json(v, &ld.j, crumbs, n);
	return view_ld_close(v, &ld);
}

static bool
has_price_in(const struct catalogue_product *p, struct currency currency)
{
	for (size_t i = 0; i < p->nplans; i++)
		for (size_t k = 0; k < p->plans[i].terms.nprices; k++)
			if (currency_eq(
				p->plans[i].terms.prices[k].currency, currency))
				return true;
	return false;
}

struct str
product_data(struct view *v, const struct catalogue_product *p)
{
	const struct site_config *config = &v->c->site->config;
	struct buf b;
	struct json j;
	struct str s;

	buf_open(&b, REPLY_MAX);
	buf_add(&b,
	    STR("<script type=\"application/json\" "
		"id=\"product-data\">"));
	json_start(&j, &b);
	json_object(&j);
	json_put_str(&j, "slug", p->slug);
	json_put_str(&j, "name", p->name[v->locale]);
	json_put_cstr(&j, "delivery", delivery_type_name(p->delivery));
	json_put_cstr(&j, "currency", config->currency.code);
	json_key(&j, "currencies");
	json_array(&j);
	for (size_t i = 0; i < config->ncurrencies; i++)
		if (has_price_in(p, config->currencies[i]))
			json_cstr(&j, config->currencies[i].code);
	json_end_array(&j);
	json_key(&j, "plans");
	product_json_plans(&j, p, v->locale);
	json_end_object(&j);
	buf_add(&b, STR("</script>\n"));
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}
