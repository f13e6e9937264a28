/* Saved products (R12, R13): what they are called and cost now, and then. */
#include <string.h>

#include "app/paging.h"
#include "catalog/product_json.h"
#include "storefront/routes.h"
#include "storefront/view.h"
#include "store/favourite.h"

enum { NOTE_MAX = 200, CURSOR_BYTES = 24 };

/* ERR_NOT_FOUND: the catalogue has none, on sale or not. */
static enum err
product_named(struct call *c, const struct catalogue_product **out)
{
	const struct catalogue *cat;
	enum err e = shop_catalogue(c, &cat);
	uint32_t number;

	if (e != OK)
		return e;
	number = catalogue_find(cat, c->path_arg[0]);
	if (number == NO_PRODUCT)
		return call_fail(c, ERR_NOT_FOUND, "There is no such product.");
	*out = catalogue_card(c->arena, cat, number);
	return *out ? OK : ERR_NOMEM;
}

static enum err
favourite_save(struct call *c)
{
	const struct catalogue_product *p = NULL;
	enum err e = product_named(c, &p);
	struct favourite f;

	if (e != OK)
		return e;
	f = (struct favourite){ .product_id = p->product_id,
		.has_from = p->has_from,
		.from = p->from,
		.mode = p->from_mode,
		.note = STR(""),
		.saved_at_us = c->now_us };
	e = favourite_put(c->db, c->arena, c->who.user_id, &f);
	return e == ERR_LIMIT ? call_fail(c, ERR_STATE,
				    "%d products are saved; take one off the "
				    "list first.",
				    FAVOURITES_MAX)
			      : e;
}

static enum err
favourite_drop(struct call *c)
{
	const struct catalogue_product *p = NULL;
	enum err e = product_named(c, &p);

	return e == OK ? favourite_delete(c->db, c->who.user_id, p->product_id)
		       : e;
}

struct note_body {
	struct str note;
};

static const struct field note_fields[] = {
	{ .name = "note",
	    .type = FIELD_TEXT,
	    .max = NOTE_MAX,
	    .offset = offsetof(struct note_body, note),
	    .about = "in the user's own words; empty takes it away" },
};
static const struct shape note_shape = SHAPE(
    "FavouriteNote", struct note_body, note_fields);

static enum err
favourite_annotate(struct call *c)
{
	const struct note_body *body = c->body;
	const struct catalogue_product *p = NULL;
	enum err e = product_named(c, &p);

	if (e == OK)
		e = favourite_set_note(c->db, c->who.user_id, p->product_id,
		    body->note.p ? body->note : STR(""));
	return e == ERR_NOT_FOUND
	    ? call_fail(c, e, "This product is not on your list.")
	    : e;
}

static void
put_price(struct json *j, const char *price, const char *mode, bool there,
    struct money from, enum billing_mode of)
{
	json_key(j, price);
	if (there)
		json_money(j, from);
	else
		json_null(j);
	json_put_cstr(j, mode, there ? billing_mode_name(of) : NULL);
}

/* p NULL: the catalogue does not have it, so it cannot be bought. */
static void
put_favourite(struct json *j, const struct view *v, const struct favourite *f,
    const struct catalogue_product *p)
{
	static const char *const sales[] = { [LISTING_LIVE] = "listed",
		[LISTING_HIDDEN] = "hidden",
		[LISTING_GONE] = "gone" };
	enum listing listing = p ? p->listing : LISTING_GONE;
	bool priced = p && p->has_from;

	json_object(j);
	json_key(j, "product");
	if (p) {
		card_json(j, v->cat, p, v->locale);
	} else {
		json_object(j);
		json_put_str(j, "slug", f->slug);
		json_put_str(j, "name", f->name);
		json_end_object(j);
	}
	json_put_cstr(j, "sale", sales[listing]);
	put_price(j, "from", "from_mode", priced, priced ? p->from : f->from,
	    priced ? p->from_mode : f->mode);
	put_price(j, "saved_from", "saved_mode", f->has_from, f->from, f->mode);
	json_put_bool(j, "repriced",
	    priced != f->has_from ||
		(priced &&
		    (!money_eq(p->from, f->from) || p->from_mode != f->mode)));
	json_put_str(j, "note", f->note);
	json_put_time(j, "saved_at", f->saved_at_us);
	json_end_object(j);
}

static enum err
after_read(struct call *c, struct favourite_after *out, const struct paging *p)
{
	*out = (struct favourite_after){ 0 };
	if (p->after.n == 0)
		return OK;
	if (p->after.n != CURSOR_BYTES)
		return paging_fault(c);
	memcpy(&out->saved_at_us, p->after.p, sizeof(out->saved_at_us));
	memcpy(out->product_id.b, p->after.p + sizeof(out->saved_at_us),
	    sizeof(out->product_id.b));
	return OK;
}

static struct str
cursor_of(char bytes[CURSOR_BYTES], const struct favourite *last)
{
	memcpy(bytes, &last->saved_at_us, sizeof(last->saved_at_us));
	memcpy(bytes + sizeof(last->saved_at_us), last->product_id.b,
	    sizeof(last->product_id.b));
	return (struct str){ bytes, CURSOR_BYTES };
}

static enum err
favourites_reply(struct call *c, struct paging *page, const struct view *v,
    const struct favourite *list, size_t n)
{
	char cursor[CURSOR_BYTES];
	struct json *j = paging_open(c);
	enum err e;

	n = paging_cut(page, n);
	for (size_t i = 0; i < n; i++) {
		uint32_t number = catalogue_find(v->cat, list[i].slug);
		const struct catalogue_product *p = NULL;

		if (number != NO_PRODUCT) {
			p = catalogue_card(c->arena, v->cat, number);
			if (!p)
				return ERR_NOMEM;
		}
		put_favourite(j, v, &list[i], p);
	}
	e = paging_next(
	    c, page, page->more ? cursor_of(cursor, &list[n - 1]) : STR_NONE);
	json_end_object(j);
	return e;
}

static enum err
favourites_list(struct call *c)
{
	const struct str *locales = c->site->config.locales;
	struct favourite_after after;
	struct favourite *list;
	struct paging page;
	struct view v;
	size_t n = 0;
	enum err e;

	if ((e = view_open(c, &v)) != OK || (e = paging_read(c, &page)) != OK ||
	    (e = after_read(c, &after, &page)) != OK ||
	    (e = favourites_of(c->db, c->arena, &list, &n, c->who.user_id,
		 locales[v.locale], locales[0], &after, page.limit + 1)) != OK)
		return e;
	return favourites_reply(c, &page, &v, list, n);
}

/* What a page needs to show which of its products are saved. */
static enum err
marks_list(struct call *c)
{
	struct json *j;
	struct str *slugs;
	size_t n;
	enum err e = favourite_slugs(
	    c->db, c->arena, &slugs, &n, c->who.user_id);

	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "products");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		json_str(j, slugs[i]);
	json_end_array(j);
	json_end_object(j);
	return OK;
}

static const char *const list_query[] = { "limit", "after", "lang", NULL };

const struct route favourite_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/favourites",
	    .handler = favourites_list,
	    .caller = CALLER_USER,
	    .scope = "account:read",
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Favourites",
	    .status = 200,
	    .summary = "Saved products, the newest first" },
	{ .method = "GET",
	    .pattern = "/api/storefront/favourite-marks",
	    .handler = marks_list,
	    .caller = CALLER_USER,
	    .scope = "account:read",
	    .tx = TX_READ,
	    .answer = "FavouriteMarks",
	    .status = 200,
	    .summary = "Which products are saved" },
	{ .method = "PUT",
	    .pattern = "/api/storefront/favourites/{product}",
	    .handler = favourite_save,
	    .caller = CALLER_USER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Save a product; saved already is fine" },
	{ .method = "PATCH",
	    .pattern = "/api/storefront/favourites/{product}",
	    .handler = favourite_annotate,
	    .caller = CALLER_USER,
	    .tx = TX_WRITE,
	    .body = &note_shape,
	    .status = 204,
	    .summary = "Write a note beside a saved product" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/favourites/{product}",
	    .handler = favourite_drop,
	    .caller = CALLER_USER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Take a product off the list; not saved is fine" },
	{ .method = NULL }
};
