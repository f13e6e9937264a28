#include "paper/sink.h"

#include <errno.h>
#include <unistd.h>

static enum err
fd_write(void *arg, const void *p, size_t n)
{
	const int *fd = arg;
	const char *at = p;

	while (n) {
		ssize_t wrote = write(*fd, at, n);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return errno == ENOSPC || errno == EDQUOT ||
				errno == EFBIG
			    ? ERR_STORAGE
			    : ERR_IO;
		at += wrote;
		n -= (size_t)wrote;
	}
	return OK;
}

struct paper_sink
sink_fd(const int *fd)
{
	return (struct paper_sink){ fd_write, (void *)fd };
}

static enum err
buf_write(void *arg, const void *p, size_t n)
{
	buf_add(arg, (struct str){ p, n });
	return buf_err(arg);
}

struct paper_sink
sink_buf(struct buf *b)
{
	return (struct paper_sink){ buf_write, b };
}
