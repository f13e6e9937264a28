/* Stages whose plan says that silence accepts them, and what is due of it. */
#include "act/handover.h"
#include "app/settle.h"
#include "base/log.h"
#include "shop.h"

enum { STAGES_BATCH = 100 };

struct silence {
	struct step *step;
	struct id *ids;
	size_t n;
	struct id after, handover_id;
	enum handover_due done;
};

static enum err
list_run(struct db *db, void *arg)
{
	struct silence *x = arg;

	return handovers_waiting(db, x->step->arena, &x->ids, &x->n,
	    x->step->now_us, DEEMED_REMINDERS, x->after, STAGES_BATCH);
}

static enum err
due_run(struct db *db, void *arg)
{
	struct silence *x = arg;
	struct sale_terms terms = settle_terms(
	    x->step->shop->site, x->step->now_us);
	struct act act = step_act(x->step, db);

	return handover_due(&act, &x->done, x->handover_id, &terms);
}

/* What is one stage's fault alone does not keep the others waiting. */
static enum err
due_one(struct silence *x)
{
	const struct shop *shop = x->step->shop;
	char id[ID_TEXT_MAX];
	enum err e = tx_run(shop->site->pool, x->step->arena, due_run, x);

	if (e == OK || step_is_everybodys(e))
		return e;
	log_error("stage put off", "site=%.*s handover=%.*s error=%s",
	    STR_FMT(shop->site->config.site),
	    STR_FMT(id_format(id, ID_HANDOVER, x->handover_id)), err_name(e));
	x->done = DUE_NOTHING;
	return OK;
}

enum err
stages_step(struct step *s)
{
	struct silence x = { .step = s };
	size_t reminded = 0, accepted = 0;
	enum err e = OK;

	do {
		e = tx_run(s->shop->site->pool, s->arena, list_run, &x);
		for (size_t i = 0; !e && i < x.n; i++) {
			x.handover_id = x.after = x.ids[i];
			e = due_one(&x);
			reminded += x.done == DUE_REMINDED;
			accepted += x.done == DUE_ACCEPTED;
		}
	} while (!e && x.n == STAGES_BATCH);
	if (reminded > 0 || accepted > 0)
		log_info("stages nobody answers", "reminded=%zu accepted=%zu",
		    reminded, accepted);
	return e;
}
