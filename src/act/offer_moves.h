/* What the offer's transitions share; nobody else's. */
#ifndef SRC_ACT_OFFER_MOVES_H
#define SRC_ACT_OFFER_MOVES_H

#include "act/notification.h"
#include "act/offer.h"
#include "act/offer_request.h"

/* A day, and what is told of an offer that ends: how long before. */
#define OFFER_LAST_US INT64_C(86400000000)
#define OFFER_SOON_US (3 * OFFER_LAST_US)

/* How many of the two reminders an end leaves no time for. */
int64_t offer_reminders(int64_t ends_at_us, int64_t now_us);

/* Writes o, which domain/ has let go on, and its event. */
enum err offer_move(struct act *act, const struct offer *o,
    enum offer_state from, const char *kind, struct str reason) MUST_CHECK;

enum { OFFER_TELL_BUYER = 1, OFFER_TELL_SELLER = 2 };
/* The people of the sides, each with the other side's name. */
enum err offer_tell(struct act *act, const struct offer *o, const char *kind,
    unsigned sides) MUST_CHECK;

/*
 * The template's mail to whoever the offer is for, and its SMS to a user whose
 * number is verified; only (NULL: both) one channel.  *n, which may be NULL,
 * counts them.
 */
enum err offer_messages(struct act *act, const struct offer *o,
    const char *template, const char *only, size_t *n) MUST_CHECK;

/* May buy, and has proved the address: offers to it become the company's. */
struct user;
bool offer_binds(const struct user *u);

/* For the negotiation that it answers. */
struct request_answer offer_answer(const struct offer *o);

#endif
