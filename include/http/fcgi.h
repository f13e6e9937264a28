/*
 * FastCGI 1.0, responder role, as a pure parser: bytes in, one request
 * out.  It keeps no socket and reads no clock, so that a fuzzer can drive
 * it.  Refused: management records, other roles, a second request id while
 * one is open, NUL in a parameter, oversize parameters.
 */
#ifndef HTTP_FCGI_H
#define HTTP_FCGI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct fcgi_param {
	struct str name;
	struct str value;
};

/* Where a body goes instead of into memory. */
struct fcgi_sink {
	enum err (*take)(void *arg, struct str part);
	void (*close)(void *arg);	/* once, when the request is over */
	void *arg;
};

enum fcgi_phase {
	FCGI_WANT_BEGIN, FCGI_WANT_PARAMS, FCGI_WANT_STDIN, FCGI_COMPLETE,
	FCGI_BROKEN
};

struct fcgi {
	enum fcgi_phase phase;
	uint16_t request_id;
	bool keep;			/* FCGI_KEEP_CONN */
	const char *fault;		/* what broke it, for the log */
	struct buf params;		/* raw name-value pairs */
	struct buf body;
	size_t body_max;
	bool body_too_large;		/* drained, not kept */
	uint64_t body_bytes;		/* that came, kept or not */
	bool holds_body;		/* set by its user: feeding stops */
	bool held;			/* before each body; then false */
	struct fcgi_sink sink;		/* set while held, or empty */
	enum err sink_err;		/* what take() refused with */
	struct fcgi_param param[FCGI_PARAMS_MAX];
	size_t nparams;
	uint8_t header[8];
	size_t header_n;
	uint8_t begin[8];		/* body of FCGI_BEGIN_REQUEST */
	size_t begin_n;
	size_t content_left, padding_left;
	uint8_t type;
};

void fcgi_open(struct fcgi *f, size_t body_max);
/* For the connection's next request; keeps what memory is usual. */
void fcgi_reset(struct fcgi *f);
void fcgi_close(struct fcgi *f);

/*
 * Eats bytes up to the end of one request; *used says how many.  Phase
 * FCGI_COMPLETE: params and body may be read.  FCGI_BROKEN: close it.
 * held: params may be read; clear it and feed the rest.
 */
void fcgi_feed(struct fcgi *f, struct str bytes, size_t *used);

/* The value, empty or not; .p is NULL when there is none. */
struct str fcgi_param(const struct fcgi *f, const char *name);

/* Wraps head and body as STDOUT records and END_REQUEST. */
void fcgi_answer(struct buf *out, uint16_t request_id, struct str head,
    struct str body);

/* The same in parts: any number of these, then one end. */
void fcgi_part(struct buf *out, uint16_t request_id, struct str head,
    struct str body);
void fcgi_end(struct buf *out, uint16_t request_id);

#endif
