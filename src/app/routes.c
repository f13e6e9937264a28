#include <stdio.h>

#include "app/routes.h"

static const char *
caller_name(enum caller c)
{
	static const char *const names[] = { [CALLER_ANYONE] = "anyone",
		[CALLER_VISITOR] = "visitor",
		[CALLER_USER] = "user",
		[CALLER_MEMBER] = "member",
		[CALLER_BUYER] = "buyer",
		[CALLER_OWNER] = "owner",
		[CALLER_SELLER] = "seller",
		[CALLER_PAYEE] = "payee",
		[CALLER_OPERATOR] = "operator",
		[CALLER_ADMIN] = "admin",
		[CALLER_GATEWAY] = "gateway",
		[CALLER_METRICS] = "metrics" };

	return names[c];
}

static const char *
tx_name(enum tx_need t)
{
	static const char *const names[] = { [TX_NONE] = "none",
		[TX_READ] = "read",
		[TX_WRITE] = "write",
		[TX_PHASES] = "phases" };

	return names[t];
}

static void schema_write(struct json *j, const struct shape *shape);

static void
text_schema(struct json *j, const struct field *f)
{
	json_put_cstr(j, "type", "string");
	if (f->min > 0)
		json_put_i64(j, "minLength", f->min);
	if (f->max > 0)
		json_put_i64(j, "maxLength", f->max);
}

static void
kind_schema(struct json *j, enum text_kind kind)
{
	static const char *const formats[TEXT__MAX] = {
		[TEXT_EMAIL] = "email", [TEXT_URL] = "uri"
	};
	static const char *const patterns[TEXT__MAX] = {
		[TEXT_MOBILE] = "^\\+[0-9]{7,15}$",
		[TEXT_SLUG] = "^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$",
		[TEXT_SITE] = "^[a-z0-9-]{1,32}$",
		[TEXT_LOCALE] = "^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$",
		[TEXT_CURRENCY] = "^[A-Z]{3}$",
		[TEXT_COUNTRY] = "^[A-Z]{2}$",
		[TEXT_CODE] = "^[a-z][a-z0-9_]{0,39}$",
		[TEXT_KEY] = "^[!-~]{8,255}$"
	};

	json_put_cstr(j, "type", "string");
	if (formats[kind])
		json_put_cstr(j, "format", formats[kind]);
	if (patterns[kind])
		json_put_cstr(j, "pattern", patterns[kind]);
}

static void
bounds_write(
    struct json *j, const struct field *f, const char *low, const char *high)
{
	if (f->min == 0 && f->max == 0)
		return;
	json_put_i64(j, low, f->min);
	json_put_i64(j, high, f->max);
}

static void
choices_write(struct json *j, const char *const *choices)
{
	json_put_cstr(j, "type", "string");
	json_key(j, "enum");
	json_array(j);
	for (; *choices; choices++)
		json_cstr(j, *choices);
	json_end_array(j);
}

static void
list_schema(struct json *j, const struct field *f)
{
	json_put_cstr(j, "type", "array");
	bounds_write(j, f, "minItems", "maxItems");
	json_key(j, "items");
	if (f->shape) {
		schema_write(j, f->shape);
		return;
	}
	json_object(j);
	json_put_cstr(j, "type", "string");
	json_end_object(j);
}

static void
map_schema(struct json *j, const struct field *f)
{
	json_put_cstr(j, "type", "object");
	json_key(j, "propertyNames");
	json_object(j);
	kind_schema(j, TEXT_CODE);
	json_end_object(j);
	json_key(j, "additionalProperties");
	json_object(j);
	json_put_cstr(j, "type", "integer");
	bounds_write(j, f, "minimum", "maximum");
	json_end_object(j);
}

/* The field's keywords, inside an object that is open. */
static void
field_keywords(struct json *j, const struct field *f)
{
	char pattern[80];

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_LINES:
		text_schema(j, f);
		break;
	case FIELD_KIND:
		kind_schema(j, f->kind);
		break;
	case FIELD_HASH:
		json_put_cstr(j, "type", "string");
		json_put_cstr(j, "pattern", "^[0-9a-f]{64}$");
		break;
	case FIELD_ID:
		snprintf(pattern, sizeof(pattern),
		    "^%s_[0-7][0-9a-hjkmnp-tv-z]{25}$", f->prefix);
		json_put_cstr(j, "type", "string");
		json_put_cstr(j, "pattern", pattern);
		break;
	case FIELD_INT:
		json_put_cstr(j, "type", "integer");
		bounds_write(j, f, "minimum", "maximum");
		break;
	case FIELD_BOOL:
		json_put_cstr(j, "type", "boolean");
		break;
	case FIELD_CHOICE:
		choices_write(j, f->choices);
		break;
	case FIELD_LIST:
		list_schema(j, f);
		break;
	case FIELD_MAP:
		map_schema(j, f);
		break;
	case FIELD_OBJECT:
		break;
	}
}

static void
field_schema(struct json *j, const struct field *f)
{
	json_key(j, f->name);
	if (f->type == FIELD_OBJECT) {
		schema_write(j, f->shape);
		return;
	}
	json_object(j);
	field_keywords(j, f);
	if (f->about)
		json_put_cstr(j, "description", f->about);
	json_end_object(j);
}

static void
schema_write(struct json *j, const struct shape *shape)
{
	json_object(j);
	json_put_cstr(j, "title", shape->name);
	json_put_cstr(j, "type", "object");
	json_put_bool(j, "additionalProperties", shape->lenient);
	json_key(j, "properties");
	json_object(j);
	for (size_t i = 0; i < shape->nfields; i++)
		field_schema(j, &shape->fields[i]);
	json_end_object(j);
	json_key(j, "required");
	json_array(j);
	for (size_t i = 0; i < shape->nfields; i++)
		if (shape->fields[i].required)
			json_cstr(j, shape->fields[i].name);
	json_end_array(j);
	json_end_object(j);
}

static void
row_write(struct json *j, const struct route *r, const char *responder)
{
	json_object(j);
	json_put_cstr(j, "method", r->method);
	json_put_cstr(j, "pattern", r->pattern);
	json_put_cstr(j, "responder", responder);
	json_put_cstr(j, "caller", caller_name(r->caller));
	json_put_cstr(j, "scope", r->scope);
	json_put_cstr(j, "tx", tx_name(r->tx));
	json_put_bool(j, "idempotent", r->idempotent);
	json_put_bool(j, "page", r->page);
	json_key(j, "query");
	json_array(j);
	for (const char *const *q = r->query; q && *q; q++)
		json_cstr(j, *q);
	json_end_array(j);
	json_put_i64(
	    j, "body_max", r->body_max ? (int64_t)r->body_max : BODY_MAX);
	json_key(j, "upload");
	json_array(j);
	for (const char *const *type = r->upload; type && *type; type++)
		json_cstr(j, *type);
	json_end_array(j);
	json_key(j, "body");
	if (r->body)
		schema_write(j, r->body);
	else
		json_null(j);
	json_put_cstr(j, "answer", r->answer);
	json_put_i64(j, "status", r->status ? r->status : 200);
	json_put_cstr(j, "summary", r->summary);
	json_end_object(j);
}

void
routes_write(
    struct buf *out, const struct router *router, const char *responder)
{
	for (size_t i = 0; i < router->n; i++) {
		struct json j;

		json_start(&j, out);
		row_write(&j, router->rows[i].route, responder);
		buf_add_char(out, '\n');
	}
}
