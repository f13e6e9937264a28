/*
 * The negotiation's transitions; see act/act.h for what holds of them all.
 * Every round is kept as it was sent.  The other side is told in its pages
 * and by mail.  Lock order: an offer before the request that it answers.
 */
#ifndef ACT_OFFER_REQUEST_H
#define ACT_OFFER_REQUEST_H

#include "act/act.h"
#include "store/offer_request.h"

enum { REQUEST_MESSAGE_MAX = 2000 };	/* code points */

/*
 * r names company, seller and product (with their names), first what is
 * asked for; ids, state, times are set here.  ERR_LIMIT: the company has
 * REQUESTS_OPEN_MAX open ones.
 */
enum err offer_request_open(struct act *act, struct offer_request *r,
    struct request_round *first) MUST_CHECK;

/*
 * A counter-proposal of the party.  ERR_NOT_FOUND; ERR_STATE: it is the
 * other side's turn, or it has ended; ERR_LIMIT: REQUEST_ROUNDS_MAX.
 */
enum err offer_request_counter(struct act *act, struct id request_id,
    const struct request_party *party, struct request_round *round)
    MUST_CHECK;

/* Either side ends it.  ERR_NOT_FOUND, ERR_STATE. */
enum err offer_request_decline(struct act *act, struct id request_id,
    const struct request_party *party, struct str reason) MUST_CHECK;

/*
 * What becomes of it by the offer that answers it: sent or revised,
 * redeemed, declined.  The offer tells its contact by mail, and of its end the
 * seller; *told: that it answers, the buyers were told here.  Nothing for a nil
 * id, when either side is not the request's, and once it has ended.
 */
struct request_answer {
	struct id request_id, company_id, seller_id, offer_id;
	int64_t version;
	struct id contact_id;		/* whom the offer's mail goes to */
};
enum err offer_request_answered(struct act *act, bool *told,
    const struct request_answer *by) MUST_CHECK;
enum err offer_request_accepted(struct act *act,
    const struct request_answer *by) MUST_CHECK;
enum err offer_request_turned_down(struct act *act,
    const struct request_answer *by, struct str reason) MUST_CHECK;

#endif
