#include "act/provision.h"
#include "shop.h"
#include "store/order.h"

struct undoing {
	struct step *step;
	struct id order_id;
};

static enum err
by_hand_run(struct db *db, void *arg)
{
	struct undoing *u = arg;
	struct act act = step_act(u->step, db);

	return provision_undo_by_hand(&act, u->order_id);
}

/* The other drivers make nothing: their lines are an operator's. */
static bool
driver_makes(const struct step *s)
{
	return str_is(s->shop->site->config.provision, "webhook");
}

/* *rest: something may be left that only people can find. */
static enum err
line_undo(struct step *s, const struct order *o, const struct order_line *line,
    bool *rest, struct str *why)
{
	enum err e = ERR_NOT_FOUND;

	if (line->delivery == DELIVERY_SERVICE)
		return OK;
	if (line->delivery != DELIVERY_IMAGE)
		e = line_release(s, o, line, why);
	*rest |= e == ERR_STATE || (e == ERR_NOT_FOUND && driver_makes(s));
	return e == ERR_STATE || e == ERR_NOT_FOUND ? OK : e;
}

enum err
order_undo(struct step *s, const struct order *o,
    const struct order_line *lines, size_t n, bool asked, struct str *why)
{
	struct undoing u = { s, o->order_id };
	bool rest = false;
	enum err e = OK;

	/* What was delivered, its services are released of. */
	if (o->active_at_us != 0 || !id_is_nil(o->renews_order_id))
		return OK;
	for (size_t i = 0; e == OK && i < n; i++)
		e = line_undo(s, o, &lines[i], &rest, why);
	return e == OK && asked && rest
	    ? tx_run(s->shop->site->pool, s->arena, by_hand_run, &u)
	    : e;
}
