/* A request as the routes see it, and what they answer. */
#ifndef SANDBOX_ANSWER_H
#define SANDBOX_ANSWER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "provider.h"
#include "wire/shape.h"

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

/* api_charge.c, api_refund.c, api_setup.c: the rest of the JSON. */
void api_charge(const struct asked *q, struct answer *out);
void api_refund(const struct asked *q, struct answer *out);
void api_refund_find(const struct asked *q, struct answer *out);
void api_refund_get(const struct asked *q, struct answer *out, struct str id);
void api_setup(const struct asked *q, struct answer *out);
void api_setup_find(const struct asked *q, struct answer *out);
void api_setup_get(const struct asked *q, struct answer *out, struct str id);
void api_forget(const struct asked *q, struct answer *out, struct str id);

/* What they share; api_read() answers itself when it gives false. */
bool api_read(const struct asked *q, struct answer *out, void *wanted,
    const struct shape *shape);
void api_error(struct answer *out, enum err e);
void api_session(const struct asked *q, struct answer *out, int status,
    const struct session *s);

void api_problem(
    struct answer *out, int status, const char *code, const char *detail);

/* page.c: what the buyer sees. */
void page_show(const struct asked *q, struct answer *out, struct str id);
void page_pay(const struct asked *q, struct answer *out, struct str id);
void page_setup_show(const struct asked *q, struct answer *out, struct str id);
void page_setup_pay(const struct asked *q, struct answer *out, struct str id);
void page_problem(
    struct answer *out, int status, const char *title, const char *detail);
void page_style(struct answer *out);

/* page.c: what pages share. */
void page_open(struct answer *out, const char *title);
void page_close(struct answer *out);
void page_cards(struct answer *out);
struct str page_origin(struct str url);
struct str page_form_value(struct str body, struct str name);

#endif
