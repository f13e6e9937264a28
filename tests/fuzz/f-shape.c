/*
 * shape_read with every type of field: it ends, keeps the bounds of the
 * table, and names a fault exactly when it refuses.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/id.h"
#include "wire/shape.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct item {
	struct str text;
	uint8_t hash[32];
};

struct body {
	struct str text, lines, email, url;
	struct id id;
	int64_t number, any;
	bool flag;
	int choice;
	struct item item;
	struct wire_list items, texts, pairs;
};

static const struct field item_fields[] = {
	{ .name = "t",
	    .type = FIELD_TEXT,
	    .required = true,
	    .max = 8,
	    .offset = offsetof(struct item, text) },
	{ .name = "h",
	    .type = FIELD_HASH,
	    .offset = offsetof(struct item, hash) },
};
static const struct shape item_shape = SHAPE("Item", struct item, item_fields);

static const char *const choices[] = { "a", "bb", NULL };
static const struct field body_fields[] = {
	{ .name = "text",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 2,
	    .max = 8,
	    .offset = offsetof(struct body, text) },
	{ .name = "lines",
	    .type = FIELD_LINES,
	    .offset = offsetof(struct body, lines) },
	{ .name = "email",
	    .type = FIELD_KIND,
	    .kind = TEXT_EMAIL,
	    .offset = offsetof(struct body, email) },
	{ .name = "url",
	    .type = FIELD_KIND,
	    .kind = TEXT_URL,
	    .offset = offsetof(struct body, url) },
	{ .name = "id",
	    .type = FIELD_ID,
	    .prefix = "ord",
	    .offset = offsetof(struct body, id) },
	{ .name = "number",
	    .type = FIELD_INT,
	    .min = -5,
	    .max = 5,
	    .offset = offsetof(struct body, number) },
	{ .name = "any",
	    .type = FIELD_INT,
	    .offset = offsetof(struct body, any) },
	{ .name = "flag",
	    .type = FIELD_BOOL,
	    .offset = offsetof(struct body, flag) },
	{ .name = "choice",
	    .type = FIELD_CHOICE,
	    .choices = choices,
	    .offset = offsetof(struct body, choice) },
	{ .name = "item",
	    .type = FIELD_OBJECT,
	    .shape = &item_shape,
	    .offset = offsetof(struct body, item) },
	{ .name = "items",
	    .type = FIELD_LIST,
	    .shape = &item_shape,
	    .max = 3,
	    .offset = offsetof(struct body, items) },
	{ .name = "texts",
	    .type = FIELD_LIST,
	    .max = 3,
	    .offset = offsetof(struct body, texts) },
	{ .name = "pairs",
	    .type = FIELD_MAP,
	    .min = 1,
	    .max = 9,
	    .offset = offsetof(struct body, pairs) },
};
static const struct shape body_shape = SHAPE("Body", struct body, body_fields);

static void
require(int holds)
{
	if (!holds)
		abort();
}

static void
check_body(const struct body *b)
{
	const struct wire_pair *pairs = b->pairs.items;
	const struct item *items = b->items.items;

	require(text_length(b->text) >= 2 && text_length(b->text) <= 8);
	require(text_plain(b->text, false) && text_plain(b->lines, true));
	require(b->email.p == NULL || text_is(TEXT_EMAIL, b->email));
	require(b->number >= -5 && b->number <= 5);
	require(b->choice == 0 || b->choice == 1);
	require(b->items.n <= 3 && b->texts.n <= 3);
	require(b->pairs.n <= WIRE_MAP_MAX);
	for (size_t i = 0; i < b->items.n; i++)
		require(items[i].text.n > 0 && text_utf8(items[i].text));
	for (size_t i = 0; i < b->pairs.n; i++)
		require(pairs[i].value >= 1 && pairs[i].value <= 9);
}

static void
check_faults(const struct wire_faults *f, enum err err)
{
	require(f->n > 0 && f->n <= WIRE_FAULTS_MAX);
	require(err == ERR_INVALID || (err == ERR_SYNTAX && f->n == 1));
	for (size_t i = 0; i < f->n; i++) {
		require(f->at[i].code != NULL && f->at[i].detail.p != NULL);
		require(
		    f->at[i].pointer.n == 0 || f->at[i].pointer.p[0] == '/');
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open(64 << 20);
	struct wire_faults faults;
	struct body body;
	enum err err;

	require(a != NULL && text_open() == OK);
	err = shape_read(a, &body, &body_shape,
	    (struct str){ (const char *)data, n }, &faults);
	if (err == OK)
		check_body(&body);
	else
		check_faults(&faults, err);
	arena_close(a);
	return 0;
}
