#include "act/listing.h"

#include "act/publish.h"
#include "act/seller.h"
#include "domain/states.h"
#include "moves.h"
#include "store/catalogue.h"

static bool
seller_is_active(const struct listing_row *row)
{
	return str_is(row->seller_state, seller_state_name(SELLER_ACTIVE));
}

static enum err
product_event(struct act *act, const struct listing_row *row, const char *kind,
    const char *from, const char *to, struct str reason)
{
	const struct event event = act_event(act, "product", row->product_id,
	    kind, from, to, reason_cut(reason));

	return events_insert(act->db, &event, 1);
}

/* *moved false: it is there already, and nothing is written. */
static enum err
product_move(struct act *act, const struct listing_row *row,
    enum product_event event, const char *kind, struct str reason, bool *moved)
{
	enum product_state from, to;
	enum err e = product_state_parse(&from, row->state);

	*moved = false;
	if (e == OK)
		e = product_step(&to, from, event);
	if (e != OK || to == from)
		return e;
	*moved = true;
	e = listing_move(act->db, row->product_id, product_state_name(from),
	    product_state_name(to), reason, act->now_us);
	return e != OK ? e
		       : product_event(act, row, kind, product_state_name(from),
			     product_state_name(to), reason);
}

/*
 * A product that is on sale keeps its state while its change is looked at:
 * then the event tells of the draft alone.
 */
static enum err
draft_moved(struct act *act, const struct listing_row *row,
    enum product_event event, const char *kind, struct str reason)
{
	bool moved;

	if (str_is(row->state, product_state_name(PRODUCT_DRAFT)) ||
	    str_is(row->state, product_state_name(PRODUCT_IN_REVIEW)))
		return product_move(act, row, event, kind, STR_NONE, &moved);
	return product_event(act, row, kind, NULL, NULL, reason);
}

enum err
listing_submit(
    struct act *act, const struct listing_row *row, const struct draft *d)
{
	enum err e;

	if (!str_is(d->state, DRAFT_EDITING) ||
	    str_is(row->state, product_state_name(PRODUCT_RESTRICTED)))
		return ERR_STATE;
	if (!seller_is_active(row))
		return ERR_FORBIDDEN;
	e = draft_submit(act->db, d, act->user_id, act->now_us);
	if (e == OK)
		e = draft_moved(
		    act, row, PRODUCT_ON_SUBMIT, "submitted", STR_NONE);
	return e == OK ? seller_mail(act, row->seller_id, "listing_submitted",
			     row->product_id)
		       : e;
}

enum err
listing_withdraw(
    struct act *act, const struct listing_row *row, const struct draft *d)
{
	enum err e;

	if (!str_is(d->state, DRAFT_IN_REVIEW))
		return ERR_STATE;
	e = draft_return(act->db, d, STR_NONE);
	return e == OK
	    ? draft_moved(act, row, PRODUCT_ON_WITHDRAW, "withdrawn", STR_NONE)
	    : e;
}

enum err
listing_ask(struct act *act, const struct listing_row *row,
    const struct draft *d, struct str note)
{
	enum err e;

	if (!str_is(d->state, DRAFT_IN_REVIEW))
		return ERR_STATE;
	e = draft_return(act->db, d, note);
	if (e == OK)
		e = draft_moved(
		    act, row, PRODUCT_ON_ASK, "changes_asked", note);
	return e == OK ? seller_mail(act, row->seller_id, "listing_changes",
			     row->product_id)
		       : e;
}

static enum err
draft_publish(struct act *act, const struct listing_row *row,
    const struct draft *d, const struct listing_body *l,
    const struct listing_found *found)
{
	struct publication p = {
		.product_id = row->product_id,
		.seller_id = row->seller_id,
		.category_id = found->category_id,
		.slug = row->slug,
		.delivery = row->delivery,
		.listing = l,
		.json = d->body,
		.media = found->media,
		.nmedia = found->nmedia,
		.published_by = act->user_id,
	};

	return listings_publish(act, &p, 1);
}

enum err
listing_approve(struct act *act, const struct listing_row *row,
    const struct draft *d, const struct listing_body *l,
    const struct listing_found *found)
{
	enum err e;

	if (!str_is(d->state, DRAFT_IN_REVIEW) ||
	    str_is(row->state, product_state_name(PRODUCT_RESTRICTED)))
		return ERR_STATE;
	e = draft_delete(act->db, d);
	if (e == OK)
		e = draft_moved(
		    act, row, PRODUCT_ON_APPROVE, "approved", STR_NONE);
	if (e == OK)
		e = seller_mail(
		    act, row->seller_id, "listing_approved", row->product_id);
	return e == OK ? draft_publish(act, row, d, l, found) : e;
}

/* What buyers see of it changes: their copies have to know. */
static enum err
product_show(struct act *act, const struct listing_row *row,
    enum product_event event, const char *kind, struct str reason, bool *moved)
{
	enum err e = product_move(act, row, event, kind, reason, moved);

	if (e != OK || !*moved)
		return e;
	return catalogue_changed(act->db, act->arena, &row->product_id, 1);
}

enum err
listing_hide(struct act *act, const struct listing_row *row)
{
	bool moved;

	return product_show(
	    act, row, PRODUCT_ON_HIDE, "hidden", STR_NONE, &moved);
}

enum err
listing_show(struct act *act, const struct listing_row *row)
{
	bool moved;

	if (!seller_is_active(row))
		return ERR_FORBIDDEN;
	return product_show(
	    act, row, PRODUCT_ON_SHOW, "shown", STR_NONE, &moved);
}

enum err
listing_restrict(
    struct act *act, const struct listing_row *row, struct str reason)
{
	bool moved;
	enum err e = product_show(
	    act, row, PRODUCT_ON_RESTRICT, "restricted", reason, &moved);

	return e == OK && moved ? seller_mail(act, row->seller_id,
				      "listing_restricted", row->product_id)
				: e;
}

enum err
listing_discard(
    struct act *act, const struct listing_row *row, const struct draft *d)
{
	enum err e;

	if (!str_is(d->state, DRAFT_EDITING))
		return ERR_STATE;
	e = draft_delete(act->db, d);
	if (e == OK && row->revision == 0)
		e = listing_delete(act->db, row->product_id);
	return e == OK
	    ? product_event(act, row, "discarded", NULL, NULL, STR_NONE)
	    : e;
}
