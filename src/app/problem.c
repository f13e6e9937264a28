#include "app/problem.h"
#include "html/html.h"
#include "wire/write.h"

#define MEND_RETRY "Please try again in a moment."

static const struct problem problems[ERR__MAX] = {
	[ERR_NOMEM] = { 503, "unavailable", "Temporarily unavailable",
	    MEND_RETRY, 2 },
	[ERR_IO] = { 500, "internal", "Internal error", NULL, 0 },
	[ERR_STORAGE] = { 507, "storage", "No room to store it",
	    "The site's disk is full, and its operator finds that in the log. "
	    "Nothing was kept; please try again later.",
	    60 },
	[ERR_TIMEOUT] = { 503, "timeout", "It took too long", MEND_RETRY, 2 },
	[ERR_BUSY] = { 503, "busy", "Too busy", MEND_RETRY, 1 },
	[ERR_UNAVAILABLE] = { 503, "unavailable", "Temporarily unavailable",
	    MEND_RETRY, 5 },
	[ERR_CONFIG] = { 503, "misconfigured", "This site is misconfigured",
	    "Its operator finds the reason in the log.", 30 },
	[ERR_BUG] = { 500, "internal", "Internal error", NULL, 0 },
	[ERR_RETRY] = { 503, "busy", "Too busy", MEND_RETRY, 1 },
	[ERR_UNKNOWN] = { 503, "outcome_unknown",
	    "The outcome is not known "
	    "yet",
	    "Please look whether it was done before you try again.", 5 },
	[ERR_SYNTAX] = { 400, "syntax", "Malformed request",
	    "The address or the body is not well-formed.", 0 },
	[ERR_INVALID] = { 422, "invalid", "Some fields need correction", NULL,
	    0 },
	[ERR_LIMIT] = { 400, "limit", "Too long or too many",
	    "A part of the request is longer than allowed.", 0 },
	[ERR_RANGE] = { 422, "range", "A number is out of its range", NULL, 0 },
	[ERR_BODY_TOO_LARGE] = { 413, "body_too_large",
	    "The request's body is too large", NULL, 0 },
	[ERR_MEDIA_TYPE] = { 415, "media_type", "Unsupported media type",
	    "Send the body as application/json.", 0 },
	[ERR_METHOD] = { 405, "method", "Method not allowed",
	    "The Allow header lists what this address takes.", 0 },
	[ERR_NOT_FOUND] = { 404, "not_found", "Not found",
	    "There is nothing at this address.", 0 },
	[ERR_GONE] = { 410, "gone", "Gone", "It was here, and is not any more.",
	    0 },
	[ERR_EXISTS] = { 409, "exists", "It exists already", NULL, 0 },
	[ERR_STALE] = { 412, "stale", "It has changed meanwhile",
	    "Load it again and repeat the change.", 0 },
	[ERR_STATE] = { 409, "state", "Not possible in this state", NULL, 0 },
	[ERR_PRECONDITION] = { 428, "if_match_missing", "If-Match missing",
	    "Send the ETag of the version that was edited as If-Match.", 0 },
	[ERR_UNAUTHENTICATED] = { 401, "unauthenticated", "Sign in first",
	    "This needs a session; please sign in.", 0 },
	[ERR_FORBIDDEN] = { 403, "forbidden", "Not allowed",
	    "The role of this user does not allow it; an owner of the "
	    "company may change it.",
	    0 },
	[ERR_CSRF] = { 403, "csrf",
	    "The request was not made by this site's "
	    "pages",
	    "Load the page again and repeat it.", 0 },
	[ERR_API_KEY] = { 401, "api_key", "Not a valid API key",
	    "The key is unknown, expired or revoked; make a new one at "
	    "/my/keys/.",
	    0 },
	[ERR_SCOPE] = { 403, "scope", "Outside of the key's scopes", NULL, 0 },
	[ERR_UNVERIFIED] = { 403, "unverified", "E-mail address not verified",
	    "Open the link in the verification mail first.", 0 },
	[ERR_CREDENTIALS] = { 401, "credentials", "Wrong e-mail or password",
	    NULL, 0 },
	[ERR_SECOND_FACTOR] = { 401, "second_factor", "Code needed",
	    "Send the six digits that the authenticator app shows now, or a "
	    "recovery code, as \"code\".",
	    0 },
	[ERR_FACTOR_REQUIRED] = { 403, "second_factor_required",
	    "Second factor required",
	    "This needs a sign-in with a code from an authenticator app; set "
	    "it up at /my/security/.",
	    0 },
	[ERR_THROTTLED] = { 429, "throttled", "Too many tries",
	    "Please wait before the next try.", 1 },
	[ERR_TOKEN] = { 410, "token", "This link is not valid any more",
	    "It is used, expired or incomplete; please ask for a new one.", 0 },
	[ERR_SITE] = { 503, "site", "Not served here",
	    "The server's parameters are not those of a site that is served "
	    "here; its operator finds the reason in the log.",
	    30 },
	[ERR_KEY_MISSING] = { 400, "key_missing", "Idempotency-Key missing",
	    "Send an Idempotency-Key header of 8 to 255 visible characters, "
	    "a new one for each act.",
	    0 },
	[ERR_KEY_REUSED] = { 422, "key_reused", "Idempotency-Key reused",
	    "This key was used for another request; make a new one.", 0 },
	[ERR_KEY_IN_USE] = { 409, "key_in_use", "Still under way",
	    "The first request with this Idempotency-Key is still running.",
	    2 },
	[ERR_OVERFLOW] = { 422, "overflow", "The amount is too large", NULL,
	    0 },
	[ERR_CURRENCY] = { 409, "currency", "Not sold in this currency", NULL,
	    0 },
	[ERR_NOT_SOLD] = { 409, "not_sold", "Not on sale", NULL, 0 },
	[ERR_QUOTE_EXPIRED] = { 409, "quote_expired", "The price has expired",
	    "Ask for a new quote; prices hold for 15 minutes.", 0 },
	[ERR_QUOTE_TAMPERED] = { 422, "quote_tampered",
	    "Not a quote of this "
	    "site",
	    "Ask for a new quote.", 0 },
	[ERR_QUOTE_CHANGED] = { 409, "quote_changed", "The price has changed",
	    "Look at the new price and confirm it.", 0 },
	[ERR_TERMS] = { 422, "terms", "Documents not accepted",
	    "Accept each of the listed documents.", 0 },
	[ERR_TERMS_CHANGED] = { 409, "terms_changed", "The terms have changed",
	    "Read and accept the version that is in force now.", 0 },
	[ERR_METHOD_UNAVAILABLE] = { 409, "method_unavailable",
	    "Payment method not available", NULL, 0 },
	[ERR_PAYMENT_OPEN] = { 409, "payment_open", "A payment is under way",
	    "Wait for its result before the next try.", 0 },
	[ERR_SIGNATURE] = { 401, "signature", "The signature does not verify",
	    NULL, 0 },
	[ERR_OFFER_TOKEN] = { 404, "offer_token", "No such offer",
	    "The link is not complete, or it never was one; open the whole "
	    "link of the mail or the message.",
	    0 },
	[ERR_OFFER_STALE] = { 409, "offer_version", "The offer was revised",
	    "Its seller has sent a newer version; look at that one first.", 0 },
	[ERR_OFFER_STATE] = { 409, "offer_state", "The offer is not in effect",
	    NULL, 0 },
	[ERR_OFFER_CHANGED] = { 409, "offer_changed",
	    "What was confirmed has changed",
	    "Look at the offer as it is now and confirm it again.", 0 },
	[ERR_OFFER_DIFFERS] = { 422, "offer_differs", "Not what the offer says",
	    NULL, 0 },
	[ERR_PLAN_CHANGED] = { 409, "plan_changed",
	    "The payment plan is another than was shown",
	    "Look at the milestones as they are now and confirm them again.",
	    0 },
	[ERR_IN_STAGES] = { 409, "paid_in_stages",
	    "This order is paid in stages",
	    "Its bills are settled monthly, each milestone by its own; choose "
	    "monthly settlement.",
	    0 },
};

const struct problem *
problem_of(enum err e)
{
	return e > OK && e < ERR__MAX && problems[e].status != 0
	    ? &problems[e]
	    : &problems[ERR_BUG];
}

static void
document_write(struct call *c, const struct problem *p, struct str detail)
{
	struct json *j = &c->json;

	json_start(j, &c->reply->body);
	json_object(j);
	json_put_str(
	    j, "type", arena_printf(c->arena, "urn:souk:problem:%s", p->code));
	json_put_cstr(j, "title", p->title);
	json_put_i64(j, "status", p->status);
	if (detail.n > 0)
		json_put_str(j, "detail", detail);
	json_put_cstr(j, "code", p->code);
	if (c->faults.n > 0)
		wire_faults_write(j, "errors", &c->faults);
	if (c->extension) {
		json_key(j, c->extension);
		json_raw(j, c->extension_json);
	}
	json_put_str(j, "request_id", c->request->request_id);
	json_end_object(j);
	c->reply->content_type = "application/problem+json";
}

static void
page_write(struct call *c, const struct problem *p, struct str detail)
{
	HTML(&c->reply->body,
	    "<!doctype html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<title>{t}</title>\n</head>\n<body>\n<main>\n"
	    "<h1>{t}</h1>\n<p>{t}</p>\n<p><small>{t}</small></p>\n"
	    "</main>\n</body>\n</html>\n",
	    str_from(p->title), str_from(p->title), detail,
	    c->request->request_id);
	c->reply->content_type = "text/html; charset=utf-8";
}

/* What a failed handler wrote must not leave. */
static void
reply_restart(struct call *c, int status)
{
	reply_clear(c->reply);
	c->reply->status = status;
}

/* What would be let in: RFC 9110, 11.6.1, and RFC 6750, 3. */
static void
challenge(struct call *c, enum err e, int status)
{
	const char *scope = c->scope_lacked ? c->scope_lacked
	    : c->route			    ? c->route->scope
					    : NULL;
	struct str value = STR("Cookie realm=\"souk\"");

	if (e == ERR_API_KEY)
		value = STR("Bearer realm=\"souk\", error=\"invalid_token\"");
	else if (e == ERR_SCOPE && scope)
		value = arena_printf(c->arena,
		    "Bearer realm=\"souk\", error=\"insufficient_scope\", "
		    "scope=\"%s\"",
		    scope);
	else if (e == ERR_SCOPE)
		value = STR(
		    "Bearer realm=\"souk\", error=\"insufficient_scope\"");
	else if (status != 401)
		return;
	else if (scope)
		value = STR("Cookie realm=\"souk\", Bearer realm=\"souk\"");
	reply_header(c->reply, "WWW-Authenticate", value);
}

void
problem_reply(
    struct call *c, enum err e, bool page, const struct program *program)
{
	const struct problem *p = problem_of(e);
	struct str detail = c->detail.n > 0 ? c->detail : str_from(p->detail);
	int64_t wait_s = c->retry_after_s > 0 ? c->retry_after_s
					      : p->retry_after_s;
	bool done = false;

	reply_restart(c, p->status);
	if (page && program && program->problem_page && c->site &&
	    c->site->fault.n == 0) {
		done = program->problem_page(
			   c, p->status, str_from(p->title), detail) == OK;
		if (!done)
			reply_restart(c, p->status);
		c->reply->status = p->status;
	}
	if (!done && page)
		page_write(c, p, detail);
	else if (!done)
		document_write(c, p, detail);
	if (wait_s > 0)
		reply_header(c->reply, "Retry-After",
		    arena_printf(c->arena, "%lld", (long long)wait_s));
	challenge(c, e, p->status);
}
