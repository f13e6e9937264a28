/*
 * Double entry: postings of an entry sum to zero per currency.  Debit is
 * positive.  These functions say which postings an occasion makes.
 */
#ifndef DOMAIN_LEDGER_H
#define DOMAIN_LEDGER_H

#include "base/bounds.h"
#include "base/id.h"
#include "domain/money.h"

enum account {
	ACCOUNT_RECEIVABLE,		/* of a company */
	ACCOUNT_MILESTONE_RESERVE,	/* memo */
	ACCOUNT_GENERAL_RESERVE,	/* memo */
	ACCOUNT_GATEWAY_CLEARING,	/* of the site */
	ACCOUNT_BANK,
	ACCOUNT_REVENUE_COMMISSION,
	ACCOUNT_SELLER_PAYABLE,		/* of a seller */
	ACCOUNT_TAX_PAYABLE,
	ACCOUNT_REFUNDS,
	ACCOUNT_CUSTOMER_DEPOSITS,
	ACCOUNT__MAX
};
const char *account_name(enum account a);

struct posting {
	enum account account;
	struct id owner;		/* company or seller; nil: the site */
	struct money amount;
};

struct entry {
	struct posting postings[POSTINGS_MAX];
	size_t n;
};

/* ERR_BUG when it does not sum to zero, ERR_LIMIT when it is full. */
enum err entry_add(struct entry *e, enum account account, struct id owner,
    struct money amount) MUST_CHECK;
enum err entry_check(const struct entry *e) MUST_CHECK;

/*
 * A paid order: what paid it +total; seller_payable -(net - commission),
 * revenue_commission -commission, tax_payable -tax.
 */
enum err entry_order_paid(struct entry *out, enum account by,
    struct id by_owner, struct id seller, struct money net, struct money tax,
    int64_t commission_bp) MUST_CHECK;

/*
 * Money that came for an order which could not take it any more:
 * gateway_clearing +amount; customer_deposits -amount, until refunded.
 */
enum err entry_deposit(struct entry *out, struct id company,
    struct money amount) MUST_CHECK;

/*
 * A bill that is to be paid before its order goes on: receivable +total;
 * customer_deposits -total, until it does.  A negative total takes it back.
 */
enum err entry_bill_issued(struct entry *out, struct id company,
    struct money total) MUST_CHECK;

/*
 * Money for a bill: bank or clearing +taken +left; receivable -taken,
 * customer_deposits -left.
 */
enum err entry_bill_paid(struct entry *out, enum account to,
    struct id company, struct money taken, struct money left) MUST_CHECK;

/*
 * A memo: the pool's reserve of the company +amount, of the site -amount.
 * A negative amount frees it.
 */
enum err entry_reserved(struct entry *out, enum account reserve,
    struct id company, struct money amount) MUST_CHECK;

/* A seller was paid: seller_payable +amount, bank -amount. */
enum err entry_settled(struct entry *out, struct id seller,
    struct money amount) MUST_CHECK;

/*
 * A part of a sale is taken back: seller_payable +(net - commission),
 * revenue_commission +commission, tax_payable +tax; receivable -noted,
 * customer_deposits -(net + tax - noted), until that is paid back.
 */
enum err entry_bill_credited(struct entry *out, struct id company,
    struct id seller, struct money net, struct money tax,
    struct money commission, struct money noted) MUST_CHECK;

#endif
