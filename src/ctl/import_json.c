#include <stddef.h>
#include <string.h>

#include "base/bounds.h"
#include "base/text.h"
#include "ctl/import.h"
#include "wire/tree.h"

/* A table a kind of object says which members it has and what they hold. */
enum rule_type { RULE_LINE, RULE_LINES, RULE_KIND, RULE_INT, RULE_NESTED };

struct rule {
	const char *name;
	enum rule_type type;
	bool required;
	int64_t min, max; /* code points, or the number's */
	enum text_kind kind;
	size_t offset;
};

#define LINE(of, member, need, most) \
	{ \
		.name = #member, .type = RULE_LINE, .required = (need), \
		.min = (need), .max = (most), .offset = offsetof(of, member) \
	}
#define LINES(of, member, need, most) \
	{ \
		.name = #member, .type = RULE_LINES, .required = (need), \
		.min = (need), .max = (most), .offset = offsetof(of, member) \
	}
#define KIND(of, member, need, what) \
	{ \
		.name = #member, .type = RULE_KIND, .required = (need), \
		.kind = (what), .offset = offsetof(of, member) \
	}
#define INT(of, member, need, least, most) \
	{ \
		.name = #member, .type = RULE_INT, .required = (need), \
		.min = (least), .max = (most), .offset = offsetof(of, member) \
	}
#define NESTED(member, need) \
	{ \
		.name = (member), .type = RULE_NESTED, .required = (need) \
	}
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct reader {
	struct import *im;
	struct str row;	 /* "/products/3" */
	struct str path; /* of the object at hand */
	bool bad;	 /* this row has a fault */
	enum err err;
};

static void
fault(struct reader *r, struct str field, struct str what, struct str mend)
{
	r->bad = true;
	import_fault(r->im, r->path, field, what, mend);
}

static const char *
kind_mend(enum text_kind kind)
{
	switch (kind) {
	case TEXT_SLUG:
		return "use a-z, 0-9 and single inner hyphens, at most 80";
	case TEXT_URL:
		return "write an absolute http or https URL";
	case TEXT_EMAIL:
		return "write an address such as help@example.org";
	case TEXT_COUNTRY:
		return "write two capitals, as in ISO 3166-1";
	case TEXT_CURRENCY:
		return "write three capitals, as in ISO 4217";
	case TEXT_LOCALE:
		return "write a language such as en or zh-CN";
	case TEXT_CODE:
		return "start with a-z, then a-z, 0-9 and _, at most 40";
	default:
		return "see souk-catalogue(5)";
	}
}

static bool
text_fits(struct reader *r, const struct rule *rule, struct str s)
{
	struct str name = str_from(rule->name);

	if (rule->type == RULE_KIND) {
		if (text_is(rule->kind, s))
			return true;
		fault(r, name, STR("is not of this form"),
		    str_from(kind_mend(rule->kind)));
		return false;
	}
	if (!text_plain(s, rule->type == RULE_LINES)) {
		fault(r, name, STR("has control characters"),
		    rule->type == RULE_LINES
			? STR("only line feeds and tabs may stand in it")
			: STR("write it in one line"));
		return false;
	}
	if ((int64_t)text_length(s) > rule->max) {
		fault(r, name, STR("is too long"),
		    arena_printf(r->im->a, "shorten it to %lld characters",
			(long long)rule->max));
		return false;
	}
	return true;
}

static void
read_text(
    struct reader *r, const struct rule *rule, const struct node *n, char *out)
{
	struct str s;

	if (node_str(&s, n) != OK) {
		fault(r, str_from(rule->name), STR("is not a string"),
		    STR("put it in double quotes"));
	} else if (str_empty(str_trim(s))) {
		if (rule->required)
			fault(r, str_from(rule->name), STR("is empty"),
			    STR("write something"));
	} else if (text_fits(r, rule, s)) {
		*(struct str *)(void *)(out + rule->offset) = s;
	}
}

static void
read_int(
    struct reader *r, const struct rule *rule, const struct node *n, char *out)
{
	int64_t v;

	if (node_i64(&v, n) != OK)
		fault(r, str_from(rule->name), STR("is not a whole number"),
		    STR("write it without quotes and without a fraction"));
	else if (v < rule->min || v > rule->max)
		fault(r, str_from(rule->name), STR("is out of range"),
		    arena_printf(r->im->a, "write %lld to %lld",
			(long long)rule->min, (long long)rule->max));
	else
		*(int64_t *)(void *)(out + rule->offset) = v;
}

struct members {
	struct reader *r;
	const struct rule *rules;
	size_t nrules;
};

static enum err
check_member(struct str key, const struct node *value, void *arg)
{
	struct members *m = arg;

	(void)value;
	for (size_t i = 0; i < m->nrules; i++)
		if (str_is(key, m->rules[i].name))
			return OK;
	fault(m->r, key, STR("is not a known member"),
	    STR("remove it, or mend its spelling"));
	return OK;
}

/* Fills the members that are not nested; false when n is no object. */
static bool
read_object(struct reader *r, const struct node *n, const struct rule *rules,
    size_t nrules, void *out)
{
	struct members m = { r, rules, nrules };

	if (node_type(n) != NODE_OBJECT) {
		fault(r, STR(""), STR("is not an object"),
		    STR("write it in braces"));
		return false;
	}
	if (node_each(n, check_member, &m) != OK)
		r->err = ERR_BUG;
	for (size_t i = 0; i < nrules; i++) {
		const struct node *v = node_get(n, rules[i].name);
		enum node_type t = node_type(v);

		if (t == NODE_ABSENT || t == NODE_NULL) {
			if (rules[i].required)
				fault(r, str_from(rules[i].name),
				    STR("is missing"), STR("add it"));
		} else if (rules[i].type == RULE_INT) {
			read_int(r, &rules[i], v, out);
		} else if (rules[i].type != RULE_NESTED) {
			read_text(r, &rules[i], v, out);
		}
	}
	return true;
}

/* An array of objects, each read by fn into its place of *out. */
typedef void (*read_fn)(struct reader *r, const struct node *n, void *out);

static void *
read_list(struct reader *r, const struct node *parent, const char *name,
    size_t size, size_t max, read_fn fn, size_t *count)
{
	const struct node *list = node_get(parent, name);
	size_t n = node_size(list);
	struct str path = r->path;
	char *items;

	*count = 0;
	if (node_type(list) == NODE_ABSENT || node_type(list) == NODE_NULL)
		return NULL;
	if (node_type(list) != NODE_ARRAY) {
		fault(r, str_from(name), STR("is not a list"),
		    STR("write it in square brackets"));
		return NULL;
	}
	if (n > max) {
		fault(r, str_from(name), STR("has too many items"),
		    arena_printf(r->im->a, "leave at most %zu", max));
		return NULL;
	}
	items = arena_array(r->im->a, n, size);
	if (!items) {
		r->err = ERR_NOMEM;
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		r->path = arena_printf(
		    r->im->a, "%.*s/%s/%zu", STR_FMT(path), name, i);
		fn(r, node_at(list, i), items + i * size);
	}
	r->path = path;
	*count = n;
	return items;
}

/* A list of strings as one text, comma separated. */
static struct str
read_words(
    struct reader *r, const struct node *parent, const char *name, size_t max)
{
	const struct node *list = node_get(parent, name);
	struct str all = STR("");

	if (node_type(list) == NODE_ABSENT)
		return STR_NONE;
	if (node_type(list) != NODE_ARRAY) {
		fault(r, str_from(name), STR("is not a list"),
		    STR("write it in square brackets"));
		return STR_NONE;
	}
	for (size_t i = 0; i < node_size(list); i++) {
		struct str s;

		if (node_str(&s, node_at(list, i)) != OK ||
		    !text_plain(s, false) || str_find(s, ',') < s.n) {
			fault(r, str_from(name),
			    STR("has an item that is not a plain string"),
			    STR("strings in one line, without commas"));
			return STR_NONE;
		}
		all = arena_printf(r->im->a, "%.*s%s%.*s", STR_FMT(all),
		    i ? ", " : "", STR_FMT(s));
		if (all.n > max) {
			fault(r, str_from(name), STR("is too long"),
			    arena_printf(r->im->a,
				"keep it within %zu bytes in all", max));
			return STR_NONE;
		}
	}
	return str_empty(all) ? STR_NONE : all;
}

static const struct rule category_text_rules[] = {
	LINE(struct import_text, name, true, 120),
	LINES(struct import_text, description, false, 2000),
};
static const struct rule plan_text_rules[] = {
	LINE(struct import_text, name, true, 120),
	LINE(struct import_text, summary, false, 300),
};
static const struct rule product_text_rules[] = {
	LINE(struct import_text, name, true, 120),
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

	r->path = arena_printf(
	    r->im->a, "%.*s/texts/%.*s", STR_FMT(path), STR_FMT(key));
	text->locale = key;
	if (!text_is(TEXT_LOCALE, key))
		fault(r, key, STR("is not a language"),
		    str_from(kind_mend(TEXT_LOCALE)));
	if (read_object(r, value, t->rules, t->nrules, text))
		text->keywords = read_words(r, value, "keywords", 500);
	if (text->description.n > MARKDOWN_MAX)
		fault(r, STR("description"), STR("is too long"),
		    STR("keep it within 64 KiB"));
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
	if (node_type(texts) == NODE_ABSENT)
		return NULL; /* said already: it is required */
	if (node_type(texts) != NODE_OBJECT || node_size(texts) == 0 ||
	    node_size(texts) > 32) {
		fault(r, STR("texts"), STR("is not an object of languages"),
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
	LINE(struct import_seller, name, true, 200),
	KIND(struct import_seller, country, false, TEXT_COUNTRY),
	KIND(struct import_seller, website, false, TEXT_URL),
	LINES(struct import_seller, about, false, 20000),
	KIND(struct import_seller, support_email, false, TEXT_EMAIL),
};

static void
row_start(struct reader *r)
{
	r->row = r->path;
	r->bad = false;
}

static void
read_seller(struct reader *r, const struct node *n, void *out)
{
	struct import_seller *s = out;

	row_start(r);
	read_object(r, n, seller_rules, COUNT(seller_rules), s);
	s->where = r->row;
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

	row_start(r);
	if (read_object(r, n, category_rules, COUNT(category_rules), c))
		c->texts = read_texts(r, n, category_text_rules,
		    COUNT(category_text_rules), &c->ntexts);
	c->where = r->row;
	c->bad = r->bad;
}

static const struct rule agreement_rules[] = {
	LINE(struct import_agreement, title, true, 200),
	KIND(struct import_agreement, locale, false, TEXT_LOCALE),
	LINES(struct import_agreement, text, true, MARKDOWN_MAX),
};

static void
read_agreement(struct reader *r, const struct node *n, void *out)
{
	struct import_agreement *g = out;

	g->locale = STR("en");
	read_object(r, n, agreement_rules, COUNT(agreement_rules), g);
}

static const struct rule option_rules[] = {
	LINE(struct import_option, name, true, 80),
	LINE(struct import_option, value, true, 200),
};

static void
read_option(struct reader *r, const struct node *n, void *out)
{
	read_object(r, n, option_rules, COUNT(option_rules), out);
}

static const struct rule capacity_rules[] = {
	KIND(struct capacity, code, true, TEXT_CODE),
	LINE(struct capacity, unit, true, 40),
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
	read_object(r, n, capacity_rules, COUNT(capacity_rules), c);
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

	if (!read_object(r, n, price_rules, COUNT(price_rules), &row))
		return;
	if (row.mode.p && billing_mode_parse(&p->mode, row.mode) != OK)
		fault(r, STR("mode"), STR("is not a billing mode"),
		    STR("write one_time, monthly or yearly"));
	if (row.currency.p && currency_parse(&p->currency, row.currency) != OK)
		fault(r, STR("currency"), STR("is not known here"),
		    str_from(kind_mend(TEXT_CURRENCY)));
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

	if (!read_object(r, n, plan_rules, COUNT(plan_rules), p))
		return;
	p->texts = read_texts(
	    r, n, plan_text_rules, COUNT(plan_text_rules), &p->ntexts);
	p->options = read_list(r, n, "options", sizeof(struct import_option),
	    OPTIONS_MAX, read_option, &p->noptions);
	p->capacities = read_list(r, n, "capacities", sizeof(struct capacity),
	    CAPACITIES_MAX, read_capacity, &p->ncapacities);
	p->prices = read_list(r, n, "prices", sizeof(struct price), PRICES_MAX,
	    read_price, &p->nprices);
}

struct support {
	struct str email, url;
};

static const struct rule support_rules[] = {
	KIND(struct support, email, false, TEXT_EMAIL),
	KIND(struct support, url, false, TEXT_URL),
};

struct product_row {
	struct import_product p;
	struct str delivery;
};

static const struct rule product_rules[] = {
	KIND(struct import_product, slug, true, TEXT_SLUG),
	KIND(struct import_product, seller, true, TEXT_SLUG),
	KIND(struct import_product, category, true, TEXT_SLUG),
	{ .name = "delivery",
	    .type = RULE_LINE,
	    .required = true,
	    .max = 16,
	    .offset = offsetof(struct product_row, delivery) },
	LINE(struct import_product, licence, false, 200),
	KIND(struct import_product, website, false, TEXT_URL),
	LINE(struct import_product, version, false, 64),
	NESTED("platforms", false),
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

	row_start(r);
	if (read_object(r, n, product_rules, COUNT(product_rules), &row)) {
		if (row.delivery.p &&
		    (delivery_type_parse(&p->delivery, row.delivery) != OK ||
			(p->delivery != DELIVERY_SAAS &&
			    p->delivery != DELIVERY_LICENSE)))
			fault(r, STR("delivery"), STR("cannot be imported"),
			    STR("write saas or license"));
		if (node_type(node_get(n, "support")) != NODE_ABSENT)
			read_object(r, node_get(n, "support"), support_rules,
			    COUNT(support_rules), &support);
		p->support_email = support.email;
		p->support_url = support.url;
		p->platforms = read_words(r, n, "platforms", 500);
		p->texts = read_texts(r, n, product_text_rules,
		    COUNT(product_text_rules), &p->ntexts);
		p->agreements = read_list(r, n, "agreements",
		    sizeof(struct import_agreement), AGREEMENTS_MAX,
		    read_agreement, &p->nagreements);
		p->plans = read_list(r, n, "plans", sizeof(struct import_plan),
		    PLANS_MAX, read_plan, &p->nplans);
	}
	p->where = r->row;
	p->bad = r->bad;
	memcpy(out, p, sizeof(*p));
}

static const struct rule file_rules[] = {
	NESTED("souk_catalogue", true),
	NESTED("sellers", false),
	NESTED("categories", false),
	NESTED("products", true),
};

enum { ROWS_MAX = 100000, IMPORT_DEPTH_MAX = 12 };

enum err
import_json(struct import *im, struct str text, struct str *why)
{
	struct reader r = { .im = im, .path = STR("") };
	struct import_file *f = &im->file;
	const struct node *root;
	int64_t version = 0;
	enum err e = tree_parse(&im->tree, im->a, text, IMPORT_DEPTH_MAX, why);

	if (e != OK)
		return e;
	root = tree_root(im->tree);
	if (node_i64(&version, node_get(root, "souk_catalogue")) != OK ||
	    version != 1) {
		*why = STR("it has no \"souk_catalogue\": 1; see "
			   "souk-catalogue(5) for the format");
		return ERR_SYNTAX;
	}
	read_object(&r, root, file_rules, COUNT(file_rules), f);
	f->sellers = read_list(&r, root, "sellers", sizeof(*f->sellers),
	    ROWS_MAX, read_seller, &f->nsellers);
	f->categories = read_list(&r, root, "categories",
	    sizeof(*f->categories), ROWS_MAX, read_category, &f->ncategories);
	f->products = read_list(&r, root, "products", sizeof(*f->products),
	    ROWS_MAX, read_product, &f->nproducts);
	return r.err;
}
