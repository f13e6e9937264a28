/*
 * Stripe over its REST API (docs.stripe.com/api), version STRIPE_VERSION:
 * hosted Checkout for payments and set-ups, PaymentIntents off session,
 * refunds, signed events.
 */
#ifndef GATEWAY_STRIPE_H
#define GATEWAY_STRIPE_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "domain/money.h"
#include "gateway/gateway.h"

#define STRIPE_URL "https://api.stripe.com"
#define STRIPE_VERSION "2026-10-28.endive"

extern const struct gateway gateway_stripe;

/*
 * Stripe's units: those of ISO 4217 but for ISK (hundredths) and MGA (whole
 * ones); the last digit of three-decimal currencies is 0; at most eight
 * digits.  ERR_CURRENCY, ERR_RANGE; *why as in gateway.takes.
 */
enum err stripe_units(int64_t *out, struct money amount, struct str *why)
    MUST_CHECK;

/* Back again; code is as Stripe writes it, "usd". */
enum err stripe_money(struct money *out, int64_t units, struct str code)
    MUST_CHECK;

/*
 * "Stripe-Signature: t=<unix>,v1=<hex>[,v1=...]", where v1 is HMAC-SHA-256
 * of "<t>.<body>".  One v1 by one of the secrets is enough (docs: resolve
 * webhook signatures).  ERR_SIGNATURE; ERR_CONFIG: there is no secret.
 */
enum err stripe_signed(const struct str *secrets, size_t n, struct str body,
    struct str signature, int64_t now_us) MUST_CHECK;

#endif
