/*
 * X12: what has been shown stays shown.  A product that is changed while a
 * new base is being built is in no view that follows as it was before, nor
 * in the first one with the new base.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "fixture.h"
#include "store/catalogue.h"
#include "storefront/refresh.h"

enum { WAIT_S = 60 };

/* A text at which the builder stands still while the gate is shut. */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool shut, waiting;
} gate = { .lock = PTHREAD_MUTEX_INITIALIZER,
	.changed = PTHREAD_COND_INITIALIZER };

static void
gate_set(bool shut)
{
	pthread_mutex_lock(&gate.lock);
	gate.shut = shut;
	pthread_cond_broadcast(&gate.changed);
	pthread_mutex_unlock(&gate.lock);
}

static enum err
gated(struct buf *out, struct str text, unsigned top)
{
	(void)top;
	pthread_mutex_lock(&gate.lock);
	while (gate.shut && str_is(text, "gate")) {
		gate.waiting = true;
		pthread_cond_broadcast(&gate.changed);
		pthread_cond_wait(&gate.changed, &gate.lock);
	}
	pthread_mutex_unlock(&gate.lock);
	buf_add(out, text);
	return buf_err(out);
}

static void
gate_wait(void)
{
	pthread_mutex_lock(&gate.lock);
	while (!gate.waiting)
		pthread_cond_wait(&gate.changed, &gate.lock);
	pthread_mutex_unlock(&gate.lock);
}

static void
add_product(char letter, const char *description)
{
	char sql[512];

	snprintf(sql, sizeof(sql),
	    "INSERT INTO products (product_id, seller_id, category_id, slug, "
	    "delivery, state, version, created_at, updated_at) VALUES "
	    "(REPEAT('%c', 16), REPEAT('s', 16), REPEAT('g', 16), "
	    "'product-%c', 'saas', 'LIVE', 'v0', '2026-01-01', '2026-01-01')",
	    letter, letter);
	fixture_exec(sql);
	snprintf(sql, sizeof(sql),
	    "INSERT INTO product_texts (product_id, locale, name, summary, "
	    "description, keywords) VALUES (REPEAT('%c', 16), 'en', 'n', 's', "
	    "'%s', '')",
	    letter, description);
	fixture_exec(sql);
}

static void
make_shop(void)
{
	fixture_exec("INSERT INTO companies (company_id, name, country, "
		     "currency, created_at) VALUES (REPEAT('o', 16), 'c', "
		     "'DE', 'USD', '2026-01-01')");
	fixture_exec("INSERT INTO sellers (seller_id, company_id, slug, name, "
		     "state, created_at) VALUES (REPEAT('s', 16), "
		     "REPEAT('o', 16), 'seller', 'S', 'ACTIVE', '2026-01-01')");
	fixture_exec("INSERT INTO categories (category_id, slug, position) "
		     "VALUES (REPEAT('g', 16), 'category', 1)");
	add_product('a', "plain");
	add_product('b', "plain");
	add_product('z', "gate");
}

static void
set_version(char letter, const char *version)
{
	struct id id;
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "UPDATE products SET version = '%s' WHERE slug = 'product-%c'",
	    version, letter);
	fixture_exec(sql);
	memset(id.b, letter, sizeof(id.b));
	assert_int_equal(
	    catalogue_changed(fixture_db(), fixture_arena(), &id, 1), OK);
}

static bool
shows(const struct catalogue *c, const char *slug, const char *version)
{
	uint32_t number = catalogue_find(c, str_from(slug));
	const struct catalogue_product *p;

	assert_int_not_equal(number, NO_PRODUCT);
	p = catalogue_product(fixture_arena(), c, number);
	assert_non_null(p);
	return str_is(p->version, version);
}

static void
breathe(time_t began)
{
	assert_true(time(NULL) - began < WAIT_S);
	nanosleep(&(struct timespec){ .tv_nsec = 50000 }, NULL);
}

/* A view that shows it so. */
static struct catalogue *
await(struct refresh *r, const char *slug, const char *version)
{
	time_t began = time(NULL);

	for (;; breathe(began)) {
		struct catalogue *c = refresh_catalogue(r);

		assert_non_null(c);
		if (shows(c, slug, version))
			return c;
		catalogue_unref(c);
	}
}

/* Every view until there is one of another base shows it so. */
static void
assert_stays(struct refresh *r, const struct segment *base, const char *slug,
    const char *version)
{
	time_t began = time(NULL);
	bool same = true;

	for (; same; breathe(began)) {
		struct catalogue *c = refresh_catalogue(r);

		assert_true(shows(c, slug, version));
		same = c->parts[0].segment == base;
		catalogue_unref(c);
	}
}

static void
test_refresh__a_new_base_hides_no_change(void **state)
{
	static const struct str locales[] = { { "en", 2 } };
	const struct catalogue_config config = { .locales = locales,
		.nlocales = 1,
		.currency = { "USD" },
		.markdown = gated };
	struct refresh *r;
	struct catalogue *c;

	(void)state;
	make_shop();
	assert_int_equal(refresh_open(&r, fixture_pool(), &config), OK);
	catalogue_unref(await(r, "product-a", "v0"));
	gate_set(true);
	set_version('a', "v1");
	gate_wait();
	set_version('b', "v1");
	c = await(r, "product-b", "v1");
	assert_int_equal(c->nparts, 2);
	gate_set(false);
	assert_stays(r, c->parts[0].segment, "product-b", "v1");
	catalogue_unref(c);
	c = await(r, "product-a", "v1");
	catalogue_unref(c);
	refresh_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refresh__a_new_base_hides_no_change),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
