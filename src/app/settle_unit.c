/* What the gateway says of a payment, applied in one transaction. */
#include "settle_unit.h"

#include "base/log.h"
#include "base/sys.h"

static const struct id anybody = { { 0 } };

/* A request may still be on its way there. */
enum { ABSENT_GRACE_S = 60 };

static struct act
act_of(const struct settle *s, struct db *db)
{
	return (struct act){ db, s->arena, s->now_us, s->actor, s->user_id,
		&s->site->calendar };
}

/* Is what the gateway speaks of the payment that we know? */
static bool
is_ours(const struct settle_unit *u)
{
	const struct payment *p = &u->out->payment;
	char text[ID_TEXT_MAX];
	struct str reference = id_format(text, ID_PAYMENT, p->payment_id);

	if (str_eq(u->said->reference, reference) &&
	    money_eq(u->said->amount, p->amount))
		return true;
	log_error("gateway payment differs from ours",
	    "payment=%.*s ref=%.*s said_reference=%.*s said_amount=%lld %s "
	    "amount=%lld %s",
	    STR_FMT(reference), STR_FMT(u->said->ref),
	    STR_FMT(u->said->reference), (long long)u->said->amount.minor,
	    u->said->amount.currency.code, (long long)p->amount.minor,
	    p->amount.currency.code);
	return false;
}

static enum err
captured(struct act *act, struct settle_unit *u)
{
	static const struct str words[] = {
		[CAPTURE_APPLIED] = STR("captured"),
		[CAPTURE_REPEATED] = STR("captured before"),
		[CAPTURE_TO_REFUND] = STR("captured, to be refunded"),
		[CAPTURE_MISMATCH] = STR("mismatch"),
	};
	struct sale_terms terms = settle_terms(u->s->site, act->now_us);
	enum capture_outcome outcome = CAPTURE_MISMATCH;
	enum err e = u->order != NULL
	    ? payment_captured_unlocked(act, &outcome, &u->out->payment,
		  u->order, u->said->ref, u->said->amount, &terms)
	    : payment_captured(act, &outcome, u->out->payment.payment_id,
		  u->said->ref, u->said->amount, &terms);

	/* An event was faster, or somebody cancelled: locked, once more. */
	if (e == ERR_STALE && u->order != NULL) {
		u->order = NULL;
		return ERR_RETRY;
	}
	if (e == OK && outcome == CAPTURE_MISMATCH)
		log_error("gateway captured another amount than ours",
		    "payment=%.*s ref=%.*s said_amount=%lld %s",
		    STR_FMT(u->said->reference), STR_FMT(u->said->ref),
		    (long long)u->said->amount.minor,
		    u->said->amount.currency.code);
	u->out->outcome = words[outcome];
	if (e == OK && outcome == CAPTURE_APPLIED) {
		u->out->payment.state = PAYMENT_CAPTURED;
		u->out->payment.captured_at_us = act->now_us;
		u->out->payment.next_check_at_us = 0;
		u->known = true;
	}
	return e;
}

/* It waits there for somebody: ours waits too, and is asked about later. */
static enum err
undecided(struct act *act, struct settle_unit *u)
{
	struct payment p = u->out->payment;
	struct id id = p.payment_id;
	enum err e = u->said->state == GATEWAY_PENDING
	    ? payment_processing(act, id, u->said->ref)
	    : payment_redirected(act, &p, u->said->ref, u->said->redirect_url);

	u->out->outcome = u->said->state == GATEWAY_PENDING ? STR("pending")
							    : STR("open");
	/* Changed since it was read: another one knows more. */
	if (e != OK && e != ERR_STATE && e != ERR_STALE)
		return e;
	return payment_checked(act, id);
}

static enum err
absent(struct act *act, struct settle_unit *u)
{
	const struct payment *p = &u->out->payment;

	u->out->outcome = STR("absent");
	if (act->now_us - p->created_at_us < ABSENT_GRACE_S * SEC_US)
		return payment_checked(act, p->payment_id);
	return payment_failed(act, p->payment_id, STR("not_started"));
}

static enum err
said_apply(struct act *act, struct settle_unit *u)
{
	struct id id = u->out->payment.payment_id;
	enum err e;

	if (u->said->state == GATEWAY_ABSENT)
		return absent(act, u);
	if (!is_ours(u)) {
		u->out->outcome = STR("mismatch");
		return payment_checked(act, id);
	}
	if (u->said->state == GATEWAY_CAPTURED)
		return captured(act, u);
	if (u->said->state != GATEWAY_FAILED)
		return undecided(act, u);
	u->out->outcome = STR("failed");
	e = payment_failed(act, id, u->said->failure);
	/* Money came after all: what was said of a failure is old. */
	if (e != ERR_STATE)
		return e;
	u->out->outcome = STR("ignored");
	return OK;
}

enum err
settle_apply_run(struct db *db, void *arg)
{
	struct settle_unit *u = arg;
	struct act act = act_of(u->s, db);
	bool closed = false;
	enum err e;

	u->known = false;
	e = said_apply(&act, u);
	if (e == OK && u->event != NULL)
		e = payment_event_close(
		    db, &closed, u->event, u->out->outcome, act.now_us);
	if (e != OK)
		return e;
	crash_point("settle.applied");
	/* Who tells of an event does not wait for what became of it. */
	return u->event != NULL || u->known
	    ? OK
	    : payment_get(db, u->s->arena, &u->out->payment,
		  u->out->payment.payment_id, anybody);
}

enum err
settle_unanswered_run(struct db *db, void *arg)
{
	struct settle_unit *u = arg;
	struct act act = act_of(u->s, db);
	struct id id = u->out->payment.payment_id;
	enum err e = payment_no_answer(&act, id);

	if (e == OK || e == ERR_STATE)
		e = payment_checked(&act, id);
	return e != OK
	    ? e
	    : payment_get(db, u->s->arena, &u->out->payment, id, anybody);
}

enum err
settle_capture_run(struct db *db, void *arg)
{
	struct settle_unit *u = arg;
	struct act act = act_of(u->s, db);
	bool closed = false;
	enum err e = captured(&act, u);

	if (e == OK)
		e = payment_event_close(
		    db, &closed, u->event, u->out->outcome, act.now_us);
	if (e == OK)
		crash_point("settle.applied");
	return e;
}
