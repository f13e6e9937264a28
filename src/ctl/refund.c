/* Refunds that an operator decides or sends. */
#include "act/refund.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "ruling.h"

static const struct column columns[] = {
	{ "REFUND", "id", false },
	{ "ORDER", "order", false },
	{ "STATE", "state", false },
	{ "AMOUNT", "amount", true },
	{ "TO SEND", "cash", true },
	{ "CURRENCY", "currency", false },
	{ "ASKED", "created_at", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static struct str
amount_cell(struct ctl *c, struct money m)
{
	char text[MONEY_TEXT_MAX];

	return str_copy(c->arena, money_decimal(text, m));
}

static enum err
row_add(struct ctl *c, struct table *t, const struct refund *r)
{
	char id[ID_TEXT_MAX], order[ID_TEXT_MAX], time[TIME_TEXT_MAX];

	return table_add(t,
	    (const struct str[]){
		str_copy(c->arena, id_format(id, ID_REFUND, r->refund_id)),
		str_copy(c->arena, id_format(order, ID_ORDER, r->order_id)),
		str_from(refund_state_name(r->state)),
		amount_cell(c, r->amount), amount_cell(c, r->cash),
		str_from(r->amount.currency.code),
		str_copy(c->arena, time_format(time, r->created_at_us)) });
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

int
command_refund(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", refund_list },
		{ "rule", refund_rule_run },
		{ "sent", refund_sent_run },
	};

	return ctl_subcommand(c, argc, argv, subs, 3);
}
