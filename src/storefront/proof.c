/* Who is signed in proves it again, and what happens leaves its trace. */
#include "app/limits.h"
#include "crypto/password.h"
#include "storefront/account.h"
#include "store/event.h"
#include "store/throttle.h"

static const char purpose[] = "password";

/* It waits for a turn; browsing must go on however many sign in. */
enum err
account_password_compare(bool *same, struct str phc, struct str password)
{
	enum err e = limits_wait_enter();

	if (e != OK)
		return e;
	e = password_verify(same, phc, password);
	limits_wait_leave();
	return e;
}

static enum err
wrong(struct call *c)
{
	return call_fault(c, "/password", "password_wrong",
	    "This is not the password of your account.");
}

static enum err
hash_read(struct call *c, void *arg)
{
	struct proof *p = arg;
	struct user user;
	enum err e = user_get(c->db, c->arena, &user, c->who.user_id);

	p->phc = user.password_phc;
	return e;
}

enum err
account_prove(struct call *c, struct proof *proved, struct str password)
{
	char text[ID_TEXT_MAX];
	bool same = false;
	enum err e = call_throttle(c, purpose,
	    id_format(text, ID_USER, c->who.user_id), FACTOR_TRIES,
	    FACTOR_WINDOW_S);

	if (e == OK)
		e = call_tx(c, hash_read, proved);
	if (e == OK)
		e = account_password_compare(&same, proved->phc, password);
	if (e != OK)
		return e;
	return same ? OK : wrong(c);
}

enum err
account_hold(struct call *c, struct user *user, const struct proof *proved)
{
	char text[ID_TEXT_MAX];
	enum err e = user_hold(c->db, c->arena, user, c->who.user_id);

	if (e != OK)
		return e;
	if (!str_is(user->state, "ACTIVE") ||
	    !str_eq(user->password_phc, proved->phc))
		return wrong(c);
	return throttle_clear(
	    c->db, purpose, id_format(text, ID_USER, c->who.user_id));
}

enum err
account_event(struct call *c, struct id user_id, const char *kind,
    const char *from, const char *to)
{
	const struct event event = { .event_id = id_new(),
		.subject = STR("user"),
		.subject_id = user_id,
		.kind = str_from(kind),
		.from_state = str_from(from),
		.to_state = str_from(to),
		.actor = STR("user"),
		.actor_id = user_id,
		.created_at_us = c->now_us };

	return events_insert(c->db, &event, 1);
}
