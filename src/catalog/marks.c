#include "catalog/marks.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/words.h"

static void
add_start(struct marks *m, struct str word)
{
	unsigned char c = (unsigned char)word.p[0];

	m->starts[c / 8] |= (uint8_t)(1u << c % 8);
}

void
marks_add(struct marks *m, struct str word)
{
	if (m->nwords == MARK_WORDS_MAX || word.n == 0)
		return;
	for (size_t i = 0; i < m->nwords; i++)
		if (str_eq(m->words[i], word))
			return;
	m->words[m->nwords++] = word;
	add_start(m, word);
}

void
marks_add_begun(struct marks *m, struct str prefix)
{
	if (m->nbegun == sizeof(m->begun) / sizeof(*m->begun) || prefix.n == 0)
		return;
	m->begun[m->nbegun++] = prefix;
	add_start(m, prefix);
}

struct finder {
	const struct marks *m;
	struct mark *out;
	size_t n;
};

/* How much of the token was found: all, its beginning, nothing. */
static uint32_t
found_bytes(const struct marks *m, const struct token *t)
{
	unsigned char c = (unsigned char)t->text.p[0];
	uint32_t best = 0;

	if (!(m->starts[c / 8] & 1u << c % 8))
		return 0;
	for (size_t i = 0; i < m->nwords; i++)
		if (m->words[i].n == t->text.n && str_eq(m->words[i], t->text))
			return t->to - t->from;
	for (size_t i = 0; i < m->nbegun; i++)
		if (str_starts(t->text, m->begun[i]) && m->begun[i].n > best)
			best = (uint32_t)m->begun[i].n;
	/* Folding changed its length: the beginning has no known end. */
	if (best > 0 && t->to - t->from != t->text.n)
		return t->kind == TOKEN_JOINED ? 0 : t->to - t->from;
	return best;
}

static bool
find_token(void *arg, const struct token *t)
{
	struct finder *f = arg;
	uint32_t n = found_bytes(f->m, t);

	if (n > 0)
		f->out[f->n++] = (struct mark){ t->from, t->from + n };
	return f->n < MARKS_MAX;
}

static int
mark_cmp(const void *l, const void *r)
{
	const struct mark *a = l, *b = r;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return (a->to > b->to) - (a->to < b->to);
}

static size_t
merge(struct mark *marks, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && marks[i].from <= marks[kept - 1].to) {
			if (marks[i].to > marks[kept - 1].to)
				marks[kept - 1].to = marks[i].to;
			continue;
		}
		marks[kept++] = marks[i];
	}
	return kept;
}

size_t
marks_find(struct mark out[MARKS_MAX], const struct marks *m, struct str text)
{
	struct finder f = { .m = m, .out = out };

	if (!m || text.n == 0)
		return 0;
	if (words_scan(text, WORDS_NAME, find_token, &f) != OK)
		return 0;
	if (f.n > 1)
		qsort(out, f.n, sizeof(*out), mark_cmp);
	return merge(out, f.n);
}

void
marks_points(struct mark *marks, size_t n, struct str text)
{
	uint32_t points = 0;
	size_t i = 0;

	for (size_t k = 0; k < n; k++) {
		for (; i < marks[k].from; i++)
			points += ((unsigned char)text.p[i] & 0xc0) != 0x80;
		marks[k].from = points;
		for (; i < marks[k].to; i++)
			points += ((unsigned char)text.p[i] & 0xc0) != 0x80;
		marks[k].to = points;
	}
}
