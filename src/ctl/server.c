#include <stdio.h>

#include "base/sys.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "store/event.h"
#include "store/order_server.h"

static const struct column columns[] = {
	{ "REGION", "region", false },
	{ "FLAVOUR", "flavour", false },
	{ "VCPUS", "vcpus", true },
	{ "GIB", "memory_gib", true },
	{ "IMAGE", "image", false },
	{ "VPC", "vpc", false },
	{ "SUBNET", "subnet", false },
	{ "LOGIN", "login_name", false },
	{ "PASSWORD", "password", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

struct view {
	struct ctl *c;
	struct id order_id;
	struct str seal_key; /* .p NULL: the password is not asked for */
	struct order_server server;
	struct str password;
};

/* Whoever reads it leaves a trace in the order's history. */
static enum err
password_read(struct view *v, struct db *db)
{
	const struct order_server *s = &v->server;
	const struct str aad = { (const char *)s->line_id.b,
		sizeof(s->line_id.b) };
	enum err e;

	if (s->password_sealed.n == 0)
		return ERR_STATE;
	e = unseal(
	    v->c->arena, &v->password, v->seal_key, aad, s->password_sealed);
	return e == OK ? ctl_event(db, "order", v->order_id,
			     "server_password_read", STR_NONE, STR_NONE)
		       : e;
}

static enum err
view_tx(struct db *db, void *arg)
{
	struct view *v = arg;
	struct order_server *found;
	size_t n = 0;
	enum err e = order_servers_of(
	    db, v->c->arena, &found, &n, &v->order_id, 1);

	if (e == OK && n != 1)
		return ERR_NOT_FOUND;
	if (e != OK)
		return e;
	v->server = found[0];
	return v->seal_key.p ? password_read(v, db) : OK;
}

static enum err
view_print(struct view *v)
{
	const struct order_server *s = &v->server;
	struct arena *a = v->c->arena;
	struct table *t = table_open(a, columns, COLUMNS);
	enum err e;

	if (!t)
		return ERR_NOMEM;
	e = table_add(t,
	    (const struct str[]){ s->region, s->flavour,
		cell_count(a, s->vcpus), cell_count(a, s->memory_gib), s->image,
		cell_id(a, ID_VPC, s->vpc_id),
		cell_id(a, ID_SUBNET, s->subnet_id), s->login_name,
		v->seal_key.p		   ? v->password
		    : s->password_sealed.n ? STR("sealed")
					   : STR("wiped") });
	return e == OK ? table_print(t, v->c->json) : e;
}

static int
view_run(struct ctl *c, struct view *v, const char *order)
{
	int status = ctl_tx(c, view_tx, v, order);

	if (status != CTL_OK)
		return status;
	status = ctl_failed(c, view_print(v), order);
	secret_wipe((void *)(uintptr_t)v->password.p, v->password.n);
	return status;
}

int
command_server(struct ctl *c, int argc, char **argv)
{
	bool password = false;
	const struct ctl_option options[] = { { "--password", NULL,
	    &password } };
	struct view v = { .c = c };
	struct keys keys;
	const char *order;
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, options, 1, &order, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0 ||
	    id_parse(&v.order_id, ID_ORDER, str_from(order)) != OK)
		return ctl_misused(c, "name the order by its id: ord_...");
	if (!password)
		return view_run(c, &v, order);
	status = ctl_keys(c, &keys);
	if (status != CTL_OK)
		return status;
	v.seal_key = keys_get(&keys, KEY_SEAL);
	status = view_run(c, &v, order);
	keys_wipe(&keys);
	return status;
}
