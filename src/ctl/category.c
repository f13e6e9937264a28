#include "act/category.h"
#include "base/num.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"

enum { POSITION_MAX = 10000 };

static const struct column columns[] = {
	{ "SLUG", "slug", false },
	{ "PARENT", "parent", false },
	{ "POSITION", "position", true },
	{ "NAME", "name", false },
	{ "CATEGORY", "id", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static struct str
slug_of(const struct category *all, size_t n, struct id id)
{
	for (size_t i = 0; i < n; i++)
		if (id_eq(all[i].category_id, id))
			return all[i].slug;
	return STR_NONE;
}

static struct str
name_of(const struct category_text *texts, size_t n, struct id id,
    struct str locale)
{
	struct str name = STR_NONE;

	for (size_t i = 0; i < n; i++)
		if (id_eq(texts[i].category_id, id) &&
		    (!name.p || str_eq(texts[i].locale, locale)))
			name = texts[i].name;
	return name;
}

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	struct category *all = NULL;
	struct category_text *texts = NULL;
	size_t n = 0, ntexts = 0;
	enum err e = categories_all(db, c->arena, &all, &n);

	(void)arg;
	if (e == OK)
		e = category_texts_all(db, c->arena, &texts, &ntexts);
	for (size_t i = 0; e == OK && i < n; i++)
		e = table_add(t,
		    (const struct str[]){ all[i].slug,
			slug_of(all, n, all[i].parent_id),
			cell_count(c->arena, all[i].position),
			name_of(texts, ntexts, all[i].category_id,
			    c->config.locales[0]),
			cell_id(c->arena, ID_CATEGORY, all[i].category_id) });
	return e;
}

static int
category_list(struct ctl *c, int argc, char **argv)
{
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);

	return status == CTL_OK
	    ? listing_print(c, columns, COLUMNS, rows_add, NULL, "categories")
	    : status;
}

/* What the options ask for; .p NULL: not said. */
struct asked {
	struct ctl *c;
	struct str slug, to, name, locale, parent;
	int64_t position; /* -1: not said */
};

static enum err
parent_find(const struct asked *a, struct db *db, struct id *out)
{
	struct category parent;
	enum err e;

	*out = (struct id){ { 0 } };
	if (str_empty(a->parent))
		return OK;
	e = category_by_slug(db, a->c->arena, &parent, a->parent);
	*out = parent.category_id;
	return e;
}

static struct act
act_of(const struct asked *a, struct db *db)
{
	return (struct act){ .db = db,
		.arena = a->c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR };
}

static enum err
add_tx(struct db *db, void *arg)
{
	const struct asked *a = arg;
	struct act act = act_of(a, db);
	struct category_text text = { .locale = a->locale, .name = a->name };
	struct category_edit edit = { .texts = &text, .ntexts = 1 };
	enum err e = parent_find(a, db, &edit.category.parent_id);

	edit.category.slug = a->slug;
	edit.category.position = a->position < 0 ? 1 : a->position;
	return e == OK ? category_add(&act, &edit) : e;
}

/* The texts with this one in the place of its language's. */
static enum err
texts_with(struct asked *a, struct db *db, struct category_edit *edit)
{
	struct category_text *old = NULL;
	size_t n = 0;
	enum err e = category_texts_of(
	    db, a->c->arena, &old, &n, edit->category.category_id);

	edit->texts = ARENA_NEWS(a->c->arena, struct category_text, n + 1);
	if (e != OK || !edit->texts)
		return e != OK ? e : ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		edit->texts[i] = old[i];
		if (a->name.p && str_eq(old[i].locale, a->locale)) {
			edit->texts[i].name = a->name;
			a->name = STR_NONE;
		}
	}
	edit->ntexts = n;
	if (a->name.p)
		edit->texts[edit->ntexts++] = (struct category_text){
			.locale = a->locale,
			.name = a->name,
		};
	return OK;
}

static enum err
change_tx(struct db *db, void *arg)
{
	struct asked a = *(const struct asked *)arg;
	struct act act = act_of(&a, db);
	struct category_edit edit = { .ntexts = 0 };
	enum err e = category_by_slug(db, a.c->arena, &edit.category, a.slug);

	if (e == OK && a.parent.p)
		e = parent_find(&a, db, &edit.category.parent_id);
	if (e == OK)
		e = texts_with(&a, db, &edit);
	if (e != OK)
		return e;
	if (a.to.p)
		edit.category.slug = a.to;
	if (a.position >= 0)
		edit.category.position = a.position;
	return category_change(&act, &edit);
}

static enum err
remove_tx(struct db *db, void *arg)
{
	const struct asked *a = arg;
	struct act act = act_of(a, db);
	struct category category;
	enum err e = category_by_slug(db, act.arena, &category, a->slug);

	return e == OK ? category_remove(&act, &category) : e;
}

static int
asked_check(struct ctl *c, const struct asked *a)
{
	if (!text_is(TEXT_SLUG, a->slug) ||
	    (a->to.p && !text_is(TEXT_SLUG, a->to)))
		return ctl_misused(c,
		    "a category's slug has a-z, 0-9 and inner hyphens, at"
		    " most 80");
	if (a->name.p && !text_name(a->name, NAME_MAX_CHARS))
		return ctl_misused(c, "--name wants " CTL_NAME, NAME_MAX_CHARS);
	if (!site_speaks(&c->config, a->locale))
		return ctl_misused(c, "--locale wants one of SOUK_LOCALES");
	return CTL_OK;
}

static int
asked_read(struct ctl *c, int argc, char **argv, struct asked *a,
    const struct ctl_option *options, size_t noptions)
{
	const char *slug;
	size_t nargs = 1;
	int status = ctl_options(
	    c, argc, argv, options, noptions, &slug, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0)
		return ctl_misused(c, "name the category by its slug");
	a->c = c;
	a->slug = str_from(slug);
	return CTL_OK;
}

static int
position_read(struct ctl *c, int64_t *out, const char *text)
{
	*out = -1;
	if (text && num_parse_in(out, str_from(text), 0, POSITION_MAX) != OK)
		return ctl_misused(
		    c, "--position wants a number from 0 to %d", POSITION_MAX);
	return CTL_OK;
}

static int
asked_run(struct ctl *c, struct asked *a, tx_fn fn, const char *done)
{
	struct str doing = arena_printf(
	    c->arena, "category %.*s", STR_FMT(a->slug));
	int status = asked_check(c, a);

	if (status != CTL_OK)
		return status;
	status = ctl_tx(c, fn, a, doing.p ? doing.p : "category");
	if (status == CTL_OK)
		ctl_done(c, "%.*s: %s", STR_FMT(a->slug), done);
	return status;
}

static int
category_add_run(struct ctl *c, int argc, char **argv)
{
	const char *name = NULL, *parent = NULL, *position = NULL;
	const char *locale = NULL;
	const struct ctl_option options[] = { { "--name", &name, NULL },
		{ "--parent", &parent, NULL },
		{ "--position", &position, NULL },
		{ "--locale", &locale, NULL } };
	struct asked a = { .position = -1 };
	int status = asked_read(c, argc, argv, &a, options, 4);

	if (status == CTL_OK)
		status = position_read(c, &a.position, position);
	if (status == CTL_OK && !name)
		status = ctl_misused(c, "--name is missing");
	if (status != CTL_OK)
		return status;
	a.name = str_from(name);
	a.parent = str_from(parent);
	a.locale = locale ? str_from(locale) : c->config.locales[0];
	return asked_run(c, &a, add_tx, "added");
}

static int
category_rename(struct ctl *c, int argc, char **argv)
{
	const char *name = NULL, *slug = NULL, *locale = NULL;
	const struct ctl_option options[] = { { "--name", &name, NULL },
		{ "--slug", &slug, NULL }, { "--locale", &locale, NULL } };
	struct asked a = { .position = -1 };
	int status = asked_read(c, argc, argv, &a, options, 3);

	if (status == CTL_OK && !name && !slug)
		status = ctl_misused(c, "give --name or --slug");
	if (status != CTL_OK)
		return status;
	a.name = str_from(name);
	a.to = str_from(slug);
	a.locale = locale ? str_from(locale) : c->config.locales[0];
	return asked_run(c, &a, change_tx, "renamed");
}

static int
category_move(struct ctl *c, int argc, char **argv)
{
	const char *parent = NULL, *position = NULL;
	const struct ctl_option options[] = { { "--parent", &parent, NULL },
		{ "--position", &position, NULL } };
	struct asked a = { .position = -1 };
	int status = asked_read(c, argc, argv, &a, options, 2);

	if (status == CTL_OK)
		status = position_read(c, &a.position, position);
	if (status == CTL_OK && !parent && !position)
		status = ctl_misused(
		    c, "give --parent (empty: top level) or --position");
	if (status != CTL_OK)
		return status;
	a.parent = str_from(parent);
	a.locale = c->config.locales[0];
	return asked_run(c, &a, change_tx, "moved");
}

static int
category_remove_run(struct ctl *c, int argc, char **argv)
{
	struct asked a = { .position = -1 };
	int status = asked_read(c, argc, argv, &a, NULL, 0);

	if (status != CTL_OK)
		return status;
	a.locale = c->config.locales[0];
	return asked_run(c, &a, remove_tx, "removed");
}

int
command_category(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", category_list },
		{ "add", category_add_run },
		{ "rename", category_rename },
		{ "move", category_move },
		{ "remove", category_remove_run },
	};

	return ctl_subcommand(c, argc, argv, subs, 5);
}
