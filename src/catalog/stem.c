#include "catalog/stem.h"

#include <errno.h>
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

struct stemmer {
	struct sb_stemmer *snowball;
};

/* Snowball knows Norwegian by its macrolanguage alone. */
static void
language_of(char out[4], struct str locale)
{
	size_t n = 0;

	while (n < locale.n && n < 3 && locale.p[n] != '-')
		n++;
	memcpy(out, locale.p, n);
	out[n] = '\0';
	if (strcmp(out, "nb") == 0 || strcmp(out, "nn") == 0)
		memcpy(out, "no", 3);
}

enum err
stemmer_open(struct stemmer **out, struct str locale)
{
	char language[4];
	struct stemmer *s;

	*out = NULL;
	language_of(language, locale);
	errno = 0;
	s = malloc(sizeof(*s));
	if (!s)
		return ERR_NOMEM;
	s->snowball = sb_stemmer_new(language, "UTF_8");
	if (!s->snowball) {
		free(s);
		return errno == ENOMEM ? ERR_NOMEM : OK;
	}
	*out = s;
	return OK;
}

void
stemmer_close(struct stemmer *s)
{
	if (!s)
		return;
	sb_stemmer_delete(s->snowball);
	free(s);
}

struct str
stem(struct stemmer *s, struct str word)
{
	const sb_symbol *p = sb_stemmer_stem(
	    s->snowball, (const sb_symbol *)word.p, (int)word.n);

	if (!p)
		return word;
	return (struct str){ (const char *)p,
		(size_t)sb_stemmer_length(s->snowball) };
}
