/*
 * The provider's memory: an append-only file of JSON lines.  What was
 * appended is on the disk before anybody is told of it.
 */
#ifndef SANDBOX_BOOK_H
#define SANDBOX_BOOK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct book {
	int fd;
	const char *path;
};

/* Called for each line, in order, without its line end. */
typedef enum err (*book_line_fn)(struct str line, void *arg);

/*
 * Opens or makes the file, locks it against a second process and reads it
 * line by line.  A last line that was cut off by a crash was acknowledged
 * to nobody and is dropped.  ERR_EXISTS: locked; ERR_SYNTAX: a line is bad.
 */
enum err book_open(
    struct book *b, const char *path, book_line_fn fn, void *arg) MUST_CHECK;
void book_close(struct book *b);

/*
 * line has no line end.  What was appended outlives the process, not a cut
 * of the machine's power: no money is in this book.
 */
enum err book_append(struct book *b, struct str line) MUST_CHECK;

#endif
