/* R7, R8, R9: what a search finds, in which order, page by page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "catalog/index.h"
#include "catalog/search.h"
#include "catalog/words.h"

/* By popularity, as a catalogue has them. */
static const struct {
	const char *slug, *name, *zh, *summary, *description, *keywords;
	uint32_t category, seller, newest;
} rows[] = {
	{ "lumen", "Lumen Gallery", "", "A photo gallery", "Albums of photos",
	    "pictures, albums", 1, 0, 3 },
	{ "post", "Postmaster", "\xe9\x82\xae\xe5\xb1\x80",
	    "Mail for companies",
	    "\xe7\x94\xb5\xe5\xad\x90\xe9\x82\xae"
	    "\xe4\xbb\xb6",
	    "email", 2, 1, 2 },
	{ "shutter", "Shutterbox", "", "Gallery of photo prints", "For studios",
	    "", 1, 1, 1 },
	{ "wiki", "Wiki", "", "Pages", "A wiki for a photo club", "", 0, 0, 0 },
	{ "wiki-farm", "Wiki Farm", "", "Many a wiki", "Pages", "", 0, 0, 4 },
};
enum { PRODUCTS = sizeof(rows) / sizeof(rows[0]), CATEGORIES = 3 };

/* Documents; Pictures > Photo galleries is flattened: 1 holds 2. */
static struct catalogue c;
static struct arena *arena;
static const struct str locale = { "en", 2 };

static void
category(uint32_t i, int32_t parent, uint32_t end, const char *slug,
    const char *name)
{
	struct catalogue_category *g = &c.categories[i];

	g->slug = str_from(slug);
	g->parent = parent;
	g->end = end;
	g->products = 1;
	g->name = ARENA_NEW(arena, struct str);
	g->near = ARENA_NEWS(arena, struct str, 2);
	g->name[0] = str_from(name);
	assert_int_equal(
	    words_join(arena, &g->near[0], g->slug, NEAR_WORDS_MAX), OK);
	assert_int_equal(
	    words_join(arena, &g->near[1], g->name[0], NEAR_WORDS_MAX), OK);
}

static void
add(struct index_builder *x, uint32_t i, enum index_field field,
    const char *text)
{
	assert_int_equal(index_add(x, i, field, str_from(text)), OK);
}

static void
product(struct index_builder *x, uint32_t i)
{
	struct catalogue_product *p = &c.products[i];

	p->slug = str_from(rows[i].slug);
	p->category = rows[i].category;
	p->seller = rows[i].seller;
	p->name = ARENA_NEW(arena, struct str);
	p->name[0] = str_from(rows[i].name);
	c.newest_rank[i] = rows[i].newest;
	c.name_rank[0][i] = i;
	c.by_slug[i] = i;
	add(x, i, INDEX_NAME, rows[i].name);
	add(x, i, INDEX_NAME, rows[i].zh);
	add(x, i, INDEX_SUMMARY, rows[i].summary);
	add(x, i, INDEX_DESCRIPTION, rows[i].description);
	add(x, i, INDEX_KEYWORDS, rows[i].keywords);
}

static int
setup(void **state)
{
	struct index_builder *x;

	(void)state;
	arena = arena_open(16 * 1024 * 1024);
	assert_int_equal(index_builder_open(&x), OK);
	c.locales = &locale;
	c.nlocales = 1;
	c.categories = ARENA_NEWS(arena, struct catalogue_category, CATEGORIES);
	c.ncategories = CATEGORIES;
	category(0, NO_CATEGORY, 1, "documents", "Document management");
	category(1, NO_CATEGORY, 3, "photo-galleries", "Photo Galleries");
	category(2, 1, 3, "mail", "E-Mail");
	c.products = ARENA_NEWS(arena, struct catalogue_product, PRODUCTS);
	c.nproducts = c.nlisted = PRODUCTS;
	c.newest_rank = ARENA_NEWS(arena, uint32_t, PRODUCTS);
	c.name_rank = ARENA_NEW(arena, uint32_t *);
	c.name_rank[0] = ARENA_NEWS(arena, uint32_t, PRODUCTS);
	c.by_slug = ARENA_NEWS(arena, uint32_t, PRODUCTS);
	for (uint32_t i = 0; i < PRODUCTS; i++)
		product(x, i);
	assert_int_equal(
	    index_finish(x, arena, &locale, 1, PRODUCTS, &c.index), OK);
	index_builder_close(x);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static struct search
query(const char *text)
{
	return (struct search){ .text = str_from(text),
		.category = NO_CATEGORY,
		.seller = NO_SELLER,
		.sort = SORT_RELEVANCE,
		.limit = 10 };
}

static struct found
run(const struct search *s)
{
	struct found f;

	assert_int_equal(catalogue_search(arena, &f, &c, s), OK);
	return f;
}

/* "lumen shutter": the slugs found, in order. */
static void
finds(const struct search *s, const char *expected)
{
	struct found f = run(s);
	char text[256] = "";

	for (size_t i = 0; i < f.n; i++) {
		strcat(text, i ? " " : "");
		strcat(text, rows[f.items[i]].slug);
	}
	assert_string_equal(text, expected);
}

static void
text_finds(const char *text, const char *expected)
{
	struct search s = query(text);

	finds(&s, expected);
}

static void
test_search__all_words_must_be_there(void **state)
{
	(void)state;
	text_finds("photo gallery", "lumen shutter");
	text_finds("GALLERY photo", "lumen shutter");
	text_finds("photo studios", "shutter");
}

static void
test_search__the_last_word_is_a_prefix(void **state)
{
	(void)state;
	text_finds("photo gal", "lumen shutter");
	text_finds("phot gallery", "lumen shutter"); /* respelt */
	text_finds("alb", "lumen");
}

static void
test_search__a_name_weighs_most(void **state)
{
	(void)state;
	text_finds("wiki", "wiki wiki-farm");
	text_finds("pages", "wiki wiki-farm");
}

static void
test_search__chinese_is_found(void **state)
{
	(void)state;
	text_finds("\xe7\x94\xb5\xe5\xad\x90\xe9\x82\xae\xe4\xbb\xb6", "post");
	text_finds("\xe9\x82\xae\xe4\xbb\xb6", "post");
	text_finds("\xe4\xbb\xb6", "post");
	text_finds("\xe5\xb1\x80\xe9\x82\xae", "");
}

static void
test_search__hostile_and_empty_texts(void **state)
{
	char *long_text = arena_alloc(arena, 4001);

	(void)state;
	memset(long_text, 'x', 4000);
	text_finds(long_text, "");
	for (size_t i = 0; i < 4000; i += 4)
		memcpy(long_text + i, "a b ", 4);
	text_finds(long_text, "");
	text_finds("' OR 1=1 --", "");
	text_finds("%%%", "lumen post shutter wiki wiki-farm");
	text_finds("", "lumen post shutter wiki wiki-farm");
}

static void
test_search__a_category_holds_its_descendants(void **state)
{
	struct search s = query("");
	struct found f;

	(void)state;
	s.sort = SORT_POPULAR;
	s.category = 1;
	finds(&s, "lumen post shutter");
	f = run(&s);
	assert_int_equal(f.total, 3);
	assert_int_equal(f.in_all, 5);
	assert_int_equal(f.in_category[0], 2);
	assert_int_equal(f.in_category[1], 3);
	assert_int_equal(f.in_category[2], 1);
	s.seller = 1;
	finds(&s, "post shutter");
}

static void
test_search__sorts(void **state)
{
	struct search s = query("");

	(void)state;
	s.sort = SORT_NEWEST;
	finds(&s, "wiki shutter post lumen wiki-farm");
	s.sort = SORT_NAME;
	finds(&s, "lumen post shutter wiki wiki-farm");
}

/* Page by page, each product comes once, whatever the size of a page. */
static void
test_search__pages_join_to_the_whole(void **state)
{
	(void)state;
	for (size_t limit = 1; limit <= PRODUCTS; limit++)
		for (enum sort sort = 0; sort < SORT__MAX; sort++) {
			struct search s = query("");
			unsigned seen = 0, n = 0;

			s.sort = sort;
			s.limit = limit;
			do {
				struct found f = run(&s);

				assert_true(f.n >= 1 && f.n <= limit);
				assert_int_equal(f.total, PRODUCTS);
				for (size_t i = 0; i < f.n; i++, n++)
					seen |= 1u << f.items[i];
				s.after = f.next;
			} while (s.after.p);
			assert_int_equal(n, PRODUCTS);
			assert_int_equal(seen, (1u << PRODUCTS) - 1);
		}
}

static void
test_search__a_cursor_of_another_sort_is_refused(void **state)
{
	static const char *const bad[] = { "newest.1.x", "relevance.x.y",
		"relevance", "relevance.99999999999999999999.x", "..", "." };
	struct found f;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct search s = query("wiki");

		s.after = str_from(bad[i]);
		assert_int_equal(
		    catalogue_search(arena, &f, &c, &s), ERR_INVALID);
	}
}

static void
suggests(const char *text, int32_t category)
{
	struct search s = query(text);

	assert_int_equal(run(&s).suggestion, category);
}

static void
test_search__a_misspelt_category_is_suggested(void **state)
{
	(void)state;
	suggests("photo galleries", 1);
	suggests("photo galeries", 1);
	suggests("phtoo galleries", 1);
	suggests("documnet mangement", 0);
	suggests("galeries", 1);
	suggests("ma", NO_CATEGORY);
	suggests("wiki", NO_CATEGORY);
}

static void
test_search__misspelt_words_are_corrected(void **state)
{
	struct search s = query("galery photo");
	struct found f = run(&s);

	(void)state;
	assert_int_equal(f.total, 2);
	assert_true(str_is(f.corrected, "gallery photo"));
	s = query("gallery");
	assert_null(run(&s).corrected.p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_search__all_words_must_be_there),
		cmocka_unit_test(test_search__the_last_word_is_a_prefix),
		cmocka_unit_test(test_search__a_name_weighs_most),
		cmocka_unit_test(test_search__chinese_is_found),
		cmocka_unit_test(test_search__hostile_and_empty_texts),
		cmocka_unit_test(test_search__a_category_holds_its_descendants),
		cmocka_unit_test(test_search__sorts),
		cmocka_unit_test(test_search__pages_join_to_the_whole),
		cmocka_unit_test(
		    test_search__a_cursor_of_another_sort_is_refused),
		cmocka_unit_test(test_search__a_misspelt_category_is_suggested),
		cmocka_unit_test(test_search__misspelt_words_are_corrected),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
