/* What the routes of a company's people share. */
#ifndef STOREFRONT_MEMBER_H
#define STOREFRONT_MEMBER_H

#include "act/member.h"
#include "sale/call.h"

/* The roles that an owner may give, in the order of what they may do. */
extern const char *const member_roles[];

/* In a transaction: an event of the caller's, about what is named. */
enum err member_note(struct call *c, const char *subject, struct id id,
    const char *kind) MUST_CHECK;

/* The detail of a refusal because nobody would be owner. */
enum err member_last_owner(struct call *c) MUST_CHECK;

#endif
