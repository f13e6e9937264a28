#include "book.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/log.h"

/* Feeds the lines to fn; *whole is where the last complete one ends. */
static enum err
lines_read(FILE *f, off_t *whole, book_line_fn fn, void *arg)
{
	char *line = NULL;
	size_t cap = 0;
	unsigned long number = 0;
	enum err e = OK;

	*whole = 0;
	for (;;) {
		ssize_t n = getline(&line, &cap, f);

		if (n <= 0 || line[n - 1] != '\n')
			break;
		number++;
		e = fn((struct str){ line, (size_t)n - 1 }, arg);
		if (e) {
			log_error("book line not understood",
			    "line=%lu error=%s", number, err_name(e));
			break;
		}
		*whole += n;
	}
	if (!e && ferror(f))
		e = ERR_IO;
	free(line);
	return e;
}

static enum err
tail_drop(struct book *b, off_t whole)
{
	off_t size = lseek(b->fd, 0, SEEK_END);

	if (size < 0)
		return ERR_IO;
	if (size == whole)
		return OK;
	log_warn("book ends in a line cut off", "path=%s bytes=%lld", b->path,
	    (long long)(size - whole));
	return ftruncate(b->fd, whole) == 0 && fsync(b->fd) == 0 ? OK : ERR_IO;
}

static enum err
book_read(struct book *b, book_line_fn fn, void *arg)
{
	off_t whole;
	int copy = dup(b->fd);
	FILE *f = copy < 0 ? NULL : fdopen(copy, "r");

	if (!f) {
		if (copy >= 0)
			close(copy);
		return ERR_IO;
	}
	enum err e = lines_read(f, &whole, fn, arg);
	fclose(f);
	return e ? e : tail_drop(b, whole);
}

enum err
book_open(struct book *b, const char *path, book_line_fn fn, void *arg)
{
	enum err e;

	b->path = path;
	b->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (b->fd < 0) {
		log_error("book cannot be opened", "path=%s error=%s", path,
		    strerror(errno));
		return ERR_IO;
	}
	if (flock(b->fd, LOCK_EX | LOCK_NB) != 0) {
		log_error("book is another process's", "path=%s", path);
		e = ERR_EXISTS;
	} else {
		e = book_read(b, fn, arg);
	}
	if (e)
		book_close(b);
	return e;
}

void
book_close(struct book *b)
{
	close(b->fd);
	b->fd = -1;
}

enum err
book_append(struct book *b, struct str line)
{
	char *record = malloc(line.n + 1);
	size_t left = line.n + 1;

	if (!record)
		return ERR_NOMEM;
	memcpy(record, line.p, line.n);
	record[line.n] = '\n';
	for (const char *p = record; left > 0;) {
		ssize_t n = write(b->fd, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		p += n;
		left -= (size_t)n;
	}
	free(record);
	if (left == 0)
		return OK;
	log_error("book cannot be written", "path=%s error=%s", b->path,
	    strerror(errno));
	return ERR_IO;
}
