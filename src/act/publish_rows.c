#include "publish_rows.h"

/* An empty text is none, where none may be. */
static struct str
or_none(struct str s)
{
	return s.n > 0 ? s : STR_NONE;
}

enum err
publish_product(
    struct act *act, struct product *out, const struct publication *p)
{
	const struct listing_body *l = p->listing;
	enum err e;

	*out = (struct product){
		.product_id = p->product_id,
		.seller_id = p->seller_id,
		.category_id = p->category_id,
		.slug = p->slug,
		.delivery = p->delivery,
		.state = STR("LIVE"),
		.revision = 1,
		.logo = or_none(l->logo),
		.website = or_none(l->website),
		.licence = or_none(l->licence),
		.support_email = or_none(l->support_email),
		.support_url = or_none(l->support_url),
		.version = or_none(l->version),
		.refund_days = l->refund_days,
		.created_at_us = act->now_us,
		.updated_at_us = act->now_us,
		.live_at_us = act->now_us,
	};
	e = listing_words(act->arena, &out->platforms, &l->platforms);
	return e == OK ? listing_words(act->arena, &out->regions, &l->regions)
		       : e;
}

/* How many rows of each kind there will be at most. */
static void
count_rows(struct product_set *n, const struct publication *p)
{
	const struct listing_body *l = p->listing;

	n->nproducts++;
	n->ntexts += l->texts.n;
	n->nagreements += l->agreements.n;
	n->nscreenshots += l->screenshots.n;
	n->nreleases += l->releases.n;
	n->nimages += l->images.n;
	n->nplans += l->plans.n;
	for (LISTING_EACH(plan, plan, &l->plans)) {
		n->nplan_texts += plan->texts.n;
		n->noptions += plan->options.n;
		n->ncapacities += plan->capacities.n;
		n->nprices += plan->prices.n;
	}
}

static enum err
set_open(struct arena *a, struct product_set *set, const struct publication *p,
    size_t n)
{
	struct product_set most = { 0 };

	for (size_t i = 0; i < n; i++)
		count_rows(&most, &p[i]);
	*set = (struct product_set){
		.products = ARENA_NEWS(a, struct product, most.nproducts),
		.texts = ARENA_NEWS(a, struct product_text, most.ntexts),
		.agreements = ARENA_NEWS(
		    a, struct product_agreement, most.nagreements),
		.plans = ARENA_NEWS(a, struct plan, most.nplans),
		.plan_texts = ARENA_NEWS(a, struct plan_text, most.nplan_texts),
		.options = ARENA_NEWS(a, struct plan_option, most.noptions),
		.capacities = ARENA_NEWS(
		    a, struct plan_capacity, most.ncapacities),
		.prices = ARENA_NEWS(a, struct plan_price, most.nprices),
		.screenshots = ARENA_NEWS(
		    a, struct product_screenshot, most.nscreenshots),
		.releases = ARENA_NEWS(
		    a, struct product_release, most.nreleases),
		.images = ARENA_NEWS(a, struct product_image, most.nimages),
	};
	return set->products && set->texts && set->agreements && set->plans &&
		set->plan_texts && set->options && set->capacities &&
		set->prices && set->screenshots && set->releases && set->images
	    ? OK
	    : ERR_NOMEM;
}

static enum err
texts_add(struct act *act, struct product_set *set, const struct publication *p)
{
	enum err e = OK;

	for (LISTING_EACH(text, t, &p->listing->texts)) {
		struct product_text *row = &set->texts[set->ntexts++];

		*row = (struct product_text){
			.product_id = p->product_id,
			.locale = t->locale,
			.name = t->name,
			.summary = t->summary,
			.description = t->description,
		};
		if (e == OK)
			e = listing_words(
			    act->arena, &row->keywords, &t->keywords);
	}
	return e;
}

static void
agreements_add(struct product_set *set, const struct publication *p)
{
	int64_t position = 0;

	for (LISTING_EACH(agreement, g, &p->listing->agreements))
		set->agreements[set->nagreements++] =
		    (struct product_agreement){
			    .product_id = p->product_id,
			    .document = hash_sha256(g->text),
			    .position = ++position,
		    };
}

/* What somebody else's file is was told before: it has no size here. */
static struct media
size_of(const struct publication *p, struct str file)
{
	for (size_t i = 0; i < p->nmedia; i++) {
		if (str_eq(p->media[i].file, file))
			return p->media[i];
	}
	return (struct media){ .file = file };
}

static void
pictures_add(struct product_set *set, const struct publication *p)
{
	int64_t position = 0;

	for (LISTING_EACH(screenshot, s, &p->listing->screenshots)) {
		struct media m = size_of(p, s->file);

		set->screenshots[set->nscreenshots++] =
		    (struct product_screenshot){
			    .product_id = p->product_id,
			    .position = ++position,
			    .file = s->file,
			    .width = m.width,
			    .height = m.height,
			    .alt = s->alt,
		    };
	}
}

static void
releases_add(struct product_set *set, const struct publication *p)
{
	int64_t position = 0;

	for (LISTING_EACH(release, v, &p->listing->releases))
		set->releases[set->nreleases++] = (struct product_release){
			.product_id = p->product_id,
			.position = ++position,
			.version = v->version,
			.released_on = v->date,
			.notes = v->notes.p ? v->notes : STR(""),
		};
}

static void
images_add(struct product_set *set, const struct publication *p)
{
	for (LISTING_EACH(image, m, &p->listing->images))
		set->images[set->nimages++] = (struct product_image){
			.product_id = p->product_id,
			.region = m->region,
			.image = m->image,
			.min_vcpus = m->min_vcpus,
			.min_memory_gib = m->min_memory_gib,
		};
}

static void
plan_parts_add(
    struct product_set *set, const struct listing_plan *plan, struct id id)
{
	int64_t position = 0;

	for (LISTING_EACH(plan_text, t, &plan->texts))
		set->plan_texts[set->nplan_texts++] = (struct plan_text){ id,
			t->locale, t->name,
			t->summary.p ? t->summary : STR("") };
	for (LISTING_EACH(option, o, &plan->options))
		set->options[set->noptions++] = (struct plan_option){ id,
			++position, o->name, o->value };
	position = 0;
	for (LISTING_EACH(capacity, k, &plan->capacities))
		set->capacities[set->ncapacities++] = (struct plan_capacity){
			id, ++position,
			{ k->code, k->unit, k->min, k->max, k->step,
			    k->included }
		};
}

static enum err
prices_add(
    struct product_set *set, const struct listing_plan *plan, struct id id)
{
	enum err e = OK;

	for (LISTING_EACH(price, p, &plan->prices)) {
		struct plan_price *row = &set->prices[set->nprices++];

		*row = (struct plan_price){ .plan_id = id };
		row->price.from_quantity = p->from_quantity > 0
		    ? p->from_quantity
		    : 1;
		row->price.amount_minor = p->amount;
		row->price.capacity = p->capacity.p ? p->capacity : STR("");
		if (e == OK)
			e = billing_mode_parse(&row->price.mode, p->mode);
		if (e == OK)
			e = currency_parse(&row->price.currency, p->currency);
	}
	return e;
}

/* Its row of old, by the code; NULL: it is new. */
static const struct plan *
plan_known(const struct plan *old, size_t nold, struct str code)
{
	for (size_t i = 0; i < nold; i++) {
		if (str_eq(old[i].code, code))
			return &old[i];
	}
	return NULL;
}

static enum err
plans_add(struct act *act, struct product_set *set, const struct publication *p)
{
	struct plan *old = NULL;
	size_t nold = 0;
	int64_t position = 0;
	enum err e = p->is_new
	    ? OK
	    : plans_of(act->db, act->arena, &old, &nold, p->product_id);

	for (LISTING_EACH(plan, plan, &p->listing->plans)) {
		const struct plan *known = plan_known(old, nold, plan->code);
		struct plan row = {
			.plan_id = known ? known->plan_id : id_new(),
			.product_id = p->product_id,
			.code = plan->code,
			.position = ++position,
		};

		if (e == OK && known != NULL)
			e = plan_update(act->db, &row);
		else
			set->plans[set->nplans++] = row;
		plan_parts_add(set, plan, row.plan_id);
		if (e == OK)
			e = prices_add(set, plan, row.plan_id);
	}
	return e;
}

enum err
publish_rows(struct act *act, struct product_set *out,
    const struct publication *p, size_t n)
{
	enum err e = set_open(act->arena, out, p, n);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (p[i].is_new)
			e = publish_product(
			    act, &out->products[out->nproducts++], &p[i]);
		if (e == OK)
			e = texts_add(act, out, &p[i]);
		agreements_add(out, &p[i]);
		pictures_add(out, &p[i]);
		releases_add(out, &p[i]);
		images_add(out, &p[i]);
		if (e == OK)
			e = plans_add(act, out, &p[i]);
	}
	return e;
}
