#include "wire/diff.h"

#include <stdio.h>
#include <string.h>

#include "wire/write.h"

enum { KEY_MAX = 512 };

/* Where we are: on the stack of who walks there. */
struct place {
	const struct place *up;
	struct str name;
};

static void diff_objects(struct json *j, const struct place *place,
    const struct shape *shape, const void *before, const void *after);

static bool same_object(
    const struct shape *shape, const void *a, const void *b);

static const void *
item_at(const struct field *f, const struct wire_list *list, size_t i)
{
	size_t size = f->shape != NULL ? f->shape->size : sizeof(struct str);

	return (const char *)list->items + i * size;
}

/* Absent and empty are alike to people. */
static bool
same_text(const struct str *a, const struct str *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->p, b->p, a->n) == 0);
}

static bool
same_list(
    const struct field *f, const struct wire_list *a, const struct wire_list *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const void *left = item_at(f, a, i), *right = item_at(f, b, i);

		if (f->shape != NULL ? !same_object(f->shape, left, right)
				     : !same_text(left, right))
			return false;
	}
	return true;
}

static bool
same_map(const struct wire_list *a, const struct wire_list *b)
{
	const struct wire_pair *left = a->items, *right = b->items;

	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		if (!same_text(&left[i].key, &right[i].key) ||
		    left[i].value != right[i].value)
			return false;
	}
	return true;
}

static bool
same_field(const struct field *f, const void *a, const void *b)
{
	const void *left = (const char *)a + f->offset;
	const void *right = (const char *)b + f->offset;

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_LINES:
	case FIELD_KIND:
		return same_text(left, right);
	case FIELD_HASH:
		return memcmp(left, right, 32) == 0;
	case FIELD_ID:
		return memcmp(left, right, 16) == 0;
	case FIELD_INT:
		return *(const int64_t *)left == *(const int64_t *)right;
	case FIELD_BOOL:
		return *(const bool *)left == *(const bool *)right;
	case FIELD_CHOICE:
		return *(const int *)left == *(const int *)right;
	case FIELD_OBJECT:
		return same_object(f->shape, left, right);
	case FIELD_LIST:
		return same_list(f, left, right);
	case FIELD_MAP:
		return same_map(left, right);
	}
	return false;
}

static bool
same_object(const struct shape *shape, const void *a, const void *b)
{
	for (size_t i = 0; i < shape->nfields; i++) {
		if (!same_field(&shape->fields[i], a, b))
			return false;
	}
	return true;
}

static const struct field *
field_of(const struct shape *shape, const char *name)
{
	size_t i = 0;

	while (strcmp(shape->fields[i].name, name) != 0)
		i++;
	return &shape->fields[i];
}

static bool
same_keys(const struct shape *shape, const void *a, const void *b)
{
	for (const char *const *key = shape->keys; *key != NULL; key++) {
		if (!same_field(field_of(shape, *key), a, b))
			return false;
	}
	return true;
}

/* "monthly EUR 1": its keys' values, those that say something. */
static struct str
key_words(char out[KEY_MAX], const struct shape *shape, const void *item)
{
	size_t n = 0;

	for (const char *const *key = shape->keys; *key != NULL; key++) {
		const struct field *f = field_of(shape, *key);
		const void *at = (const char *)item + f->offset;
		const struct str *text = at;
		const char *space = n > 0 ? " " : "";
		int wrote = 0;

		if (f->type == FIELD_INT)
			wrote = snprintf(out + n, KEY_MAX - n, "%s%lld", space,
			    (long long)*(const int64_t *)at);
		else if (text->n > 0)
			wrote = snprintf(out + n, KEY_MAX - n, "%s%.*s", space,
			    STR_FMT(str_sub(*text, 0, 80)));
		if (wrote > 0 && (size_t)wrote < KEY_MAX - n)
			n += (size_t)wrote;
	}
	return (struct str){ out, n };
}

static void
path_write(struct json *j, const struct place *place)
{
	if (place == NULL)
		return;
	path_write(j, place->up);
	json_str(j, place->name);
}

static void
change_open(struct json *j, const struct place *place, const char *kind)
{
	json_object(j);
	json_put_cstr(j, "kind", kind);
	json_key(j, "path");
	json_array(j);
	path_write(j, place);
	json_end_array(j);
}

/* One of them may be NULL: added, or removed. */
static void
item_changed(struct json *j, const struct place *place,
    const struct shape *shape, const void *before, const void *after)
{
	change_open(j, place,
	    before == NULL	? "added"
		: after == NULL ? "removed"
				: "changed");
	json_key(j, "before");
	if (before != NULL)
		shape_write(j, shape, before);
	else
		json_null(j);
	json_key(j, "after");
	if (after != NULL)
		shape_write(j, shape, after);
	else
		json_null(j);
	json_end_object(j);
}

/* The item of the list with the same keys, or NULL; *at is its place. */
static const void *
match(const struct field *f, const struct wire_list *list, const void *item,
    size_t *at)
{
	for (size_t i = 0; i < list->n; i++) {
		const void *other = item_at(f, list, i);

		if (same_keys(f->shape, other, item)) {
			*at = i;
			return other;
		}
	}
	return NULL;
}

static void
keys_write(struct json *j, const struct field *f, const struct wire_list *list)
{
	char key[KEY_MAX];

	json_array(j);
	for (size_t i = 0; i < list->n; i++)
		json_str(j, key_words(key, f->shape, item_at(f, list, i)));
	json_end_array(j);
}

static void
order_changed(struct json *j, const struct place *place, const struct field *f,
    const struct wire_list *before, const struct wire_list *after)
{
	change_open(j, place, "changed");
	json_key(j, "before");
	keys_write(j, f, before);
	json_key(j, "after");
	keys_write(j, f, after);
	json_end_object(j);
}

static void
diff_lists(struct json *j, const struct place *place, const struct field *f,
    const struct wire_list *before, const struct wire_list *after)
{
	char key[KEY_MAX];
	bool moved = false;
	size_t at = 0, last = 0;

	for (size_t i = 0; i < after->n; i++) {
		const void *item = item_at(f, after, i);
		const void *old = match(f, before, item, &at);
		const struct place here = { place,
			key_words(key, f->shape, item) };

		if (old == NULL) {
			item_changed(j, &here, f->shape, NULL, item);
			continue;
		}
		moved |= at < last;
		last = at;
		diff_objects(j, &here, f->shape, old, item);
	}
	for (size_t i = 0; i < before->n; i++) {
		const void *item = item_at(f, before, i);
		const struct place here = { place,
			key_words(key, f->shape, item) };

		if (match(f, after, item, &at) == NULL)
			item_changed(j, &here, f->shape, item, NULL);
	}
	if (moved)
		order_changed(j, place, f, before, after);
}

static void
diff_field(struct json *j, const struct place *place, const struct field *f,
    const void *before, const void *after)
{
	const struct place here = { place, str_from(f->name) };

	if (same_field(f, before, after))
		return;
	if (f->type == FIELD_OBJECT) {
		diff_objects(j, &here, f->shape,
		    (const char *)before + f->offset,
		    (const char *)after + f->offset);
	} else if (f->type == FIELD_LIST && f->shape != NULL &&
	    f->shape->keys != NULL) {
		diff_lists(j, &here, f,
		    (const void *)((const char *)before + f->offset),
		    (const void *)((const char *)after + f->offset));
	} else {
		change_open(j, &here, "changed");
		json_key(j, "before");
		field_write(j, f, before);
		json_key(j, "after");
		field_write(j, f, after);
		json_end_object(j);
	}
}

static void
diff_objects(struct json *j, const struct place *place,
    const struct shape *shape, const void *before, const void *after)
{
	for (size_t i = 0; i < shape->nfields; i++)
		diff_field(j, place, &shape->fields[i], before, after);
}

void
shape_diff(struct json *j, const struct shape *shape, const void *before,
    const void *after)
{
	json_array(j);
	diff_objects(j, NULL, shape, before, after);
	json_end_array(j);
}
