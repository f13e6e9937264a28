#include "act/provision.h"

#include "crypto/token.h"
#include "store/order.h"
#include "store/task.h"

static const struct id nobody = { { 0 } };

static struct str
id_bytes(const struct id *id)
{
	return (struct str){ (const char *)id->b, sizeof(id->b) };
}

/* A failure may be followed by a success; nothing undoes that. */
static enum err
is_news(struct act *act, bool *out, const struct provision_report *r)
{
	struct provision_result known;
	enum err e = provision_result_get(
	    act->db, act->arena, &known, r->line_id);

	*out = e == ERR_NOT_FOUND ||
	    (e == OK && known.failed && !str_eq(known.event_ref, r->event_ref));
	if (e == OK && *out)
		e = provision_result_drop(act->db, r->line_id);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
report_keep(
    struct act *act, const struct provision_report *r, struct str seal_key)
{
	struct provision_result result = {
		.line_id = r->line_id,
		.event_ref = str_sub(r->event_ref, 0, PROVISION_EVENT_MAX),
		.failed = r->failed,
		.access_url = r->access_url,
		.note = r->note.p ? r->note : STR(""),
		.received_at_us = act->now_us,
	};
	enum err e = OK;

	if (r->secret.n > 0)
		e = seal(act->arena, &result.secret_sealed, seal_key,
		    id_bytes(&r->line_id), r->secret);
	return e == OK ? provision_result_insert(act->db, &result) : e;
}

enum err
provision_reported(
    struct act *act, const struct provision_report *r, struct str seal_key)
{
	struct message go_on;
	struct id order_id;
	struct order o;
	bool news = false;
	enum err e = provision_order_of(
	    act->db, act->arena, &order_id, r->line_id);

	if (e == OK)
		e = order_lock(act->db, act->arena, &o, order_id, nobody);
	if (e != OK)
		return e;
	/* Given back while it was being made: what was made is switched off. */
	if (o.state == ORDER_REFUNDED && !r->failed)
		return provision_undo_by_hand(act, order_id);
	if (o.state != ORDER_PAID && o.state != ORDER_PROVISIONING &&
	    o.state != ORDER_PROVISION_FAILED)
		return OK;
	e = is_news(act, &news, r);
	if (e != OK || !news)
		return e;
	go_on = act_message(act, "provision", "provision", nobody, order_id);
	e = report_keep(act, r, seal_key);
	return e == OK ? outbox_insert(act->db, &go_on, 1) : e;
}

enum err
provision_undo(struct act *act, const struct order *o)
{
	struct message undo = act_message(
	    act, "provision", "provision", nobody, o->order_id);
	bool made = false;
	enum err e;

	if (o->active_at_us != 0 || !id_is_nil(o->renews_order_id))
		return OK;
	e = provision_results_made(act->db, act->arena, &made, o->order_id);
	if (e == OK && made)
		e = provision_undo_by_hand(act, o->order_id);
	return e == OK ? outbox_insert(act->db, &undo, 1) : e;
}

enum err
provision_undo_by_hand(struct act *act, struct id order_id)
{
	struct order o;
	enum err e = order_lock(act->db, act->arena, &o, order_id, nobody);

	if (e != OK || o.state != ORDER_REFUNDED || o.active_at_us != 0)
		return e;
	e = task_open(act->db, STR(TASK_RELEASE), order_id, act->now_us);
	return e == OK ? provision_results_drop(act->db, order_id) : e;
}

enum err
provision_said(struct act *act, struct provision_result *out,
    struct str *secret, struct id line_id, struct str seal_key)
{
	enum err e = provision_result_get(act->db, act->arena, out, line_id);

	*secret = STR("");
	return e == OK && out->secret_sealed.n > 0
	    ? unseal(act->arena, secret, seal_key, id_bytes(&line_id),
		  out->secret_sealed)
	    : e;
}

enum err
provision_look_again(
    struct act *act, struct id order_id, struct id asking, int64_t at_us)
{
	struct message later = act_message(
	    act, "provision", "provision", nobody, order_id);
	bool other = false;
	enum err e = outbox_has_other(
	    act->db, act->arena, &other, STR("provision"), order_id, asking);

	later.next_at_us = at_us;
	return e == OK && !other ? outbox_insert(act->db, &later, 1) : e;
}
