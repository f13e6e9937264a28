#include "wire/write.h"

#include "base/hex.h"
#include "base/id.h"

enum { HASH_SIZE = 32 };

static void
hash_write(struct json *j, const uint8_t *bytes)
{
	char hex[2 * HASH_SIZE];

	hex_encode(hex, bytes, HASH_SIZE);
	json_str(j, (struct str){ hex, sizeof(hex) });
}

static void
list_write(struct json *j, const struct field *f, const struct wire_list *list)
{
	const struct str *texts = list->items;
	const char *items = list->items;

	json_array(j);
	for (size_t i = 0; i < list->n; i++) {
		if (f->shape != NULL)
			shape_write(j, f->shape, items + i * f->shape->size);
		else
			json_str(j, texts[i]);
	}
	json_end_array(j);
}

static void
map_write(struct json *j, const struct wire_list *map)
{
	const struct wire_pair *pairs = map->items;

	json_object(j);
	for (size_t i = 0; i < map->n; i++) {
		json_key_str(j, pairs[i].key);
		json_i64(j, pairs[i].value);
	}
	json_end_object(j);
}

void
field_write(struct json *j, const struct field *f, const void *in)
{
	const void *at = (const char *)in + f->offset;

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_LINES:
	case FIELD_KIND:
		json_str(j, *(const struct str *)at);
		break;
	case FIELD_HASH:
		hash_write(j, at);
		break;
	case FIELD_ID:
		json_id(j, f->prefix, *(const struct id *)at);
		break;
	case FIELD_INT:
		json_i64(j, *(const int64_t *)at);
		break;
	case FIELD_BOOL:
		json_bool(j, *(const bool *)at);
		break;
	case FIELD_CHOICE:
		json_cstr(j, f->choices[*(const int *)at]);
		break;
	case FIELD_OBJECT:
		shape_write(j, f->shape, at);
		break;
	case FIELD_LIST:
		list_write(j, f, at);
		break;
	case FIELD_MAP:
		map_write(j, at);
		break;
	}
}

void
shape_write(struct json *j, const struct shape *shape, const void *in)
{
	json_object(j);
	for (size_t i = 0; i < shape->nfields; i++) {
		json_key(j, shape->fields[i].name);
		field_write(j, &shape->fields[i], in);
	}
	json_end_object(j);
}
