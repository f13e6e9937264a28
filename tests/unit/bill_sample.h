/* A bill with as many lines as asked for, its sums computed. */
#ifndef BILL_SAMPLE_H
#define BILL_SAMPLE_H

#include <stdlib.h>

#include "base/num.h"
#include "domain/days.h"
#include "paper/bill.h"
#include "unit.h"

struct bill_sample {
	struct bill_paper b;
	struct paper_line *lines;
	struct paper_tax taxes[2];
};

static inline int64_t
sample_day(int year, int month, int day)
{
	return days_from_ymd((struct ymd){ year, month, day });
}

static inline struct money
sample_money(int64_t minor, struct currency c)
{
	struct money m;

	assert_ok(money_make(&m, minor, c));
	return m;
}

/* The sums of what stands in the lines; the first tax is theirs. */
static inline void
bill_sample_sum(struct bill_sample *s)
{
	struct money net = money_zero(s->b.total.currency), tax = net;
	struct bill_paper *b = &s->b;

	for (size_t i = 0; i < b->nlines; i++) {
		assert_ok(money_add(&net, net, s->lines[i].net));
		assert_ok(money_add(&tax, tax, s->lines[i].tax));
	}
	s->taxes[0].net = b->net = net;
	s->taxes[0].tax = b->tax = tax;
	assert_ok(money_add(&b->total, net, tax));
	b->open = b->total;
	b->paid = money_zero(net.currency);
}

static inline void
bill_sample_lines(struct bill_sample *s, size_t n, struct currency c,
    int64_t unit_minor, int64_t rate_milli)
{
	static const char *const texts[] = { "Lumen Gallery Pro",
		"Harbour Mail for teams, archive and full-text search included",
		"Wiki Works Business", "Tidewater Analytics" };
	static const char *const details[] = { "Monthly, 5 users",
		"Yearly, 25 mailboxes, 50 GB each", "", "Monthly" };
	static const char *const sellers[] = { "Lumen Software GmbH",
		"Harbour Systems Ltd", "Wiki Works SAS", "灯塔软件有限公司" };

	s->lines = calloc(n ? n : 1, sizeof(*s->lines));
	assert_non_null(s->lines);
	for (size_t i = 0; i < n; i++) {
		struct paper_line *l = &s->lines[i];
		int64_t unit = unit_minor + (int64_t)(i % 7) * 10;
		int64_t quantity = 1 + (int64_t)(i % 3), tax;

		assert_ok(num_mul_div(
		    &tax, unit * quantity, rate_milli, 100000));
		*l = (struct paper_line){
			.text = str_from(texts[i % 4]),
			.detail = str_from(details[i % 4]),
			.seller = str_from(sellers[i % 4]),
			.from_day = sample_day(2026, 11, 1),
			.to_day = sample_day(2026, 11, 30),
			.quantity = quantity,
			.unit = sample_money(unit, c),
			.net = sample_money(unit * quantity, c),
			.tax = sample_money(tax, c),
			.rate_milli = rate_milli,
			.tax_kind = rate_milli ? PAPER_TAX_STANDARD
					       : PAPER_TAX_REVERSE,
		};
	}
	s->b.lines = s->lines;
	s->b.nlines = n;
	s->taxes[0] = (struct paper_tax){ .name = STR("VAT"),
		.kind = rate_milli ? PAPER_TAX_STANDARD : PAPER_TAX_REVERSE,
		.rate_milli = rate_milli };
}

static inline void
bill_sample_open(struct bill_sample *s, size_t n, const char *currency,
    int64_t unit_minor, int64_t rate_milli)
{
	static const struct str from[] = { STR("Kontorhaus, Am Sandtorkai 12"),
		STR("20457 Hamburg") };
	static const struct str to[] = { STR("Attn. Accounts Payable"),
		STR("221B Baker Street"), STR("London NW1 6XE") };
	static const struct str orders[] = { STR(
	    "ord_01jd7q3v0kf8rt4yzx5m2n9abc") };
	struct currency c;

	assert_ok(currency_parse(&c, str_from(currency)));
	memset(s, 0, sizeof(*s));
	s->b = (struct bill_paper){
		.number = STR("2026-000017"),
		.issued_day = sample_day(2026, 11, 23),
		.due_day = sample_day(2026, 12, 23),
		.paid_day = PAPER_NO_DAY,
		.from_day = PAPER_NO_DAY,
		.to_day = PAPER_NO_DAY,
		.created_at_us = INT64_C(1795394878000000),
		.issuer = { .name = STR("Souk Demo Marketplace GmbH"),
		    .address = from,
		    .naddress = 2,
		    .country = STR("DE"),
		    .country_name = STR("Germany"),
		    .tax_number = STR("DE123456789"),
		    .contact = STR("billing@souk.example") },
		.customer = { .name = STR("Aurora Robotics Ltd"),
		    .address = to,
		    .naddress = 3,
		    .country = STR("GB"),
		    .country_name = STR("United Kingdom"),
		    .tax_number = STR("GB999999973"),
		    .contact = STR("Maria Lindqvist") },
		.orders = orders,
		.norders = 1,
		.po_number = STR("PO-7781"),
		.cost_centre = STR("4100-R&D"),
		.taxes = s->taxes,
		.ntaxes = 1,
		.total = money_zero(c),
		.bank = { STR("Souk Demo Marketplace GmbH"),
		    STR("Hanseatic Bank"), STR("DE02 1203 0000 0000 2020 51"),
		    STR("BYLADEM1001"), STR("2026-000017") },
		.url = STR("https://souk.example/my/bills/2026-000017"),
	};
	bill_sample_lines(s, n, c, unit_minor, rate_milli);
	bill_sample_sum(s);
}

static inline void
bill_sample_close(struct bill_sample *s)
{
	free(s->lines);
}

#endif
