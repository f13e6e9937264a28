/* Bills of all companies, for whoever records what came for them. */
#include "store/bill.h"

#include "base/sys.h"
#include "base/text.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "ruling.h"

enum { BILLS_AT_ONCE = 500, REASON_CHARS_MAX = 200 };

static const struct column columns[] = {
	{ "NUMBER", "number", false },
	{ "KIND", "kind", false },
	{ "STATE", "state", false },
	{ "COMPANY", "company", false },
	{ "CUSTOMER", "customer", false },
	{ "ORDER", "order", false },
	{ "CURRENCY", "currency", false },
	{ "TOTAL", "total", true },
	{ "OPEN", "open", true },
	{ "ISSUED", "issued_at", false },
	{ "DUE", "due_at", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
row_add(struct ctl *c, struct table *t, const struct bill *b)
{
	struct money open = money_zero(b->net.currency);
	enum err e = b->state == BILL_VOID ? OK : bill_open(&open, &b->sums);

	if (e != OK)
		return e;
	return table_add(t,
	    (const struct str[]){ b->bill_no, str_from(bill_kind_name(b->kind)),
		str_from(bill_state_name(b->state)),
		cell_id(c->arena, ID_COMPANY, b->company_id), b->customer.name,
		cell_id(c->arena, ID_ORDER, b->order_id),
		str_copy(c->arena, str_from(b->net.currency.code)),
		cell_amount(c->arena, b->sums.total),
		cell_amount(c->arena, open),
		cell_time(c->arena, b->issued_at_us),
		cell_time(c->arena, b->due_at_us) });
}

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	const struct bill_filter *f = arg;
	struct bill *bills;
	struct id after = { { 0 } };
	size_t n;
	enum err e;

	do {
		e = bills_list(
		    db, c->arena, &bills, &n, f, after, BILLS_AT_ONCE);
		for (size_t i = 0; e == OK && i < n && i < BILLS_AT_ONCE; i++) {
			e = row_add(c, t, &bills[i]);
			after = bills[i].bill_id;
		}
	} while (e == OK && n > BILLS_AT_ONCE);
	return e;
}

static int
bill_list(struct ctl *c, int argc, char **argv)
{
	const char *company = NULL, *state = NULL, *order = NULL;
	const struct ctl_option options[] = { { "--company", &company, NULL },
		{ "--state", &state, NULL }, { "--order", &order, NULL } };
	struct bill_filter f = { .state = STR_NONE };
	enum bill_state known;
	int status = ctl_options(c, argc, argv, options, 3, NULL, NULL);

	if (status != CTL_OK)
		return status;
	f.state = str_from(state);
	if (company &&
	    id_parse(&f.company_id, ID_COMPANY, str_from(company)) != OK)
		return ctl_misused(c, "--company wants an id: com_...");
	if (order && id_parse(&f.order_id, ID_ORDER, str_from(order)) != OK)
		return ctl_misused(c, "--order wants an id: ord_...");
	if (state && !str_is(f.state, "open") &&
	    bill_state_parse(&known, f.state) != OK)
		return ctl_misused(c,
		    "--state wants open, ISSUED, PARTLY_PAID, PAID, OVERDUE"
		    " or VOID");
	return listing_print(c, columns, COLUMNS, rows_add, &f, "bills");
}

/* Of an order that never comes to be paid; what has come of it goes back. */
struct cancelling {
	struct ruling ruling;
	struct str bill_no;
	struct bill bill;
};

static enum err
cancel_tx(struct db *db, void *arg)
{
	struct cancelling *k = arg;
	struct act act = ruling_act(&k->ruling, db);
	enum err e = bill_by_no(db, act.arena, &k->bill, k->bill_no);

	if (e == OK && k->bill.kind != BILL_OF_ORDER)
		e = ERR_STATE;
	return e == OK ? order_annul(&act, k->bill.order_id, k->ruling.reason,
			     &k->ruling.terms)
		       : e;
}

static int
cancel_run(struct ctl *c, struct cancelling *k)
{
	struct db_pool *pool;
	int status = ruling_site(&k->ruling);
	enum err e;

	if (status == CTL_OK)
		status = ctl_pool(c, &pool);
	if (status != CTL_OK)
		return status;
	e = tx_run(pool, c->arena, cancel_tx, k);
	if (e == ERR_NOT_FOUND)
		return ctl_fail(c,
		    "%.*s: there is no such bill; soukctl bill list names them",
		    STR_FMT(k->bill_no));
	if (e == ERR_STATE || e == ERR_PAYMENT_OPEN)
		return ctl_fail(c,
		    "%.*s: no order waits for its payment; what is paid is "
		    "given back by soukctl refund give",
		    STR_FMT(k->bill_no));
	if (e != OK)
		return ctl_failed(c, e, "bill");
	ctl_done(c, "%.*s is void, its order cancelled%s", STR_FMT(k->bill_no),
	    k->bill.sums.paid.minor > 0
		? "; what has come of it is to be sent back: soukctl refund "
		  "list"
		: "");
	return CTL_OK;
}

static int
bill_cancel(struct ctl *c, int argc, char **argv)
{
	const char *number = NULL, *reason = NULL;
	const struct ctl_option options[] = { { "--reason", &reason, NULL } };
	struct cancelling k = { .ruling = { .c = c } };
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, options, 1, &number, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0)
		return ctl_misused(c, "name the bill's number");
	k.bill_no = str_from(number);
	k.ruling.reason = str_trim(str_from(reason));
	if (!text_name(k.ruling.reason, REASON_CHARS_MAX))
		return ctl_misused(
		    c, "--reason wants " CTL_NAME, REASON_CHARS_MAX);
	return cancel_run(c, &k);
}

int
command_bill(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", bill_list },
		{ "cancel", bill_cancel },
	};

	return ctl_subcommand(c, argc, argv, subs, 2);
}
