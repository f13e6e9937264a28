#include "catalog/query.h"

#include <string.h>

#include "catalog/synonym.h"
#include "catalog/words.h"

struct parser {
	struct arena *a;
	struct query *q;
	uint32_t base;	  /* the term that position 0 of the piece is */
	uint32_t offset;  /* of the piece in what was typed */
	uint32_t pair_to; /* where the last pair ended */
	bool minus, quoted;
	enum err err;
};

/* Typed twice, it is one word; in phrases and minus words it is kept. */
static bool
is_known(const struct parser *p, struct str text)
{
	if (p->minus || p->quoted)
		return false;
	for (size_t i = 0; i < p->base; i++)
		if (!p->q->terms[i].minus && str_eq(p->q->terms[i].text, text))
			return true;
	return false;
}

static void
add_term(struct parser *p, const struct token *t)
{
	struct str text = str_copy(p->a, t->text);

	if (!text.p) {
		p->err = ERR_NOMEM;
		return;
	}
	p->q->terms[p->q->nterms++] = (struct query_term){ .text = text,
		.from = p->offset + t->from,
		.to = p->offset + t->to,
		.pair = t->pair,
		.follows = t->pair && t->from < p->pair_to,
		.minus = p->minus,
		.quoted = p->quoted };
	p->pair_to = t->pair ? t->to : 0;
}

static void
add_span(struct parser *p, const struct token *t)
{
	struct query *q = p->q;

	if (q->nspans == QUERY_SPANS_MAX || p->base + t->at >= q->nterms)
		return;
	q->spans[q->nspans] = (struct query_run){
		.text = str_copy(p->a, t->text),
		.from = (uint8_t)(p->base + t->at),
		.n = (uint8_t)t->span,
		.minus = p->minus,
	};
	if (!q->spans[q->nspans++].text.p)
		p->err = ERR_NOMEM;
}

static bool
add_token(void *arg, const struct token *t)
{
	struct parser *p = arg;
	struct query *q = p->q;

	switch (t->kind) {
	case TOKEN_PLAIN:
		if (q->nterms == QUERY_WORDS_MAX)
			return false;
		add_term(p, t);
		break;
	case TOKEN_EXACT:
		q->terms[q->nterms - 1].exact = str_copy(p->a, t->text);
		if (!q->terms[q->nterms - 1].exact.p)
			p->err = ERR_NOMEM;
		break;
	case TOKEN_JOINED:
		add_span(p, t);
		break;
	case TOKEN_LAST:
		break;
	}
	return p->err == OK;
}

/* A word that stands twice is taken out, unless it is a part of a span. */
static void
drop_known(struct parser *p)
{
	struct query *q = p->q;

	if (q->nterms == p->base + 1 &&
	    (q->nspans == 0 || q->spans[q->nspans - 1].from != p->base) &&
	    is_known(p, q->terms[p->base].text))
		q->nterms--;
}

static enum err
add_words(struct parser *p, struct str text)
{
	enum err e;

	p->base = (uint32_t)p->q->nterms;
	p->pair_to = 0;
	e = words_scan(text, WORDS_QUERY, add_token, p);
	if (e == OK)
		e = p->err;
	if (e == OK)
		drop_known(p);
	return e;
}

static enum err
add_phrase(struct parser *p, struct str text)
{
	struct query *q = p->q;
	size_t from = q->nterms;
	enum err e;

	p->quoted = true;
	e = add_words(p, text);
	p->quoted = false;
	if (q->nterms > from + 1 && q->nphrases < QUERY_PHRASES_MAX)
		q->phrases[q->nphrases++] = (struct query_run){
			.from = (uint8_t)from,
			.n = (uint8_t)(q->nterms - from),
			.minus = p->minus,
		};
	return e;
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes of a quotation mark at i, plain or as phones type it; or 0. */
static size_t
quote_at(struct str s, size_t i)
{
	struct str rest = str_sub(s, i, 3);

	if (rest.n > 0 && rest.p[0] == '"')
		return 1;
	if (str_is(rest, "\xe2\x80\x9c") || str_is(rest, "\xe2\x80\x9d") ||
	    str_is(rest, "\xe2\x80\x9e"))
		return 3;
	return 0;
}

/* The place of the quotation mark that ends what begins at i, or s.n. */
static size_t
quote_end(struct str s, size_t i)
{
	while (i < s.n && quote_at(s, i) == 0)
		i++;
	return i;
}

/* A piece that stands between spaces and quotation marks. */
static size_t
piece_end(struct str s, size_t i)
{
	while (i < s.n && !is_space(s.p[i]) && quote_at(s, i) == 0)
		i++;
	return i;
}

/* "-word", and not "a - b" or "--". */
static bool
is_minus(struct str s, size_t i)
{
	return s.p[i] == '-' && (i == 0 || is_space(s.p[i - 1])) &&
	    i + 1 < s.n && !is_space(s.p[i + 1]) && s.p[i + 1] != '-';
}

static enum err
parse(struct parser *p, struct str s)
{
	enum err e = OK;
	size_t i = 0;

	while (e == OK && i < s.n && p->q->nterms < QUERY_WORDS_MAX) {
		size_t open, end;

		if (is_space(s.p[i])) {
			i++;
			continue;
		}
		p->minus = is_minus(s, i);
		i += p->minus;
		open = quote_at(s, i);
		p->offset = (uint32_t)(i + open);
		end = open ? quote_end(s, i + open) : piece_end(s, i);
		if (open && end < s.n) {
			e = add_phrase(p, str_sub(s, i + open, end - i - open));
			i = end + quote_at(s, end);
		} else if (open) { /* not closed (yet) */
			i += open;
		} else {
			e = add_words(p, str_sub(s, i, end - i));
			i = end;
		}
	}
	return e;
}

static void
add_meaning(struct query *q, size_t from, size_t n, struct str means)
{
	if (!means.p || q->nmeanings == QUERY_MEANINGS_MAX)
		return;
	q->meanings[q->nmeanings++] = (struct query_run){
		.text = means,
		.from = (uint8_t)from,
		.n = (uint8_t)n,
	};
}

static bool
is_plain(const struct query_term *t)
{
	return !t->minus && !t->quoted;
}

/* Words of scripts with spaces: entries of one word, of two, of three. */
static enum err
spaced_meanings(struct arena *a, struct query *q, size_t from)
{
	struct str words = STR("");

	for (size_t n = 1; n <= SYNONYM_WORDS_MAX && from + n <= q->nterms;
	     n++) {
		const struct query_term *t = &q->terms[from + n - 1];

		if (!is_plain(t) || t->pair)
			break;
		words = arena_printf(a, "%.*s%s%.*s", STR_FMT(words),
		    n > 1 ? " " : "", STR_FMT(t->text));
		if (!words.p)
			return ERR_NOMEM;
		add_meaning(q, from, n, synonym_find(words));
	}
	return OK;
}

static size_t
char_bytes(struct str s)
{
	size_t n = 1;

	while (n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* Pairs that follow each other, as they were typed. */
static struct str
pair_run(struct arena *a, const struct query *q, size_t from, size_t *end)
{
	struct str run = q->terms[from].text;

	for (*end = from + 1; *end < q->nterms; (*end)++) {
		const struct query_term *t = &q->terms[*end];
		struct str last = t->text;

		if (!t->follows || !is_plain(t))
			break;
		last = str_sub(last, char_bytes(last), last.n);
		run = arena_printf(a, "%.*s%.*s", STR_FMT(run), STR_FMT(last));
		if (!run.p)
			break;
	}
	return run;
}

static size_t
chars_of(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

/*
 * Runs of pairs are cut into the entries that they are made of; a pair
 * that joins two of them is no word.
 */
static enum err
paired_meanings(struct arena *a, struct query *q, size_t from, size_t *end)
{
	struct str run = pair_run(a, q, from, end);
	size_t at = from;

	if (!run.p)
		return ERR_NOMEM;
	while (run.n > 0 && at < *end) {
		size_t n = synonym_start(run), chars;
		struct str key = str_sub(run, 0, n ? n : char_bytes(run));

		chars = chars_of(key);
		run = str_sub(run, key.n, run.n);
		if (n > 0 && chars > 1)
			add_meaning(q, at, chars - 1, synonym_find(key));
		if (n > 0 && synonym_is_filler(key))
			for (size_t i = at; i < at + chars && i < *end; i++)
				q->terms[i].optional = true;
		if (n > 0 && at > from)
			q->terms[at - 1].optional = true;
		at += chars;
		if (n > 0 && run.n > 0 && at - 1 < *end)
			q->terms[at - 1].optional = true;
	}
	return OK;
}

static enum err
find_meanings(struct arena *a, struct query *q)
{
	enum err e = OK;
	size_t end;

	for (size_t i = 0; e == OK && i < q->nterms; i++) {
		struct query_term *t = &q->terms[i];

		if (!is_plain(t))
			continue;
		if (!t->pair) {
			t->optional = synonym_is_filler(t->text);
			e = spaced_meanings(a, q, i);
		} else if (!t->follows) {
			e = paired_meanings(a, q, i, &end);
		}
	}
	return e;
}

/* A query of nothing but such words means them. */
static void
need_something(struct query *q)
{
	for (size_t i = 0; i < q->nterms; i++)
		if (!q->terms[i].minus && !q->terms[i].optional)
			return;
	for (size_t i = 0; i < q->nterms; i++)
		q->terms[i].optional = false;
}

enum err
query_parse(struct arena *a, struct query *out, struct str text)
{
	struct parser p = { .a = a, .q = out };
	enum err e;

	memset(out, 0, sizeof(*out));
	e = parse(&p, text);
	if (e == OK)
		e = find_meanings(a, out);
	if (e != OK)
		return e;
	need_something(out);
	for (size_t i = 0; i < out->nterms; i++)
		out->nwanted += !out->terms[i].minus;
	if (out->nterms > 0) {
		struct query_term *last = &out->terms[out->nterms - 1];

		last->prefix = !last->minus && !last->quoted &&
		    last->to == text.n;
	}
	return OK;
}
