#include <assert.h>
#include <stddef.h>

#include "base/err.h"

static const char *const names[ERR__MAX] = {
	[OK] = "ok",
	[ERR_NOMEM] = "nomem",
	[ERR_IO] = "io",
	[ERR_STORAGE] = "storage",
	[ERR_TIMEOUT] = "timeout",
	[ERR_BUSY] = "busy",
	[ERR_UNAVAILABLE] = "unavailable",
	[ERR_CONFIG] = "config",
	[ERR_BUG] = "bug",
	[ERR_RETRY] = "retry",
	[ERR_UNKNOWN] = "unknown",
	[ERR_SYNTAX] = "syntax",
	[ERR_INVALID] = "invalid",
	[ERR_LIMIT] = "limit",
	[ERR_RANGE] = "range",
	[ERR_BODY_TOO_LARGE] = "body_too_large",
	[ERR_MEDIA_TYPE] = "media_type",
	[ERR_METHOD] = "method",
	[ERR_NOT_FOUND] = "not_found",
	[ERR_GONE] = "gone",
	[ERR_EXISTS] = "exists",
	[ERR_STALE] = "stale",
	[ERR_STATE] = "state",
	[ERR_PRECONDITION] = "precondition",
	[ERR_UNAUTHENTICATED] = "unauthenticated",
	[ERR_FORBIDDEN] = "forbidden",
	[ERR_CSRF] = "csrf",
	[ERR_API_KEY] = "api_key",
	[ERR_SCOPE] = "scope",
	[ERR_UNVERIFIED] = "unverified",
	[ERR_CREDENTIALS] = "credentials",
	[ERR_SECOND_FACTOR] = "second_factor",
	[ERR_FACTOR_REQUIRED] = "second_factor_required",
	[ERR_THROTTLED] = "throttled",
	[ERR_TOKEN] = "token",
	[ERR_SITE] = "site",
	[ERR_KEY_MISSING] = "key_missing",
	[ERR_KEY_REUSED] = "key_reused",
	[ERR_KEY_IN_USE] = "key_in_use",
	[ERR_OVERFLOW] = "overflow",
	[ERR_CURRENCY] = "currency",
	[ERR_NOT_SOLD] = "not_sold",
	[ERR_QUOTE_EXPIRED] = "quote_expired",
	[ERR_QUOTE_TAMPERED] = "quote_tampered",
	[ERR_QUOTE_CHANGED] = "quote_changed",
	[ERR_TERMS] = "terms",
	[ERR_TERMS_CHANGED] = "terms_changed",
	[ERR_METHOD_UNAVAILABLE] = "method_unavailable",
	[ERR_PAYMENT_OPEN] = "payment_open",
	[ERR_SIGNATURE] = "signature",
	[ERR_OFFER_TOKEN] = "offer_token",
	[ERR_OFFER_STALE] = "offer_version",
	[ERR_OFFER_STATE] = "offer_state",
	[ERR_OFFER_CHANGED] = "offer_changed",
	[ERR_OFFER_DIFFERS] = "offer_differs",
	[ERR_PLAN_CHANGED] = "plan_changed",
	[ERR_IN_STAGES] = "paid_in_stages",
};

const char *
err_name(enum err e)
{
	assert((unsigned)e < ERR__MAX && names[e] != NULL);
	return names[e];
}
