#include "base/num.h"
#include "base/text.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "store/flavour.h"

enum { POSITION_MAX = 10000, CODE_MAX = 40, REGION_NAME_MAX = 80 };

static const struct column columns[] = {
	{ "CODE", "code", false },
	{ "NAME", "name", false },
	{ "POSITION", "position", true },
	{ "STATE", "state", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	struct region *all;
	size_t n = 0;
	enum err e = regions_all(db, c->arena, &all, &n);

	(void)arg;
	for (size_t i = 0; e == OK && i < n; i++)
		e = table_add(t,
		    (const struct str[]){ all[i].code, all[i].name,
			cell_count(c->arena, all[i].position),
			all[i].closed ? STR("CLOSED") : STR("OPEN") });
	return e;
}

static int
region_list(struct ctl *c, int argc, char **argv)
{
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);

	return status == CTL_OK
	    ? listing_print(c, columns, COLUMNS, rows_add, NULL, "regions")
	    : status;
}

/* What is asked for; .p NULL, -1: as it is. */
struct asked {
	struct ctl *c;
	struct str code, name;
	int64_t position;
	int closed;
	bool add;
};

static enum err
region_tx(struct db *db, void *arg)
{
	const struct asked *a = arg;
	struct region *all, row = { .code = a->code, .name = a->name };
	bool found = false;
	size_t n = 0;
	enum err e = regions_all(db, a->c->arena, &all, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		if (str_eq(all[i].code, a->code)) {
			row = all[i];
			found = true;
		}
	if (e == OK && found == a->add)
		e = found ? ERR_EXISTS : ERR_NOT_FOUND;
	if (e != OK)
		return e;
	if (a->name.p)
		row.name = a->name;
	if (a->position >= 0)
		row.position = a->position;
	if (a->closed >= 0)
		row.closed = a->closed > 0;
	return region_put(db, &row);
}

static int
region_run(
    struct ctl *c, int argc, char **argv, struct asked *a, const char *done)
{
	const char *code, *name = NULL, *position = NULL;
	const struct ctl_option options[] = { { "--name", &name, NULL },
		{ "--position", &position, NULL } };
	size_t nargs = 1;
	int status = ctl_options(
	    c, argc, argv, options, a->closed < 0 ? 2 : 0, &code, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0 || !text_is(TEXT_SLUG, str_from(code)) ||
	    strlen(code) > CODE_MAX)
		return ctl_misused(c,
		    "name the region by its code: a-z, 0-9 and inner hyphens,"
		    " at most %d",
		    CODE_MAX);
	a->c = c;
	a->code = str_from(code);
	a->name = str_from(name);
	if (a->add && !name)
		return ctl_misused(c, "--name is missing");
	if (name && !text_name(a->name, REGION_NAME_MAX))
		return ctl_misused(
		    c, "--name wants " CTL_NAME, REGION_NAME_MAX);
	if (position &&
	    num_parse_in(&a->position, str_from(position), 0, POSITION_MAX) !=
		OK)
		return ctl_misused(
		    c, "--position wants a number from 0 to %d", POSITION_MAX);
	status = ctl_tx(c, region_tx, a, code);
	if (status == CTL_OK)
		ctl_done(c, "%s: %s", code, done);
	return status;
}

static int
region_add(struct ctl *c, int argc, char **argv)
{
	struct asked a = { .position = -1, .closed = -1, .add = true };

	return region_run(c, argc, argv, &a, "added");
}

static int
region_change(struct ctl *c, int argc, char **argv)
{
	struct asked a = { .position = -1, .closed = -1 };

	return region_run(c, argc, argv, &a, "changed");
}

static int
region_close(struct ctl *c, int argc, char **argv)
{
	struct asked a = { .position = -1, .closed = 1 };

	return region_run(c, argc, argv, &a, "closed to new servers");
}

static int
region_open(struct ctl *c, int argc, char **argv)
{
	struct asked a = { .position = -1, .closed = 0 };

	return region_run(c, argc, argv, &a, "open");
}

int
command_region(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", region_list },
		{ "add", region_add },
		{ "change", region_change },
		{ "close", region_close },
		{ "open", region_open },
	};

	return ctl_subcommand(c, argc, argv, subs, 5);
}
