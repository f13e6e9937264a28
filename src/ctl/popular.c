#include "act/pins.h"
#include "base/num.h"
#include "base/sys.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "store/catalogue.h"
#include "store/listing.h"

enum { PINS_MAX = 50 };

static const struct column columns[] = {
	{ "PLACE", "place", true },
	{ "SLUG", "slug", false },
	{ "NAME", "name", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	struct pinned *pins;
	size_t n = 0;
	enum err e = popularity_pins(
	    db, c->arena, &pins, &n, c->config.locales[0]);

	(void)arg;
	for (size_t i = 0; e == OK && i < n; i++)
		e = table_add(t,
		    (const struct str[]){ arena_printf(c->arena, "%zu", i + 1),
			pins[i].slug, pins[i].name });
	return e;
}

static int
popular_list(struct ctl *c, int argc, char **argv)
{
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);

	return status == CTL_OK
	    ? listing_print(c, columns, COLUMNS, rows_add, NULL, "pins")
	    : status;
}

struct pinning {
	struct ctl *c;
	struct str slug;
	size_t place; /* from 1; 0: the pin goes */
};

/* The pins as they are, without this product, or with it at its place. */
static enum err
pinning_tx(struct db *db, void *arg)
{
	const struct pinning *p = arg;
	struct act act = { .db = db,
		.arena = p->c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR };
	struct popularity *old;
	struct id id, ids[PINS_MAX + 1];
	size_t nold = 0, n = 0;
	enum err e = listing_id(db, act.arena, &id, p->slug);

	if (e == OK)
		e = popularity_pinned(db, act.arena, &old, &nold);
	if (e != OK)
		return e;
	for (size_t i = 0; i < nold && n < PINS_MAX; i++) {
		if (p->place > 0 && n + 1 == p->place)
			ids[n++] = id;
		if (!id_eq(old[i].product_id, id))
			ids[n++] = old[i].product_id;
	}
	if (p->place > n)
		ids[n++] = id;
	return n > PINS_MAX ? ERR_LIMIT : pins_set(&act, ids, n);
}

static int
pinning_run(struct ctl *c, struct pinning *p, const char *slug)
{
	int status;

	p->c = c;
	p->slug = str_from(slug);
	status = ctl_tx(c, pinning_tx, p, slug);
	if (status == CTL_OK)
		ctl_done(
		    c, "%s: %s", slug, p->place > 0 ? "pinned" : "unpinned");
	return status;
}

static int
popular_pin(struct ctl *c, int argc, char **argv)
{
	const char *slug, *place = NULL;
	const struct ctl_option options[] = { { "--place", &place, NULL } };
	struct pinning p = { .place = 1 };
	int64_t number = 1;
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, options, 1, &slug, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0)
		return ctl_misused(c, "name the product by its slug");
	if (place && num_parse_in(&number, str_from(place), 1, PINS_MAX) != OK)
		return ctl_misused(
		    c, "--place wants a number from 1 to %d", PINS_MAX);
	p.place = (size_t)number;
	return pinning_run(c, &p, slug);
}

static int
popular_unpin(struct ctl *c, int argc, char **argv)
{
	struct pinning p = { .place = 0 };
	const char *slug;
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, NULL, 0, &slug, &nargs);

	if (status != CTL_OK)
		return status;
	return nargs == 1 ? pinning_run(c, &p, slug)
			  : ctl_misused(c, "name the product by its slug");
}

int
command_popular(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", popular_list },
		{ "pin", popular_pin },
		{ "unpin", popular_unpin },
	};

	return ctl_subcommand(c, argc, argv, subs, 3);
}
