/*
 * Where URLs that sellers and companies gave may lead: https, ports of
 * OUTBOUND_PORTS, public addresses (IANA special-purpose registries, RFC
 * 6890).  OUTBOUND_ALLOW lists networks that are excepted, for http too.
 * The address is checked when the socket is made, so that a name cannot
 * change its answer in between.
 */
#ifndef NET_OUTBOUND_H
#define NET_OUTBOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/str.h"

enum { OUTBOUND_PORTS_MAX = 16, OUTBOUND_NETS_MAX = 32 };

struct outbound_net {
	uint8_t address[16]; /* IPv4 as ::ffff:a.b.c.d */
	unsigned bits;
};

struct outbound {
	unsigned ports[OUTBOUND_PORTS_MAX];
	size_t nports;
	struct outbound_net nets[OUTBOUND_NETS_MAX];
	size_t nnets;
};

/*
 * "443,8443" and "10.0.0.0/8,fd00::/8"; empty: 443 and none.  ERR_CONFIG:
 * not of this form; ERR_LIMIT: too many.
 */
enum err outbound_read(
    struct outbound *out, struct str ports, struct str allow) MUST_CHECK;

/* Is the address in one of the excepted networks? */
bool outbound_excepted(const struct outbound *o, const struct sockaddr *sa);

/* Is it a public unicast address, which is nobody's internal machine? */
bool outbound_public(const struct sockaddr *sa);

bool outbound_port(const struct outbound *o, unsigned port);

#endif
