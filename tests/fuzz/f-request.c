/*
 * Lines "NAME=value" become a request's parameters, what follows an empty
 * line its body: whatever they say, what is accepted is clean.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "http/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
insist(bool fact)
{
	if (!fact)
		abort();
}

static void
params_take(struct fcgi *f, struct str *rest)
{
	struct str line;

	while (f->nparams < FCGI_PARAMS_MAX && str_cut(rest, '\n', &line) &&
	    line.n > 0) {
		size_t eq = str_find(line, '=');

		if (eq == line.n)
			continue;
		f->param[f->nparams].name = str_sub(line, 0, eq);
		f->param[f->nparams++].value = str_sub(
		    line, eq + 1, line.n - eq - 1);
	}
}

static bool
has(struct str s, const char *part)
{
	return s.n > 0 && memmem(s.p, s.n, part, strlen(part)) != NULL;
}

static void
check_clean(const struct request *r)
{
	insist(r->path.n > 0 && r->path.p[0] == '/');
	insist(text_plain(r->path, false));
	insist(!has(r->path, "//") && !has(r->path, "/../") &&
	    !has(r->path, "\\"));
	insist(r->nquery <= QUERY_PAIRS_MAX);
	for (size_t i = 0; i < r->nquery; i++) {
		insist(text_plain(r->query[i].value, true));
		insist(r->query[i].value.n <= QUERY_VALUE_MAX);
	}
	insist(text_plain(r->request_id, false));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct fcgi f;
	struct arena *a = arena_open(1 << 20);
	struct str rest = { (const char *)data, n };
	struct request r;

	insist(a != NULL && text_open() == OK);
	fcgi_open(&f, 4096);
	params_take(&f, &rest);
	buf_add(&f.body, str_sub(rest, 0, 4096));
	if (request_read(&r, a, &f, STR("/shop")) == OK)
		check_clean(&r);
	if (request_read(&r, a, &f, STR("")) == OK) {
		check_clean(&r);
		(void)request_cookie(&r, STR("souk-demo"));
	}
	fcgi_close(&f);
	arena_close(a);
	return 0;
}
