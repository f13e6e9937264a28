#include <inttypes.h>
#include <stdio.h>

#include "ctl/admin.h"
#include "ctl/commands.h"
#include "ctl/migration.h"
#include "ctl/table.h"

static const char *
migration_state(const struct migration *m)
{
	return m->finished ? "applied" : m->known ? "stopped" : "pending";
}

static int
plan_print(struct ctl *c, const struct migrations *m)
{
	static const struct column columns[] = {
		{ "MIGRATION", "name", false },
		{ "STATE", "state", false },
		{ "STATEMENTS", "statements", true },
		{ "DONE", "done", true },
	};
	struct table *t = table_open(c->arena, columns, 4);
	enum err e = t ? OK : ERR_NOMEM;
	size_t i;

	for (i = 0; e == OK && i < m->n; i++) {
		const struct migration *it = &m->list[i];

		e = table_add(t,
		    (const struct str[]){ it->name,
			str_from(migration_state(it)),
			arena_printf(c->arena, "%" PRId64, it->statements),
			arena_printf(c->arena, "%" PRId64,
			    it->finished ? it->statements : it->done) });
	}
	if (e == OK)
		e = table_print(t, c->json);
	return ctl_failed(c, e, "plan");
}

static int
plan(struct ctl *c, struct db *db)
{
	struct migrations m;
	enum err e = migrations_read(c->arena, &m, db, c->sql_dir);

	if (m.fault.p)
		return ctl_fail(c, "%.*s", STR_FMT(m.fault));
	if (e != OK)
		return ctl_failed(c, e, c->sql_dir);
	return plan_print(c, &m);
}

static int
dump(struct ctl *c, struct db *db)
{
	struct str text;
	enum err e = schema_dump(c->arena, &text, db);

	if (e == OK && fwrite(text.p, 1, text.n, stdout) != text.n)
		e = ERR_IO;
	return ctl_failed(c, e, "dump");
}

int
command_migrate(struct ctl *c, int argc, char **argv)
{
	struct admin admin = { 0 };
	bool plan_only = false, dump_only = false;
	const struct ctl_option options[] = { ADMIN_OPTIONS(&admin),
		{ "--plan", NULL, &plan_only },
		{ "--dump", NULL, &dump_only } };
	struct db *db;
	int status = ctl_options(c, argc, argv, options,
	    sizeof(options) / sizeof(options[0]), NULL, NULL);

	if (status != CTL_OK)
		return status;
	status = admin_open(c, &db, &admin, true);
	if (status != CTL_OK)
		return status;
	if (plan_only) {
		status = plan(c, db);
	} else if (dump_only) {
		status = dump(c, db);
	} else {
		status = admin_migrate(c, db);
		if (status == CTL_OK)
			status = admin_grant(c, db);
	}
	db_close(db);
	return status;
}
