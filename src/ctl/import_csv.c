#include <string.h>

#include "base/bounds.h"
#include "base/num.h"
#include "base/text.h"
#include "ctl/import.h"

enum { CSV_COLUMNS_MAX = 64, CSV_ROWS_MAX = 100000 };

enum column {
	CSV_SLUG,
	CSV_SELLER,
	CSV_CATEGORY,
	CSV_DELIVERY,
	CSV_NAME,
	CSV_SUMMARY,
	CSV_DESCRIPTION,
	CSV_PRICE,
	CSV_CURRENCY,
	CSV_MODE,
	CSV_LICENCE,
	CSV_WEBSITE,
	CSV_PLATFORMS,
	CSV__MAX
};

static const struct {
	const char *name;
	bool required;
	size_t max; /* code points */
} columns[CSV__MAX] = {
	[CSV_SLUG] = { "slug", true, 80 },
	[CSV_SELLER] = { "seller", true, 80 },
	[CSV_CATEGORY] = { "category", true, 80 },
	[CSV_DELIVERY] = { "delivery", true, 16 },
	[CSV_NAME] = { "name", true, 120 },
	[CSV_SUMMARY] = { "summary", true, 300 },
	[CSV_DESCRIPTION] = { "description", true, MARKDOWN_MAX },
	[CSV_PRICE] = { "price", true, 20 },
	[CSV_CURRENCY] = { "currency", true, 3 },
	[CSV_MODE] = { "mode", true, 16 },
	[CSV_LICENCE] = { "licence", false, 200 },
	[CSV_WEBSITE] = { "website", false, 500 },
	[CSV_PLATFORMS] = { "platforms", false, 500 },
};

/* RFC 4180: quoted fields may hold commas, quotes ("") and line ends. */
struct csv {
	struct arena *a;
	struct str text;
	size_t at;
	size_t line; /* of the record at hand */
	size_t next_line;
	struct str field[CSV_COLUMNS_MAX];
	size_t n;
	const char *fault;
};

/* The place of the quote that closes the field at c->at, or text.n. */
static size_t
csv_closing(const struct csv *c)
{
	size_t i = c->at + 1;

	for (; i < c->text.n; i++)
		if (c->text.p[i] == '"') {
			if (i + 1 == c->text.n || c->text.p[i + 1] != '"')
				break;
			i++;
		}
	return i;
}

static struct str
csv_quoted(struct csv *c)
{
	size_t end = csv_closing(c), n = 0;
	char *out;

	if (end >= c->text.n) {
		c->fault = "has a quote that is never closed";
		return STR_NONE;
	}
	out = arena_alloc(c->a, end - c->at);
	if (!out) {
		c->fault = "is too large for the memory at hand";
		return STR_NONE;
	}
	for (c->at++; c->at < end; c->at++) {
		char ch = c->text.p[c->at];

		if (ch == '\r')
			continue;
		c->next_line += ch == '\n';
		c->at += ch == '"';
		out[n++] = ch;
	}
	c->at = end + 1;
	return (struct str){ out, n };
}

static struct str
csv_bare(struct csv *c)
{
	size_t from = c->at;

	while (c->at < c->text.n && c->text.p[c->at] != ',' &&
	    c->text.p[c->at] != '\n' && c->text.p[c->at] != '\r')
		c->at++;
	return (struct str){ c->text.p + from, c->at - from };
}

static struct str
csv_field(struct csv *c)
{
	if (c->at < c->text.n && c->text.p[c->at] == '"')
		return csv_quoted(c);
	return csv_bare(c);
}

/* false at the end of the file, or at a fault of the file as a whole. */
static bool
csv_record(struct csv *c)
{
	c->line = ++c->next_line;
	c->n = 0;
	if (c->at >= c->text.n)
		return false;
	for (;;) {
		struct str s = csv_field(c);

		if (c->fault)
			return false;
		if (c->n == CSV_COLUMNS_MAX) {
			c->fault = "has too many columns";
			return false;
		}
		c->field[c->n++] = s;
		if (c->at < c->text.n && c->text.p[c->at] == ',') {
			c->at++;
			continue;
		}
		break;
	}
	if (c->at < c->text.n && c->text.p[c->at] == '\r')
		c->at++;
	if (c->at < c->text.n && c->text.p[c->at] != '\n') {
		c->fault = "has text after a closing quote";
		return false;
	}
	c->at++;
	return true;
}

struct table_map {
	size_t of[CSV__MAX]; /* position + 1; 0: not there */
};

static bool
csv_header(struct csv *c, struct table_map *map, struct str *why)
{
	memset(map, 0, sizeof(*map));
	for (size_t i = 0; i < c->n; i++) {
		struct str name = str_trim(c->field[i]);
		size_t k = 0;

		while (k < CSV__MAX && !str_is(name, columns[k].name))
			k++;
		if (k == CSV__MAX || map->of[k]) {
			*why = arena_printf(c->a,
			    "its first row has the column"
			    " \"%.*s\"%s",
			    STR_FMT(name),
			    k == CSV__MAX
				? ", which is not known; see souk-catalogue(5)"
				: " twice");
			return false;
		}
		map->of[k] = i + 1;
	}
	for (size_t k = 0; k < CSV__MAX; k++)
		if (columns[k].required && !map->of[k]) {
			*why = arena_printf(c->a,
			    "its first row has no column"
			    " \"%s\"; the first row names the columns",
			    columns[k].name);
			return false;
		}
	return true;
}

/* "49" and "49.00" in a currency of two decimals are 4900. */
static enum err
decimal_minor(int64_t *out, struct str s, struct currency currency)
{
	unsigned exponent = currency_exponent(currency);
	size_t point = str_find(s, '.');
	struct str whole = str_sub(s, 0, point);
	struct str part = point < s.n ? str_sub(s, point + 1, s.n) : STR("");
	enum err e = num_parse_in(out, whole, 0, MONEY_MAX_MINOR);

	if (e != OK)
		return e;
	if (part.n > exponent || (point < s.n && part.n == 0))
		return ERR_SYNTAX;
	for (unsigned i = 0; e == OK && i < exponent; i++) {
		char digit = i < part.n ? part.p[i] : '0';

		if (digit < '0' || digit > '9')
			return ERR_SYNTAX;
		e = num_mul(out, *out, 10);
		if (e == OK)
			e = num_add(out, *out, digit - '0');
	}
	return e == OK && *out > MONEY_MAX_MINOR ? ERR_RANGE : e;
}

struct row {
	struct import *im;
	struct str where;
	struct str value[CSV__MAX];
	bool bad;
};

static void
row_fault(struct row *r, enum column k, const char *fault, const char *mend)
{
	r->bad = true;
	import_fault(r->im, r->where, str_from(columns[k].name),
	    str_from(fault), str_from(mend));
}

static void
row_kind(struct row *r, enum column k, enum text_kind kind, const char *mend)
{
	if (!str_empty(r->value[k]) && !text_is(kind, r->value[k]))
		row_fault(r, k, "is not of this form", mend);
}

static void
row_texts(struct row *r)
{
	for (enum column k = 0; k < CSV__MAX; k++) {
		bool lines = k == CSV_DESCRIPTION;

		if (str_empty(r->value[k])) {
			if (columns[k].required)
				row_fault(r, k, "is empty", "fill it in");
		} else if (!text_plain(r->value[k], lines)) {
			row_fault(r, k,
			    "has control characters or is not "
			    "UTF-8",
			    "save the file as UTF-8 text");
		} else if (r->value[k].n > MARKDOWN_MAX ||
		    text_length(r->value[k]) > columns[k].max) {
			row_fault(r, k, "is too long", "shorten it");
		}
	}
	row_kind(r, CSV_SLUG, TEXT_SLUG,
	    "use a-z, 0-9 and single inner hyphens, at most 80");
	row_kind(r, CSV_SELLER, TEXT_SLUG, "write the seller's slug");
	row_kind(r, CSV_CATEGORY, TEXT_SLUG, "write the category's slug");
	row_kind(
	    r, CSV_WEBSITE, TEXT_URL, "write an absolute http or https URL");
}

static void
row_price(struct row *r, struct price *p)
{
	p->from_quantity = 1;
	p->capacity = STR("");
	if (billing_mode_parse(&p->mode, r->value[CSV_MODE]) != OK)
		row_fault(r, CSV_MODE, "is not a billing mode",
		    "write one_time, monthly or yearly");
	if (currency_parse(&p->currency, r->value[CSV_CURRENCY]) != OK)
		row_fault(r, CSV_CURRENCY, "is not known here",
		    "write three capitals, as in ISO 4217");
	else if (decimal_minor(
		     &p->amount_minor, r->value[CSV_PRICE], p->currency) != OK)
		row_fault(r, CSV_PRICE, "is not an amount",
		    "write it as 49.00, with the currency's decimals");
}

/* One product with one plan, in the site's first language. */
static enum err
row_product(struct row *r, struct import_product *p)
{
	struct import_text *text = ARENA_NEWS(r->im->a, struct import_text, 2);
	struct import_plan *plan = ARENA_NEW(r->im->a, struct import_plan);
	struct price *price = ARENA_NEW(r->im->a, struct price);

	if (!text || !plan || !price)
		return ERR_NOMEM;
	row_texts(r);
	row_price(r, price);
	if (delivery_type_parse(&p->delivery, r->value[CSV_DELIVERY]) != OK ||
	    (p->delivery != DELIVERY_SAAS && p->delivery != DELIVERY_LICENSE))
		row_fault(r, CSV_DELIVERY, "cannot be imported",
		    "write saas or license");
	text[0] = (struct import_text){ .locale = r->im->locale,
		.name = r->value[CSV_NAME],
		.summary = r->value[CSV_SUMMARY],
		.description = r->value[CSV_DESCRIPTION] };
	text[1] = (struct import_text){ .locale = r->im->locale,
		.name = STR("Standard"),
		.summary = STR("") };
	*plan = (struct import_plan){ .code = STR("standard"),
		.texts = &text[1],
		.ntexts = 1,
		.prices = price,
		.nprices = 1 };
	p->where = r->where;
	p->slug = r->value[CSV_SLUG];
	p->seller = r->value[CSV_SELLER];
	p->category = r->value[CSV_CATEGORY];
	p->licence = r->value[CSV_LICENCE];
	p->website = r->value[CSV_WEBSITE];
	p->platforms = r->value[CSV_PLATFORMS];
	p->texts = text;
	p->ntexts = 1;
	p->plans = plan;
	p->nplans = 1;
	p->bad = r->bad;
	return OK;
}

static bool
is_blank(const struct csv *c)
{
	return c->n == 1 && str_empty(str_trim(c->field[0]));
}

static enum err
csv_row(struct csv *c, const struct table_map *map, struct import *im)
{
	struct row r = { .im = im };

	r.where = arena_printf(im->a, "line %zu", c->line);
	for (enum column k = 0; k < CSV__MAX; k++)
		if (map->of[k] && map->of[k] <= c->n) {
			r.value[k] = str_trim(c->field[map->of[k] - 1]);
			if (r.value[k].n == 0)
				r.value[k] = STR_NONE;
		}
	return row_product(&r, &im->file.products[im->file.nproducts++]);
}

enum err
import_csv(struct import *im, struct str text, struct str *why)
{
	static const struct str mark = { "\xef\xbb\xbf", 3 };
	struct csv c = { .a = im->a, .text = text };
	struct table_map map;
	size_t lines = 1;
	enum err e = OK;

	if (str_starts(text, mark))
		c.at = mark.n;
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	if (lines > CSV_ROWS_MAX) {
		*why = STR("it has too many rows; split it");
		return ERR_SYNTAX;
	}
	im->file.products = ARENA_NEWS(im->a, struct import_product, lines);
	if (!im->file.products)
		return ERR_NOMEM;
	if (!csv_record(&c)) {
		*why = STR("it is empty; its first row names the columns");
		return ERR_SYNTAX;
	}
	if (!csv_header(&c, &map, why))
		return ERR_SYNTAX;
	while (e == OK && csv_record(&c))
		if (!is_blank(&c))
			e = csv_row(&c, &map, im);
	if (c.fault) {
		*why = arena_printf(im->a, "line %zu %s", c.line, c.fault);
		return ERR_SYNTAX;
	}
	return e;
}
