/* R7: the index holds what was put in, and finds its words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/catalog/postings.h"
#include "catalog/named.h"
#include "corpus.h"

enum { PRODUCTS = 1500, WORDS = 40, LENGTH = 12 };

static struct arena *arena;
static struct index *big;
static unsigned char has[PRODUCTS][WORDS]; /* how often */
static unsigned char named[PRODUCTS][WORDS];

/* Word k stands in every (k + 1)-th product or so. */
static void
fill(struct index_builder *b, uint32_t product)
{
	char name[64] = "", text[256] = "";

	for (int i = 0; i < LENGTH; i++) {
		int k = rand() % WORDS;

		if (rand() % (k + 1) != 0)
			continue;
		if (i < 2) {
			named[product][k] = 1;
			sprintf(name + strlen(name), "w%02d ", k);
		} else {
			sprintf(text + strlen(text), "w%02d ", k);
		}
		has[product][k]++;
	}
	assert_int_equal(index_add(b, product, INDEX_NAME, str_from(name)), OK);
	assert_int_equal(
	    index_add(b, product, INDEX_SUMMARY, str_from(text)), OK);
}

static int
setup(void **state)
{
	struct index_builder *b;

	(void)state;
	srand(7);
	arena = arena_open(64 * 1024 * 1024);
	if (index_builder_open(&b) != OK)
		return -1;
	for (uint32_t i = 0; i < PRODUCTS; i++)
		fill(b, i);
	assert_int_equal(
	    index_finish(b, arena, corpus_locales, 2, PRODUCTS, &big), OK);
	index_builder_close(b);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static uint32_t
word(int k)
{
	char text[16];

	sprintf(text, "w%02d", k);
	return index_find(big, str_from(text));
}

static unsigned
places_in(struct postings *it)
{
	const uint8_t *p = postings_places_at(it);
	unsigned n = 1;

	while (varint(&p) & 1)
		n++;
	return n;
}

static void
test_index__postings_are_what_was_put_in(void **state)
{
	(void)state;
	for (int k = 0; k < WORDS; k++) {
		uint32_t w = word(k), n = 0;
		struct postings it;

		if (w == NO_WORD)
			continue;
		postings_open(&it, big, w);
		for (uint32_t i = 0; i < PRODUCTS; i++) {
			if (has[i][k] == 0)
				continue;
			n++;
			assert_true(postings_next(&it));
			assert_int_equal(it.product, i);
			assert_int_equal(it.in_name, named[i][k]);
			assert_int_equal(places_in(&it), has[i][k]);
			assert_true(it.weight > 0);
		}
		assert_false(postings_next(&it));
		assert_int_equal(big->df[w], n);
	}
}

static void
test_index__seeking_finds_the_next_one(void **state)
{
	(void)state;
	for (int k = 0; k < WORDS; k++)
		for (uint32_t step = 1; step < 700; step = step * 3 + 1) {
			struct postings it;
			bool there = true;

			if (word(k) == NO_WORD)
				continue;
			postings_open(&it, big, word(k));
			for (uint32_t i = 0; i < PRODUCTS; i += step) {
				uint32_t next = i;

				while (next < PRODUCTS && has[next][k] == 0)
					next++;
				there = postings_seek(&it, i);
				assert_int_equal(there, next < PRODUCTS);
				if (there)
					assert_int_equal(it.product, next);
				else
					break;
			}
		}
}

static void
test_index__words_are_sorted_and_found(void **state)
{
	uint32_t from, to;

	(void)state;
	for (uint32_t i = 0; i < big->nwords; i++) {
		assert_int_equal(index_find(big, index_word(big, i)), i);
		if (i > 0)
			assert_true(str_cmp(index_word(big, i - 1),
					index_word(big, i)) < 0);
	}
	index_prefix(big, STR("w1"), &from, &to);
	for (uint32_t i = 0; i < big->nwords; i++)
		assert_int_equal(str_starts(index_word(big, i), STR("w1")),
		    i >= from && i < to);
	assert_int_equal(index_find(big, STR("absent")), NO_WORD);
}

static void
test_index__stems_are_groups(void **state)
{
	static const struct text_row rows[] = { { "Invoices", "invoicing" },
		{ "Invoice", "booked" }, { "Books", "voice" } };
	struct index *x = index_of(arena, rows, 3);
	uint32_t from, to, n = 0;

	(void)state;
	assert_null(x->stems[1].order); /* Chinese has none */
	index_stem_group(x, 0, index_find(x, STR("invoice")), &from, &to);
	for (uint32_t i = from; i < to; i++)
		n += str_starts(
		    index_word(x, x->stems[0].order[i]), STR("invoic"));
	assert_int_equal(to - from, 3);
	assert_int_equal(n, 3);
}

/* The least numbers with all the words in their names, counted by hand. */
static void
test_named__names_are_found_as_they_are_typed(void **state)
{
	static const char *const typed[] = { "w", "w0", "w1 w0", "w01",
		"w00 w1", "w2 w2", "x", "w0 x" };

	(void)state;
	for (size_t t = 0; t < sizeof(typed) / sizeof(*typed); t++) {
		struct named words;
		uint32_t found[20];
		size_t n, expected = 0;

		assert_int_equal(
		    named_words(arena, &words, str_from(typed[t]), false), OK);
		assert_int_equal(
		    named_find(arena, found, &n, 20, big, &words), OK);
		for (uint32_t i = 0; i < PRODUCTS && expected < 20; i++) {
			bool all = true;

			for (size_t k = 0; k < words.n; k++) {
				bool one = false;
				char w[16];

				for (int j = 0; j < WORDS; j++) {
					sprintf(w, "w%02d", j);
					one |= named[i][j] &&
					    str_starts(
						str_from(w), words.words[k]);
				}
				all &= one;
			}
			if (all) {
				assert_true(expected < n);
				assert_int_equal(found[expected++], i);
			}
		}
		assert_int_equal(n, expected);
	}
}

static void
test_index__a_hostile_text_is_held(void **state)
{
	size_t n = 60000;
	char *text = malloc(n + 1);
	struct text_row row = { text, text };
	struct index *x;

	(void)state;
	memset(text, 'x', n);
	text[n] = '\0';
	x = index_of(arena, &row, 1);
	assert_int_equal(x->nwords, 1);
	for (size_t i = 0; i < n; i++)
		text[i] = i % 2 ? ' ' : 'y';
	x = index_of(arena, &row, 1);
	assert_int_equal(x->df[index_find(x, STR("y"))], 1);
	row = (struct text_row){ "", "" };
	x = index_of(arena, &row, 1);
	assert_int_equal(x->nwords, 0);
	assert_int_equal(index_find(x, STR("y")), NO_WORD);
	free(text);
}

/* As two threads make it; the last test, for fill() counts again. */
static void
halved(uint32_t cut)
{
	struct index_builder *b, *more;
	struct index *x;

	srand(7);
	assert_int_equal(index_builder_open(&b), OK);
	assert_int_equal(index_builder_open(&more), OK);
	for (uint32_t i = 0; i < PRODUCTS; i++)
		fill(i < cut ? b : more, i);
	assert_int_equal(index_append(b, more), OK);
	index_builder_close(more);
	assert_int_equal(
	    index_finish(b, arena, corpus_locales, 2, PRODUCTS, &x), OK);
	index_builder_close(b);
	assert_int_equal(x->nwords, big->nwords);
	assert_memory_equal(x->text, big->text, big->text_at[big->nwords]);
	assert_memory_equal(x->df, big->df, big->nwords * sizeof(*big->df));
	assert_int_equal(x->data_at[x->nwords], big->data_at[big->nwords]);
	assert_memory_equal(x->data, big->data, big->data_at[big->nwords]);
	assert_memory_equal(x->names, big->names,
	    big->names_at[big->nwords] * sizeof(*big->names));
	assert_memory_equal(x->name_words, big->name_words, PRODUCTS);
}

static void
test_index__two_halves_are_the_whole(void **state)
{
	static const uint32_t cuts[] = { 0, 1, 100, PRODUCTS / 2, PRODUCTS };

	(void)state;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++)
		halved(cuts[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_index__postings_are_what_was_put_in),
		cmocka_unit_test(test_index__seeking_finds_the_next_one),
		cmocka_unit_test(test_index__words_are_sorted_and_found),
		cmocka_unit_test(test_index__stems_are_groups),
		cmocka_unit_test(test_named__names_are_found_as_they_are_typed),
		cmocka_unit_test(test_index__a_hostile_text_is_held),
		cmocka_unit_test(test_index__two_halves_are_the_whole),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
