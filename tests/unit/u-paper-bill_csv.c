/* R43: bills download as CSV. */
#include <fcntl.h>
#include <unistd.h>

#include "base/bounds.h"
#include "bill_sample.h"
#include "paper/bill_csv.h"

enum { ARENA_MAX = 16 << 20, CSV_MAX = 64 << 20, COLUMNS = 36 };

static struct arena *arena;
static struct bill_sample s;
static struct buf out;

static int
all_up(void **state)
{
	(void)state;
	arena = arena_open(ARENA_MAX);
	bill_sample_open(&s, 3, "USD", 129900, 19000);
	buf_open(&out, CSV_MAX);
	return arena ? 0 : -1;
}

static int
all_down(void **state)
{
	(void)state;
	buf_close(&out);
	bill_sample_close(&s);
	arena_close(arena);
	return 0;
}

static struct str
csv(void)
{
	buf_clear(&out);
	assert_ok(bill_csv(arena, sink_buf(&out), &s.b));
	return buf_str(&out);
}

/* The field at *at as RFC 4180 reads it; false after a row's last. */
static bool
field(struct str in, size_t *at, struct buf *value)
{
	bool in_quotes = in.p[*at] == '"';

	buf_clear(value);
	for (*at += in_quotes;; (*at)++) {
		assert_true(*at < in.n);
		if (in_quotes && in.p[*at] == '"') {
			if (in.p[*at + 1] != '"')
				break;
			(*at)++;
		} else if (!in_quotes &&
		    (in.p[*at] == ',' || in.p[*at] == '\r')) {
			break;
		}
		assert_true(in_quotes || in.p[*at] != '"');
		buf_add_char(value, in.p[*at]);
	}
	*at += in_quotes;
	if (in.p[*at] == ',') {
		(*at)++;
		return true;
	}
	assert_memory_equal(in.p + *at, "\r\n", 2);
	*at += 2;
	return false;
}

/* The value of a named column in a row (1: the first line). */
static struct str
cell(struct str in, size_t row, const char *column)
{
	static struct buf value;
	size_t at = 0, wanted = COLUMNS, i = 0;
	bool more = true;

	if (!value.max)
		buf_open(&value, CSV_MAX);
	for (; more; i++) {
		more = field(in, &at, &value);
		if (str_is(buf_str(&value), column))
			wanted = i;
	}
	assert_int_equal(i, COLUMNS);
	assert_true(wanted < COLUMNS);
	for (size_t r = 1; r < row; r++)
		while (field(in, &at, &value))
			;
	for (i = 0; i < wanted; i++)
		assert_true(field(in, &at, &value));
	(void)field(in, &at, &value);
	return str_copy(arena, buf_str(&value));
}

static void
test_bill_csv__a_row_a_line_with_the_bill_s_fields(void **state)
{
	struct str in = csv();

	(void)state;
	assert_str(cell(in, 1, "kind"), "bill");
	assert_str(cell(in, 3, "number"), "2026-000017");
	assert_str(cell(in, 3, "issued"), "2026-11-23");
	assert_str(cell(in, 3, "due"), "2026-12-23");
	assert_str(cell(in, 3, "corrects"), "");
	assert_str(cell(in, 2, "customer"), "Aurora Robotics Ltd");
	assert_str(cell(in, 2, "currency"), "USD");
	assert_str(cell(in, 2, "cost_centre"), "4100-R&D");
	assert_str(cell(in, 1, "line"), "1");
	assert_str(cell(in, 2, "line"), "2");
	assert_str(cell(in, 2, "quantity"), "2");
	assert_str(cell(in, 2, "unit_price"), "1299.10");
	assert_str(cell(in, 2, "net"), "2598.20");
	assert_str(cell(in, 2, "tax"), "493.66");
	assert_str(cell(in, 2, "tax_code"), "S");
	assert_str(cell(in, 2, "tax_percent"), "19.000");
	assert_str(cell(in, 1, "bill_total"), "9275.81");
	assert_str(cell(in, 1, "status"), "open");
	assert_str(cell(in, 1, "line_to"), "2026-11-30");
}

static void
test_bill_csv__amounts_have_their_currency_s_decimals(void **state)
{
	static const struct {
		const char *currency;
		const char *unit;
	} cases[] = { { "JPY", "129900" }, { "KWD", "129.900" },
		{ "EUR", "1299.00" } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		bill_sample_close(&s);
		bill_sample_open(&s, 1, cases[i].currency, 129900, 0);
		assert_str(cell(csv(), 1, "unit_price"), cases[i].unit);
	}
}

/* A number stays one, a text becomes no formula. */
static void
test_bill_csv__no_text_is_a_formula(void **state)
{
	static const struct {
		struct str text;
		const char *cell;
	} cases[] = {
		{ STR("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0" },
		{ STR("+1"), "'+1" },
		{ STR("-1+1"), "'-1+1" },
		{ STR("@SUM(A1)"), "'@SUM(A1)" },
		{ STR("\t=1"), "'=1" },
		{ STR("\r=1"), "'=1" },
		{ STR(" =1"), "'=1" },
		{ STR("\u202e=1"), "'=1" },
		{ STR("\uff1d1"), "'\uff1d1" },
		{ STR("a=1"), "a=1" },
	};

	(void)state;
	s.lines[0].net.minor = -s.lines[0].net.minor;
	bill_sample_sum(&s);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		s.lines[0].text = cases[i].text;
		assert_str(cell(csv(), 1, "text"), cases[i].cell);
	}
	assert_str(cell(csv(), 1, "net"), "-1299.00");
}

/* A statement's orders are its lines' own. */
static void
test_bill_csv__a_statement_names_the_order_in_each_line(void **state)
{
	(void)state;
	s.b.kind = PAPER_STATEMENT;
	s.b.from_day = sample_day(2026, 11, 1);
	s.b.to_day = sample_day(2026, 11, 30);
	s.b.norders = 0;
	s.lines[0].order = STR("ord_a");
	s.lines[2].order = STR("ord_c");
	assert_str(cell(csv(), 1, "kind"), "statement");
	assert_str(cell(csv(), 1, "to"), "2026-11-30");
	assert_str(cell(csv(), 1, "orders"), "");
	assert_str(cell(csv(), 1, "order"), "ord_a");
	assert_str(cell(csv(), 3, "order"), "ord_c");
}

static void
test_bill_csv__quotes_commas_and_lines(void **state)
{
	(void)state;
	s.lines[0].text = STR("a \"b\", c\r\nd,\"");
	s.b.customer.name = STR("\",\"");
	assert_str(cell(csv(), 1, "text"), "a \"b\", c d,\"");
	assert_str(cell(csv(), 1, "customer"), "\",\"");
	assert_str(cell(csv(), 3, "line"), "3");
}

static void
test_bill_csv__ten_thousand_lines_in_bounded_memory(void **state)
{
	struct str in;

	(void)state;
	bill_sample_close(&s);
	bill_sample_open(&s, PAPER_LINES_MAX, "EUR", 100, 19000);
	in = csv();
	assert_str(cell(in, PAPER_LINES_MAX, "line"), "10000");
	assert_true(arena_used(arena) < 1 << 20);
}

/* /dev/full is a disk without room. */
static void
test_bill_csv__a_full_disk_is_told(void **state)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	assert_err(bill_csv(arena, sink_fd(&fd), &s.b), ERR_STORAGE);
	close(fd);
	fd = -1;
	assert_err(bill_csv(arena, sink_fd(&fd), &s.b), ERR_IO);
}

#define CSV_TEST(f) cmocka_unit_test_setup_teardown(f, all_up, all_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CSV_TEST(test_bill_csv__a_row_a_line_with_the_bill_s_fields),
		CSV_TEST(test_bill_csv__amounts_have_their_currency_s_decimals),
		CSV_TEST(test_bill_csv__no_text_is_a_formula),
		CSV_TEST(
		    test_bill_csv__a_statement_names_the_order_in_each_line),
		CSV_TEST(test_bill_csv__quotes_commas_and_lines),
		CSV_TEST(test_bill_csv__ten_thousand_lines_in_bounded_memory),
		CSV_TEST(test_bill_csv__a_full_disk_is_told),
	};

	return cmocka_run_group_tests_name("paper/bill_csv", tests, NULL, NULL);
}
