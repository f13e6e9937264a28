/* What the bank says has come, entered by the operator. */
#include "act/bill.h"
#include "app/settle.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "domain/days.h"
#include "locale/zone.h"

enum { REFERENCE_MAX = 140 };

struct recording {
	struct ctl *c;
	struct sale_terms terms;
	struct str bill_no, amount;
	struct receipt receipt;
	struct receipt_outcome out;
	const char *refused;
};

static enum err
record_tx(struct db *db, void *arg)
{
	struct recording *r = arg;
	struct act act = { .db = db,
		.arena = r->c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR };
	struct bill b;
	enum err e = bill_by_no(db, r->c->arena, &b, r->bill_no);

	if (e != OK)
		return e;
	r->refused = NULL;
	if (b.kind == BILL_CREDIT_NOTE) {
		r->refused = "a credit note is not paid";
		return ERR_STATE;
	}
	if (money_parse(&r->receipt.amount, r->amount, b.net.currency) != OK ||
	    r->receipt.amount.minor == 0) {
		r->refused = "the amount wants to be written as 1299.00, in "
			     "the bill's currency";
		return ERR_SYNTAX;
	}
	r->receipt.bill_id = b.bill_id;
	if (r->receipt.received_at_us == 0)
		r->receipt.received_at_us = act.now_us;
	return bill_receive(&act, &r->out, &r->receipt, &r->terms);
}

static int
outcome_print(struct ctl *c, const struct recording *r)
{
	const struct bill *b = &r->out.bill;
	char open_text[MONEY_TEXT_MAX], left_text[MONEY_TEXT_MAX];
	struct money open = money_zero(b->net.currency);
	enum err e = b->state == BILL_VOID ? OK : bill_open(&open, &b->sums);

	if (e != OK)
		return ctl_failed(c, e, "bill");
	if (r->out.repeated) {
		ctl_done(c, "%.*s: recorded before, nothing was changed",
		    STR_FMT(b->bill_no));
		return CTL_OK;
	}
	ctl_done(c, "%.*s is %s, %.*s %s open, %.*s kept as a deposit%s",
	    STR_FMT(b->bill_no), bill_state_name(b->state),
	    STR_FMT(money_decimal(open_text, open)), b->net.currency.code,
	    STR_FMT(money_decimal(left_text, r->out.deposit)),
	    r->out.order_paid ? "; its order goes on" : "");
	return CTL_OK;
}

static int
record_run(struct ctl *c, struct recording *r)
{
	struct db_pool *pool;
	struct zone *zone;
	enum err e = zone_open(&zone, c->arena, c->config.time_zone);
	int status = ctl_pool(c, &pool);

	if (status != CTL_OK)
		return status;
	if (e != OK)
		return ctl_failed(c, e, "SOUK_TIME_ZONE");
	r->terms = settle_terms_of(&c->config, zone, clock_now_us());
	e = tx_run(pool, c->arena, record_tx, r);
	if (r->refused != NULL)
		return ctl_misused(c, "%s", r->refused);
	if (e == ERR_NOT_FOUND)
		return ctl_fail(c,
		    "%.*s: there is no such bill; soukctl bill list names them",
		    STR_FMT(r->bill_no));
	if (e == ERR_EXISTS)
		return ctl_fail(c,
		    "%.*s: another amount was recorded under this reference",
		    STR_FMT(r->bill_no));
	return e == OK ? outcome_print(c, r) : ctl_failed(c, e, "payment");
}

static int
payment_record(struct ctl *c, int argc, char **argv)
{
	const char *reference = NULL, *on = NULL, *args[2];
	const struct ctl_option options[] = {
		{ "--reference", &reference, NULL }, { "--on", &on, NULL }
	};
	struct recording r = { .c = c };
	size_t nargs = 2;
	int status = ctl_options(c, argc, argv, options, 2, args, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs < 2)
		return ctl_misused(c, "name the bill's number and the amount");
	r.bill_no = str_from(args[0]);
	r.amount = str_from(args[1]);
	r.receipt.method = STR(RECEIPT_BANK_TRANSFER);
	r.receipt.reference = str_trim(str_from(reference));
	if (!text_name(r.receipt.reference, REFERENCE_MAX))
		return ctl_misused(c,
		    "--reference, the bank's own, wants " CTL_NAME
		    ": it keeps the same money from being entered twice",
		    REFERENCE_MAX);
	if (on != NULL &&
	    time_parse(&r.receipt.received_at_us,
		arena_printf(c->arena, "%sT00:00:00Z", on)) != OK)
		return ctl_misused(c, "--on wants a day: 2026-11-23");
	return record_run(c, &r);
}

int
command_payment(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "record", payment_record },
	};

	return ctl_subcommand(c, argc, argv, subs, 1);
}
