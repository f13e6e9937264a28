#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
#include "base/id.h"
#include "fault.h"
#include "parse.h"
#include "pointer.h"
#include "wire/shape.h"

enum { HASH_SIZE = 32 };

struct reading {
	struct arena *a;
	struct wire_faults *faults;
	bool nomem;
};

static void read_object(struct reading *r, void *out, const struct shape *shape,
    struct json_object *o, const struct step *place);

static void fault(struct reading *r, const struct step *place, const char *code,
    const char *fmt, ...) PRINTF(4, 5);

static void
fault(struct reading *r, const struct step *place, const char *code,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	r->nomem |= !fault_add(
	    r->a, r->faults, pointer_text(r->a, place), code, fmt, ap);
	va_end(ap);
}

static bool
is_bounded(const struct field *f)
{
	return f->min != 0 || f->max != 0;
}

static bool
want_type(struct reading *r, struct json_object *o, enum json_type type,
    const struct step *place)
{
	static const char *const wanted[] = {
		[json_type_boolean] = "true or false",
		[json_type_int] = "a whole number",
		[json_type_object] = "an object",
		[json_type_array] = "a list",
		[json_type_string] = "a text in double quotes",
	};

	if (json_object_is_type(o, type))
		return true;
	fault(r, place, "type", "must be %s", wanted[type]);
	return false;
}

static void
store_text(struct reading *r, void *out, struct str s)
{
	struct str copy = str_copy(r->a, s);

	r->nomem |= copy.p == NULL;
	*(struct str *)out = copy;
}

static bool
length_fits(struct reading *r, const struct field *f, struct str s,
    const struct step *place)
{
	int64_t n = (int64_t)text_length(s);
	int64_t min = f->required && f->min < 1 ? 1 : f->min;

	if (n >= min && (f->max == 0 || n <= f->max))
		return true;
	if (n == 0)
		fault(r, place, "length", "must not be empty");
	else if (f->max == 0)
		fault(r, place, "length", "must have at least %lld characters",
		    (long long)min);
	else
		fault(r, place, "length", "must have %lld to %lld characters",
		    (long long)min, (long long)f->max);
	return false;
}

static void
read_text(struct reading *r, void *out, const struct field *f, struct str s,
    const struct step *place)
{
	if (!length_fits(r, f, s, place))
		return;
	if (!text_plain(s, f->type == FIELD_LINES))
		fault(r, place, "format",
		    f->type == FIELD_LINES
			? "must not have control characters but line ends"
			: "must be one line without control characters");
	else if (f->type == FIELD_LINES && f->required && !text_visible(s))
		fault(r, place, "required", "must say something");
	else if (f->type == FIELD_NAME && !text_name(s, SIZE_MAX))
		fault(r, place, "format",
		    "must be a name that can be seen, without characters that "
		    "are invisible or turn the direction of writing");
	else
		store_text(r, out, s);
}

static void
read_kind(struct reading *r, void *out, const struct field *f, struct str s,
    const struct step *place)
{
	static const char *const meant[TEXT__MAX] = {
		[TEXT_EMAIL] = "an e-mail address like name@example.org",
		[TEXT_MOBILE] = "a number like +4915112345678",
		[TEXT_SLUG] = "lower-case letters, digits and inner hyphens",
		[TEXT_SITE] = "at most 32 lower-case letters, digits, hyphens",
		[TEXT_LOCALE] = "a locale like en or zh-CN",
		[TEXT_CURRENCY] = "a currency like EUR",
		[TEXT_COUNTRY] = "a country of two capitals like DE",
		[TEXT_CODE] = "a code of lower-case letters, digits and _",
		[TEXT_URL] = "an address like https://example.org/",
		[TEXT_KEY] = "8 to 255 visible ASCII characters",
	};

	if (!length_fits(r, f, s, place))
		return;
	if (text_is(f->kind, s))
		store_text(r, out, s);
	else
		fault(r, place, "format", "must be %s", meant[f->kind]);
}

static void
read_hash(struct reading *r, void *out, struct str s, const struct step *place)
{
	if (hex_decode(out, HASH_SIZE, s) != OK)
		fault(r, place, "format",
		    "must be 64 lower-case hexadecimal digits");
}

static void
read_id(struct reading *r, void *out, const struct field *f, struct str s,
    const struct step *place)
{
	struct id id;

	if (id_parse(&id, f->prefix, s) == OK)
		*(struct id *)out = id;
	else
		fault(r, place, "format", "must be an id that begins with %s_",
		    f->prefix);
}

static void
read_choice(struct reading *r, void *out, const struct field *f, struct str s,
    const struct step *place)
{
	struct buf allowed;

	for (int i = 0; f->choices[i] != NULL; i++) {
		if (str_is(s, f->choices[i])) {
			*(int *)out = i;
			return;
		}
	}
	buf_open(&allowed, FAULT_DETAIL_MAX - 64);
	for (size_t i = 0; f->choices[i] != NULL; i++)
		buf_addf(&allowed, "%s%s", i == 0 ? "" : ", ", f->choices[i]);
	fault(r, place, "choice", "must be one of: %.*s",
	    STR_FMT(buf_str(&allowed)));
	buf_close(&allowed);
}

static bool
read_int(struct reading *r, int64_t *out, const struct field *f,
    struct json_object *o, const struct step *place)
{
	int64_t v;
	bool fits;

	if (!want_type(r, o, json_type_int, place) || !parse_i64(&v, &fits, o))
		return false;
	if (fits && (!is_bounded(f) || (v >= f->min && v <= f->max))) {
		*out = v;
		return true;
	}
	if (is_bounded(f))
		fault(r, place, "range", "must be %lld to %lld",
		    (long long)f->min, (long long)f->max);
	else
		fault(r, place, "range", "is too large a number");
	return false;
}

static bool
count_fits(struct reading *r, const struct field *f, size_t n,
    const struct step *place)
{
	if ((int64_t)n >= f->min && (f->max == 0 || (int64_t)n <= f->max))
		return true;
	if (f->max == 0)
		fault(r, place, "length", "must have at least %lld items",
		    (long long)f->min);
	else
		fault(r, place, "length", "must have %lld to %lld items",
		    (long long)f->min, (long long)f->max);
	return false;
}

static void
read_list_item(struct reading *r, void *out, const struct field *f,
    struct json_object *o, const struct step *place)
{
	static const struct field text = { .type = FIELD_TEXT,
		.required = true,
		.min = 1,
		.max = WIRE_LIST_TEXT_MAX };

	if (f->shape != NULL) {
		if (want_type(r, o, json_type_object, place))
			read_object(r, out, f->shape, o, place);
	} else if (want_type(r, o, json_type_string, place)) {
		read_text(r, out, &text, parse_str(o), place);
	}
}

static void
read_list(struct reading *r, struct wire_list *out, const struct field *f,
    struct json_object *o, const struct step *place)
{
	size_t size = f->shape != NULL ? f->shape->size : sizeof(struct str);
	struct step item = { .up = place };
	size_t n;

	if (!want_type(r, o, json_type_array, place))
		return;
	n = json_object_array_length(o);
	if (!count_fits(r, f, n, place))
		return;
	out->items = arena_array(r->a, n, size);
	if (out->items == NULL) {
		r->nomem = true;
		return;
	}
	out->n = n;
	for (; item.index < n; item.index++)
		read_list_item(r, (char *)out->items + item.index * size, f,
		    json_object_array_get_idx(o, item.index), &item);
}

static void
read_pair(struct reading *r, struct wire_list *out, const struct field *f,
    struct json_object *value, const struct step *place)
{
	struct wire_pair *pair = (struct wire_pair *)out->items + out->n;

	if (!text_is(TEXT_CODE, place->key)) {
		fault(r, place, "format",
		    "the name must be a code of lower-case letters, digits "
		    "and _");
		return;
	}
	if (!read_int(r, &pair->value, f, value, place))
		return;
	store_text(r, &pair->key, place->key);
	out->n++;
}

static void
read_map(struct reading *r, struct wire_list *out, const struct field *f,
    struct json_object *o, const struct step *place)
{
	size_t n;

	if (!want_type(r, o, json_type_object, place))
		return;
	n = (size_t)json_object_object_length(o);
	if (n > WIRE_MAP_MAX) {
		fault(r, place, "length", "must have at most %d entries",
		    WIRE_MAP_MAX);
		return;
	}
	out->items = ARENA_NEWS(r->a, struct wire_pair, n);
	if (out->items == NULL) {
		r->nomem = true;
		return;
	}
	json_object_object_foreach(o, key, value)
	{
		struct step entry = { place, str_from(key), 0 };

		read_pair(r, out, f, value, &entry);
	}
}

static void
read_string_field(struct reading *r, void *out, const struct field *f,
    struct json_object *o, const struct step *place)
{
	struct str s;

	if (!want_type(r, o, json_type_string, place))
		return;
	s = parse_str(o);
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_LINES:
		read_text(r, out, f, s, place);
		break;
	case FIELD_KIND:
		read_kind(r, out, f, s, place);
		break;
	case FIELD_HASH:
		read_hash(r, out, s, place);
		break;
	case FIELD_ID:
		read_id(r, out, f, s, place);
		break;
	case FIELD_CHOICE:
		read_choice(r, out, f, s, place);
		break;
	default:
		assert(0 && "not a field written as a string");
	}
}

static void
read_field(struct reading *r, void *out, const struct field *f,
    struct json_object *o, const struct step *place)
{
	switch (f->type) {
	case FIELD_INT:
		(void)read_int(r, out, f, o, place);
		break;
	case FIELD_BOOL:
		if (want_type(r, o, json_type_boolean, place))
			*(bool *)out = json_object_get_boolean(o) != 0;
		break;
	case FIELD_OBJECT:
		if (want_type(r, o, json_type_object, place))
			read_object(r, out, f->shape, o, place);
		break;
	case FIELD_LIST:
		read_list(r, out, f, o, place);
		break;
	case FIELD_MAP:
		read_map(r, out, f, o, place);
		break;
	default:
		read_string_field(r, out, f, o, place);
		break;
	}
}

static bool
knows(const struct shape *shape, const char *key)
{
	for (size_t i = 0; i < shape->nfields; i++) {
		if (strcmp(shape->fields[i].name, key) == 0)
			return true;
	}
	return false;
}

static void
refuse_unknown(struct reading *r, const struct shape *shape,
    struct json_object *o, const struct step *place)
{
	json_object_object_foreach(o, key, value)
	{
		struct step step = { place, str_from(key), 0 };

		(void)value;
		if (!knows(shape, key))
			fault(r, &step, "unknown",
			    "there is no such field in %s; remove it",
			    shape->name);
	}
}

static void
read_object(struct reading *r, void *out, const struct shape *shape,
    struct json_object *o, const struct step *place)
{
	if (!shape->lenient)
		refuse_unknown(r, shape, o, place);
	for (size_t i = 0; i < shape->nfields; i++) {
		const struct field *f = &shape->fields[i];
		struct step step = { place, str_from(f->name), 0 };
		struct json_object *value = NULL;

		json_object_object_get_ex(o, f->name, &value);
		if (value != NULL)
			read_field(r, (char *)out + f->offset, f, value, &step);
		else if (f->required)
			fault(r, &step, "required", "is missing");
	}
}

/* Depth is the stricter one unless the shape is for others' answers. */
static enum err
read_root(
    struct reading *r, void *out, const struct shape *shape, struct str text)
{
	const struct step root = { NULL, STR_NONE, 0 };
	struct json_object *o = NULL;
	struct scan_fault where;
	enum err err = parse_json(&o, r->a, text,
	    shape->lenient ? JSON_FOREIGN_DEPTH_MAX : JSON_DEPTH_MAX, &where);

	if (err == ERR_SYNTAX)
		wire_fault_add(r->a, r->faults, where.pointer, where.code,
		    "%.*s", STR_FMT(where.detail));
	if (err != OK)
		return err;
	if (want_type(r, o, json_type_object, &root))
		read_object(r, out, shape, o, &root);
	parse_drop(o);
	if (r->nomem)
		return ERR_NOMEM;
	return r->faults->n > 0 ? ERR_INVALID : OK;
}

enum err
shape_read(struct arena *a, void *out, const struct shape *shape,
    struct str text, struct wire_faults *faults)
{
	struct reading r = { .a = a, .faults = faults };

	memset(out, 0, shape->size);
	faults->n = 0;
	return read_root(&r, out, shape, text);
}
