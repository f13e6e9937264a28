#include "domain/offer_request.h"

#include <assert.h>

static const char *const state_names[REQUEST__MAX] = {
	[REQUEST_REQUESTED] = "REQUESTED",
	[REQUEST_ANSWERED] = "ANSWERED",
	[REQUEST_COUNTERED] = "COUNTERED",
	[REQUEST_ACCEPTED] = "ACCEPTED",
	[REQUEST_DECLINED] = "DECLINED",
};

static const char *const side_names[] = {
	[SIDE_BUYER] = "buyer",
	[SIDE_SELLER] = "seller",
	[SIDE_NONE] = "none",
};

static const char *const kind_names[ROUND__MAX] = {
	[ROUND_REQUEST] = "request",
	[ROUND_COUNTER] = "counter",
	[ROUND_OFFER] = "offer",
	[ROUND_DECLINE] = "decline",
	[ROUND_ACCEPT] = "accept",
};

const char *
request_state_name(enum request_state s)
{
	assert(s < REQUEST__MAX);
	return state_names[s];
}

const char *
request_side_name(enum request_side s)
{
	assert(s <= SIDE_NONE);
	return side_names[s];
}

const char *
request_kind_name(enum request_kind k)
{
	assert(k < ROUND__MAX);
	return kind_names[k];
}

static enum err
name_find(unsigned *out, const char *const *names, unsigned n, struct str s)
{
	for (*out = 0; *out < n; ++*out)
		if (str_is(s, names[*out]))
			return OK;
	*out = 0;
	return ERR_INVALID;
}

enum err
request_state_parse(enum request_state *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, state_names, REQUEST__MAX, s);

	*out = (enum request_state)i;
	return e;
}

enum err
request_side_parse(enum request_side *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, side_names, SIDE_NONE, s);

	*out = (enum request_side)i;
	return e;
}

enum err
request_kind_parse(enum request_kind *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, kind_names, ROUND__MAX, s);

	*out = (enum request_kind)i;
	return e;
}

static int
is_over(enum request_state s)
{
	return s == REQUEST_ACCEPTED || s == REQUEST_DECLINED;
}

enum request_side
request_turn(enum request_state s, enum request_side last)
{
	if (is_over(s))
		return SIDE_NONE;
	return last == SIDE_BUYER ? SIDE_SELLER : SIDE_BUYER;
}

enum err
request_step(enum request_state *to, enum request_state from,
    enum request_side last, enum request_side by, enum request_kind kind)
{
	if (is_over(from) || by == SIDE_NONE)
		return ERR_STATE;
	switch (kind) {
	case ROUND_COUNTER:
		*to = REQUEST_COUNTERED;
		return by == request_turn(from, last) ? OK : ERR_STATE;
	case ROUND_OFFER:
		*to = REQUEST_ANSWERED;
		return by == SIDE_SELLER ? OK : ERR_STATE;
	case ROUND_DECLINE:
		*to = REQUEST_DECLINED;
		return OK;
	case ROUND_ACCEPT:
		*to = REQUEST_ACCEPTED;
		return by == SIDE_BUYER && from != REQUEST_REQUESTED
		    ? OK
		    : ERR_STATE;
	case ROUND_REQUEST:
	case ROUND__MAX:
		break;
	}
	return ERR_STATE;
}
