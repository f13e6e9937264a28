#include "act/endpoint.h"
#include "act/handover.h"
#include "act/licence.h"
#include "act/order.h"
#include "act/provision.h"
#include "act/refund.h"
#include "act/term.h"
#include "app/settle.h"
#include "base/sys.h"
#include "crypto/token.h"
#include "shop.h"
#include "store/order.h"
#include "store/order_server.h"

/*
 * A provisioner that said "later" calls back; in case that is lost it is
 * asked again, and in the end an operator is.
 */
static const int64_t LOOK_AGAIN_US = HOUR_US, PATIENCE_US = 24 * HOUR_US;

/* An order, its lines and what the drivers have said of them. */
struct fulfilment {
	struct step *step;
	struct id order_id;
	struct order order;
	struct order_line *lines; /* without the server's */
	size_t n;
	struct order_server *server; /* of an image; NULL: none */
	struct delivery deliveries[LINES_MAX];
	bool by_hand, accepted;
	bool by_seller; /* a service: the buyer accepts it later */
	bool gave_up;	/* an earlier message about it did */
	struct id message_id;
	struct str reason;
};

/* A server is delivered with its image's line. */
static enum err
server_read(struct fulfilment *f, struct db *db)
{
	size_t kept = 0, n = 0;
	enum err e;

	for (size_t i = 0; i < f->n; i++)
		if (!line_is_server(&f->lines[i]))
			f->lines[kept++] = f->lines[i];
	f->server = NULL;
	if (kept == f->n)
		return OK;
	f->n = kept;
	e = order_servers_of(
	    db, f->step->arena, &f->server, &n, &f->order_id, 1);
	return e == OK && n != 1 ? ERR_BUG : e;
}

static enum err
start_run(struct db *db, void *arg)
{
	struct fulfilment *f = arg;
	struct arena *a = f->step->arena;
	struct act act = step_act(f->step, db);
	const struct id nobody = { { 0 } };
	enum err e = order_provision_start(&act, f->order_id);

	/* Delivered by an operator meanwhile, or cancelled: read and see. */
	if (e != OK && e != ERR_STATE)
		return e;
	e = order_get(db, a, &f->order, f->order_id, nobody);
	if (!e)
		e = order_lines_of(db, a, &f->lines, &f->n, &f->order_id, 1);
	/* The server of a renewal runs already. */
	return e || !id_is_nil(f->order.renews_order_id) ? e
							 : server_read(f, db);
}

static enum err
finish_run(struct db *db, void *arg)
{
	struct fulfilment *f = arg;
	struct act act = step_act(f->step, db);

	enum err e = OK;

	if (f->by_seller)
		return handover_open(&act, &f->order);
	if (f->by_hand ||
	    (f->accepted && act.now_us - f->order.paid_at_us > PATIENCE_US))
		e = order_provision_by_hand(&act, f->order_id);
	if (e == OK && f->accepted)
		e = provision_look_again(&act, f->order_id, f->message_id,
		    act.now_us + LOOK_AGAIN_US);
	if (e != OK || f->by_hand || f->accepted)
		return e;
	e = order_deliver(&act, f->order_id, f->deliveries, f->n,
	    keys_get(&f->step->shop->site->keys, KEY_SEAL));
	return e == OK ? provision_results_drop(db, f->order_id) : e;
}

/* The licences of the order that the seller keeps keys for. */
static enum err
pools_run(struct db *db, void *arg)
{
	struct fulfilment *f = arg;
	struct str key = keys_get(&f->step->shop->site->keys, KEY_SEAL);
	struct act act = step_act(f->step, db);
	enum err e = OK;

	for (size_t i = 0; e == OK && i < f->n; i++) {
		struct delivery *d = &f->deliveries[i];

		if (f->lines[i].delivery != DELIVERY_LICENSE)
			continue;
		*d = (struct delivery){ .note = STR(""),
			.driver = STR("pool") };
		e = licence_line_keys(
		    &act, &d->secret, &f->order, &f->lines[i], key);
		if (e == OK)
			d->line_id = f->lines[i].line_id;
		if (e == ERR_NOT_FOUND)
			e = OK;
	}
	return e;
}

/* The order waits, for an operator or for the seller's next keys. */
static enum err
keys_missing_run(struct db *db, void *arg)
{
	struct fulfilment *f = arg;
	struct act act = step_act(f->step, db);
	enum err e = order_provision_by_hand(&act, f->order_id);

	for (size_t i = 0; e == OK && i < f->n; i++)
		if (f->lines[i].delivery == DELIVERY_LICENSE)
			e = licence_keys_missing(&act, &f->order, &f->lines[i]);
	return e;
}

/* ERR_STATE: its password is wiped, so it was delivered. */
static enum err
server_unseal(struct fulfilment *f, struct provision_server *out)
{
	const struct order_server *s = f->server;
	const struct str aad = { (const char *)s->line_id.b,
		sizeof(s->line_id.b) };
	char id[ID_TEXT_MAX];

	if (s->password_sealed.n == 0)
		return ERR_STATE;
	*out = (struct provision_server){
		.region = s->region,
		.flavour = s->flavour,
		.vpc = str_copy(
		    f->step->arena, id_format(id, ID_VPC, s->vpc_id)),
		.image = s->image,
		.user = s->login_name,
	};
	out->subnet = str_copy(
	    f->step->arena, id_format(id, ID_SUBNET, s->subnet_id));
	if (!out->vpc.p || !out->subnet.p)
		return ERR_NOMEM;
	return unseal(f->step->arena, &out->password,
	    keys_get(&f->step->shop->site->keys, KEY_SEAL), aad,
	    s->password_sealed);
}

/* By the host's driver; an image's with its server and first sign-in. */
static enum err
line_provision(struct fulfilment *f, size_t i, struct str *why)
{
	struct provision_server server = { .password = STR_NONE };
	const struct provision_server *with = NULL;
	enum provision_outcome outcome = PROVISION_DELIVERED;
	enum err e = OK;

	if (f->lines[i].delivery == DELIVERY_IMAGE && f->server) {
		e = server_unseal(f, &server);
		with = &server;
	}
	if (e == OK)
		e = line_by_driver(f->step, &outcome, &f->deliveries[i],
		    &f->lines[i], with, why);
	secret_wipe((void *)(uintptr_t)server.password.p, server.password.n);
	f->by_hand |= e == OK && outcome == PROVISION_PENDING;
	f->accepted |= e == OK && outcome == PROVISION_ACCEPTED;
	return e;
}

/* A seller's own endpoint goes before the host's driver. */
static enum err
line_deliver(struct fulfilment *f, size_t i, struct str *why)
{
	const struct order_line *line = &f->lines[i];
	enum err e = ERR_NOT_FOUND;

	f->by_seller |= line->delivery == DELIVERY_SERVICE;
	if (line->delivery == DELIVERY_SERVICE)
		return OK;
	if (line->delivery == DELIVERY_SAAS ||
	    line->delivery == DELIVERY_LICENSE)
		e = line_by_endpoint(
		    f->step, &f->deliveries[i], &f->order, line, why);
	return e == ERR_NOT_FOUND ? line_provision(f, i, why) : e;
}

static void
secrets_wipe(struct fulfilment *f)
{
	for (size_t i = 0; i < f->n && i < LINES_MAX; i++) {
		struct str s = f->deliveries[i].secret;

		secret_wipe((void *)(uintptr_t)s.p, s.n);
	}
}

static enum err
renew_run(struct db *db, void *arg)
{
	struct fulfilment *f = arg;
	struct act act = step_act(f->step, db);

	return order_renew(&act, f->order_id);
}

static const struct str too_late = STR(
    "What it renews had ended when it was paid.");

static enum err
too_late_run(struct db *db, void *arg)
{
	struct fulfilment *f = arg;
	struct act act = step_act(f->step, db);

	return order_provision_fail(&act, f->order_id, too_late);
}

static enum err
give_back_run(struct db *db, void *arg)
{
	struct fulfilment *f = arg;
	struct act act = step_act(f->step, db);
	struct sale_terms terms = settle_terms(f->step->shop->site, act.now_us);
	struct id refund_id;

	return refund_give(&act, &refund_id, f->order_id, 0, too_late, &terms);
}

/*
 * Nothing can be delivered for the money of one that comes too late, so all of
 * it goes back; what cannot (nothing is left, or a request waits) stays an
 * operator's.  Repeated after a crash in between, it begins anew.
 */
static enum err
term_lengthen(struct fulfilment *f)
{
	struct db_pool *pool = f->step->shop->site->pool;
	enum err e = tx_run(pool, f->step->arena, renew_run, f);

	if (e != ERR_STATE)
		return e;
	e = tx_run(pool, f->step->arena, too_late_run, f);
	if (e == OK)
		e = tx_run(pool, f->step->arena, give_back_run, f);
	return e == ERR_STATE || e == ERR_RANGE ? OK : e;
}

/* Given back while it was being made; anything else was done by others. */
static enum err
given_back(struct fulfilment *f, struct str *why)
{
	struct step *s = f->step;
	enum err e = tx_run(s->shop->site->pool, s->arena, start_run, f);

	return e == OK && f->order.state == ORDER_REFUNDED
	    ? order_undo(s, &f->order, f->lines, f->n, true, why)
	    : e;
}

static enum err
gave_up_run(struct db *db, void *arg)
{
	struct fulfilment *f = arg;

	return outbox_gave_up(
	    db, f->step->arena, &f->gave_up, STR("provision"), f->order_id);
}

/* A try without an answer, now or before, may have made something. */
static enum err
paid_back(struct fulfilment *f, const struct message *m, struct str *why)
{
	struct step *s = f->step;
	enum err e = tx_run(s->shop->site->pool, s->arena, gave_up_run, f);

	return e != OK ? e
		       : order_undo(s, &f->order, f->lines, f->n,
			     m->tries > 1 || f->gave_up, why);
}

enum err
order_fulfil(struct step *s, const struct message *m, struct str *why)
{
	struct fulfilment f = { .step = s,
		.order_id = m->subject_id,
		.message_id = m->message_id };
	struct db_pool *pool = s->shop->site->pool;
	enum err e = tx_run(pool, s->arena, start_run, &f);

	if (e == OK && f.n > LINES_MAX)
		return ERR_BUG;
	if (e == OK && f.order.state == ORDER_REFUNDED)
		return paid_back(&f, m, why);
	if (e || f.order.state != ORDER_PROVISIONING)
		return e;
	if (!id_is_nil(f.order.renews_order_id))
		return term_lengthen(&f);
	e = tx_run(pool, s->arena, pools_run, &f);
	if (e == ERR_LIMIT) {
		e = tx_run(pool, s->arena, keys_missing_run, &f);
		secrets_wipe(&f);
		return e;
	}
	for (size_t i = 0; !e && i < f.n; i++)
		if (id_is_nil(f.deliveries[i].line_id))
			e = line_deliver(&f, i, why);
	if (!e)
		e = tx_run(pool, s->arena, finish_run, &f);
	secrets_wipe(&f);
	return e == ERR_STATE ? given_back(&f, why) : e;
}

/* Who has an endpoint is told; the buyer need not know what it answered. */
static enum err
sellers_tell(struct act *act, struct fulfilment *f)
{
	const struct id nobody = { { 0 } };
	struct endpoint at;
	enum err e = order_get(
	    act->db, act->arena, &f->order, f->order_id, nobody);

	if (e == OK)
		e = order_lines_of(
		    act->db, act->arena, &f->lines, &f->n, &f->order_id, 1);
	for (size_t i = 0; e == OK && i < f->n; i++) {
		e = endpoint_get(
		    act->db, act->arena, &at, f->lines[i].product_id);
		if (e == OK && at.fault.n > 0) {
			f->reason = STR("seller_endpoint");
			e = endpoint_failed(
			    act, f->order.seller_id, at.product_id);
		}
		if (e == ERR_NOT_FOUND)
			e = OK;
	}
	return e;
}

static enum err
give_up_run(struct db *db, void *arg)
{
	struct fulfilment *f = arg;
	struct act act = step_act(f->step, db);
	enum err e = sellers_tell(&act, f);

	if (e == OK && f->order.state == ORDER_REFUNDED)
		return provision_undo_by_hand(&act, f->order_id);
	return e == OK ? order_provision_fail(&act, f->order_id, f->reason) : e;
}

enum err
order_give_up(struct step *s, const struct message *m, struct str why)
{
	struct fulfilment f = {
		.step = s, .order_id = m->subject_id, .reason = why
	};
	enum err e = tx_run(s->shop->site->pool, s->arena, give_up_run, &f);

	return e == ERR_STATE || e == ERR_NOT_FOUND ? OK : e;
}
