/* A small corpus for tests of the index and what asks it. */
#ifndef TESTS_UNIT_CORPUS_H
#define TESTS_UNIT_CORPUS_H

#include "catalog/index.h"
#include "catalog/match.h"

struct text_row {
	const char *name, *summary;
};

static const struct str corpus_locales[] = { { "en", 2 }, { "zh-CN", 5 } };

static inline struct index *
index_of(struct arena *a, const struct text_row *rows, size_t n)
{
	struct index_builder *b;
	struct index *x;

	assert_int_equal(index_builder_open(&b), OK);
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(
		    index_add(b, i, INDEX_NAME, str_from(rows[i].name)), OK);
		assert_int_equal(index_add(b, i, INDEX_SUMMARY,
				     str_from(rows[i].summary)),
		    OK);
	}
	assert_int_equal(index_finish(b, a, corpus_locales, 2, n, &x), OK);
	index_builder_close(b);
	return x;
}

static inline struct corpus
corpus_of(const struct index *x)
{
	return (struct corpus){ .parts = { { x, 0 } },
		.nparts = 1,
		.locales = corpus_locales,
		.nlocales = 2 };
}

#endif
