#include "act/seller.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "store/seller.h"

static const struct column columns[] = {
	{ "SLUG", "slug", false },
	{ "NAME", "name", false },
	{ "STATE", "state", false },
	{ "WEBSITE", "website", false },
	{ "SUPPORT", "support_email", false },
	{ "SELLER", "id", false },
	{ "COMPANY", "company", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]), REASON_CHARS_MAX = 300 };

static enum err
row_add(struct ctl *c, struct table *t, const struct seller *s)
{
	return table_add(t,
	    (const struct str[]){ s->slug, s->name, s->state, s->website,
		s->support_email, cell_id(c->arena, ID_SELLER, s->seller_id),
		cell_id(c->arena, ID_COMPANY, s->company_id) });
}

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	struct seller *list = NULL;
	size_t i, n = 0;
	enum err e = sellers_all(db, c->arena, &list, &n);

	(void)arg;
	for (i = 0; e == OK && i < n; i++)
		e = row_add(c, t, &list[i]);
	return e;
}

static int
seller_list(struct ctl *c, int argc, char **argv)
{
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);

	if (status != CTL_OK)
		return status;
	return listing_print(c, columns, COLUMNS, rows_add, NULL, "sellers");
}

struct move {
	struct ctl *c;
	struct str slug, reason;
	bool approve;
};

/* Repeated it changes nothing. */
static enum err
move_tx(struct db *db, void *arg)
{
	const struct move *m = arg;
	struct act act = { .db = db,
		.arena = m->c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR };
	struct seller s;
	enum err e = seller_by_slug(db, m->c->arena, &s, m->slug);

	if (e != OK)
		return e;
	return m->approve ? seller_approve(&act, s.seller_id, 0)
			  : seller_suspend(&act, s.seller_id, m->reason);
}

static int
move_run(struct ctl *c, struct move *m, const char *slug, const char *done)
{
	int status;

	m->c = c;
	m->slug = str_from(slug);
	status = ctl_tx(c, move_tx, m, slug);
	if (status == CTL_OK)
		ctl_done(c, "%s: %s", slug, done);
	return status;
}

static int
seller_approve_run(struct ctl *c, int argc, char **argv)
{
	struct move m = { .approve = true };
	const char *slug;
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, NULL, 0, &slug, &nargs);

	if (status != CTL_OK)
		return status;
	return nargs == 1 ? move_run(c, &m, slug, "approved")
			  : ctl_misused(c, "name the seller by its slug");
}

static int
seller_suspend_run(struct ctl *c, int argc, char **argv)
{
	struct move m = { .approve = false };
	const char *slug, *reason = NULL;
	const struct ctl_option options[] = { { "--reason", &reason, NULL } };
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, options, 1, &slug, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0)
		return ctl_misused(c, "name the seller by its slug");
	m.reason = str_from(reason);
	if (reason && !text_name(m.reason, REASON_CHARS_MAX))
		return ctl_misused(
		    c, "--reason wants " CTL_NAME, REASON_CHARS_MAX);
	return move_run(c, &m, slug, "suspended");
}

static enum err
seller_add_tx(struct db *db, void *arg)
{
	struct seller *s = arg;
	enum err e = seller_insert(db, s);

	if (e != OK)
		return e;
	return ctl_event(
	    db, "seller", s->seller_id, "added", STR_NONE, s->state);
}

static int
seller_check(struct ctl *c, const struct seller *s)
{
	if (!text_is(TEXT_SLUG, s->slug))
		return ctl_misused(c,
		    "--slug wants a-z, 0-9 and inner"
		    " hyphens, at most 80");
	if (!text_name(s->name, NAME_MAX_CHARS))
		return ctl_misused(c, "--name wants " CTL_NAME, NAME_MAX_CHARS);
	if (s->website.p &&
	    (!text_is(TEXT_URL, s->website) || s->website.n > URL_MAX_CHARS))
		return ctl_misused(c,
		    "--website wants an http(s) URL of at most"
		    " %d characters",
		    URL_MAX_CHARS);
	if (s->support_email.p && !text_is(TEXT_EMAIL, s->support_email))
		return ctl_misused(c, "--support-email wants an address");
	return CTL_OK;
}

static int
seller_add(struct ctl *c, int argc, char **argv)
{
	const char *slug = NULL, *name = NULL, *company = NULL;
	const char *website = NULL, *support = NULL;
	const struct ctl_option options[] = { { "--slug", &slug, NULL },
		{ "--name", &name, NULL }, { "--company", &company, NULL },
		{ "--website", &website, NULL },
		{ "--support-email", &support, NULL } };
	struct seller s = { .seller_id = id_new(),
		.state = STR("APPLIED"),
		.created_at_us = clock_now_us() };
	int status = ctl_options(c, argc, argv, options, 5, NULL, NULL);

	if (status != CTL_OK)
		return status;
	if (!company ||
	    id_parse(&s.company_id, ID_COMPANY, str_from(company)) != OK)
		return ctl_misused(c, "--company wants its id: com_...");
	s.slug = str_from(slug);
	s.name = str_trim(str_from(name));
	s.website = str_from(website);
	s.support_email = str_from(support);
	status = seller_check(c, &s);
	if (status == CTL_OK)
		status = ctl_company(c, s.company_id, company);
	if (status == CTL_OK)
		status = ctl_tx(c, seller_add_tx, &s, slug);
	if (status == CTL_OK)
		ctl_done(c,
		    "%s added; let it sell by soukctl seller approve"
		    " %s",
		    slug, slug);
	return status;
}

int
command_seller(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", seller_list },
		{ "add", seller_add },
		{ "approve", seller_approve_run },
		{ "suspend", seller_suspend_run },
	};

	return ctl_subcommand(c, argc, argv, subs, 4);
}
