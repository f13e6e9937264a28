#include <string.h>

#include "base/buf.h"
#include "client.h"

enum {
	ROWS_MAX = 256,
	BYTES_MAX = 4 * 1024 * 1024, /* below each max_allowed_packet */
	TEXT_MAX = 64 * 1024
};

/*
 * Row counts come from a short list, so that a head has few texts and
 * the statement cache is not flooded.
 */
static size_t
rows_rounded(size_t rows)
{
	if (rows >= ROWS_MAX)
		return ROWS_MAX;
	if (rows >= 64)
		return 64;
	if (rows >= 16)
		return 16;
	return rows;
}

/* How many rows fit into one statement: at least one. */
static size_t
rows_fitting(const struct db_arg *args, size_t columns, size_t rows)
{
	size_t bytes = 0, row, i;

	for (row = 0; row < rows && row < ROWS_MAX; row++) {
		for (i = 0; i < columns; i++)
			bytes += 16 + args[row * columns + i].bytes.n;
		if (bytes > BYTES_MAX && row > 0)
			break;
	}
	return rows_rounded(row);
}

static void
text_add_rows(struct buf *text, const char *head, size_t columns, size_t rows)
{
	size_t row, i;

	buf_add_cstr(text, head);
	for (row = 0; row < rows; row++) {
		buf_add_cstr(text, row == 0 ? " (" : ", (");
		for (i = 0; i < columns; i++)
			buf_add_cstr(text, i == 0 ? "?" : ", ?");
		buf_add_char(text, ')');
	}
	buf_add_char(text, '\0');
}

static enum err
rows_insert(struct db *db, const char *head, size_t columns,
    const struct db_arg *args, size_t rows)
{
	struct buf text;
	enum err e;

	buf_open(&text, TEXT_MAX);
	text_add_rows(&text, head, columns, rows);
	e = buf_err(&text);
	if (e == OK)
		e = db_exec(db, NULL, text.p, args, columns * rows);
	buf_close(&text);
	return e;
}

enum err
db_insert_rows(struct db *db, const char *head, size_t columns,
    const struct db_arg *args, size_t rows)
{
	size_t n;
	enum err e;

	for (; rows > 0; rows -= n, args += n * columns) {
		n = rows_fitting(args, columns, rows);
		e = rows_insert(db, head, columns, args, n);
		if (e != OK)
			return e;
	}
	return OK;
}
