#include <string.h>

#include "app/idem.h"
#include "base/log.h"
#include "base/sys.h"
#include "base/text.h"
#include "store/idempotency.h"

enum err
idem_read(struct call *c)
{
	struct str key = request_header(c->request, "HTTP_IDEMPOTENCY_KEY");
	struct str user = { (const char *)c->who.user_id.b,
		sizeof(c->who.user_id.b) };
	/* Who moves to another company is given no answer of the former. */
	struct str company = { (const char *)c->who.company_id.b,
		sizeof(c->who.company_id.b) };
	const struct str scope[] = { user, company, str_from(c->route->method),
		str_from(c->route->pattern), STR("\n"), key };
	const struct str body[] = { c->request->path, STR("\n"),
		c->request->body };

	if (!text_is(TEXT_KEY, key))
		return ERR_KEY_MISSING;
	c->idempotency_key = key;
	c->key.scope = hash_sha256_parts(scope, 6);
	/* The path names the resource: it is part of what was asked. */
	c->key.body = hash_sha256_parts(body, 3);
	return OK;
}

static enum err
replay(struct call *c, const struct idempotency *row)
{
	c->reply->status = row->status;
	buf_clear(&c->reply->headers);
	buf_clear(&c->reply->body);
	buf_add(&c->reply->body, row->answer);
	c->reply->content_type = "application/json";
	reply_header(c->reply, "Idempotent-Replayed", STR("true"));
	c->replayed = true;
	return ERR_EXISTS;
}

/* The key is there already: what does that mean for this call? */
static enum err
taken(struct call *c, struct idempotency *row)
{
	enum err e = idempotency_find(c->db, c->arena, row, c->key.scope);

	/* The first one was rolled back while we waited for it. */
	if (e == ERR_NOT_FOUND)
		return ERR_RETRY;
	if (e != OK)
		return e;
	if (!hash_eq(row->body, c->key.body))
		return ERR_KEY_REUSED;
	return row->done ? replay(c, row) : OK;
}

enum err
idem_claim(struct call *c)
{
	struct idempotency row;
	enum err e;

	c->key.begun = true;
	e = idempotency_claim(
	    c->db, c->key.scope, c->key.body, 0, STR_NONE, c->now_us);
	if (e != ERR_EXISTS)
		return e;
	e = taken(c, &row);
	return e == OK ? ERR_KEY_IN_USE : e;
}

static enum err
lease_take_over(struct call *c, const struct idempotency *row, int64_t until_us)
{
	int64_t now_us = clock_now_us();

	if (row->lease_until_us > now_us) {
		c->retry_after_s = (row->lease_until_us - now_us) / SEC_US + 1;
		return ERR_KEY_IN_USE;
	}
	return idempotency_take_over(
	    c->db, c->key.scope, row->lease_until_us, until_us);
}

enum err
idem_phase_begin(
    struct call *c, struct str first_note, bool *resume, struct str *note)
{
	int64_t until_us = clock_now_us() + LEASE_S * SEC_US;
	struct idempotency row;
	enum err e;

	*resume = false;
	*note = STR_NONE;
	e = idempotency_claim(
	    c->db, c->key.scope, c->key.body, until_us, first_note, c->now_us);
	if (e == ERR_EXISTS) {
		e = taken(c, &row);
		if (e == OK)
			e = lease_take_over(c, &row, until_us);
		if (e == OK) {
			*resume = true;
			*note = row.note;
		}
	}
	if (e == OK) {
		c->key.begun = true;
		c->key.lease_until_us = until_us;
		if (!*resume)
			*note = first_note;
	}
	return e;
}

enum err
idem_phase_note(struct call *c, struct str note)
{
	c->key.noted = true;
	c->key.note = note;
	return idempotency_note(c->db, c->key.scope, note);
}

enum err
idem_store(struct call *c)
{
	int status = c->reply->status ? c->reply->status : c->route->status;
	enum err e = reply_err(c->reply);

	/* Half an answer would be replayed for ever. */
	if (e != OK)
		return e;
	c->key.stored = true;
	return idempotency_done(
	    c->db, c->key.scope, status, reply_body(c->reply));
}

enum err
idem_confirm(struct call *c, struct db *db)
{
	struct idempotency row;
	enum err e;
	bool there;

	if (!c->key.begun && !c->key.noted && !c->key.stored)
		return ERR_UNKNOWN;
	e = idempotency_find(db, c->arena, &row, c->key.scope);
	if (e != OK)
		return e;
	if (c->key.stored)
		there = row.done;
	else if (c->key.noted)
		there = str_eq(row.note, c->key.note);
	else
		there = row.lease_until_us == c->key.lease_until_us;
	return there ? OK : ERR_NOT_FOUND;
}

void
idem_release(struct call *c)
{
	struct db *db;
	enum err e;

	if (c->key.lease_until_us == 0)
		return;
	e = db_pool_take(c->site->pool, &db);
	if (e == OK) {
		e = idempotency_release(
		    db, c->key.scope, c->key.lease_until_us, clock_now_us());
		db_pool_give(c->site->pool, db);
	}
	/* The lease then ends by itself. */
	if (e != OK)
		log_warn("lease not given back", "why=%s", err_name(e));
	c->key.lease_until_us = 0;
}
