/*
 * What an earlier try may have made is looked for in lists, for they show at
 * once what was created.
 */
#include <string.h>

#include "base/id.h"
#include "base/log.h"
#include "stripe_api.h"

enum {
	LIST_PAGE = 40, /* sessions of some 4 KiB: inside NET_ANSWER_MAX */
	PAGES_MAX = 25, /* of a window */
	BEFORE_S = 600, /* clocks differ */
	SOON_S = 3600	/* nearly all are made at once */
};

/* The instant in a TypeID (UUIDv7): the reference is no older than that. */
static enum err
made_at_s(int64_t *out, struct str reference)
{
	char prefix[8];
	size_t n = str_find(reference, '_');
	struct id id;
	int64_t ms = 0;

	if (n >= sizeof(prefix))
		return ERR_INVALID;
	memcpy(prefix, reference.p, n);
	prefix[n] = '\0';
	if (id_parse(&id, prefix, reference))
		return ERR_INVALID;
	for (size_t i = 0; i < 6; i++)
		ms = ms << 8 | id.b[i];
	*out = ms / 1000;
	return OK;
}

/* A page of the list; *last is the id to go on after, "" at its end. */
static enum err
page_look(struct arena *a, struct stripe_reply *out, const struct node **found,
    struct str *last, struct str reference, stripe_is_fn is)
{
	const struct node *data = node_get(out->root, "data");
	size_t n = node_size(data);
	bool more = false;

	if (node_type(data) != NODE_ARRAY ||
	    node_bool(&more, node_get(out->root, "has_more")))
		return ERR_INVALID;
	for (size_t i = 0; i < n; i++)
		if (is(node_at(data, i), reference)) {
			*found = node_at(data, i);
			return OK;
		}
	*last = STR("");
	if (!more)
		return ERR_NOT_FOUND;
	if (n == 0 || field_text(a, last, node_at(data, n - 1), "id") ||
	    !field_is_id(*last))
		return ERR_INVALID;
	return ERR_NOT_FOUND;
}

struct window {
	const char *list, *filter;
	int64_t from_s, to_s; /* to_s 0: until now */
};

/* Lists begin with the newest; last is where the page before ended. */
static struct str
page_path(struct arena *a, const struct window *w, struct str last)
{
	struct str to = STR("");

	if (w->to_s)
		to = arena_printf(
		    a, "&created%%5Blt%%5D=%lld", (long long)w->to_s);
	if (!to.p)
		return STR_NONE;
	return arena_printf(a,
	    "/v1/%s?limit=%d&created%%5Bgte%%5D=%lld%.*s%s%s%.*s", w->list,
	    LIST_PAGE, (long long)w->from_s, STR_FMT(to), w->filter,
	    last.n ? "&starting_after=" : "", STR_FMT(last));
}

static enum err
window_look(struct arena *a, struct stripe_reply *out,
    const struct node **found, const struct gateway_config *config,
    const struct window *w, struct str reference, stripe_is_fn is)
{
	struct str last = STR("");

	for (int page = 0; page < PAGES_MAX; page++) {
		struct stripe_call call = { .path = page_path(a, w, last) };

		if (!call.path.p)
			return ERR_NOMEM;
		enum err e = stripe_exchange(a, out, config, &call);
		if (e == ERR_INVALID)
			stripe_close(out);
		if (e)
			return e;
		e = page_look(a, out, found, &last, reference, is);
		if (!e)
			return OK;
		stripe_close(out);
		if (e != ERR_NOT_FOUND)
			return stripe_understood(e, w->list);
		if (!last.n)
			return ERR_NOT_FOUND;
	}
	log_error("gateway list too long to look through",
	    "gateway=stripe list=%s", w->list);
	return ERR_IO;
}

enum err
stripe_look(struct arena *a, struct stripe_reply *out,
    const struct node **found, const struct gateway_config *config,
    const char *list, const char *filter, struct str reference, stripe_is_fn is)
{
	struct window w = { .list = list, .filter = filter };
	int64_t made_s;
	enum err e = made_at_s(&made_s, reference);

	if (e)
		return e;
	w.from_s = made_s - BEFORE_S;
	w.to_s = made_s + SOON_S;
	e = window_look(a, out, found, config, &w, reference, is);
	if (e != ERR_NOT_FOUND)
		return e;
	/* A worker that was away tries days later: no end is late enough. */
	w.from_s = w.to_s;
	w.to_s = 0;
	return window_look(a, out, found, config, &w, reference, is);
}
