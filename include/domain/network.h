/*
 * Networks of IPv4 (RFC 4632 notation) as companies make them: blocks of
 * private addresses (RFC 1918), and parts of those.
 */
#ifndef DOMAIN_NETWORK_H
#define DOMAIN_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum {
	NETWORK_BITS_MIN = 8,		/* of a VPC: 10.0.0.0/8 */
	NETWORK_BITS_MAX = 28,		/* 16 addresses, of VPC and subnet */
	NETWORK_BITS = 16,		/* of what is suggested for a VPC, */
	SUBNET_BITS = 24,		/* and in it for a subnet */
	NETWORK_TEXT_MAX = 20
};

struct network {
	uint32_t first, last;		/* addresses, both in it */
};

/*
 * "10.0.0.0/16", as it would be written and with no bit set behind the
 * prefix.  ERR_SYNTAX: it is none; ERR_RANGE: it does not begin where a
 * block of its size does; *out is the block around it.
 */
enum err network_parse(struct network *out, struct str s) MUST_CHECK;
struct str network_text(char out[NETWORK_TEXT_MAX], struct network n);

int network_bits(struct network n);
bool network_is_private(struct network n);
bool network_within(struct network inner, struct network outer);
bool network_overlaps(struct network a, struct network b);

/* The first block of so many bits in whole that meets none of taken. */
enum err network_free(struct network *out, struct network whole, int bits,
    const struct network *taken, size_t ntaken) MUST_CHECK;

#endif
