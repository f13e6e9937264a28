#include "paper/journal.h"

#include <assert.h>

#include "domain/days.h"

enum { AMOUNT_COLUMN = 66 };

static const struct {
	const char *top;   /* what the account is under */
	const char *owner; /* prefix of its owner's id; NULL: the site's */
} places[ACCOUNT__MAX] = {
	[ACCOUNT_RECEIVABLE] = { "assets", ID_COMPANY },
	[ACCOUNT_MILESTONE_RESERVE] = { "memo", ID_COMPANY },
	[ACCOUNT_GENERAL_RESERVE] = { "memo", ID_COMPANY },
	[ACCOUNT_GATEWAY_CLEARING] = { "assets", NULL },
	[ACCOUNT_BANK] = { "assets", NULL },
	[ACCOUNT_REVENUE_COMMISSION] = { "revenues", NULL },
	[ACCOUNT_SELLER_PAYABLE] = { "liabilities", ID_SELLER },
	[ACCOUNT_TAX_PAYABLE] = { "liabilities", NULL },
	[ACCOUNT_REFUNDS] = { "expenses", NULL },
	[ACCOUNT_CUSTOMER_DEPOSITS] = { "liabilities", ID_COMPANY },
};

void
journal_head(struct buf *out, const struct currency *currencies, size_t n)
{
	buf_add_cstr(out, "decimal-mark .\n\n");
	for (size_t i = 0; i < n; i++) {
		char text[MONEY_TEXT_MAX];
		struct money zero = money_zero(currencies[i]);

		/* The directive wants a mark, of whole numbers too. */
		buf_addf(out, "commodity %s %.*s%s\n", currencies[i].code,
		    STR_FMT(money_decimal(text, zero)),
		    currency_exponent(currencies[i]) == 0 ? "." : "");
	}
}

void
journal_account_name(struct buf *out, enum account account, struct id owner)
{
	char text[ID_TEXT_MAX];

	assert(account < ACCOUNT__MAX);
	buf_addf(out, "%s:%s", places[account].top, account_name(account));
	if (id_is_nil(owner))
		return;
	buf_add_char(out, ':');
	/* Whoever it is: an owner that the site's accounts do not expect. */
	buf_add(out,
	    id_format(text,
		places[account].owner != NULL ? places[account].owner
					      : ID_COMPANY,
		owner));
}

void
journal_account(struct buf *out, enum account account, struct id owner)
{
	buf_add_cstr(out, "account ");
	journal_account_name(out, account, owner);
	buf_add_char(out, '\n');
}

/* What would end or change the description; the rest is as it came. */
static void
description(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		int plain = c >= ' ' && c < 0x7f && c != ';' && c != '|';

		buf_add_char(out, plain ? (char)c : '_');
	}
}

static void
posting(struct buf *out, const struct posting *p)
{
	char text[MONEY_TEXT_MAX];
	size_t from = out->n;

	buf_add_cstr(out, "    ");
	journal_account_name(out, p->account, p->owner);
	/* Two spaces at least part an account from its amount. */
	do
		buf_add_char(out, ' ');
	while (out->err == OK && out->n - from < AMOUNT_COLUMN);
	buf_addf(out, " %s %.*s\n", p->amount.currency.code,
	    STR_FMT(money_decimal(text, p->amount)));
}

enum err
journal_entry(struct buf *out, const struct journal_entry *e)
{
	struct ymd d = ymd_from_days(e->day);
	char text[ID_TEXT_MAX];

	if (e->entry->n == 0 || entry_check(e->entry) != OK)
		return ERR_BUG;
	buf_addf(out, "\n%04d-%02d-%02d (%.*s) ", d.year, d.month, d.day,
	    STR_FMT(id_format(text, ID_ENTRY, e->entry_id)));
	description(out, e->occasion);
	if (!id_is_nil(e->order_id))
		buf_addf(out, "  ; order:%.*s",
		    STR_FMT(id_format(text, ID_ORDER, e->order_id)));
	buf_add_char(out, '\n');
	for (size_t i = 0; i < e->entry->n; i++)
		posting(out, &e->entry->postings[i]);
	return buf_err(out);
}
