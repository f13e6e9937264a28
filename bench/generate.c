/*
 * generate: a big catalogue, straight into the database.
 *
 *   generate SOCKET DATABASE USER PRODUCTS [SEED]
 *
 * Words of a made-up vocabulary by Zipf's law, descriptions of some 600
 * bytes, every value of every facet, one to three plans with prices.  The
 * same seed gives the same rows.  The database has the schema and is else
 * empty.  Rows go in by multi-row INSERTs, a thread of statements a table
 * being of no use: the server is the limit.
 */
#include <math.h>
#include <mysql.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	VOCABULARY = 50000,
	WORD_MAX = 16,
	TOP_CATEGORIES = 10,
	SUB_CATEGORIES = 6,
	CATEGORIES = TOP_CATEGORIES * (1 + SUB_CATEGORIES),
	PRODUCTS_A_SELLER = 50,
	DESCRIPTION_BYTES = 600,
	STATEMENT_BYTES = 1 << 20
};

/* xorshift64*: fast, and the same everywhere. */
static uint64_t state;

static uint64_t
chance(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 2685821657736338717u;
}

static unsigned
below(unsigned n)
{
	return (unsigned)((chance() >> 33) % n);
}

static char vocabulary[VOCABULARY][WORD_MAX];
static double weights[VOCABULARY]; /* running sums of 1 / rank */

static void
vocabulary_make(void)
{
	static const char *const onsets[] = { "b", "br", "c", "cl", "d", "dr",
		"f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl",
		"qu", "r", "s", "st", "t", "tr", "v", "w", "z" };
	static const char *const rhymes[] = { "a", "ad", "ain", "al", "an",
		"ar", "e", "ed", "el", "en", "er", "i", "ic", "il", "in", "ix",
		"o", "on", "or", "os", "u", "ul", "um", "ur" };
	double sum = 0;

	for (unsigned i = 0; i < VOCABULARY; i++) {
		unsigned n = i;

		for (unsigned s = 0; s < 2 || n > 0; s++) {
			strcat(vocabulary[i], onsets[n % 27]);
			n /= 27;
			strcat(vocabulary[i], rhymes[(n + i * s) % 24]);
			n /= 24;
		}
		weights[i] = sum += 1.0 / (i + 1.0);
	}
}

static const char *
word(void)
{
	double at = (double)(chance() >> 11) / 9007199254740992.0 *
	    weights[VOCABULARY - 1];
	unsigned lo = 0, hi = VOCABULARY - 1;

	while (lo < hi) {
		unsigned mid = lo + (hi - lo) / 2;

		if (weights[mid] < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return vocabulary[lo];
}

/* An INSERT in the making; sent when it is full. */
struct insert {
	const char *head;
	char *at;
	size_t n;
};

enum table {
	COMPANIES,
	SELLERS,
	CATEGORY_ROWS,
	CATEGORY_TEXTS,
	PRODUCT_ROWS,
	PRODUCT_TEXTS,
	PLANS,
	PLAN_TEXTS,
	OPTIONS,
	CAPACITIES,
	PRICES,
	POPULARITY,
	TABLES
};

static struct insert inserts[TABLES] = {
	[COMPANIES] = { "INSERT INTO companies (company_id, name, country, "
			"currency, created_at) VALUES" },
	[SELLERS] = { "INSERT INTO sellers (seller_id, company_id, slug, "
		      "name, about, support_email, state, created_at) "
		      "VALUES" },
	[CATEGORY_ROWS] = { "INSERT INTO categories (category_id, parent_id, "
			    "slug, position) VALUES" },
	[CATEGORY_TEXTS] = { "INSERT INTO category_texts (category_id, "
			     "locale, name, description) VALUES" },
	[PRODUCT_ROWS] = { "INSERT INTO products (product_id, seller_id, "
			   "category_id, slug, delivery, state, licence, "
			   "platforms, regions, website, version, "
			   "refund_days, created_at, updated_at, live_at) "
			   "VALUES" },
	[PRODUCT_TEXTS] = { "INSERT INTO product_texts (product_id, locale, "
			    "name, summary, description, keywords) VALUES" },
	[PLANS] = { "INSERT INTO plans (plan_id, product_id, code, position) "
		    "VALUES" },
	[PLAN_TEXTS] = { "INSERT INTO plan_texts (plan_id, locale, name, "
			 "summary) VALUES" },
	[OPTIONS] = { "INSERT INTO plan_options (plan_id, position, name, "
		      "value) VALUES" },
	[CAPACITIES] = { "INSERT INTO capacities (plan_id, code, position, "
			 "unit, min_amount, max_amount, step_amount, "
			 "included_amount) VALUES" },
	[PRICES] = { "INSERT INTO prices (plan_id, billing_mode, currency, "
		     "amount_minor, from_quantity) VALUES" },
	[POPULARITY] = { "INSERT INTO popularity (product_id, pin, "
			 "paid_orders, computed_at) VALUES" },
};

static MYSQL *db;

static void
run(const char *sql, size_t n)
{
	if (mysql_real_query(db, sql, n) == 0)
		return;
	fprintf(stderr, "generate: %s\n%.200s\n", mysql_error(db), sql);
	exit(1);
}

static void
flush(struct insert *in)
{
	if (in->n > 0)
		run(in->at, in->n);
	in->n = 0;
}

static void
add(struct insert *in, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	in->n += (size_t)vsnprintf(
	    in->at + in->n, STATEMENT_BYTES - in->n, fmt, ap);
	va_end(ap);
}

/* The beginning of a row, of which the longest takes some 4 KB. */
static struct insert *
row(enum table t)
{
	struct insert *in = &inserts[t];

	if (!in->at && !(in->at = malloc(STATEMENT_BYTES)))
		exit(1);
	if (in->n > STATEMENT_BYTES - 8192)
		flush(in);
	if (in->n == 0)
		add(in, "%s", in->head);
	else
		add(in, ",");
	return in;
}

/* Ids in the order of their making, as UUIDv7 are: a kind and a number. */
#define ID_FORMAT "X'%02x%010x7%03x%016llx'"
#define ID_ARGS(kind, n) \
	(unsigned)(kind), (unsigned)(n), (unsigned)((n) % 4096), \
	    (unsigned long long)((uint64_t)(n)*11400714819323198485u)
enum kind {
	KIND_COMPANY = 1,
	KIND_SELLER,
	KIND_CATEGORY,
	KIND_PRODUCT,
	KIND_PLAN
};

static void
add_words(struct insert *in, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		add(in, i ? " %s" : "%s", word());
}

static const char *
some_time(char out[32], unsigned n, unsigned of)
{
	/* Five years, in the order of the ids. */
	unsigned day = (unsigned)((uint64_t)n * 1800 / (of ? of : 1));

	snprintf(out, 32, "%04u-%02u-%02u %02u:%02u:%02u", 2021 + day / 360,
	    1 + day % 360 / 30, 1 + day % 28, below(24), below(60), below(60));
	return out;
}

static void
make_categories(void)
{
	for (unsigned i = 0; i < CATEGORIES; i++) {
		bool top = i < TOP_CATEGORIES;
		struct insert *in = row(CATEGORY_ROWS);

		add(in, "(" ID_FORMAT ",", ID_ARGS(KIND_CATEGORY, i));
		if (top)
			add(in, "NULL");
		else
			add(in, ID_FORMAT,
			    ID_ARGS(KIND_CATEGORY, i % TOP_CATEGORIES));
		add(in, ",'category-%u',%u)", i, i);
		in = row(CATEGORY_TEXTS);
		add(in, "(" ID_FORMAT ",'en','%s %s','",
		    ID_ARGS(KIND_CATEGORY, i), vocabulary[i * 7 + 100],
		    vocabulary[i * 11 + 300]);
		add_words(in, 12);
		add(in, "')");
	}
}

static void
make_seller(unsigned i)
{
	struct insert *in = row(COMPANIES);

	add(in, "(" ID_FORMAT ",'Company %u','DE','USD','2021-01-01 00:00:00')",
	    ID_ARGS(KIND_COMPANY, i), i);
	in = row(SELLERS);
	add(in, "(" ID_FORMAT "," ID_FORMAT ",'seller-%u','%s %s %u','",
	    ID_ARGS(KIND_SELLER, i), ID_ARGS(KIND_COMPANY, i), i,
	    vocabulary[below(VOCABULARY)], word(), i);
	add_words(in, 30);
	add(in, "','help@example.com','ACTIVE','2021-01-01 00:00:00')");
}

static void
add_list(struct insert *in, const char *const *values, unsigned nvalues,
    unsigned most)
{
	unsigned first = below(nvalues), n = 1 + below(most);

	for (unsigned i = 0; i < n; i++)
		add(in, i ? ", %s" : "%s",
		    values[(first + i * (1 + first % 3)) % nvalues]);
}

static void
add_licence(struct insert *in)
{
	static const char *const ids[] = { "MIT", "Apache-2.0", "AGPL-3.0-only",
		"GPL-2.0-only", "GPL-3.0-or-later", "BSD-3-Clause", "MPL-2.0",
		"ISC", "LGPL-3.0-only", "Unlicense", "EPL-2.0", "EUPL-1.2",
		"BSD-2-Clause", "Proprietary" };
	unsigned n = below(14);

	if (below(5) == 0)
		add(in, "%s OR %s", ids[n], ids[(n + 1 + below(12)) % 14]);
	else
		add(in, "%s", ids[n]);
}

static void
make_row(unsigned i, unsigned n, unsigned nsellers)
{
	static const char *const platforms[] = { "Linux", "Windows", "macOS",
		"Docker", "Kubernetes", "Android", "iOS", "Web", "FreeBSD",
		"Raspberry Pi", "VMware", "Proxmox" };
	static const char *const regions[] = { "EU", "001", "DE", "FR", "US",
		"CN", "JP", "GB", "IN", "BR", "CA", "AU", "SG", "NL", "SE",
		"CH", "PL", "ES", "IT", "KR" };
	static const char *const deliveries[] = { "saas", "saas", "saas",
		"license", "license", "license", "license", "image", "image",
		"service" };
	static const char *const states[] = { "LIVE", "HIDDEN", "RESTRICTED",
		"DRAFT" };
	char time[32];
	struct insert *in = row(PRODUCT_ROWS);
	unsigned odd = below(400), seller = below(nsellers);
	unsigned category = below(CATEGORIES);

	/* The first sellers have more: the square leans to them. */
	seller = (unsigned)((uint64_t)seller * below(nsellers) / nsellers);
	some_time(time, i, n);
	add(in, "(" ID_FORMAT "," ID_FORMAT "," ID_FORMAT ",'product-%u',",
	    ID_ARGS(KIND_PRODUCT, i), ID_ARGS(KIND_SELLER, seller),
	    ID_ARGS(KIND_CATEGORY, category), i);
	add(in, "'%s','%s','", deliveries[below(10)],
	    states[odd < 4 ? odd : 0]);
	add_licence(in);
	add(in, "','");
	add_list(in, platforms, 12, 4);
	add(in, "','");
	add_list(in, regions, 20, 3);
	add(in, "','https://example.com/%u','%u.%u',%u,'%s','%s','%s')", i,
	    below(9), below(20), below(2) * 14, time, time, time);
}

static void
make_texts(unsigned i)
{
	struct insert *in = row(PRODUCT_TEXTS);
	size_t from;

	add(in, "(" ID_FORMAT ",'en','", ID_ARGS(KIND_PRODUCT, i));
	add(in, "%s ", vocabulary[below(VOCABULARY)]);
	add_words(in, 1 + below(2));
	add(in, "','");
	add_words(in, 10);
	add(in, "','");
	from = in->n;
	while (in->n - from < DESCRIPTION_BYTES - 25) {
		add_words(in, 8);
		add(in, below(4) ? ". " : ".\n\n");
	}
	add(in, "','%s, %s, %s')", word(), word(), word());
}

static void
make_prices(unsigned plan, unsigned base)
{
	static const char *const modes[] = { "monthly", "yearly", "one_time" };
	unsigned first = below(3), n = 1 + below(2);

	for (unsigned m = 0; m < n; m++) {
		struct insert *in = row(PRICES);
		unsigned minor = base * (m == 0 ? 1 : 10);

		add(in, "(" ID_FORMAT ",'%s','USD',%u,1)",
		    ID_ARGS(KIND_PLAN, plan), modes[(first + m) % 3], minor);
		if (below(4) == 0)
			add(row(PRICES), "(" ID_FORMAT ",'%s','EUR',%u,1)",
			    ID_ARGS(KIND_PLAN, plan), modes[(first + m) % 3],
			    minor);
	}
}

static unsigned
make_plans(unsigned i, unsigned plan)
{
	static const char *const names[] = { "Starter", "Pro", "Enterprise" };
	unsigned n = below(10) < 7 ? 1 : 2 + below(2);
	unsigned base = below(10) == 0 ? 0 : 100 + below(100) * below(400);

	for (unsigned k = 0; k < n; k++, plan++) {
		add(row(PLANS), "(" ID_FORMAT "," ID_FORMAT ",'plan-%u',%u)",
		    ID_ARGS(KIND_PLAN, plan), ID_ARGS(KIND_PRODUCT, i), k, k);
		add(row(PLAN_TEXTS),
		    "(" ID_FORMAT ",'en','%s','For teams of %u to %u')",
		    ID_ARGS(KIND_PLAN, plan), names[k], k + 1, k * 10 + 5);
		add(row(OPTIONS), "(" ID_FORMAT ",1,'Support','%u hours')",
		    ID_ARGS(KIND_PLAN, plan), 24 / (k + 1));
		if (below(3) == 0)
			add(row(CAPACITIES),
			    "(" ID_FORMAT ",'users',1,'user',1,500,1,5)",
			    ID_ARGS(KIND_PLAN, plan));
		make_prices(plan, base * (k + 1));
	}
	return plan;
}

static void
make_popularity(unsigned i)
{
	if (i < 6)
		add(row(POPULARITY),
		    "(" ID_FORMAT ",%u,0,'2026-01-01 00:00:00')",
		    ID_ARGS(KIND_PRODUCT, i), i + 1);
	else if (below(30) == 0)
		add(row(POPULARITY),
		    "(" ID_FORMAT ",NULL,%u,'2026-01-01 00:00:00')",
		    ID_ARGS(KIND_PRODUCT, i), 1 + 200 / (1 + below(200)));
}

static void
make_products(unsigned n, unsigned nsellers)
{
	unsigned plan = 0;

	for (unsigned i = 0; i < n; i++) {
		make_row(i, n, nsellers);
		make_texts(i);
		plan = make_plans(i, plan);
		make_popularity(i);
	}
}

static void
say(const char *sql)
{
	run(sql, strlen(sql));
}

int
main(int argc, char **argv)
{
	unsigned n, nsellers;

	if (argc < 5 || argc > 6) {
		fprintf(stderr,
		    "usage: generate SOCKET DATABASE USER PRODUCTS [SEED]\n");
		return 2;
	}
	n = (unsigned)strtoul(argv[4], NULL, 10);
	state = argc > 5 ? strtoull(argv[5], NULL, 10) | 1 : 88172645463325252u;
	nsellers = n / PRODUCTS_A_SELLER + 5;
	db = mysql_init(NULL);
	if (!db ||
	    !mysql_real_connect(
		db, NULL, argv[3], NULL, argv[2], 0, argv[1], 0)) {
		fprintf(stderr, "generate: %s\n", db ? mysql_error(db) : "");
		return 1;
	}
	vocabulary_make();
	say("SET NAMES utf8mb4");
	say("SET unique_checks = 0, foreign_key_checks = 0, autocommit = 0");
	make_categories();
	for (unsigned i = 0; i < nsellers; i++)
		make_seller(i);
	make_products(n, nsellers);
	for (size_t t = 0; t < TABLES; t++)
		flush(&inserts[t]);
	say("INSERT INTO site_counters (name, value) VALUES "
	    "('catalogue_revision', 1) ON DUPLICATE KEY UPDATE "
	    "value = value + 1");
	say("COMMIT");
	mysql_close(db);
	printf("{\"products\": %u, \"sellers\": %u}\n", n, nsellers);
	return 0;
}
