#include <endian.h>
#include <string.h>

#include "builder.h"

/* A product's text stands in a section whose heading is h2. */
enum { SECTION_HEADING = 3 };

/* Half an id as a number that is ordered as its bytes are. */
static uint64_t
half_of(const void *id, size_t half)
{
	uint64_t v;

	memcpy(&v, (const char *)id + half * sizeof(v), sizeof(v));
	return be64toh(v);
}

static bool
is_before(const void *l, const void *r)
{
	uint64_t a = half_of(l, 0), b = half_of(r, 0);

	return a != b ? a < b : half_of(l, 1) < half_of(r, 1);
}

size_t
rows_of(const void *rows, size_t nrows, size_t size, size_t offset,
    struct id id, size_t *n)
{
	const char *ids = (const char *)rows + offset;
	size_t lo = 0, hi = nrows;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (is_before(ids + mid * size, id.b))
			lo = mid + 1;
		else
			hi = mid;
	}
	*n = 0;
	while (lo + *n < nrows &&
	    memcmp(ids + (lo + *n) * size, id.b, sizeof(id.b)) == 0)
		(*n)++;
	return lo;
}

enum err
rows_html(struct segment_builder *b, struct str *out, struct str markdown)
{
	enum err e;

	*out = STR("");
	if (str_empty(markdown))
		return OK;
	buf_clear(&b->html);
	e = b->config->markdown(&b->html, markdown, SECTION_HEADING);
	if (e == ERR_NOMEM)
		return e;
	if (e == OK)
		*out = str_copy(b->scratch, buf_str(&b->html));
	return out->p ? OK : ERR_NOMEM;
}

static void *
some(struct segment_builder *b, size_t n, size_t size)
{
	return arena_array(b->scratch, n, size);
}

/* Of a locale, or else of the first one, or else whichever there is. */
static const struct product_text *
text_of(const struct product_text *texts, size_t n,
    const struct catalogue_config *config, size_t locale)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(texts[i].locale, config->locales[locale]))
			return &texts[i];
	return locale > 0 ? text_of(texts, n, config, 0) : texts;
}

static enum err
product_texts(struct segment_builder *b, struct record *out,
    const struct product_text *texts, size_t n)
{
	size_t nlocales = b->config->nlocales;
	struct catalogue_product *p = &out->product;
	struct str *all = some(b, nlocales * 4, sizeof(*all));
	enum err e = OK;

	if (!all)
		return ERR_NOMEM;
	p->name = all;
	p->summary = all + nlocales;
	p->description_html = all + 2 * nlocales;
	out->keywords = all + 3 * nlocales;
	for (size_t l = 0; e == OK && l < nlocales; l++) {
		const struct product_text *t = text_of(texts, n, b->config, l);
		size_t as = 0;

		p->name[l] = t->name;
		p->summary[l] = t->summary;
		out->keywords[l] = t->keywords;
		/* A locale that falls back has the same text. */
		while (as < l && text_of(texts, n, b->config, as) != t)
			as++;
		if (as < l)
			p->description_html[l] = p->description_html[as];
		else
			e = rows_html(
			    b, &p->description_html[l], t->description);
	}
	return e;
}

static enum err
product_agreements(struct segment_builder *b, struct catalogue_product *p,
    const struct product_agreement *rows, size_t n)
{
	struct catalogue_agreement *all = some(b, n, sizeof(*all));

	if (!all)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		memcpy(all[i].document, rows[i].document.b,
		    sizeof(all[i].document));
	p->agreements = all;
	p->nagreements = n;
	return OK;
}

static enum err
product_media(struct segment_builder *b, struct catalogue_product *p,
    const struct product_set *set)
{
	size_t at = ROWS_OF(set->screenshots, set->nscreenshots, product_id,
	    p->product_id, &p->nscreenshots);
	struct catalogue_screenshot *all = some(
	    b, p->nscreenshots, sizeof(*all));

	if (!all)
		return ERR_NOMEM;
	for (size_t i = 0; i < p->nscreenshots; i++) {
		const struct product_screenshot
		    *row = &set->screenshots[at + i];

		all[i] = (struct catalogue_screenshot){ row->file, row->alt,
			(uint32_t)row->width, (uint32_t)row->height };
	}
	p->screenshots = all;
	return OK;
}

static enum err
product_releases(struct segment_builder *b, struct catalogue_product *p,
    const struct product_set *set)
{
	size_t at = ROWS_OF(set->releases, set->nreleases, product_id,
	    p->product_id, &p->nreleases);
	struct catalogue_release *all = some(b, p->nreleases, sizeof(*all));
	enum err e = all ? OK : ERR_NOMEM;

	for (size_t i = 0; e == OK && i < p->nreleases; i++) {
		const struct product_release *row = &set->releases[at + i];

		all[i].version = row->version;
		all[i].date = row->released_on;
		e = rows_html(b, &all[i].notes_html, row->notes);
	}
	p->releases = all;
	return e;
}

static enum err
plan_texts(struct segment_builder *b, struct catalogue_plan *p,
    const struct plan_text *rows, size_t n)
{
	size_t nlocales = b->config->nlocales;
	const struct plan_text *fallback = n > 0 ? rows : NULL;

	p->name = some(b, nlocales * 2, sizeof(*p->name));
	if (!p->name)
		return ERR_NOMEM;
	p->summary = p->name + nlocales;
	for (size_t l = 0; l < nlocales; l++) {
		const struct plan_text *t = fallback;

		for (size_t i = 0; i < n; i++)
			if (str_eq(rows[i].locale, b->config->locales[l]))
				t = &rows[i];
		if (l == 0)
			fallback = t;
		p->name[l] = t ? t->name : p->code;
		p->summary[l] = t ? t->summary : STR("");
	}
	return OK;
}

static enum err
plan_parts(struct segment_builder *b, struct catalogue_plan *p,
    const struct product_set *set)
{
	struct plan_terms *t = &p->terms;
	size_t option_at = ROWS_OF(
	    set->options, set->noptions, plan_id, p->plan_id, &p->noptions);
	size_t capacity_at = ROWS_OF(set->capacities, set->ncapacities, plan_id,
	    p->plan_id, &t->ncapacities);
	size_t price_at = ROWS_OF(
	    set->prices, set->nprices, plan_id, p->plan_id, &t->nprices);
	struct catalogue_option *options = some(
	    b, p->noptions, sizeof(*options));
	struct capacity *capacities = some(
	    b, t->ncapacities, sizeof(*capacities));
	struct price *prices = some(b, t->nprices, sizeof(*prices));

	if (!options || !capacities || !prices)
		return ERR_NOMEM;
	for (size_t i = 0; i < p->noptions; i++)
		options[i] = (struct catalogue_option){
			set->options[option_at + i].name,
			set->options[option_at + i].value
		};
	for (size_t i = 0; i < t->ncapacities; i++)
		capacities[i] = set->capacities[capacity_at + i].capacity;
	for (size_t i = 0; i < t->nprices; i++)
		prices[i] = set->prices[price_at + i].price;
	p->options = options;
	t->capacities = capacities;
	t->prices = prices;
	return OK;
}

void
catalogue_consider_from(struct catalogue_product *p, const struct price *price,
    struct currency currency)
{
	static const int order[MODE__MAX] = {
		[MODE_MONTHLY] = 0,
		[MODE_YEARLY] = 1,
		[MODE_ONE_TIME] = 2,
	};

	if (!price_is_listed(price, currency))
		return;
	if (p->has_from &&
	    (price->amount_minor > p->from.minor ||
		(price->amount_minor == p->from.minor &&
		    order[price->mode] >= order[p->from_mode])))
		return;
	p->has_from = true;
	p->from = (struct money){ price->amount_minor, price->currency };
	p->from_mode = price->mode;
}

static enum err
product_plans(struct segment_builder *b, struct catalogue_product *p,
    const struct product_set *set)
{
	size_t n,
	    at = ROWS_OF(
		set->plans, set->nplans, product_id, p->product_id, &n);
	struct catalogue_plan *all = some(b, n, sizeof(*all));
	enum err e = all ? OK : ERR_NOMEM;

	p->plans = all;
	for (size_t i = 0; e == OK && i < n; i++) {
		const struct plan *row = &set->plans[at + i];
		struct catalogue_plan *plan = &all[p->nplans];
		size_t ntexts, texts_at;

		if (row->retired)
			continue;
		p->nplans++;
		plan->plan_id = row->plan_id;
		plan->code = row->code;
		texts_at = ROWS_OF(set->plan_texts, set->nplan_texts, plan_id,
		    row->plan_id, &ntexts);
		e = plan_texts(b, plan, &set->plan_texts[texts_at], ntexts);
		if (e == OK)
			e = plan_parts(b, plan, set);
		for (size_t k = 0; e == OK && k < plan->terms.nprices; k++)
			catalogue_consider_from(
			    p, &plan->terms.prices[k], b->config->currency);
	}
	return e;
}

enum err
rows_record(struct segment_builder *b, struct record *out,
    const struct product_set *set, const struct product *row)
{
	struct catalogue_product *p = &out->product;
	size_t ntexts, nagreements;
	size_t text_at = ROWS_OF(
	    set->texts, set->ntexts, product_id, row->product_id, &ntexts);
	size_t agreement_at = ROWS_OF(set->agreements, set->nagreements,
	    product_id, row->product_id, &nagreements);
	enum err e;

	p->product_id = row->product_id;
	p->slug = row->slug;
	p->delivery = row->delivery;
	p->logo = row->logo;
	p->website = row->website;
	p->licence = row->licence;
	p->platforms = row->platforms;
	p->regions = row->regions;
	p->version = row->version;
	p->support_email = row->support_email;
	p->support_url = row->support_url;
	p->refund_days = row->refund_days;
	p->created_at_us = row->created_at_us;
	p->updated_at_us = row->updated_at_us;
	out->newest_at_us = row->live_at_us ? row->live_at_us
					    : row->created_at_us;
	e = product_texts(b, out, &set->texts[text_at], ntexts);
	if (e == OK)
		e = product_agreements(
		    b, p, &set->agreements[agreement_at], nagreements);
	if (e == OK)
		e = product_media(b, p, set);
	if (e == OK)
		e = product_releases(b, p, set);
	if (e == OK)
		e = product_plans(b, p, set);
	return e;
}
