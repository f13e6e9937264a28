#include "provision/callback.h"

#include <string.h>

#include "base/bounds.h"
#include "drivers.h"

static enum err
fault(struct str *why, struct str sentence)
{
	*why = sentence;
	return ERR_INVALID;
}

static enum err
data_read(struct arena *a, struct provision_callback *out, struct str type,
    const struct node *data, struct str *why)
{
	struct str line;

	if (node_str(&line, node_get(data, "line")) != OK ||
	    id_parse(&out->line_id, ID_ORDER_LINE, line) != OK)
		return fault(why, STR("data.line is no id of an order line"));
	if (str_is(type, "service.delivered"))
		return delivered_read(a, &out->what, data, why);
	if (!str_is(type, "service.failed"))
		return fault(why,
		    STR("type is neither service.delivered nor "
			"service.failed"));
	out->failed = true;
	return optional_text(
	    a, &out->reason, data, "reason", PROVISION_REASON_MAX, false, why);
}

static enum err
body_read(struct arena *a, struct provision_callback *out, struct str body,
    struct str *why)
{
	struct tree *tree;
	struct str where, type;
	enum err e = tree_parse(&tree, a, body, JSON_FOREIGN_DEPTH_MAX, &where);

	if (e == ERR_NOMEM)
		return e;
	if (e) {
		*why = where;
		return ERR_SYNTAX;
	}
	if (node_str(&type, node_get(tree_root(tree), "type")) != OK)
		e = fault(why, STR("type is missing"));
	else
		e = data_read(
		    a, out, type, node_get(tree_root(tree), "data"), why);
	tree_close(tree);
	return e;
}

enum err
provision_callback_read(struct arena *a, struct provision_callback *out,
    const struct webhook_keys *keys, const struct callback_headers *headers,
    struct str body, int64_t now_us, struct str *why)
{
	struct str sentence = STR("the signature or its time is wrong");

	memset(out, 0, sizeof(*out));
	enum err e = webhook_check(a, keys, headers->id, headers->timestamp,
	    headers->signature, body, now_us);
	if (!e) {
		sentence = STR("");
		e = body_read(a, out, body, &sentence);
	}
	if (!e) {
		out->event_id = str_copy(a, headers->id);
		e = out->event_id.p ? OK : ERR_NOMEM;
	}
	if (why)
		*why = sentence;
	return e;
}
