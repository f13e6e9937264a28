#include "catalog/words.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

static bool
is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static enum err
fold_ascii(struct arena *a, struct str *out, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (!p)
		return ERR_NOMEM;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		p[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	*out = (struct str){ p, s.n };
	return OK;
}

static enum err
fold(struct arena *a, struct str *out, struct str s)
{
	uint8_t *folded;
	size_t n = 0;

	if (is_ascii(s))
		return fold_ascii(a, out, s);
	folded = u8_casefold(
	    (const uint8_t *)s.p, s.n, NULL, UNINORM_NFKC, NULL, &n);
	if (!folded)
		return ERR_NOMEM;
	*out = str_copy(a, (struct str){ (const char *)folded, n });
	free(folded);
	return out->p ? OK : ERR_NOMEM;
}

enum kind { KIND_GAP, KIND_WORD, KIND_PAIRED };

static bool
is_paired(ucs4_t c)
{
	return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x31f0 && c <= 0x31ff) ||
	    (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
	    (c >= 0xac00 && c <= 0xd7af) || (c >= 0xf900 && c <= 0xfaff) ||
	    (c >= 0x20000 && c <= 0x3ffff);
}

static enum kind
kind_of(ucs4_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
		    ? KIND_WORD
		    : KIND_GAP;
	if (is_paired(c))
		return KIND_PAIRED;
	return uc_is_general_category_withtable(c,
		   UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_M)
	    ? KIND_WORD
	    : KIND_GAP;
}

struct splitter {
	struct str text;
	enum words_use use;
	word_fn fn;
	void *arg;
	bool stopped;
};

static void
emit(struct splitter *s, size_t from, size_t to)
{
	size_t n = to - from;

	if (s->stopped)
		return;
	if (n > WORD_BYTES_MAX) /* cut between characters */
		for (n = WORD_BYTES_MAX;
		     ((unsigned char)s->text.p[from + n] & 0xc0) == 0x80; n--)
			continue;
	s->stopped = !s->fn(s->arg, (struct str){ s->text.p + from, n });
}

/* A run of one kind ended: its word, or what of its pairs is left. */
static void
run_end(
    struct splitter *s, enum kind kind, size_t from, size_t last, size_t end)
{
	if (kind == KIND_WORD)
		emit(s, from, end);
	else if (kind == KIND_PAIRED && (from == last || s->use == WORDS_INDEX))
		emit(s, last, end);
}

enum err
words_each(
    struct arena *a, struct str text, enum words_use use, word_fn fn, void *arg)
{
	struct splitter s = { .use = use, .fn = fn, .arg = arg };
	enum kind kind = KIND_GAP;
	size_t from = 0, last = 0, i = 0;
	enum err e = fold(a, &s.text, text);

	if (e != OK)
		return e;
	while (i < s.text.n && !s.stopped) {
		ucs4_t c = (unsigned char)s.text.p[i];
		int n = 1;
		enum kind k;

		if (c >= 0x80)
			n = u8_mbtouc(
			    &c, (const uint8_t *)s.text.p + i, s.text.n - i);
		k = kind_of(c);
		if (k != kind) {
			run_end(&s, kind, from, last, i);
			kind = k;
			from = i;
		} else if (k == KIND_PAIRED) {
			emit(&s, last, i + (size_t)n);
		}
		last = i;
		i += (size_t)n;
	}
	run_end(&s, kind, from, last, i);
	return OK;
}

struct joiner {
	char *p;
	size_t n, words, max;
};

static bool
join_word(void *arg, struct str word)
{
	struct joiner *j = arg;

	if (j->words > 0)
		j->p[j->n++] = ' ';
	memcpy(j->p + j->n, word.p, word.n);
	j->n += word.n;
	return ++j->words < j->max;
}

enum err
words_join(struct arena *a, struct str *out, struct str text, size_t max)
{
	struct joiner j = {
		.p = arena_alloc(a, max * (WORD_BYTES_MAX + 1)),
		.max = max,
	};
	enum err e;

	if (!j.p)
		return ERR_NOMEM;
	e = words_each(a, text, WORDS_QUERY, join_word, &j);
	*out = (struct str){ j.p, j.n };
	return e;
}
