/* From an import file through the database to what a visitor finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "catalog/load.h"
#include "catalog/search.h"
#include "ctl/import.h"
#include "fixture.h"
#include "store/catalogue.h"
#include "wire/tree.h"

static char folder[] = "/tmp/souk-import-XXXXXX";
static struct arena *arena;
static struct import *im;

#define PLAN(code, amount) \
	"{\"code\":\"" code "\",\"texts\":{\"en\":{\"name\":\"Plan\"," \
	"\"summary\":\"For all.\"}},\"options\":[{\"name\":\"Edition\"," \
	"\"value\":\"Pro\"}],\"capacities\":[{\"code\":\"users\"," \
	"\"unit\":\"user\",\"min\":1,\"max\":9}],\"prices\":[{\"mode\":" \
	"\"monthly\",\"currency\":\"USD\",\"amount\":" amount "}]}"
#define PRODUCT(slug, category, extra, plans) \
	"{\"slug\":\"" slug \
	"\",\"seller\":\"atelier\",\"category\":\"" category \
	"\",\"delivery\":\"saas\",\"texts\":{\"en\":{\"name\":" \
	"\"Name of " slug "\",\"summary\":\"Sums up.\",\"description\":" \
	"\"A *text*.\",\"keywords\":[\"pictures\"]},\"zh-CN\":{\"name\":" \
	"\"\xe7\x94\xb5\xe5\xad\x90\xe9\x82\xae\xe4\xbb\xb6\",\"summary\":" \
	"\"\xe9\x82\xae\",\"description\":\"\xe9\x82\xae\"}}," \
	"\"agreements\":[{\"title\":\"Licence\",\"text\":\"Of " slug \
	".\"}]" extra ",\"plans\":[" plans "]}"
#define FILE_OF(products) \
	"{\"souk_catalogue\":1,\"sellers\":[{\"slug\":\"atelier\"," \
	"\"name\":\"Atelier\",\"country\":\"DE\"}],\"categories\":[" \
	"{\"slug\":\"photos\",\"parent\":\"media\",\"position\":1," \
	"\"texts\":{\"en\":{\"name\":\"Photos\"}}},{\"slug\":\"media\"," \
	"\"texts\":{\"en\":{\"name\":\"Media\"}}}],\"products\":[" products \
	"]}"

#define SELLER(slug) \
	"{\"slug\":\"" slug "\",\"name\":\"Of " slug "\",\"country\":\"DE\"}"
#define CATEGORY(slug, parent) \
	"{\"slug\":\"" slug "\",\"parent\":\"" parent \
	"\",\"texts\":{\"en\":{\"name\":\"Of " slug "\"}}}"
#define TREE(categories) \
	"{\"souk_catalogue\":1,\"categories\":[" categories "],\"products\":[]}"
#define CSV_HEAD \
	"slug,seller,category,delivery,name,summary,description,price," \
	"currency,mode\n"

static int
setup(void **state)
{
	if (!mkdtemp(folder) || text_open() != OK)
		return -1;
	return fixture_open(state);
}

static int
teardown(void **state)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -r %s", folder);
	text_close();
	return system(command) == 0 ? fixture_close(state) : -1;
}

static int
each(void **state)
{
	(void)state;
	arena = arena_open(64 * 1024 * 1024);
	im = ARENA_NEW(arena, struct import);
	im->a = arena;
	im->currency = (struct currency){ "USD" };
	im->country = STR("DE");
	im->locale = STR("en");
	im->data_dir = im->folder = str_from(folder);
	im->now_us = clock_now_us();
	return 0;
}

static int
after(void **state)
{
	(void)state;
	tree_close(im->tree);
	arena_close(arena);
	return 0;
}

static enum err
import_text(const char *text, bool csv)
{
	struct str why = STR_NONE;
	enum err e = csv ? import_csv(im, str_from(text), &why)
			 : import_json(im, str_from(text), &why);

	if (e == OK)
		e = import_check(im);
	if (e == OK)
		e = import_logos(im);
	return e == OK ? import_write(im, fixture_pool()) : e;
}

static void
json(const char *text)
{
	after(NULL);
	each(NULL);
	assert_int_equal(import_text(text, false), OK);
}

static void
counts(size_t added, size_t updated, size_t unchanged, size_t faults)
{
	assert_int_equal(im->nfaults, faults);
	assert_int_equal(im->added, added);
	assert_int_equal(im->updated, updated);
	assert_int_equal(im->unchanged, unchanged);
}

static void
fault_is(size_t i, const char *where, const char *field, const char *fault)
{
	assert_true(i < im->nfaults);
	assert_true(str_is(im->faults[i].where, where));
	assert_true(str_is(im->faults[i].field, field));
	assert_true(str_is(im->faults[i].fault, fault));
	assert_true(im->faults[i].mend.n > 0);
}

static int64_t
revision(void)
{
	int64_t r;

	assert_int_equal(
	    catalogue_revision_get(fixture_db(), fixture_arena(), &r), OK);
	return r;
}

static void
test_import__added_then_unchanged_then_updated(void **state)
{
	int64_t before, plan;

	(void)state;
	json(FILE_OF(PRODUCT("one", "photos", "", PLAN("pro", "4900"))));
	counts(1, 0, 0, 0);
	before = revision();
	json(FILE_OF(PRODUCT("one", "photos", "", PLAN("pro", "4900"))));
	counts(0, 0, 1, 0);
	assert_int_equal(revision(), before);
	plan = fixture_i64("SELECT CRC32(plan_id) FROM plans "
			   "WHERE code = 'pro'");
	json(FILE_OF(PRODUCT("one", "photos", "",
	    PLAN("pro", "5900") "," PLAN("team", "9900"))));
	counts(0, 1, 0, 0);
	assert_int_equal(revision(), before + 1);
	assert_int_equal(fixture_i64("SELECT revision FROM products "
				     "WHERE slug = 'one'"),
	    2);
	assert_int_equal(fixture_i64("SELECT CRC32(plan_id) FROM plans "
				     "WHERE code = 'pro'"),
	    plan);
	assert_int_equal(
	    fixture_i64(
		"SELECT amount_minor FROM prices p "
		"JOIN plans l ON l.plan_id = p.plan_id WHERE code = 'pro'"),
	    5900);
	json(FILE_OF(PRODUCT("one", "photos", "", PLAN("team", "9900"))));
	counts(0, 1, 0, 0);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM plans "
			"WHERE code = 'pro' AND state = 'RETIRED'"),
	    1);
	json(FILE_OF(PRODUCT("one", "photos", "", PLAN("team", "9900"))));
	counts(0, 0, 1, 0);
}

static void
test_import__a_dry_run_writes_nothing(void **state)
{
	int64_t before = revision();

	(void)state;
	im->dry_run = true;
	assert_int_equal(
	    import_text(
		FILE_OF(PRODUCT("dry", "photos", "", PLAN("pro", "1"))), false),
	    OK);
	counts(1, 0, 0, 0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM products "
				     "WHERE slug = 'dry'"),
	    0);
	assert_int_equal(revision(), before);
}

static void
test_import__faulty_rows_are_named_and_left_out(void **state)
{
	(void)state;
	json(FILE_OF(PRODUCT(
	    "Bad Slug", "photos", "", PLAN("pro", "1")) "," PRODUCT("extra",
	    "photos", ",\"colour\":1", PLAN("pro", "1")) "," PRODUCT("price",
	    "photos", "", PLAN("pro", "-1")) "," PRODUCT("lost", "nowhere", "",
	    PLAN("pro", "1")) "," PRODUCT("twice", "photos", "",
	    PLAN("pro", "1")) "," PRODUCT("twice", "photos", "",
	    PLAN("pro", "1")) "," PRODUCT("plans", "photos", "",
	    PLAN("pro", "1") "," PLAN("pro", "2")) "," PRODUCT("logo", "photos",
	    ",\"logo\":\"../x.svg\"", PLAN("pro", "1"))));
	counts(1, 0, 0, 7);
	fault_is(0, "/products/0", "slug", "is not of this form");
	fault_is(1, "/products/1", "colour", "is not a known member");
	fault_is(
	    2, "/products/2/plans/0/prices/0", "amount", "is out of range");
	fault_is(3, "/products/5", "slug", "\"twice\" is in the file twice");
	fault_is(4, "/products/6", "plans", "\"pro\" is there twice");
	fault_is(5, "/products/7", "logo", "is not below the file's folder");
	assert_true(str_is(im->faults[6].field, "category"));
}

static void
test_import__csv(void **state)
{
	(void)state;
	assert_int_equal(
	    import_text(
		"slug,seller,category,delivery,name,"
		"summary,description,price,currency,mode,licence\r\n"
		"paper,atelier,photos,license,\"Paper, \"\"white\"\"\",Sheets,"
		"\"Line one\nLine two\",49.5,USD,one_time,MIT\r\n"
		"\r\n"
		"ink,atelier,photos,parcel,Ink,Wet,Text,49.999,USD,weekly,\r\n"
		"yen,atelier,photos,saas,Yen,Sum,Text,1200,JPY,monthly,\r\n",
		true),
	    OK);
	counts(2, 0, 0, 3);
	fault_is(0, "line 5", "mode", "is not a billing mode");
	fault_is(1, "line 5", "price", "is not an amount");
	fault_is(2, "line 5", "delivery", "cannot be imported");
	assert_int_equal(
	    fixture_i64(
		"SELECT amount_minor FROM prices p "
		"JOIN plans l ON l.plan_id = p.plan_id JOIN products r "
		"ON r.product_id = l.product_id WHERE r.slug = 'paper'"),
	    4950);
	assert_int_equal(
	    fixture_i64("SELECT amount_minor FROM prices p "
			"JOIN plans l ON l.plan_id = p.plan_id JOIN products r "
			"ON r.product_id = l.product_id WHERE r.slug = 'yen'"),
	    1200);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM product_texts "
				     "WHERE name = 'Paper, \"white\"' "
				     "AND description = 'Line one\\nLine two'"),
	    1);
}

static void
test_import__files_that_are_none(void **state)
{
	static const char *const bad[] = { "", "[]", "{}", "{\"products\":[]}",
		"{\"souk_catalogue\":2,\"products\":[]}", "{'a':1}",
		"{\"souk_catalogue\":1,\"souk_catalogue\":1}", "\xff" };
	struct str why;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		why = STR_NONE;
		assert_int_not_equal(
		    import_json(im, str_from(bad[i]), &why), OK);
		assert_true(why.n > 0);
		tree_close(im->tree);
		im->tree = NULL;
	}
	why = STR_NONE;
	assert_int_equal(import_csv(im, STR("slug,slug\n"), &why), ERR_SYNTAX);
	assert_int_equal(
	    import_csv(im, STR("\"never closed"), &why), ERR_SYNTAX);
	assert_int_equal(import_csv(im, STR(""), &why), ERR_SYNTAX);
}

static void
test_import__an_svg_cannot_do_anything(void **state)
{
#define SVG(inner) "<svg xmlns=\"http://www.w3.org/2000/svg\">" inner "</svg>"
	static const char *const bad[] = {
		SVG("<script>x</script>"),
		SVG("<g onload=\"x\"/>"),
		SVG("<g ONCLICK='x'/>"),
		SVG("<foreignObject/>"),
		SVG("<image href=\"https://a.example/b.png\"/>"),
		SVG("<use href=\"https://a.example/b.svg#c\"/>"),
		SVG("<use xlink:href=\"//a.example\"/>"),
		SVG("<rect fill=\"url(https://a.example)\"/>"),
		SVG("<rect fill=\"u&#114;l(https://a.example)\"/>"),
		SVG("<rect style=\"fill:URL('x')\"/>"),
		SVG("<style>@import 'x'</style>"),
		SVG("<a href=\"#x\"/>"),
		SVG("<animate attributeName=\"href\"/>"),
		"<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>",
		"<html/>",
		"text",
		"<svg",
		"<svg fill=x/>",
		SVG("<![CDATA[<script>]]>"),
		"\xff<svg/>",
		"<?xml-stylesheet href=\"https://a.example\"?><svg/>",
		"<?xml version='1.0' encoding='ISO-2022-JP'?><svg/>",
		"<?xml version=\"1.0\"?><?x y?><svg/>",
		/* "<!-->" opens a comment, it does not close one */
		SVG("<!--><g a=\"--><script>x</script><!--\"/>-->"),
		SVG("<g id=\"<script>\"/>"),
		"<?xml version='1.0' a='?><script>x</script>'?><svg/>",
	};
	static const char *const good[] = {
		SVG("<rect fill=\"url(#g)\"/>"),
		SVG("<use href=\"#a\"/>"),
		"<?xml version=\"1.0\"?>\n<!-- <script> -->\n<svg/>",
		"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><svg/>",
		SVG("<title>a &gt; b &amp; c</title>"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (!svg_fault(str_from(bad[i])).p)
			fail_msg("taken: %s", bad[i]);
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (svg_fault(str_from(good[i])).p)
			fail_msg("refused: %s", good[i]);
}

/* A category that stays out takes along what stands in it. */
static void
test_import__what_stands_in_a_faulty_category_is_faulty(void **state)
{
	(void)state;
	json("{\"souk_catalogue\":1,\"sellers\":[" SELLER(
	    "atelier") "],\"categories\":[" CATEGORY("orphan",
	    "gone") "," CATEGORY("under", "orphan") "," CATEGORY("a",
	    "b") "," CATEGORY("b", "a") "," CATEGORY("leaf",
	    "a") "," CATEGORY("sound",
	    "") "],\"products\":[" PRODUCT("in-orphan", "orphan", "",
	    PLAN("pro", "1")) "," PRODUCT("in-ring", "leaf", "",
	    PLAN("pro", "1")) "," PRODUCT("in-sound", "photos", "",
	    PLAN("pro", "1")) "]}");
	counts(1, 0, 0, 7);
	fault_is(0, "/categories/2", "parent", "leads back to itself");
	fault_is(1, "/categories/3", "parent", "leads back to itself");
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM categories WHERE "
				     "slug IN ('orphan', 'under', 'a', 'b', "
				     "'leaf', 'sound')"),
	    1);
}

/* The other half of the ring is in the database alone. */
static void
test_import__a_ring_over_two_files_is_refused(void **state)
{
	(void)state;
	json(TREE(CATEGORY("top", "") "," CATEGORY("sub", "top")));
	counts(0, 0, 0, 0);
	json(TREE(CATEGORY("top", "sub")));
	counts(0, 0, 0, 1);
	fault_is(0, "/categories/0", "parent", "leads back to itself");
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM categories WHERE "
				     "slug = 'top' AND parent_id IS NULL"),
	    1);
}

#define LONG_URL \
	"https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* What the database could not hold is a row's fault, not the import's. */
static void
test_import__values_fit_their_columns(void **state)
{
	(void)state;
	json(FILE_OF(
	    PRODUCT("long-url", "photos", ",\"website\":\"" LONG_URL "\"",
		PLAN("pro", "1")) "," PRODUCT("long-support", "photos",
		",\"support\":{\"url\":\"" LONG_URL "\"}",
		PLAN("pro", "1")) "," PRODUCT("fits", "photos", "",
		PLAN("pro", "1"))));
	counts(1, 0, 0, 2);
	fault_is(0, "/products/0", "website", "is too long");
	fault_is(1, "/products/1/support", "url", "is too long");
}

static void
test_import__null_is_as_if_left_out(void **state)
{
	(void)state;
	json(FILE_OF(PRODUCT("nulls", "photos",
	    ",\"support\":null,\"platforms\":null,\"pin\":null",
	    PLAN("pro", "1")) "," PRODUCT("no-object", "photos",
	    ",\"support\":5", PLAN("pro", "1"))));
	counts(1, 0, 0, 1);
	fault_is(0, "/products/1/support", "", "is not an object");
}

/* A pin that stands already is no change. */
static void
test_import__a_pin_again_changes_nothing(void **state)
{
	int64_t before;

	(void)state;
	json(FILE_OF(
	    PRODUCT("pinned-one", "photos", ",\"pin\":3", PLAN("pro", "1"))));
	before = revision();
	json(FILE_OF(
	    PRODUCT("pinned-one", "photos", ",\"pin\":3", PLAN("pro", "1"))));
	counts(0, 0, 1, 0);
	assert_int_equal(revision(), before);
	json(FILE_OF(
	    PRODUCT("pinned-one", "photos", ",\"pin\":4", PLAN("pro", "1"))));
	counts(0, 1, 0, 0);
	assert_int_equal(revision(), before + 1);
}

/* What others wrote is reported, but does nothing to the terminal. */
static void
test_import__faults_steer_no_terminal(void **state)
{
	(void)state;
	json(FILE_OF(
	    PRODUCT("esc", "photos", ",\"\\u001b[2J\":1", PLAN("pro", "1"))));
	fault_is(0, "/products/0", "\\u001b[2J", "is not a known member");
	json("{\"souk_catalogue\":1,\"products\":[{\"slug\":\"x\",\"texts\":"
	     "{\"\\u001b]0;x\":{}}}]}");
	for (size_t i = 0; i < im->nfaults; i++)
		assert_true(text_plain(im->faults[i].where, false) &&
		    text_plain(im->faults[i].field, false) &&
		    text_plain(im->faults[i].fault, false));
	after(NULL);
	each(NULL);
	assert_int_equal(import_text(CSV_HEAD "\x1b[2J,s,c,saas,n,s,d,1,USD,"
					      "monthly\n\x1b[2J,s,c,saas,n,s,d,"
					      "1,USD,monthly\n",
			     true),
	    OK);
	for (size_t i = 0; i < im->nfaults; i++)
		assert_true(text_plain(im->faults[i].fault, false));
}

static void
test_import__names_turn_nothing_around(void **state)
{
	(void)state;
	json("{\"souk_catalogue\":1,\"sellers\":[{\"slug\":\"s\",\"name\":"
	     "\"a\\u202eb\"}],\"products\":[]}");
	counts(0, 0, 0, 1);
	fault_is(0, "/sellers/0", "name",
	    "has characters that are invisible or turn the writing");
}

static void
test_import__csv_of_all_kinds_of_hands(void **state)
{
	(void)state;
	json(FILE_OF(PRODUCT("any", "photos", "", PLAN("pro", "1"))));
	after(NULL);
	each(NULL);
	assert_int_equal(
	    import_text("\xef\xbb\xbf" CSV_HEAD
			"more,atelier,photos,saas,N,S,D,1,USD,monthly,9\r\n"
			"less,atelier,photos,saas,N,S,D,1,USD\r\n"
			"two-lines,atelier,photos,saas,\"N\nM\",S,D,1,USD,"
			"monthly\r\n"
			"old-mac,atelier,photos,saas,N,S,\"a\rb\",1,USD,"
			"monthly\r\n"
			"crlf,atelier,photos,saas,N,S,\"a\r\nb\",1,USD,"
			"monthly\r\n"
			"rlo,atelier,photos,saas,\xe2\x80\xaeN,S,D,1,USD,"
			"monthly\n"
			"last,atelier,photos,saas,N,S,D,1,USD,monthly",
		true),
	    OK);
	counts(2, 0, 0, 5);
	fault_is(0, "line 2", "", "has 11 columns, but the first row has 10");
	fault_is(1, "line 3", "", "has 9 columns, but the first row has 10");
	fault_is(
	    2, "line 4", "name", "has a line break or a control character");
	fault_is(3, "line 6", "description", "has control characters");
	fault_is(4, "line 9", "name",
	    "has characters that are invisible or turn the writing");
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM product_texts "
				     "WHERE description = 'a\\nb'"),
	    1);
}

static void
test_import__csv_says_what_is_wrong_with_the_file(void **state)
{
	static const struct {
		const char *text, *says;
	} files[] = {
		{ "", "it is empty" },
		{ "\"slug", "line 1 has a quote that is never closed" },
		{ CSV_HEAD "\"a\"b,", "line 2 has text after a closing quote" },
		{ CSV_HEAD "a,b\rc", "line 2 has a carriage return" },
		{ "slug;name\n", "separate them by commas" },
		{ "sl\x1b[2Jug\n", "\"sl\\u001b[2Jug\"" },
	};
	struct str why;

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		why = STR_NONE;
		assert_int_equal(
		    import_csv(im, str_from(files[i].text), &why), ERR_SYNTAX);
		if (!memmem(why.p, why.n, files[i].says, strlen(files[i].says)))
			fail_msg("%.*s", STR_FMT(why));
	}
}

/* Lines are no rows: descriptions have many. */
static void
test_import__csv_of_many_lines(void **state)
{
	struct str why = STR_NONE;
	struct buf b;

	(void)state;
	buf_open(&b, IMPORT_FILE_MAX);
	buf_add_cstr(&b, CSV_HEAD);
	for (int i = 0; i < 3000; i++) {
		buf_addf(&b, "p%d,atelier,photos,saas,N,S,\"", i);
		for (int k = 0; k < 50; k++)
			buf_add_cstr(&b, "x\n");
		buf_add_cstr(&b, "\",1,USD,monthly\n");
	}
	assert_int_equal(import_csv(im, buf_str(&b), &why), OK);
	assert_int_equal(im->file.nproducts, 3000);
	buf_close(&b);
}

static enum err
markdown(struct buf *out, struct str text, unsigned top)
{
	(void)top;
	buf_add(out, text);
	return buf_err(out);
}

static struct catalogue *
load(void)
{
	static const struct str locales[] = { { "en", 2 }, { "zh-CN", 5 } };
	const struct catalogue_config config = { .locales = locales,
		.nlocales = 2,
		.currency = { "USD" },
		.markdown = markdown };
	struct catalogue *c;

	assert_int_equal(catalogue_load(&c, fixture_db(), &config), OK);
	return c;
}

static const struct catalogue_product *
product_of(const struct catalogue *c, const char *slug)
{
	uint32_t number = catalogue_find(c, str_from(slug));

	assert_int_not_equal(number, NO_PRODUCT);
	return catalogue_product(fixture_arena(), c, number);
}

static void
test_catalogue__holds_what_is_on_sale(void **state)
{
	const struct catalogue_product *p;
	struct search s = { .text = STR("\xe7\x94\xb5\xe5\xad\x90"),
		.category = NO_CATEGORY,
		.seller = NO_SELLER,
		.sort = SORT_RELEVANCE,
		.limit = 20 };
	struct catalogue *c;
	struct found f;

	(void)state;
	json(FILE_OF(PRODUCT("live", "photos", "",
	    PLAN("pro", "4900") "," PLAN("mini", "900")) "," PRODUCT("hidden",
	    "photos", "", PLAN("pro", "1")) "," PRODUCT("gone", "photos", "",
	    PLAN("pro", "1")) "," PRODUCT("draft", "photos", "",
	    PLAN("pro", "1")) "," PRODUCT("pinned", "media", ",\"pin\":1",
	    PLAN("pro", "1"))));
	counts(5, 0, 0, 0);
	fixture_exec("UPDATE products SET state = UPPER(IF(slug = 'gone', "
		     "'RESTRICTED', slug)) WHERE slug IN ('hidden', 'gone', "
		     "'draft')");
	c = load();
	assert_int_equal(catalogue_find(c, STR("draft")), NO_PRODUCT);
	assert_int_equal(product_of(c, "hidden")->listing, LISTING_HIDDEN);
	assert_int_equal(product_of(c, "gone")->listing, LISTING_GONE);
	assert_int_equal(product_of(c, "pinned")->popular_rank, 1);
	p = product_of(c, "live");
	assert_int_equal(p->from.minor, 900);
	assert_int_equal(p->from_mode, MODE_MONTHLY);
	assert_int_equal(p->nplans, 2);
	assert_true(str_is(
	    p->name[1], "\xe7\x94\xb5\xe5\xad\x90\xe9\x82\xae\xe4\xbb\xb6"));
	assert_int_equal(p->nagreements, 1);
	assert_int_equal(catalogue_search(arena, &f, c, &s), OK);
	for (size_t i = 0; i < f.n; i++)
		assert_int_equal(
		    catalogue_card(fixture_arena(), c, f.items[i])->listing,
		    LISTING_LIVE);
	assert_true(f.total >= 2);
	assert_int_equal(c->categories[0].products, c->nlisted);
	catalogue_unref(c);
}

/* A seller who may not sell takes all products along. */
static void
test_catalogue__a_suspended_seller_sells_nothing(void **state)
{
	struct catalogue *c;

	(void)state;
	json(FILE_OF(PRODUCT("live", "photos", "", PLAN("pro", "1"))));
	fixture_exec("UPDATE sellers SET state = 'SUSPENDED'");
	c = load();
	assert_int_equal(c->nlisted, 0);
	assert_int_equal(product_of(c, "live")->listing, LISTING_GONE);
	catalogue_unref(c);
	fixture_exec("UPDATE sellers SET state = 'ACTIVE'");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_import__added_then_unchanged_then_updated, each,
		    after),
		cmocka_unit_test_setup_teardown(
		    test_import__a_dry_run_writes_nothing, each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__faulty_rows_are_named_and_left_out, each,
		    after),
		cmocka_unit_test_setup_teardown(test_import__csv, each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__files_that_are_none, each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__what_stands_in_a_faulty_category_is_faulty,
		    each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__a_ring_over_two_files_is_refused, each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__values_fit_their_columns, each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__null_is_as_if_left_out, each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__a_pin_again_changes_nothing, each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__faults_steer_no_terminal, each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__names_turn_nothing_around, each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__csv_of_all_kinds_of_hands, each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__csv_says_what_is_wrong_with_the_file, each,
		    after),
		cmocka_unit_test_setup_teardown(
		    test_import__csv_of_many_lines, each, after),
		cmocka_unit_test_setup_teardown(
		    test_import__an_svg_cannot_do_anything, each, after),
		cmocka_unit_test_setup_teardown(
		    test_catalogue__holds_what_is_on_sale, each, after),
		cmocka_unit_test_setup_teardown(
		    test_catalogue__a_suspended_seller_sells_nothing, each,
		    after),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
