#include "catalog/respell.h"
#include "matcher.h"

enum { RESPELL_MAX = 4 }; /* words of a query that are respelt */

static const float worth_respelt = 0.9f;

static bool
is_unknown(const struct matcher *m, size_t term)
{
	for (size_t i = 0; i < m->nparts; i++)
		if (plan_size(&m->parts[i], term) > 0)
			return false;
	return true;
}

/* The best respelling that any part has. */
static bool
best_respelling(const struct matcher *m, size_t term, struct respelling *out)
{
	bool found = false;

	for (size_t i = 0; i < m->nparts; i++) {
		struct respelling r;

		if (!respell(&r, m->parts[i].x, m->q->terms[term].text))
			continue;
		if (!found || r.distance < out->distance ||
		    (r.distance == out->distance && r.df > out->df))
			*out = r;
		found = true;
	}
	return found;
}

/* What was typed, with a word put in another's place. */
static enum err
replace(const struct matcher *m, struct str *text, struct str typed,
    uint32_t *done, const struct query_term *t, const struct respelling *r)
{
	struct str before = str_sub(typed, *done, t->from - *done);

	*text = arena_printf(m->a, "%.*s%.*s%.*s%s%.*s", STR_FMT(*text),
	    STR_FMT(before), STR_FMT(r->text), r->second.p ? " " : "",
	    STR_FMT(r->second));
	*done = t->to;
	return text->p ? OK : ERR_NOMEM;
}

static enum err
take_respelling(struct matcher *m, size_t term, const struct respelling *r)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < m->nparts; i++)
		e = r->second.p
		    ? plan_add_both(m->a, &m->parts[i], term, r->text,
			  r->second, worth_respelt, m->c, m->locale)
		    : plan_add_text(m->a, &m->parts[i], term, r->text,
			  worth_respelt, m->c, m->locale);
	return e;
}

enum err
matcher_correct(struct matcher *m, struct answer *out, struct str typed)
{
	struct str text = STR("");
	uint32_t done = 0;
	unsigned tries = 0;
	enum err e = OK;

	for (size_t k = 0; e == OK && k < m->q->nterms; k++) {
		const struct query_term *t = &m->q->terms[k];
		struct respelling r = { 0 };

		if (t->minus || t->quoted || t->from < done ||
		    !is_unknown(m, k) || tries++ == RESPELL_MAX ||
		    !best_respelling(m, k, &r))
			continue;
		e = take_respelling(m, k, &r);
		if (e == OK)
			e = replace(m, &text, typed, &done, t, &r);
	}
	if (e != OK || done == 0)
		return e;
	out->corrected = arena_printf(m->a, "%.*s%.*s", STR_FMT(text),
	    STR_FMT(str_sub(typed, done, typed.n)));
	return out->corrected.p ? OK : ERR_NOMEM;
}
