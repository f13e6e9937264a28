/*
 * R43: bills download as PDF.  With a folder as its argument the program
 * writes sample bills there instead, for people to look at; with a number
 * after it, one of that many lines as well.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "bill_sample.h"
#include "paper/bill_pdf.h"
#include "paper/bill_text.h"

enum { ARENA_MAX = 16 << 20, PDF_MAX = 64 << 20 };

static struct arena *arena;
static struct locales *texts;
static struct bill_sample s;
static struct buf out;

static void
sample_write(const char *dir, const char *name, const char *locale)
{
	char path[512];
	struct bill_pdf made;
	int64_t begun = clock_mono_us();
	int fd;

	snprintf(path, sizeof(path), "%s/%s.pdf", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_ok(bill_pdf(&made, arena, sink_fd(&fd), &s.b,
	    locale_find(texts, str_from(locale))));
	close(fd);
	printf("%s: %zu pages, %zu unknown glyphs, %lld ms\n", name, made.pages,
	    made.unknown_glyphs, (long long)(clock_mono_us() - begun) / 1000);
	bill_sample_close(&s);
	arena_reset(arena);
}

static void
samples_write(const char *dir)
{
	static const struct str reverse[] = { STR(
	    "Reverse charge: the customer accounts for the tax "
	    "(Article 196, Directive 2006/112/EC).") };

	bill_sample_open(&s, 2, "USD", 129900, 19000);
	sample_write(dir, "en", "en");
	bill_sample_open(&s, 1, "USD", 129900, 0);
	s.b.size = PAPER_LETTER;
	s.b.notes = reverse;
	s.b.nnotes = 1;
	s.b.status = PAPER_PAID;
	s.b.paid_day = s.b.issued_day;
	s.b.paid = s.b.total;
	s.b.open = money_zero(s.b.total.currency);
	s.b.means = STR("Card ending in 4242");
	sample_write(dir, "letter", "en");
	bill_sample_open(&s, 3, "EUR", 129900, 6000);
	s.b.customer.name = STR("上海灯塔软件有限公司");
	s.b.customer.country_name = STR("中国");
	s.lines[0].text = STR("图库专业版（含企业支持）");
	sample_write(dir, "zh-CN", "zh-CN");
	bill_sample_open(&s, 3, "KWD", 1234567, 5000);
	s.b.customer.name = STR("شركة الأفق للبرمجيات (ذ.م.م)");
	s.b.customer.country_name = STR("الكويت");
	s.lines[0].text = STR("معرض الصور الاحترافي Lumen Pro 2026");
	sample_write(dir, "ar", "ar");
	bill_sample_open(&s, 4, "JPY", 129900, 10000);
	sample_write(dir, "jpy", "en");
	bill_sample_open(&s, 60, "EUR", 129900, 19000);
	s.b.kind = PAPER_STATEMENT;
	s.b.from_day = sample_day(2026, 11, 1);
	s.b.to_day = sample_day(2026, 11, 30);
	s.b.norders = 0;
	for (size_t i = 0; i < s.b.nlines; i++)
		s.lines[i].order = STR("ord_01jd7q3v0kf8rt4yzx5m2n9abc");
	sample_write(dir, "statement", "en");
	bill_sample_open(&s, 60, "KWD", 1234567, 5000);
	sample_write(dir, "ar60", "ar");
	bill_sample_open(&s, 1, "USD", 129900, 19000);
	s.b.kind = PAPER_CREDIT_NOTE;
	s.b.corrects = STR("2026-000016");
	s.b.due_day = PAPER_NO_DAY;
	sample_write(dir, "credit", "en");
	bill_sample_open(&s, 3, "USD", MONEY_MAX_MINOR / 8, 0);
	s.lines[0].text = STR(
	    "\u202eevil\u2066 A\x01\x1b[2J\xff "
	    "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"
	    "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww");
	s.lines[1].text = STR("e\u0301\u0301\u0301\u0301\u0301\u0301\u0301 "
			      "שלום עולם, ไทย, \U0010fffd");
	s.b.customer.name = s.lines[0].text;
	s.b.number = s.lines[0].text;
	s.b.status = PAPER_OVERDUE;
	sample_write(dir, "hostile", "en");
}

static int
sample_up(void **state)
{
	(void)state;
	bill_sample_open(&s, 2, "USD", 129900, 19000);
	buf_open(&out, PDF_MAX);
	return 0;
}

static int
sample_down(void **state)
{
	(void)state;
	bill_sample_close(&s);
	buf_close(&out);
	arena_reset(arena);
	return 0;
}

static void
sample_anew(size_t nlines, const char *currency, int64_t unit, int64_t rate)
{
	bill_sample_close(&s);
	bill_sample_open(&s, nlines, currency, unit, rate);
}

static struct bill_pdf
render(const char *locale)
{
	struct bill_pdf made;

	buf_clear(&out);
	assert_ok(bill_pdf(&made, arena, sink_buf(&out), &s.b,
	    locale_find(texts, str_from(locale))));
	arena_reset(arena);
	return made;
}

/* What a tool of poppler-utils prints about the last rendering. */
static struct str
told(const char *tool, const char *options)
{
	static struct buf answer;
	char path[] = "/tmp/u-paper-XXXXXX", command[256], piece[4096];
	int fd = mkstemp(path);
	FILE *pipe;
	size_t n;

	assert_true(fd >= 0);
	assert_ok(sink_fd(&fd).write(&fd, out.p, out.n));
	close(fd);
	snprintf(command, sizeof(command), "%s %s %s %s", tool, options, path,
	    strcmp(tool, "pdftotext") ? "" : "-");
	buf_close(&answer);
	buf_open(&answer, PDF_MAX);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	while ((n = fread(piece, 1, sizeof(piece), pipe)) > 0)
		buf_add(&answer, (struct str){ piece, n });
	assert_int_equal(pclose(pipe), 0);
	unlink(path);
	return buf_str(&answer);
}

/* Each part stands in the text, after the one before it. */
static void
in_order(struct str text, const char *const *parts)
{
	for (; *parts; parts++) {
		const char *at = memmem(text.p, text.n, *parts, strlen(*parts));

		if (!at)
			fail_msg("no \"%s\" where it belongs", *parts);
		text = str_sub(text, (size_t)(at - text.p), text.n);
	}
}

static size_t
count(struct str text, const char *part)
{
	const char *end = text.p + text.n, *at = text.p;
	size_t n = 0;

	while ((at = memmem(at, (size_t)(end - at), part, strlen(part)))) {
		at++;
		n++;
	}
	return n;
}

static void
test_bill_pdf__says_all_in_reading_order(void **state)
{
	static const char *const parts[] = { "Invoice", "2026-000017",
		"23 November 2026", "23 December 2026", "PO-7781", "4100-R&D",
		"From", "Souk Demo Marketplace GmbH", "DE123456789", "Bill to",
		"Aurora Robotics Ltd", "London NW1 6XE", "GB999999973",
		"USD 4,637.67 due", "Description", "Amount",
		"Lumen Gallery Pro", "Monthly, 5 users",
		"Sold by Lumen Software GmbH", "1,299.00", "19%",
		"Harbour Mail for teams", "2,598.20", "Subtotal",
		"USD 3,897.20", "VAT 19% on", "USD 740.47", "Total",
		"Amount due", "USD 4,637.67", "Pay by bank transfer",
		"DE02 1203 0000 0000 2020 51", "Page 1 of 1", NULL };

	(void)state;
	assert_int_equal(render("en").pages, 1);
	in_order(told("pdftotext", "-raw"), parts);
}

static void
test_bill_pdf__is_tagged_and_has_its_metadata(void **state)
{
	static const char *const info[] = { "Invoice 2026-000017",
		"Souk Demo Marketplace GmbH", "Souk", "2026-11-23T00:47:58Z",
		"Tagged:          yes", "(A4)", NULL };
	static const char *const structure[] = { "Document", "H1",
		"\"Invoice\"", "LI", "Lbl", "\"Number\"", "LBody",
		"\"2026-000017\"", "Link", "Table", "TR", "TH",
		"\"Description\"", "TR", "TD", "\"Lumen Gallery Pro\"",
		"\"1,299.00\"", NULL };
	struct str text;

	(void)state;
	render("en");
	in_order(told("pdfinfo", "-isodates"), info);
	in_order(told("pdfinfo", "-struct-text"), structure);
	text = buf_str(&out);
	assert_contains(
	    text, "/URI (https://souk.example/my/bills/2026-000017)");
	s.b.url = STR("javascript:alert(1)");
	render("en");
	assert_int_equal(count(buf_str(&out), "/URI"), 0);
	s.b.size = PAPER_LETTER;
	render("en");
	assert_contains(told("pdfinfo", ""), "(letter)");
}

/* The update of the catalogue is one that a reader takes as it is. */
static void
test_bill_pdf__says_its_language(void **state)
{
	(void)state;
	render("zh-CN");
	assert_contains(buf_str(&out), "/Lang (zh-CN)");
	assert_contains(buf_str(&out), "/DisplayDocTitle true >>");
	assert_int_equal(count(buf_str(&out), "%%EOF"), 2);
	assert_int_equal(count(told("pdfinfo 2>&1", "-struct"), "rror"), 0);
	assert_contains(told("pdfinfo 2>&1", ""), "Tagged:          yes");
	render("ar");
	assert_contains(buf_str(&out), "/Direction /R2L");
}

static void
test_bill_pdf__all_fonts_are_embedded(void **state)
{
	static const char *const locales[] = { "en", "zh-CN", "ar" };

	(void)state;
	s.b.customer.name = STR("شركة الأفق 灯塔 Ünïted Ψ Ж");
	for (size_t i = 0; i < 3; i++) {
		struct str fonts;

		assert_int_equal(render(locales[i]).unknown_glyphs, 0);
		fonts = told("pdffonts", "");
		assert_contains(fonts, "Inter");
		assert_contains(fonts, "NotoSansArabic");
		assert_int_equal(
		    count(fonts, "\n") - 2, count(fonts, " yes yes yes "));
	}
}

static void
test_bill_pdf__amounts_have_their_currency_s_decimals(void **state)
{
	(void)state;
	sample_anew(1, "JPY", 129900, 10000);
	render("en");
	assert_contains(told("pdftotext", "-raw"), "JPY 142,890 due");
	sample_anew(1, "KWD", 1234567, 5000);
	render("en");
	assert_contains(told("pdftotext", "-raw"), "KWD 1,296.295 due");
	sample_anew(1, "USD", MONEY_MAX_MINOR, 0);
	render("en");
	assert_contains(
	    told("pdftotext", "-raw"), "USD 90,071,992,547,409.91 due");
}

static void
test_bill_pdf__speaks_chinese_and_arabic(void **state)
{
	static const char *const chinese[] = { "账单", "2026年11月23日",
		"上海灯塔软件有限公司", "应付金额", "第 1 页，共 1 页", NULL };

	(void)state;
	s.b.customer.name = STR("上海灯塔软件有限公司");
	render("zh-CN");
	in_order(told("pdftotext", "-raw"), chinese);
	s.b.customer.name = STR("شركة الأفق");
	render("ar");
	assert_contains(told("pdftotext", ""), "فاتورة");
	assert_contains(told("pdftotext", ""), "شركة");
	assert_contains(told("pdftotext", "-raw"), "USD 4,637.67");
}

static void
test_bill_pdf__credit_note_names_its_bill_and_asks_for_nothing(void **state)
{
	struct str text;

	(void)state;
	s.b.kind = PAPER_CREDIT_NOTE;
	s.b.corrects = STR("2026-000016");
	render("en");
	text = told("pdftotext", "-raw");
	assert_contains(text, "Credit note");
	assert_contains(text, "Corrects invoice 2026-000016");
	assert_contains(text, "USD 4,637.67 credited");
	assert_int_equal(count(text, "Amount due"), 0);
	assert_int_equal(count(text, "bank transfer"), 0);
}

static void
test_bill_pdf__status_says_what_is_open(void **state)
{
	struct str text;

	(void)state;
	s.b.status = PAPER_PARTLY_PAID;
	s.b.paid = sample_money(100000, s.b.total.currency);
	s.b.open.minor -= 100000;
	render("en");
	text = told("pdftotext", "-raw");
	assert_contains(text, "USD 3,637.67 due 23 December 2026");
	assert_contains(text, "USD \u22121,000.00");
	s.b.status = PAPER_VOID;
	render("en");
	text = told("pdftotext", "-raw");
	assert_contains(text, "do not pay");
	assert_int_equal(count(text, "bank transfer"), 0);
}

/* What one page hands on is what the next begins with. */
static void
carried_check(size_t pages)
{
	struct str text = told("pdftotext", "-layout");
	struct str page, before = STR("");
	size_t number = 0;

	while (str_cut(&text, '\f', &page) && page.n) {
		const char *brought = memmem(page.p, page.n, "Brought", 7);
		const char *forward = memmem(page.p, page.n, "Carried", 7);
		char foot[64];

		snprintf(
		    foot, sizeof(foot), "Page %zu of %zu", ++number, pages);
		assert_contains(page, foot);
		if (before.n) {
			struct str sum = { brought, before.n };

			assert_non_null(brought);
			sum = str_sub(page, (size_t)(brought - page.p), page.n);
			sum = str_sub(sum, 0, str_find(sum, '\n'));
			assert_true(str_ends(sum, before));
			assert_contains(page, "Description");
		}
		before = STR("");
		if (forward) {
			struct str row = str_sub(
			    page, (size_t)(forward - page.p), page.n);

			row = str_sub(row, 0, str_find(row, '\n'));
			while (str_find(row, ' ') < row.n)
				row = str_sub(
				    row, str_find(row, ' ') + 1, row.n);
			before = row;
			assert_true(before.n > 3);
		}
	}
	assert_int_equal(number, pages);
	assert_int_equal(before.n, 0);
}

static void
test_bill_pdf__many_pages_carry_their_sums(void **state)
{
	struct bill_pdf made;

	(void)state;
	sample_anew(60, "EUR", 129900, 19000);
	s.b.kind = PAPER_STATEMENT;
	made = render("en");
	assert_in_range(made.pages, 4, 8);
	carried_check(made.pages);
}

/* With any number of lines, the totals have lines above them. */
static void
test_bill_pdf__totals_are_never_alone(void **state)
{
	(void)state;
	for (size_t n = 1; n < 30; n++) {
		size_t lines;
		struct str text, page, last = STR("");

		sample_anew(n, "EUR", 129900, 19000);
		render("en");
		text = told("pdftotext", "-layout");
		while (str_cut(&text, '\f', &page))
			if (memmem(page.p, page.n, "Subtotal", 8))
				last = page;
		lines = count(last, "Sold by");
		assert_true(lines >= (n < 2 ? n : 2));
	}
}

static void
test_bill_pdf__the_same_bytes_each_time(void **state)
{
	struct str first;

	(void)state;
	s.lines[0].text = STR("灯塔 شركة Lumen");
	render("en");
	first = str_copy(arena, buf_str(&out));
	assert_non_null(first.p);
	buf_clear(&out);
	bill_pdf_thread_end();
	assert_ok(bill_pdf(&(struct bill_pdf){ 0 }, arena, sink_buf(&out), &s.b,
	    locale_find(texts, STR("en"))));
	assert_int_equal(out.n, first.n);
	assert_memory_equal(out.p, first.p, first.n);
}

static void *
side_by_side(void *arg)
{
	struct arena *own = arena_open(ARENA_MAX);
	struct bill_pdf made;
	struct buf *bytes = arg;
	enum err e = own ? OK : ERR_NOMEM;

	for (int i = 0; i < 3 && !e; i++) {
		buf_clear(bytes);
		e = bill_pdf(&made, own, sink_buf(bytes), &s.b,
		    locale_find(texts, STR("ar")));
	}
	bill_pdf_thread_end();
	if (own)
		arena_close(own);
	if (e)
		buf_clear(bytes);
	return NULL;
}

static void
test_bill_pdf__threads_render_side_by_side(void **state)
{
	enum { THREADS = 4 };
	struct buf bytes[THREADS];
	pthread_t threads[THREADS];

	(void)state;
	for (int i = 0; i < THREADS; i++) {
		buf_open(&bytes[i], PDF_MAX);
		assert_int_equal(
		    pthread_create(&threads[i], NULL, side_by_side, &bytes[i]),
		    0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	render("ar");
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(bytes[i].n, out.n);
		assert_memory_equal(bytes[i].p, out.p, out.n);
		buf_close(&bytes[i]);
	}
}

static void
test_bill_pdf__hostile_texts_stay_in_their_place(void **state)
{
	static char word[100 * 1024];
	struct str text;

	(void)state;
	memset(word, 'W', sizeof(word));
	sample_anew(3, "EUR", 129900, 19000);
	s.lines[0].text = (struct str){ word, sizeof(word) };
	s.lines[0].detail = s.lines[0].text;
	s.lines[0].seller = s.lines[0].text;
	s.lines[1].text = STR("\u202eevil\u2066 \x01\x1b[2J\xff\xfe <&>");
	s.lines[2].text = STR("A\U0010fffdB\U000f0000");
	s.b.customer.name = s.lines[0].text;
	s.b.number = s.lines[0].text;
	s.b.po_number = s.lines[1].text;
	s.b.issuer.name = STR("(\\) ' \" /Type /Catalog >> endobj");
	assert_true(render("en").unknown_glyphs > 0);
	text = told("pdftotext", "-raw");
	assert_contains(text, "evil");
	assert_contains(text, "Subtotal");
	assert_contains(text, "EUR 9,275.81");
	assert_int_equal(count(text, "\u202e"), 0);
	assert_true(render("ar").pages < 6);
}

/* All that can be long is: nothing runs off a page. */
static void
test_bill_pdf__the_longest_head_keeps_to_its_pages(void **state)
{
	static const char *const parts[] = { "Invoice", "Number", "Date due",
		"Orders", "Cost centre", "From", "Bill to", "due 23 December",
		"Subtotal", "Account holder", "Reference", NULL };
	static char word[100 * 1024];
	struct str long_word = { word, sizeof(word) };
	struct str lines[PAPER_ADDRESS_MAX], orders[PAPER_ORDERS_MAX];

	(void)state;
	memset(word, 'W', sizeof(word));
	for (size_t i = 0; i < PAPER_ADDRESS_MAX; i++)
		lines[i] = long_word;
	for (size_t i = 0; i < PAPER_ORDERS_MAX; i++)
		orders[i] = STR("ord_01jd7q3v0kf8rt4yzx5m2n9abc");
	s.b.issuer = (struct paper_party){ long_word, lines, PAPER_ADDRESS_MAX,
		STR("DE"), long_word, long_word, long_word };
	s.b.customer = s.b.issuer;
	s.b.orders = orders;
	s.b.norders = PAPER_ORDERS_MAX;
	s.b.po_number = s.b.cost_centre = s.b.number = long_word;
	s.b.bank = (struct paper_bank){ long_word, long_word, long_word,
		long_word, long_word };
	for (int size = PAPER_A4; size <= PAPER_LETTER; size++) {
		struct str text;

		s.b.size = (enum paper_size)size;
		assert_in_range(render("en").pages, 2, 5);
		text = told("pdftotext", "-raw");
		in_order(text, parts);
		assert_int_equal(count(text, "Page "), count(text, "\f"));
	}
}

static void
test_bill_pdf__a_sink_that_fails_is_told(void **state)
{
	const struct locale *l = locale_find(texts, STR("en"));
	struct bill_pdf made;
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	assert_err(bill_pdf(&made, arena, sink_fd(&fd), &s.b, l), ERR_STORAGE);
	close(fd);
	buf_close(&out);
	buf_open(&out, 1000);
	assert_err(bill_pdf(&made, arena, sink_buf(&out), &s.b, l), ERR_LIMIT);
}

static void
test_bill_pdf__what_does_not_add_up_is_refused(void **state)
{
	struct bill_pdf made;

	(void)state;
	s.b.total.minor++;
	assert_err(bill_pdf(&made, arena, sink_buf(&out), &s.b,
		       locale_find(texts, STR("en"))),
	    ERR_INVALID);
	assert_int_equal(out.n, 0);
}

#ifdef SOUK_DEBUG
static void
test_bill_pdf__each_allocation_may_fail(void **state)
{
	const struct locale *l = locale_find(texts, STR("en"));
	struct bill_pdf made;
	enum err e = ERR_NOMEM;
	unsigned long n;

	(void)state;
	sample_anew(1, "USD", 129900, 19000);
	for (n = 1; e && n < 2000; n++) {
		buf_clear(&out);
		arena_fail_at(n);
		e = bill_pdf(&made, arena, sink_buf(&out), &s.b, l);
		arena_fail_at(0);
		arena_reset(arena);
		if (e)
			assert_err(e, ERR_NOMEM);
	}
	assert_ok(e);
	assert_true(n > 20);
}
#endif

/* Memory of our own is a number a line; the pages stream away. */
static void
test_bill_pdf__many_lines_in_little_memory(void **state)
{
	int64_t begun, ms;
	struct bill_pdf made;

	(void)state;
	sample_anew(500, "EUR", 129900, 19000);
	begun = clock_mono_us();
	buf_clear(&out);
	assert_ok(bill_pdf(
	    &made, arena, sink_buf(&out), &s.b, locale_find(texts, STR("en"))));
	ms = (clock_mono_us() - begun) / 1000;
	print_message("# 500 lines: %zu pages, %lld pages a second\n",
	    made.pages,
	    (long long)made.pages * 1000 / (long long)(ms ? ms : 1));
	assert_true(arena_used(arena) < 256 * 1024);
	assert_in_range(made.pages, 30, 60);
}

static int
texts_up(void **state)
{
	const char *top = getenv("TOP_SRCDIR");
	char dir[512];
	struct str why = STR("");

	(void)state;
	arena = arena_open(ARENA_MAX);
	assert_non_null(arena);
	snprintf(dir, sizeof(dir), "%s/share/bill", top ? top : ".");
	if (bill_texts_open(&texts, dir, arena, &why))
		fail_msg("%.*s", STR_FMT(why));
	return 0;
}

static int
texts_down(void **state)
{
	(void)state;
	bill_pdf_thread_end();
	locales_close(texts);
	arena_close(arena);
	return 0;
}

/*
 * Some hundred bytes a document that cairo 1.16 loses as it writes CFF
 * fonts, and what fontconfig keeps for the process.
 */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

#define PDF_TEST(f) cmocka_unit_test_setup_teardown(f, sample_up, sample_down)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		PDF_TEST(test_bill_pdf__says_all_in_reading_order),
		PDF_TEST(test_bill_pdf__is_tagged_and_has_its_metadata),
		PDF_TEST(test_bill_pdf__says_its_language),
		PDF_TEST(test_bill_pdf__all_fonts_are_embedded),
		PDF_TEST(test_bill_pdf__amounts_have_their_currency_s_decimals),
		PDF_TEST(test_bill_pdf__speaks_chinese_and_arabic),
		PDF_TEST(
		    test_bill_pdf__credit_note_names_its_bill_and_asks_for_nothing),
		PDF_TEST(test_bill_pdf__status_says_what_is_open),
		PDF_TEST(test_bill_pdf__many_pages_carry_their_sums),
		PDF_TEST(test_bill_pdf__totals_are_never_alone),
		PDF_TEST(test_bill_pdf__the_same_bytes_each_time),
		PDF_TEST(test_bill_pdf__threads_render_side_by_side),
		PDF_TEST(test_bill_pdf__hostile_texts_stay_in_their_place),
		PDF_TEST(test_bill_pdf__the_longest_head_keeps_to_its_pages),
		PDF_TEST(test_bill_pdf__a_sink_that_fails_is_told),
		PDF_TEST(test_bill_pdf__what_does_not_add_up_is_refused),
#ifdef SOUK_DEBUG
		PDF_TEST(test_bill_pdf__each_allocation_may_fail),
#endif
		PDF_TEST(test_bill_pdf__many_lines_in_little_memory),
	};

	if (argc > 1) {
		(void)texts_up(NULL);
		samples_write(argv[1]);
		if (argc > 2) {
			bill_sample_open(&s, strtoul(argv[2], NULL, 10), "EUR",
			    129900, 19000);
			sample_write(argv[1], "many", "en");
		}
		return texts_down(NULL);
	}
	return cmocka_run_group_tests_name(
	    "paper/bill_pdf", tests, texts_up, texts_down);
}
