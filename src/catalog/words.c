#include "catalog/words.h"

#include <string.h>

#include "catalog/fold.h"

/*
 * Parts that are joined by single '-', '.', '\'' and the like are words of
 * their own, and one word together.
 */
struct compound {
	char text[WORD_BYTES_MAX];
	size_t n;
	uint32_t at, from, to;
	unsigned parts;
	bool letters, dropped, too_long;
};

struct scanner {
	struct str text;
	enum words_use use;
	token_fn fn;
	void *arg;
	uint32_t at;
	struct compound c;
	bool stopped;
	enum err err;
};

static void
emit(struct scanner *s, struct token t)
{
	if (!s->stopped && s->err == OK && t.text.n > 0)
		s->stopped = !s->fn(s->arg, &t);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
compound_add(struct scanner *s, struct str word, uint32_t from, uint32_t to)
{
	struct compound *c = &s->c;

	if (c->parts == 0 && !c->dropped) {
		c->at = s->at;
		c->from = from;
	}
	c->to = to;
	for (size_t i = 0; i < word.n; i++)
		c->letters |= !is_digit(word.p[i]);
	if (c->n + word.n > sizeof(c->text)) {
		c->too_long = true;
		return;
	}
	memcpy(c->text + c->n, word.p, word.n);
	c->n += word.n;
}

static void
compound_end(struct scanner *s)
{
	const struct compound *c = &s->c;
	bool several = c->parts > 1 || (c->parts == 1 && c->dropped);

	if (several && c->letters && !c->too_long &&
	    c->parts <= JOINED_PARTS_MAX)
		emit(s,
		    (struct token){ .text = { c->text, c->n },
			.kind = TOKEN_JOINED,
			.at = c->at,
			.span = c->parts,
			.from = c->from,
			.to = c->to });
	memset(&s->c, 0, sizeof(s->c));
}

/* A part whose folded form is given; exact is longer when it has marks. */
static void
part(struct scanner *s, struct str plain, struct str exact, uint32_t from,
    uint32_t to)
{
	struct token t = { .text = plain,
		.kind = TOKEN_PLAIN,
		.at = s->at,
		.span = 1,
		.from = from,
		.to = to };

	compound_add(s, plain, from, to);
	s->c.parts++;
	emit(s, t);
	if (exact.p) {
		t.text = exact;
		t.kind = TOKEN_EXACT;
		emit(s, t);
	}
	s->at++;
}

static struct str
fold_ascii(char *out, struct str raw)
{
	size_t n = raw.n > WORD_BYTES_MAX ? WORD_BYTES_MAX : raw.n;

	for (size_t i = 0; i < n; i++) {
		char c = raw.p[i];

		out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return (struct str){ out, n };
}

/* Of "PhotoPrism" the length of "Photo"; of what is one word, all of it. */
static size_t
hump(struct str raw)
{
	for (size_t i = 1; i < raw.n; i++) {
		char before = raw.p[i - 1], c = raw.p[i];
		bool upper = c >= 'A' && c <= 'Z';

		if (upper && before >= 'a' && before <= 'z')
			return i;
		if (upper && before >= 'A' && before <= 'Z' && i + 1 < raw.n &&
		    raw.p[i + 1] >= 'a' && raw.p[i + 1] <= 'z')
			return i;
	}
	return raw.n;
}

/* Humps of one letter ("iPhone", "PaaS") are no words. */
static bool
has_humps(struct str raw)
{
	unsigned humps = 0;

	if (raw.n > WORD_BYTES_MAX)
		return false;
	while (raw.n > 0) {
		size_t n = hump(raw);

		if (n < 2)
			return false;
		humps++;
		raw = str_sub(raw, n, raw.n);
	}
	return humps > 1 && humps <= JOINED_PARTS_MAX;
}

static void
ascii_part(struct scanner *s, struct str raw, uint32_t from)
{
	char folded[WORD_BYTES_MAX];

	if (s->use == WORDS_TEXT || !has_humps(raw)) {
		part(s, fold_ascii(folded, raw), STR_NONE, from,
		    from + (uint32_t)raw.n);
		return;
	}
	while (raw.n > 0) {
		struct str first = str_sub(raw, 0, hump(raw));

		part(s, fold_ascii(folded, first), STR_NONE, from,
		    from + (uint32_t)first.n);
		from += (uint32_t)first.n;
		raw = str_sub(raw, first.n, raw.n);
	}
}

/* fold_word() reads no more than this much of a run. */
enum { RUN_BYTES_MAX = 256 };

static struct str
clip(struct str raw)
{
	size_t n = raw.n;

	if (n <= RUN_BYTES_MAX)
		return raw;
	for (n = RUN_BYTES_MAX; ((unsigned char)raw.p[n] & 0xc0) == 0x80; n--)
		continue;
	return str_sub(raw, 0, n);
}

static void
other_part(struct scanner *s, struct str raw, uint32_t from)
{
	char exact[WORD_BYTES_MAX], plain[WORD_BYTES_MAX];
	struct str e = { exact, 0 }, p = { plain, 0 };
	bool marks = false;

	s->err = fold_word(exact, &e.n, sizeof(exact), clip(raw));
	if (s->err == OK)
		s->err = fold_marks(plain, &p.n, sizeof(plain), &marks, e);
	if (s->err != OK || e.n == 0)
		return;
	part(s, marks ? p : e, marks ? e : STR_NONE, from,
	    from + (uint32_t)raw.n);
}

/* Bytes of the run of word characters that starts at i. */
static size_t
word_run(struct str text, size_t i, bool *ascii)
{
	size_t from = i, n;

	*ascii = true;
	for (; i < text.n; i += n) {
		uint32_t c = fold_decode(text, i, &n);

		if (fold_kind(c) != FOLD_WORD)
			break;
		*ascii &= c < 0x80;
	}
	return i - from;
}

/* Bytes of a '-', '.', ... at i that a word character follows; or 0. */
static size_t
joiner(struct str text, size_t i, bool *elides)
{
	size_t n, next;
	uint32_t c;

	if (i >= text.n)
		return 0;
	c = fold_decode(text, i, &n);
	*elides = c == '\'' || c == 0x2019;
	if (!*elides && c != '-' && c != '.' && c != '_' && c != 0x2010 &&
	    c != 0x2011)
		return 0;
	if (i + n >= text.n ||
	    fold_kind(fold_decode(text, i + n, &next)) != FOLD_WORD)
		return 0;
	return n;
}

/* "C++", "C#": of one or two letters the sign is a part of the name. */
static size_t
sign_after(struct str text, size_t i, size_t n)
{
	struct str rest = str_sub(text, i + n, 2);

	if (n > 2)
		return 0;
	if (str_is(rest, "++"))
		return 2;
	return rest.n > 0 && rest.p[0] == '#' ? 1 : 0;
}

/* ".NET" alone is known by its dot. */
static bool
is_dotnet(struct str text, size_t i, struct str raw)
{
	return raw.n == 3 && i > 0 && text.p[i - 1] == '.' &&
	    str_eq_nocase(raw, STR("net"));
}

static void
dotnet(struct scanner *s, uint32_t from)
{
	struct token t = { .text = STR("net"),
		.kind = TOKEN_PLAIN,
		.at = s->at,
		.span = 1,
		.from = from,
		.to = from + 3 };

	if (s->use == WORDS_QUERY) {
		t.text = STR("dotnet");
		emit(s, t);
	} else {
		emit(s, t);
		t.text = STR("dotnet");
		t.kind = TOKEN_EXACT;
		emit(s, t);
	}
	s->at++;
}

/* Folded, of ASCII's letters and digits; 0 of all other bytes. */
static char
fold_letter(char c)
{
	unsigned char lower = (unsigned char)(c | 0x20);

	if (is_digit(c))
		return c;
	return lower >= 'a' && lower <= 'z' ? (char)lower : 0;
}

/* What may go on with a word of ASCII, or make it a part of another. */
static bool
goes_on(struct str text, size_t i)
{
	if (i == text.n)
		return false;
	switch (text.p[i]) {
	case '-':
	case '.':
	case '_':
	case '\'':
	case '+':
	case '#':
		return true;
	default:
		return (unsigned char)text.p[i] >= 0x80;
	}
}

/*
 * Nearly every word is of ASCII and no compound of any kind: such a one is
 * read and folded at once.  Returns where it ends; i: it is none.
 */
static size_t
simple(struct scanner *s, size_t i)
{
	struct str text = s->text;
	char folded[WORD_BYTES_MAX];
	bool capital = false;
	size_t n = 0;

	for (; i + n < text.n && n < sizeof(folded); n++) {
		char raw = text.p[i + n];

		folded[n] = fold_letter(raw);
		if (folded[n] == 0)
			break;
		capital |= n > 0 && folded[n] != raw;
	}
	if (n == 0 || n == sizeof(folded) || goes_on(text, i + n) ||
	    (capital && s->use != WORDS_TEXT) ||
	    (n == 3 && i > 0 && text.p[i - 1] == '.'))
		return i;
	emit(s,
	    (struct token){ .text = { folded, n },
		.kind = TOKEN_PLAIN,
		.at = s->at++,
		.span = 1,
		.from = (uint32_t)i,
		.to = (uint32_t)(i + n) });
	return i + n;
}

/* One word, compound or not; returns where it ends. */
static size_t
word(struct scanner *s, size_t i)
{
	bool after_elision = false, elides = false, ascii;
	size_t n, join;

	n = simple(s, i);
	if (n > i)
		return n;
	n = word_run(s->text, i, &ascii);
	if (is_dotnet(s->text, i, str_sub(s->text, i, n))) {
		dotnet(s, (uint32_t)i);
		return i + n;
	}
	for (;;) {
		struct str raw = str_sub(
		    s->text, i, n + sign_after(s->text, i, n));

		join = joiner(s->text, i + raw.n, &elides);
		if (raw.n == 1 && (after_elision || (join && elides))) {
			compound_add(s, raw, (uint32_t)i, (uint32_t)i + 1);
			s->c.dropped = true;
		} else if (ascii) {
			ascii_part(s, raw, (uint32_t)i);
		} else {
			other_part(s, raw, (uint32_t)i);
		}
		i += raw.n;
		if (!join)
			break;
		i += join;
		after_elision = elides;
		n = word_run(s->text, i, &ascii);
	}
	compound_end(s);
	return i;
}

static void
pair_token(struct scanner *s, struct str text, enum token_kind kind,
    uint32_t from, uint32_t to)
{
	emit(s,
	    (struct token){ .text = text,
		.kind = kind,
		.at = s->at,
		.span = 1,
		.from = from,
		.to = to,
		.pair = true });
}

/* whole: the source's bytes are not those of run, each stands for all. */
static void
pairs(struct scanner *s, struct str run, uint32_t from, uint32_t whole)
{
	size_t last = 0, n, k;

	for (size_t i = 0; i < run.n && !s->stopped; i = n) {
		struct str two;
		uint32_t at = whole ? from : from + (uint32_t)i;

		(void)fold_decode(run, i, &k);
		n = i + k;
		last = i;
		if (n == run.n)
			break;
		(void)fold_decode(run, n, &k);
		two = str_sub(run, i, n + k - i);
		pair_token(s, two, TOKEN_PLAIN, at,
		    whole ? from + whole : at + (uint32_t)two.n);
		s->at++;
	}
	if (last > 0 && s->use == WORDS_QUERY)
		return;
	pair_token(s, str_sub(run, last, run.n),
	    last > 0 ? TOKEN_LAST : TOKEN_PLAIN,
	    whole ? from : from + (uint32_t)last,
	    whole ? from + whole : from + (uint32_t)run.n);
	s->at++;
}

static size_t
pair_run(struct scanner *s, size_t i)
{
	char folded[RUN_BYTES_MAX];
	size_t from = i, n;
	bool compat = false;
	struct str run;

	for (; i < s->text.n; i += n) {
		enum fold_kind kind = fold_kind(fold_decode(s->text, i, &n));

		if (kind != FOLD_PAIR && kind != FOLD_COMPAT)
			break;
		compat |= kind == FOLD_COMPAT;
	}
	run = str_sub(s->text, from, i - from);
	if (!compat) {
		pairs(s, run, (uint32_t)from, 0);
		return i;
	}
	run = clip(run);
	s->err = fold_word(folded, &n, sizeof(folded), run);
	if (s->err == OK && n > 0)
		pairs(s, (struct str){ folded, n }, (uint32_t)from,
		    (uint32_t)run.n);
	return i;
}

enum err
words_scan(struct str text, enum words_use use, token_fn fn, void *arg)
{
	struct scanner s = { .text = text, .use = use, .fn = fn, .arg = arg };
	size_t i = 0, n;

	while (i < text.n && !s.stopped && s.err == OK) {
		switch (fold_kind(fold_decode(text, i, &n))) {
		case FOLD_GAP:
			i += n;
			break;
		case FOLD_WORD:
			i = word(&s, i);
			break;
		default:
			i = pair_run(&s, i);
		}
	}
	return s.err;
}

struct joiner {
	char *p;
	size_t n, words, max;
};

static bool
join_word(void *arg, const struct token *t)
{
	struct joiner *j = arg;

	if (t->kind != TOKEN_PLAIN)
		return true;
	if (j->words > 0)
		j->p[j->n++] = ' ';
	memcpy(j->p + j->n, t->text.p, t->text.n);
	j->n += t->text.n;
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
	e = words_scan(text, WORDS_QUERY, join_word, &j);
	*out = (struct str){ j.p, j.n };
	return e;
}
