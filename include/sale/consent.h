/*
 * R17, R18: the words in which a buyer allows its contact to be handed to
 * a seller that makes its buyers an account.
 */
#ifndef SALE_CONSENT_H
#define SALE_CONSENT_H

#include "act/order.h"
#include "app/call.h"

/* What the caller of a quote is asked to allow, in these words. */
enum err consent_json(struct call *c, struct json *j, struct str locale)
    MUST_CHECK;

/*
 * given is the "consent" that consent_json() wrote, zeros: none.  Fills
 * p->contact.  ERR_TERMS: none, and it is wanted; ERR_TERMS_CHANGED: of
 * other words or another value.
 */
enum err consent_accept(struct call *c, struct placement *p, bool wanted,
    struct hash given) MUST_CHECK;

/* "kind" and "masked", null once the value is erased. */
void contact_json(struct call *c, struct json *j,
    const struct contact *contact);

#endif
