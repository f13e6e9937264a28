/* R23, X3: what a seller does with an offer once its terms are written. */
#include <stddef.h>
#include <string.h>

#include "selling.h"
#include "store/throttle.h"

enum {
	REASON_MAX = 500,
	RESENDINGS_DAY = 3, /* of an offer and a channel */
	TELLINGS_DAY = 50,  /* a customer, whichever offers it is about */
	DAY_S = 24 * 3600
};

/* --- eligibility --------------------------------------------------------- */

/* A check passes while no fault points below one of its places. */
struct eligibility {
	const char *check;
	const char *at[3];
};

static const struct eligibility checks[] = {
	{ "target", { "/target" } },
	{ "currency", { "/currency" } },
	{ "product", { "/product", "/region" } },
	{ "plan", { "/plan", "/billing_mode", "/quantity" } },
	{ "price", { "/price", "/capacities", "/periods" } },
	{ "dates", { "/starts_on", "/accept_by" } },
	{ "milestones", { "/milestones", "/billing" } },
};

static bool
points_below(struct str pointer, const char *at)
{
	size_t n = strlen(at);

	return str_starts(pointer, str_from(at)) &&
	    (pointer.n == n || pointer.p[n] == '/');
}

static struct str
fault_of(const struct wire_faults *faults, const struct eligibility *check)
{
	for (size_t i = 0; i < faults->n; i++) {
		for (size_t k = 0; k < 3 && check->at[k] != NULL; k++)
			if (points_below(faults->at[i].pointer, check->at[k]))
				return faults->at[i].detail;
	}
	return STR_NONE;
}

static void
check_json(struct json *j, const char *check, bool ok, struct str detail)
{
	json_object(j);
	json_put_cstr(j, "check", check);
	json_put_bool(j, "ok", ok);
	json_put_str(j, "detail", detail);
	json_end_object(j);
}

static void
buyer_checks_json(struct json *j, const struct offer_edit *edit)
{
	const struct customer *k = &edit->found.customer;
	bool stages = edit->body.milestones.n > 0;

	if (!edit->found.buyer)
		return;
	check_json(j, "active", k->active,
	    k->active ? STR_NONE : STR("The account is not active."));
	check_json(j, "postpaid", k->postpaid || !stages,
	    k->postpaid ? STR("The company is on monthly settlement.")
			: STR("The company pays each order at once."));
}

static enum err
eligibility_show(struct call *c)
{
	struct offer_edit edit;
	struct offer o;
	struct json *j;
	enum err e = offer_of_path(c, &o);

	if (e == OK)
		e = offer_edit_get(c, &edit, o.offer_id);
	if (e != OK)
		return e;
	if (edit.draft.row_version == 0)
		return call_fail(
		    c, ERR_STATE, "There is no draft that could be sent.");
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "checks");
	json_array(j);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		struct str fault = fault_of(&edit.faults, &checks[i]);

		check_json(j, checks[i].check, fault.p == NULL, fault);
		if (i == 0)
			buyer_checks_json(j, &edit);
	}
	json_end_array(j);
	json_end_object(j);
	return OK;
}

/* --- sending ------------------------------------------------------------- */

struct move_body {
	int64_t row_version;
	struct str reason, accept_by, channel;
};

#define ROW_VERSION(about_) \
	{ \
		.name = "row_version", .type = FIELD_INT, .required = true, \
		.min = 1, .max = INT64_MAX, \
		.offset = offsetof(struct move_body, row_version), \
		.about = (about_) \
	}

static const struct field sending_fields[] = {
	ROW_VERSION("of the draft that was looked at"),
};
static const struct shape sending_shape = SHAPE(
    "OfferSending", struct move_body, sending_fields);

static enum err
sending_check(struct call *c, const struct offer_edit *edit)
{
	const struct move_body *body = c->body;
	enum err e = customers_allowed(c);

	if (e != OK)
		return e;
	if (edit->draft.row_version == 0)
		return call_fail(
		    c, ERR_STATE, "There is no draft that could be sent.");
	if (edit->draft.row_version != body->row_version)
		return call_stale(
		    c, body->row_version, edit->draft.row_version);
	if (edit->faults.n > 0) {
		c->faults = edit->faults;
		return ERR_INVALID;
	}
	return OK;
}

/*
 * Revised and extended all day, offers would fill a mailbox, and each SMS is
 * paid by the host.  Counted within the unit: what fails was not told.
 */
static enum err
telling_count(struct call *c, const struct offer_target *to)
{
	char seller[ID_TEXT_MAX], company[ID_TEXT_MAX];
	struct str from = id_format(seller, ID_SELLER, c->who.seller_id);
	struct str whom = id_is_nil(to->company_id)
	    ? to->email
	    : id_format(company, ID_COMPANY, to->company_id);
	struct str subject = arena_printf(
	    c->arena, "%.*s %.*s", STR_FMT(from), STR_FMT(whom));
	enum err e = subject.p == NULL
	    ? ERR_NOMEM
	    : throttle_hit(c->db, c->arena, "offer telling", subject,
		  TELLINGS_DAY, DAY_S, c->now_us, &c->retry_after_s);

	return e != ERR_THROTTLED
	    ? e
	    : call_fail(c, e,
		  "You have told this customer of offers %d times today; "
		  "tomorrow you can again.",
		  TELLINGS_DAY);
}

static enum err
sending_make(struct call *c)
{
	struct act act = act_of_call(c);
	struct offer_sending s = { .seller_id = c->who.seller_id,
		.keys = &c->site->keys };
	struct offer_edit edit;
	struct offer o;
	enum err e;

	if ((e = offer_of_path(c, &o)) != OK ||
	    (e = offer_edit_get(c, &edit, o.offer_id)) != OK ||
	    (e = sending_check(c, &edit)) != OK)
		return e;
	s.offer_id = o.offer_id;
	e = offer_sending_fill(
	    &act, &s, &edit.body, &edit.found, &edit.draft, call_locale(c));
	if (e == OK)
		e = telling_count(c, &s.target);
	if (e != OK)
		return e;
	if (str_empty(s.title))
		s.title = o.title;
	e = offer_send(&act, &s);
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "It is closed, or was sent to another customer; clone it "
		    "for another offer.");
	return e == OK ? offer_reply(c, 200, o.offer_id) : e;
}

/* --- afterwards ---------------------------------------------------------- */

static const struct field withdrawal_fields[] = {
	ROW_VERSION("of the offer that was looked at"),
	{ .name = "reason",
	    .type = FIELD_LINES,
	    .required = true,
	    .max = REASON_MAX,
	    .offset = offsetof(struct move_body, reason),
	    .about = "the buyer reads it" },
};
static const struct shape withdrawal_shape = SHAPE(
    "OfferWithdrawal", struct move_body, withdrawal_fields);

static const struct field extension_fields[] = {
	ROW_VERSION("of the offer that was looked at"),
	{ .name = "accept_by",
	    .type = FIELD_TEXT,
	    .required = true,
	    .max = 10,
	    .offset = offsetof(struct move_body, accept_by),
	    .about = "the new last day, such as 2026-12-31" },
};
static const struct shape extension_shape = SHAPE(
    "OfferExtension", struct move_body, extension_fields);

static const struct field resending_fields[] = {
	{ .name = "channel",
	    .type = FIELD_TEXT,
	    .required = true,
	    .max = 8,
	    .offset = offsetof(struct move_body, channel),
	    .about = "mail or sms" },
};
static const struct shape resending_shape = SHAPE(
    "OfferResending", struct move_body, resending_fields);

static enum err
moved(struct call *c, enum err e, struct id offer_id)
{
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "Its state has changed since you looked at it; load it "
		    "again.");
	return e == OK ? offer_reply(c, 200, offer_id) : e;
}

static enum err
withdrawal_make(struct call *c)
{
	const struct move_body *body = c->body;
	struct act act = act_of_call(c);
	struct offer o;
	enum err e = offer_of_path(c, &o);

	if (e == OK && o.version == 0)
		return call_fail(
		    c, ERR_STATE, "It was never sent: delete it instead.");
	if (e == OK)
		e = offer_withdraw(&act, o.offer_id, c->who.seller_id,
		    body->row_version, body->reason);
	return moved(c, e, o.offer_id);
}

/* The day's end, as the terms' rules have it. */
static enum err
end_read(struct call *c, int64_t *ends_at_us)
{
	const struct offer_rules rules = offer_rules_of(c);
	const struct move_body *body = c->body;
	const int64_t today = calendar_day(rules.calendar, c->now_us);
	int64_t day = offer_day(c->arena, body->accept_by);

	if (day == 0)
		return call_fault(c, "/accept_by", "format",
		    "must be a day such as 2026-12-31");
	if (day < today || day > today + rules.days_max)
		return call_fault(c, "/accept_by", "range",
		    "must be within %lld days from today",
		    (long long)rules.days_max);
	*ends_at_us = calendar_midnight_us(rules.calendar, day + 1);
	return OK;
}

static enum err
extension_make(struct call *c)
{
	const struct move_body *body = c->body;
	struct act act = act_of_call(c);
	int64_t ends_at_us = 0;
	struct offer o;
	enum err e = offer_of_path(c, &o);

	if (e == OK)
		e = customers_allowed(c);
	if (e == OK)
		e = end_read(c, &ends_at_us);
	if (e == OK)
		e = telling_count(c, &o.target);
	if (e == OK)
		e = offer_extend(&act, o.offer_id, c->who.seller_id,
		    body->row_version, ends_at_us);
	if (e == ERR_INVALID && c->faults.n == 0)
		return call_fault(c, "/accept_by", "range",
		    "must be later than its last day so far");
	return moved(c, e, o.offer_id);
}

static enum err
resend_look(struct call *c, void *arg)
{
	enum err e = offer_of_path(c, arg);

	return e == OK ? customers_allowed(c) : e;
}

static enum err
resend_again(struct call *c, void *arg)
{
	const struct move_body *body = c->body;
	const struct offer *o = arg;
	struct act act = act_of_call(c);
	const char *channel = str_is(body->channel, OFFER_SMS) ? OFFER_SMS
							       : OFFER_MAIL;
	enum err e = telling_count(c, &o->target);

	if (e == OK)
		e = offer_resend(&act, o->offer_id, c->who.seller_id, channel);
	if (e == ERR_INVALID)
		return call_fail(c, ERR_STATE,
		    str_is(body->channel, OFFER_SMS)
			? "The customer has no verified mobile number."
			: "Whom it was sent to has left the company; its "
			  "others see it in their pages.");
	return moved(c, e, o->offer_id);
}

static enum err
resending_make(struct call *c)
{
	const struct move_body *body = c->body;
	char id[ID_TEXT_MAX];
	struct offer o;
	enum err e;

	if (!str_is(body->channel, OFFER_MAIL) &&
	    !str_is(body->channel, OFFER_SMS))
		return call_fault(
		    c, "/channel", "choice", "must be mail or sms");
	e = call_tx(c, resend_look, &o);
	if (e == OK)
		e = call_throttle(c,
		    str_is(body->channel, OFFER_SMS) ? "offer-sms"
						     : "offer-mail",
		    id_format(id, ID_OFFER, o.offer_id), RESENDINGS_DAY, DAY_S);
	return e == OK ? call_tx(c, resend_again, &o) : e;
}

const struct route sending_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/offers/offers/{offer}/eligibility",
	    .handler = eligibility_show,
	    .caller = CALLER_SELLER,
	    .tx = TX_READ,
	    .answer = "Eligibility",
	    .status = 200,
	    .summary = "What would keep the draft from being sent" },
	{ .method = "POST",
	    .pattern = "/api/offers/offers/{offer}/sendings",
	    .handler = sending_make,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &sending_shape,
	    .answer = "Offer",
	    .status = 200,
	    .summary = "Send the draft, as the first version or the next" },
	{ .method = "POST",
	    .pattern = "/api/offers/offers/{offer}/withdrawals",
	    .handler = withdrawal_make,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .body = &withdrawal_shape,
	    .answer = "Offer",
	    .status = 200,
	    .summary = "Take it back" },
	{ .method = "POST",
	    .pattern = "/api/offers/offers/{offer}/extensions",
	    .handler = extension_make,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .body = &extension_shape,
	    .answer = "Offer",
	    .status = 200,
	    .summary = "Give the buyer longer; the terms stay" },
	{ .method = "POST",
	    .pattern = "/api/offers/offers/{offer}/resendings",
	    .handler = resending_make,
	    .caller = CALLER_SELLER,
	    .tx = TX_PHASES,
	    .body = &resending_shape,
	    .answer = "Offer",
	    .status = 200,
	    .summary = "Send its mail or SMS once more; 3 a day" },
	{ .method = NULL }
};
