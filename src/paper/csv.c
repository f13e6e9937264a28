#include "csv.h"

#include "base/bounds.h"
#include "domain/days.h"
#include "paper/bill.h"
#include "paper/clean.h"

/* What a spreadsheet would compute; the wide forms in East Asia as well. */
static bool
is_formula(struct str s)
{
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r",
		"\uff1d", "\uff0b", "\uff0d", "\uff20" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (str_starts(s, str_from(starts[i])))
			return true;
	return false;
}

static void
quoted(struct buf *out, struct str s)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_add_char(out, '"');
		buf_add_char(out, s.p[i]);
	}
	buf_add_char(out, '"');
}

void
csv_text(struct csv *c, struct str s)
{
	struct arena_mark m = arena_mark(c->arena);
	struct str clean;
	enum err e = paper_clean(
	    c->arena, &clean, s, PAPER_CSV_TEXT_MAX, false);

	buf_add_char(&c->row, ',');
	if (e) {
		c->err = e;
		return;
	}
	if (is_formula(s) || is_formula(clean)) {
		struct str guarded = arena_printf(
		    c->arena, "'%.*s", STR_FMT(clean));

		if (!guarded.p)
			c->err = ERR_NOMEM;
		clean = guarded;
	}
	if (!str_empty(clean))
		quoted(&c->row, clean);
	arena_rewind(c->arena, m);
}

void
csv_word(struct csv *c, const char *s)
{
	buf_addf(&c->row, ",%s", s);
}

void
csv_amount(struct csv *c, struct money m)
{
	char out[MONEY_TEXT_MAX];

	buf_add_char(&c->row, ',');
	buf_add(&c->row, money_decimal(out, m));
}

void
csv_day(struct csv *c, int64_t days)
{
	buf_add_char(&c->row, ',');
	if (days != PAPER_NO_DAY) {
		struct ymd d = ymd_from_days(days);

		buf_addf(&c->row, "%04d-%02d-%02d", (int)d.year, (int)d.month,
		    (int)d.day);
	}
}
