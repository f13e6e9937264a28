#include "act/webhook.h"

#include "base/bounds.h"
#include "base/sys.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "crypto/webhook.h"
#include "domain/webhook.h"
#include "store/company.h"
#include "webhook_body.h"

static struct str
id_bytes(const struct id *id)
{
	return (struct str){ (const char *)id->b, sizeof(id->b) };
}

static enum err
note(struct act *act, struct id webhook_id, const char *kind)
{
	struct event event = act_event(
	    act, "webhook", webhook_id, kind, NULL, NULL, STR_NONE);

	return events_insert(act->db, &event, 1);
}

/* Sealed is the text that is shown: what signs is read from it each time. */
static enum err
secret_make(
    struct act *act, struct webhook *w, struct str *secret, struct str seal_key)
{
	char bytes[WEBHOOK_SECRET_BYTES];
	struct str text;
	enum err e;

	random_bytes(bytes, sizeof(bytes));
	e = base64_encode(
	    act->arena, &text, (struct str){ bytes, sizeof(bytes) });
	secret_wipe(bytes, sizeof(bytes));
	if (e != OK)
		return e;
	*secret = arena_printf(act->arena, "whsec_%.*s", STR_FMT(text));
	secret_wipe((void *)(uintptr_t)text.p, text.n);
	if (secret->p == NULL)
		return ERR_NOMEM;
	return seal(act->arena, &w->secret_sealed, seal_key,
	    id_bytes(&w->webhook_id), *secret);
}

enum err
webhook_make(
    struct act *act, struct webhook *w, struct str *secret, struct str seal_key)
{
	enum err e;

	w->webhook_id = id_new();
	w->state = STR("ACTIVE");
	w->created_at_us = act->now_us;
	w->created_by = act->user_id;
	w->row_version = 1;
	if ((e = secret_make(act, w, secret, seal_key)) != OK ||
	    (e = company_hold(act->db, w->company_id)) != OK ||
	    (e = webhook_insert(act->db, act->arena, w, WEBHOOKS_MAX)) != OK)
		return e;
	return note(act, w->webhook_id, "made");
}

enum err
webhook_change(struct act *act, struct webhook *w, struct str from_state)
{
	bool active = str_is(w->state, "ACTIVE"),
	     was = str_is(from_state, "ACTIVE");
	enum err e = webhook_update(act->db, w);

	if (e != OK)
		return e;
	w->row_version++;
	if (active && !was)
		e = webhook_messages_resume(
		    act->db, w->webhook_id, act->now_us);
	else if (was && !active)
		e = webhook_messages_defer(act->db, w->webhook_id,
		    act->now_us + WEBHOOK_KEPT_DAYS * DAY_US);
	return e == OK ? note(act, w->webhook_id, "changed") : e;
}

enum err
webhook_rotate(
    struct act *act, struct webhook *w, struct str *secret, struct str seal_key)
{
	enum err e;

	w->old_secret_sealed = w->secret_sealed;
	w->old_until_us = act->now_us + WEBHOOK_OLD_SECRET_S * SEC_US;
	e = secret_make(act, w, secret, seal_key);
	if (e == OK)
		e = webhook_update(act->db, w);
	w->row_version++;
	return e == OK ? note(act, w->webhook_id, "rotated") : e;
}

enum err
webhook_remove(struct act *act, const struct webhook *w)
{
	enum err e = webhook_delete(act->db, w->webhook_id, w->row_version);

	return e == OK ? note(act, w->webhook_id, "removed") : e;
}

enum err
webhook_test(
    struct act *act, struct webhook_message *out, const struct webhook *w)
{
	int64_t waiting;
	enum err e = webhook_tests_waiting(
	    act->db, act->arena, &waiting, w->webhook_id);

	if (e != OK)
		return e;
	if (waiting >= WEBHOOK_TESTS_MAX)
		return ERR_LIMIT;
	*out = (struct webhook_message){
		.message_id = id_new(),
		.webhook_id = w->webhook_id,
		.kind = STR(WEBHOOK_TEST),
		.state = STR("QUEUED"),
		.next_at_us = act->now_us,
		.created_at_us = act->now_us,
	};
	e = webhook_test_body(
	    act->arena, &out->body, w->webhook_id, act->now_us);
	return e == OK ? webhook_message_insert(act->db, out) : e;
}

static enum err
key_read(struct arena *a, struct webhook_keys *out, const struct webhook *w,
    struct str sealed, struct str seal_key)
{
	struct webhook_keys one = { .n = 0 };
	struct str text;
	enum err e = unseal(
	    a, &text, seal_key, id_bytes(&w->webhook_id), sealed);

	if (e != OK)
		return e;
	e = webhook_keys_read(a, &one, text);
	secret_wipe((void *)(uintptr_t)text.p, text.n);
	if (e == OK)
		out->key[out->n++] = one.key[0];
	return e;
}

enum err
webhook_keys_now(struct arena *a, struct webhook_keys *out,
    const struct webhook *w, struct str seal_key, int64_t now_us)
{
	enum err e;

	out->n = 0;
	e = key_read(a, out, w, w->secret_sealed, seal_key);
	if (e == OK && w->old_secret_sealed.p != NULL &&
	    w->old_until_us > now_us)
		e = key_read(a, out, w, w->old_secret_sealed, seal_key);
	if (e != OK)
		webhook_keys_wipe(out);
	return e;
}

static enum err
given_up(struct act *act, struct id webhook_id)
{
	struct message mails[MESSAGES_AT_ONCE];
	struct webhook w;
	struct id *owners, nobody = { { 0 } };
	size_t n = 0;
	bool failed;
	enum err e = webhook_fail(act->db, &failed, webhook_id);

	if (e != OK || !failed)
		return e;
	if ((e = webhook_get(act->db, act->arena, &w, webhook_id, nobody)) !=
		OK ||
	    (e = webhook_messages_defer(act->db, webhook_id,
		 act->now_us + WEBHOOK_KEPT_DAYS * DAY_US)) != OK ||
	    (e = webhook_owners(act->db, act->arena, &owners, &n, w.company_id,
		 MESSAGES_AT_ONCE)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		mails[i] = act_message(
		    act, "mail", "webhook_failed", owners[i], webhook_id);
	if (n > 0)
		e = outbox_insert(act->db, mails, n);
	return e == OK ? note(act, webhook_id, "failing") : e;
}

/* From its first try on: it may have waited for days until then. */
static int64_t
end_us(const struct act *act, const struct webhook_message *m)
{
	int64_t from_us = m->first_try_us ? m->first_try_us : act->now_us;

	return from_us + WEBHOOK_GIVE_UP_S * SEC_US;
}

/* Half of the pause is chance: no two in step; the last try is at the end. */
static int64_t
next_us(const struct act *act, const struct webhook_message *m)
{
	int64_t step_us = webhook_backoff_s(m->tries) * SEC_US;
	int64_t last_us = end_us(act, m);
	int64_t at_us = act->now_us + step_us / 2 +
	    (int64_t)random_below((uint64_t)(step_us / 2));

	return at_us < last_us ? at_us : last_us;
}

/* A replay that fails too late to be tried again says nothing of the rest. */
static enum err
give_up(struct act *act, const struct webhook_message *m, bool gone)
{
	bool replayed = str_is(m->state, "QUEUED") && m->tries > 1, took = true;
	enum err e = webhook_message_settle(
	    act->db, m->message_id, "DEAD", act->now_us);

	if (e == OK && !gone && !replayed && !id_is_nil(m->event_id))
		e = webhook_took_any(act->db, act->arena, &took, m->webhook_id,
		    end_us(act, m) - WEBHOOK_GIVE_UP_S * SEC_US);
	return e == OK && (gone || !took) ? given_up(act, m->webhook_id) : e;
}

static enum err
message_settle(struct act *act, const struct webhook_message *m,
    enum webhook_outcome outcome)
{
	/* The owner waits for a test's outcome, not for its retries. */
	bool late = id_is_nil(m->event_id) || act->now_us >= end_us(act, m);
	int64_t at_us = next_us(act, m);
	enum err e;

	if (outcome == WEBHOOK_TAKEN)
		return webhook_message_settle(
		    act->db, m->message_id, "SENT", act->now_us);
	if (late || outcome == WEBHOOK_GONE)
		return give_up(act, m, outcome == WEBHOOK_GONE);
	e = webhook_message_settle(act->db, m->message_id, "RETRY", at_us);
	return e == OK && outcome == WEBHOOK_SILENT
	    ? webhook_messages_defer(act->db, m->webhook_id, at_us)
	    : e;
}

/* Who keeps the worker longer than this leaves it to others for as long. */
enum { QUICK_MS = 1000 };

static int64_t
rests_until_us(const struct act *act, const struct webhook_attempt *t)
{
	return t->took_ms > QUICK_MS ? act->now_us + t->took_ms * 1000 : 0;
}

enum err
webhook_tried(struct act *act, const struct webhook_message *m,
    struct webhook_attempt *attempt, enum webhook_outcome outcome)
{
	enum err e = message_settle(act, m, outcome);

	if (e == OK) {
		attempt->message_id = m->message_id;
		attempt->attempt = m->tries;
		e = webhook_attempt_insert(act->db, attempt);
	}
	if (e == OK)
		e = webhook_rest(
		    act->db, m->webhook_id, rests_until_us(act, attempt));
	return e == ERR_STALE ? OK : e;
}
