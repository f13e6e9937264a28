/*
 * R43: bills in three scripts and on both papers, as other programs see them;
 * and how long three pages take, which is printed (a plain build tells).
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/sys.h"
#include "bill_sample.h"
#include "paper/bill_pdf.h"
#include "paper/bill_text.h"

enum { ARENA_MAX = 16 << 20, PDF_MAX = 64 << 20, PAGES = 3 };

/* A build for finding faults tells no time that counts. */
#ifdef SOUK_DEBUG
enum { ROUNDS = 1 };
#else
enum { ROUNDS = 15 };
#endif

static const struct script {
	const char *locale, *customer, *line, *font;
} scripts[] = {
	{ "en", "Aurora Robotics Ltd", "Lumen Gallery Pro", "Inter" },
	{ "zh-CN", "上海灯塔软件有限公司", "图库专业版（含企业支持）",
	    "NotoSansCJK" },
	{ "ar", "شركة الأفق للبرمجيات", "معرض الصور الاحترافي",
	    "NotoSansArabic" },
};
enum { SCRIPTS = sizeof(scripts) / sizeof(*scripts) };

static struct arena *arena;
static struct locales *texts;
static struct bill_sample s;
static struct buf out;

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

static void
sample_anew(const struct script *in, size_t nlines)
{
	bill_sample_close(&s);
	bill_sample_open(&s, nlines, "EUR", 129900, 19000);
	s.b.customer.name = str_from(in->customer);
	s.b.stage = STR("Milestone 2 of 3: Prototype (33.33 %)");
	for (size_t i = 0; i < nlines; i += 2)
		s.lines[i].text = str_from(in->line);
}

/* What a program says about the last rendering, which it must like. */
static struct str
told(const char *program)
{
	static char answer[65536];
	char path[] = "/tmp/u-paper-XXXXXX", command[128];
	int fd = mkstemp(path);
	FILE *pipe;
	size_t n;

	assert_true(fd >= 0);
	assert_ok(sink_fd(&fd).write(&fd, out.p, out.n));
	close(fd);
	snprintf(command, sizeof(command), "%s %s 2>&1", program, path);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	n = fread(answer, 1, sizeof(answer), pipe);
	assert_int_equal(pclose(pipe), 0);
	unlink(path);
	return (struct str){ answer, n };
}

static void
test_bill_scripts__other_programs_like_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < SCRIPTS * 2; i++) {
		const struct script *in = &scripts[i / 2];

		sample_anew(in, 3);
		s.b.size = i % 2 ? PAPER_LETTER : PAPER_A4;
		assert_int_equal(render(in->locale).unknown_glyphs, 0);
		assert_contains(told("qpdf --check"),
		    "No syntax or stream encoding errors found");
		assert_contains(told("pdffonts"), in->font);
		assert_contains(told("pdfinfo"), "Tagged:          yes");
		assert_contains(told("pdfinfo"), i % 2 ? "(letter)" : "(A4)");
	}
}

/* Where to transfer to is no page of its own. */
static void
test_bill_scripts__three_lines_are_one_page(void **state)
{
	(void)state;
	for (size_t i = 0; i < SCRIPTS * 2; i++) {
		sample_anew(&scripts[i / 2], 3);
		s.b.size = i % 2 ? PAPER_LETTER : PAPER_A4;
		assert_int_equal(render(scripts[i / 2].locale).pages, 1);
		assert_contains(
		    told("sh -c 'pdftotext \"$0\" -'"), "BYLADEM1001");
	}
}

static int
by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Of some renderings, the first of which has read the fonts. */
static void
time_print(const char *what, const char *locale)
{
	int64_t took[ROUNDS];

	assert_int_equal(render(locale).pages, PAGES);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t begun = clock_mono_us();

		render(locale);
		took[i] = clock_mono_us() - begun;
	}
	qsort(took, ROUNDS, sizeof(*took), by_size);
	print_message("# %d pages, %s: median %lld.%lld ms\n", PAGES, what,
	    (long long)took[ROUNDS / 2] / 1000,
	    (long long)took[ROUNDS / 2] / 100 % 10);
}

static void
test_bill_scripts__three_pages_in_time(void **state)
{
	const size_t lines = 26;

	(void)state;
	for (size_t i = 0; i < SCRIPTS; i++) {
		sample_anew(&scripts[i], lines);
		time_print(scripts[i].locale, scripts[i].locale);
	}
	sample_anew(&scripts[0], lines);
	for (size_t i = 0; i < lines; i++)
		s.lines[i].text = str_from(scripts[i % SCRIPTS].line);
	time_print("three scripts", "en");
}

/* What cairo 1.16 loses as it writes fonts, and fontconfig keeps. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

static int
all_up(void **state)
{
	const char *top = getenv("TOP_SRCDIR");
	char dir[512];
	struct str why;

	(void)state;
	arena = arena_open(ARENA_MAX);
	assert_non_null(arena);
	snprintf(dir, sizeof(dir), "%s/share/bill", top ? top : ".");
	assert_ok(bill_texts_open(&texts, dir, arena, &why));
	buf_open(&out, PDF_MAX);
	return 0;
}

static int
all_down(void **state)
{
	(void)state;
	buf_close(&out);
	bill_sample_close(&s);
	bill_pdf_thread_end();
	locales_close(texts);
	arena_close(arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bill_scripts__other_programs_like_each),
		cmocka_unit_test(test_bill_scripts__three_lines_are_one_page),
		cmocka_unit_test(test_bill_scripts__three_pages_in_time),
	};

	return cmocka_run_group_tests(tests, all_up, all_down);
}
