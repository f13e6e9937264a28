#include "locale/tax_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "base/sys.h"
#include "base/text.h"
#include "domain/days.h"
#include "tax_table_reader.h"

enum { RATE_WORDS = 6, RULE_WORDS = 7 };

void
tax_table_fault(struct tax_reader *r, int line, const char *fmt, ...)
{
	char what[320];
	struct str copy;
	va_list ap;

	if (r->nfaults >= r->faults_max) {
		r->nfaults = r->faults_max + 1; /* some are not shown */
		return;
	}
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	copy = str_copy(r->a, str_from(what));
	r->nomem |= copy.p == NULL;
	r->faults[r->nfaults++] = (struct conf_fault){ line, copy };
}

/* As much of a word as a message has room for. */
#define SHOWN(word) STR_FMT(str_sub((word), 0, 40))

static bool
is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
country_read(struct tax_reader *r, char out[3], struct str word)
{
	static const struct {
		const char *wrong, *right;
	} other[] = { { "EL", "GR" }, { "UK", "GB" }, { "XI", "GB" } };

	if (word.n != 2 || !is_capital(word.p[0]) || !is_capital(word.p[1])) {
		tax_table_fault(r, r->line,
		    "\"%.*s\" is not a country; write its two capitals of "
		    "ISO 3166-1, as in DE",
		    SHOWN(word));
		return false;
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		if (!str_is(word, other[i].wrong))
			continue;
		tax_table_fault(r, r->line, "%s is not of ISO 3166-1; write %s",
		    other[i].wrong, other[i].right);
		return false;
	}
	memcpy(out, word.p, 2);
	out[2] = '\0';
	return true;
}

static bool
class_read(struct tax_reader *r, enum tax_class *out, struct str word)
{
	if (tax_class_parse(out, word) == OK)
		return true;
	tax_table_fault(r, r->line,
	    "\"%.*s\" is not a tax class; there are standard, digital, "
	    "service, reduced and exempt",
	    SHOWN(word));
	return false;
}

/* "25.5%": at most three decimals, from 0 to 100. */
static bool
percent_read(struct tax_reader *r, int64_t *milli, struct str word)
{
	struct str number = word, whole, decimals;
	int64_t units, parts = 0;

	if (!str_ends(word, STR("%")))
		goto wrong;
	number.n--;
	decimals = number;
	(void)str_cut(&decimals, '.', &whole);
	if (num_parse_in(&units, whole, 0, 100) != OK)
		goto wrong;
	if (whole.n < number.n) {
		decimals = str_sub(number, whole.n + 1, number.n);
		if (decimals.n < 1 || decimals.n > 3)
			goto wrong;
		for (size_t i = 0; i < 3; i++) {
			char c = i < decimals.n ? decimals.p[i] : '0';

			if (c < '0' || c > '9')
				goto wrong;
			parts = parts * 10 + (c - '0');
		}
	}
	*milli = units * TAX_PERCENT + parts;
	if (*milli <= TAX_WHOLE)
		return true;
wrong:
	tax_table_fault(r, r->line,
	    "\"%.*s\" is not a rate; write per cent from 0 to 100 with at "
	    "most three decimals, as in 19%% or 25.5%%",
	    SHOWN(word));
	return false;
}

static bool
day_parse(int64_t *day, struct str word)
{
	int64_t year, month, date;
	struct ymd d, back;

	if (word.n != 10 || word.p[4] != '-' || word.p[7] != '-')
		return false;
	/* A leading zero is no number's, but it is a month's. */
	month = (word.p[5] - '0') * 10 + (word.p[6] - '0');
	date = (word.p[8] - '0') * 10 + (word.p[9] - '0');
	if (num_parse_in(&year, str_sub(word, 0, 4), 1900, 9999) != OK)
		return false;
	d = (struct ymd){ (int32_t)year, (int32_t)month, (int32_t)date };
	if (month < 1 || month > 12)
		return false;
	*day = days_from_ymd(d);
	back = ymd_from_days(*day);
	return back.month == d.month && back.day == d.day && word.p[6] >= '0' &&
	    word.p[6] <= '9' && word.p[9] >= '0' && word.p[9] <= '9';
}

static bool
day_read(struct tax_reader *r, int64_t *day, struct str word, int64_t open)
{
	*day = open;
	if (str_is(word, "-") || day_parse(day, word))
		return true;
	tax_table_fault(r, r->line,
	    "\"%.*s\" is not a date; write year-month-day, as in 2026-01-31, "
	    "or - for no limit",
	    SHOWN(word));
	return false;
}

static bool
days_read(struct tax_reader *r, int64_t *from, int64_t *until, size_t at)
{
	if (!day_read(r, from, r->words[at], TAX_DAY_MIN) ||
	    !day_read(r, until, r->words[at + 1], TAX_DAY_MAX))
		return false;
	if (*from <= *until)
		return true;
	tax_table_fault(r, r->line,
	    "it ends on %.*s, before it begins on %.*s; the first date is "
	    "the first day, the second the last",
	    SHOWN(r->words[at + 1]), SHOWN(r->words[at]));
	return false;
}

static bool
words_are(struct tax_reader *r, size_t n, const char *example)
{
	if (r->nwords == n)
		return true;
	tax_table_fault(r, r->line,
	    "%zu words, where %zu belong; write it as in: %s", r->nwords, n,
	    example);
	return false;
}

static bool
room_for(struct tax_reader *r, size_t n, size_t max, const char *what)
{
	if (n < max)
		return true;
	tax_table_fault(r, r->line, "more than %zu %s; remove some", max, what);
	return false;
}

static void
rate_read(struct tax_reader *r)
{
	struct tax_table *t = r->table;
	struct tax_rate *rate = &t->rates[t->nrates];

	if (!room_for(r, t->nrates, TAX_TABLE_ROWS_MAX, "rates") ||
	    !words_are(r, RATE_WORDS, "rate DE standard 19% 2021-01-01 -") ||
	    !country_read(r, rate->country, r->words[1]) ||
	    !class_read(r, &rate->class, r->words[2]) ||
	    !percent_read(r, &rate->rate_milli, r->words[3]) ||
	    !days_read(r, &rate->from_day, &rate->until_day, 4))
		return;
	if (rate->class == TAX_EXEMPT) {
		tax_table_fault(
		    r, r->line, "what is exempt has no rate; remove the line");
		return;
	}
	rate->line = r->line;
	t->nrates++;
}

static void
rule_read(struct tax_reader *r)
{
	struct tax_table *t = r->table;
	struct tax_rule *rule = &t->rules[t->nrules];

	if (!room_for(r, t->nrules, TAX_TABLE_ROWS_MAX, "rules") ||
	    !words_are(r, RULE_WORDS, "rule export * * outside - -"))
		return;
	if (tax_relation_parse(&rule->relation, r->words[1]) != OK) {
		tax_table_fault(r, r->line,
		    "\"%.*s\" is not a relation; there are domestic, "
		    "union-business, union-consumer and export",
		    SHOWN(r->words[1]));
		return;
	}
	rule->country[0] = '\0';
	rule->class = TAX_CLASS__MAX;
	if (!str_is(r->words[2], "*") &&
	    !country_read(r, rule->country, r->words[2]))
		return;
	if (!str_is(r->words[3], "*") &&
	    !class_read(r, &rule->class, r->words[3]))
		return;
	if (tax_treatment_parse(&rule->treatment, r->words[4]) != OK) {
		tax_table_fault(r, r->line,
		    "\"%.*s\" is not a treatment; there are seller-rate, "
		    "buyer-rate, reverse-charge, exempt and outside",
		    SHOWN(r->words[4]));
		return;
	}
	if (!days_read(r, &rule->from_day, &rule->until_day, 5))
		return;
	rule->line = r->line;
	t->nrules++;
}

static void
union_read(struct tax_reader *r)
{
	struct tax_table *t = r->table;

	if (r->nwords == 1)
		tax_table_fault(r, r->line,
		    "no country follows; write its members, as in: union AT "
		    "BE BG");
	for (size_t i = 1; i < r->nwords; i++) {
		struct tax_country c = { .line = r->line };
		size_t j = 0;

		if (!country_read(r, c.code, r->words[i]))
			continue;
		while (j < t->nmembers && strcmp(t->members[j].code, c.code))
			j++;
		if (j < t->nmembers)
			tax_table_fault(r, r->line,
			    "%s is in the union by line %d already; remove "
			    "one of the two",
			    c.code, t->members[j].line);
		else if (room_for(r, j, TAX_MEMBERS_MAX, "members"))
			t->members[t->nmembers++] = c;
	}
}

/* Cuts a line into words; a comment begins at a word that begins with #. */
static void
words_cut(struct tax_reader *r, struct str line)
{
	r->nwords = 0;
	for (size_t i = 0; i < line.n;) {
		size_t from = i;

		while (i < line.n && line.p[i] != ' ' && line.p[i] != '\t')
			i++;
		if (i > from && line.p[from] == '#')
			return;
		if (i == from) {
			i++;
			continue;
		}
		if (r->nwords == WORDS_MAX) {
			tax_table_fault(r, r->line,
			    "more than %d words; write the rest in a further "
			    "line",
			    WORDS_MAX);
			return;
		}
		r->words[r->nwords++] = str_sub(line, from, i - from);
	}
}

static bool
version_read(struct tax_reader *r)
{
	if (r->versioned)
		return false;
	r->versioned = true;
	if (r->nwords == 2 && str_is(r->words[0], "souk-tax") &&
	    str_is(r->words[1], "1"))
		return true;
	tax_table_fault(r, r->line,
	    "the table must begin with its format's version: souk-tax 1");
	return str_is(r->words[0], "souk-tax");
}

static void
line_read(struct tax_reader *r)
{
	struct str first;

	if (r->nwords == 0 || version_read(r))
		return;
	first = r->words[0];
	if (str_is(first, "rate"))
		rate_read(r);
	else if (str_is(first, "rule"))
		rule_read(r);
	else if (str_is(first, "union"))
		union_read(r);
	else
		tax_table_fault(r, r->line,
		    "\"%.*s\" begins no line of a tax table; there are rate, "
		    "rule and union",
		    SHOWN(first));
}

static void
text_read(struct tax_reader *r, struct str text)
{
	struct str line;

	for (r->line = 1; str_cut(&text, '\n', &line); r->line++) {
		if (str_ends(line, STR("\r")))
			line.n--;
		if (!text_plain(line, true)) {
			tax_table_fault(r, r->line,
			    "it has a control character or is not UTF-8; "
			    "write the line anew");
			continue;
		}
		words_cut(r, line);
		line_read(r);
	}
	if (!r->versioned)
		tax_table_fault(
		    r, 0, "the file says nothing; it begins with: souk-tax 1");
	if (r->nfaults > 0)
		return;
	tax_table_check(r);
}

/* A table has no more rows than its text has lines. */
static size_t
rows_at_most(struct str text)
{
	size_t n = 2; /* the last line, and one past the maximum */

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n < TAX_TABLE_ROWS_MAX + 1 ? n : TAX_TABLE_ROWS_MAX + 1;
}

enum err
tax_table_parse(struct arena *a, struct tax_table *out, struct str text,
    struct conf_fault *faults, size_t *nfaults)
{
	struct tax_reader r = {
		.a = a, .table = out, .faults = faults, .faults_max = *nfaults
	};
	size_t rows = rows_at_most(text);
	enum err e;

	*nfaults = 0;
	*out = (struct tax_table){
		.rates = ARENA_NEWS(a, struct tax_rate, rows),
		.rules = ARENA_NEWS(a, struct tax_rule, rows),
		.members = ARENA_NEWS(a, struct tax_country, TAX_MEMBERS_MAX),
	};
	if (!out->rates || !out->rules || !out->members)
		return ERR_NOMEM;
	text_read(&r, text);
	e = r.nfaults > 0 ? ERR_CONFIG : OK;
	*nfaults = r.nfaults < r.faults_max ? r.nfaults : r.faults_max;
	return r.nomem ? ERR_NOMEM : e;
}

enum err
tax_table_read(struct arena *a, struct tax_table *out, const char *path,
    struct conf_fault *faults, size_t *nfaults)
{
	struct tax_reader r = {
		.a = a, .faults = faults, .faults_max = *nfaults
	};
	struct str text;
	enum err e = file_read(a, &text, path, TAX_TABLE_BYTES_MAX, 0);

	if (e == OK)
		return tax_table_parse(a, out, text, faults, nfaults);
	*nfaults = 0;
	if (e == ERR_NOMEM)
		return e;
	if (e == ERR_NOT_FOUND)
		tax_table_fault(&r, 0,
		    "there is no such file; give the path of the tax table");
	else if (e == ERR_LIMIT)
		tax_table_fault(&r, 0,
		    "the file is longer than %d bytes; shorten it",
		    TAX_TABLE_BYTES_MAX);
	else
		tax_table_fault(&r, 0,
		    "the file cannot be read; it must be a regular file that "
		    "this user may read");
	*nfaults = r.nfaults < r.faults_max ? r.nfaults : r.faults_max;
	return r.nomem ? ERR_NOMEM : ERR_CONFIG;
}
