/* A seller's products: the list, a new one, on and off sale, revisions. */
#include "app/paging.h"
#include "base/num.h"
#include "store/category.h"
#include "store/revision.h"
#include "storefront/listing_edit.h"
#include "storefront/routes.h"

static enum err
listings_list(struct call *c)
{
	struct listing_row *rows;
	struct paging p;
	struct id before;
	struct json *j;
	size_t n = 0;
	enum err e = paging_read_id(c, &p, &before);

	if (e == OK)
		e = listing_rows_of(c->db, c->arena, &rows, &n,
		    c->who.seller_id, before, p.limit + 1,
		    c->site->config.locales[0]);
	if (e != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		selling_put_product(j, &rows[i]);
		json_key(j, "draft");
		if (rows[i].draft_state.p == NULL) {
			json_null(j);
		} else {
			json_object(j);
			json_put_str(j, "state", rows[i].draft_state);
			json_put_str(j, "review_note", rows[i].review_note);
			json_put_time(
			    j, "submitted_at", rows[i].submitted_at_us);
			json_put_time(
			    j, "updated_at", rows[i].draft_updated_at_us);
			json_put_i64(j, "row_version", rows[i].draft_version);
			json_end_object(j);
		}
		json_end_object(j);
	}
	return paging_close_id(c, &p, p.more ? &rows[n - 1].product_id : NULL);
}

/* What this version of Souk can deliver. */
static const char *const deliveries[] = { "saas", "license", "image", "service",
	NULL };
static const enum delivery_type delivery_types[] = { DELIVERY_SAAS,
	DELIVERY_LICENSE, DELIVERY_IMAGE, DELIVERY_SERVICE };

struct new_listing {
	struct str slug, category, locale, name;
	int delivery;
};

static const struct field new_listing_fields[] = {
	{ .name = "slug",
	    .type = FIELD_KIND,
	    .required = true,
	    .kind = TEXT_SLUG,
	    .offset = offsetof(struct new_listing, slug),
	    .about = "in URLs; fixed once it was on sale" },
	{ .name = "delivery",
	    .type = FIELD_CHOICE,
	    .required = true,
	    .choices = deliveries,
	    .offset = offsetof(struct new_listing, delivery),
	    .about = "fixed once it was on sale" },
	{ .name = "category",
	    .type = FIELD_KIND,
	    .required = true,
	    .kind = TEXT_SLUG,
	    .offset = offsetof(struct new_listing, category),
	    .about = "its slug" },
	{ .name = "locale",
	    .type = FIELD_KIND,
	    .required = true,
	    .kind = TEXT_LOCALE,
	    .offset = offsetof(struct new_listing, locale),
	    .about = "of the name: one of the site's" },
	{ .name = "name",
	    .type = FIELD_NAME,
	    .required = true,
	    .min = 1,
	    .max = LISTING_NAME_MAX,
	    .offset = offsetof(struct new_listing, name),
	    .about = "of the product" },
};
static const struct shape new_listing_shape = SHAPE(
    "ListingNew", struct new_listing, new_listing_fields);

static enum err
locale_check(struct call *c, struct str locale)
{
	return site_speaks(&c->site->config, locale)
	    ? OK
	    : call_fault(c, "/locale", "choice",
		  "is not a language of this marketplace");
}

static enum err
slug_taken(struct call *c)
{
	if (call_fault(c, "/slug", "exists",
		"Another product has this name in URLs; choose another.") ==
	    ERR_INVALID)
		return ERR_EXISTS;
	return ERR_BUG;
}

/* The draft that a new product begins with: its name and category. */
static enum err
first_draft(struct call *c, struct id product_id)
{
	const struct new_listing *body = c->body;
	struct listing_text text = { .locale = body->locale,
		.name = str_trim(body->name) };
	struct listing_body l = { .category = body->category,
		.texts = { &text, 1 } };
	struct draft d = { .product_id = product_id,
		.name = text.name,
		.created_at_us = c->now_us,
		.updated_at_us = c->now_us,
		.updated_by = c->who.user_id };
	enum err e = listing_json(c->arena, &d.body, &l);

	return e == OK ? draft_insert(c->db, &d) : e;
}

static enum err
created_event(struct call *c, struct id product_id)
{
	const struct act act = act_of_call(c);
	const struct event event = act_event(
	    &act, "product", product_id, "created", NULL, "DRAFT", STR_NONE);

	return events_insert(c->db, &event, 1);
}

static enum err
listing_create(struct call *c)
{
	const struct new_listing *body = c->body;
	struct listing_new new = { .product_id = id_new(),
		.seller_id = c->who.seller_id,
		.slug = body->slug,
		.delivery = delivery_types[body->delivery],
		.now_us = c->now_us };
	struct category category;
	enum err e = locale_check(c, body->locale);

	if (e == OK)
		e = category_by_slug(
		    c->db, c->arena, &category, body->category);
	if (e == ERR_NOT_FOUND)
		return call_fault(c, "/category", "choice",
		    "is not a category of this marketplace");
	if (e != OK)
		return e;
	new.category_id = category.category_id;
	e = listing_insert(c->db, &new);
	if (e == ERR_EXISTS)
		return slug_taken(c);
	if (e == OK)
		e = first_draft(c, new.product_id);
	if (e == OK)
		e = created_event(c, new.product_id);
	return e == OK ? listing_edit_reply(c, 201, new.product_id) : e;
}

struct renaming {
	struct str slug;
	int delivery;
};

static const struct field renaming_fields[] = {
	{ .name = "slug",
	    .type = FIELD_KIND,
	    .required = true,
	    .kind = TEXT_SLUG,
	    .offset = offsetof(struct renaming, slug),
	    .about = "in URLs" },
	{ .name = "delivery",
	    .type = FIELD_CHOICE,
	    .required = true,
	    .choices = deliveries,
	    .offset = offsetof(struct renaming, delivery),
	    .about = "how it reaches its buyer" },
};
static const struct shape renaming_shape = SHAPE(
    "ListingRename", struct renaming, renaming_fields);

static enum err
listing_patch(struct call *c)
{
	const struct renaming *body = c->body;
	struct listing_row row;
	enum err e = selling_product(c, &row);

	if (e == OK)
		e = listing_rename(c->db, row.product_id, body->slug,
		    delivery_types[body->delivery], c->now_us);
	if (e == ERR_EXISTS)
		return slug_taken(c);
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "A product that was submitted keeps its address and its "
		    "delivery; make a new one for another.");
	return e == OK ? selling_reply_state(c, row.product_id) : e;
}

typedef enum err (*move_fn)(struct act *act, const struct listing_row *row);

static enum err
listing_moved(struct call *c, move_fn move, const char *why_not)
{
	struct act act = act_of_call(c);
	struct listing_row row;
	enum err e = selling_product(c, &row);

	if (e == OK)
		e = move(&act, &row);
	if (e == ERR_STATE)
		return call_fail(c, e, "%s", why_not);
	if (e == ERR_FORBIDDEN)
		return call_fail(c, e,
		    "Your selling profile is not active: nothing of it is on "
		    "sale.");
	return e == OK ? selling_reply_state(c, row.product_id) : e;
}

static enum err
hiding_create(struct call *c)
{
	return listing_moved(
	    c, listing_hide, "Only a product that is live can be hidden.");
}

static enum err
showing_create(struct call *c)
{
	return listing_moved(
	    c, listing_show, "Only a product that is hidden can be shown.");
}

static void
put_revision(struct json *j, const struct revision *r)
{
	json_put_i64(j, "revision", r->revision);
	json_put_time(j, "published_at", r->published_at_us);
	json_put_str(j, "published_by", r->publisher);
}

static enum err
revisions_of(struct call *c)
{
	struct revision *list;
	struct listing_row row;
	struct paging p;
	struct json *j;
	int64_t before = 0;
	size_t n = 0;
	enum err e = paging_read(c, &p);

	if (e == OK && p.after.n > 0 &&
	    num_parse_in(&before, p.after, 1, INT32_MAX) != OK)
		return paging_fault(c);
	if (e == OK)
		e = selling_product(c, &row);
	if (e == OK)
		e = revisions_list(c->db, c->arena, &list, &n, row.product_id,
		    before, p.limit + 1);
	if (e != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		put_revision(j, &list[i]);
		json_put_i64(j, "bytes", list[i].bytes);
		json_end_object(j);
	}
	if (p.more)
		e = paging_next(c, &p,
		    arena_printf(
			c->arena, "%lld", (long long)list[n - 1].revision));
	else
		e = paging_next(c, &p, STR_NONE);
	json_end_object(j);
	return e;
}

static enum err
revision_one(struct call *c)
{
	struct revision r;
	struct listing_row row;
	struct json *j;
	int64_t number = 0;
	enum err e = selling_product(c, &row);

	if (e == OK &&
	    num_parse_in(&number, c->path_arg[1], 1, INT32_MAX) != OK)
		return ERR_NOT_FOUND;
	if (e == OK)
		e = revision_get(c->db, c->arena, &r, row.product_id, number);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	put_revision(j, &r);
	json_key(j, "listing");
	json_raw(j, r.body);
	json_end_object(j);
	return OK;
}

static const char *const page_query[] = { "limit", "after", NULL };

const struct route listing_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/listings",
	    .handler = listings_list,
	    .caller = CALLER_SELLER,
	    .scope = "listings:read",
	    .tx = TX_READ,
	    .query = page_query,
	    .answer = "ListingItems",
	    .status = 200,
	    .summary = "One's own products, newest first" },
	{ .method = "POST",
	    .pattern = "/api/storefront/listings",
	    .handler = listing_create,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .body = &new_listing_shape,
	    .answer = "ListingEdit",
	    .status = 201,
	    .summary = "Begin a product" },
	{ .method = "PATCH",
	    .pattern = "/api/storefront/listings/{product}",
	    .handler = listing_patch,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .body = &renaming_shape,
	    .answer = "ListingState",
	    .status = 200,
	    .summary = "Another address or delivery, before it is submitted" },
	{ .method = "POST",
	    .pattern = "/api/storefront/listings/{product}/hidings",
	    .handler = hiding_create,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .answer = "ListingState",
	    .status = 200,
	    .summary = "Take it off the lists; its link still sells" },
	{ .method = "POST",
	    .pattern = "/api/storefront/listings/{product}/showings",
	    .handler = showing_create,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .answer = "ListingState",
	    .status = 200,
	    .summary = "Put it back on the lists" },
	{ .method = "GET",
	    .pattern = "/api/storefront/listings/{product}/revisions",
	    .handler = revisions_of,
	    .caller = CALLER_SELLER,
	    .scope = "listings:read",
	    .tx = TX_READ,
	    .query = page_query,
	    .answer = "Revisions",
	    .status = 200,
	    .summary = "What was published when, newest first" },
	{ .method = "GET",
	    .pattern = "/api/storefront/listings/{product}/revisions/"
		       "{revision}",
	    .handler = revision_one,
	    .caller = CALLER_SELLER,
	    .scope = "listings:read",
	    .tx = TX_READ,
	    .answer = "Revision",
	    .status = 200,
	    .summary = "A revision as it was published" },
	{ .method = NULL }
};
