#include "act/offer_request.h"

#include "act/notification.h"
#include "act/seller.h"
#include "base/bounds.h"
#include "moves.h"
#include "store/company.h"
#include "store/member.h"

static enum err
request_event(struct act *act, const struct offer_request *r, const char *kind,
    const char *from, struct str reason)
{
	struct event event = act_event(act, "offer_request", r->request_id,
	    kind, from, request_state_name(r->state), reason_cut(reason));

	return events_insert(act->db, &event, 1);
}

/* By mail, whoever began it, and nobody once that user has left. */
static enum err
buyer_mail(struct act *act, const struct offer_request *r, const char *kind)
{
	struct message mail = act_message(
	    act, "mail", kind, r->user_id, r->request_id);
	struct member m;
	enum err e = member_get(
	    act->db, act->arena, &m, r->company_id, r->user_id);

	if (e == ERR_NOT_FOUND)
		return OK;
	return e == OK ? outbox_insert(act->db, &mail, 1) : e;
}

/* The other side's people, in their pages and one of them by mail. */
static enum err
other_tell(struct act *act, const struct offer_request *r, enum request_side by,
    const char *kind)
{
	const struct notice notice = {
		.kind = kind,
		.subject_id = r->request_id,
		.party = by == SIDE_BUYER ? r->company_name : r->seller_name,
		.topic = r->product_name,
	};
	enum err e;

	if (by == SIDE_BUYER) {
		e = notify_sellers(act, r->seller_id, &notice);
		return e == OK
		    ? seller_mail(act, r->seller_id, kind, r->request_id)
		    : e;
	}
	e = notify_buyers(act, r->company_id, &notice);
	return e == OK ? buyer_mail(act, r, kind) : e;
}

enum err
offer_request_open(
    struct act *act, struct offer_request *r, struct request_round *first)
{
	int64_t open = 0;
	enum err e = company_hold(act->db, r->company_id);

	if (e == OK)
		e = offer_requests_open(act->db, act->arena, &open,
		    r->company_id, REQUESTS_OPEN_MAX);
	if (e != OK)
		return e;
	if (open >= REQUESTS_OPEN_MAX)
		return ERR_LIMIT;
	r->request_id = id_new();
	r->user_id = act->user_id;
	r->state = REQUEST_REQUESTED;
	r->last = SIDE_BUYER;
	r->rounds = 1;
	r->created_at_us = r->updated_at_us = act->now_us;
	first->round = 1;
	first->side = SIDE_BUYER;
	first->kind = ROUND_REQUEST;
	first->user_id = act->user_id;
	first->created_at_us = act->now_us;
	if ((e = offer_request_insert(act->db, r)) != OK ||
	    (e = offer_request_round_insert(act->db, r->request_id, first)) !=
		OK ||
	    (e = request_event(act, r, "requested", NULL, STR_NONE)) != OK)
		return e;
	return other_tell(act, r, SIDE_BUYER, NOTICE_REQUEST_NEW);
}

/* Held, so that two rounds at once become one after the other. */
static enum err
request_take(struct act *act, struct offer_request *r, struct id request_id,
    const struct request_party *party)
{
	enum err e = offer_request_hold(act->db, request_id, party);

	return e == OK
	    ? offer_request_get(act->db, act->arena, r, request_id, party)
	    : e;
}

static enum err
round_add(struct act *act, struct offer_request *r, struct request_round *round)
{
	static const char *const events[ROUND__MAX] = {
		[ROUND_REQUEST] = "requested",
		[ROUND_COUNTER] = "countered",
		[ROUND_OFFER] = "answered",
		[ROUND_DECLINE] = "declined",
		[ROUND_ACCEPT] = "accepted",
	};
	enum request_state from = r->state, to;
	enum err e = request_step(&to, from, r->last, round->side, round->kind);

	if (e == OK)
		e = offer_request_move(act->db, r, to, act->now_us);
	if (e != OK)
		return e;
	r->state = to;
	r->last = round->side;
	r->updated_at_us = act->now_us;
	round->round = ++r->rounds;
	round->user_id = act->user_id;
	round->created_at_us = act->now_us;
	e = offer_request_round_insert(act->db, r->request_id, round);
	return e == OK ? request_event(act, r, events[round->kind],
			     request_state_name(from), round->message)
		       : e;
}

static enum request_side
side_of(const struct request_party *party)
{
	return id_is_nil(party->seller_id) ? SIDE_BUYER : SIDE_SELLER;
}

enum err
offer_request_counter(struct act *act, struct id request_id,
    const struct request_party *party, struct request_round *round)
{
	struct offer_request r;
	enum err e = request_take(act, &r, request_id, party);

	if (e == OK && r.rounds >= REQUEST_ROUNDS_MAX)
		return ERR_LIMIT;
	round->side = side_of(party);
	round->kind = ROUND_COUNTER;
	if (e == OK)
		e = round_add(act, &r, round);
	return e == OK
	    ? other_tell(act, &r, round->side, NOTICE_REQUEST_COUNTERED)
	    : e;
}

enum err
offer_request_decline(struct act *act, struct id request_id,
    const struct request_party *party, struct str reason)
{
	struct request_round round = {
		.side = side_of(party), .kind = ROUND_DECLINE, .message = reason
	};
	struct offer_request r;
	enum err e = request_take(act, &r, request_id, party);

	if (e == OK)
		e = round_add(act, &r, &round);
	return e == OK
	    ? other_tell(act, &r, round.side, NOTICE_REQUEST_DECLINED)
	    : e;
}

/*
 * An offer lives on when its negotiation has ended or is full.  *r is nobody's
 * when nothing was added.
 */
static enum err
offer_round_add(struct act *act, struct offer_request *r,
    const struct request_answer *by, enum request_side side,
    enum request_kind kind, struct str message)
{
	const struct request_party party = { .company_id = by->company_id,
		.seller_id = by->seller_id,
		.locale = STR("en") };
	struct request_round round = { .side = side,
		.kind = kind,
		.offer_id = by->offer_id,
		.offer_version = by->version,
		.message = message };
	enum err e = ERR_NOT_FOUND;

	if (!id_is_nil(by->request_id) && !id_is_nil(by->company_id))
		e = request_take(act, r, by->request_id, &party);
	if (e == OK && kind == ROUND_OFFER && r->rounds >= REQUEST_ROUNDS_MAX)
		e = ERR_STATE;
	if (e == OK)
		e = round_add(act, r, &round);
	if (e != OK)
		*r = (struct offer_request){ .rounds = 0 };
	return e == ERR_NOT_FOUND || e == ERR_STATE ? OK : e;
}

/*
 * The negotiation's people in their pages, and whoever began it by mail: the
 * offer's own mail goes to its contact, who may be somebody else.
 */
static enum err
answer_tell(struct act *act, const struct offer_request *r,
    const struct request_answer *by)
{
	const struct notice notice = {
		.kind = NOTICE_REQUEST_ANSWERED,
		.subject_id = r->request_id,
		.party = r->seller_name,
		.topic = r->product_name,
	};
	enum err e = notify_buyers(act, r->company_id, &notice);

	return e == OK && !id_eq(r->user_id, by->contact_id)
	    ? buyer_mail(act, r, NOTICE_REQUEST_ANSWERED)
	    : e;
}

enum err
offer_request_answered(
    struct act *act, bool *told, const struct request_answer *by)
{
	struct offer_request r;
	enum err e = offer_round_add(
	    act, &r, by, SIDE_SELLER, ROUND_OFFER, STR(""));

	*told = e == OK && !id_is_nil(r.request_id);
	return *told ? answer_tell(act, &r, by) : e;
}

enum err
offer_request_accepted(struct act *act, const struct request_answer *by)
{
	struct offer_request r;

	return offer_round_add(act, &r, by, SIDE_BUYER, ROUND_ACCEPT, STR(""));
}

enum err
offer_request_turned_down(
    struct act *act, const struct request_answer *by, struct str reason)
{
	struct offer_request r;

	return offer_round_add(act, &r, by, SIDE_BUYER, ROUND_DECLINE, reason);
}
