#include "endpoint.h"

#include "base/bounds.h"
#include "base/text.h"
#include "crypto/cbc.h"
#include "drivers.h"

enum { MESSAGE_SHOWN_MAX = 255, CODE_SHOWN_MAX = 16 };

/* What souk-endpoint(7) says of each; other codes are refusals. */
static const struct result {
	const char *code;
	enum err err;
	const char *about;
} results[] = {
	{ "000000", OK, "done" },
	{ "000001", ERR_CREDENTIALS, "the signature is not accepted" },
	{ "000002", ERR_INVALID, "a parameter is not accepted" },
	{ "000003", ERR_NOT_FOUND, "there is no such instance" },
	{ "000004", ERR_BUSY, "it is under way" },
	{ "000005", ERR_UNAVAILABLE, "an internal error" },
	{ "000100", ERR_UNAVAILABLE, "no resources at present" },
	{ "000101", ERR_INVALID, "mobile number missing or in use" },
	{ "000102", ERR_INVALID, "e-mail address missing or in use" },
	{ "000103", ERR_INVALID, "bought already" },
	{ "000104", ERR_UNAVAILABLE, "an internal error" },
	{ "000105", ERR_INVALID, "the account has it already" },
	{ "000106", ERR_INVALID, "sold out" },
	{ "000107", ERR_INVALID, "e-mail domain in use" },
};

static const struct result unknown = { "", ERR_INVALID, "a refusal" };

/* One answer on its way from JSON into *out. */
struct reading {
	struct arena *a;
	struct endpoint_instance *out;
	struct str key;
	unsigned bits; /* of what is encrypted; 0: nothing is */
	struct str why;
};

static enum err
fault(struct reading *r, enum err e, struct str why)
{
	r->why = why.p ? why : STR("out of memory");
	return why.p ? e : ERR_NOMEM;
}

static enum err
text_at(struct reading *r, struct str *out, const struct node *object,
    const char *key, size_t max, bool lines)
{
	return optional_text(r->a, out, object, key, max, lines, &r->why);
}

static enum err
url_at(struct reading *r, struct str *out, const struct node *object,
    const char *key)
{
	return optional_url(r->a, out, object, key, &r->why);
}

/* At most max bytes; the encrypted form is longer than what is in it. */
static enum err
secret_at(struct reading *r, struct str *out, const struct node *object,
    const char *key, size_t max, bool lines)
{
	enum err e = text_at(
	    r, out, object, key, max * (r->bits ? 3 : 1), lines);

	if (e || str_empty(*out))
		return e;
	if (r->bits)
		e = cbc_open(r->a, out, r->key, r->bits, *out);
	if (e == ERR_NOMEM)
		return e;
	if (!e && out->n <= max && text_plain(*out, lines))
		return OK;
	*out = STR("");
	return fault(r, ERR_INVALID,
	    arena_printf(r->a, "%s is %s", key,
		r->bits ? "not encrypted with the access key as encryptType "
			  "says, or too long"
			: "too long"));
}

static enum err
app_read(struct reading *r, const struct node *app)
{
	enum err e = OK;

	if (node_type(app) == NODE_ABSENT || node_type(app) == NODE_NULL)
		return OK;
	if (node_type(app) != NODE_OBJECT)
		return fault(r, ERR_INVALID, STR("appInfo is no object"));
	e = url_at(r, &r->out->app_url, app, "frontEndUrl");
	if (!e)
		e = url_at(r, &r->out->admin_url, app, "adminUrl");
	if (!e)
		e = secret_at(r, &r->out->user_name, app, "userName",
		    ENDPOINT_SIGN_IN_MAX, false);
	if (!e)
		e = secret_at(r, &r->out->password, app, "password",
		    ENDPOINT_SIGN_IN_MAX, false);
	if (!e)
		e = secret_at(r, &r->out->license, app, "license",
		    ENDPOINT_LICENSE_MAX, true);
	if (!e)
		e = text_at(
		    r, &r->out->memo, app, "memo", ENDPOINT_MEMO_MAX, true);
	return e;
}

/* "1", "2" or, as some write it, 1 or 2. */
static enum err
encryption_read(struct reading *r, const struct node *root)
{
	const struct node *n = node_get(root, "encryptType");
	struct str text = STR("");
	int64_t number = 0;

	if (node_type(n) == NODE_ABSENT || node_type(n) == NODE_NULL)
		return OK;
	if (node_str(&text, n) != OK && node_i64(&number, n) != OK)
		number = -1;
	if (str_is(text, "1") || number == 1)
		r->bits = 256;
	else if (str_is(text, "2") || number == 2)
		r->bits = 128;
	else if (number != 0 || text.n != 0)
		return fault(
		    r, ERR_INVALID, STR("encryptType is neither 1 nor 2"));
	return OK;
}

static bool
is_instance_id(struct str id)
{
	for (size_t i = 0; i < id.n; i++)
		if (id.p[i] <= ' ' || id.p[i] > '~' || id.p[i] == ',')
			return false;
	return id.n > 0 && id.n <= ENDPOINT_ID_MAX;
}

static enum err
created_read(struct reading *r, const struct node *root, struct str known)
{
	struct str id;

	if (node_str(&id, node_get(root, "instanceId")) != OK ||
	    !is_instance_id(id))
		return fault(r, ERR_INVALID,
		    STR("instanceId is missing, or not 1 to 64 visible ASCII "
			"characters without a comma"));
	if (!str_empty(known) && !str_eq(id, known))
		return fault(r, ERR_EXISTS,
		    arena_printf(r->a,
			"another instanceId (%.*s) for the order line whose "
			"instance is %.*s",
			STR_FMT(id), STR_FMT(known)));
	r->out->instance_id = str_copy(r->a, id);
	return r->out->instance_id.p ? OK : ERR_NOMEM;
}

/* It is ready when it said so, and answered something to hand over. */
static enum err
create_read(struct reading *r, const struct node *root, enum err result,
    struct str known)
{
	enum err e = created_read(r, root, known);

	if (e || result == ERR_BUSY)
		return e;
	e = encryption_read(r, root);
	if (!e)
		e = app_read(r, node_get(root, "appInfo"));
	r->out->ready = !e &&
	    (!str_empty(r->out->app_url) || !str_empty(r->out->license));
	return e;
}

static enum err
query_read(struct reading *r, const struct node *root, struct str wanted)
{
	const struct node *info = node_get(root, "info");
	enum err e = encryption_read(r, root);

	for (size_t i = 0; !e && i < node_size(info); i++) {
		const struct node *one = node_at(info, i);
		struct str id;

		if (node_str(&id, node_get(one, "instanceId")) != OK ||
		    !str_eq(id, wanted))
			continue;
		r->out->instance_id = wanted;
		e = app_read(r, node_get(one, "appInfo"));
		r->out->ready = !e;
		return e;
	}
	return e ? e
		 : fault(r, ERR_NOT_FOUND,
		       arena_printf(
			   r->a, "info has no instance %.*s", STR_FMT(wanted)));
}

static enum err
result_read(struct reading *r, const struct node *root)
{
	const struct result *result = &unknown;
	struct str code, message = STR("");

	if (node_type(root) != NODE_OBJECT ||
	    node_str(&code, node_get(root, "resultCode")) != OK)
		return fault(
		    r, ERR_INVALID, STR("the answer has no text resultCode"));
	for (size_t i = 0; i < sizeof(results) / sizeof(*results); i++)
		if (str_is(code, results[i].code))
			result = &results[i];
	if (result->err == OK)
		return OK;
	if (node_str(&message, node_get(root, "resultMsg")) != OK)
		message = STR("");
	return fault(r, result->err,
	    arena_printf(r->a, "resultCode %.*s, %s%s%.*s",
		STR_FMT(text_shown(r->a, code, CODE_SHOWN_MAX)), result->about,
		message.n ? ": " : "",
		STR_FMT(text_shown(r->a, message, MESSAGE_SHOWN_MAX))));
}

static enum err
root_read(struct reading *r, const struct node *root,
    enum endpoint_activity activity, const struct endpoint_order *order)
{
	enum err e = result_read(r, root);

	switch (activity) {
	case ENDPOINT_CREATE:
		if (e && e != ERR_BUSY)
			return e;
		return create_read(r, root, e, order->instance_id);
	case ENDPOINT_QUERY:
		return e ? e : query_read(r, root, order->instance_id);
	case ENDPOINT_RELEASE:
		if (e == ERR_NOT_FOUND)
			e = OK;
		break;
	default:
		break;
	}
	if (!e) {
		r->out->instance_id = order->instance_id;
		r->out->ready = true;
	}
	return e;
}

enum err
endpoint_read(struct arena *a, struct endpoint_instance *out, struct str key,
    enum endpoint_activity activity, const struct endpoint_order *order,
    struct str json, struct str *why)
{
	struct reading r = { .a = a, .out = out, .key = key, .why = STR("") };
	struct tree *tree;
	struct str where = STR("");
	enum err e = tree_parse(&tree, a, json, JSON_FOREIGN_DEPTH_MAX, &where);

	if (e == ERR_NOMEM)
		return e;
	if (e) {
		*why = arena_printf(
		    a, "the answer is not JSON: %.*s", STR_FMT(where));
		return ERR_SYNTAX;
	}
	e = root_read(&r, tree_root(tree), activity, order);
	tree_close(tree);
	/* An instance under way is an answer, with nothing to complain of. */
	*why = e ? r.why : STR("");
	return e;
}
