/* Services that buyer and seller do not agree on. */
#include "act/handover.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "ruling.h"

static const struct column columns[] = {
	{ "HANDOVER", "id", false },
	{ "ORDER", "order", false },
	{ "STATE", "state", false },
	{ "ROUND", "round", true },
	{ "SERVICE", "product", false },
	{ "BUYER", "buyer", false },
	{ "SELLER", "seller", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
row_add(struct ctl *c, struct table *t, const struct handover *h)
{
	return table_add(t,
	    (const struct str[]){
		cell_id(c->arena, ID_HANDOVER, h->handover_id),
		cell_id(c->arena, ID_ORDER, h->order_id),
		str_from(handover_state_name(h->state)),
		cell_count(c->arena, h->round), h->product_name,
		h->company_name, h->seller_name });
}

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	const struct id none = { { 0 } };
	struct handover *list;
	size_t n = 0;
	enum err e = handovers_list(
	    db, c->arena, &list, &n, none, none, LIST_MAX);

	(void)arg;
	for (size_t i = 0; e == OK && i < n; i++)
		e = row_add(c, t, &list[i]);
	return e;
}

static int
dispute_list(struct ctl *c, int argc, char **argv)
{
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);

	return status == CTL_OK
	    ? listing_print(c, columns, COLUMNS, rows_add, NULL, "disputes")
	    : status;
}

/* As it stands now: whoever rules here has not looked at a version. */
static enum err
rule_tx(struct db *db, void *arg)
{
	const struct ruling *r = arg;
	const struct id anybody = { { 0 } };
	struct act act = ruling_act(r, db);
	struct handover h;
	enum err e = handover_get(db, r->c->arena, &h, r->id, anybody, anybody);

	return e == OK ? handover_rule(&act, r->id, r->granted, h.row_version,
			     r->reason, &r->terms)
		       : e;
}

static int
dispute_rule(struct ctl *c, int argc, char **argv)
{
	struct ruling r;
	int status = ruling_read(
	    &r, c, argc, argv, "--done", "--rework", "a handover", ID_HANDOVER);

	if (status == CTL_OK)
		status = ctl_tx(c, rule_tx, &r, "ruling");
	if (status == CTL_OK)
		ctl_done(c, "ruled: %s; both sides are told",
		    r.granted ? "it is done" : "one more round");
	return status;
}

int
command_dispute(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", dispute_list },
		{ "rule", dispute_rule },
	};

	return ctl_subcommand(c, argc, argv, subs, 2);
}
