#include "catalog/record.h"

#include <string.h>

#include "record_layout.h"

static void
put_u64(struct buf *out, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		buf_add_char(out, (char)(v | 0x80));
	buf_add_char(out, (char)v);
}

/* Amounts, counts and times; the few that are negative cost ten bytes. */
static void
put_i64(struct buf *out, int64_t v)
{
	put_u64(out, (uint64_t)v);
}

static void
put_str(struct buf *out, struct str s)
{
	put_u64(out, s.p ? s.n + 1 : 0);
	buf_add(out, s);
}

static void
put_bytes(struct buf *out, const void *p, size_t n)
{
	buf_add(out, (struct str){ p, n });
}

static bool
same(struct str a, struct str b)
{
	return !a.p == !b.p && str_eq(a, b);
}

/*
 * Texts of all locales, `each` of them a locale: what is the same as in an
 * earlier locale is named by it.
 */
static void
put_texts(struct buf *out, const struct str *const *texts, size_t each,
    size_t nlocales)
{
	for (size_t l = 0; l < nlocales; l++) {
		size_t as = 0;

		for (; as < l; as++) {
			size_t k = 0;

			while (k < each && same(texts[k][as], texts[k][l]))
				k++;
			if (k == each)
				break;
		}
		put_u64(out, as);
		for (size_t k = 0; as == l && k < each; k++)
			put_str(out, texts[k][l]);
	}
}

static void
put_card(struct buf *out, const struct record *r, size_t nlocales)
{
	const struct catalogue_product *p = &r->product;

	buf_add_char(out,
	    (char)((unsigned)p->listing |
		(unsigned)p->delivery << RECORD_DELIVERY_SHIFT |
		(p->has_from ? RECORD_HAS_FROM : 0u)));
	put_bytes(out, p->product_id.b, sizeof(p->product_id.b));
	put_str(out, p->slug);
	put_u64(out, p->seller);
	put_u64(out, p->category);
	put_i64(out, r->pin);
	put_i64(out, r->paid_orders);
	put_i64(out, p->created_at_us);
	put_i64(out, p->updated_at_us);
	put_i64(out, r->newest_at_us);
	if (p->has_from) {
		put_i64(out, p->from.minor);
		put_u64(out, p->from_mode);
		put_bytes(out, &p->from.currency, sizeof(p->from.currency));
	}
	put_str(out, p->logo);
	put_str(out, p->licence);
	put_str(out, p->platforms);
	put_texts(out, (const struct str *const[]){ p->name, p->summary }, 2,
	    nlocales);
}

static void
put_price(struct buf *out, const struct price *p)
{
	put_u64(out, p->mode);
	put_bytes(out, &p->currency, sizeof(p->currency));
	put_i64(out, p->from_quantity);
	put_i64(out, p->amount_minor);
	put_str(out, p->capacity);
}

static void
put_capacity(struct buf *out, const struct capacity *c)
{
	put_str(out, c->code);
	put_str(out, c->unit);
	put_i64(out, c->min);
	put_i64(out, c->max);
	put_i64(out, c->step);
	put_i64(out, c->included);
}

static void
put_plan(struct buf *out, const struct catalogue_plan *p, size_t nlocales)
{
	put_bytes(out, p->plan_id.b, sizeof(p->plan_id.b));
	put_str(out, p->code);
	put_texts(out, (const struct str *const[]){ p->name, p->summary }, 2,
	    nlocales);
	put_u64(out, p->noptions);
	for (size_t i = 0; i < p->noptions; i++) {
		put_str(out, p->options[i].name);
		put_str(out, p->options[i].value);
	}
	put_u64(out, p->terms.ncapacities);
	for (size_t i = 0; i < p->terms.ncapacities; i++)
		put_capacity(out, &p->terms.capacities[i]);
	put_u64(out, p->terms.nprices);
	for (size_t i = 0; i < p->terms.nprices; i++)
		put_price(out, &p->terms.prices[i]);
}

static void
put_rest(struct buf *out, const struct record *r, size_t nlocales)
{
	const struct catalogue_product *p = &r->product;

	put_str(out, p->website);
	put_str(out, p->regions);
	put_str(out, p->version);
	put_str(out, p->support_email);
	put_str(out, p->support_url);
	put_i64(out, p->refund_days);
	put_texts(out,
	    (const struct str *const[]){ r->keywords, p->description_html }, 2,
	    nlocales);
	put_u64(out, p->nagreements);
	for (size_t i = 0; i < p->nagreements; i++)
		put_bytes(out, p->agreements[i].document,
		    sizeof(p->agreements[i].document));
	put_u64(out, p->nplans);
	for (size_t i = 0; i < p->nplans; i++)
		put_plan(out, &p->plans[i], nlocales);
	put_u64(out, p->nscreenshots);
	for (size_t i = 0; i < p->nscreenshots; i++) {
		put_str(out, p->screenshots[i].file);
		put_str(out, p->screenshots[i].alt);
		put_u64(out, p->screenshots[i].width);
		put_u64(out, p->screenshots[i].height);
	}
	put_u64(out, p->nreleases);
	for (size_t i = 0; i < p->nreleases; i++) {
		put_str(out, p->releases[i].version);
		put_str(out, p->releases[i].date);
		put_str(out, p->releases[i].notes_html);
	}
}

void
record_write(struct buf *out, const struct record *r, size_t nlocales)
{
	size_t start = out->n;
	uint32_t n = 0;

	put_bytes(out, &n, sizeof(n));
	put_card(out, r, nlocales);
	put_rest(out, r, nlocales);
	if (out->err != OK)
		return;
	n = (uint32_t)(out->n - start);
	memcpy(out->p + start, &n, sizeof(n));
}
