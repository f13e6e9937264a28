/*
 * catalogue: what the storefront's catalogue costs in process.
 *
 *   catalogue SOCKET DATABASE USER [SECONDS]
 *
 * Reads the database as a storefront does, then measures, in one thread,
 * the CPU of unique searches with all facets, of lists with filters, of
 * product JSON and of a view with one changed product.  Prints one JSON
 * line.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "catalog/load.h"
#include "catalog/product_json.h"
#include "catalog/search.h"
#include "html/markdown.h"

enum { WORDS = 4096, PAGE = 20, FIRST_RUNS = 50 };

static struct arena *arena;
static const struct catalogue *cat;
static struct str words[WORDS];
static size_t nwords;

static uint64_t
chance(void)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static double
now_s(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long
status_kib(const char *name)
{
	char line[128];
	long kib = 0;
	FILE *f = fopen("/proc/self/status", "r");

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, name, strlen(name)) == 0)
			kib = strtol(line + strlen(name) + 1, NULL, 10);
	if (f)
		fclose(f);
	return kib;
}

static void
must(enum err e, const char *what)
{
	if (e == OK)
		return;
	fprintf(stderr, "catalogue: %s: %s\n", what, err_name(e));
	exit(1);
}

static bool
is_known(struct str word)
{
	for (size_t i = 0; i < nwords; i++)
		if (str_eq(words[i], word))
			return true;
	return false;
}

/*
 * Words of names and summaries, each once: as people who look for something
 * use them, not as often as they stand in texts.
 */
static void
words_take(struct arena *kept)
{
	for (size_t tries = 0; nwords < WORDS && tries < 4 * WORDS; tries++) {
		uint32_t number = (uint32_t)(chance() % cat->nproducts);
		const struct catalogue_product *p;
		struct str rest, word;
		unsigned skip = (unsigned)(chance() % 6);

		arena_reset(arena);
		p = catalogue_card(arena, cat, number);
		rest = chance() % 2 ? p->name[0] : p->summary[0];
		while (str_cut(&rest, ' ', &word) && skip-- > 0)
			continue;
		if (word.n >= 3 && !is_known(word))
			words[nwords++] = str_copy(kept, word);
	}
}

static struct search
list_of(struct str text)
{
	return (struct search){ .text = text,
		.category = NO_CATEGORY,
		.seller = NO_SELLER,
		.sort = str_empty(text) ? SORT_POPULAR : SORT_RELEVANCE,
		.limit = PAGE };
}

static size_t total;

static void
search(const struct search *s)
{
	struct found f;

	must(catalogue_search(arena, &f, cat, s), "search");
	total += f.total;
}

static void
run_words(size_t n)
{
	char text[256] = "";
	struct search s;

	for (size_t i = 0; i < n; i++) {
		struct str w = words[chance() % nwords];

		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "%s%.*s", i ? " " : "", STR_FMT(w));
	}
	s = list_of(str_from(text));
	search(&s);
}

static void
run_search1(void)
{
	run_words(1);
}

static void
run_search2(void)
{
	run_words(2);
}

static void
run_search3(void)
{
	run_words(3);
}

/* One or two facets, of a list or of a search. */
static void
run_filter(void)
{
	static const char *const deliveries[] = { "saas", "license", "image" };
	static const char *const platforms[] = { "Linux", "Docker", "Web" };
	struct filter f = { 0 };
	struct search s = list_of(STR(""));

	if (chance() % 2)
		(void)filter_add(
		    &f, FACET_DELIVERY, str_from(deliveries[chance() % 3]));
	else
		(void)filter_add(
		    &f, FACET_PLATFORM, str_from(platforms[chance() % 3]));
	f.has_price_min = f.has_price_max = true;
	f.price_min = (int64_t)(chance() % 5000);
	f.price_max = f.price_min + (int64_t)(chance() % 20000);
	s.filter = &f;
	s.sort = (enum sort[]){ SORT_POPULAR, SORT_PRICE, SORT_NEWEST,
		SORT_NAME }[chance() % 4];
	search(&s);
}

static void
run_list(void)
{
	struct search s = list_of(STR(""));

	s.category = (int32_t)(chance() % cat->ncategories);
	search(&s);
}

static struct buf out;

static void
run_product(void)
{
	uint32_t number = (uint32_t)(chance() % cat->nproducts);
	struct json j;

	buf_clear(&out);
	json_start(&j, &out);
	product_json(&j, arena, cat, catalogue_product(arena, cat, number), 0);
	must(buf_err(&out), "JSON");
}

/* Microseconds of CPU each: the mean, the median and the 99th of 100. */
static void
measure(const char *name, void (*run)(void), double seconds)
{
	static double all[1000000];
	size_t n = 0;
	double sum = 0, end;

	for (int i = 0; i < FIRST_RUNS; i++) {
		arena_reset(arena);
		run();
	}
	end = now_s(CLOCK_MONOTONIC) + seconds;
	while (n < 1000000 && now_s(CLOCK_MONOTONIC) < end) {
		double start = now_s(CLOCK_THREAD_CPUTIME_ID);

		arena_reset(arena);
		run();
		all[n] = (now_s(CLOCK_THREAD_CPUTIME_ID) - start) * 1e6;
		sum += all[n++];
	}
	for (size_t gap = n / 2; gap > 0; gap /= 2)
		for (size_t i = gap; i < n; i++)
			for (size_t k = i; k >= gap && all[k - gap] > all[k];
			     k -= gap) {
				double t = all[k];

				all[k] = all[k - gap];
				all[k - gap] = t;
			}
	printf("\"%s\": {\"mean_us\": %.1f, \"median_us\": %.1f, "
	       "\"p99_us\": %.1f, \"n\": %zu}, ",
	    name, sum / (double)n, all[n / 2], all[n * 99 / 100], n);
}

int
main(int argc, char **argv)
{
	static const struct str locales[] = { { "en", 2 } };
	const struct catalogue_config config = { .locales = locales,
		.nlocales = 1,
		.currency = { "USD" },
		.markdown = markdown_html };
	struct db_config where = { 0 };
	struct catalogue *built, *renewed;
	struct arena *kept;
	struct db *db;
	double start, seconds;

	if (argc < 4 || argc > 5) {
		fprintf(stderr,
		    "usage: catalogue SOCKET DATABASE USER [SECONDS]\n");
		return 2;
	}
	where.socket = argv[1];
	where.name = argv[2];
	where.user = argv[3];
	seconds = argc > 4 ? strtod(argv[4], NULL) : 2;
	must(db_open(&db, &where), "connection");
	arena = arena_open((size_t)256 << 20);
	kept = arena_open((size_t)64 << 20);
	buf_open(&out, REPLY_MAX);
	if (!arena || !kept)
		return 1;
	start = now_s(CLOCK_MONOTONIC);
	must(catalogue_load(&built, db, &config), "load");
	printf("{\"products\": %zu, \"listed\": %zu, \"build_s\": %.2f, "
	       "\"build_cpu_s\": %.2f, \"rest_mib\": %.1f, "
	       "\"peak_mib\": %.1f, ",
	    built->nproducts, built->nlisted, now_s(CLOCK_MONOTONIC) - start,
	    now_s(CLOCK_PROCESS_CPUTIME_ID),
	    (double)status_kib("VmRSS:") / 1024,
	    (double)status_kib("VmHWM:") / 1024);
	fflush(stdout);
	cat = built;
	words_take(kept);
	measure("search 1 word", run_search1, seconds);
	measure("search 2 words", run_search2, seconds);
	measure("search 3 words", run_search3, seconds);
	measure("filters", run_filter, seconds);
	measure("category", run_list, seconds);
	measure("product JSON", run_product, seconds);
	start = now_s(CLOCK_MONOTONIC);
	must(catalogue_renew(&renewed, db, &config, built), "renewal");
	printf("\"renew_ms\": %.1f, \"rest_after_mib\": %.1f}\n",
	    (now_s(CLOCK_MONOTONIC) - start) * 1000,
	    (double)status_kib("VmRSS:") / 1024);
	catalogue_unref(renewed);
	catalogue_unref(built);
	arena_close(arena);
	arena_close(kept);
	buf_close(&out);
	db_close(db);
	return 0;
}
