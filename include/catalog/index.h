/*
 * An inverted index of a segment's texts: each word's products, ascending,
 * with a weight of 1 to 255 (its frequency in the weighted fields, BM25F)
 * and its positions.  Words are sorted, so a prefix is a range of them, and
 * grouped by their stem in each locale.
 */
#ifndef CATALOG_INDEX_H
#define CATALOG_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/err.h"
#include "base/str.h"

enum index_field {
	INDEX_NAME, INDEX_SELLER, INDEX_CATEGORY, INDEX_KEYWORDS,
	INDEX_SUMMARY, INDEX_DESCRIPTION, INDEX__FIELDS
};

#define NO_WORD UINT32_MAX
enum { INDEX_BYTES_MAX = 2000 * 1024 * 1024 };	/* of all postings */

struct index_stems {
	const uint32_t *order;		/* words by stem, then by text; NULL: the
					   language has no stems */
	const uint32_t *place;		/* of a word in order */
	const uint8_t *first;		/* bits: order[i] has another stem than
					   order[i - 1] */
};

struct index {
	const char *text;		/* of all words, one after another */
	const uint32_t *text_at;	/* nwords + 1 */
	const uint32_t *letters;	/* a bit a letter: what is far from a
					   word is told by them */
	const uint32_t *data_at;	/* nwords + 1, into data */
	const uint32_t *df;		/* products that have the word */
	const uint8_t *data;		/* catalog/postings.h */
	const uint32_t *names_at;	/* nwords + 1, into names */
	const uint32_t *names;		/* products with the word in their name,
					   ascending for each word */
	const uint32_t *names_least;	/* least of each NAMES_BLOCK of names */
	size_t nwords, nproducts;
	const uint8_t *name_words;	/* how many words a product's name has */
	struct index_stems stems[LOCALES_MAX];
	size_t nlocales;
};

enum { NAMES_BLOCK = 64 };

struct index_builder;
struct stemmer;

/* The builder's memory is its own until index_finish() copies it. */
enum err index_builder_open(struct index_builder **out) MUST_CHECK;
void index_builder_close(struct index_builder *b);

/*
 * Products come in ascending order, all texts of one together, its name
 * first.  ERR_NOMEM, ERR_LIMIT.
 */
enum err index_add(struct index_builder *b, uint32_t product,
    enum index_field field, struct str text) MUST_CHECK;

/*
 * What `from` has, all of whose products come after those of b, becomes
 * b's: two threads may each make a half.  from is empty then.
 */
enum err index_append(struct index_builder *b, struct index_builder *from)
    MUST_CHECK;

/*
 * The index in the arena, of nproducts products whether they had texts or
 * not.  Frees the builder's memory on the way.
 */
enum err index_finish(struct index_builder *b, struct arena *a,
    const struct str *locales, size_t nlocales, size_t nproducts,
    struct index **out) MUST_CHECK;

struct str index_word(const struct index *x, uint32_t word);
/* The word with this text, or NO_WORD. */
uint32_t index_find(const struct index *x, struct str text);
/* The words that start with prefix: *from .. *to - 1. */
void index_prefix(const struct index *x, struct str prefix, uint32_t *from,
    uint32_t *to);

/* The letters that stand in a word, a bit each, as in x->letters. */
uint32_t index_letters(struct str word);

/*
 * Words with one stem stand together in x->stems[locale].order: those that
 * share it with a word of the index, or with one that may not be in it;
 * *from .. *to - 1.  Only for locales whose order is not NULL.
 */
void index_stem_group(const struct index *x, size_t locale, uint32_t word,
    uint32_t *from, uint32_t *to);
bool index_stem_find(const struct index *x, size_t locale,
    struct stemmer *stemmer, struct str word, uint32_t *from, uint32_t *to);

#endif
