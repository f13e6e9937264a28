/* What the pages tell of orders in stages. */
#include "act/notification.h"
#include "act/seller.h"
#include "handover_moves.h"
#include "stages.h"
#include "store/company.h"

static const struct id nobody = { { 0 } };

/* "2: Build (Halo Frames)"; of the whole order its product alone. */
static enum err
topic_of(struct act *act, struct str *out, const struct order *o, int64_t stage)
{
	struct order_line *lines = NULL;
	struct plan_version v;
	size_t n = 0;
	enum err e = order_lines_of(
	    act->db, act->arena, &lines, &n, &o->order_id, 1);

	if (e == OK && n == 0)
		return ERR_BUG;
	if (e == OK && stage > 0)
		e = payment_plan_get(
		    act->db, act->arena, &v, o->order_id, o->plan_version);
	if (e != OK)
		return e;
	*out = lines[0].product_name;
	if (stage > 0 && (size_t)stage <= v.plan.n)
		*out = arena_printf(act->arena, "%lld: %.*s (%.*s)",
		    (long long)stage, STR_FMT(v.plan.stages[stage - 1].name),
		    STR_FMT(lines[0].product_name));
	return out->p == NULL ? ERR_NOMEM : OK;
}

enum err
stage_notice(struct act *act, struct id order_id, int64_t stage,
    const char *kind, int64_t at_us, bool to_buyer)
{
	struct notice notice = {
		.kind = kind, .subject_id = order_id, .at_us = at_us
	};
	struct company company;
	struct order o;
	enum err e = order_get(act->db, act->arena, &o, order_id, nobody);

	if (e == OK)
		e = topic_of(act, &notice.topic, &o, stage);
	if (e == OK)
		e = company_get(act->db, act->arena, &company, o.company_id);
	if (e != OK)
		return e;
	notice.party = to_buyer ? o.seller_name : company.name;
	return to_buyer ? notify_buyers(act, o.company_id, &notice)
			: notify_sellers(act, o.seller_id, &notice);
}

/* A service's sides hear of it by mail alone. */
static enum err
told(struct act *act, const struct handover *h, const char *template,
    bool to_buyer)
{
	return h->stage == 0 ? OK
			     : stage_notice(act, h->order_id, h->stage,
				   template, h->accept_by_us, to_buyer);
}

enum err
handover_tell_buyer(struct act *act, const struct order *o,
    const struct handover *h, const char *template)
{
	struct message mail = act_message(
	    act, "mail", template, o->user_id, h->handover_id);
	enum err e = outbox_insert(act->db, &mail, 1);

	return e == OK ? told(act, h, template, true) : e;
}

enum err
handover_tell_seller(
    struct act *act, const struct handover *h, const char *template)
{
	enum err e = seller_mail(act, h->seller_id, template, h->handover_id);

	return e == OK ? told(act, h, template, false) : e;
}

enum err
order_tell_side(
    struct act *act, const struct order *o, const char *template, bool to_buyer)
{
	struct message mail = act_message(
	    act, "mail", template, o->user_id, o->order_id);
	enum err e = to_buyer
	    ? outbox_insert(act->db, &mail, 1)
	    : seller_mail(act, o->seller_id, template, o->order_id);

	return e == OK
	    ? stage_notice(act, o->order_id, 0, template, 0, to_buyer)
	    : e;
}
