#include <assert.h>
#include <string.h>

#include "base/num.h"
#include "client.h"

/* Where the client puts a column of the current row. */
struct cell {
	enum { CELL_I64, CELL_TIME, CELL_DECIMAL, CELL_BYTES } kind;
	client_flag null, cut;
	unsigned long length;
	long long i64;
	MYSQL_TIME time;
};

struct reader {
	struct db *db;
	struct arena *arena;
	MYSQL_STMT *stmt;
	const char *sql;
	size_t columns;
	struct cell *cells;
	MYSQL_BIND *binds;
};

static void
cell_bind(MYSQL_BIND *bind, struct cell *cell, const MYSQL_FIELD *field)
{
	bind->is_null = &cell->null;
	bind->error = &cell->cut;
	bind->length = &cell->length;
	switch (field->type) {
	case MYSQL_TYPE_TINY:
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG:
	case MYSQL_TYPE_YEAR:
		cell->kind = CELL_I64;
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		bind->buffer = &cell->i64;
		bind->buffer_length = sizeof(cell->i64);
		return;
	case MYSQL_TYPE_DATETIME:
	case MYSQL_TYPE_TIMESTAMP:
	case MYSQL_TYPE_DATE:
		cell->kind = CELL_TIME;
		bind->buffer_type = MYSQL_TYPE_DATETIME;
		bind->buffer = &cell->time;
		bind->buffer_length = sizeof(cell->time);
		return;
	case MYSQL_TYPE_DECIMAL:
	case MYSQL_TYPE_NEWDECIMAL:
		cell->kind = field->decimals == 0 ? CELL_DECIMAL : CELL_BYTES;
		break;
	default:
		cell->kind = CELL_BYTES;
	}
	/* No room: fetched by length, straight into the arena. */
	bind->buffer_type = MYSQL_TYPE_STRING;
}

static enum err
reader_open(struct reader *r)
{
	MYSQL_RES *meta = mysql_stmt_result_metadata(r->stmt);
	size_t i;

	r->columns = mysql_stmt_field_count(r->stmt);
	if (!meta)
		return r->columns == 0 ? ERR_BUG
				       : db_fail_stmt(r->db, r->stmt, r->sql);
	r->cells = ARENA_NEWS(r->arena, struct cell, r->columns);
	r->binds = ARENA_NEWS(r->arena, MYSQL_BIND, r->columns);
	if (!r->cells || !r->binds) {
		mysql_free_result(meta);
		return ERR_NOMEM;
	}
	for (i = 0; i < r->columns; i++)
		cell_bind(&r->binds[i], &r->cells[i],
		    mysql_fetch_field_direct(meta, (unsigned)i));
	mysql_free_result(meta);
	if (mysql_stmt_store_result(r->stmt) != 0 ||
	    mysql_stmt_bind_result(r->stmt, r->binds) != 0)
		return db_fail_stmt(r->db, r->stmt, r->sql);
	return OK;
}

static enum err
bytes_read(struct reader *r, struct str *out, unsigned column)
{
	struct cell *cell = &r->cells[column];
	client_flag null, cut;
	unsigned long length;
	MYSQL_BIND bind = { .buffer_type = MYSQL_TYPE_STRING,
		.is_null = &null,
		.error = &cut,
		.length = &length };
	char *p = arena_alloc(r->arena, cell->length + 1);

	if (!p)
		return ERR_NOMEM;
	bind.buffer = p;
	bind.buffer_length = cell->length + 1;
	if (cell->length > 0 &&
	    mysql_stmt_fetch_column(r->stmt, &bind, column, 0) != 0)
		return db_fail_stmt(r->db, r->stmt, r->sql);
	p[cell->length] = '\0';
	*out = (struct str){ p, cell->length };
	return OK;
}

static enum err
value_read(struct reader *r, struct db_value *v, unsigned column)
{
	struct cell *cell = &r->cells[column];
	enum err e;

	v->null = cell->null;
	if (v->null)
		return OK;
	switch (cell->kind) {
	case CELL_I64:
		v->i64 = cell->i64;
		return cell->cut ? ERR_RANGE : OK;
	case CELL_TIME:
		/* One that there is not is none. */
		v->null = !time_from_client(&v->i64, &cell->time);
		return OK;
	case CELL_DECIMAL:
		e = bytes_read(r, &v->bytes, column);
		if (e == OK)
			e = num_parse_i64(&v->i64, v->bytes);
		v->bytes = STR_NONE;
		return e;
	case CELL_BYTES:
		return bytes_read(r, &v->bytes, column);
	}
	return ERR_BUG;
}

static enum err
rows_read(struct reader *r, struct db_result *out)
{
	size_t rows = mysql_stmt_num_rows(r->stmt), i, column;
	enum err e;
	int rc;

	out->columns = r->columns;
	out->values = ARENA_NEWS(r->arena, struct db_value, rows * r->columns);
	if (!out->values)
		return ERR_NOMEM;
	for (i = 0; i < rows; i++) {
		rc = mysql_stmt_fetch(r->stmt);
		/* Truncation is the rule: bytes are bound without room. */
		if (rc != 0 && rc != MYSQL_DATA_TRUNCATED)
			return rc == MYSQL_NO_DATA
			    ? ERR_BUG
			    : db_fail_stmt(r->db, r->stmt, r->sql);
		for (column = 0; column < r->columns; column++) {
			e = value_read(r, &out->values[i * r->columns + column],
			    (unsigned)column);
			if (e != OK)
				return e;
		}
	}
	out->rows = rows;
	return OK;
}

enum err
db_query(struct db *db, struct arena *a, struct db_result *out, const char *sql,
    const struct db_arg *args, size_t nargs)
{
	struct reader r = { .db = db, .arena = a, .sql = sql };
	enum err e;

	*out = (struct db_result){ 0 };
	e = statement_run(db, &r.stmt, sql, args, nargs, false);
	if (e != OK)
		return e;
	e = reader_open(&r);
	if (e == OK)
		e = rows_read(&r, out);
	statement_done(r.stmt);
	if (e != OK)
		out->rows = 0;
	return e;
}

bool
db_next(struct db_result *r)
{
	if (r->row >= r->rows)
		return false;
	r->row++;
	return true;
}

static const struct db_value *
value_at(const struct db_result *r, size_t column)
{
	assert(r->row >= 1 && r->row <= r->rows && column < r->columns);
	return &r->values[(r->row - 1) * r->columns + column];
}

bool
db_is_null(const struct db_result *r, size_t column)
{
	return value_at(r, column)->null;
}

int64_t
db_get_i64(const struct db_result *r, size_t column)
{
	const struct db_value *v = value_at(r, column);

	assert(!v->bytes.p); /* the column is text */
	return v->i64;
}

int64_t
db_get_us(const struct db_result *r, size_t column)
{
	return db_get_i64(r, column);
}

struct str
db_get_str(const struct db_result *r, size_t column)
{
	const struct db_value *v = value_at(r, column);

	assert(v->null || v->bytes.p); /* the column is a number */
	return v->bytes;
}

struct id
db_get_id(const struct db_result *r, size_t column)
{
	const struct db_value *v = value_at(r, column);
	struct id id = { { 0 } };

	if (!v->null) {
		assert(v->bytes.n == sizeof(id.b));
		memcpy(id.b, v->bytes.p, sizeof(id.b));
	}
	return id;
}

void
db_get_hash(const struct db_result *r, size_t column, uint8_t out[32])
{
	const struct db_value *v = value_at(r, column);

	memset(out, 0, 32);
	if (!v->null) {
		assert(v->bytes.n == 32);
		memcpy(out, v->bytes.p, 32);
	}
}
