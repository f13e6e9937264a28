#include <assert.h>
#include <string.h>

#include "base/id.h"
#include "base/sys.h"

/* Crockford's alphabet in lower case, as TypeID has it. */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

enum { SUFFIX_CHARS = 26 };

/*
 * The first 60 time bits of the next id: milliseconds, then 12 bits of
 * their fraction (RFC 9562, 6.2, method 3), always above the last one.
 */
static uint64_t
next_tick(void)
{
	static uint64_t last;
	uint64_t now_us = (uint64_t)clock_now_us();
	uint64_t tick = (now_us / 1000) << 12 | (now_us % 1000) * 4096 / 1000;
	uint64_t seen = __atomic_load_n(&last, __ATOMIC_RELAXED);
	uint64_t next;

	do {
		next = tick > seen ? tick : seen + 1;
	} while (!__atomic_compare_exchange_n(
	    &last, &seen, next, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
	return next;
}

struct id
id_new(void)
{
	uint64_t tick = next_tick();
	struct id id;

	random_bytes(id.b + 8, 8);
	for (int i = 0; i < 6; i++)
		id.b[i] = (uint8_t)(tick >> (52 - 8 * i));
	id.b[6] = (uint8_t)(0x70 | (tick >> 8 & 0x0f));
	id.b[7] = (uint8_t)tick;
	id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3f));
	return id;
}

bool
id_is_nil(struct id id)
{
	return id_eq(id, (struct id){ { 0 } });
}

bool
id_eq(struct id a, struct id b)
{
	return memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

/* Base32 digit i of 26: 130 bits of which the first two are zero. */
static unsigned
digit_get(const struct id *id, unsigned i)
{
	unsigned value = 0;

	for (unsigned bit = 5 * i; bit < 5 * i + 5; bit++) {
		value <<= 1;
		if (bit >= 2)
			value |= (unsigned)id->b[(bit - 2) / 8] >>
				(7 - (bit - 2) % 8) &
			    1U;
	}
	return value;
}

static void
digit_put(struct id *id, unsigned i, unsigned value)
{
	for (unsigned k = 0; k < 5; k++) {
		unsigned bit = 5 * i + k;

		if (bit >= 2 && (value >> (4 - k) & 1) != 0)
			id->b[(bit - 2) / 8] |= (uint8_t)(0x80 >>
			    (bit - 2) % 8);
	}
}

struct str
id_format(char out[ID_TEXT_MAX], const char *prefix, struct id id)
{
	size_t n = strlen(prefix);

	assert(n + 1 + SUFFIX_CHARS < ID_TEXT_MAX);
	memcpy(out, prefix, n);
	out[n++] = '_';
	for (unsigned i = 0; i < SUFFIX_CHARS; i++)
		out[n++] = alphabet[digit_get(&id, i)];
	out[n] = '\0';
	return (struct str){ out, n };
}

enum err
id_parse(struct id *out, const char *prefix, struct str s)
{
	struct id id = { { 0 } };
	size_t n = strlen(prefix);

	if (s.n != n + 1 + SUFFIX_CHARS || s.p[n] != '_' ||
	    !str_starts(s, str_from(prefix)))
		return ERR_SYNTAX;
	s = str_sub(s, n + 1, SUFFIX_CHARS);
	if (s.p[0] > '7') /* more than 128 bits */
		return ERR_SYNTAX;
	for (unsigned i = 0; i < SUFFIX_CHARS; i++) {
		const char *at = memchr(alphabet, s.p[i], sizeof(alphabet) - 1);

		if (at == NULL)
			return ERR_SYNTAX;
		digit_put(&id, i, (unsigned)(at - alphabet));
	}
	*out = id;
	return OK;
}
