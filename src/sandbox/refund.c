/* Refunds: of what was captured, in parts, never more than there is. */
#include "base/sys.h"
#include "state.h"

const char *
refund_state_name(enum refund_state s)
{
	static const char *const names[REFUND__MAX] = { "pending", "done",
		"failed" };

	return names[s];
}

static enum err
refund_give(struct provider *p, struct refund *out, const struct refund *r)
{
	if (r)
		*out = *r;
	pthread_mutex_unlock(&p->lock);
	return r ? OK : ERR_NOT_FOUND;
}

enum err
provider_refund_by_id(struct provider *p, struct refund *out, struct str id)
{
	pthread_mutex_lock(&p->lock);
	return refund_give(p, out, map_get(&p->state.refunds, id));
}

enum err
provider_refund_by_reference(
    struct provider *p, struct refund *out, struct str reference)
{
	pthread_mutex_lock(&p->lock);
	return refund_give(
	    p, out, map_get(&p->state.refund_references, reference));
}

enum err
provider_refund_settle(struct provider *p, const struct refund *r)
{
	bool fails = r->session->card == CARD_REFUND_FAILS;
	char id[48];
	struct record record = {
		.kind = fails ? RECORD_REFUND_FAILED : RECORD_REFUND_DONE,
		.session = r->session->id,
		.refund = r->id,
		.event = provider_id(id, "sev_"),
		.due_us = clock_now_us(),
		.copies = 1,
		.failure = STR(""),
	};

	if (fails)
		record.failure = STR("bank_refused");
	return provider_commit(p, &record);
}

static enum err
refund_may(const struct session *s, const struct refund *wanted)
{
	if (!s)
		return ERR_NOT_FOUND;
	if (s->state != SESSION_CAPTURED)
		return ERR_STATE;
	if (!currency_eq(s->amount.currency, wanted->amount.currency))
		return ERR_CURRENCY;
	return wanted->amount.minor <= s->amount.minor - s->refunded_minor
	    ? OK
	    : ERR_LIMIT;
}

/* Booked as pending first: a crash before its end leaves it to be done. */
static enum err
refund_make(
    struct provider *p, const struct refund **out, const struct refund *wanted)
{
	const struct session *s = map_get(&p->state.by_id, wanted->session_id);
	char id[48];
	struct record record = { .kind = RECORD_REFUND,
		.session = wanted->session_id,
		.refund = provider_id(id, "ref_"),
		.due_us = clock_now_us(),
		.made_refund = *wanted };
	enum err e = refund_may(s, wanted);

	if (e)
		return e;
	if (s->card == CARD_PENDING)
		record.due_us += p->config.pending_us;
	e = provider_commit(p, &record);
	if (e)
		return e;
	*out = map_get(&p->state.refunds, record.refund);
	return s->card == CARD_PENDING ? OK : provider_refund_settle(p, *out);
}

enum err
provider_refund(struct provider *p, struct refund *out, bool *repeated,
    const struct refund *wanted)
{
	enum err e = OK;

	pthread_mutex_lock(&p->lock);
	const struct refund *r = map_get(
	    &p->state.refund_references, wanted->reference);
	*repeated = r != NULL;
	if (!r)
		e = refund_make(p, &r, wanted);
	else if (!money_eq(r->amount, wanted->amount) ||
	    !str_eq(r->session_id, wanted->session_id))
		e = ERR_KEY_REUSED;
	if (!e)
		*out = *r;
	pthread_mutex_unlock(&p->lock);
	return e;
}
