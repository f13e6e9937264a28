#include "act/listing.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "domain/states.h"

enum { PRODUCTS_AT_ONCE = 500, REASON_CHARS_MAX = 300 };

static const struct column columns[] = {
	{ "SLUG", "slug", false },
	{ "NAME", "name", false },
	{ "STATE", "state", false },
	{ "REVISION", "revision", true },
	{ "CHANGE", "draft", false },
	{ "SELLER", "seller", false },
	{ "CATEGORY", "category", false },
	{ "PRODUCT", "id", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
row_add(struct ctl *c, struct table *t, const struct listing_row *row)
{
	return table_add(t,
	    (const struct str[]){ row->slug, row->name, row->state,
		cell_count(c->arena, row->revision), row->draft_state,
		row->seller_slug, row->category,
		cell_id(c->arena, ID_PRODUCT, row->product_id) });
}

/* Of one state, or of all; those with a change in review are IN_REVIEW. */
static bool
is_wanted(const struct listing_row *row, struct str state)
{
	return state.p == NULL || str_eq(row->state, state) ||
	    (str_is(state, DRAFT_IN_REVIEW) &&
		str_is(row->draft_state, DRAFT_IN_REVIEW));
}

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	const struct str *state = arg;
	struct listing_row *rows;
	struct str after = STR("");
	size_t n = 0;
	enum err e;

	do {
		e = listing_rows_all(db, c->arena, &rows, &n, after,
		    PRODUCTS_AT_ONCE, c->config.locales[0]);
		for (size_t i = 0; e == OK && i < n; i++) {
			after = rows[i].slug;
			if (is_wanted(&rows[i], *state))
				e = row_add(c, t, &rows[i]);
		}
	} while (e == OK && n == PRODUCTS_AT_ONCE);
	return e;
}

static int
product_list(struct ctl *c, int argc, char **argv)
{
	const char *wanted = NULL;
	const struct ctl_option options[] = { { "--state", &wanted, NULL } };
	enum product_state known;
	struct str state;
	int status = ctl_options(c, argc, argv, options, 1, NULL, NULL);

	if (status != CTL_OK)
		return status;
	state = str_from(wanted);
	if (wanted && product_state_parse(&known, state) != OK)
		return ctl_misused(c,
		    "--state wants DRAFT, IN_REVIEW, LIVE, HIDDEN or"
		    " RESTRICTED");
	return listing_print(c, columns, COLUMNS, rows_add, &state, "products");
}

struct move {
	struct ctl *c;
	struct str slug, reason;
	enum err (*move)(
	    struct act *act, const struct listing_row *row, struct move *m);
	struct wire_faults faults;
};

static enum err
approve(struct act *act, const struct listing_row *row, struct move *m)
{
	const struct site_config *config = &m->c->config;
	const struct listing_rules rules = { config->locales, config->nlocales,
		config->currencies, config->ncurrencies, config->currency };
	struct wire_faults warnings;
	struct listing_found found;
	struct listing_body l;
	struct draft d;
	enum err e = draft_get(act->db, act->arena, &d, row->product_id);

	if (e == ERR_NOT_FOUND)
		return ERR_STATE;
	if (e == OK)
		e = listing_parse(act->arena, &l, d.body);
	if (e == OK)
		e = listing_look_up(act->db, act->arena, &found, &l,
		    row->seller_id, row->product_id);
	if (e != OK)
		return e;
	listing_check(act->arena, &m->faults, &warnings, &l, row->delivery,
	    &rules, &found);
	/* With faults nothing is written, and they are said by the caller. */
	return m->faults.n > 0 ? OK : listing_approve(act, row, &d, &l, &found);
}

static enum err
hide(struct act *act, const struct listing_row *row, struct move *m)
{
	(void)m;
	return listing_hide(act, row);
}

static enum err
show(struct act *act, const struct listing_row *row, struct move *m)
{
	(void)m;
	return listing_show(act, row);
}

static enum err
restrict_sales(struct act *act, const struct listing_row *row, struct move *m)
{
	return listing_restrict(act, row, m->reason);
}

static enum err
move_tx(struct db *db, void *arg)
{
	struct move *m = arg;
	struct act act = { .db = db,
		.arena = m->c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR };
	struct listing_row row;
	struct id id, anyone = { { 0 } };
	enum err e = listing_id(db, m->c->arena, &id, m->slug);

	if (e == OK)
		e = listing_row_get(
		    db, m->c->arena, &row, id, anyone, m->c->config.locales[0]);
	return e == OK ? m->move(&act, &row, m) : e;
}

static int
faults_say(struct ctl *c, struct move *m)
{
	for (size_t i = 0; i < m->faults.n; i++)
		ctl_fail(c, "%.*s%.*s %.*s", STR_FMT(m->slug),
		    STR_FMT(m->faults.at[i].pointer),
		    STR_FMT(m->faults.at[i].detail));
	return CTL_FAULT;
}

static int
move_run(struct ctl *c, struct move *m, const char *slug, const char *done)
{
	int status;

	m->c = c;
	m->slug = str_from(slug);
	status = ctl_tx(c, move_tx, m, slug);
	if (m->faults.n > 0)
		return faults_say(c, m);
	if (status == CTL_OK)
		ctl_done(c, "%s: %s", slug, done);
	return status;
}

static int
product_move(
    struct ctl *c, int argc, char **argv, struct move *m, const char *done)
{
	const char *slug;
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, NULL, 0, &slug, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0)
		return ctl_misused(c, "name the product by its slug");
	return move_run(c, m, slug, done);
}

static int
product_approve(struct ctl *c, int argc, char **argv)
{
	struct move m = { .move = approve };

	return product_move(c, argc, argv, &m, "approved");
}

static int
product_hide(struct ctl *c, int argc, char **argv)
{
	struct move m = { .move = hide };

	return product_move(c, argc, argv, &m, "hidden");
}

static int
product_show(struct ctl *c, int argc, char **argv)
{
	struct move m = { .move = show };

	return product_move(c, argc, argv, &m, "shown");
}

static int
product_restrict(struct ctl *c, int argc, char **argv)
{
	struct move m = { .move = restrict_sales };
	const char *slug, *reason = NULL;
	const struct ctl_option options[] = { { "--reason", &reason, NULL } };
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, options, 1, &slug, &nargs);

	if (status != CTL_OK)
		return status;
	m.reason = str_from(reason);
	if (nargs == 0 || !text_name(m.reason, REASON_CHARS_MAX))
		return ctl_misused(c,
		    "name the product by its slug, and say why: --reason"
		    " wants " CTL_NAME,
		    REASON_CHARS_MAX);
	return move_run(c, &m, slug, "restricted");
}

int
command_product(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", product_list },
		{ "approve", product_approve },
		{ "hide", product_hide },
		{ "show", product_show },
		{ "restrict", product_restrict },
	};

	return ctl_subcommand(c, argc, argv, subs, 5);
}
