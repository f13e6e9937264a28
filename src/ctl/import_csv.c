#include <string.h>

#include "base/bounds.h"
#include "base/num.h"
#include "ctl/csv.h"
#include "ctl/import_rule.h"

enum { CSV_ROWS_MAX = 100000, CSV_ROWS_FIRST = 1024 };

struct csv_row {
	struct str slug, seller, category, delivery, name, summary, description,
	    price, currency, mode, licence, website, platforms;
};

/* The columns that a file may have; the required ones it must have. */
static const struct rule columns[] = {
	KIND(struct csv_row, slug, true, TEXT_SLUG),
	KIND(struct csv_row, seller, true, TEXT_SLUG),
	KIND(struct csv_row, category, true, TEXT_SLUG),
	LINE(struct csv_row, delivery, true, 16),
	NAME(struct csv_row, name, true, 120),
	LINE(struct csv_row, summary, true, 300),
	LINES(struct csv_row, description, true, MARKDOWN_MAX),
	LINE(struct csv_row, price, true, 20),
	KIND(struct csv_row, currency, true, TEXT_CURRENCY),
	LINE(struct csv_row, mode, true, 16),
	LINE(struct csv_row, licence, false, 200),
	LINK(struct csv_row, website),
	LINE(struct csv_row, platforms, false, 500),
};
enum { COLUMNS = COUNT(columns) };

struct header {
	size_t of[COLUMNS]; /* position + 1; 0: not there */
	size_t n;	    /* columns in the file */
};

static bool
header_column(struct csv *c, struct header *h, size_t i, struct str *why)
{
	struct str name = str_trim(c->field[i]);
	struct str shown = text_shown(c->a, name, 80);
	size_t k = 0;

	while (k < COLUMNS && !str_is(name, columns[k].name))
		k++;
	if (k < COLUMNS && !h->of[k]) {
		h->of[k] = i + 1;
		return true;
	}
	if (k < COLUMNS)
		*why = arena_printf(c->a,
		    "its first row has the column \"%.*s\" twice; remove one",
		    STR_FMT(shown));
	else if (c->n == 1 && str_find(name, ';') < name.n)
		*why = STR("its first row has semicolons between the columns;"
			   " separate them by commas");
	else
		*why = arena_printf(c->a,
		    "its first row has the column \"%.*s\", which is not"
		    " known; see souk-catalogue(5)",
		    STR_FMT(shown));
	return false;
}

static bool
header_read(struct csv *c, struct header *h, struct str *why)
{
	memset(h, 0, sizeof(*h));
	h->n = c->n;
	for (size_t i = 0; i < c->n; i++)
		if (!header_column(c, h, i, why))
			return false;
	for (size_t k = 0; k < COLUMNS; k++)
		if (columns[k].required && !h->of[k]) {
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

static void
row_price(struct reader *r, struct price *p, const struct csv_row *row)
{
	p->from_quantity = 1;
	p->capacity = STR("");
	import_price_terms(r, p, row->mode, row->currency);
	if (row->price.p && p->currency.code[0] &&
	    decimal_minor(&p->amount_minor, row->price, p->currency) != OK)
		reader_fault(r, STR("price"), STR("is not an amount"),
		    STR("write it as 49.00, with the currency's decimals"));
}

/* One product with one plan, in the site's first language. */
static enum err
row_product(
    struct reader *r, struct import_product *p, const struct csv_row *row)
{
	struct arena *a = r->im->a;
	struct import_text *text = ARENA_NEWS(a, struct import_text, 2);
	struct import_plan *plan = ARENA_NEW(a, struct import_plan);
	struct price *price = ARENA_NEW(a, struct price);

	if (!text || !plan || !price)
		return ERR_NOMEM;
	row_price(r, price, row);
	if (row->delivery.p)
		import_delivery(r, &p->delivery, row->delivery);
	text[0] = (struct import_text){ .locale = r->im->locale,
		.name = row->name,
		.summary = row->summary,
		.description = row->description };
	text[1] = (struct import_text){ .locale = r->im->locale,
		.name = STR("Standard"),
		.summary = STR("") };
	*plan = (struct import_plan){ .code = STR("standard"),
		.texts = &text[1],
		.ntexts = 1,
		.prices = price,
		.nprices = 1 };
	p->where = r->path;
	p->slug = row->slug;
	p->seller = row->seller;
	p->category = row->category;
	p->licence = row->licence;
	p->website = row->website;
	p->platforms = row->platforms;
	p->texts = text;
	p->ntexts = 1;
	p->plans = plan;
	p->nplans = 1;
	p->bad = r->bad;
	return OK;
}

static enum err
row_read(struct csv *c, const struct header *h, struct import *im,
    struct import_product *p)
{
	struct reader r = { .im = im };
	struct csv_row row = { 0 };

	r.path = arena_printf(im->a, "line %zu", c->line);
	p->where = r.path;
	if (c->n != h->n) {
		reader_fault(&r, STR(""),
		    arena_printf(im->a,
			"has %zu columns, but the first row has %zu", c->n,
			h->n),
		    STR("put fields with commas into double quotes"));
		p->bad = true;
		return OK;
	}
	for (size_t k = 0; k < COLUMNS; k++)
		if (h->of[k])
			rule_text(&r, &columns[k],
			    str_trim(c->field[h->of[k] - 1]), &row);
	return row_product(&r, p, &row);
}

static bool
is_blank(const struct csv *c)
{
	return c->n == 1 && str_empty(str_trim(c->field[0]));
}

/* Room for one product more; what was outgrown stays in the arena. */
static struct import_product *
product_add(struct import *im, size_t *room)
{
	struct import_file *f = &im->file;
	struct import_product *more;
	size_t n = *room ? 2 * *room : CSV_ROWS_FIRST;

	if (f->nproducts == *room) {
		more = ARENA_NEWS(im->a, struct import_product, n);
		if (!more)
			return NULL;
		if (f->nproducts > 0)
			memcpy(more, f->products, f->nproducts * sizeof(*more));
		f->products = more;
		*room = n;
	}
	return &f->products[f->nproducts++];
}

static enum err
rows_read(
    struct csv *c, const struct header *h, struct import *im, struct str *why)
{
	size_t room = 0;
	enum err e = OK;

	while (e == OK && csv_record(c)) {
		struct import_product *p;

		if (is_blank(c))
			continue;
		if (im->file.nproducts == CSV_ROWS_MAX) {
			*why = arena_printf(im->a,
			    "it has more than %d rows; split it", CSV_ROWS_MAX);
			return ERR_SYNTAX;
		}
		p = product_add(im, &room);
		e = p ? row_read(c, h, im, p) : ERR_NOMEM;
	}
	return e;
}

enum err
import_csv(struct import *im, struct str text, struct str *why)
{
	struct csv c;
	struct header h;
	enum err e = OK;

	csv_open(&c, im->a, text);
	if (!csv_record(&c) && !c.fault) {
		*why = STR("it is empty; its first row names the columns");
		return ERR_SYNTAX;
	}
	if (!c.fault) {
		if (!header_read(&c, &h, why))
			return ERR_SYNTAX;
		e = rows_read(&c, &h, im, why);
	}
	if (c.fault) {
		*why = arena_printf(im->a, "line %zu %s", c.line, c.fault);
		return ERR_SYNTAX;
	}
	return e;
}
