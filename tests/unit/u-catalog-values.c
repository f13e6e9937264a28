/* R8: how a product's fields become values of facets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "catalog/column.h"
#include "catalog/rows.h"
#include "catalog/values.h"

static bool
join(void *arg, struct str value)
{
	struct buf *b = arg;

	buf_addf(b, "[%.*s]", STR_FMT(value));
	return true;
}

static void
gives(void (*each)(struct str, value_fn, void *), const char *text,
    const char *expected)
{
	struct buf b;

	buf_open(&b, 4096);
	each(str_from(text), join, &b);
	assert_int_equal(b.n, strlen(expected));
	assert_memory_equal(b.n ? b.p : "", expected, b.n);
	buf_close(&b);
}

static void
test_values__lists(void **state)
{
	(void)state;
	gives(list_each, "Linux, Docker", "[Linux][Docker]");
	gives(list_each, " ,,Linux ,", "[Linux]");
	gives(list_each, "", "");
	gives(list_each, NULL, "");
}

static void
test_values__licences(void **state)
{
	(void)state;
	gives(licence_each, "MIT", "[MIT]");
	gives(licence_each,
	    "(MIT OR Apache-2.0) AND GPL-2.0-only WITH "
	    "Classpath-exception-2.0",
	    "[MIT][Apache-2.0][GPL-2.0-only]");
	gives(licence_each, "MIT/Apache-2.0", "[MIT][Apache-2.0]");
	gives(licence_each, "MIT, ISC", "[MIT][ISC]");
	gives(licence_each, "Acme Commercial Licence",
	    "[Acme Commercial Licence]");
	gives(licence_each, "ANDROID ORANGE", "[ANDROID ORANGE]");
	gives(licence_each, "MIT OR ", "[MIT]");
	gives(licence_each, "()", "");
	gives(licence_each, NULL, "");
}

static unsigned
band(int64_t minor, const char *code)
{
	struct money m = { .minor = minor };

	memcpy(m.currency.code, code, sizeof(m.currency.code));
	return price_band_of(m);
}

static void
test_values__bands(void **state)
{
	int64_t min, max;

	(void)state;
	assert_int_equal(band(0, "USD"), 0);
	assert_int_equal(band(1, "USD"), 1);
	assert_int_equal(band(1000, "USD"), 1);
	assert_int_equal(band(1001, "USD"), 2);
	assert_int_equal(band(MONEY_MAX_MINOR, "USD"), PRICE_BANDS - 1);
	assert_int_equal(band(1000, "JPY"), 1);
	assert_int_equal(band(1001, "JPY"), 2);
	assert_int_equal(band(10000, "KWD"), 1);
	for (unsigned i = 1; i < PRICE_BANDS; i++) {
		int64_t before;

		price_band((struct currency){ "USD" }, i - 1, &min, &before);
		price_band((struct currency){ "USD" }, i, &min, &max);
		assert_int_equal(min, before + 1);
	}
	assert_true(max == INT64_MAX);
}

static void
test_values__words_of_html(void **state)
{
	static const char html[] = "<p>Post<em>fix</em> &amp; <a href=\"x\">"
				   "mail</a></p><ul><li>one</li><li>two</li>"
				   "</ul>a &lt; b &unknown; <p";
	struct buf b;

	(void)state;
	buf_open(&b, 4096);
	html_words(&b, str_from(html));
	buf_add_char(&b, '\0');
	assert_string_equal(
	    b.p, " Postfix & mail   one  two  a < b &unknown;  ");
	buf_close(&b);
}

/* Bits and lists, both ways of counting: the same numbers. */
static void
test_column__counts_both_ways(void **state)
{
	enum { N = 1000, VALUES = 7 };
	struct arena *a = arena_open(4 * 1024 * 1024);
	struct column_builder *b;
	struct column c;
	uint64_t bits[(N + 63) / 64] = { 0 };
	uint32_t list[N], n = 0, forward[VALUES] = { 0 }, back[VALUES] = { 0 };

	(void)state;
	assert_int_equal(column_builder_open(&b, false, NULL), OK);
	for (uint32_t i = 0; i < N; i++)
		for (uint32_t v = 0; v < VALUES; v++)
			if (i % (v * v * v + 1) == v) {
				assert_int_equal(column_add(b, i, v), OK);
				assert_int_equal(column_add(b, i, v), OK);
			}
	assert_int_equal(column_finish(b, a, N, &c), OK);
	column_builder_close(b);
	assert_non_null(c.values[0].bits);
	assert_non_null(c.values[VALUES - 1].products);
	for (uint32_t i = 0; i < N; i += 3) {
		bits_set(bits, i);
		list[n++] = i;
	}
	column_count(&c, &(struct column_set){ NULL, list, n }, forward);
	column_count(&c, &(struct column_set){ bits, NULL, n }, back);
	for (uint32_t v = 0; v < VALUES; v++) {
		uint32_t expected = 0;

		for (uint32_t i = 0; i < N; i += 3)
			expected += i % (v * v * v + 1) == v;
		assert_int_equal(forward[v], expected);
		assert_int_equal(back[v], expected);
	}
	arena_close(a);
}

static void
test_column__texts_keep_their_numbers(void **state)
{
	struct arena *a = arena_open(1024 * 1024);
	struct column_builder *b;
	struct column base, delta;

	(void)state;
	assert_int_equal(column_builder_open(&b, true, NULL), OK);
	assert_int_equal(column_add_text(b, 0, STR("Linux")), OK);
	assert_int_equal(column_add_text(b, 1, STR("Web")), OK);
	assert_int_equal(column_finish(b, a, 3, &base), OK);
	column_builder_close(b);
	assert_int_equal(column_builder_open(&b, true, &base), OK);
	assert_int_equal(column_add_text(b, 0, STR("iOS")), OK);
	assert_int_equal(column_add_text(b, 0, STR("Web")), OK);
	assert_int_equal(column_finish(b, a, 1, &delta), OK);
	column_builder_close(b);
	assert_int_equal(delta.nvalues, 3);
	assert_int_equal(column_value_of(&delta, STR("Linux")), 0);
	assert_int_equal(column_value_of(&delta, STR("Web")), 1);
	assert_int_equal(column_value_of(&delta, STR("iOS")), 2);
	assert_int_equal(column_value_of(&base, STR("iOS")), UINT32_MAX);
	assert_int_equal(delta.values[0].n, 0);
	arena_close(a);
}

/* Rows have the small facets; they count what columns count. */
static void
test_rows__count_as_columns_do(void **state)
{
	enum { N = 300, MANY = ROW_BITS_MAX + 1 };
	static const uint32_t values[FACET__MAX] = { 90, 1, 5, 6, MANY, 70, 7,
		3 };
	struct arena *a = arena_open(4 * 1024 * 1024);
	struct column columns[FACET__MAX];
	uint32_t list[N], *by_row[FACET__MAX], *by_column[FACET__MAX], n = 0;
	struct rows rows;

	(void)state;
	for (enum facet f = 0; f < FACET__MAX; f++) {
		struct column_builder *b;

		assert_int_equal(column_builder_open(&b, false, NULL), OK);
		for (uint32_t i = 0; i < N; i++) {
			assert_int_equal(
			    column_add(b, i, i * 7 % values[f]), OK);
			if (f % 2)
				assert_int_equal(
				    column_add(b, i, i * 3 % values[f]), OK);
		}
		assert_int_equal(column_finish(b, a, N, &columns[f]), OK);
		column_builder_close(b);
		by_row[f] = ARENA_NEWS(a, uint32_t, MANY);
		by_column[f] = ARENA_NEWS(a, uint32_t, MANY);
	}
	assert_int_equal(rows_make(&rows, a, columns, N), OK);
	assert_int_equal(rows.facets, 0xff & ~(1u << FACET_PLATFORM));
	for (uint32_t i = 0; i < N; i += 1 + i % 3)
		list[n++] = i;
	rows_count(&rows, columns, rows.facets, list, n, by_row);
	for (enum facet f = 0; f < FACET__MAX; f++) {
		if (!(rows.facets & 1u << f))
			continue;
		column_count(&columns[f], &(struct column_set){ NULL, list, n },
		    by_column[f]);
		assert_memory_equal(by_row[f], by_column[f],
		    columns[f].nvalues * sizeof(**by_row));
	}
	arena_close(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values__lists),
		cmocka_unit_test(test_values__licences),
		cmocka_unit_test(test_values__bands),
		cmocka_unit_test(test_values__words_of_html),
		cmocka_unit_test(test_column__counts_both_ways),
		cmocka_unit_test(test_column__texts_keep_their_numbers),
		cmocka_unit_test(test_rows__count_as_columns_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
