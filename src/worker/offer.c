/* Private offers: what the clock made of them, and who is told of it. */
#include "act/offer.h"
#include "base/log.h"
#include "shop.h"

struct batch {
	struct step *step;
	enum err (*due)(struct act *act, size_t *n);
	size_t n;
};

static enum err
batch_run(struct db *db, void *arg)
{
	struct batch *b = arg;
	struct act act = step_act(b->step, db);

	return b->due(&act, &b->n);
}

/* What has ended is not started, nor reminded of, any more. */
enum err
offers_step(struct step *s)
{
	static const struct {
		enum err (*due)(struct act *act, size_t *n);
		const char *what;
	} each[] = { { offer_expire_due, "offers expired" },
		{ offer_start_due, "offers started" },
		{ offer_remind_due, "offers that end soon" } };
	enum err e = OK;

	for (size_t i = 0; !e && i < sizeof(each) / sizeof(*each); i++) {
		struct batch b = { .step = s, .due = each[i].due };

		e = tx_run(s->shop->site->pool, s->arena, batch_run, &b);
		if (!e && b.n)
			log_info(each[i].what, "n=%zu", b.n);
		s->more |= b.n >= OFFER_BATCH;
	}
	return e;
}
