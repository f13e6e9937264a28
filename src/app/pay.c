#include "app/pay.h"

#include "act/payment.h"
#include "app/limits.h"
#include "base/log.h"
#include "base/sys.h"

/* The failure of what the gateway was never asked for. */
#define NO_GATEWAY "gateway_unavailable"

/* Who acts: the caller, on the transaction's connection. */
static struct act
act_of(struct call *c)
{
	return (struct act){ c->db, c->arena, c->now_us, ACTOR_USER,
		c->who.user_id, &c->site->calendar };
}

struct start {
	const struct pay_subject *subject;
	const struct gateway *gateway;
	struct gateway_config config;
	struct payment payment;
	struct order order; /* when made: as payment_create() had it */
	struct card card;   /* that the attempt charges */
	struct gateway_payment said;
	bool begun;  /* the key has its row */
	bool resume; /* an earlier call got past it */
	bool made;   /* the attempt is this call's */
	bool again;  /* an earlier call may have charged the card */
	bool over;   /* and to the end of a charge, but not to its answer */
};

/*
 * An attempt under way is gone on with, whichever key asks, for it will
 * reach the same payment at the gateway.  Not while the first call is
 * still at it, and not when the bank has it.
 */
static enum err
attempt_join(struct call *c, struct start *s)
{
	const struct payment *p = &s->payment;
	bool first_call = p->state == PAYMENT_CREATED && !s->resume &&
	    c->now_us - p->created_at_us < LEASE_S * SEC_US;

	s->again = true;
	/* It charges the card that it began with, whatever is asked now. */
	if (!first_call && p->state != PAYMENT_PROCESSING)
		return id_is_nil(p->card_id)
		    ? OK
		    : card_get(
			  c->db, c->arena, &s->card, p->card_id, p->company_id);
	c->retry_after_s = first_call ? LEASE_S : 0;
	return call_fail(c, ERR_PAYMENT_OPEN,
	    "A payment of this %s is being confirmed; its result will show "
	    "here.",
	    id_is_nil(s->subject->bill_id) ? "order" : "bill");
}

/*
 * A charge is over at once, and its order waits for nothing any more: a
 * retry finds its own attempt by the note, not by the order.
 */
static enum err
charge_noted(struct call *c, struct start *s, struct str note)
{
	const struct payment *p = &s->payment;
	struct id payment_id;
	enum err e;

	if (id_parse(&payment_id, ID_PAYMENT, note) != OK)
		return OK;
	e = payment_get(
	    c->db, c->arena, &s->payment, payment_id, c->who.company_id);
	s->over = e == OK &&
	    (p->captured_at_us != 0 ||
		(p->state == PAYMENT_FAILED &&
		    !str_is(p->failure, NO_GATEWAY)));
	return e;
}

/* The attempt that is charged, beside the key, unless that says so already. */
static enum err
charge_note(struct call *c, const struct payment *p, struct str noted)
{
	char text[ID_TEXT_MAX];
	struct str note = id_format(text, ID_PAYMENT, p->payment_id);

	if (id_is_nil(p->card_id) || str_eq(note, noted))
		return OK;
	note = str_copy(c->arena, note);
	return note.p == NULL ? ERR_NOMEM : idem_phase_note(c, note);
}

static enum err
order_refused(struct call *c, const struct start *s, enum err e)
{
	if (e == ERR_METHOD_UNAVAILABLE)
		return call_fail(
		    c, e, "%.*s", STR_FMT(s->subject->transferred));
	if (e == ERR_STATE)
		return call_fail(
		    c, e, "This order does not wait for a payment any more.");
	if (e == ERR_LIMIT)
		return call_fail(c, ERR_STATE,
		    "This order was tried to pay too often; order again.");
	return e;
}

static enum err
bill_refused(struct call *c, enum err e)
{
	if (e == ERR_STATE)
		return call_fail(
		    c, e, "Nothing of this bill is to be paid any more.");
	if (e == ERR_RANGE)
		return call_fault(c, "/amount", "range",
		    "Pay more than nothing and no more than is open.");
	if (e == ERR_LIMIT)
		return call_fail(c, ERR_STATE,
		    "This bill was tried to pay too often; transfer the "
		    "money.");
	return e;
}

static enum err
attempt_begin(struct call *c, struct start *s, struct id payment_id)
{
	const struct pay_subject *of = s->subject;
	bool is_bill = !id_is_nil(of->bill_id);
	struct str gateway = str_from(s->gateway->name);
	struct act act = act_of(c);
	enum err e = OK;

	s->again = false;
	s->payment = (struct payment){ .attempt = 0 };
	if (!id_is_nil(of->card_id))
		e = card_usable(c, &s->card, of->card_id, s->gateway);
	if (e != OK)
		return e;
	e = is_bill
	    ? payment_create_for_bill(&act, &s->payment, payment_id,
		  of->bill_id, c->who.company_id, of->amount_minor, gateway,
		  of->card_id)
	    : payment_create(&act, &s->payment, &s->order, payment_id,
		  of->order_id, c->who.company_id, gateway, of->card_id);
	s->made = e == OK;
	/* Of a bill that its order is charged for there is none to join. */
	if (e == ERR_PAYMENT_OPEN && id_is_nil(s->payment.payment_id))
		return call_fail(
		    c, e, "A payment of its order is being confirmed.");
	if (e == ERR_PAYMENT_OPEN)
		return attempt_join(c, s);
	return is_bill ? bill_refused(c, e) : order_refused(c, s, e);
}

/* The key's row, which names what a new attempt of a card will be. */
static enum err
key_begin(struct call *c, struct start *s, struct str *note, struct id id)
{
	char text[ID_TEXT_MAX];
	struct str first = STR_NONE;

	if (!id_is_nil(s->subject->card_id)) {
		first = str_copy(c->arena, id_format(text, ID_PAYMENT, id));
		if (first.p == NULL)
			return ERR_NOMEM;
	}
	return idem_phase_begin(c, first, &s->resume, note);
}

/* First phase: the key and the intent. */
static enum err
intent_commit(struct call *c, void *arg)
{
	struct start *s = arg;
	struct id payment_id = id_new();
	struct str note = STR_NONE;
	enum err e = OK;

	s->made = false;
	if (!s->begun)
		e = key_begin(c, s, &note, payment_id);
	if (e == OK && s->resume)
		e = charge_noted(c, s, note);
	if (e != OK || s->over)
		return e;
	e = attempt_begin(c, s, payment_id);
	return e != OK ? e : charge_note(c, &s->payment, note);
}

static enum err
failed_commit(struct call *c, void *arg)
{
	struct start *s = arg;
	struct act act = act_of(c);

	return payment_failed(&act, s->payment.payment_id, STR(NO_GATEWAY));
}

static enum err
unknown_commit(struct call *c, void *arg)
{
	struct start *s = arg;
	struct act act = act_of(c);

	return payment_no_answer(&act, s->payment.payment_id);
}

/* The gateway made nothing of it, or may have: the payment says which. */
static enum err
gateway_gone(struct call *c, struct start *s, enum err why)
{
	/* Of an attempt that is gone on with, what was made before stands. */
	bool may_have = why == ERR_TIMEOUT || why == ERR_IO ||
	    (why == ERR_UNAVAILABLE && s->again);
	enum err e;

	if (!may_have && why != ERR_UNAVAILABLE && why != ERR_INVALID)
		return why;
	e = call_tx(c, may_have ? unknown_commit : failed_commit, s);
	if (e != OK && e != ERR_STATE)
		return e;
	if (why == ERR_INVALID)
		return call_fail(c, ERR_METHOD_UNAVAILABLE,
		    "The payment provider does not take this payment; "
		    "nothing was charged. Please tell the shop.");
	return call_fail(c, ERR_UNAVAILABLE,
	    "The payment provider cannot "
	    "be reached; nothing was charged. Please try again.");
}

static enum err
unanswered_commit(struct call *c, void *arg)
{
	struct start *s = arg;
	enum err e = unknown_commit(c, arg);

	if (e != OK && e != ERR_STATE)
		return e;
	return payment_get(c->db, c->arena, &s->payment, s->payment.payment_id,
	    c->who.company_id);
}

/*
 * The card is charged while the buyer waits, who can be led to the bank's
 * page, so the answer is applied as any other word of the gateway.
 */
static enum err
gateway_charge(
    struct call *c, struct start *s, const struct gateway_start *start)
{
	const struct gateway_charge in = {
		.reference = start->reference,
		.idempotency_key = start->idempotency_key,
		.amount = start->amount,
		.description = start->description,
		.customer_ref = s->card.customer_ref,
		.method_ref = s->card.method_ref,
		.return_url = start->return_url,
		.event_url = start->event_url,
	};
	struct settle settle = settle_of_call(c, ACTOR_USER);
	struct settled settled = { .payment = s->payment };
	bool of_order = s->made && id_is_nil(s->payment.bill_id);
	enum err e = limits_wait_enter();

	if (e != OK)
		return e;
	e = settle_asked(
	    s->gateway->charge(c->arena, &s->said, &s->config, &in));
	limits_wait_leave();
	/* It may be charged: the buyer is told that it is being confirmed. */
	if (e == ERR_TIMEOUT || e == ERR_IO ||
	    (e == ERR_UNAVAILABLE && s->again))
		return call_tx(c, unanswered_commit, s);
	if (e != OK)
		return gateway_gone(c, s, e);
	e = settle_said(
	    &settle, &settled, of_order ? &s->order : NULL, &s->said);
	s->payment = settled.payment;
	return e;
}

/* What the buyer's statement says, and where the gateway sends them. */
static enum err
words_of(struct call *c, struct gateway_start *in, const struct payment *p)
{
	char text[ID_TEXT_MAX];
	bool is_bill = !id_is_nil(p->bill_id);
	struct str url = c->site->config.public_url;
	struct str id = is_bill ? id_format(text, ID_BILL, p->bill_id)
				: id_format(text, ID_ORDER, p->order_id);

	in->description = arena_printf(
	    c->arena, "%.*s %.*s", STR_FMT(c->site->config.name), STR_FMT(id));
	in->return_url = is_bill
	    ? arena_printf(c->arena, "%.*s/my/bills/%.*s?payment=%.*s",
		  STR_FMT(url), STR_FMT(id), STR_FMT(in->reference))
	    : arena_printf(
		  c->arena, "%.*s/result/%.*s", STR_FMT(url), STR_FMT(id));
	return in->description.p == NULL || in->return_url.p == NULL ? ERR_NOMEM
								     : OK;
}

static enum err
gateway_start(struct call *c, struct start *s)
{
	char text[ID_TEXT_MAX], hex[HASH_HEX + 1];
	struct gateway_start in = {
		.reference = id_format(text, ID_PAYMENT, s->payment.payment_id),
		.amount = s->payment.amount,
	};
	enum err e;

	in.idempotency_key = hash_hex(hex,
	    hash_hmac(keys_get(&c->site->keys, KEY_PAYMENT), in.reference));
	in.event_url = gateway_event_url(c, s->gateway);
	if (in.event_url.p == NULL || words_of(c, &in, &s->payment) != OK)
		return ERR_NOMEM;
	if (!id_is_nil(s->payment.card_id))
		return gateway_charge(c, s, &in);
	e = limits_wait_enter();
	if (e != OK)
		return e;
	e = settle_asked(
	    s->gateway->start(c->arena, &s->said, &s->config, &in));
	limits_wait_leave();
	return e == OK ? OK : gateway_gone(c, s, e);
}

static void
payment_reply(struct call *c, const struct payment *p)
{
	struct json *j = reply_json(c, 201);

	json_object(j);
	json_key(j, "payment");
	json_object(j);
	json_put_id(j, "id", ID_PAYMENT, p->payment_id);
	json_put_cstr(j, "state", payment_state_name(p->state));
	json_put_str(j, "failure", p->failure);
	json_end_object(j);
	json_put_str(j, "redirect_url",
	    p->state == PAYMENT_REQUIRES_ACTION ? p->redirect_url : STR_NONE);
	json_end_object(j);
}

/* Last phase: what the gateway said, and the stored answer. */
static enum err
answer_commit(struct call *c, void *arg)
{
	const struct start *s = arg;
	struct act act = act_of(c);
	struct payment p = s->payment;
	enum err e = OK;

	if (id_is_nil(p.card_id) && s->said.ref.n > 0 &&
	    s->said.redirect_url.n > 0)
		e = payment_redirected(
		    &act, &p, s->said.ref, s->said.redirect_url);
	/* Its event was faster than its answer: what it is now, counts. */
	if (e == ERR_STATE || e == ERR_STALE)
		e = payment_get(c->db, c->arena, &p, s->payment.payment_id,
		    c->who.company_id);
	if (e != OK)
		return e;
	payment_reply(c, &p);
	return idem_store(c);
}

/*
 * An attempt that waits for the buyer: is it still open there?  If it has
 * failed meanwhile, a new one is made.
 */
static enum err
attempt_revisit(struct call *c, struct start *s)
{
	struct settle settle = settle_of_call(c, ACTOR_USER);
	struct settled settled = { .payment = s->payment };
	enum err e = settle_known(&settle, &settled, NULL);

	if (e == ERR_UNAVAILABLE || e == ERR_TIMEOUT || e == ERR_IO)
		return call_fail(c, ERR_UNAVAILABLE,
		    "The payment provider "
		    "cannot be reached. Please try again.");
	if (e != OK)
		return e;
	s->payment = settled.payment;
	return s->payment.state == PAYMENT_FAILED ? call_tx(c, intent_commit, s)
						  : OK;
}

/* Cards on file are for people; a program gets the provider's page. */
static enum err
card_allowed(struct call *c, const struct pay_subject *subject)
{
	if (id_is_nil(subject->card_id) || id_is_nil(c->who.key_id))
		return OK;
	return call_fault(c, "/card", "api_key",
	    "API keys cannot charge a card on file; leave it out, and a "
	    "person pays on the provider's page.");
}

enum err
pay_start(struct call *c, const struct pay_subject *subject)
{
	struct start s = { .subject = subject };
	enum err e = card_allowed(c, subject);

	if (e == OK)
		e = settle_gateway(
		    c->arena, &s.gateway, &s.config, &c->site->config);
	if (e != OK)
		return e;
	e = call_tx(c, intent_commit, &s);
	s.begun = true;
	crash_point("pay.intent_committed");
	if (e == OK && !s.over && s.payment.state == PAYMENT_REQUIRES_ACTION)
		e = attempt_revisit(c, &s);
	if (e == OK && !s.over && s.payment.state != PAYMENT_REQUIRES_ACTION &&
	    s.payment.captured_at_us == 0)
		e = gateway_start(c, &s);
	crash_point("pay.gateway_called");
	if (e == OK)
		e = call_tx(c, answer_commit, &s);
	crash_point("pay.answer_stored");
	return e;
}
