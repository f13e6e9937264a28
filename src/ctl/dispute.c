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
	struct id after = none;
	bool more = true;
	enum err e = OK;

	(void)arg;
	while (e == OK && more) {
		size_t n = 0;

		e = handovers_list(
		    db, c->arena, &list, &n, none, after, LIST_MAX);
		more = n > LIST_MAX;
		n -= more;
		for (size_t i = 0; e == OK && i < n; i++) {
			e = row_add(c, t, &list[i]);
			after = list[i].handover_id;
		}
	}
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

struct disputed {
	struct ruling r;
	enum handover_ruling way;
};

/* As it stands now: whoever rules here has not looked at a version. */
static enum err
rule_tx(struct db *db, void *arg)
{
	const struct disputed *d = arg;
	const struct ruling *r = &d->r;
	const struct id anybody = { { 0 } };
	struct act act = ruling_act(r, db);
	struct handover_rule rule = { .ruling = d->way, .words = r->reason };
	struct handover h;
	enum err e = handover_get(db, r->c->arena, &h, r->id, anybody, anybody);

	rule.row_version = h.row_version;
	return e == OK ? handover_rule(&act, &rule, r->id, &r->terms) : e;
}

static const char *const done[RULING__MAX] = {
	[RULING_ACCEPT] = "it is done",
	[RULING_REWORK] = "one more round",
	[RULING_CANCEL] = "the order ends here",
};

static int
dispute_rule(struct ctl *c, int argc, char **argv)
{
	static const char *const ways[RULING__MAX + 1] = {
		[RULING_ACCEPT] = "--done",
		[RULING_REWORK] = "--rework",
		[RULING_CANCEL] = "--cancel",
	};
	struct disputed d;
	size_t way = 0;
	int status = ruling_read_ways(
	    &d.r, c, argc, argv, ways, &way, "a handover", ID_HANDOVER);

	d.way = (enum handover_ruling)way;
	if (status == CTL_OK)
		status = ctl_tx(c, rule_tx, &d, "ruling");
	if (status == CTL_OK)
		ctl_done(c, "ruled: %s; both sides are told", done[d.way]);
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
