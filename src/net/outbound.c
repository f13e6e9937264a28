#include "net/outbound.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/num.h"

struct range {
	uint8_t address[16];
	unsigned bits;
};

#define V4(a, b, c, d) \
	{ \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, (a), (b), (c), (d) \
	}

/*
 * What the IANA IPv4 special-purpose registry calls not globally
 * reachable, with multicast and the relay anycast of RFC 7526.
 */
static const struct range refused_v4[] = {
	{ V4(0, 0, 0, 0), 96 + 8 },
	{ V4(10, 0, 0, 0), 96 + 8 },
	{ V4(100, 64, 0, 0), 96 + 10 },
	{ V4(127, 0, 0, 0), 96 + 8 },
	{ V4(169, 254, 0, 0), 96 + 16 },
	{ V4(172, 16, 0, 0), 96 + 12 },
	{ V4(192, 0, 0, 0), 96 + 24 },
	{ V4(192, 0, 2, 0), 96 + 24 },
	{ V4(192, 88, 99, 0), 96 + 24 },
	{ V4(192, 168, 0, 0), 96 + 16 },
	{ V4(198, 18, 0, 0), 96 + 15 },
	{ V4(198, 51, 100, 0), 96 + 24 },
	{ V4(203, 0, 113, 0), 96 + 24 },
	{ V4(224, 0, 0, 0), 96 + 3 },
};

/* IPv6 is the other way round: global unicast, less these. */
static const struct range global_v6 = { { 0x20 }, 3 };
static const struct range refused_v6[] = {
	{ { 0x20, 0x01, 0x00 }, 23 },	    /* protocols, Teredo, ORCHID */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
	{ { 0x20, 0x02 }, 16 },		    /* 6to4 hides an IPv4 */
	{ { 0x3f, 0xff }, 20 },		    /* documentation */
};
static const struct range mapped_v4 = { V4(0, 0, 0, 0), 96 };

static bool
range_has(const uint8_t net[16], unsigned bits, const uint8_t address[16])
{
	unsigned bytes = bits / 8, rest = bits % 8;

	if (memcmp(net, address, bytes) != 0)
		return false;
	if (rest == 0)
		return true;
	uint8_t mask = (uint8_t)(0xff << (8 - rest));
	return ((net[bytes] ^ address[bytes]) & mask) == 0;
}

/* False for what is neither IPv4 nor IPv6. */
static bool
address_of(uint8_t out[16], const struct sockaddr *sa)
{
	static const uint8_t mapped[16] = V4(0, 0, 0, 0);

	if (sa->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, sa, sizeof(in6));
		memcpy(out, &in6.sin6_addr, 16);
		return true;
	}
	if (sa->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, sa, sizeof(in));
		memcpy(out, mapped, 16);
		memcpy(out + 12, &in.sin_addr, 4);
		return true;
	}
	return false;
}

bool
outbound_public(const struct sockaddr *sa)
{
	uint8_t address[16];

	if (!address_of(address, sa))
		return false;
	if (range_has(mapped_v4.address, mapped_v4.bits, address)) {
		for (size_t i = 0; i < sizeof(refused_v4) / sizeof(*refused_v4);
		     i++)
			if (range_has(refused_v4[i].address, refused_v4[i].bits,
				address))
				return false;
		return true;
	}
	if (!range_has(global_v6.address, global_v6.bits, address))
		return false;
	for (size_t i = 0; i < sizeof(refused_v6) / sizeof(*refused_v6); i++)
		if (range_has(
			refused_v6[i].address, refused_v6[i].bits, address))
			return false;
	return true;
}

bool
outbound_excepted(const struct outbound *o, const struct sockaddr *sa)
{
	uint8_t address[16];

	if (!address_of(address, sa))
		return false;
	for (size_t i = 0; i < o->nnets; i++)
		if (range_has(o->nets[i].address, o->nets[i].bits, address))
			return true;
	return false;
}

bool
outbound_port(const struct outbound *o, unsigned port)
{
	for (size_t i = 0; i < o->nports; i++)
		if (o->ports[i] == port)
			return true;
	return false;
}

static enum err
ports_read(struct outbound *out, struct str ports)
{
	struct str piece;

	if (str_empty(str_trim(ports)))
		ports = STR("443");
	while (str_cut(&ports, ',', &piece)) {
		int64_t port;

		if (num_parse_in(&port, str_trim(piece), 1, 65535))
			return ERR_CONFIG;
		if (out->nports == OUTBOUND_PORTS_MAX)
			return ERR_LIMIT;
		out->ports[out->nports++] = (unsigned)port;
	}
	return OK;
}

static enum err
net_read(struct outbound_net *out, struct str text)
{
	char name[INET6_ADDRSTRLEN];
	size_t slash = str_find(text, '/');
	struct str address = str_sub(text, 0, slash);
	struct in_addr in;
	int64_t bits;

	if (slash == text.n || address.n >= sizeof(name))
		return ERR_CONFIG;
	memcpy(name, address.p, address.n);
	name[address.n] = '\0';
	bool v4 = inet_pton(AF_INET, name, &in) == 1;

	if (v4) {
		static const uint8_t mapped[16] = V4(0, 0, 0, 0);

		memcpy(out->address, mapped, 16);
		memcpy(out->address + 12, &in, 4);
	} else if (inet_pton(AF_INET6, name, out->address) != 1) {
		return ERR_CONFIG;
	}
	if (num_parse_in(
		&bits, str_sub(text, slash + 1, text.n), 0, v4 ? 32 : 128))
		return ERR_CONFIG;
	out->bits = (unsigned)bits + (v4 ? 96 : 0);
	return OK;
}

enum err
outbound_read(struct outbound *out, struct str ports, struct str allow)
{
	struct str piece;

	memset(out, 0, sizeof(*out));
	enum err e = ports_read(out, ports);
	if (e || str_empty(str_trim(allow)))
		return e;
	while (str_cut(&allow, ',', &piece)) {
		if (out->nnets == OUTBOUND_NETS_MAX)
			return ERR_LIMIT;
		e = net_read(&out->nets[out->nnets++], str_trim(piece));
		if (e)
			return e;
	}
	return OK;
}
