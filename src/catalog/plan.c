#include "phrase.h"

#include <string.h>

#include "catalog/stem.h"
#include "catalog/words.h"

/* What a form is worth beside the word as it was typed. */
static const float worth_plain = 0.95f; /* typed with diacritics */
static const float worth_plural = 0.95f;
static const float worth_stem = 0.7f;
static const float worth_prefix = 0.6f;
static const float worth_longer = 0.3f; /* and the word itself is known */
static const float worth_joined = 0.95f;
static const float worth_synonym = 0.7f;

enum {
	STEM_FORMS_MAX = 64,
	PREFIX_FORMS_MAX = 4096,
	PREFIX_ALL_MIN = 3, /* bytes: shorter ones are of names alone */
	COMMON_MIN = 100,
	COMMON_SHARE = 64, /* of so many products one has it: it is whole */
};

struct planner {
	struct arena *a;
	struct plan *p;
	const struct query *q;
	const struct corpus *c;
	size_t locale;
	bool unnamed; /* in names it was counted already */
};

static enum err
add_form(struct arena *a, struct plan_term *t, struct form form)
{
	if (t->nforms == t->cap) {
		size_t cap = t->cap ? t->cap * 4 : 8;
		struct form *more = ARENA_NEWS(a, struct form, cap);

		if (!more)
			return ERR_NOMEM;
		if (t->nforms > 0)
			memcpy(more, t->forms, t->nforms * sizeof(*more));
		t->forms = more;
		t->cap = cap;
	}
	t->forms[t->nforms++] = form;
	return OK;
}

/* A whole word: it counts for how rare the term is. */
static enum err
add_whole(struct arena *a, const struct plan *p, struct plan_term *t,
    struct form form)
{
	if (!t->unmarked)
		marks_add(p->marks, index_word(p->x, form.word));
	for (size_t i = 0; i < t->nforms; i++)
		if (t->forms[i].word == form.word)
			return OK;
	t->products += p->x->df[form.word];
	t->nwhole++;
	return add_form(a, t, form);
}

/* "photos" is "photo" as much as can be; "booking" is not "books". */
static bool
is_plural(struct str l, struct str r)
{
	struct str one = l.n < r.n ? l : r, more = l.n < r.n ? r : l;

	return str_starts(more, one) && more.n - one.n <= 2 &&
	    more.p[more.n - 1] == 's';
}

static enum err
add_stems_of(struct planner *r, struct plan_term *t, struct str text,
    size_t locale, float factor)
{
	const struct index *x = r->p->x;
	uint32_t word = index_find(x, text), from, to;
	struct stemmer *s = NULL;
	bool found = word != NO_WORD;
	enum err e = OK;

	if (locale >= x->nlocales || !x->stems[locale].order || x->nwords == 0)
		return OK;
	if (found) {
		index_stem_group(x, locale, word, &from, &to);
	} else {
		e = stemmer_open(&s, r->c->locales[locale]);
		if (e == OK && s)
			found = index_stem_find(x, locale, s, text, &from, &to);
		stemmer_close(s);
	}
	if (e != OK || !found || to - from > STEM_FORMS_MAX)
		return e;
	for (uint32_t i = from; e == OK && i < to; i++) {
		struct form f = { .word = x->stems[locale].order[i] };
		bool plural = is_plural(index_word(x, f.word), text);

		f.factor = factor * (plural ? worth_plural : worth_stem);
		f.unnamed = !plural || r->unnamed;
		e = add_whole(r->a, r->p, t, f);
	}
	return e;
}

/* The word and, but for what is quoted, what has its stem. */
static enum err
add_text(struct planner *r, struct plan_term *t, struct str text, float factor)
{
	uint32_t word = index_find(r->p->x, text);
	enum err e = OK;

	if (word != NO_WORD)
		e = add_whole(r->a, r->p, t,
		    (struct form){ .word = word,
			.factor = factor,
			.unnamed = r->unnamed });
	if (t->alone)
		return e;
	if (e == OK)
		e = add_stems_of(r, t, text, r->locale, factor);
	if (e == OK && r->locale != 0)
		e = add_stems_of(r, t, text, 0, factor);
	return e;
}

/* A word that many products have is hardly the beginning of another. */
static bool
is_common(const struct index *x, const struct plan_term *t)
{
	return t->products > COMMON_MIN &&
	    t->products > x->nproducts / COMMON_SHARE;
}

static enum err
add_prefix(struct planner *r, struct plan_term *t, struct str text)
{
	uint32_t from, to;
	enum err e = OK;

	if (is_common(r->p->x, t))
		return OK;
	marks_add_begun(r->p->marks, text);
	index_prefix(r->p->x, text, &from, &to);
	if (text.n < PREFIX_ALL_MIN || to - from > PREFIX_FORMS_MAX) {
		t->names_from = from;
		t->names_to = to;
		t->names_factor = worth_prefix;
		return OK;
	}
	for (uint32_t w = from; e == OK && w < to; w++)
		e = add_form(r->a, t,
		    (struct form){ .word = w,
			.factor = t->nwhole ? worth_longer : worth_prefix,
			.unnamed = t->nwhole > 0 });
	return e;
}

static enum err
plan_term(struct planner *r, size_t i)
{
	const struct query_term *q = &r->q->terms[i];
	struct plan_term *t = &r->p->terms[i];
	enum err e = OK;

	t->alone = q->quoted || q->pair;
	t->unmarked = q->minus;
	t->exact = index_find(r->p->x, q->text);
	if (q->exact.p)
		e = add_text(r, t, q->exact, 1);
	if (e == OK)
		e = add_text(r, t, q->text, q->exact.p ? worth_plain : 1);
	return e;
}

/* "e-mail" is "email", "next cloud" may be "nextcloud": one word of a name. */
static enum err
add_joined(
    struct planner *r, size_t from, size_t n, struct str text, float factor)
{
	enum err e = OK;

	for (size_t i = from; e == OK && i < from + n && i < r->q->nterms;
	     i++) {
		r->unnamed = i > from;
		e = add_text(r, &r->p->terms[i], text, factor);
	}
	r->unnamed = false;
	return e;
}

static enum err
plan_spans(struct planner *r)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < r->q->nspans; i++)
		e = add_joined(r, r->q->spans[i].from, r->q->spans[i].n,
		    r->q->spans[i].text, 1);
	return e;
}

/* Two numbers are not one number. */
static bool
joins(const struct query_term *t)
{
	bool letters = false;

	for (size_t i = 0; i < t->text.n; i++)
		letters |= t->text.p[i] < '0' || t->text.p[i] > '9';
	return letters && !t->pair && !t->minus && !t->quoted;
}

static enum err
plan_neighbours(struct planner *r)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i + 1 < r->q->nterms; i++) {
		const struct query_term *t = &r->q->terms[i];
		char text[2 * WORD_BYTES_MAX];
		size_t n = t[0].text.n + t[1].text.n;

		if (!joins(&t[0]) || !joins(&t[1]) || n > WORD_BYTES_MAX)
			continue;
		memcpy(text, t[0].text.p, t[0].text.n);
		memcpy(text + t[0].text.n, t[1].text.p, t[1].text.n);
		if (index_find(r->p->x, (struct str){ text, n }) != NO_WORD)
			e = add_joined(
			    r, i, 2, (struct str){ text, n }, worth_joined);
	}
	return e;
}

static enum err
forms_list(struct arena *a, struct list *out, const struct index *x,
    const struct plan_term *t)
{
	uint16_t *table;

	if (!list_wants_table(x, t->forms, t->nforms, 0))
		return list_forms(a, out, x, t->forms, t->nforms);
	table = ARENA_NEWS(a, uint16_t, x->nproducts);
	if (!table)
		return ERR_NOMEM;
	table_forms(table, x, t->forms, t->nforms);
	return table_list(a, out, table, x->nproducts, t->products);
}

/* The products of all words of an alternative. */
struct meaning {
	struct planner *r;
	struct list list;
	bool any;
	enum err err;
};

static bool
meaning_word(void *arg, const struct token *t)
{
	struct meaning *m = arg;
	struct plan_term one = { 0 };

	if (t->kind != TOKEN_PLAIN)
		return true;
	one.alone = t->pair;
	m->err = add_text(m->r, &one, t->text, 1);
	if (m->err == OK && m->any)
		list_keep(&m->list, m->r->p->x, one.forms, one.nforms);
	else if (m->err == OK)
		m->err = forms_list(m->r->a, &m->list, m->r->p->x, &one);
	m->any = true;
	return m->err == OK && m->list.n > 0;
}

static enum err
add_meaning(
    struct planner *r, size_t from, size_t n, struct str words, float factor)
{
	struct meaning m = { .r = r };
	enum err e = words_scan(words, WORDS_TEXT, meaning_word, &m);

	if (e != OK || m.err != OK)
		return e != OK ? e : m.err;
	if (m.list.n == 0)
		return OK;
	list_scale(&m.list, factor);
	for (size_t i = from; i < from + n; i++) {
		struct plan_term *t = &r->p->terms[i];

		if (t->nalternatives < ALTERNATIVES_MAX)
			t->alternatives[t->nalternatives++] = m.list;
	}
	return OK;
}

static enum err
add_meanings(struct planner *r, size_t from, size_t n, struct str meanings)
{
	struct str one;
	enum err e = OK;

	while (e == OK && str_cut(&meanings, '|', &one))
		e = add_meaning(r, from, n, one, worth_synonym);
	return e;
}

static enum err
plan_meanings(struct planner *r)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < r->q->nmeanings; i++)
		e = add_meanings(r, r->q->meanings[i].from, r->q->meanings[i].n,
		    r->q->meanings[i].text);
	return e;
}

enum err
plan_make(struct arena *a, struct plan *p, const struct query *q,
    const struct corpus *c, size_t locale)
{
	struct planner r = { .a = a, .p = p, .q = q, .c = c, .locale = locale };
	enum err e = OK;

	for (size_t i = 0; e == OK && i < q->nterms; i++)
		e = plan_term(&r, i);
	if (e == OK)
		e = plan_spans(&r);
	if (e == OK)
		e = plan_neighbours(&r);
	if (e == OK)
		e = plan_meanings(&r);
	for (size_t i = 0; e == OK && i < q->nterms; i++)
		if (q->terms[i].prefix)
			e = add_prefix(&r, &p->terms[i], q->terms[i].text);
	for (size_t i = 0; e == OK && i < q->nspans; i++) {
		size_t end = q->spans[i].from + q->spans[i].n;

		if (end == q->nterms && q->terms[end - 1].prefix)
			e = add_prefix(
			    &r, &p->terms[end - 1], q->spans[i].text);
	}
	return e;
}

enum err
plan_add_text(struct arena *a, struct plan *p, size_t term, struct str text,
    float factor, const struct corpus *c, size_t locale)
{
	struct planner r = { .a = a, .p = p, .c = c, .locale = locale };

	return add_text(&r, &p->terms[term], text, factor);
}

enum err
plan_add_both(struct arena *a, struct plan *p, size_t term, struct str first,
    struct str second, float factor, const struct corpus *c, size_t locale)
{
	struct planner r = { .a = a, .p = p, .c = c, .locale = locale };
	struct str both = arena_printf(
	    a, "%.*s %.*s", STR_FMT(first), STR_FMT(second));

	return both.p ? add_meaning(&r, term, 1, both, factor) : ERR_NOMEM;
}
