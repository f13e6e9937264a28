#include "act/seller.h"

#include "base/sys.h"
#include "base/text.h"
#include "crypto/token.h"
#include "domain/states.h"
#include "moves.h"
#include "store/catalogue.h"

static enum err
seller_event_add(struct act *act, struct id seller_id, const char *kind,
    const char *from, const char *to, struct str reason)
{
	const struct event event = act_event(
	    act, "seller", seller_id, kind, from, to, reason_cut(reason));

	return events_insert(act->db, &event, 1);
}

enum err
seller_mail(struct act *act, struct id seller_id, const char *template,
    struct id subject_id)
{
	struct message m;
	enum err e;

	m = act_message(
	    act, "mail", template, (struct id){ { 0 } }, subject_id);
	e = seller_contact(
	    act->db, act->arena, &m.address, &m.user_id, seller_id);
	if (e != OK || (str_empty(m.address) && id_is_nil(m.user_id)))
		return e;
	return outbox_insert(act->db, &m, 1);
}

/* The account's last characters, and none of a short one. */
static struct str
payout_hint(struct str payout)
{
	size_t n = payout.n;

	if (text_length(payout) < 3 * PAYOUT_HINT_CHARS)
		return STR("");
	for (int chars = 0; chars < PAYOUT_HINT_CHARS; chars++) {
		do
			n--;
		while (((unsigned char)payout.p[n] & 0xc0) == 0x80);
	}
	return str_sub(payout, n, payout.n - n);
}

static enum err
payout_seal(struct act *act, struct str *out, const struct id *seller_id,
    struct str payout, struct str seal_key)
{
	struct str aad = { (const char *)seller_id->b, sizeof(seller_id->b) };

	return seal(act->arena, out, seal_key, aad, payout);
}

enum err
seller_apply(
    struct act *act, struct seller *s, struct str payout, struct str seal_key)
{
	enum err e;

	s->seller_id = id_new();
	s->state = str_from(seller_state_name(SELLER_APPLIED));
	s->created_at_us = act->now_us;
	s->row_version = 1;
	s->payout_hint = payout_hint(payout);
	e = payout_seal(
	    act, &s->payout_sealed, &s->seller_id, payout, seal_key);
	if (e == OK)
		e = seller_insert(act->db, s);
	return e == OK ? seller_event_add(act, s->seller_id, "applied", NULL,
			     seller_state_name(SELLER_APPLIED), STR_NONE)
		       : e;
}

/* Whether it sells decides what is shown of all its products. */
static enum err
seller_move(struct act *act, struct id seller_id, int64_t row_version,
    enum seller_event event, const char *kind, struct str reason,
    enum seller_state *from, bool *moved)
{
	struct seller s;
	enum seller_state to;
	enum err e = seller_get(
	    act->db, act->arena, &s, seller_id, act->now_us);

	*moved = false;
	if (e == OK && row_version != 0 && row_version != s.row_version)
		e = ERR_STALE;
	if (e == OK)
		e = seller_state_parse(from, s.state);
	if (e == OK)
		e = seller_step(&to, *from, event);
	if (e != OK || to == *from)
		return e;
	*moved = true;
	e = seller_decide(
	    act->db, &s, seller_state_name(to), reason, act->now_us);
	if (e == OK)
		e = seller_event_add(act, seller_id, kind,
		    seller_state_name(*from), seller_state_name(to), reason);
	return e;
}

enum err
seller_approve(struct act *act, struct id seller_id, int64_t row_version)
{
	enum seller_state from;
	bool moved;
	enum err e = seller_move(act, seller_id, row_version, SELLER_ON_APPROVE,
	    "approved", STR_NONE, &from, &moved);

	if (e != OK || !moved)
		return e;
	e = seller_mail(act, seller_id, "seller_approved", seller_id);
	return e == OK
	    ? catalogue_changed_seller(act->db, act->arena, seller_id)
	    : e;
}

enum err
seller_suspend(struct act *act, struct id seller_id, struct str reason)
{
	enum seller_state from;
	bool moved;
	enum err e = seller_move(act, seller_id, 0, SELLER_ON_SUSPEND,
	    "suspended", reason, &from, &moved);

	if (e != OK || !moved)
		return e;
	e = seller_mail(act, seller_id,
	    from == SELLER_APPLIED ? "seller_refused" : "seller_suspended",
	    seller_id);
	return e == OK
	    ? catalogue_changed_seller(act->db, act->arena, seller_id)
	    : e;
}

static bool
same(struct str a, struct str b)
{
	return str_eq(a, b) || (str_empty(a) && str_empty(b));
}

enum err
seller_change(struct act *act, const struct seller *old, const struct seller *s)
{
	enum err e = OK;

	/* Written to before it is replaced. */
	if (!same(old->contact_email, s->contact_email))
		e = seller_mail(
		    act, s->seller_id, "contact_changed", s->seller_id);
	if (e == OK)
		e = seller_update(act->db, s);
	if (e == OK)
		e = seller_event_add(
		    act, s->seller_id, "changed", NULL, NULL, STR_NONE);
	if (e != OK ||
	    (same(old->name, s->name) && same(old->website, s->website) &&
		same(old->about, s->about) &&
		same(old->support_email, s->support_email)))
		return e;
	return catalogue_changed_seller(act->db, act->arena, s->seller_id);
}

enum err
seller_payout_change(struct act *act, const struct seller *s, struct str payout,
    struct str seal_key)
{
	struct payout p = {
		.hint = payout_hint(payout),
		.now_us = act->now_us,
		.in_force_us = str_empty(s->payout_sealed)
		    ? act->now_us
		    : act->now_us + PAYOUT_WAIT_H * HOUR_US,
	};
	enum err e = payout_seal(
	    act, &p.sealed, &s->seller_id, payout, seal_key);

	if (e == OK)
		e = seller_payout_set(act->db, s->seller_id, &p);
	if (e == OK)
		e = seller_event_add(
		    act, s->seller_id, "payout_changed", NULL, NULL, STR_NONE);
	return e == OK
	    ? seller_mail(act, s->seller_id, "payout_changed", s->seller_id)
	    : e;
}
