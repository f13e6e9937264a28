/*
 * Whom an offer may name: customers are found by exact match alone, counted
 * and noted.  Nothing of credit is told, and nothing of anybody beyond these
 * members.
 */
#include <stddef.h>

#include "base/sys.h"
#include "selling.h"

enum { DAY_S = 24 * 3600 };

static const struct field lookup_fields[] = {
	{ .name = "kind",
	    .type = FIELD_TEXT,
	    .required = true,
	    .max = 16,
	    .offset = offsetof(struct offer_body_target, kind),
	    .about = "email, mobile or company" },
	{ .name = "value",
	    .type = FIELD_TEXT,
	    .required = true,
	    .max = EMAIL_MAX,
	    .offset = offsetof(struct offer_body_target, value),
	    .about = "exactly; a company by its com_ id or its tax number" },
};
static const struct shape lookup_shape = SHAPE(
    "CustomerLookup", struct offer_body_target, lookup_fields);

enum err
customer_note(struct call *c, const struct offer_body_target *target)
{
	struct act act = act_of_call(c);
	struct event event;
	struct str mark;
	enum err e = offer_target_mark(c->arena, &mark, &c->site->keys, target);

	if (e != OK)
		return e;
	event = act_event(&act, "seller", c->who.seller_id, CUSTOMER_LOOKED_UP,
	    NULL, NULL, mark);
	return events_insert(c->db, &event, 1);
}

/* One that this seller knows already is no new look-up. */
static enum err
known_look(struct call *c, void *arg)
{
	struct offer_body *b = arg;
	struct str mark;
	bool known;
	enum err e = offer_target_mark(
	    c->arena, &mark, &c->site->keys, &b->target);

	if (e == OK)
		e = customer_looked_up(
		    c->db, c->arena, &known, c->who.seller_id, mark);
	if (e == OK && !known)
		return ERR_NOT_FOUND;
	return e;
}

static void
customer_json(struct call *c, struct json *j, const struct customer *k)
{
	json_key(j, "company");
	json_object(j);
	json_put_id(j, "id", ID_COMPANY, k->company_id);
	json_put_str(j, "name", k->name);
	json_end_object(j);
	json_key(j, "contact");
	if (id_is_nil(k->user_id)) {
		json_null(j);
	} else {
		json_object(j);
		json_put_str(j, "masked", text_mask_email(c->arena, k->email));
		json_put_str(j, "role", k->role);
		json_end_object(j);
	}
	json_put_bool(j, "active", k->active);
	json_put_cstr(j, "currency", k->currency.code);
	json_put_bool(j, "postpaid", k->postpaid);
	json_put_cstr(j, "mobile", k->mobile.p ? "verified" : "none");
}

static void
nobody_json(struct json *j)
{
	json_put_str(j, "company", STR_NONE);
	json_put_str(j, "contact", STR_NONE);
	json_put_bool(j, "active", false);
	json_put_str(j, "currency", STR_NONE);
	json_put_bool(j, "postpaid", false);
	json_put_cstr(j, "mobile", "none");
}

static enum err
customer_look(struct call *c, void *arg)
{
	const struct offer_body *b = arg;
	struct customer found;
	struct json *j;
	enum err e = offer_target_find(c->db, c->arena, &found, &b->target);
	bool nobody = e == ERR_NOT_FOUND;

	if (nobody || e == OK)
		e = customer_note(c, &b->target);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_bool(j, "found", !nobody);
	if (nobody)
		nobody_json(j);
	else
		customer_json(c, j, &found);
	json_end_object(j);
	return OK;
}

static enum err
target_form(struct call *c, const struct offer_body_target *t)
{
	if (str_is(t->kind, "email"))
		return text_is(TEXT_EMAIL, t->value)
		    ? OK
		    : call_fault(c, "/value", "format",
			  "must be an e-mail address like name@example.org");
	if (str_is(t->kind, "mobile"))
		return text_is(TEXT_MOBILE, t->value)
		    ? OK
		    : call_fault(c, "/value", "format",
			  "must be a mobile number with + and its country, "
			  "such as +49 151 23456789");
	if (str_is(t->kind, "company"))
		return OK;
	return call_fault(
	    c, "/kind", "choice", "must be email, mobile or company");
}

static enum err
lookup_make(struct call *c)
{
	char user[ID_TEXT_MAX];
	struct offer_body b = { .target = *(
				    const struct offer_body_target *)c->body };
	enum err e = offer_body_settle(c->arena, &b);

	if (e == OK && str_empty(b.target.value))
		return call_fault(
		    c, "/value", "required", "Enter whom to look for.");
	if (e == OK)
		e = target_form(c, &b.target);
	if (e == OK)
		e = customers_allowed(c);
	if (e == OK)
		e = call_tx(c, known_look, &b);
	if (e == ERR_NOT_FOUND)
		e = call_throttle(c, "customer-lookup",
		    id_format(user, ID_USER, c->who.user_id), OFFER_LOOKUPS_DAY,
		    DAY_S);
	if (e == ERR_THROTTLED)
		return call_fail(c, e,
		    "You have looked up %d customers today; tomorrow there "
		    "are more. An offer to an e-mail address that you have "
		    "looked up before can be sent still.",
		    OFFER_LOOKUPS_DAY);
	return e == OK ? call_tx(c, customer_look, &b) : e;
}

const struct route customer_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/offers/customer-lookups",
	    .handler = lookup_make,
	    .caller = CALLER_SELLER,
	    .tx = TX_PHASES,
	    .body = &lookup_shape,
	    .answer = "Customer",
	    .status = 200,
	    .summary = "Find the company that an offer is for, by exact "
		       "match; 20 a day" },
	{ .method = NULL }
};
