/* The category tree, as the operator edits it. */
#include "act/category.h"
#include "storefront/routes.h"
#include "storefront/selling.h"

enum { POSITION_MAX = 10000, DESCRIPTION_MAX = 2000 };

static enum err
category_reply(struct call *c, int status, struct str slug)
{
	struct category category, parent = { .slug = STR_NONE };
	struct category_text *texts = NULL;
	int64_t products = 0, below = 0;
	size_t n = 0;
	struct json *j;
	enum err e = category_by_slug(c->db, c->arena, &category, slug);

	if (e == OK)
		e = category_texts_of(
		    c->db, c->arena, &texts, &n, category.category_id);
	if (e == OK)
		e = category_holds(
		    c->db, c->arena, &products, &below, category.category_id);
	if (e == OK && !id_is_nil(category.parent_id))
		e = category_get(c->db, c->arena, &parent, category.parent_id);
	if (e != OK)
		return e;
	call_version(c, category.row_version);
	j = reply_json(c, status);
	json_object(j);
	json_put_str(j, "slug", category.slug);
	json_put_str(j, "parent", parent.slug);
	json_put_i64(j, "position", category.position);
	json_key(j, "texts");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		json_put_str(j, "locale", texts[i].locale);
		json_put_str(j, "name", texts[i].name);
		json_put_str(j, "description", texts[i].description);
		json_end_object(j);
	}
	json_end_array(j);
	json_put_i64(j, "products", products);
	json_put_i64(j, "row_version", category.row_version);
	json_end_object(j);
	return OK;
}

static enum err
category_get_one(struct call *c)
{
	return category_reply(c, 200, c->path_arg[0]);
}

struct text_body {
	struct str locale, name, description;
};

static const struct field text_fields[] = {
	{ .name = "locale",
	    .type = FIELD_KIND,
	    .required = true,
	    .kind = TEXT_LOCALE,
	    .offset = offsetof(struct text_body, locale),
	    .about = "one of the site's" },
	{ .name = "name",
	    .type = FIELD_NAME,
	    .required = true,
	    .min = 1,
	    .max = NAME_MAX_CHARS,
	    .offset = offsetof(struct text_body, name),
	    .about = "in menus" },
	{ .name = "description",
	    .type = FIELD_LINES,
	    .max = DESCRIPTION_MAX,
	    .offset = offsetof(struct text_body, description),
	    .about = "one paragraph, plain" },
};
static const struct shape text_shape = SHAPE(
    "CategoryText", struct text_body, text_fields);

struct category_body {
	struct str slug, parent;
	int64_t position;
	struct wire_list texts;
};

#define SLUG(required_) \
	{ \
		.name = "slug", .type = FIELD_KIND, .required = (required_), \
		.kind = TEXT_SLUG, \
		.offset = offsetof(struct category_body, slug), \
		.about = "in URLs" \
	}

#define PLACE_AND_TEXTS \
	{ .name = "parent", \
		.type = FIELD_TEXT, \
		.max = 80, \
		.offset = offsetof(struct category_body, parent), \
		.about = "its slug; empty or none: top level" }, \
	    { .name = "position", \
		    .type = FIELD_INT, \
		    .required = true, \
		    .min = 0, \
		    .max = POSITION_MAX, \
		    .offset = offsetof(struct category_body, position), \
		    .about = "among its siblings" }, \
	{ \
		.name = "texts", .type = FIELD_LIST, .required = true, \
		.min = 1, .max = CATEGORY_TEXTS_MAX, \
		.offset = offsetof(struct category_body, texts), \
		.shape = &text_shape, .about = "a name in each language" \
	}

static const struct field new_fields[] = { SLUG(true), PLACE_AND_TEXTS };
static const struct shape new_shape = SHAPE(
    "CategoryNew", struct category_body, new_fields);
static const struct field edit_fields[] = { SLUG(false), PLACE_AND_TEXTS };
static const struct shape edit_shape = SHAPE(
    "CategoryEdit", struct category_body, edit_fields);

/* Each language once, and the site's first among them. */
static enum err
texts_read(
    struct call *c, struct category_edit *edit, const struct wire_list *list)
{
	const struct text_body *from = list->items;
	bool first = false;

	edit->texts = ARENA_NEWS(c->arena, struct category_text, list->n);
	if (!edit->texts)
		return ERR_NOMEM;
	for (size_t i = 0; i < list->n; i++) {
		struct str at = arena_printf(c->arena, "/texts/%zu/locale", i);

		if (!at.p)
			return ERR_NOMEM;
		if (!site_speaks(&c->site->config, from[i].locale))
			return call_fault(c, at.p, "choice",
			    "is not a language of this marketplace");
		for (size_t k = 0; k < i; k++)
			if (str_eq(from[k].locale, from[i].locale))
				return call_fault(
				    c, at.p, "duplicate", "is there twice");
		first |= str_eq(from[i].locale, c->site->config.locales[0]);
		edit->texts[i] = (struct category_text){
			.locale = from[i].locale,
			.name = str_trim(from[i].name),
			.description = from[i].description,
		};
	}
	edit->ntexts = list->n;
	return first ? OK
		     : call_fault(c, "/texts", "required",
			   "are missing in the marketplace's first language");
}

static enum err
parent_read(struct call *c, struct id *out, struct str slug)
{
	struct category parent;
	enum err e;

	*out = (struct id){ { 0 } };
	if (str_empty(slug))
		return OK;
	e = category_by_slug(c->db, c->arena, &parent, slug);
	*out = parent.category_id;
	return e == ERR_NOT_FOUND
	    ? call_fault(c, "/parent", "not_found", "is not a category")
	    : e;
}

static enum err
body_into(struct call *c, struct category_edit *edit)
{
	const struct category_body *body = c->body;
	enum err e;

	if (body->slug.p)
		edit->category.slug = body->slug;
	edit->category.position = body->position;
	e = texts_read(c, edit, &body->texts);
	return e == OK ? parent_read(c, &edit->category.parent_id, body->parent)
		       : e;
}

static enum err
refused(struct call *c, enum err e)
{
	if (e == ERR_EXISTS) {
		wire_fault_add(c->arena, &c->faults, STR("/slug"), "exists",
		    "%s", "Another category has this name in URLs.");
		return ERR_EXISTS;
	}
	if (e == ERR_STATE)
		return call_fault(c, "/parent", "ring",
		    "lies below this category; it would be below itself");
	if (e == ERR_LIMIT)
		return call_fault(c, "/parent", "depth",
		    "is too deep: there are at most %d levels",
		    CATEGORY_DEPTH_MAX);
	return e;
}

static enum err
category_create(struct call *c)
{
	struct act act = act_of_call(c);
	struct category_edit edit = { .ntexts = 0 };
	enum err e = body_into(c, &edit);

	if (e != OK)
		return e;
	e = category_add(&act, &edit);
	return e == OK ? category_reply(c, 201, edit.category.slug)
		       : refused(c, e);
}

static enum err
version_check(struct call *c, struct category *out)
{
	int64_t version;
	enum err e = category_by_slug(c->db, c->arena, out, c->path_arg[0]);

	if (e == OK)
		e = call_draft_version(c, &version);
	if (e == OK && version != out->row_version)
		return call_stale(c, version, out->row_version);
	return e;
}

static enum err
category_patch(struct call *c)
{
	struct act act = act_of_call(c);
	struct category_edit edit = { .ntexts = 0 };
	enum err e = version_check(c, &edit.category);

	if (e == OK)
		e = body_into(c, &edit);
	if (e != OK)
		return e;
	e = category_change(&act, &edit);
	return e == OK ? category_reply(c, 200, edit.category.slug)
		       : refused(c, e);
}

static enum err
category_drop(struct call *c)
{
	struct act act = act_of_call(c);
	struct category category;
	enum err e = category_by_slug(
	    c->db, c->arena, &category, c->path_arg[0]);

	if (e == OK)
		e = category_remove(&act, &category);
	if (e == ERR_STATE)
		return call_fail(
		    c, e, "Products or categories are in it; move them first.");
	return e;
}

const struct route category_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/categories/{category}",
	    .handler = category_get_one,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .answer = "Category",
	    .status = 200,
	    .summary = "A category in all its languages" },
	{ .method = "POST",
	    .pattern = "/api/storefront/categories",
	    .handler = category_create,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &new_shape,
	    .answer = "Category",
	    .status = 201,
	    .summary = "A new category" },
	{ .method = "PATCH",
	    .pattern = "/api/storefront/categories/{category}",
	    .handler = category_patch,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &edit_shape,
	    .answer = "Category",
	    .status = 200,
	    .summary = "Rename or move a category; wants If-Match" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/categories/{category}",
	    .handler = category_drop,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Remove a category that is empty" },
	{ .method = NULL }
};
