/* enum err to an answer: RFC 9457 problem document, or a page. */
#ifndef APP_PROBLEM_H
#define APP_PROBLEM_H

#include <stdbool.h>

#include "app/call.h"
#include "app/serve.h"

struct problem {
	int status;
	const char *code;		/* stable, for programs */
	const char *title;
	const char *detail;		/* when call_fail() said none */
	int64_t retry_after_s;		/* 0: no Retry-After */
};

const struct problem *problem_of(enum err e);

/* Fills the reply; e and c->detail say what.  Never fails. */
void problem_reply(struct call *c, enum err e, bool page,
    const struct program *program);

#endif
