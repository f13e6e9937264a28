#include "act/card.h"

#include "base/sys.h"
#include "base/text.h"
#include "moves.h"
#include "store/company.h"

enum {
	CARD_CHECK_S = 60, /* the buyer has the next step */
	CARD_DOUBLINGS = 6,
	CARD_CHECKS_MAX = 28 /* about a day */
};

static const struct id any_company = { { 0 } };

static int64_t
next_check(const struct card *c, int64_t now_us)
{
	int64_t doublings = c->checks < CARD_DOUBLINGS ? c->checks
						       : CARD_DOUBLINGS;

	return now_us + ((int64_t)CARD_CHECK_S << doublings) * SEC_US;
}

static enum err
card_move(struct act *act, struct card *c, enum card_event event,
    const char *kind, struct str reason)
{
	enum card_state from = c->state;
	struct event moved;
	enum err e = card_step(&c->state, from, event);

	if (e != OK || c->state == from)
		return e;
	moved = act_event(act, "card", c->card_id, kind, card_state_name(from),
	    card_state_name(c->state), reason);
	e = card_write(act->db, c, from);
	return e != OK ? e : events_insert(act->db, &moved, 1);
}

/*
 * Who came back from the provider's page without a card would else be kept
 * from trying again: what waits longest makes room.
 */
static enum err
room_make(struct act *act, struct id company_id, struct str gateway)
{
	struct card *cards = NULL;
	size_t n = 0;
	enum err e = cards_of(
	    act->db, act->arena, &cards, &n, company_id, gateway);

	if (e != OK || n < CARDS_MAX)
		return e;
	while (n > 0 && cards[n - 1].state != CARD_STATE_OPEN)
		n--;
	return n == 0 ? ERR_LIMIT
		      : card_remove(act, cards[n - 1].card_id, company_id);
}

enum err
card_open(
    struct act *act, struct card *out, struct id company_id, struct str gateway)
{
	struct event opened;
	enum err e = company_hold(act->db, company_id);

	if (e == OK)
		e = room_make(act, company_id, gateway);
	if (e != OK)
		return e;
	*out = (struct card){
		.card_id = id_new(),
		.company_id = company_id,
		.user_id = act->user_id,
		.gateway = gateway,
		.state = CARD_STATE_OPEN,
		.created_at_us = act->now_us,
		.row_version = 1,
	};
	out->next_check_at_us = next_check(out, act->now_us);
	opened = act_event(act, "card", out->card_id, "opened", NULL,
	    card_state_name(out->state), STR_NONE);
	e = card_insert(act->db, out);
	return e != OK ? e : events_insert(act->db, &opened, 1);
}

enum err
card_redirected(
    struct act *act, struct id card_id, const struct card_said *said)
{
	struct card c;
	enum err e = card_lock(act->db, act->arena, &c, card_id, any_company);

	if (e != OK || c.state != CARD_STATE_OPEN)
		return e;
	c.setup_ref = said->setup_ref;
	c.redirect_url = said->redirect_url;
	c.customer_ref = said->customer_ref;
	return card_write(act->db, &c, c.state);
}

enum err
card_on_file(struct act *act, struct id card_id, const struct card_said *said)
{
	struct card c;
	enum err e = card_lock(act->db, act->arena, &c, card_id, any_company);

	if (e != OK || c.state == CARD_STATE_ON_FILE)
		return e;
	c.setup_ref = said->setup_ref;
	c.customer_ref = said->customer_ref;
	c.method_ref = said->method_ref;
	c.brand = said->brand;
	c.last4 = said->last4;
	c.expires_month = said->expires_month;
	c.expires_year = said->expires_year;
	c.failure = STR_NONE;
	c.checks = 0;
	/* Removed while the buyer was at the page. */
	if (c.state == CARD_STATE_REMOVED) {
		c.next_check_at_us = act->now_us;
		return card_write(act->db, &c, c.state);
	}
	c.next_check_at_us = 0;
	return card_move(act, &c, CARD_EVENT_DONE, "on_file", STR_NONE);
}

enum err
card_failed(struct act *act, struct id card_id, struct str failure)
{
	struct card c;
	enum err e = card_lock(act->db, act->arena, &c, card_id, any_company);

	if (e != OK || c.state != CARD_STATE_OPEN)
		return e;
	c.failure = text_cut(failure, FAILURE_MAX);
	c.next_check_at_us = 0;
	return card_move(act, &c, CARD_EVENT_FAIL, "failed", c.failure);
}

enum err
card_checked(struct act *act, struct id card_id)
{
	struct card c;
	enum err e = card_lock(act->db, act->arena, &c, card_id, any_company);

	if (e != OK || c.next_check_at_us == 0)
		return e;
	c.checks++;
	c.next_check_at_us = next_check(&c, act->now_us);
	if (c.state == CARD_STATE_OPEN && c.checks >= CARD_CHECKS_MAX) {
		c.failure = STR("expired");
		c.next_check_at_us = 0;
		return card_move(act, &c, CARD_EVENT_FAIL, "failed", c.failure);
	}
	return card_write(act->db, &c, c.state);
}

enum err
card_remove(struct act *act, struct id card_id, struct id company_id)
{
	struct card c;
	enum err e = card_lock(act->db, act->arena, &c, card_id, company_id);

	if (e != OK || c.state == CARD_STATE_REMOVED)
		return e;
	c.checks = 0;
	c.next_check_at_us = c.method_ref.n > 0 ? act->now_us : 0;
	return card_move(act, &c, CARD_EVENT_REMOVE, "removed", STR_NONE);
}

enum err
card_forgotten(struct act *act, struct id card_id)
{
	struct card c;
	enum err e = card_lock(act->db, act->arena, &c, card_id, any_company);

	if (e != OK || c.state != CARD_STATE_REMOVED)
		return e;
	c.next_check_at_us = 0;
	return card_write(act->db, &c, c.state);
}
