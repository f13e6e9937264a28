#include "catalog/search.h"

#include <string.h>

#include "catalog/match.h"
#include "catalog/suggest.h"

enum err
catalogue_search(struct arena *a, struct found *out, const struct catalogue *c,
    const struct search *s)
{
	struct corpus corpus = { .locales = c->locales,
		.nlocales = c->nlocales };
	struct answer answer;
	enum err e;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < c->nparts; i++)
		corpus.parts[corpus.nparts++] = (struct corpus_part){
			c->parts[i].segment->index, c->parts[i].first
		};
	e = corpus_match(a, &answer, &corpus, s->text, s->locale);
	out->suggestion = NO_CATEGORY;
	if (e == OK)
		e = catalogue_select(a, out, c, s, &answer.matches);
	if (e != OK || answer.matches.all)
		return e;
	out->marks = answer.marks;
	out->relaxed = answer.relaxed;
	out->whole = answer.whole;
	if (out->in_all > 0)
		out->corrected = answer.corrected;
	e = catalogue_suggest(a, &out->suggestion, c, s->text);
	if (e == OK && out->suggestion == NO_CATEGORY && out->corrected.p)
		e = catalogue_suggest(a, &out->suggestion, c, out->corrected);
	return e;
}
