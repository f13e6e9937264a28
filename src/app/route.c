#include <string.h>

#include "app/auth.h"
#include "app/route.h"

enum { ARGS_MAX = 2 };

/* A pattern that is not matched by any path is a mistake of ours. */
static bool
pattern_ok(const char *p)
{
	unsigned args = 0;

	if (*p != '/')
		return false;
	for (; *p; p++) {
		if (*p != '{')
			continue;
		p = strchr(p, '}');
		if (++args > ARGS_MAX || !p || (p[1] != '\0' && p[1] != '/'))
			return false;
	}
	return true;
}

static bool
scope_ok(const char *scope)
{
	for (const char *const *s = auth_scopes; scope && *s; s++)
		if (strcmp(scope, *s) == 0)
			return true;
	return !scope;
}

enum err
router_add(struct router *r, const struct route *table)
{
	for (; table->method; table++) {
		struct route_row row = { table,
			method_parse(str_from(table->method)) };
		size_t body_max = table->body_max ? table->body_max : BODY_MAX;

		if (r->n == ROUTES_MAX || row.method == METHOD_OTHER ||
		    !table->handler || !pattern_ok(table->pattern) ||
		    !scope_ok(table->scope))
			return ERR_CONFIG;
		r->labels[r->n] = (struct metrics_route){ table->method,
			table->pattern };
		r->rows[r->n++] = row;
		if (body_max > r->body_max)
			r->body_max = body_max;
		r->uploads |= table->upload != NULL;
	}
	return OK;
}

/* "{slug}" stands for one segment that is not empty. */
static bool
pattern_matches(const char *p, struct str path, struct str args[ARGS_MAX])
{
	size_t i = 0, start;
	unsigned n = 0;

	while (*p) {
		if (*p != '{') {
			if (i == path.n || path.p[i++] != *p++)
				return false;
			continue;
		}
		start = i;
		while (i < path.n && path.p[i] != '/')
			i++;
		if (i == start)
			return false;
		args[n++] = str_sub(path, start, i - start);
		p = strchr(p, '}') + 1;
	}
	return i == path.n;
}

/* What a GET writes, as a gateway's report does, a HEAD would write too. */
static bool
answers_head(const struct route_row *row)
{
	enum tx_need tx = row->route->tx;

	return row->method == METHOD_GET && tx != TX_WRITE && tx != TX_PHASES;
}

static bool
row_answers(const struct route_row *row, enum method m)
{
	return row->method == m || (m == METHOD_HEAD && answers_head(row));
}

static void
allow_add(struct arena *a, struct str *allow, const struct route_row *row)
{
	const char *name = answers_head(row) ? "GET, HEAD"
					     : method_name(row->method);

	*allow = allow->n == 0
	    ? str_from(name)
	    : arena_printf(a, "%.*s, %s", STR_FMT(*allow), name);
}

enum err
router_match(
    const struct router *r, struct call *c, size_t *index, struct str *allow)
{
	enum method m = c->request->method;

	*allow = STR_NONE;
	for (size_t i = 0; i < r->n; i++) {
		const struct route_row *row = &r->rows[i];
		struct str args[ARGS_MAX] = { STR_NONE, STR_NONE };

		if (!pattern_matches(
			row->route->pattern, c->request->path, args))
			continue;
		if (!row_answers(row, m)) {
			allow_add(c->arena, allow, row);
			continue;
		}
		c->route = row->route;
		memcpy(c->path_arg, args, sizeof(args));
		*index = i;
		return OK;
	}
	return allow->n > 0 ? ERR_METHOD : ERR_NOT_FOUND;
}
