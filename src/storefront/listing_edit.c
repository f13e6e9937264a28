#include "storefront/listing_edit.h"

#include "storefront/routes.h"
#include "wire/write.h"

enum err
listing_edit_reply(struct call *c, int status, struct id product_id)
{
	struct listing_row row;
	struct listing_body live;
	struct edit edit;
	struct json *j;
	bool found = false;
	enum err e = listing_row_get(c->db, c->arena, &row, product_id,
	    c->who.seller_id, c->site->config.locales[0]);

	if (e == OK)
		e = selling_edit(c, &edit, &row);
	if (e == OK)
		e = selling_live(c, &live, &found, &row);
	if (e != OK)
		return e;
	call_version(c, edit.draft.row_version);
	j = reply_json(c, status);
	json_object(j);
	selling_put_product(j, &row);
	selling_put_draft(j, &edit);
	json_key(j, "live");
	if (found)
		shape_write(j, &listing_shape, &live);
	else
		json_null(j);
	selling_put_faults(j, &edit);
	json_end_object(j);
	return OK;
}

static enum err
edit_get(struct call *c)
{
	struct listing_row row;
	enum err e = selling_product(c, &row);

	return e == OK ? listing_edit_reply(c, 200, row.product_id) : e;
}

/* In the site's first language, else whatever it has. */
static struct str
name_of(const struct call *c, const struct listing_body *l)
{
	const struct listing_text *first = l->texts.items;
	struct str name = l->texts.n > 0 ? first->name : STR_NONE;

	for (LISTING_EACH(text, t, &l->texts))
		if (str_eq(t->locale, c->site->config.locales[0]))
			name = t->name;
	return name.p ? name : STR("");
}

/* The draft that this edit is of; version 0: there is none yet. */
static enum err
draft_of(struct call *c, struct draft *out, const struct listing_row *row)
{
	int64_t version;
	enum err e = call_draft_version(c, &version);

	if (e != OK)
		return e;
	if (str_is(row->state, "RESTRICTED"))
		return call_fail(c, ERR_STATE,
		    "The operator took this product off sale; it cannot be "
		    "changed.");
	e = draft_get(c->db, c->arena, out, row->product_id);
	if (e == ERR_NOT_FOUND) {
		*out = (struct draft){ .product_id = row->product_id };
		e = OK;
	}
	if (e != OK)
		return e;
	if (version != out->row_version)
		return call_stale(c, version, out->row_version);
	if (out->row_version > 0 && str_is(out->state, DRAFT_IN_REVIEW))
		return call_fail(
		    c, ERR_STATE, "It is being reviewed; take it back first.");
	return OK;
}

/* Somebody else's came between our look and our write. */
static enum err
overtaken(struct call *c, const struct draft *ours)
{
	struct draft now;
	enum err e = draft_get(c->db, c->arena, &now, ours->product_id);

	return e == OK ? call_stale(c, ours->row_version, now.row_version) : e;
}

static enum err
draft_put(struct call *c, struct draft *d)
{
	enum err e;

	d->updated_at_us = c->now_us;
	d->updated_by = c->who.user_id;
	if (d->row_version > 0)
		e = draft_save(c->db, d);
	else {
		d->created_at_us = c->now_us;
		e = draft_insert(c->db, d);
	}
	return e == ERR_EXISTS || e == ERR_STALE ? overtaken(c, d) : e;
}

static enum err
edit_put(struct call *c)
{
	struct listing_body l = *(const struct listing_body *)c->body;
	struct listing_row row;
	struct draft d;
	enum err e = selling_product(c, &row);

	if (e == OK)
		e = draft_of(c, &d, &row);
	if (e != OK)
		return e;
	listing_settle(&l);
	d.name = name_of(c, &l);
	e = listing_json(c->arena, &d.body, &l);
	if (e == ERR_LIMIT)
		return call_fault(c, "", "length",
		    "The listing as a whole is too long; shorten its texts.");
	if (e == OK)
		e = draft_put(c, &d);
	return e == OK ? listing_edit_reply(c, 200, row.product_id) : e;
}

static enum err
draft_discard(struct call *c)
{
	struct act act = act_of_call(c);
	struct listing_row row;
	struct draft d;
	enum err e = selling_product(c, &row);

	if (e == OK)
		e = draft_of(c, &d, &row);
	if (e == OK && d.row_version == 0)
		e = ERR_NOT_FOUND;
	return e == OK ? listing_discard(&act, &row, &d) : e;
}

static enum err
submission_create(struct call *c)
{
	struct act act = act_of_call(c);
	struct listing_row row;
	struct edit edit;
	enum err e = selling_product(c, &row);

	if (e == OK)
		e = selling_edit(c, &edit, &row);
	if (e != OK)
		return e;
	if (edit.draft.row_version == 0)
		return call_fail(c, ERR_STATE, "There is no change to submit.");
	if (!c->who.seller_active)
		return call_fail(c, ERR_FORBIDDEN,
		    "Your selling profile is not active yet: the operator of "
		    "this marketplace approves it first.");
	e = selling_faultless(c, &edit);
	if (e == OK)
		e = listing_submit(&act, &row, &edit.draft);
	if (e == ERR_STATE)
		return call_fail(c, e, "It cannot be submitted now.");
	return e == OK ? listing_edit_reply(c, 200, row.product_id) : e;
}

static enum err
withdrawal_create(struct call *c)
{
	struct act act = act_of_call(c);
	struct listing_row row;
	struct draft d;
	enum err e = selling_product(c, &row);

	if (e != OK)
		return e;
	e = draft_get(c->db, c->arena, &d, row.product_id);
	if (e == OK)
		e = listing_withdraw(&act, &row, &d);
	if (e == ERR_NOT_FOUND || e == ERR_STATE)
		return call_fail(c, ERR_STATE, "It is not being reviewed.");
	return e == OK ? listing_edit_reply(c, 200, row.product_id) : e;
}

const struct route listing_edit_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/listings/{product}",
	    .handler = edit_get,
	    .caller = CALLER_SELLER,
	    .scope = "listings:read",
	    .tx = TX_READ,
	    .answer = "ListingEdit",
	    .status = 200,
	    .summary = "A product with the change that is under way" },
	{ .method = "PUT",
	    .pattern = "/api/storefront/listings/{product}",
	    .handler = edit_put,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .body = &listing_shape,
	    .body_max = BODY_LISTING_MAX,
	    .answer = "ListingEdit",
	    .status = 200,
	    .summary = "Keep a change, complete or not; wants If-Match" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/listings/{product}/draft",
	    .handler = draft_discard,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Throw the change away; wants If-Match" },
	{ .method = "POST",
	    .pattern = "/api/storefront/listings/{product}/submissions",
	    .handler = submission_create,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .answer = "ListingEdit",
	    .status = 200,
	    .summary = "Have the change reviewed" },
	{ .method = "POST",
	    .pattern = "/api/storefront/listings/{product}/withdrawals",
	    .handler = withdrawal_create,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .answer = "ListingEdit",
	    .status = 200,
	    .summary = "Take it back from the review" },
	{ .method = NULL }
};
