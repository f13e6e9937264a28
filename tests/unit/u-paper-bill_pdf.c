/*
 * R43: bills download as PDF.  With a folder as its argument the program
 * writes sample bills there instead, for people to look at.
 */
#include <fcntl.h>
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
	bill_sample_open(&s, 500, "EUR", 129900, 19000);
	sample_write(dir, "500", "en");
	bill_sample_open(&s, PAPER_LINES_MAX, "EUR", 129900, 19000);
	sample_write(dir, "10000", "en");
}

int
main(int argc, char **argv)
{
	const char *top = getenv("TOP_SRCDIR");
	char dir[512];
	struct str why;

	arena = arena_open(ARENA_MAX);
	assert_non_null(arena);
	snprintf(dir, sizeof(dir), "%s/share/bill", top ? top : ".");
	if (bill_texts_open(&texts, dir, arena, &why)) {
		fprintf(stderr, "%.*s\n", STR_FMT(why));
		return 1;
	}
	if (argc == 2)
		samples_write(argv[1]);
	bill_pdf_thread_end();
	locales_close(texts);
	arena_close(arena);
	return 0;
}
