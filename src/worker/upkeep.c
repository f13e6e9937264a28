#include "act/bill.h"
#include "act/order.h"
#include "act/seal.h"
#include "act/term.h"
#include "base/log.h"
#include "base/sys.h"
#include "domain/webhook.h"
#include "shop.h"
#include "store/catalogue.h"
#include "store/invitation.h"
#include "store/mobile_code.h"
#include "store/notification.h"
#include "store/service.h"
#include "store/session.h"
#include "store/throttle.h"
#include "store/upkeep.h"
#include "store/webhook_message.h"

enum {
	PURGE_BATCH = 500,
	/* A window that ended counts nothing; a used link explains itself. */
	THROTTLE_KEPT_S = 86400,
	TOKEN_KEPT_S = 30 * 86400,
	POPULAR_DAYS = 30
};

struct sealing {
	struct step *step;
	enum chain chain;
	size_t sealed;
};

static enum err
seal_run(struct db *db, void *arg)
{
	struct sealing *x = arg;
	struct act act = step_act(x->step, db);

	return seal_chain(&act, &x->sealed, x->chain);
}

enum err
chains_seal(struct step *s)
{
	struct sealing x = { .step = s };
	enum err e = OK;

	for (int c = 0; !e && c < CHAIN__MAX; c++) {
		x.chain = (enum chain)c;
		x.sealed = 0;
		e = tx_run(s->shop->site->pool, s->arena, seal_run, &x);
		s->more |= x.sealed == SEAL_BATCH;
	}
	return e;
}

struct expiry {
	struct step *step;
	size_t expired;
};

static enum err
expire_run(struct db *db, void *arg)
{
	struct expiry *x = arg;
	struct act act = step_act(x->step, db);

	return order_expire_due(&act, &x->expired);
}

enum err
orders_expire(struct step *s)
{
	struct expiry x = { .step = s };
	enum err e = tx_run(s->shop->site->pool, s->arena, expire_run, &x);

	if (!e && x.expired)
		log_info("orders expired", "n=%zu", x.expired);
	s->more = x.expired == EXPIRE_BATCH;
	return e;
}

struct lateness {
	struct step *step;
	size_t marked;
};

static enum err
overdue_run(struct db *db, void *arg)
{
	struct lateness *x = arg;
	struct act act = step_act(x->step, db);

	return bill_overdue_due(&act, &x->marked);
}

enum err
bills_overdue(struct step *s)
{
	struct lateness x = { .step = s };
	enum err e = tx_run(s->shop->site->pool, s->arena, overdue_run, &x);

	if (!e && x.marked)
		log_info("bills overdue", "n=%zu", x.marked);
	s->more = x.marked == OVERDUE_BATCH;
	return e;
}

static enum err
remind_run(struct db *db, void *arg)
{
	struct lateness *x = arg;
	struct act act = step_act(x->step, db);

	return bill_remind_due(&act, &x->marked);
}

enum err
bills_remind(struct step *s)
{
	struct lateness x = { .step = s };
	enum err e = tx_run(s->shop->site->pool, s->arena, remind_run, &x);

	s->more = x.marked == REMIND_BATCH;
	return e;
}

struct terms {
	struct step *step;
	size_t done;
};

static enum err
terms_run(struct db *db, void *arg)
{
	struct terms *x = arg;
	struct act act = step_act(x->step, db);

	return terms_step_due(
	    &act, &x->done, x->step->shop->site->config.grace_days);
}

enum err
terms_step(struct step *s)
{
	struct terms x = { .step = s };
	enum err e = tx_run(s->shop->site->pool, s->arena, terms_run, &x);

	s->more = x.done == TERMS_BATCH;
	return e;
}

static enum err
heads_run(struct db *db, void *arg)
{
	struct step *s = arg;
	struct str seed = keys_get(&s->shop->site->keys, KEY_CHAIN);
	struct str dir = arena_printf(s->arena, "%s/seals", s->shop->data_dir);
	bool claimed;
	enum err e = dir.p == NULL
	    ? ERR_NOMEM
	    : upkeep_claim(
		  db, &claimed, UPKEEP_HEADS_HOUR, s->now_us / HOUR_US);

	if (e || !claimed)
		return e;
	for (int c = 0; !e && c < CHAIN__MAX; c++)
		e = seal_head_append(db, s->arena, (enum chain)c, dir.p,
		    (const uint8_t *)seed.p, s->now_us);
	return e;
}

enum err
heads_sign(struct step *s)
{
	return tx_run(s->shop->site->pool, s->arena, heads_run, s);
}

static enum err
purge_run(struct db *db, void *arg)
{
	struct step *s = arg;
	const struct site_config *c = &s->shop->site->config;
	const struct session_limits limits = {
		.now_us = s->now_us,
		.idle_us = c->session_idle_min * MIN_US,
		.max_us = c->session_max_h * HOUR_US,
	};
	uint64_t sessions = 0, throttles = 0, tokens = 0, codes = 0,
		 invitations = 0, shown = 0, notices = 0, told = 0;
	enum err e = session_purge(db, &limits, PURGE_BATCH, &sessions);

	if (!e)
		e = throttle_purge(db, s->now_us - THROTTLE_KEPT_S * SEC_US,
		    PURGE_BATCH, &throttles);
	if (!e)
		e = mail_tokens_purge(db, s->now_us - TOKEN_KEPT_S * SEC_US,
		    PURGE_BATCH, &tokens);
	if (!e)
		e = mobile_codes_purge(db, s->now_us, PURGE_BATCH, &codes);
	if (!e)
		e = invitations_purge(db, s->now_us - TOKEN_KEPT_S * SEC_US,
		    PURGE_BATCH, &invitations);
	if (!e)
		e = services_wipe(db, s->now_us - SERVICE_SHOWN_S * SEC_US,
		    PURGE_BATCH, &shown);
	if (!e)
		e = notifications_purge(db, s->now_us - NOTICE_DAYS * DAY_US,
		    PURGE_BATCH, &notices);
	if (!e)
		e = webhook_messages_purge(db, s->arena,
		    s->now_us - WEBHOOK_KEPT_DAYS * DAY_US, PURGE_BATCH, &told);
	s->more = told == PURGE_BATCH || notices == PURGE_BATCH ||
	    shown == PURGE_BATCH || invitations == PURGE_BATCH ||
	    sessions == PURGE_BATCH || codes == PURGE_BATCH ||
	    throttles == PURGE_BATCH || tokens == PURGE_BATCH;
	return e;
}

enum err
leftovers_purge(struct step *s)
{
	return tx_run(s->shop->site->pool, s->arena, purge_run, s);
}

/* R9: counted at 00:00 of the site's clocks, over the 30 days before. */
static enum err
popularity_run(struct db *db, void *arg)
{
	struct step *s = arg;
	const struct zone *zone = s->shop->site->zone;
	int64_t day = zone_day(zone, s->now_us);
	bool claimed;
	enum err e = upkeep_claim(db, &claimed, UPKEEP_POPULARITY_DAY, day);

	if (e || !claimed)
		return e;
	log_info("popularity recomputed", "site=%.*s",
	    STR_FMT(s->shop->site->config.site));
	return popularity_recompute(db, s->arena,
	    zone_midnight_us(zone, day - POPULAR_DAYS), s->now_us);
}

enum err
popularity_count(struct step *s)
{
	return tx_run(s->shop->site->pool, s->arena, popularity_run, s);
}
