#include "base/sys.h"
#include "ctl/commands.h"
#include "store/order.h"
#include "store/task.h"

struct release {
	struct ctl *c;
	struct id order_id;
};

static enum err
release_tx(struct db *db, void *arg)
{
	const struct release *r = arg;
	struct str none = STR_NONE;
	struct id anyone = { { 0 } };
	struct order o;
	enum err e = order_lock(db, r->c->arena, &o, r->order_id, anyone);

	if (e == OK)
		e = task_close(
		    db, STR(TASK_RELEASE), r->order_id, clock_now_us());
	return e == OK
	    ? ctl_event(db, "order", r->order_id, "released", none, none)
	    : e;
}

int
command_release(struct ctl *c, int argc, char **argv)
{
	struct release r = { .c = c };
	const char *order;
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, NULL, 0, &order, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0 ||
	    id_parse(&r.order_id, ID_ORDER, str_from(order)) != OK)
		return ctl_misused(c, "name the order by its id: ord_...");
	status = ctl_tx(c, release_tx, &r, order);
	if (status == CTL_OK)
		ctl_done(c, "%s is released; nothing waits for it", order);
	return status;
}
