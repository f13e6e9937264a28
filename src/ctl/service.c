#include "act/service.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"

static const struct column columns[] = {
	{ "SERVICE", "id", false },
	{ "ORDER", "order", false },
	{ "DELIVERED BY", "driver", false },
	{ "ACCESS", "access", false },
	{ "TOLD", "told_at", false },
	{ "TERM ENDS", "term_ends_at", false },
};
enum {
	COLUMNS = sizeof(columns) / sizeof(columns[0]),
	SERVICES_MAX = 1000,
	REASON_CHARS_MAX = 200
};

static enum err
row_add(struct ctl *c, struct table *t, const struct service *s)
{
	return table_add(t,
	    (const struct str[]){ cell_id(c->arena, ID_SERVICE, s->service_id),
		cell_id(c->arena, ID_ORDER, s->order_id), s->driver, s->access,
		cell_time(c->arena, s->told_at_us),
		cell_time(c->arena, s->term_ends_at_us) });
}

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	struct service *list = NULL;
	size_t n = 0;
	enum err e = services_all(db, c->arena, &list, &n, SERVICES_MAX);

	(void)arg;
	for (size_t i = 0; e == OK && i < n; i++)
		e = row_add(c, t, &list[i]);
	return e;
}

static int
service_list(struct ctl *c, int argc, char **argv)
{
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);

	if (status != CTL_OK)
		return status;
	return listing_print(c, columns, COLUMNS, rows_add, NULL, "services");
}

struct change {
	struct ctl *c;
	enum service_move move;
	struct id service_id;
	struct str reason;
	int64_t until_us;
};

static enum err
change_tx(struct db *db, void *arg)
{
	const struct change *x = arg;
	struct act act = { .db = db,
		.arena = x->c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR };

	return x->move == SERVICE_RENEW
	    ? service_renew(&act, x->service_id, x->until_us)
	    : service_change(&act, x->service_id, x->move, x->reason);
}

static int
change_check(struct ctl *c, struct change *x, const char *service,
    const char *reason, const char *until)
{
	if (!service ||
	    id_parse(&x->service_id, ID_SERVICE, str_from(service)) != OK)
		return ctl_misused(c, "name the service by its id: srv_...");
	x->reason = str_from(reason);
	if (reason && !text_name(x->reason, REASON_CHARS_MAX))
		return ctl_misused(
		    c, "--reason wants " CTL_NAME, REASON_CHARS_MAX);
	if (x->move == SERVICE_RENEW &&
	    (!until || time_parse(&x->until_us, str_from(until)) != OK))
		return ctl_misused(c,
		    "--until wants the new end of the term in UTC:"
		    " 2027-01-31T00:00:00Z");
	return CTL_OK;
}

static int
change_run(struct ctl *c, int argc, char **argv, enum service_move move)
{
	const char *service = NULL, *reason = NULL, *until = NULL;
	const struct ctl_option both[] = { { "--reason", &reason, NULL },
		{ "--until", &until, NULL } };
	struct change x = { .c = c, .move = move };
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv,
	    move == SERVICE_RENEW ? &both[1] : &both[0], 1, &service, &nargs);

	if (status == CTL_OK)
		status = change_check(
		    c, &x, nargs == 1 ? service : NULL, reason, until);
	if (status == CTL_OK)
		status = ctl_tx(c, change_tx, &x, service);
	if (status == CTL_OK)
		ctl_done(c, "%s: %s; who provisioned it is told", service,
		    service_move_name(move));
	return status;
}

static int
service_freeze_run(struct ctl *c, int argc, char **argv)
{
	return change_run(c, argc, argv, SERVICE_FREEZE);
}

static int
service_unfreeze_run(struct ctl *c, int argc, char **argv)
{
	return change_run(c, argc, argv, SERVICE_UNFREEZE);
}

static int
service_release_run(struct ctl *c, int argc, char **argv)
{
	return change_run(c, argc, argv, SERVICE_RELEASE);
}

static int
service_renew_run(struct ctl *c, int argc, char **argv)
{
	return change_run(c, argc, argv, SERVICE_RENEW);
}

int
command_service(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", service_list },
		{ "freeze", service_freeze_run },
		{ "unfreeze", service_unfreeze_run },
		{ "release", service_release_run },
		{ "renew", service_renew_run },
	};

	return ctl_subcommand(c, argc, argv, subs, 5);
}
