#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "app/cidr.h"
#include "base/num.h"

struct block {
	uint8_t b[16];
	unsigned bits; /* of 128 */
};

/* IPv4 is kept as ::ffff:a.b.c.d, so that one comparison serves both. */
static bool
address_read(struct block *out, struct str s, unsigned *family_bits)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	char text[INET6_ADDRSTRLEN];

	if (s.n == 0 || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	out->bits = 128;
	if (inet_pton(AF_INET, text, out->b + 12) == 1) {
		memcpy(out->b, mapped, sizeof(mapped));
		*family_bits = 32;
		return true;
	}
	*family_bits = 128;
	return inet_pton(AF_INET6, text, out->b) == 1;
}

static bool
block_read(struct block *out, struct str s)
{
	size_t slash = str_find(s, '/');
	unsigned family_bits;
	int64_t bits;

	if (!address_read(out, str_sub(s, 0, slash), &family_bits))
		return false;
	if (slash == s.n)
		return true;
	if (num_parse_in(&bits, str_sub(s, slash + 1, s.n - slash - 1), 0,
		family_bits) != OK)
		return false;
	out->bits = 128 - family_bits + (unsigned)bits;
	return true;
}

static bool
block_holds(const struct block *block, const struct block *address)
{
	size_t whole = block->bits / 8;
	uint8_t mask = (uint8_t)(0xff00 >> block->bits % 8);

	if (memcmp(block->b, address->b, whole) != 0)
		return false;
	return whole == 16 ||
	    ((block->b[whole] ^ address->b[whole]) & mask) == 0;
}

/* The next item; items are parted by commas and spaces. */
static bool
item_next(struct str *list, struct str *item)
{
	size_t n = 0;

	while (list->n > 0 && (list->p[0] == ',' || list->p[0] == ' '))
		*list = str_sub(*list, 1, list->n - 1);
	while (n < list->n && list->p[n] != ',' && list->p[n] != ' ')
		n++;
	*item = str_sub(*list, 0, n);
	*list = str_sub(*list, n, list->n - n);
	return n > 0;
}

struct str
cidr_first_bad(struct str list)
{
	struct block block;
	struct str item;

	while (item_next(&list, &item))
		if (!block_read(&block, item))
			return item;
	return STR_NONE;
}

bool
cidr_contains(struct str list, struct str address)
{
	struct block wanted, block;
	unsigned family_bits;
	struct str item;

	if (!address_read(&wanted, address, &family_bits))
		return false;
	while (item_next(&list, &item))
		if (block_read(&block, item) && block_holds(&block, &wanted))
			return true;
	return false;
}

bool
cidr_is_address(struct str s)
{
	struct block block;
	unsigned family_bits;

	return address_read(&block, s, &family_bits);
}

uint64_t
cidr_bucket(struct str address)
{
	struct block block;
	unsigned family_bits;
	uint64_t n;

	if (!address_read(&block, address, &family_bits))
		return 0;
	memcpy(&n, block.b + (family_bits == 32 ? 8 : 0), sizeof(n));
	return n;
}
