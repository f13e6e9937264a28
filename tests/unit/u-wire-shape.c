#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "base/id.h"
#include "unit.h"
#include "wire/shape.h"

struct consent {
	uint8_t document[32];
	struct str note;
};

static const struct field consent_fields[] = {
	{ .name = "document",
	    .type = FIELD_HASH,
	    .required = true,
	    .offset = offsetof(struct consent, document) },
	{ .name = "note",
	    .type = FIELD_LINES,
	    .max = 20,
	    .offset = offsetof(struct consent, note) },
};
static const struct shape consent_shape = SHAPE(
    "Consent", struct consent, consent_fields);

struct order {
	struct str name, email;
	struct id product;
	int64_t quantity, any;
	bool gift;
	int mode;
	struct consent main;
	struct wire_list consents, tags, capacities;
};

static const char *const modes[] = { "one_time", "monthly", "yearly", NULL };
static const struct field order_fields[] = {
	{ .name = "name",
	    .type = FIELD_NAME,
	    .required = true,
	    .max = 5,
	    .offset = offsetof(struct order, name) },
	{ .name = "email",
	    .type = FIELD_KIND,
	    .kind = TEXT_EMAIL,
	    .offset = offsetof(struct order, email) },
	{ .name = "product",
	    .type = FIELD_ID,
	    .prefix = "prd",
	    .offset = offsetof(struct order, product) },
	{ .name = "quantity",
	    .type = FIELD_INT,
	    .min = 1,
	    .max = 100,
	    .offset = offsetof(struct order, quantity) },
	{ .name = "any",
	    .type = FIELD_INT,
	    .offset = offsetof(struct order, any) },
	{ .name = "gift",
	    .type = FIELD_BOOL,
	    .offset = offsetof(struct order, gift) },
	{ .name = "mode",
	    .type = FIELD_CHOICE,
	    .choices = modes,
	    .offset = offsetof(struct order, mode) },
	{ .name = "main",
	    .type = FIELD_OBJECT,
	    .shape = &consent_shape,
	    .offset = offsetof(struct order, main) },
	{ .name = "consents",
	    .type = FIELD_LIST,
	    .shape = &consent_shape,
	    .max = 3,
	    .offset = offsetof(struct order, consents) },
	{ .name = "tags",
	    .type = FIELD_LIST,
	    .min = 1,
	    .max = 3,
	    .offset = offsetof(struct order, tags) },
	{ .name = "capacities",
	    .type = FIELD_MAP,
	    .min = 0,
	    .max = 500,
	    .offset = offsetof(struct order, capacities) },
};
static const struct shape order_shape = SHAPE(
    "Order", struct order, order_fields);

#define HEX "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static struct order order;
static struct wire_faults faults;

static int
arena_up(void **state)
{
	*state = arena_open(8 << 20);
	return *state == NULL || text_open() != OK;
}

static int
arena_down(void **state)
{
	arena_close(*state);
	text_close();
	return 0;
}

static enum err
reading(struct arena *a, const char *text)
{
	return shape_read(a, &order, &order_shape, str_from(text), &faults);
}

static void
assert_fault_at(
    size_t i, const char *pointer, const char *code, const char *detail)
{
	assert_true(i < faults.n);
	assert_str(faults.at[i].pointer, pointer);
	assert_string_equal(faults.at[i].code, code);
	assert_contains(faults.at[i].detail, detail);
}

static void
assert_one_fault(struct arena *a, const char *text, const char *pointer,
    const char *code, const char *detail)
{
	assert_err(reading(a, text), ERR_INVALID);
	assert_int_equal(faults.n, 1);
	assert_fault_at(0, pointer, code, detail);
}

static void
test_shape__everything_is_read(void **state)
{
	const struct consent *consents;
	const struct wire_pair *pairs;
	uint8_t hash[32];

	assert_ok(hex_decode(hash, 32, STR(HEX)));
	assert_ok(reading(*state,
	    "{\"name\":\"\\u00e9t\\u00e9\","
	    "\"email\":\"maria@example.org\","
	    "\"product\":\"prd_01h455vb4pex5vsknk084sn02q\",\"quantity\":100,"
	    "\"any\":-9007199254740993,\"gift\":true,\"mode\":\"yearly\","
	    "\"main\":{\"document\":\"" HEX "\",\"note\":\"a\\n\\tb\"},"
	    "\"consents\":[{\"document\":\"" HEX "\"},"
	    "{\"document\":\"" HEX "\",\"note\":\"x\"}],"
	    "\"tags\":[\"a\",\"b c\"],\"capacities\":{\"users\":5,"
	    "\"storage_gb\":500}}"));
	assert_int_equal(faults.n, 0);
	assert_str(order.name, "\xc3\xa9t\xc3\xa9");
	assert_int_equal(order.name.p[order.name.n], '\0');
	assert_str(order.email, "maria@example.org");
	assert_int_equal(order.product.b[0], 0x01);
	assert_int_equal(order.product.b[15], 0x57);
	assert_int_equal(order.quantity, 100);
	assert_true(order.any == INT64_C(-9007199254740993));
	assert_true(order.gift);
	assert_int_equal(order.mode, 2);
	assert_memory_equal(order.main.document, hash, 32);
	assert_str(order.main.note, "a\n\tb");
	assert_int_equal(order.consents.n, 2);
	consents = order.consents.items;
	assert_memory_equal(consents[1].document, hash, 32);
	assert_str(consents[1].note, "x");
	assert_int_equal(order.tags.n, 2);
	assert_str(((const struct str *)order.tags.items)[1], "b c");
	assert_int_equal(order.capacities.n, 2);
	pairs = order.capacities.items;
	assert_str(pairs[1].key, "storage_gb");
	assert_int_equal(pairs[1].value, 500);
}

static void
test_shape__absent_and_null_are_zero(void **state)
{
	memset(&order, 0xee, sizeof(order));
	assert_ok(reading(*state, "{\"name\":\"x\",\"email\":null}"));
	assert_null(order.email.p);
	assert_int_equal(order.quantity, 0);
	assert_int_equal(order.consents.n, 0);
	assert_true(id_is_nil(order.product));
}

static void
test_shape__field_faults(void **state)
{
	struct arena *a = *state;

	assert_one_fault(a, "{}", "/name", "required", "missing");
	assert_one_fault(a, "{\"name\":null}", "/name", "required", "missing");
	assert_one_fault(a, "{\"name\":\"\"}", "/name", "length", "empty");
	assert_one_fault(
	    a, "{\"name\":\"123456\"}", "/name", "length", "1 to 5");
	assert_one_fault(a, "{\"name\":5}", "/name", "type", "text");
	assert_one_fault(
	    a, "{\"name\":\"a\\nb\"}", "/name", "format", "one line");
	assert_one_fault(
	    a, "{\"name\":\"a\\u202eb\"}", "/name", "format", "invisible");
	assert_one_fault(a, "{\"name\":\"x\",\"email\":\"x\"}", "/email",
	    "format", "e-mail");
	assert_one_fault(a,
	    "{\"name\":\"x\",\"product\":"
	    "\"ord_01h455vb4pex5vsknk084sn02q\"}",
	    "/product", "format", "prd_");
	assert_one_fault(a, "{\"name\":\"x\",\"mode\":\"weekly\"}", "/mode",
	    "choice", "one_time, monthly, yearly");
	assert_one_fault(
	    a, "{\"name\":\"x\",\"gift\":1}", "/gift", "type", "true or false");
	assert_one_fault(
	    a, "{\"name\":\"x\",\"price\":1}", "/price", "unknown", "Order");
	assert_one_fault(a, "[]", "", "type", "an object");
	assert_one_fault(a, "null", "", "type", "an object");
}

static void
test_shape__whole_numbers_only(void **state)
{
	static const struct {
		const char *value, *code;
	} bad[] = {
		{ "0", "range" },
		{ "101", "range" },
		{ "-1", "range" },
		{ "9223372036854775808", "range" },
		{ "99999999999999999999999", "range" },
		{ "-99999999999999999999999", "range" },
		{ "1.0", "type" },
		{ "10.999", "type" },
		{ "1e1", "type" },
		{ "true", "type" },
		{ "\"12\"", "type" },
		{ "[1]", "type" },
	};
	char text[128];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "{\"name\":\"x\",\"quantity\":%s}",
		    bad[i].value);
		assert_one_fault(
		    *state, text, "/quantity", bad[i].code, "must be");
	}
	assert_one_fault(*state,
	    "{\"name\":\"x\",\"any\":"
	    "9223372036854775808}",
	    "/any", "range", "too large");
}

static void
test_shape__nested_pointers(void **state)
{
	struct arena *a = *state;

	assert_one_fault(a,
	    "{\"name\":\"x\",\"consents\":[{\"document\":\"" HEX
	    "\"},{\"document\":\"BA\"}]}",
	    "/consents/1/document", "format", "64");
	assert_one_fault(a,
	    "{\"name\":\"x\",\"consents\":[{\"document\":\"" HEX
	    "\",\"a/b~c\":1}]}",
	    "/consents/0/a~1b~0c", "unknown", "Consent");
	assert_one_fault(a, "{\"name\":\"x\",\"consents\":[{},{},{},{}]}",
	    "/consents", "length", "0 to 3");
	assert_one_fault(a, "{\"name\":\"x\",\"consents\":[1]}", "/consents/0",
	    "type", "an object");
	assert_one_fault(
	    a, "{\"name\":\"x\",\"tags\":[]}", "/tags", "length", "1 to 3");
	assert_one_fault(a, "{\"name\":\"x\",\"tags\":[\"a\",\"\"]}", "/tags/1",
	    "length", "empty");
	assert_one_fault(a, "{\"name\":\"x\",\"capacities\":{\"users\":501}}",
	    "/capacities/users", "range", "0 to 500");
	assert_one_fault(a, "{\"name\":\"x\",\"capacities\":{\"Us\":1}}",
	    "/capacities/Us", "format", "code");
	assert_one_fault(a, "{\"name\":\"x\",\"main\":{}}", "/main/document",
	    "required", "missing");
}

static void
test_shape__all_faults_up_to_the_maximum(void **state)
{
	char text[1024] = "{\"name\":\"\",\"gift\":0,\"quantity\":0";

	assert_err(reading(*state,
		       "{\"name\":\"\",\"gift\":0,\"quantity\":0,"
		       "\"x\":1}"),
	    ERR_INVALID);
	assert_int_equal(faults.n, 4);
	assert_fault_at(0, "/x", "unknown", "");
	assert_fault_at(1, "/name", "length", "");
	for (int i = 0; i < 30; i++)
		sprintf(text + strlen(text), ",\"x%d\":1", i);
	strcat(text, "}");
	assert_err(reading(*state, text), ERR_INVALID);
	assert_int_equal(faults.n, WIRE_FAULTS_MAX);
}

static void
test_shape__malformed_says_where(void **state)
{
	static const struct {
		const char *text, *pointer, *code, *detail;
	} bad[] = {
		{ "", "", "syntax", "column 1" },
		{ "{\"name\":'x'}", "/name", "syntax", "double quotes" },
		{ "{\"name\":NaN}", "/name", "syntax", "not a JSON value" },
		{ "{\"tags\":[1,\"\\ud800\"]}", "/tags/1", "syntax",
		    "surrogate" },
		{ "{\"name\":\"a\",\"name\":\"b\"}", "/name", "duplicate",
		    "twice" },
		{ "{\"main\":{\"a/b\":1,\"a/b\":2}}", "/main/a~1b", "duplicate",
		    "column 18" },
		{ "{\"a\":[[[[[[[[1]]]]]]]]}", "/a/0/0/0/0/0/0/0", "syntax",
		    "deeper than 8" },
		{ "{\"name\":\"x\"} x", "", "syntax", "follows" },
		{ "{\"name\":\"x\"", "", "syntax", "missing" },
		{ "{\"name\":\"x\",}", "", "syntax", "nothing behind" },
		{ "{\"name\":\"x\"/**/}", "", "syntax", "missing" },
		{ "{\"name\":\"\\u0000\"}", "/name", "syntax", "\\u0000" },
		{ "{\"name\":\"\xc0\xaf\"}", "", "syntax", "UTF-8" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_err(reading(*state, bad[i].text), ERR_SYNTAX);
		assert_int_equal(faults.n, 1);
		assert_fault_at(0, bad[i].pointer, bad[i].code, bad[i].detail);
	}
}

static void
test_shape__lenient_ignores_what_it_does_not_know(void **state)
{
	struct shape lenient = consent_shape;
	struct consent consent;

	lenient.lenient = true;
	assert_ok(shape_read(*state, &consent, &lenient,
	    STR("{\"document\":\"" HEX "\",\"new\":[[[[[[[[[[1]]]]]]]]]]}"),
	    &faults));
	assert_err(
	    shape_read(*state, &consent, &lenient,
		STR("{\"document\":\"" HEX "\",\"a\":1,\"a\":1}"), &faults),
	    ERR_SYNTAX);
	assert_err(shape_read(*state, &consent, &lenient, STR("{}"), &faults),
	    ERR_INVALID);
}

static void
test_shape__out_of_memory_is_told(void **state)
{
	(void)state;
#ifdef SOUK_DEBUG
	struct arena *a = arena_open(1 << 20);
	unsigned long n;
	enum err err = ERR_NOMEM;

	for (n = 1; err == ERR_NOMEM; n++) {
		arena_reset(a);
		arena_fail_at(n);
		err = reading(a,
		    "{\"name\":\"x\",\"tags\":[\"a\"],"
		    "\"n\\u0061me2\":1,\"capacities\":{\"users\":5}}");
		assert_true(err == ERR_NOMEM || err == ERR_INVALID);
	}
	arena_fail_at(0);
	assert_true(n > 4);
	arena_close(a);
#endif
}

static void
test_shape__own_faults_are_added(void **state)
{
	faults.n = 0;
	wire_fault_add(
	    *state, &faults, STR("/quote"), "format", "is %s", "cut");
	assert_int_equal(faults.n, 1);
	assert_fault_at(0, "/quote", "format", "is cut");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_up, arena_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_shape__everything_is_read),
		TEST(test_shape__absent_and_null_are_zero),
		TEST(test_shape__field_faults),
		TEST(test_shape__whole_numbers_only),
		TEST(test_shape__nested_pointers),
		TEST(test_shape__all_faults_up_to_the_maximum),
		TEST(test_shape__malformed_says_where),
		TEST(test_shape__lenient_ignores_what_it_does_not_know),
		TEST(test_shape__out_of_memory_is_told),
		TEST(test_shape__own_faults_are_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
