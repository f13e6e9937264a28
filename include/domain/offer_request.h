/*
 * A negotiation: a buyer asks for an offer, the sides answer in turn, an
 * offer answers too, and redeeming or declining ends it.  Pure.
 */
#ifndef DOMAIN_OFFER_REQUEST_H
#define DOMAIN_OFFER_REQUEST_H

#include "base/err.h"
#include "base/str.h"

enum request_state {
	REQUEST_REQUESTED, REQUEST_ANSWERED, REQUEST_COUNTERED,
	REQUEST_ACCEPTED, REQUEST_DECLINED, REQUEST__MAX
};
enum request_side { SIDE_BUYER, SIDE_SELLER, SIDE_NONE };
enum request_kind {
	ROUND_REQUEST, ROUND_COUNTER, ROUND_OFFER, ROUND_DECLINE,
	ROUND_ACCEPT, ROUND__MAX
};

/* Upper case states; "buyer", "seller", "none"; "request", "counter", ... */
const char *request_state_name(enum request_state s);
const char *request_side_name(enum request_side s);
const char *request_kind_name(enum request_kind k);
enum err request_state_parse(enum request_state *out, struct str s)
    MUST_CHECK;
enum err request_side_parse(enum request_side *out, struct str s) MUST_CHECK;
enum err request_kind_parse(enum request_kind *out, struct str s) MUST_CHECK;

/* Whose turn it is after a round of that side; nobody's once it ended. */
enum request_side request_turn(enum request_state s, enum request_side last);

/*
 * A further round.  A counter-proposal is made in turn, by either side; an
 * offer is the seller's, made or revised at any time; either side may
 * decline; accepting is the buyer's, and needs an offer.  ERR_STATE.
 */
enum err request_step(enum request_state *to, enum request_state from,
    enum request_side last, enum request_side by, enum request_kind kind)
    MUST_CHECK;

#endif
