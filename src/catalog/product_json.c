#include "catalog/product_json.h"

#include <string.h>

static void
put_hash(struct json *j, const char *key, const uint8_t hash[32])
{
	static const char digits[] = "0123456789abcdef";
	char hex[64];

	for (size_t i = 0; i < 32; i++) {
		hex[2 * i] = digits[hash[i] >> 4];
		hex[2 * i + 1] = digits[hash[i] & 15];
	}
	json_put_str(j, key, (struct str){ hex, sizeof(hex) });
}

static void
put_named(struct json *j, const char *key, struct str slug, struct str name)
{
	json_key(j, key);
	json_object(j);
	json_put_str(j, "slug", slug);
	json_put_str(j, "name", name);
	json_end_object(j);
}

/* A file of DATA_DIR/media: its name has no more than 80 bytes. */
static void
put_media(struct json *j, const char *key, struct str file)
{
	char url[128] = "/media/";
	size_t n = strlen(url);

	if (!file.p || file.n > sizeof(url) - n) {
		json_put_str(j, key, STR_NONE);
		return;
	}
	memcpy(url + n, file.p, file.n);
	json_put_str(j, key, (struct str){ url, n + file.n });
}

void
card_json_fields(struct json *j, const struct catalogue *c,
    const struct catalogue_product *p, size_t locale)
{
	const struct catalogue_seller *s = &c->sellers[p->seller];
	const struct catalogue_category *g = &c->categories[p->category];

	json_put_str(j, "slug", p->slug);
	json_put_str(j, "name", p->name[locale]);
	json_put_str(j, "summary", p->summary[locale]);
	put_named(j, "seller", s->slug, s->name);
	put_named(j, "category", g->slug, g->name[locale]);
	json_put_cstr(j, "delivery", delivery_type_name(p->delivery));
	put_media(j, "logo", p->logo);
	json_key(j, "from");
	if (p->has_from)
		json_money(j, p->from);
	else
		json_null(j);
	json_put_cstr(j, "from_mode",
	    p->has_from ? billing_mode_name(p->from_mode) : NULL);
	json_key(j, "popular_rank");
	if (p->popular_rank > 0)
		json_i64(j, p->popular_rank);
	else
		json_null(j);
}

void
card_json(struct json *j, const struct catalogue *c,
    const struct catalogue_product *p, size_t locale)
{
	json_object(j);
	card_json_fields(j, c, p, locale);
	json_end_object(j);
}

static void
put_list(struct json *j, const char *key, struct str list)
{
	struct str rest = list, one;

	json_key(j, key);
	json_array(j);
	while (!str_empty(list) && str_cut(&rest, ',', &one))
		json_str(j, str_trim(one));
	json_end_array(j);
}

static void
put_agreements(struct json *j, const struct catalogue_product *p)
{
	json_key(j, "agreements");
	json_array(j);
	for (size_t i = 0; i < p->nagreements; i++) {
		json_object(j);
		put_hash(j, "hash", p->agreements[i].document);
		json_put_str(j, "title", p->agreements[i].title);
		json_put_str(j, "html", p->agreements[i].html);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_capacities(struct json *j, const struct plan_terms *t)
{
	json_key(j, "capacities");
	json_array(j);
	for (size_t i = 0; i < t->ncapacities; i++) {
		const struct capacity *c = &t->capacities[i];

		json_object(j);
		json_put_str(j, "code", c->code);
		json_put_str(j, "unit", c->unit);
		json_put_i64(j, "min", c->min);
		json_put_i64(j, "max", c->max);
		json_put_i64(j, "step", c->step);
		json_put_i64(j, "included", c->included);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_prices(struct json *j, const struct plan_terms *t)
{
	json_key(j, "prices");
	json_array(j);
	for (size_t i = 0; i < t->nprices; i++) {
		const struct price *p = &t->prices[i];

		json_object(j);
		json_put_cstr(j, "mode", billing_mode_name(p->mode));
		json_put_cstr(j, "currency", p->currency.code);
		json_put_str(j, "capacity", p->capacity);
		json_put_i64(j, "from_quantity", p->from_quantity);
		json_put_money(j, "amount",
		    (struct money){ p->amount_minor, p->currency });
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_plan(struct json *j, const struct catalogue_plan *p, size_t locale)
{
	json_object(j);
	json_put_str(j, "code", p->code);
	json_put_str(j, "name", p->name[locale]);
	json_put_str(j, "summary", p->summary[locale]);
	json_key(j, "options");
	json_array(j);
	for (size_t i = 0; i < p->noptions; i++) {
		json_object(j);
		json_put_str(j, "name", p->options[i].name);
		json_put_str(j, "value", p->options[i].value);
		json_end_object(j);
	}
	json_end_array(j);
	put_capacities(j, &p->terms);
	put_prices(j, &p->terms);
	json_end_object(j);
}

void
product_json_plans(
    struct json *j, const struct catalogue_product *p, size_t locale)
{
	json_array(j);
	for (size_t i = 0; i < p->nplans; i++)
		put_plan(j, &p->plans[i], locale);
	json_end_array(j);
}

static void
put_screenshots(struct json *j, const struct catalogue_product *p)
{
	json_key(j, "screenshots");
	json_array(j);
	for (size_t i = 0; i < p->nscreenshots; i++) {
		const struct catalogue_screenshot *s = &p->screenshots[i];

		json_object(j);
		put_media(j, "url", s->file);
		json_put_i64(j, "width", s->width);
		json_put_i64(j, "height", s->height);
		json_put_str(j, "alt", s->alt);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_releases(struct json *j, const struct catalogue_product *p)
{
	json_key(j, "releases");
	json_array(j);
	for (size_t i = 0; i < p->nreleases; i++) {
		json_object(j);
		json_put_str(j, "version", p->releases[i].version);
		json_put_str(j, "date", p->releases[i].date);
		json_put_str(j, "notes_html", p->releases[i].notes_html);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_related(struct json *j, struct arena *a, const struct catalogue *c,
    const struct catalogue_product *p, size_t locale)
{
	json_key(j, "related");
	json_array(j);
	for (size_t i = 0; i < p->nrelated; i++) {
		const struct catalogue_product *r = catalogue_card(
		    a, c, p->related[i]);

		if (r)
			card_json(j, c, r, locale);
		else
			j->out->err = ERR_NOMEM;
	}
	json_end_array(j);
}

static void
put_support(struct json *j, const struct catalogue *c,
    const struct catalogue_product *p)
{
	json_key(j, "support");
	json_object(j);
	json_put_str(j, "email",
	    p->support_email.p ? p->support_email
			       : c->sellers[p->seller].support_email);
	json_put_str(j, "url", p->support_url);
	json_end_object(j);
}

void
product_json(struct json *j, struct arena *a, const struct catalogue *c,
    const struct catalogue_product *p, size_t locale)
{
	json_object(j);
	card_json_fields(j, c, p, locale);
	json_put_id(j, "id", ID_PRODUCT, p->product_id);
	json_put_str(j, "description_html", p->description_html[locale]);
	json_put_str(j, "licence", p->licence);
	put_list(j, "platforms", p->platforms);
	put_list(j, "regions", p->regions);
	json_put_str(j, "website", p->website);
	json_put_str(j, "version", p->version);
	put_support(j, c, p);
	json_put_i64(j, "refund_days", p->refund_days);
	json_put_cstr(
	    j, "state", p->listing == LISTING_HIDDEN ? "HIDDEN" : "LIVE");
	put_screenshots(j, p);
	put_releases(j, p);
	put_agreements(j, p);
	json_key(j, "plans");
	product_json_plans(j, p, locale);
	put_related(j, a, c, p, locale);
	json_put_time(j, "updated_at", p->updated_at_us);
	json_end_object(j);
}

static void
category_json(struct json *j, const struct catalogue *c,
    const struct catalogue_category *g, size_t locale)
{
	json_object(j);
	json_put_str(j, "slug", g->slug);
	json_put_str(j, "name", g->name[locale]);
	json_put_str(j, "parent",
	    g->parent == NO_CATEGORY ? STR_NONE
				     : c->categories[g->parent].slug);
	json_put_i64(j, "products", g->products);
	json_put_str(j, "description", g->description[locale]);
	json_end_object(j);
}

void
categories_json(struct json *j, const struct catalogue *c, size_t locale)
{
	json_object(j);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < c->ncategories; i++)
		category_json(j, c, &c->categories[i], locale);
	json_end_array(j);
	json_end_object(j);
}
