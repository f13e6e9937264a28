#include <stdio.h>
#include <string.h>

#include "base/bounds.h"
#include "base/buf.h"
#include "base/text.h"
#include "ctl/table.h"
#include "wire/json.h"

enum { TABLE_BYTES_MAX = 256 * 1024 * 1024, CELL_MAX = 4096 };

struct row {
	struct str cells[TABLE_COLUMNS_MAX];
	struct row *next;
};

struct table {
	struct arena *arena;
	const struct column *columns;
	size_t ncolumns, nrows;
	struct row *first, **end;
};

struct table *
table_open(struct arena *a, const struct column *columns, size_t ncolumns)
{
	struct table *t = ARENA_NEW(a, struct table);

	if (!t)
		return NULL;
	*t = (struct table){
		.arena = a, .columns = columns, .ncolumns = ncolumns
	};
	t->end = &t->first;
	return t;
}

enum err
table_add(struct table *t, const struct str *cells)
{
	struct row *row = ARENA_NEW(t->arena, struct row);

	if (!row)
		return ERR_NOMEM;
	memcpy(row->cells, cells, t->ncolumns * sizeof(*cells));
	*t->end = row;
	t->end = &row->next;
	t->nrows++;
	return OK;
}

size_t
table_rows(const struct table *t)
{
	return t->nrows;
}

static void
json_print(const struct table *t, struct buf *out)
{
	const struct row *row;
	struct json j;
	size_t i;

	json_start(&j, out);
	json_object(&j);
	json_key(&j, "items");
	json_array(&j);
	for (row = t->first; row; row = row->next) {
		json_object(&j);
		for (i = 0; i < t->ncolumns; i++) {
			json_key(&j, t->columns[i].key);
			if (t->columns[i].number && row->cells[i].p)
				json_raw(&j, row->cells[i]);
			else
				json_str(&j, row->cells[i]);
		}
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	buf_add_char(out, '\n');
}

static size_t
cell_width(struct str cell)
{
	return cell.p ? text_length(cell) : 1;
}

static size_t
column_width(const struct table *t, size_t column)
{
	size_t width = strlen(t->columns[column].title);
	const struct row *row;

	for (row = t->first; row; row = row->next)
		if (cell_width(row->cells[column]) > width)
			width = cell_width(row->cells[column]);
	return width;
}

static void
cell_print(const struct table *t, struct buf *out, size_t column,
    struct str cell, size_t width)
{
	size_t pad = width - cell_width(cell), i;
	bool last = column + 1 == t->ncolumns;

	if (t->columns[column].number)
		for (i = 0; i < pad; i++)
			buf_add_char(out, ' ');
	buf_add(out, cell.p ? cell : STR("-"));
	if (!t->columns[column].number && !last)
		for (i = 0; i < pad; i++)
			buf_add_char(out, ' ');
	buf_add_cstr(out, last ? "\n" : "  ");
}

/* What others wrote steers no terminal. */
static enum err
cells_shown(const struct table *t)
{
	struct row *row;
	size_t i;

	for (row = t->first; row; row = row->next)
		for (i = 0; i < t->ncolumns; i++) {
			if (!row->cells[i].p)
				continue;
			row->cells[i] = text_shown(
			    t->arena, row->cells[i], CELL_MAX);
			if (!row->cells[i].p)
				return ERR_NOMEM;
		}
	return OK;
}

static void
text_print(const struct table *t, struct buf *out)
{
	size_t width[TABLE_COLUMNS_MAX], i;
	const struct row *row;

	for (i = 0; i < t->ncolumns; i++)
		width[i] = column_width(t, i);
	for (i = 0; i < t->ncolumns; i++)
		cell_print(t, out, i, str_from(t->columns[i].title), width[i]);
	for (row = t->first; row; row = row->next)
		for (i = 0; i < t->ncolumns; i++)
			cell_print(t, out, i, row->cells[i], width[i]);
}

enum err
table_print(const struct table *t, bool json)
{
	struct buf out;
	enum err e = json ? OK : cells_shown(t);

	if (e != OK)
		return e;
	buf_open(&out, TABLE_BYTES_MAX);
	if (json)
		json_print(t, &out);
	else
		text_print(t, &out);
	e = buf_err(&out);
	if (e == OK && fwrite(out.p, 1, out.n, stdout) != out.n)
		e = ERR_IO;
	buf_close(&out);
	return e;
}
