#include "locale/zone.h"

#include <string.h>

#include "base/sys.h"

enum { ZONE_FILE_MAX = 256 * 1024, ZONE_TIMES_MAX = 4096, HEADER_BYTES = 44 };

struct zone {
	size_t n;
	int64_t *from_s; /* the offset holds from here on */
	int64_t *offset_s;
	int64_t first_s; /* and this one before all of them */
};

/* The counts of a TZif header, in its order. */
struct counts {
	uint32_t isut, isstd, leap, time, type, chars;
};

static int64_t
big_endian(const char *p, size_t n)
{
	uint64_t v = (unsigned char)*p & 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return (int64_t)v;
}

static enum err
header_read(struct counts *out, struct str *rest)
{
	if (rest->n < HEADER_BYTES || memcmp(rest->p, "TZif", 4) != 0)
		return ERR_SYNTAX;
	const char *p = rest->p + 20;
	out->isut = (uint32_t)big_endian(p, 4);
	out->isstd = (uint32_t)big_endian(p + 4, 4);
	out->leap = (uint32_t)big_endian(p + 8, 4);
	out->time = (uint32_t)big_endian(p + 12, 4);
	out->type = (uint32_t)big_endian(p + 16, 4);
	out->chars = (uint32_t)big_endian(p + 20, 4);
	*rest = str_sub(*rest, HEADER_BYTES, rest->n);
	if (out->time > ZONE_TIMES_MAX || out->type == 0 || out->type > 256 ||
	    out->chars > 4096 || out->leap > 4096 || out->isut > 256 ||
	    out->isstd > 256)
		return ERR_SYNTAX;
	return OK;
}

static size_t
block_bytes(const struct counts *c, size_t time_bytes)
{
	return c->time * (time_bytes + 1) + c->type * 6u + c->chars +
	    c->leap * (time_bytes + 4) + c->isstd + c->isut;
}

static enum err
times_read(
    struct arena *a, struct zone *z, const struct counts *c, struct str block)
{
	const char *times = block.p;
	const char *indexes = times + c->time * 8;
	const char *types = indexes + c->time;

	z->from_s = ARENA_NEWS(a, int64_t, c->time);
	z->offset_s = ARENA_NEWS(a, int64_t, c->time);
	if (!z->from_s || !z->offset_s)
		return ERR_NOMEM;
	z->first_s = big_endian(types, 4);
	for (z->n = 0; z->n < c->time; z->n++) {
		unsigned char type = (unsigned char)indexes[z->n];

		if (type >= c->type)
			return ERR_SYNTAX;
		z->from_s[z->n] = big_endian(times + z->n * 8, 8);
		z->offset_s[z->n] = big_endian(types + type * 6, 4);
	}
	return OK;
}

/* The second block, of 64-bit times; the first is for readers of 1990. */
static enum err
zone_parse(struct arena *a, struct zone *z, struct str file)
{
	struct counts c;
	enum err e = header_read(&c, &file);

	if (e)
		return e;
	file = str_sub(file, block_bytes(&c, 4), file.n);
	e = header_read(&c, &file);
	if (!e && file.n < block_bytes(&c, 8))
		e = ERR_SYNTAX;
	return e ? e : times_read(a, z, &c, file);
}

enum err
zone_open(struct zone **out, struct arena *a, struct str name)
{
	struct zone *z = ARENA_NEW(a, struct zone);
	struct str path, file;

	if (!z)
		return ERR_NOMEM;
	*out = z;
	if (str_is(name, "UTC"))
		return OK;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '.')
			return ERR_NOT_FOUND;
	path = arena_printf(a, "/usr/share/zoneinfo/%.*s", STR_FMT(name));
	if (!path.p)
		return ERR_NOMEM;
	enum err e = file_read(a, &file, path.p, ZONE_FILE_MAX, 0);
	return e ? e : zone_parse(a, z, file);
}

int64_t
zone_offset_s(const struct zone *z, int64_t at_us)
{
	int64_t at_s = at_us / SEC_US - (at_us % SEC_US < 0);
	int64_t offset = z->first_s;

	for (size_t i = 0; i < z->n && z->from_s[i] <= at_s; i++)
		offset = z->offset_s[i];
	return offset;
}

int64_t
zone_day(const struct zone *z, int64_t at_us)
{
	int64_t local_us = at_us + zone_offset_s(z, at_us) * SEC_US;

	return local_us / DAY_US - (local_us % DAY_US < 0);
}

int64_t
zone_midnight_us(const struct zone *z, int64_t day)
{
	int64_t guess_us = day * DAY_US;
	int64_t first_us = guess_us - zone_offset_s(z, guess_us) * SEC_US;

	/* The offset at the guess may be another than at midnight itself. */
	return guess_us - zone_offset_s(z, first_us) * SEC_US;
}
