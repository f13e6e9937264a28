#include "domain/network.h"

#include <stdio.h>

#include "base/num.h"

enum { ADDRESS_BITS = 32 };

static const struct network private_blocks[] = {
	{ 0x0a000000u, 0x0affffffu }, /* 10.0.0.0/8 */
	{ 0xac100000u, 0xac1fffffu }, /* 172.16.0.0/12 */
	{ 0xc0a80000u, 0xc0a8ffffu }, /* 192.168.0.0/16 */
};

/* Of a number there is one way to write it: 010 is eight to some. */
static enum err
part_parse(int64_t *out, struct str s, int64_t most)
{
	if (s.n == 0 || s.n > 3 || (s.n > 1 && s.p[0] == '0'))
		return ERR_SYNTAX;
	return num_parse_in(out, s, 0, most) == OK ? OK : ERR_SYNTAX;
}

static uint32_t
host_mask(int bits)
{
	return bits == 0 ? UINT32_MAX
			 : (UINT32_C(1) << (ADDRESS_BITS - bits)) - 1;
}

enum err
network_parse(struct network *out, struct str s)
{
	struct str address, part;
	int64_t number, bits;
	uint32_t first = 0;
	int parts = 0;

	if (!str_cut(&s, '/', &address) ||
	    part_parse(&bits, s, ADDRESS_BITS - 1) != OK)
		return ERR_SYNTAX;
	while (str_cut(&address, '.', &part)) {
		if (++parts > 4 || part_parse(&number, part, 255) != OK)
			return ERR_SYNTAX;
		first = first << 8 | (uint32_t)number;
	}
	if (parts != 4)
		return ERR_SYNTAX;
	*out = (struct network){ first & ~host_mask((int)bits),
		first | host_mask((int)bits) };
	return (first & host_mask((int)bits)) == 0 ? OK : ERR_RANGE;
}

int
network_bits(struct network n)
{
	int bits = ADDRESS_BITS;

	for (uint32_t size = n.last - n.first; size > 0; size >>= 1)
		bits--;
	return bits;
}

struct str
network_text(char out[NETWORK_TEXT_MAX], struct network n)
{
	int written = snprintf(out, NETWORK_TEXT_MAX, "%u.%u.%u.%u/%d",
	    n.first >> 24, n.first >> 16 & 255, n.first >> 8 & 255,
	    n.first & 255, network_bits(n));

	return (struct str){ out, (size_t)written };
}

bool
network_within(struct network inner, struct network outer)
{
	return inner.first >= outer.first && inner.last <= outer.last;
}

bool
network_overlaps(struct network a, struct network b)
{
	return a.first <= b.last && b.first <= a.last;
}

bool
network_is_private(struct network n)
{
	for (size_t i = 0; i < sizeof(private_blocks) / sizeof(*private_blocks);
	     i++)
		if (network_within(n, private_blocks[i]))
			return true;
	return false;
}

/* The end of what meets it; 0: nothing does. */
static uint32_t
taken_until(struct network n, const struct network *taken, size_t ntaken)
{
	for (size_t i = 0; i < ntaken; i++)
		if (network_overlaps(n, taken[i]))
			return taken[i].last;
	return 0;
}

enum err
network_free(struct network *out, struct network whole, int bits,
    const struct network *taken, size_t ntaken)
{
	uint64_t size = (uint64_t)host_mask(bits) + 1;
	uint64_t at = (whole.first + size - 1) / size * size;

	while (at + size - 1 <= whole.last) {
		uint32_t until;

		*out = (struct network){ (uint32_t)at,
			(uint32_t)(at + size - 1) };
		until = taken_until(*out, taken, ntaken);
		if (until == 0)
			return OK;
		at = until / size * size + size;
	}
	return ERR_LIMIT;
}
