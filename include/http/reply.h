/*
 * The answer, buffered whole or the bytes of a file: nothing leaves before
 * COMMIT.
 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct reply {
	int status;
	const char *content_type;
	struct buf headers;		/* "Name: value\r\n" lines */
	struct buf body;
	struct str shared_body;		/* instead of body: borrowed bytes that
					   stay valid until it is sent */
	int file;			/* instead of either, or -1: see below */
	uint64_t file_bytes;
	void (*release)(void *);	/* called once after sending, or NULL */
	void *release_arg;
};

void reply_open(struct reply *r);
void reply_clear(struct reply *r);	/* and calls release */
void reply_close(struct reply *r);

/* value must have no CR or LF: ERR_BUG sticks and becomes a 500. */
void reply_header(struct reply *r, const char *name, struct str value);

/* ERR_NOMEM; ERR_BUG: the answer did not fit, or a value was refused. */
enum err reply_err(const struct reply *r) MUST_CHECK;

/* shared_body where it is set, else body. */
struct str reply_body(const struct reply *r);

/*
 * The body is so many bytes of an open file from where it stands: they are
 * read as they leave.  The reply closes it, unless reply_file_take() has
 * given it (-1: there is none) to who sends it.
 */
void reply_file(struct reply *r, int fd, uint64_t bytes);
int reply_file_take(struct reply *r);

/* Of its body, whichever it is. */
uint64_t reply_bytes(const struct reply *r);

const char *status_text(int status);

/* Status line ("Status: 200 OK"), headers and Content-Length, CGI style. */
void reply_head(struct buf *out, const struct reply *r);

#endif
