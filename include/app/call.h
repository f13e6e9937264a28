/*
 * One call of a route: all that a handler may see.  A handler never frees
 * and never commits; it fills the reply and returns OK, or an error that
 * app/problem.c turns into a problem document (RFC 9457).
 */
#ifndef APP_CALL_H
#define APP_CALL_H

#include "app/site.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "crypto/hash.h"
#include "db/db.h"
#include "http/reply.h"
#include "http/request.h"
#include "wire/json.h"
#include "wire/shape.h"

enum role { ROLE_NONE, ROLE_VIEWER, ROLE_FINANCE, ROLE_PURCHASER, ROLE_SELLER,
	ROLE_OWNER, ROLE_SUPPORT, ROLE_ADMIN };

/* Who may call a route; a route row names exactly one. */
enum caller {
	CALLER_ANYONE,		/* no session looked at */
	CALLER_VISITOR,		/* a session is looked at, none is needed */
	CALLER_USER,		/* signed in */
	CALLER_MEMBER,		/* user of a company, e-mail verified */
	CALLER_BUYER,		/* owner or purchaser, e-mail verified */
	CALLER_OWNER,		/* owner of a company, e-mail verified */
	CALLER_SELLER,		/* owner or seller of a company that sells or
				   has applied to, e-mail verified */
	CALLER_PAYEE,		/* the same, or who does its finances */
	CALLER_OPERATOR,	/* support or admin of the site */
	CALLER_ADMIN,		/* admin of the site */
	CALLER_GATEWAY,		/* authenticated by its own signature */
	CALLER_METRICS		/* addresses in METRICS_ALLOW */
};

enum tx_need {
	TX_NONE,		/* no connection */
	TX_READ,		/* a connection in autocommit, reads only */
	TX_WRITE,		/* one transaction around the handler */
	TX_PHASES		/* the handler runs its own by call_tx() */
};

struct who {
	struct id user_id, company_id;	/* nil: visitor */
	struct id seller_id;		/* of the company; nil: none */
	bool seller_active;		/* approved and not suspended */
	enum role role;
	bool verified;
	bool factor;			/* the session showed a second one */
	struct str email, user_name, company_name, company_country,
	    company_tax_number, locale;
	struct currency currency;
	struct hash session;		/* SHA-256 of the cookie */
	struct id session_id;		/* its name in the list of sessions */
	struct id key_id;		/* of the API key; nil: a browser */
	struct str scopes;		/* of the API key, comma separated */
	/* read with the session where the route's row says .prices */
	int64_t catalogue_revision;	/* 0: not read */
	bool no_offers;			/* the company has none to look for */
};

/* What app/idem.c knows of the call's key. */
struct call_key {
	struct hash scope, body;
	int64_t lease_until_us;		/* of the lease that is ours, or 0 */
	bool begun, noted, stored;	/* by the unit under way */
	struct str note;
};

struct call {
	struct arena *arena;
	struct site *site;
	const struct route *route;
	const struct request *request;
	struct reply *reply;
	struct json json;		/* opened by reply_json() */
	struct db *db;			/* as the row's tx says, or NULL */
	struct who who;
	int64_t now_us;			/* one instant for the whole call */
	struct str path_arg[2];		/* the pattern's {} in order */
	const void *body;		/* struct of route->body, or NULL */
	const struct upload *upload;	/* the body of an upload, or NULL */
	struct str detail;		/* the problem's, set by call_fail() */
	struct wire_faults faults;
	const char *extension;		/* the problem's own member and its */
	struct str extension_json;	/* value (RFC 9457, 3.2), or NULL */
	int64_t retry_after_s;
	const char *scope_lacked; /* if not the route's; auth_scope() */
	struct str idempotency_key;
	struct call_key key;
	bool replayed;			/* the stored answer is the reply */
	struct str client;		/* address, trusted proxies removed */
	struct str network;		/* its own, to count tries by */
	/* per-program: what route handlers share */
	void *program;
};

typedef enum err (*handler_fn)(struct call *c);

/*
 * A route row says all there is to say about a route; --routes prints
 * them, and OpenAPI, nginx, apache and api.js are held against that.
 */
struct route {
	const char *method;		/* "GET" */
	const char *pattern;		/* "/api/checkout/orders/{order}" */
	handler_fn handler;
	enum caller caller;
	const char *scope;		/* that an API key must have for it;
					   NULL: browser sessions alone */
	enum tx_need tx;
	bool joined;			/* TX_PHASES: its handler begins with
					   call_tx(), on the connection and in
					   the transaction of the session */
	bool prices;			/* what a price depends on is read in
					   one statement with the session */
	bool idempotent;		/* wants an Idempotency-Key; its answer
					   is stored (TX_WRITE: by itself) */
	bool page;			/* answers HTML; problems are pages */
	const char *const *query;	/* allowed names, NULL-terminated; one
					   that may come again ends in '+' */
	const struct shape *body;	/* NULL: no body */
	size_t body_max;		/* 0: BODY_MAX */
	const char *const *upload;	/* the body is a file of one of these
					   types, NULL-terminated, and at most
					   SOUK_UPLOAD_MAX_MIB (app/upload.h) */
	const char *answer;		/* schema name, or NULL */
	int status;			/* of the success answer */
	const char *summary;		/* one line, for OpenAPI */
};

/* Opens the reply's JSON; the handler writes one value into it. */
struct json *reply_json(struct call *c, int status);

/*
 * Refuses with a sentence for people that names the fault and the mend:
 * return call_fail(c, ERR_TERMS, "Tick the terms of sale to go on.");
 */
enum err call_fail(struct call *c, enum err e, const char *fmt, ...)
    PRINTF(3, 4) MUST_CHECK;

/* A fault at a field: pointer "/quantity". Returns ERR_INVALID. */
enum err call_fault(struct call *c, const char *pointer, const char *code,
    const char *fmt, ...) PRINTF(4, 5) MUST_CHECK;

/*
 * A unit of work of a TX_PHASES handler (see tx_run).  Inside fn c->db is
 * its connection.  fn may run more than once: the reply is put back to
 * what it was before.  A lost COMMIT is looked up by what the unit wrote
 * for the key; ERR_UNKNOWN when it wrote nothing.
 */
typedef enum err (*call_tx_fn)(struct call *c, void *arg);
enum err call_tx(struct call *c, call_tx_fn fn, void *arg) MUST_CHECK;

/*
 * TX_PHASES: the key's row is committed with the first phase and leased
 * for LEASE_S; the answer is stored with the last one.  phase_begin()
 * inside the first call_tx: sets *resume when an earlier try got past it
 * (its lease is over), and gives back what that try noted; else first_note
 * (.p NULL: nothing) is noted, a statement less than phase_note().  When the
 * answer is there already it is put into the reply and c->replayed is set:
 * return the error on, the skeleton sends that answer.  A handler that
 * fails later gives the lease back, so that a retry need not wait.
 */
enum err idem_phase_begin(struct call *c, struct str first_note,
    bool *resume, struct str *note) MUST_CHECK;
enum err idem_phase_note(struct call *c, struct str note) MUST_CHECK;

/* Stores status and body as this key's answer, in this transaction. */
enum err idem_store(struct call *c) MUST_CHECK;

/*
 * Counts a try outside any transaction, so that a refusal does not undo
 * it.  ERR_THROTTLED: retry_after_s is set.  Not for TX_WRITE handlers,
 * which hold a connection already.
 */
enum err call_throttle(struct call *c, const char *purpose,
    struct str subject, int64_t tries, int64_t window_s) MUST_CHECK;

/*
 * Sets the answer's ETag ("r12-en", quotes are added); *done when the
 * client has that version: the reply is a 304 then.  RFC 9110, 13.1.2.
 */
enum err call_not_modified(struct call *c, struct str etag, bool *done)
    MUST_CHECK;

/*
 * The row_version that an edit was made of, from If-Match ("7"); 0: none
 * was sent.  ERR_STALE: it is none of ours.
 */
enum err call_if_match(struct call *c, int64_t *row_version) MUST_CHECK;

/*
 * The same of a draft, which has version 0 while there is none.
 * ERR_PRECONDITION: not said.
 */
enum err call_draft_version(struct call *c, int64_t *row_version) MUST_CHECK;

/* ERR_STALE, and the answer says which version is there now. */
enum err call_stale(struct call *c, int64_t yours, int64_t now) MUST_CHECK;

/* Sets the answer's ETag to a row_version. */
void call_version(struct call *c, int64_t row_version);

/* List conventions: ?limit= and ?after=. ERR_INVALID with its pointer. */
struct page {
	int64_t limit;
	struct str after;		/* decoded cursor, or STR_NONE */
};
enum err call_page(struct call *c, struct page *out) MUST_CHECK;

#endif
