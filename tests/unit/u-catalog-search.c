/* R7, R8, R9: what a search finds, in which order, page by page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "catalog/load.h"
#include "catalog/search.h"

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
enum { PRODUCTS = sizeof(rows) / sizeof(rows[0]) };

/* Documents; Photo galleries, which hold Mail. */
static const struct {
	const char *slug, *name;
	uint8_t parent;
} categories[] = {
	{ "documents", "Document management", 0 },
	{ "photo-galleries", "Photo Galleries", 0 },
	{ "mail", "E-Mail", 2 },
};
enum { CATEGORIES = sizeof(categories) / sizeof(categories[0]), SELLERS = 2 };

static struct catalogue *c;
static struct arena *arena;

/* Ids of a kind: the first is 1. */
static struct id
id_of(uint8_t kind, size_t i)
{
	return (struct id){ { kind, (uint8_t)i, 1 } };
}

static enum err
paragraph(struct buf *out, struct str text, unsigned top)
{
	(void)top;
	buf_addf(out, "<p>%.*s</p>", STR_FMT(text));
	return buf_err(out);
}

static void
add_tables(struct catalogue_rows *r)
{
	r->categories = ARENA_NEWS(arena, struct category, CATEGORIES);
	r->category_texts = ARENA_NEWS(arena, struct category_text, CATEGORIES);
	r->sellers = ARENA_NEWS(arena, struct seller, SELLERS);
	for (; r->ncategories < CATEGORIES; r->ncategories++) {
		size_t i = r->ncategories, parent = categories[i].parent;

		r->categories[i] = (struct category){ .category_id = id_of(
							  1, i),
			.slug = str_from(categories[i].slug) };
		if (parent > 0)
			r->categories[i].parent_id = id_of(1, parent - 1);
		r->category_texts[i] = (struct category_text){
			.category_id = id_of(1, i),
			.locale = STR("en"),
			.name = str_from(categories[i].name)
		};
	}
	r->ncategory_texts = CATEGORIES;
	for (; r->nsellers < SELLERS; r->nsellers++)
		r->sellers[r->nsellers] = (struct seller){ .seller_id = id_of(
							       2, r->nsellers),
			.slug = r->nsellers ? STR("b") : STR("a"),
			.name = r->nsellers ? STR("Beta") : STR("Alpha"),
			.state = STR("ACTIVE") };
}

static void
add_text(struct product_set *set, size_t i, const char *in, const char *name,
    const char *description)
{
	set->texts[set->ntexts++] = (struct product_text){ .product_id = id_of(
							       3, i),
		.locale = str_from(in),
		.name = str_from(name),
		.summary = str_from(rows[i].summary),
		.description = str_from(description),
		.keywords = str_from(rows[i].keywords) };
}

/* The first rows are the more popular ones. */
static void
add_product(struct catalogue_rows *r, size_t i)
{
	r->set.products[r->set.nproducts++] = (struct product){
		.product_id = id_of(3, i),
		.seller_id = id_of(2, rows[i].seller),
		.category_id = id_of(1, rows[i].category),
		.slug = str_from(rows[i].slug),
		.delivery = DELIVERY_SAAS,
		.state = STR("LIVE"),
		.created_at_us = 1000 - rows[i].newest
	};
	r->popularity[r->npopularity++] = (struct popularity){
		.product_id = id_of(3, i),
		.paid_orders = (int64_t)(PRODUCTS - i)
	};
	add_text(&r->set, i, "en", rows[i].name, rows[i].description);
	if (rows[i].zh[0] != '\0')
		add_text(&r->set, i, "zh-CN", rows[i].zh, rows[i].description);
}

static int
setup(void **state)
{
	static const struct str locales[] = { { "en", 2 }, { "zh-CN", 5 } };
	const struct catalogue_config config = { .locales = locales,
		.nlocales = 2,
		.currency = { "EUR" },
		.markdown = paragraph };
	struct catalogue_rows r = { .revision = 1 };

	(void)state;
	arena = arena_open(16 * 1024 * 1024);
	add_tables(&r);
	r.set.products = ARENA_NEWS(arena, struct product, PRODUCTS);
	r.set.texts = ARENA_NEWS(arena, struct product_text, 2 * PRODUCTS);
	r.popularity = ARENA_NEWS(arena, struct popularity, PRODUCTS);
	for (size_t i = 0; i < PRODUCTS; i++)
		add_product(&r, i);
	assert_int_equal(catalogue_load_rows(&c, &config, &r), OK);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	catalogue_unref(c);
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

	assert_int_equal(catalogue_search(arena, &f, c, s), OK);
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

/*
 * Postmaster stands below Photo Galleries; the wiki has one of the words,
 * and comes last.
 */
static void
test_search__all_words_must_be_there(void **state)
{
	(void)state;
	text_finds("photo gallery", "lumen shutter post wiki");
	text_finds("GALLERY photo", "lumen shutter post wiki");
	text_finds("photo studios", "shutter");
}

static void
test_search__the_last_word_is_a_prefix(void **state)
{
	(void)state;
	text_finds("photo gal", "lumen shutter post wiki");
	text_finds("phot gallery", "lumen shutter post wiki"); /* respelt */
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
		    catalogue_search(arena, &f, c, &s), ERR_INVALID);
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
	assert_int_equal(f.total, 4);
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
