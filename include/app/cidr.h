/* Addresses against a list: "127.0.0.1, 10.0.0.0/8 2001:db8::/32". */
#ifndef APP_CIDR_H
#define APP_CIDR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* The first item that is no address or block; .p NULL: all are. */
struct str cidr_first_bad(struct str list);

/* IPv4-mapped IPv6 addresses count as IPv4. */
bool cidr_contains(struct str list, struct str address);

bool cidr_is_address(struct str s);

/* A number that an IPv4 address or an IPv6 /64 has; 0: no address. */
uint64_t cidr_bucket(struct str address);

#endif
