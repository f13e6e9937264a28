/* X12: a packed product is the product again, in every locale. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "catalog/record.h"

enum { LOCALES = 3 };

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(1024 * 1024);
	return arena ? 0 : 1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static void
same(struct str a, struct str b)
{
	assert_int_equal(!a.p, !b.p);
	assert_int_equal(a.n, b.n);
	assert_true(str_eq(a, b));
}

static struct record
written(const struct record *r, size_t *bytes)
{
	struct record out;
	struct buf b;
	char *copy;

	buf_open(&b, 1024 * 1024);
	record_write(&b, r, LOCALES);
	assert_int_equal(buf_err(&b), OK);
	/* A copy of just its size: reading beyond it is seen. */
	copy = arena_alloc(arena, b.n);
	memcpy(copy, b.p, b.n);
	*bytes = b.n;
	buf_close(&b);
	assert_int_equal(record_bytes((const uint8_t *)copy), *bytes);
	assert_int_equal(
	    record_read(&out, arena, (const uint8_t *)copy, LOCALES), OK);
	same(record_slug((const uint8_t *)copy), r->product.slug);
	assert_true(
	    id_eq(record_id((const uint8_t *)copy), r->product.product_id));
	assert_int_equal(
	    record_listing((const uint8_t *)copy), r->product.listing);
	return out;
}

static struct str names[LOCALES], summaries[LOCALES], html[LOCALES],
    keywords[LOCALES], plan_names[LOCALES], plan_summaries[LOCALES];

static struct record
plain(void)
{
	struct record r = { .keywords = keywords };

	for (size_t l = 0; l < LOCALES; l++) {
		names[l] = plan_names[l] = STR("Lumen");
		summaries[l] = html[l] = plan_summaries[l] = STR("");
		keywords[l] = STR_NONE;
	}
	r.product.slug = STR("lumen");
	r.product.name = names;
	r.product.summary = summaries;
	r.product.description_html = html;
	return r;
}

static void
test_record__the_least_comes_back(void **state)
{
	struct record r = plain(), out;
	size_t bytes;

	(void)state;
	out = written(&r, &bytes);
	assert_true(bytes < 80);
	same(out.product.name[2], STR("Lumen"));
	same(out.keywords[0], STR_NONE);
	same(out.product.summary[1], STR(""));
	same(out.product.logo, STR_NONE);
	assert_false(out.product.has_from);
	assert_int_equal(out.product.nplans, 0);
}

static void
test_record__numbers_at_their_edges_come_back(void **state)
{
	struct record r = plain(), out;
	size_t bytes;

	(void)state;
	r.product.has_from = true;
	r.product.from = (struct money){ MONEY_MAX_MINOR, { "KWD" } };
	r.product.from_mode = MODE_YEARLY;
	r.product.seller = UINT32_MAX - 1;
	r.product.created_at_us = -1;
	r.product.updated_at_us = INT64_MAX;
	r.newest_at_us = INT64_MIN;
	r.pin = 7;
	r.product.refund_days = 127;
	r.product.listing = LISTING_GONE;
	r.product.delivery = DELIVERY_SERVICE;
	out = written(&r, &bytes);
	assert_int_equal(out.product.from.minor, MONEY_MAX_MINOR);
	assert_string_equal(out.product.from.currency.code, "KWD");
	assert_int_equal(out.product.from_mode, MODE_YEARLY);
	assert_int_equal(out.product.seller, UINT32_MAX - 1);
	assert_int_equal(out.product.created_at_us, -1);
	assert_int_equal(out.product.updated_at_us, INT64_MAX);
	assert_int_equal(out.newest_at_us, INT64_MIN);
	assert_int_equal(out.product.refund_days, 127);
	assert_int_equal(out.product.delivery, DELIVERY_SERVICE);
	assert_true(out.product.pinned && out.product.popular);
}

static void
test_record__texts_of_locales_are_told_apart(void **state)
{
	struct record r = plain(), out;
	size_t one, other;

	(void)state;
	html[0] = html[1] = html[2] = STR("<p>A long description.</p>");
	out = written(&r, &one);
	html[1] = STR("<p>Eine Beschreibung hier</p>");
	keywords[1] = STR("");
	out = written(&r, &other);
	assert_true(other > one);
	same(out.product.description_html[0], html[0]);
	same(out.product.description_html[1], html[1]);
	same(out.product.description_html[2], html[0]);
	same(out.keywords[0], STR_NONE);
	same(out.keywords[1], STR(""));
}

static void
test_record__parts_come_back_in_order(void **state)
{
	const struct catalogue_option options[] = {
		{ STR("Edition"), STR("Pro") }, { STR("Support"), STR("24 h") }
	};
	const struct capacity capacities[] = { { STR("users"), STR("user"), 1,
	    500, 1, 5 } };
	const struct price prices[] = { { MODE_MONTHLY, { "EUR" }, 1, 4900,
					    STR("") },
		{ MODE_ONE_TIME, { "JPY" }, 10, 0, STR("users") } };
	struct catalogue_plan plans[2] = {
		{ .code = STR("pro"),
		    .name = plan_names,
		    .summary = plan_summaries,
		    .options = options,
		    .noptions = 2,
		    .terms = { prices, 2, capacities, 1 } },
		{ .code = STR("mini"),
		    .name = plan_names,
		    .summary = plan_summaries }
	};
	const struct catalogue_agreement agreements[] = { { .document = {
								1, 2, 3 } } };
	const struct catalogue_screenshot shots[] = { { STR("a.webp"),
	    STR("Its window"), 1280, 800 } };
	const struct catalogue_release releases[] = { { STR("2.1"),
	    STR("2026-11-23"), STR("<p>New</p>") } };
	struct record r = plain(), out;
	size_t bytes;

	(void)state;
	r.product.plans = plans;
	r.product.nplans = 2;
	r.product.agreements = agreements;
	r.product.nagreements = 1;
	r.product.screenshots = shots;
	r.product.nscreenshots = 1;
	r.product.releases = releases;
	r.product.nreleases = 1;
	out = written(&r, &bytes);
	assert_int_equal(out.product.nplans, 2);
	same(out.product.plans[0].options[1].value, STR("24 h"));
	assert_int_equal(out.product.plans[0].terms.capacities[0].max, 500);
	assert_int_equal(
	    out.product.plans[0].terms.prices[1].from_quantity, 10);
	same(out.product.plans[0].terms.prices[1].capacity, STR("users"));
	same(out.product.plans[1].code, STR("mini"));
	assert_int_equal(out.product.plans[1].terms.nprices, 0);
	assert_memory_equal(
	    out.product.agreements[0].document, agreements[0].document, 32);
	assert_int_equal(out.product.screenshots[0].width, 1280);
	same(out.product.releases[0].notes_html, STR("<p>New</p>"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_record__the_least_comes_back),
		cmocka_unit_test(test_record__numbers_at_their_edges_come_back),
		cmocka_unit_test(test_record__texts_of_locales_are_told_apart),
		cmocka_unit_test(test_record__parts_come_back_in_order),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
