/* What is wrong with an offer's terms, said so that its seller can mend it. */
#ifndef ACT_OFFER_CHECK_H
#define ACT_OFFER_CHECK_H

#include "act/offer.h"
#include "crypto/keys.h"
#include "domain/milestone.h"
#include "domain/offer.h"
#include "store/customer.h"
#include "store/flavour.h"
#include "store/offer_draft.h"
#include "store/plan.h"
#include "wire/offer_terms.h"

/* Who offers, when, and what the site asks of its offers. */
struct offer_rules {
	struct id seller_id, company_id;	/* the seller's own */
	struct str locale, fallback;	/* of the names */
	const struct calendar *calendar;
	int64_t now_us;
	int64_t days_max;		/* from today to accept-by */
	const struct keys *keys;
};

/* What the terms name, as it was found, and what follows from them. */
struct offer_found {
	bool looked_up;			/* by this seller, at some time */
	bool buyer;			/* then: there is one such */
	struct customer customer;
	bool plan;
	struct plan_sale sale;
	bool choice;			/* mode and currency could be read */
	bool priced;			/* both prices below are */
	enum err why;			/* of choice and not priced */
	struct choice_fault fault;
	struct offer_terms terms;
	struct priced list, offered;
	bool server;			/* an image's, where one was named */
	struct server_sale server_sale;
	int64_t starts_day, ends_day;	/* days of the site; 0: not given */
	int64_t starts_at_us, ends_at_us;
};

/*
 * Blanks go, an address becomes lower case, a number loses what separates
 * its digits.
 */
enum err offer_body_settle(struct arena *a, struct offer_body *b) MUST_CHECK;

/*
 * How a look-up is noted: "email 3fa9..", of which only who knows the value
 * can tell that it was looked up.
 */
enum err offer_target_mark(struct arena *a, struct str *mark,
    const struct keys *keys, const struct offer_body_target *target)
    MUST_CHECK;

/* The customer.  ERR_NOT_FOUND: nobody; ERR_INVALID: not of its kind. */
enum err offer_target_find(struct db *db, struct arena *a,
    struct customer *out, const struct offer_body_target *target) MUST_CHECK;

/* "2026-12-31" as a day's number; 0: it is none. */
int64_t offer_day(struct arena *a, struct str day);

/* Looks all of it up; a target that was never looked up stays unknown. */
enum err offer_look_up(struct db *db, struct arena *a,
    struct offer_found *out, const struct offer_body *b,
    const struct offer_rules *rules) MUST_CHECK;

/*
 * What offer_send() is told of terms without faults; extra documents, which
 * are in locale, are kept.
 */
enum err offer_sending_fill(struct act *act, struct offer_sending *s,
    const struct offer_body *b, const struct offer_found *f,
    const struct offer_draft *d, struct str locale) MUST_CHECK;

/*
 * The terms' stages, split by the net; out->stages has room for
 * OFFER_MILESTONES_MAX.  ERR_RANGE: they are none, or no whole.
 */
enum err offer_plan(struct payment_plan *out, const struct offer_body *b,
    struct money net) MUST_CHECK;

/* What keeps it from being sent, cut at WIRE_FAULTS_MAX. */
void offer_check(struct arena *a, struct wire_faults *faults,
    const struct offer_body *b, const struct offer_found *found,
    const struct offer_rules *rules);

#endif
