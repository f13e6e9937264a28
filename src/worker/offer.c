/* Private offers: what the clock made of them, and who is told of it. */
#include "act/offer.h"
#include "base/log.h"
#include "shop.h"

/* What is due of one kind, and the offer at hand. */
struct due {
	struct step *step;
	enum offer_due what;
	struct id *ids;
	size_t n;
	struct id offer_id;
	bool done;
};

static enum err
list_run(struct db *db, void *arg)
{
	struct due *d = arg;
	struct act act = step_act(d->step, db);

	return offers_due(&act, &d->ids, &d->n, d->what);
}

static enum err
record_run(struct db *db, void *arg)
{
	struct due *d = arg;
	struct act act = step_act(d->step, db);

	return offer_due_record(&act, &d->done, d->offer_id, d->what);
}

static enum err
put_off_run(struct db *db, void *arg)
{
	struct due *d = arg;
	struct act act = step_act(d->step, db);

	return offer_due_put_off(&act, d->offer_id);
}

static enum err
due_one(struct due *d)
{
	const struct shop *shop = d->step->shop;
	struct db_pool *pool = shop->site->pool;
	char id[ID_TEXT_MAX];
	enum err e = tx_run(pool, d->step->arena, record_run, d);

	if (e == OK || step_is_everybodys(e))
		return e;
	log_error("offer put off",
	    "site=%.*s offer=%.*s error=%s again_in_h=%d",
	    STR_FMT(shop->site->config.site),
	    STR_FMT(id_format(id, ID_OFFER, d->offer_id)), err_name(e),
	    OFFER_PUT_OFF_H);
	d->done = false;
	return tx_run(pool, d->step->arena, put_off_run, d);
}

/* What has ended is not started, nor reminded of, any more. */
enum err
offers_step(struct step *s)
{
	static const char *const told[OFFER_DUE__MAX] = {
		[OFFER_DUE_END] = "offers expired",
		[OFFER_DUE_START] = "offers started",
		[OFFER_DUE_REMINDER] = "offers that end soon",
	};
	enum err e = OK;

	for (int what = 0; !e && what < OFFER_DUE__MAX; what++) {
		struct due d = { .step = s, .what = (enum offer_due)what };
		size_t done = 0;

		e = tx_run(s->shop->site->pool, s->arena, list_run, &d);
		for (size_t i = 0; !e && i < d.n; i++) {
			d.offer_id = d.ids[i];
			e = due_one(&d);
			done += d.done;
		}
		if (done)
			log_info(told[what], "n=%zu", done);
		s->more |= d.n >= OFFER_BATCH;
	}
	return e;
}
