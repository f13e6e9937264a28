/*
 * R8, X12: a property of lists.  Whatever is asked, total, counts of every
 * facet, the first page and its order are those that the database gives when
 * it is asked the same in SQL, row by row: of a base alone, and of a base
 * with a delta of changed, new and withdrawn products.
 *
 *   SOUK_SEED=N s-facets      the run with that seed again
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/sys.h"
#include "catalog/load.h"
#include "catalog/search.h"
#include "fixture.h"
#include "html/markdown.h"
#include "store/catalogue.h"

enum {
	PRODUCTS = 300,
	NEW_PRODUCTS = 20,
	CHANGES = 45,
	SELLERS = 12,
	CATEGORIES = 9,
	TOP_CATEGORIES = 3,
	ROUNDS = 4,
	QUERIES = 250, /* in each round */
	PAGE = 20
};

static const char *const platforms[] = { "Linux", "Windows", "macOS", "Docker",
	"Web" };
static const char *const licences[] = { "MIT", "ISC", "AGPL-3.0-only",
	"Apache-2.0", "Proprietary" };
static const char *const regions[] = { "DE", "EU", "001", "US", "CN" };
static const char *const deliveries[] = { "saas", "license", "image",
	"service" };
static const char *const modes[] = { "one_time", "monthly", "yearly" };
static const char *const words[] = { "quokka", "zeppelin", "marzipan" };
#define COUNT(a) ((unsigned)(sizeof(a) / sizeof(*(a))))

static uint64_t seed;

static unsigned
below(unsigned n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717u) >> 33) % n;
}

static const char *
one_of(const char *const *values, unsigned n)
{
	return values[below(n)];
}
#define ONE_OF(a) one_of((a), COUNT(a))

static struct buf sql;

static void
run(void)
{
	assert_int_equal(buf_err(&sql), OK);
	assert_int_equal(db_script(fixture_db(), buf_str(&sql)), OK);
	buf_clear(&sql);
}

/* Ids are a kind and a number, sixteen bytes. */
static void
add_id(char kind, unsigned n)
{
	buf_addf(&sql, "CONCAT('%c', LPAD('%u', 15, '0'))", kind, n);
}

/* "'Linux, Docker'": from none to all of them. */
static void
add_list(const char *const *values, unsigned n, const char *between)
{
	bool any = false;

	buf_add_char(&sql, '\'');
	for (unsigned i = 0; i < n; i++)
		if (below(3) == 0) {
			buf_addf(&sql, "%s%s", any ? between : "", values[i]);
			any = true;
		}
	buf_add_char(&sql, '\'');
}

static void
add_tables(void)
{
	for (unsigned i = 0; i < SELLERS; i++) {
		buf_addf(&sql,
		    "INSERT INTO companies (company_id, name, country, "
		    "currency, created_at) VALUES (");
		add_id('o', i);
		buf_addf(&sql, ", 'c%u', 'DE', 'USD', '2026-01-01');", i);
		buf_addf(&sql,
		    "INSERT INTO sellers (seller_id, company_id, slug, name, "
		    "state, created_at) VALUES (");
		add_id('s', i);
		buf_add_char(&sql, ',');
		add_id('o', i);
		buf_addf(&sql, ", 'seller-%u', 'S%u', '%s', '2026-01-01');", i,
		    i, i == 3 ? "SUSPENDED" : "ACTIVE");
	}
	for (unsigned i = 0; i < CATEGORIES; i++) {
		buf_addf(&sql,
		    "INSERT INTO categories (category_id, parent_id, "
		    "slug, position) VALUES (");
		add_id('g', i);
		buf_add_char(&sql, ',');
		if (i < TOP_CATEGORIES)
			buf_add(&sql, STR("NULL"));
		else
			add_id('g', i % TOP_CATEGORIES);
		buf_addf(&sql, ", 'category-%u', %u);", i, i);
	}
	run();
}

static void
add_plans(unsigned i)
{
	unsigned n = 1 + below(2);

	for (unsigned k = 0; k < n; k++) {
		unsigned plan = i * 2 + k, nprices = below(4);

		buf_addf(&sql,
		    "INSERT INTO plans (plan_id, product_id, code, position, "
		    "state) VALUES (");
		add_id('l', plan);
		buf_add_char(&sql, ',');
		add_id('p', i);
		buf_addf(&sql, ", 'plan-%u', %u, '%s');", k, k,
		    below(8) == 0 ? "RETIRED" : "LIVE");
		for (unsigned m = 0; m < nprices && m < 3; m++) {
			buf_addf(&sql,
			    "INSERT INTO prices (plan_id, billing_mode, "
			    "currency, capacity, from_quantity, amount_minor) "
			    "VALUES (");
			add_id('l', plan);
			buf_addf(&sql, ", '%s', '%s', '%s', %u, %u);", modes[m],
			    below(5) ? "USD" : "EUR", below(6) ? "" : "users",
			    below(6) ? 1 : 10, below(6) ? below(3000) * 50 : 0);
		}
	}
}

static const char *
some_state(void)
{
	static const char *const states[] = { "LIVE", "LIVE", "LIVE", "LIVE",
		"LIVE", "LIVE", "HIDDEN", "RESTRICTED", "DRAFT" };

	return ONE_OF(states);
}

static void
add_product(unsigned i)
{
	buf_addf(&sql,
	    "INSERT INTO products (product_id, seller_id, category_id, slug, "
	    "delivery, state, licence, platforms, regions, created_at, "
	    "updated_at, live_at) VALUES (");
	add_id('p', i);
	buf_add_char(&sql, ',');
	add_id('s', below(SELLERS));
	buf_add_char(&sql, ',');
	add_id('g', below(CATEGORIES));
	buf_addf(&sql, ", 'product-%u', '%s', '%s', ", i, ONE_OF(deliveries),
	    some_state());
	add_list(licences, COUNT(licences), below(2) ? " OR " : ", ");
	buf_add_char(&sql, ',');
	add_list(platforms, COUNT(platforms), ", ");
	buf_add_char(&sql, ',');
	add_list(regions, COUNT(regions), ",");
	buf_addf(&sql, ", '2026-01-%02u', '2026-01-01', %s);", 1 + below(28),
	    below(2) ? "NULL" : "'2026-02-02'");
	buf_addf(&sql,
	    "INSERT INTO product_texts (product_id, locale, name, summary, "
	    "description, keywords) VALUES (");
	add_id('p', i);
	buf_addf(&sql, ", 'en', 'name%u', 's', 'd', ", below(40));
	add_list(words, COUNT(words), ", ");
	buf_add(&sql, STR(");"));
	if (below(4) == 0) {
		buf_add(&sql,
		    STR("INSERT INTO popularity (product_id, pin, "
			"paid_orders, computed_at) VALUES ("));
		add_id('p', i);
		if (below(10) == 0)
			buf_addf(&sql, ", %u", 1 + below(3));
		else
			buf_add(&sql, STR(", NULL"));
		buf_addf(&sql, ", %u, '2026-01-01');", below(5));
	}
	add_plans(i);
}

/* A product is changed in one of many ways; some are changed twice. */
static void
change_product(unsigned i)
{
	switch (below(6)) {
	case 0:
		buf_addf(
		    &sql, "UPDATE products SET state = '%s'", some_state());
		break;
	case 1:
		buf_add(&sql, STR("UPDATE products SET category_id = "));
		add_id('g', below(CATEGORIES));
		break;
	case 2:
		buf_add(&sql, STR("UPDATE products SET seller_id = "));
		add_id('s', below(SELLERS));
		break;
	case 3:
		buf_add(&sql, STR("UPDATE products SET platforms = "));
		add_list(platforms, COUNT(platforms), ", ");
		break;
	case 4:
		buf_addf(&sql, "UPDATE products SET delivery = '%s'",
		    ONE_OF(deliveries));
		break;
	default:
		buf_addf(&sql,
		    "UPDATE products p JOIN plans l ON l.product_id = "
		    "p.product_id JOIN prices r ON r.plan_id = l.plan_id SET "
		    "r.amount_minor = %u",
		    below(2000) * 50);
		buf_addf(&sql, " WHERE p.slug = 'product-%u';", i);
		return;
	}
	buf_addf(&sql, " WHERE slug = 'product-%u';", i);
}

static struct id
product_id(unsigned i)
{
	struct id id;
	char text[17];

	snprintf(text, sizeof(text), "p%015u", i);
	memcpy(id.b, text, sizeof(id.b));
	return id;
}

/* The rows as SQL sees them, once a round: a product, a facet, a value. */
static const char facts_sql[] =
    "DROP TABLE IF EXISTS facts; DROP TABLE IF EXISTS listed;"
    "CREATE TABLE listed (product_id BINARY(16) PRIMARY KEY, price BIGINT, "
    "place INT, words VARCHAR(500) NOT NULL, slug VARCHAR(80), "
    "name VARCHAR(120), newest DATETIME(6)) COLLATE utf8mb4_bin;"
    "CREATE TABLE facts (product_id BINARY(16), facet INT, "
    "value VARCHAR(80), KEY (product_id, facet, value)) "
    "COLLATE utf8mb4_bin;"
    "INSERT INTO listed SELECT p.product_id, (SELECT MIN(r.amount_minor) "
    "FROM plans l JOIN prices r ON r.plan_id = l.plan_id WHERE "
    "l.product_id = p.product_id AND l.state = 'LIVE' AND "
    "r.currency = 'USD' AND r.capacity = '' AND r.from_quantity = 1), "
    "ROW_NUMBER() OVER (ORDER BY COALESCE(q.pin, 0) = 0, q.pin, "
    "COALESCE(q.paid_orders, 0) DESC, COALESCE(p.live_at, p.created_at) "
    "DESC, p.slug), t.keywords, p.slug, t.name, "
    "COALESCE(p.live_at, p.created_at) FROM products p "
    "JOIN sellers s ON s.seller_id = p.seller_id "
    "JOIN product_texts t ON t.product_id = p.product_id "
    "LEFT JOIN popularity q ON q.product_id = p.product_id "
    "WHERE p.state = 'LIVE' AND s.state = 'ACTIVE';"
    "INSERT INTO facts SELECT p.product_id, 0, g.slug FROM products p "
    "JOIN categories g ON g.category_id = p.category_id;"
    "INSERT INTO facts SELECT p.product_id, 0, t.slug FROM products p "
    "JOIN categories g ON g.category_id = p.category_id "
    "JOIN categories t ON t.category_id = g.parent_id;"
    "INSERT INTO facts SELECT product_id, 1, delivery FROM products;"
    "INSERT INTO facts SELECT DISTINCT l.product_id, 2, r.billing_mode "
    "FROM plans l JOIN prices r ON r.plan_id = l.plan_id WHERE "
    "l.state = 'LIVE' AND r.currency = 'USD' AND r.capacity = '' AND "
    "r.from_quantity = 1;"
    "INSERT INTO facts SELECT product_id, 3, CASE WHEN price = 0 THEN 0 "
    "WHEN price <= 1000 THEN 1 WHEN price <= 5000 THEN 2 "
    "WHEN price <= 20000 THEN 3 WHEN price <= 100000 THEN 4 ELSE 5 END "
    "FROM listed WHERE price IS NOT NULL;"
    "INSERT INTO facts SELECT p.product_id, 6, s.slug FROM products p "
    "JOIN sellers s ON s.seller_id = p.seller_id;";

/* Lists within a column: a row for each value that stands in it. */
static void
add_list_facts(
    enum facet facet, const char *column, const char *const *values, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		buf_addf(&sql,
		    "INSERT INTO facts SELECT product_id, %u, '%s' FROM "
		    "products WHERE CONCAT(',', REPLACE(REPLACE(%s, ' OR ', "
		    "','), ', ', ','), ',') LIKE '%%,%s,%%';",
		    (unsigned)facet, values[i], column, values[i]);
}

static void
make_facts(void)
{
	buf_add_cstr(&sql, facts_sql);
	add_list_facts(
	    FACET_PLATFORM, "platforms", platforms, COUNT(platforms));
	add_list_facts(FACET_LICENCE, "licence", licences, COUNT(licences));
	add_list_facts(FACET_REGION, "regions", regions, COUNT(regions));
	buf_add(&sql,
	    STR("DELETE FROM facts WHERE product_id NOT IN "
		"(SELECT product_id FROM listed);"));
	run();
}

/* A question, and its condition in SQL but for one facet's part. */
struct question {
	struct search search;
	struct filter filter;
	char slugs[8][24];
	unsigned nslugs;
	const char *word;
};

static const char *
slug(struct question *q, const char *kind, unsigned n)
{
	char *s = q->slugs[q->nslugs++];

	snprintf(s, sizeof(q->slugs[0]), "%s-%u", kind, n);
	return s;
}

static const char *
some_value(struct question *q, enum facet f)
{
	switch (f) {
	case FACET_CATEGORY:
		return slug(q, "category", below(CATEGORIES));
	case FACET_SELLER:
		return slug(q, "seller", below(SELLERS + 1));
	case FACET_DELIVERY:
		return ONE_OF(deliveries);
	case FACET_MODE:
		return ONE_OF(modes);
	case FACET_PLATFORM:
		return ONE_OF(platforms);
	case FACET_LICENCE:
		return ONE_OF(licences);
	default:
		return ONE_OF(regions);
	}
}

static void
ask(struct question *q)
{
	static const enum sort sorts[] = { SORT_POPULAR, SORT_PRICE,
		SORT_NEWEST, SORT_NAME };
	unsigned n = below(5);

	memset(q, 0, sizeof(*q));
	q->word = below(3) == 0 ? ONE_OF(words) : NULL;
	for (unsigned i = 0; i < n; i++) {
		enum facet f = below(FACET__MAX);

		if (f == FACET_PRICE) {
			q->filter.has_price_min = below(2);
			q->filter.has_price_max = below(2);
			q->filter.price_min = below(100) * 500;
			q->filter.price_max = below(200) * 500;
		} else {
			(void)filter_add(
			    &q->filter, f, str_from(some_value(q, f)));
		}
	}
	q->search = (struct search){ .text = str_from(q->word),
		.category = NO_CATEGORY,
		.seller = NO_SELLER,
		.filter = &q->filter,
		.sort = sorts[below(4)],
		.limit = PAGE };
}

static void
add_condition(const struct question *q, enum facet but)
{
	const struct filter *f = &q->filter;

	buf_add(&sql, STR(" WHERE 1 = 1"));
	if (q->word)
		buf_addf(&sql, " AND p.words LIKE '%%%s%%'", q->word);
	if (but != FACET_PRICE && f->has_price_min)
		buf_addf(&sql, " AND p.price >= %lld", (long long)f->price_min);
	if (but != FACET_PRICE && f->has_price_max)
		buf_addf(&sql, " AND p.price <= %lld", (long long)f->price_max);
	for (enum facet g = 0; g < FACET__MAX; g++) {
		if (g == but || f->chosen[g].n == 0)
			continue;
		buf_addf(&sql,
		    " AND EXISTS (SELECT 1 FROM facts x WHERE x.product_id "
		    "= p.product_id AND x.facet = %u AND x.value IN (''",
		    (unsigned)g);
		for (size_t i = 0; i < f->chosen[g].n; i++)
			buf_addf(
			    &sql, ", '%.*s'", STR_FMT(f->chosen[g].values[i]));
		buf_add(&sql, STR("))"));
	}
}

static struct db_result
rows(void)
{
	struct db_result r;

	buf_add_char(&sql, '\0');
	assert_int_equal(buf_err(&sql), OK);
	assert_int_equal(
	    db_query(fixture_db(), fixture_arena(), &r, sql.p, DB_NO_ARGS), OK);
	buf_clear(&sql);
	return r;
}

static void
say(const struct question *q)
{
	printf("# asked: \"%s\" %s", q->word ? q->word : "",
	    sort_name(q->search.sort));
	for (enum facet f = 0; f < FACET__MAX; f++)
		for (size_t i = 0; i < q->filter.chosen[f].n; i++)
			printf(" %s=%.*s", facet_name(f),
			    STR_FMT(q->filter.chosen[f].values[i]));
	if (q->filter.has_price_min)
		printf(" price>=%lld", (long long)q->filter.price_min);
	if (q->filter.has_price_max)
		printf(" price<=%lld", (long long)q->filter.price_max);
	puts("");
}

static void
same(const struct question *q, const char *what, int64_t found, int64_t rows_n)
{
	if (found == rows_n)
		return;
	say(q);
	printf("# %s: %lld, in SQL %lld\n", what, (long long)found,
	    (long long)rows_n);
	fail();
}

static const struct facet_value *
value_of(const struct found *f, enum facet facet, struct str value)
{
	const struct facet_counts *c = &f->facets[facet];

	for (size_t i = 0; i < c->n; i++)
		if (facet == FACET_PRICE
			? c->values[i].index == value.p[0] - '0'
			: str_eq(c->values[i].value, value))
			return &c->values[i];
	return NULL;
}

static bool
is_chosen(const struct question *q, enum facet f)
{
	return q->filter.chosen[f].n > 0 ||
	    (f == FACET_PRICE &&
		(q->filter.has_price_min || q->filter.has_price_max));
}

/*
 * Each value that SQL counts has that count, and no other has any.  Facets
 * without a choice are all asked for at once: FACET__MAX.
 */
static void
counts_are_those_of_sql(
    const struct question *q, const struct found *f, enum facet facet)
{
	size_t given = 0, counted = 0;
	struct db_result r;

	buf_add(&sql,
	    STR("SELECT v.facet, v.value, COUNT(*) FROM listed p "
		"JOIN facts v ON v.product_id = p.product_id"));
	add_condition(q, facet);
	buf_add(&sql, STR(" GROUP BY v.facet, v.value"));
	r = rows();
	while (db_next(&r)) {
		enum facet g = (enum facet)db_get_i64(&r, 0);
		const struct facet_value *v = value_of(f, g, db_get_str(&r, 1));

		if (facet == FACET__MAX ? is_chosen(q, g) : g != facet)
			continue;
		same(q, facet_name(g), v ? v->count : 0, db_get_i64(&r, 2));
		counted++;
	}
	for (enum facet g = 0; g < FACET__MAX; g++)
		for (size_t i = 0; i < f->facets[g].n; i++)
			if (facet == FACET__MAX ? !is_chosen(q, g) : g == facet)
				given += f->facets[g].values[i].count > 0;
	same(q, "values", (int64_t)given, (int64_t)counted);
}

static void
page_is_that_of_sql(
    const struct question *q, const struct catalogue *c, const struct found *f)
{
	static const char *const orders[SORT__MAX] = {
		[SORT_POPULAR] = "p.place",
		[SORT_PRICE] = "p.price IS NULL, p.price, p.place",
		[SORT_NEWEST] = "p.newest DESC, p.place",
		[SORT_NAME] = "p.name, p.place",
	};
	struct db_result r;

	buf_add(&sql, STR("SELECT p.slug FROM listed p"));
	add_condition(q, FACET__MAX);
	buf_addf(&sql, " ORDER BY %s", orders[q->search.sort]);
	r = rows();
	same(q, "total", (int64_t)f->total, (int64_t)r.rows);
	same(q, "items", (int64_t)f->n,
	    (int64_t)(r.rows < PAGE ? r.rows : PAGE));
	for (size_t i = 0; i < f->n && db_next(&r); i++) {
		struct str found = catalogue_slug(c, f->items[i]);

		if (str_eq(found, db_get_str(&r, 0)))
			continue;
		say(q);
		printf("# item %zu is %.*s, in SQL %.*s\n", i, STR_FMT(found),
		    STR_FMT(db_get_str(&r, 0)));
		fail();
	}
}

static void
ask_all(const struct catalogue *c)
{
	struct arena *a = arena_open(16 * 1024 * 1024);
	struct question q;
	struct found f;

	for (unsigned i = 0; i < QUERIES; i++) {
		arena_reset(a);
		ask(&q);
		assert_int_equal(catalogue_search(a, &f, c, &q.search), OK);
		page_is_that_of_sql(&q, c, &f);
		for (enum facet g = 0; g <= FACET__MAX; g++)
			if (g == FACET__MAX || is_chosen(&q, g))
				counts_are_those_of_sql(&q, &f, g);
	}
	arena_close(a);
}

static void
make_changes(unsigned round)
{
	struct id ids[CHANGES + NEW_PRODUCTS];
	unsigned n = 0, first = PRODUCTS + (round - 1) * NEW_PRODUCTS;

	for (unsigned i = 0; i < CHANGES; i++) {
		unsigned product = below(first);

		change_product(product);
		ids[n++] = product_id(product);
	}
	for (unsigned i = 0; i < NEW_PRODUCTS; i++) {
		add_product(first + i);
		ids[n++] = product_id(first + i);
	}
	/* What the tables say of sellers needs no product to be marked. */
	buf_addf(&sql,
	    "UPDATE sellers SET state = IF(slug = 'seller-%u', 'SUSPENDED', "
	    "'ACTIVE');",
	    below(SELLERS));
	run();
	assert_int_equal(
	    catalogue_changed(fixture_db(), fixture_arena(), ids, n), OK);
}

static void
test_facets__counts_and_pages_are_those_of_sql(void **state)
{
	static const struct str locales[] = { { "en", 2 } };
	const struct catalogue_config config = { .locales = locales,
		.nlocales = 1,
		.currency = { "USD" },
		.markdown = markdown_html };
	struct catalogue *c, *next;

	(void)state;
	add_tables();
	for (unsigned i = 0; i < PRODUCTS; i++)
		add_product(i);
	run();
	assert_int_equal(catalogue_load(&c, fixture_db(), &config), OK);
	for (unsigned round = 0; round < ROUNDS; round++) {
		if (round > 0) {
			make_changes(round);
			assert_int_equal(
			    catalogue_renew(&next, fixture_db(), &config, c),
			    OK);
			catalogue_unref(c);
			c = next;
			assert_int_equal(c->nparts, 2);
		}
		make_facts();
		ask_all(c);
	}
	catalogue_unref(c);
}

static struct catalogue *
renewed(struct catalogue *old, const struct catalogue_config *config)
{
	struct catalogue *c;

	assert_int_equal(catalogue_renew(&c, fixture_db(), config, old), OK);
	catalogue_unref(old);
	return c;
}

/* A renamed category shows at once; its words wait for the next base. */
static void
test_view__a_new_name_shows_and_asks_for_a_base(void **state)
{
	static const struct str locales[] = { { "en", 2 } };
	const struct catalogue_config config = { .locales = locales,
		.nlocales = 1,
		.currency = { "USD" },
		.markdown = markdown_html };
	struct catalogue *c;
	size_t listed;

	(void)state;
	assert_int_equal(catalogue_load(&c, fixture_db(), &config), OK);
	listed = c->nlisted;
	c = renewed(c, &config);
	assert_false(c->stale);
	assert_int_equal(catalogue_changed_n(c), 0);
	fixture_exec("INSERT INTO categories (category_id, parent_id, slug, "
		     "position) VALUES ('gggggggggggggggg', NULL, 'first', "
		     "-1)");
	c = renewed(c, &config);
	assert_true(str_is(c->categories[0].slug, "first"));
	assert_int_equal(c->nlisted, listed);
	assert_false(c->stale);
	fixture_exec("INSERT INTO category_texts (category_id, locale, name) "
		     "SELECT category_id, 'en', 'Zebras' FROM categories "
		     "WHERE slug = 'category-0'");
	c = renewed(c, &config);
	assert_true(str_is(
	    c->categories[catalogue_category(c, STR("category-0"))].name[0],
	    "Zebras"));
	assert_true(c->stale);
	catalogue_unref(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_facets__counts_and_pages_are_those_of_sql),
		cmocka_unit_test(
		    test_view__a_new_name_shows_and_asks_for_a_base),
	};
	const char *given = getenv("SOUK_SEED");
	int failed;

	seed = given ? strtoull(given, NULL, 10) : (uint64_t)clock_mono_us();
	printf("# SOUK_SEED=%llu\n", (unsigned long long)seed);
	seed |= 1;
	buf_open(&sql, 16 * 1024 * 1024);
	failed = cmocka_run_group_tests(tests, fixture_open, fixture_close);
	buf_close(&sql);
	return failed;
}
