#include <string.h>

#include "db/db.h"

struct db_arg
db_null(void)
{
	return (struct db_arg){ .kind = DB_NULL };
}

struct db_arg
db_i64(int64_t v)
{
	return (struct db_arg){ .kind = DB_I64, .i64 = v };
}

struct db_arg
db_bool(bool v)
{
	return db_i64(v);
}

struct db_arg
db_str(struct str s)
{
	if (!s.p)
		return db_null();
	return (struct db_arg){ .kind = DB_TEXT, .bytes = s };
}

struct db_arg
db_cstr(const char *s)
{
	return db_str(str_from(s));
}

struct db_arg
db_bytes(struct str s)
{
	if (!s.p)
		return db_null();
	return (struct db_arg){ .kind = DB_BYTES, .bytes = s };
}

static struct db_arg
arg_inline(const uint8_t *p, size_t n)
{
	struct db_arg arg = { .kind = DB_BYTES, .bytes = { NULL, n } };

	memcpy(arg.inline_bytes, p, n);
	return arg;
}

struct db_arg
db_id(struct id id)
{
	if (id_is_nil(id))
		return db_null();
	return arg_inline(id.b, sizeof(id.b));
}

struct db_arg
db_hash(const uint8_t b[32])
{
	return arg_inline(b, 32);
}

struct db_arg
db_us(int64_t us)
{
	if (us == 0)
		return db_null();
	return (struct db_arg){ .kind = DB_TIME, .i64 = us };
}
