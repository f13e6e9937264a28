/* The operator's queue: what changed, and yes or not yet. */
#include "app/paging.h"
#include "base/num.h"
#include "base/sys.h"
#include "storefront/routes.h"
#include "storefront/selling.h"
#include "wire/diff.h"
#include "wire/write.h"

enum { NOTE_MAX = 2000, RESTRICT_REASON_MAX = 300 };

/* "1795392000000000 prd_...": where the page before ended. */
static enum err
queue_after(
    struct call *c, const struct paging *page, int64_t *us, struct id *id)
{
	struct str rest = page->after, text;

	*us = 0;
	*id = (struct id){ { 0 } };
	if (rest.n == 0)
		return OK;
	if (str_cut(&rest, ' ', &text) && num_parse_i64(us, text) == OK &&
	    id_parse(id, ID_PRODUCT, rest) == OK)
		return OK;
	return paging_fault(c);
}

static struct str
queue_cursor(struct call *c, const struct listing_row *last)
{
	char text[ID_TEXT_MAX];

	return arena_printf(c->arena, "%lld %.*s",
	    (long long)last->submitted_at_us,
	    STR_FMT(id_format(text, ID_PRODUCT, last->product_id)));
}

static void
put_seller(struct json *j, const struct listing_row *row)
{
	json_key(j, "seller");
	json_object(j);
	json_put_id(j, "id", ID_SELLER, row->seller_id);
	json_put_str(j, "slug", row->seller_slug);
	json_put_str(j, "name", row->seller_name);
	json_put_str(j, "state", row->seller_state);
	json_end_object(j);
}

static void
put_review(struct call *c, struct json *j, const struct listing_row *row)
{
	json_object(j);
	selling_put_product(j, row);
	put_seller(j, row);
	json_put_cstr(j, "kind", row->revision == 0 ? "new" : "change");
	json_put_time(j, "submitted_at", row->submitted_at_us);
	json_put_str(j, "submitted_by", row->submitter);
	json_put_i64(j, "age_s", (c->now_us - row->submitted_at_us) / SEC_US);
	json_put_i64(j, "row_version", row->draft_version);
	json_end_object(j);
}

static enum err
reviews_list(struct call *c)
{
	struct listing_row *rows;
	struct paging p;
	struct id after_id;
	struct json *j;
	int64_t after_us, total = 0;
	size_t n = 0;
	enum err e = paging_read(c, &p);

	if (e == OK)
		e = queue_after(c, &p, &after_us, &after_id);
	if (e == OK)
		e = listing_rows_waiting(c->db, c->arena, &rows, &n, after_us,
		    after_id, p.limit + 1, c->site->config.locales[0]);
	if (e == OK)
		e = listings_waiting(c->db, c->arena, &total);
	if (e != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		put_review(c, j, &rows[i]);
	e = paging_next(
	    c, &p, p.more ? queue_cursor(c, &rows[n - 1]) : STR_NONE);
	json_put_i64(j, "total", total);
	json_end_object(j);
	return e;
}

static enum err
review_read(struct call *c, struct listing_row *row, struct edit *edit)
{
	enum err e = selling_product(c, row);

	if (e == OK)
		e = selling_edit(c, edit, row);
	if (e == OK && edit->draft.row_version == 0)
		return call_fail(c, ERR_NOT_FOUND,
		    "No change of this product waits for a review.");
	return e;
}

static enum err
review_get(struct call *c)
{
	struct listing_row row;
	struct listing_body live;
	struct edit edit;
	struct json *j;
	bool found = false;
	enum err e = review_read(c, &row, &edit);

	if (e == OK)
		e = selling_live(c, &live, &found, &row);
	if (e != OK)
		return e;
	call_version(c, edit.draft.row_version);
	j = reply_json(c, 200);
	json_object(j);
	selling_put_product(j, &row);
	put_seller(j, &row);
	selling_put_draft(j, &edit);
	json_key(j, "live");
	if (found)
		shape_write(j, &listing_shape, &live);
	else
		json_null(j);
	json_key(j, "changes");
	if (found) {
		shape_diff(j, &listing_shape, &live, &edit.listing);
	} else {
		json_array(j);
		json_end_array(j);
	}
	selling_put_faults(j, &edit);
	json_end_object(j);
	return OK;
}

struct decision {
	int64_t row_version;
	struct str note;
};

#define ROW_VERSION \
	{ \
		.name = "row_version", .type = FIELD_INT, .required = true, \
		.min = 1, .max = INT64_MAX, \
		.offset = offsetof(struct decision, row_version), \
		.about = "of the draft that was looked at" \
	}

static const struct field approval_fields[] = { ROW_VERSION };
static const struct shape approval_shape = SHAPE(
    "Approval", struct decision, approval_fields);

static const struct field request_fields[] = {
	ROW_VERSION,
	{ .name = "note",
	    .type = FIELD_LINES,
	    .required = true,
	    .min = 1,
	    .max = NOTE_MAX,
	    .offset = offsetof(struct decision, note),
	    .about = "what has to change; the seller reads it" },
};
static const struct shape request_shape = SHAPE(
    "ChangeRequest", struct decision, request_fields);

/* Of the version that was looked at, and of no other. */
static enum err
decide_on(struct call *c, struct listing_row *row, struct edit *edit)
{
	const struct decision *body = c->body;
	enum err e = review_read(c, row, edit);

	if (e == OK && body->row_version != edit->draft.row_version)
		return call_stale(
		    c, body->row_version, edit->draft.row_version);
	return e;
}

static enum err
not_in_review(struct call *c)
{
	return call_fail(
	    c, ERR_STATE, "It does not wait for a review any more.");
}

static enum err
approval_create(struct call *c)
{
	struct act act = act_of_call(c);
	struct listing_row row;
	struct edit edit;
	enum err e = decide_on(c, &row, &edit);

	if (e == OK)
		e = selling_faultless(c, &edit);
	if (e == OK)
		e = listing_approve(
		    &act, &row, &edit.draft, &edit.listing, &edit.found);
	if (e == ERR_STATE)
		return not_in_review(c);
	return e == OK ? selling_reply_state(c, row.product_id) : e;
}

static enum err
request_create(struct call *c)
{
	const struct decision *body = c->body;
	struct act act = act_of_call(c);
	struct listing_row row;
	struct edit edit;
	enum err e = decide_on(c, &row, &edit);

	if (e == OK)
		e = listing_ask(&act, &row, &edit.draft, body->note);
	if (e == ERR_STATE)
		return not_in_review(c);
	return e == OK ? selling_reply_state(c, row.product_id) : e;
}

struct restriction {
	struct str reason;
};

static const struct field restriction_fields[] = {
	{ .name = "reason",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = RESTRICT_REASON_MAX,
	    .offset = offsetof(struct restriction, reason),
	    .about = "the seller reads it" },
};
static const struct shape restriction_shape = SHAPE(
    "Restriction", struct restriction, restriction_fields);

static enum err
restriction_create(struct call *c)
{
	const struct restriction *body = c->body;
	struct act act = act_of_call(c);
	struct listing_row row;
	enum err e = selling_product(c, &row);

	if (e == OK)
		e = listing_restrict(&act, &row, body->reason);
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "Only a product that is live or hidden can be "
		    "restricted.");
	return e == OK ? selling_reply_state(c, row.product_id) : e;
}

static const char *const page_query[] = { "limit", "after", NULL };

const struct route review_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/reviews",
	    .handler = reviews_list,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .query = page_query,
	    .answer = "Reviews",
	    .status = 200,
	    .summary = "Changes that wait, longest first" },
	{ .method = "GET",
	    .pattern = "/api/storefront/reviews/{product}",
	    .handler = review_get,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .answer = "ReviewDetail",
	    .status = 200,
	    .summary = "A change against what is live, field by field" },
	{ .method = "POST",
	    .pattern = "/api/storefront/reviews/{product}/approvals",
	    .handler = approval_create,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &approval_shape,
	    .answer = "ListingState",
	    .status = 200,
	    .summary = "Publish it" },
	{ .method = "POST",
	    .pattern = "/api/storefront/reviews/{product}/requests",
	    .handler = request_create,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &request_shape,
	    .answer = "ListingState",
	    .status = 200,
	    .summary = "Ask its seller for changes" },
	{ .method = "POST",
	    .pattern = "/api/storefront/products/{product}/restrictions",
	    .handler = restriction_create,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &restriction_shape,
	    .answer = "ListingState",
	    .status = 200,
	    .summary = "Sell it no more" },
	{ .method = NULL }
};
