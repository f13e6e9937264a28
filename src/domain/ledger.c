#include "domain/ledger.h"

#include <assert.h>

#include "base/num.h"

static const char *const account_names[ACCOUNT__MAX] = {
	[ACCOUNT_RECEIVABLE] = "receivable",
	[ACCOUNT_MILESTONE_RESERVE] = "milestone_reserve",
	[ACCOUNT_GENERAL_RESERVE] = "general_reserve",
	[ACCOUNT_GATEWAY_CLEARING] = "gateway_clearing",
	[ACCOUNT_BANK] = "bank",
	[ACCOUNT_REVENUE_COMMISSION] = "revenue_commission",
	[ACCOUNT_SELLER_PAYABLE] = "seller_payable",
	[ACCOUNT_TAX_PAYABLE] = "tax_payable",
	[ACCOUNT_REFUNDS] = "refunds",
	[ACCOUNT_CUSTOMER_DEPOSITS] = "customer_deposits",
};

static const struct id site_owns = { { 0 } };

const char *
account_name(enum account a)
{
	assert(a < ACCOUNT__MAX);
	return account_names[a];
}

/* Postings of nothing are left out: they would say nothing. */
enum err
entry_add(
    struct entry *e, enum account account, struct id owner, struct money amount)
{
	if (amount.minor == 0)
		return OK;
	if (e->n == POSTINGS_MAX)
		return ERR_LIMIT;
	e->postings[e->n++] = (struct posting){ account, owner, amount };
	return OK;
}

/* The first posting of a currency answers for all of that currency. */
static enum err
currency_check(const struct entry *e, size_t first)
{
	struct currency c = e->postings[first].amount.currency;
	int64_t sum = 0;

	for (size_t i = 0; i < e->n; i++) {
		if (!currency_eq(e->postings[i].amount.currency, c))
			continue;
		if (num_add(&sum, sum, e->postings[i].amount.minor) != OK)
			return ERR_OVERFLOW;
	}
	return sum == 0 ? OK : ERR_BUG;
}

enum err
entry_check(const struct entry *e)
{
	for (size_t i = 0; i < e->n; i++) {
		enum err err = currency_check(e, i);

		if (err != OK)
			return err;
	}
	return OK;
}

enum err
entry_order_paid(struct entry *out, enum account by, struct id by_owner,
    struct id seller, struct money net, struct money tax, int64_t commission_bp)
{
	struct money total, commission, payable, zero;
	enum err e;

	*out = (struct entry){ .n = 0 };
	zero = money_zero(net.currency);
	if ((e = money_add(&total, net, tax)) != OK ||
	    (e = money_rate_bp(&commission, net, commission_bp)) != OK ||
	    (e = money_sub(&payable, commission, net)) != OK ||
	    (e = money_sub(&commission, zero, commission)) != OK ||
	    (e = money_sub(&tax, zero, tax)) != OK)
		return e;
	if ((e = entry_add(out, by, by_owner, total)) != OK ||
	    (e = entry_add(out, ACCOUNT_SELLER_PAYABLE, seller, payable)) !=
		OK ||
	    (e = entry_add(out, ACCOUNT_REVENUE_COMMISSION, site_owns,
		 commission)) != OK ||
	    (e = entry_add(out, ACCOUNT_TAX_PAYABLE, site_owns, tax)) != OK)
		return e;
	return entry_check(out);
}

/* One side gives what the other gets. */
static enum err
entry_pair(struct entry *out, enum account to, struct id to_owner,
    enum account from, struct id from_owner, struct money amount)
{
	struct money given;
	enum err e;

	*out = (struct entry){ .n = 0 };
	if ((e = money_sub(&given, money_zero(amount.currency), amount)) !=
		OK ||
	    (e = entry_add(out, to, to_owner, amount)) != OK ||
	    (e = entry_add(out, from, from_owner, given)) != OK)
		return e;
	return entry_check(out);
}

enum err
entry_deposit(struct entry *out, struct id company, struct money amount)
{
	return entry_pair(out, ACCOUNT_GATEWAY_CLEARING, site_owns,
	    ACCOUNT_CUSTOMER_DEPOSITS, company, amount);
}

enum err
entry_bill_issued(struct entry *out, struct id company, struct money total)
{
	return entry_pair(out, ACCOUNT_RECEIVABLE, company,
	    ACCOUNT_CUSTOMER_DEPOSITS, company, total);
}

enum err
entry_bill_paid(struct entry *out, enum account to, struct id company,
    struct money taken, struct money left)
{
	struct money came, zero = money_zero(taken.currency);
	enum err e;

	*out = (struct entry){ .n = 0 };
	if ((e = money_add(&came, taken, left)) != OK ||
	    (e = money_sub(&taken, zero, taken)) != OK ||
	    (e = money_sub(&left, zero, left)) != OK ||
	    (e = entry_add(out, to, site_owns, came)) != OK ||
	    (e = entry_add(out, ACCOUNT_RECEIVABLE, company, taken)) != OK ||
	    (e = entry_add(out, ACCOUNT_CUSTOMER_DEPOSITS, company, left)) !=
		OK)
		return e;
	return entry_check(out);
}

enum err
entry_settled(struct entry *out, struct id seller, struct money amount)
{
	return entry_pair(out, ACCOUNT_SELLER_PAYABLE, seller, ACCOUNT_BANK,
	    site_owns, amount);
}

enum err
entry_reserved(struct entry *out, enum account reserve, struct id company,
    struct money amount)
{
	return entry_pair(out, reserve, company, reserve, site_owns, amount);
}

enum err
entry_bill_credited(struct entry *out, struct id company, struct id seller,
    struct money net, struct money tax, struct money commission,
    struct money noted)
{
	struct money payable, cash, zero = money_zero(net.currency);
	enum err e;

	*out = (struct entry){ .n = 0 };
	if ((e = money_sub(&payable, net, commission)) != OK ||
	    (e = money_sub(&cash, noted, net)) != OK ||
	    (e = money_sub(&cash, cash, tax)) != OK ||
	    (e = money_sub(&noted, zero, noted)) != OK)
		return e;
	if ((e = entry_add(out, ACCOUNT_SELLER_PAYABLE, seller, payable)) !=
		OK ||
	    (e = entry_add(out, ACCOUNT_REVENUE_COMMISSION, site_owns,
		 commission)) != OK ||
	    (e = entry_add(out, ACCOUNT_TAX_PAYABLE, site_owns, tax)) != OK ||
	    (e = entry_add(out, ACCOUNT_RECEIVABLE, company, noted)) != OK ||
	    (e = entry_add(out, ACCOUNT_CUSTOMER_DEPOSITS, company, cash)) !=
		OK)
		return e;
	return entry_check(out);
}
