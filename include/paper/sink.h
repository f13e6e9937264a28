/* Where a document's bytes go, piece by piece as they are made. */
#ifndef PAPER_SINK_H
#define PAPER_SINK_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct paper_sink {
	enum err (*write)(void *arg, const void *p, size_t n);
	void *arg;
};

/* An open, blocking descriptor.  ERR_STORAGE: disk full; ERR_IO. */
struct paper_sink sink_fd(const int *fd);

/* ERR_LIMIT or ERR_NOMEM as the buffer has it. */
struct paper_sink sink_buf(struct buf *b);

#endif
