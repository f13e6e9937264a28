/* What each card does to a session. */
#include "base/sys.h"
#include "state.h"

/* A record that decides the session and owes an event about it. */
static struct record
decision(const struct session *s, enum record_kind kind, char id[48],
    int64_t due_us, int64_t copies)
{
	return (struct record){ .kind = kind,
		.session = s->id,
		.event = provider_id(id, "sev_"),
		.due_us = due_us,
		.copies = copies };
}

enum err
provider_capture(struct provider *p, const struct session *s)
{
	char id[48];
	struct record r = decision(s, RECORD_CAPTURED, id, clock_now_us(), 1);

	return provider_commit(p, &r);
}

static enum err
session_fail(struct provider *p, const struct session *s, enum card card,
    const char *failure)
{
	char id[48];
	struct record r = decision(s, RECORD_FAILED, id, clock_now_us(), 1);

	r.failure = str_from(failure);
	r.card = str_from(card_name(card));
	return provider_commit(p, &r);
}

/* What is captured, and what the shop hears of it. */
static enum err
session_capture(struct provider *p, const struct session *s, enum card card)
{
	char id[48];
	struct record r = decision(s, RECORD_CAPTURED, id, clock_now_us(), 1);

	r.card = str_from(card_name(card));
	if (card == CARD_DUPLICATE_EVENT)
		r.copies = 2;
	if (card == CARD_LATE_EVENT)
		r.due_us += p->config.late_us;
	if (card == CARD_TIMEOUT_AFTER_CAPTURE) {
		r.event = STR("");
		r.copies = 0;
		r.due_us = 0;
		r.silent = 2;
	}
	return provider_commit(p, &r);
}

enum err
provider_session_pay(
    struct provider *p, const struct session *s, enum card card)
{
	struct record r = { .session = s->id,
		.card = str_from(card < CARD__MAX ? card_name(card) : "") };

	switch (card) {
	case CARD_DECLINE:
		return session_fail(p, s, card, "card_declined");
	case CARD_CHALLENGE:
		/* A charge that has nowhere to send the buyer. */
		if (str_empty(s->return_url))
			return session_fail(
			    p, s, card, "authentication_required");
		r.kind = RECORD_ACTION;
		return provider_commit(p, &r);
	case CARD_PENDING:
		r.kind = RECORD_PROCESSING;
		r.due_us = clock_now_us() + p->config.pending_us;
		return provider_commit(p, &r);
	case CARD_SUCCESS:
	case CARD_TIMEOUT_AFTER_CAPTURE:
	case CARD_DUPLICATE_EVENT:
	case CARD_LATE_EVENT:
	case CARD_REFUND_FAILS:
		return session_capture(p, s, card);
	case CARD__MAX:
		break;
	}
	return ERR_INVALID;
}

enum err
provider_pay(
    struct provider *p, struct session *out, struct str id, enum card card)
{
	const struct session *s = provider_take(p, id);
	enum err e = OK;

	if (s && s->state == SESSION_OPEN)
		e = provider_session_pay(p, s, card);
	return provider_give(p, out, s, e);
}

/*
 * Paid, or refused, in the call that makes it.  Of one that was made but not
 * decided, by a provider that ended in between, the repetition decides.
 */
enum err
provider_charge(
    struct provider *p, struct session *out, const struct session *wanted)
{
	bool repeated;

	pthread_mutex_lock(&p->lock);
	const struct setup *method = map_get(&p->state.methods, wanted->method);
	enum err e = method && !method->forgotten ? OK : ERR_NOT_FOUND;
	if (!e || map_get(&p->state.by_key, wanted->key))
		e = provider_create_locked(p, out, &repeated, wanted);
	if (!e && out->state == SESSION_OPEN && method) {
		const struct session *s = map_get(&p->state.by_id, out->id);

		e = provider_session_pay(p, s, method->card);
		*out = *s;
	}
	pthread_mutex_unlock(&p->lock);
	return e;
}

enum err
provider_answer(
    struct provider *p, struct session *out, struct str id, bool approved)
{
	const struct session *s = provider_take(p, id);
	enum err e = OK;

	if (s && s->state == SESSION_REQUIRES_ACTION)
		e = approved
		    ? provider_capture(p, s)
		    : session_fail(p, s, s->card, "authentication_failed");
	return provider_give(p, out, s, e);
}
