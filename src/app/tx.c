#include <string.h>

#include "app/api_key.h"
#include "app/auth.h"
#include "app/idem.h"
#include "app/session.h"
#include "base/log.h"
#include "store/throttle.h"
#include "tx.h"

/* After a restart of the database each pooled connection may be stale. */
enum { STALE_TRIES = POOL_PER_SITE + 1, UNKNOWN_TRIES = 3 };

/* What a unit finds, to be put back before it runs again. */
struct before {
	size_t headers_n, body_n;
	int status;
	const char *content_type;
	int64_t retry_after_s;
};

static struct before
remember(const struct call *c)
{
	return (struct before){ c->reply->headers.n, c->reply->body.n,
		c->reply->status, c->reply->content_type, c->retry_after_s };
}

static void
restore(struct call *c, const struct before *b)
{
	c->reply->headers.n = b->headers_n;
	c->reply->body.n = b->body_n;
	c->reply->status = b->status;
	c->reply->content_type = b->content_type;
	c->retry_after_s = b->retry_after_s;
	c->detail = STR_NONE;
	c->faults.n = 0;
	c->extension = NULL;
	c->replayed = false;
	c->key.begun = false;
	c->key.noted = false;
	c->key.stored = false;
}

void
call_drop(struct call *c)
{
	if (c->db)
		db_pool_give(c->site->pool, c->db);
	c->db = NULL;
}

/* Does a unit that writes go on with the session's connection? */
static bool
joins(const struct route *r)
{
	return r->tx == TX_WRITE || (r->tx == TX_PHASES && r->joined);
}

/* What was noted of the caller stays, though the request be refused. */
static enum err
caller_load(struct call *c, bool key)
{
	bool join = joins(c->route), touched;
	enum err e = join ? db_begin(c->db) : OK;

	if (e == OK)
		e = key ? api_key_load(c, c->db, &touched)
			: session_load(c, c->db, &touched);
	if (e == OK && join && touched)
		e = db_commit(c->db);
	return e;
}

enum err
call_hold(struct call *c)
{
	bool wanted = auth_wants_session(c->route->caller);
	bool session = wanted && session_has_cookie(c);
	bool key = wanted && api_key_given(c);
	bool keep = c->route->tx == TX_READ || joins(c->route);
	enum err e = OK;

	if (session && key)
		return call_fail(c, ERR_SYNTAX,
		    "Send the session's cookie or an API key, not both: it "
		    "must be clear who acts.");
	if (!session && !key && c->route->tx != TX_READ)
		return OK;
	for (int i = 0; i < STALE_TRIES; i++) {
		e = db_pool_take(c->site->pool, &c->db);
		if (e != OK)
			return e;
		if (key || session)
			e = caller_load(c, key);
		if (e == OK && keep)
			return OK;
		if (e != ERR_UNAVAILABLE && e != ERR_UNKNOWN)
			break;
		call_drop(c);
	}
	call_drop(c);
	return e;
}

/* Reads may run again on another connection: they change nothing. */
static enum err
run_read(struct call *c)
{
	struct arena_mark mark = arena_mark(c->arena);
	struct before before = remember(c);
	enum err e = c->route->handler(c);

	for (int i = 1;
	     i < STALE_TRIES && e == ERR_UNAVAILABLE && c->db && db_dead(c->db);
	     i++) {
		call_drop(c);
		arena_rewind(c->arena, mark);
		restore(c, &before);
		e = db_pool_take(c->site->pool, &c->db);
		if (e == OK)
			e = c->route->handler(c);
	}
	call_drop(c);
	return e;
}

struct unit {
	struct call *c;
	struct before before;
	call_tx_fn fn;
	void *arg;
};

static enum err
unit_run(struct db *db, void *arg)
{
	struct unit *u = arg;
	enum err e;

	restore(u->c, &u->before);
	u->c->db = db;
	e = u->fn(u->c, u->arg);
	u->c->db = NULL;
	return e;
}

/* Was the unit whose COMMIT was lost committed after all? */
static enum err
unit_confirm(struct call *c)
{
	struct db *db;
	enum err e = ERR_UNAVAILABLE;

	for (int i = 0; i < STALE_TRIES && e == ERR_UNAVAILABLE; i++) {
		e = db_pool_take(c->site->pool, &db);
		if (e != OK)
			break;
		e = idem_confirm(c, db);
		db_pool_give(c->site->pool, db);
	}
	log_warn("commit not answered", "route=%s looked_up=%s",
	    c->route->pattern, e == OK ? "committed" : err_name(e));
	return e == OK || e == ERR_NOT_FOUND ? e : ERR_UNKNOWN;
}

enum err
call_tx(struct call *c, call_tx_fn fn, void *arg)
{
	struct unit unit = { c, remember(c), fn, arg };
	struct db *held = c->db;
	enum err e = ERR_UNKNOWN;

	c->db = NULL;
	for (int i = 0; i < UNKNOWN_TRIES && e == ERR_UNKNOWN; i++) {
		e = tx_run_on(c->site->pool, held, c->arena, unit_run, &unit);
		held = NULL;
		if (e != ERR_UNKNOWN)
			break;
		e = unit_confirm(c);
		if (e == ERR_NOT_FOUND)
			e = ERR_UNKNOWN;
		else
			break;
	}
	/* What was rolled back has no lease; what is done needs none. */
	if ((e != OK && c->key.begun) || (e == OK && c->key.stored))
		c->key.lease_until_us = 0;
	return e;
}

static enum err
write_unit(struct call *c, void *arg)
{
	enum err e = OK;

	(void)arg;
	if (c->route->idempotent)
		e = idem_claim(c);
	if (e == OK)
		e = c->route->handler(c);
	if (e != OK)
		return e;
	/* What cannot be answered whole is not committed. */
	return c->route->idempotent ? idem_store(c) : reply_err(c->reply);
}

static enum err
run_phases(struct call *c)
{
	enum err e = c->route->handler(c);

	if (e == OK && c->route->idempotent && c->key.lease_until_us != 0) {
		log_error("answer not stored", "route=%s", c->route->pattern);
		e = ERR_BUG;
	}
	if (e != OK && !c->replayed)
		idem_release(c);
	return e;
}

enum err
call_run(struct call *c)
{
	enum err e = ERR_BUG;

	switch (c->route->tx) {
	case TX_NONE:
		e = c->route->handler(c);
		break;
	case TX_READ:
		e = run_read(c);
		break;
	case TX_WRITE:
		e = call_tx(c, write_unit, NULL);
		break;
	case TX_PHASES:
		e = run_phases(c);
		break;
	}
	return c->replayed ? OK : e;
}

enum err
call_throttle(struct call *c, const char *purpose, struct str subject,
    int64_t tries, int64_t window_s)
{
	struct db *db;
	enum err e = ERR_UNAVAILABLE;

	for (int i = 0; i < STALE_TRIES && e == ERR_UNAVAILABLE; i++) {
		e = db_pool_take(c->site->pool, &db);
		if (e != OK)
			break;
		e = throttle_hit(db, c->arena, purpose, subject, tries,
		    window_s, c->now_us, &c->retry_after_s);
		db_pool_give(c->site->pool, db);
	}
	return e;
}
