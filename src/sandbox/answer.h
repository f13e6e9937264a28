/* A request as the routes see it, and what they answer. */
#ifndef SANDBOX_ANSWER_H
#define SANDBOX_ANSWER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "provider.h"

enum { ANSWER_BYTES_MAX = 64 * 1024 * 1024 };

struct asked {
	struct arena *arena;
	struct provider *provider;
	struct str public_url; /* without a final slash */
	struct str method, path;
	struct str reference; /* ?reference= */
	struct str key;	      /* Idempotency-Key */
	struct str body;
};

struct answer {
	int status;
	const char *type;
	struct buf body;
	struct str location;	/* of a 303 */
	struct str form_action; /* where a page's form may lead */
};

/* Fills the answer, whatever happens. */
void routes_answer(const struct asked *q, struct answer *out);

/* api.c: JSON.  id is the path's last piece. */
void api_create(const struct asked *q, struct answer *out);
void api_find(const struct asked *q, struct answer *out);
void api_get(const struct asked *q, struct answer *out, struct str id);
void api_book(const struct asked *q, struct answer *out);
void api_problem(
    struct answer *out, int status, const char *code, const char *detail);

/* page.c: what the buyer sees. */
void page_show(const struct asked *q, struct answer *out, struct str id);
void page_pay(const struct asked *q, struct answer *out, struct str id);
void page_problem(
    struct answer *out, int status, const char *title, const char *detail);
void page_style(struct answer *out);

#endif
