#include <string.h>

#include "base/bounds.h"
#include "ctl/import_rule.h"
#include "wire/listing.h"

static const struct rule category_text_rules[] = {
	NAME(struct import_text, name, true, 120),
	LINES(struct import_text, description, false, 2000),
};
static const struct rule plan_text_rules[] = {
	NAME(struct import_text, name, true, 120),
	LINE(struct import_text, summary, false, 300),
};
static const struct rule product_text_rules[] = {
	NAME(struct import_text, name, true, 120),
	LINE(struct import_text, summary, true, 300),
	LINES(struct import_text, description, true, MARKDOWN_MAX),
	NESTED("keywords", false),
};

struct texts {
	struct reader *r;
	const struct rule *rules;
	size_t nrules;
	struct import_text *at;
	size_t n;
};

static enum err
read_locale(struct str key, const struct node *value, void *arg)
{
	struct texts *t = arg;
	struct import_text *text = &t->at[t->n++];
	struct reader *r = t->r;
	struct str path = r->path;

	if (!text_is(TEXT_LOCALE, key)) {
		reader_fault(
		    r, key, STR("is not a language"), rule_form(TEXT_LOCALE));
		return OK;
	}
	r->path = arena_printf(
	    r->im->a, "%.*s/texts/%.*s", STR_FMT(path), STR_FMT(key));
	text->locale = key;
	if (rule_object(r, value, t->rules, t->nrules, text))
		text->keywords = rule_words(r, value, "keywords", 500);
	r->path = path;
	return OK;
}

static const struct import_text *
read_texts(struct reader *r, const struct node *parent,
    const struct rule *rules, size_t nrules, size_t *n)
{
	const struct node *texts = node_get(parent, "texts");
	struct texts t = { .r = r, .rules = rules, .nrules = nrules };

	*n = 0;
	if (node_type(texts) == NODE_ABSENT || node_type(texts) == NODE_NULL)
		return NULL; /* said already: it is required */
	if (node_type(texts) != NODE_OBJECT || node_size(texts) == 0 ||
	    node_size(texts) > 32) {
		reader_fault(r, STR("texts"),
		    STR("is not an object of languages"),
		    STR("write {\"en\": {\"name\": \"...\"}}"));
		return NULL;
	}
	t.at = ARENA_NEWS(r->im->a, struct import_text, node_size(texts));
	if (!t.at) {
		r->err = ERR_NOMEM;
		return NULL;
	}
	if (node_each(texts, read_locale, &t) != OK)
		r->err = ERR_BUG;
	*n = t.n;
	return t.at;
}

static const struct rule seller_rules[] = {
	KIND(struct import_seller, slug, true, TEXT_SLUG),
	NAME(struct import_seller, name, true, 200),
	KIND(struct import_seller, country, false, TEXT_COUNTRY),
	LINK(struct import_seller, website),
	LINES(struct import_seller, about, false, 20000),
	KIND(struct import_seller, support_email, false, TEXT_EMAIL),
};

static void
read_seller(struct reader *r, const struct node *n, void *out)
{
	struct import_seller *s = out;

	r->bad = false;
	(void)rule_object(r, n, seller_rules, COUNT(seller_rules), s);
	s->where = r->path;
	s->bad = r->bad;
}

static const struct rule category_rules[] = {
	KIND(struct import_category, slug, true, TEXT_SLUG),
	KIND(struct import_category, parent, false, TEXT_SLUG),
	INT(struct import_category, position, false, 0, 1000000),
	NESTED("texts", true),
};

static void
read_category(struct reader *r, const struct node *n, void *out)
{
	struct import_category *c = out;

	r->bad = false;
	if (rule_object(r, n, category_rules, COUNT(category_rules), c))
		c->texts = read_texts(r, n, category_text_rules,
		    COUNT(category_text_rules), &c->ntexts);
	c->where = r->path;
	c->bad = r->bad;
}

static const struct rule agreement_rules[] = {
	NAME(struct import_agreement, title, true, 200),
	KIND(struct import_agreement, locale, false, TEXT_LOCALE),
	LINES(struct import_agreement, text, true, MARKDOWN_MAX),
};

static void
read_agreement(struct reader *r, const struct node *n, void *out)
{
	struct import_agreement *g = out;

	g->locale = r->im->locale;
	(void)rule_object(r, n, agreement_rules, COUNT(agreement_rules), g);
}

static const struct rule release_rules[] = {
	NAME(struct import_release, version, true, 64),
	LINE(struct import_release, date, true, 10),
	LINES(struct import_release, notes, false, 8192),
};

static void
read_release(struct reader *r, const struct node *n, void *out)
{
	(void)rule_object(r, n, release_rules, COUNT(release_rules), out);
}

static const struct rule screenshot_rules[] = {
	LINE(struct import_screenshot, file, true, 500),
	NAME(struct import_screenshot, alt, true, 200),
};

static void
read_screenshot(struct reader *r, const struct node *n, void *out)
{
	(void)rule_object(r, n, screenshot_rules, COUNT(screenshot_rules), out);
}

enum { IMAGE_SIZE_MAX = 100000 };

static const struct rule image_rules[] = {
	KIND(struct import_image, region, true, TEXT_SLUG),
	NAME(struct import_image, image, true, LISTING_IMAGE_MAX),
	INT(struct import_image, min_vcpus, false, 0, IMAGE_SIZE_MAX),
	INT(struct import_image, min_memory_gib, false, 0, IMAGE_SIZE_MAX),
};

static void
read_image(struct reader *r, const struct node *n, void *out)
{
	(void)rule_object(r, n, image_rules, COUNT(image_rules), out);
}

static const struct rule option_rules[] = {
	NAME(struct import_option, name, true, 80),
	NAME(struct import_option, value, true, 200),
};

static void
read_option(struct reader *r, const struct node *n, void *out)
{
	(void)rule_object(r, n, option_rules, COUNT(option_rules), out);
}

static const struct rule capacity_rules[] = {
	KIND(struct capacity, code, true, TEXT_CODE),
	NAME(struct capacity, unit, true, 40),
	INT(struct capacity, min, true, 0, 1000000000),
	INT(struct capacity, max, true, 0, 1000000000),
	INT(struct capacity, step, false, 1, 1000000000),
	INT(struct capacity, included, false, 0, 1000000000),
};

static void
read_capacity(struct reader *r, const struct node *n, void *out)
{
	struct capacity *c = out;

	c->step = 1;
	(void)rule_object(r, n, capacity_rules, COUNT(capacity_rules), c);
}

struct price_row {
	struct str mode, currency, capacity;
	int64_t amount, from_quantity;
};

static const struct rule price_rules[] = {
	LINE(struct price_row, mode, true, 16),
	KIND(struct price_row, currency, true, TEXT_CURRENCY),
	INT(struct price_row, amount, true, 0, MONEY_MAX_MINOR),
	KIND(struct price_row, capacity, false, TEXT_CODE),
	INT(struct price_row, from_quantity, false, 1, QUANTITY_MAX),
};

static void
read_price(struct reader *r, const struct node *n, void *out)
{
	struct price_row row = { .from_quantity = 1 };
	struct price *p = out;

	if (!rule_object(r, n, price_rules, COUNT(price_rules), &row))
		return;
	import_price_terms(r, p, row.mode, row.currency);
	p->amount_minor = row.amount;
	p->from_quantity = row.from_quantity;
	p->capacity = row.capacity.p ? row.capacity : STR("");
}

static const struct rule plan_rules[] = {
	KIND(struct import_plan, code, true, TEXT_CODE),
	NESTED("texts", true),
	NESTED("options", false),
	NESTED("capacities", false),
	NESTED("prices", true),
};

static void
read_plan(struct reader *r, const struct node *n, void *out)
{
	struct import_plan *p = out;

	if (!rule_object(r, n, plan_rules, COUNT(plan_rules), p))
		return;
	p->texts = read_texts(
	    r, n, plan_text_rules, COUNT(plan_text_rules), &p->ntexts);
	p->options = rule_list(r, n, "options", sizeof(struct import_option),
	    OPTIONS_MAX, read_option, &p->noptions);
	p->capacities = rule_list(r, n, "capacities", sizeof(struct capacity),
	    CAPACITIES_MAX, read_capacity, &p->ncapacities);
	p->prices = rule_list(r, n, "prices", sizeof(struct price), PRICES_MAX,
	    read_price, &p->nprices);
}

struct support {
	struct str email, url;
};

static const struct rule support_rules[] = {
	KIND(struct support, email, false, TEXT_EMAIL),
	LINK(struct support, url),
};

struct product_row {
	struct import_product p;
	struct str delivery;
};

static const struct rule product_rules[] = {
	KIND(struct import_product, slug, true, TEXT_SLUG),
	KIND(struct import_product, seller, true, TEXT_SLUG),
	KIND(struct import_product, category, true, TEXT_SLUG),
	LINE(struct product_row, delivery, true, 16),
	LINE(struct import_product, licence, false, 200),
	LINK(struct import_product, website),
	LINE(struct import_product, version, false, 64),
	NESTED("platforms", false),
	NESTED("regions", false),
	NESTED("screenshots", false),
	NESTED("releases", false),
	NESTED("images", false),
	LINE(struct import_product, logo, false, 500),
	INT(struct import_product, refund_days, false, 0, 365),
	NESTED("support", false),
	INT(struct import_product, pin, false, 1, 1000000),
	NESTED("texts", true),
	NESTED("agreements", false),
	NESTED("plans", true),
};

static void
read_product(struct reader *r, const struct node *n, void *out)
{
	struct product_row row = { 0 };
	struct import_product *p = &row.p;
	struct support support = { 0 };

	r->bad = false;
	if (rule_object(r, n, product_rules, COUNT(product_rules), &row)) {
		if (row.delivery.p)
			import_delivery(r, &p->delivery, row.delivery);
		rule_member(r, n, "support", support_rules,
		    COUNT(support_rules), &support);
		p->support_email = support.email;
		p->support_url = support.url;
		p->platforms = rule_words(r, n, "platforms", 500);
		p->regions = rule_words(r, n, "regions", 500);
		p->screenshots = rule_list(r, n, "screenshots",
		    sizeof(struct import_screenshot), LISTING_SCREENSHOTS_MAX,
		    read_screenshot, &p->nscreenshots);
		p->releases = rule_list(r, n, "releases",
		    sizeof(struct import_release), LISTING_RELEASES_MAX,
		    read_release, &p->nreleases);
		p->images = rule_list(r, n, "images",
		    sizeof(struct import_image), LISTING_IMAGES_MAX, read_image,
		    &p->nimages);
		p->texts = read_texts(r, n, product_text_rules,
		    COUNT(product_text_rules), &p->ntexts);
		p->agreements = rule_list(r, n, "agreements",
		    sizeof(struct import_agreement), AGREEMENTS_MAX,
		    read_agreement, &p->nagreements);
		p->plans = rule_list(r, n, "plans", sizeof(struct import_plan),
		    PLANS_MAX, read_plan, &p->nplans);
	}
	p->where = r->path;
	p->bad = r->bad;
	memcpy(out, p, sizeof(*p));
}

static const struct rule file_rules[] = {
	NESTED("souk_catalogue", true),
	NESTED("sellers", false),
	NESTED("categories", false),
	NESTED("products", true),
};

enum { ROWS_MAX = 100000, CATEGORIES_MAX = 5000, IMPORT_DEPTH_MAX = 12 };

enum err
import_json(struct import *im, struct str text, struct str *why)
{
	struct reader r = { .im = im, .path = STR("") };
	struct import_file *f = &im->file;
	const struct node *root;
	int64_t version = 0;
	enum err e;

	/* RFC 8259 lets a reader pass over the mark, and editors write it. */
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_sub(text, 3, text.n);
	e = tree_parse(&im->tree, im->a, text, IMPORT_DEPTH_MAX, why);
	if (e != OK)
		return e;
	root = tree_root(im->tree);
	if (node_i64(&version, node_get(root, "souk_catalogue")) != OK ||
	    version != 1) {
		*why = STR("it has no \"souk_catalogue\": 1; see "
			   "souk-catalogue(5) for the format");
		return ERR_SYNTAX;
	}
	(void)rule_object(&r, root, file_rules, COUNT(file_rules), f);
	f->sellers = rule_list(&r, root, "sellers", sizeof(*f->sellers),
	    ROWS_MAX, read_seller, &f->nsellers);
	f->categories = rule_list(&r, root, "categories",
	    sizeof(*f->categories), CATEGORIES_MAX, read_category,
	    &f->ncategories);
	f->products = rule_list(&r, root, "products", sizeof(*f->products),
	    ROWS_MAX, read_product, &f->nproducts);
	return r.err;
}
