/* What companies may owe: the limits of their two pools. */
#include "act/credit.h"

#include "app/settle.h"
#include "base/sys.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "store/company.h"

static const struct column columns[] = {
	{ "POOL", "pool", false },
	{ "POSTPAID", "postpaid", false },
	{ "CURRENCY", "currency", false },
	{ "LIMIT", "limit", true },
	{ "RESERVED", "reserved", true },
	{ "BILLED", "billed", true },
	{ "OVERDUE", "overdue", true },
	{ "FREE", "free", true },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
pool_add(struct ctl *c, struct table *t, const struct credit_view *v)
{
	return table_add(t,
	    (const struct str[]){ str_from(credit_kind_name(v->kind)),
		v->postpaid ? STR("yes") : STR("no"),
		str_copy(c->arena, str_from(v->pool.limit.currency.code)),
		cell_amount(c->arena, v->pool.limit),
		cell_amount(c->arena, v->pool.reserved),
		cell_amount(c->arena, v->pool.billed),
		cell_amount(c->arena, v->overdue),
		cell_amount(c->arena, v->free) });
}

static enum err
pools_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	const struct id *company_id = arg;
	int64_t now_us = clock_now_us();
	struct sale_terms none = { .commission_bp = 0 };
	struct company company;
	enum err e = company_get(db, c->arena, &company, *company_id);

	for (int k = 0; e == OK && k < CREDIT__MAX; k++) {
		struct credit_view v;

		e = credit_look(db, c->arena, &v, *company_id,
		    (enum credit_kind)k, money_zero(company.currency), now_us,
		    &none);
		if (e == OK && v.has_pool)
			e = pool_add(c, t, &v);
	}
	return e;
}

static int
company_read(struct ctl *c, struct id *id, const char *arg, size_t nargs)
{
	if (nargs == 0 || id_parse(id, ID_COMPANY, str_from(arg)) != OK)
		return ctl_misused(c, "name the company by its id: com_...");
	return ctl_company(c, *id, arg);
}

static int
credit_show(struct ctl *c, int argc, char **argv)
{
	const char *arg = NULL;
	size_t nargs = 1;
	struct id id;
	int status = ctl_options(c, argc, argv, NULL, 0, &arg, &nargs);

	if (status == CTL_OK)
		status = company_read(c, &id, arg, nargs);
	return status != CTL_OK
	    ? status
	    : listing_print(c, columns, COLUMNS, pools_add, &id, arg);
}

struct wish {
	struct ctl *c;
	struct id company_id;
	const char *limits[CREDIT__MAX]; /* NULL: as it is */
	const char *postpaid;		 /* "yes", "no", NULL */
	const char *refused;		 /* which limit was no amount */
};

static enum err
postpaid_set(struct db *db, const struct wish *w, struct company *company)
{
	bool on = str_is(str_from(w->postpaid), "yes");
	enum err e;

	if (company->postpaid == on)
		return OK;
	company->postpaid = on;
	e = company_update(db, company);
	return e != OK
	    ? e
	    : ctl_event(db, "company", company->company_id, "postpaid",
		  on ? STR("no") : STR("yes"), str_from(w->postpaid));
}

static enum err
wish_tx(struct db *db, void *arg)
{
	struct wish *w = arg;
	struct act act = { .db = db,
		.arena = w->c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR };
	struct company company;
	enum err e = company_get(db, w->c->arena, &company, w->company_id);

	for (int k = 0; e == OK && k < CREDIT__MAX; k++) {
		struct money limit;

		if (w->limits[k] == NULL)
			continue;
		w->refused = w->limits[k];
		e = money_parse(
		    &limit, str_from(w->limits[k]), company.currency);
		if (e != OK)
			return e;
		w->refused = NULL;
		e = credit_limit_set(
		    &act, w->company_id, (enum credit_kind)k, limit);
	}
	return e == OK && w->postpaid ? postpaid_set(db, w, &company) : e;
}

static int
credit_set(struct ctl *c, int argc, char **argv)
{
	struct wish w = { .c = c };
	const struct ctl_option options[] = {
		{ "--general", &w.limits[CREDIT_GENERAL], NULL },
		{ "--milestone", &w.limits[CREDIT_MILESTONE], NULL },
		{ "--postpaid", &w.postpaid, NULL },
	};
	struct db_pool *pool;
	const char *arg = NULL;
	size_t nargs = 1;
	enum err e;
	int status = ctl_options(c, argc, argv, options, 3, &arg, &nargs);

	if (status == CTL_OK)
		status = company_read(c, &w.company_id, arg, nargs);
	if (status != CTL_OK)
		return status;
	if (w.postpaid && !str_is(str_from(w.postpaid), "yes") &&
	    !str_is(str_from(w.postpaid), "no"))
		return ctl_misused(c, "--postpaid wants yes or no");
	if (!w.postpaid && !w.limits[0] && !w.limits[1])
		return ctl_misused(
		    c, "say what to set: --general, --milestone or --postpaid");
	status = ctl_pool(c, &pool);
	if (status != CTL_OK)
		return status;
	e = tx_run(pool, c->arena, wish_tx, &w);
	if (w.refused != NULL)
		return ctl_misused(c,
		    "\"%s\" is no amount in the company's currency; write it"
		    " as 5000 or 5000.00",
		    w.refused);
	status = ctl_failed(c, e, arg);
	if (status == CTL_OK)
		ctl_done(c, "%s: credit is set", arg);
	return status;
}

int
command_credit(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "show", credit_show },
		{ "set", credit_set },
	};

	return ctl_subcommand(c, argc, argv, subs, 2);
}
