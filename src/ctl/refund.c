/* Refunds that an operator decides or sends. */
#include "act/refund.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "ruling.h"

static const struct column columns[] = {
	{ "REFUND", "id", false },
	{ "ORDER", "order", false },
	{ "BILL", "bill", false },
	{ "STATE", "state", false },
	{ "AMOUNT", "amount", true },
	{ "TO SEND", "cash", true },
	{ "CURRENCY", "currency", false },
	{ "ASKED", "created_at", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
row_add(struct ctl *c, struct table *t, const struct refund *r)
{
	return table_add(t,
	    (const struct str[]){ cell_id(c->arena, ID_REFUND, r->refund_id),
		cell_id(c->arena, ID_ORDER, r->order_id), r->bill_no,
		str_from(refund_state_name(r->state)),
		cell_amount(c->arena, r->amount),
		cell_amount(c->arena, r->cash),
		str_from(r->amount.currency.code),
		cell_time(c->arena, r->created_at_us) });
}

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	const struct id none = { { 0 } };
	struct refund *list;
	size_t n = 0;
	enum err e = refunds_of_seller(
	    db, c->arena, &list, &n, none, none, LIST_MAX);

	(void)arg;
	for (size_t i = 0; e == OK && i < n; i++)
		e = row_add(c, t, &list[i]);
	return e;
}

static int
refund_list(struct ctl *c, int argc, char **argv)
{
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);

	return status == CTL_OK
	    ? listing_print(c, columns, COLUMNS, rows_add, NULL, "refunds")
	    : status;
}

static enum err
rule_tx(struct db *db, void *arg)
{
	const struct ruling *r = arg;
	struct act act = ruling_act(r, db);

	return refund_rule(&act, r->id, r->granted, 0, r->reason, &r->terms);
}

static int
refund_rule_run(struct ctl *c, int argc, char **argv)
{
	struct ruling r;
	int status = ruling_read(
	    &r, c, argc, argv, "--for", "--against", "a refund", ID_REFUND);

	if (status == CTL_OK)
		status = ctl_tx(c, rule_tx, &r, "ruling");
	if (status == CTL_OK)
		ctl_done(c, "ruled: the money %s; both sides are told",
		    r.granted ? "goes back" : "stays");
	return status;
}

static enum err
sent_tx(struct db *db, void *arg)
{
	const struct ruling *r = arg;
	struct act act = ruling_act(r, db);

	return refund_sent(&act, r->id);
}

static int
refund_sent_run(struct ctl *c, int argc, char **argv)
{
	struct ruling r = { .c = c };
	const char *text = NULL;
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, NULL, 0, &text, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0 || id_parse(&r.id, ID_REFUND, str_from(text)) != OK)
		return ctl_misused(c, "name a refund by its id: rfd_...");
	status = ctl_tx(c, sent_tx, &r, text);
	if (status == CTL_OK)
		ctl_done(c, "%s was sent; the buyer is told", text);
	return status;
}

struct giving {
	struct ruling ruling;
	struct str amount; /* .p NULL: all of it */
	struct id refund_id;
	bool misread;
};

static enum err
give_tx(struct db *db, void *arg)
{
	struct giving *g = arg;
	struct act act = ruling_act(&g->ruling, db);
	const struct id anybody = { { 0 } };
	struct money amount = { 0, { "" } };
	struct order o;
	enum err e = order_get(db, act.arena, &o, g->ruling.id, anybody);

	if (e != OK)
		return e;
	g->misread = g->amount.p != NULL &&
	    (money_parse(&amount, g->amount, o.total.currency) != OK ||
		amount.minor <= 0);
	return g->misread
	    ? ERR_SYNTAX
	    : refund_give(&act, &g->refund_id, g->ruling.id, amount.minor,
		  g->ruling.reason, &g->ruling.terms);
}

static int
give_run(struct ctl *c, struct giving *g)
{
	struct db_pool *pool;
	char text[ID_TEXT_MAX];
	int status = ruling_site(&g->ruling);
	enum err e;

	if (status == CTL_OK)
		status = ctl_pool(c, &pool);
	if (status != CTL_OK)
		return status;
	e = tx_run(pool, c->arena, give_tx, g);
	if (g->misread)
		return ctl_misused(c,
		    "--amount wants to be written as 12.50, in the order's "
		    "currency");
	if (e == ERR_RANGE || e == ERR_STATE)
		return ctl_fail(c,
		    "so much of this order is not left, or a request of it "
		    "waits; soukctl refund list");
	if (e != OK)
		return ctl_failed(c, e, "refund");
	ctl_done(c, "%.*s is granted; buyer and seller are told",
	    STR_FMT(id_format(text, ID_REFUND, g->refund_id)));
	return CTL_OK;
}

static int
refund_give_run(struct ctl *c, int argc, char **argv)
{
	const char *text = NULL, *amount = NULL, *reason = NULL;
	const struct ctl_option options[] = { { "--amount", &amount, NULL },
		{ "--reason", &reason, NULL } };
	struct giving g = { .ruling = { .c = c } };
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, options, 2, &text, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0 ||
	    id_parse(&g.ruling.id, ID_ORDER, str_from(text)) != OK)
		return ctl_misused(c, "name the order by its id: ord_...");
	g.amount = str_from(amount);
	g.ruling.reason = str_from(reason);
	if (reason == NULL || !text_name(g.ruling.reason, REFUND_TEXT_MAX))
		return ctl_misused(
		    c, "--reason wants " CTL_NAME, REFUND_TEXT_MAX);
	return give_run(c, &g);
}

int
command_refund(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", refund_list },
		{ "rule", refund_rule_run },
		{ "sent", refund_sent_run },
		{ "give", refund_give_run },
	};

	return ctl_subcommand(c, argc, argv, subs, 4);
}
