#include <stdio.h>

#include "unit.h"
#include "wire/diff.h"
#include "wire/listing.h"

static const char whole[] =
    "{\"category\":\"photos\",\"licence\":\"MIT\",\"refund_days\":14,"
    "\"platforms\":[\"Docker\",\"Linux\"],\"texts\":[{\"locale\":\"en\","
    "\"name\":\"Halo <b>\",\"summary\":\"S\",\"description\":\"D\\n\"}],"
    "\"plans\":[{\"code\":\"solo\",\"prices\":[{\"mode\":\"monthly\","
    "\"currency\":\"USD\",\"amount\":9007199254740991},{\"mode\":"
    "\"monthly\",\"currency\":\"USD\",\"amount\":5,\"from_quantity\":10}]},"
    "{\"code\":\"team\",\"prices\":[]}]}";

static struct listing_body
parsed(struct arena *a, const char *text)
{
	struct wire_faults faults;
	struct listing_body l;

	assert_int_equal(
	    shape_read(a, &l, &listing_shape, str_from(text), &faults), OK);
	return l;
}

/* What differs, as JSON. */
static struct str
changes(struct arena *a, const char *before, const char *after)
{
	struct listing_body old = parsed(a, before), new = parsed(a, after);
	struct str copy;
	struct json j;
	struct buf b;

	buf_open(&b, BODY_LISTING_MAX);
	json_start(&j, &b);
	shape_diff(&j, &listing_shape, &old, &new);
	assert_int_equal(buf_err(&b), OK);
	copy = str_copy(a, buf_str(&b));
	buf_close(&b);
	return copy;
}

#define assert_changes(a, before, after, wanted) \
	assert_string_equal(changes(a, before, after).p, wanted)

static void
test_listing__is_written_as_it_is_read(void **state)
{
	struct arena *a = arena_open(BODY_LISTING_MAX * 4);
	struct listing_body l = parsed(a, whole), again;
	struct str first, second;

	(void)state;
	listing_settle(&l);
	assert_int_equal(listing_json(a, &first, &l), OK);
	assert_int_equal(listing_parse(a, &again, first), OK);
	assert_int_equal(listing_json(a, &second, &again), OK);
	assert_true(str_eq(first, second));
	assert_non_null(strstr(first.p, "\"amount\":9007199254740991"));
	assert_non_null(strstr(first.p, "\"from_quantity\":1}"));
	assert_null(strstr(first.p, "<b>"));
	arena_close(a);
}

static void
test_listing__places_are_bounded(void **state)
{
	struct arena *a = arena_open(BODY_LISTING_MAX * 4);
	struct wire_faults faults;
	struct listing_body l;

	(void)state;
	assert_int_equal(shape_read(a, &l, &listing_shape,
			     STR("{\"plans\":[{\"prices\":[{\"amount\":"
				 "9007199254740992}]}]}"),
			     &faults),
	    ERR_INVALID);
	assert_string_equal(faults.at[0].pointer.p, "/plans/0/prices/0/amount");
	assert_int_equal(listing_parse(a, &l, STR("{\"colour\":1}")), ERR_BUG);
	arena_close(a);
}

static void
test_diff__alike_is_nothing(void **state)
{
	struct arena *a = arena_open(BODY_LISTING_MAX * 4);

	(void)state;
	assert_changes(a, whole, whole, "[]");
	assert_changes(a, "{\"licence\":\"\"}", "{\"licence\":null}", "[]");
	arena_close(a);
}

static void
test_diff__a_field_is_named_by_its_path(void **state)
{
	struct arena *a = arena_open(BODY_LISTING_MAX * 4);

	(void)state;
	assert_changes(a, "{\"licence\":\"MIT\"}", "{\"licence\":\"ISC\"}",
	    "[{\"kind\":\"changed\",\"path\":[\"licence\"],"
	    "\"before\":\"MIT\",\"after\":\"ISC\"}]");
	assert_changes(a, "{\"platforms\":[\"a\"]}",
	    "{\"platforms\":[\"a\",\"b\"]}",
	    "[{\"kind\":\"changed\",\"path\":[\"platforms\"],"
	    "\"before\":[\"a\"],\"after\":[\"a\",\"b\"]}]");
	arena_close(a);
}

#define PLANS(plans) "{\"plans\":[" plans "]}"
#define PLAN(code, amount) \
	"{\"code\":\"" code "\",\"prices\":[{\"mode\":\"monthly\"," \
	"\"currency\":\"EUR\",\"amount\":" amount ",\"from_quantity\":1}]}"

static void
test_diff__items_are_matched_by_their_keys(void **state)
{
	struct arena *a = arena_open(BODY_LISTING_MAX * 4);
	struct str found;

	(void)state;
	assert_changes(a, PLANS(PLAN("a", "1") "," PLAN("b", "2")),
	    PLANS(PLAN("a", "1") "," PLAN("b", "3")),
	    "[{\"kind\":\"changed\",\"path\":[\"plans\",\"b\",\"prices\","
	    "\"monthly EUR 1\",\"amount\"],\"before\":2,\"after\":3}]");
	assert_changes(a, PLANS(PLAN("a", "1") "," PLAN("b", "2")),
	    PLANS(PLAN("b", "2") "," PLAN("a", "1")),
	    "[{\"kind\":\"changed\",\"path\":[\"plans\"],\"before\":[\"a\","
	    "\"b\"],\"after\":[\"b\",\"a\"]}]");
	found = changes(a, PLANS(PLAN("a", "1")), PLANS(PLAN("b", "1")));
	assert_non_null(strstr(found.p,
	    "{\"kind\":\"added\",\"path\":[\"plans\",\"b\"],"
	    "\"before\":null,\"after\":{\"code\":\"b\""));
	assert_non_null(strstr(found.p,
	    "{\"kind\":\"removed\",\"path\":[\"plans\",\"a\"],"
	    "\"before\":{\"code\":\"a\""));
	arena_close(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_listing__is_written_as_it_is_read),
		cmocka_unit_test(test_listing__places_are_bounded),
		cmocka_unit_test(test_diff__alike_is_nothing),
		cmocka_unit_test(test_diff__a_field_is_named_by_its_path),
		cmocka_unit_test(test_diff__items_are_matched_by_their_keys),
	};

	if (text_open() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
