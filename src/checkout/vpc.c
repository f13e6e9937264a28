/* R14: a company's networks, made where they are needed. */
#include <stddef.h>

#include "act/vpc.h"
#include "checkout.h"
#include "sale/order_server.h"

enum { VPC_NAME_MAX = 64 };

struct vpc_body {
	struct str region, name, cidr, subnet_name, subnet_cidr;
};

struct subnet_body {
	struct str name, cidr;
};

#define NETWORK_FIELDS(type_, name_, cidr_, about_) \
	{ .name = #name_, \
		.type = FIELD_NAME, \
		.required = true, \
		.max = VPC_NAME_MAX, \
		.offset = offsetof(struct type_, name_), \
		.about = "unique among " about_ }, \
	{ \
		.name = #cidr_, .type = FIELD_TEXT, .required = true, \
		.max = NETWORK_TEXT_MAX, \
		.offset = offsetof(struct type_, cidr_), \
		.about = "private IPv4 addresses, such as 10.0.0.0/16" \
	}

static const struct field vpc_fields[] = {
	{ .name = "region",
	    .type = FIELD_KIND,
	    .kind = TEXT_SLUG,
	    .required = true,
	    .offset = offsetof(struct vpc_body, region),
	    .about = "a region's code" },
	NETWORK_FIELDS(vpc_body, name, cidr, "the company's in the region"),
	NETWORK_FIELDS(vpc_body, subnet_name, subnet_cidr, "the VPC's"),
};
static const struct shape vpc_shape = SHAPE(
    "NewVpc", struct vpc_body, vpc_fields);

static const struct field subnet_fields[] = {
	NETWORK_FIELDS(subnet_body, name, cidr, "the VPC's"),
};
static const struct shape subnet_shape = SHAPE(
    "NewSubnet", struct subnet_body, subnet_fields);

/* A block of addresses inside the limits; pointer names the field. */
static enum err
network_read(
    struct call *c, struct network *out, struct str text, const char *pointer)
{
	char block[NETWORK_TEXT_MAX];
	enum err e = network_parse(out, text);

	if (e == ERR_SYNTAX)
		return call_fault(c, pointer, "format",
		    "Write a block of IPv4 addresses such as 10.0.0.0/16.");
	if (e == ERR_RANGE)
		return call_fault(c, pointer, "range",
		    "A block of this size begins elsewhere: write %.*s.",
		    STR_FMT(network_text(block, *out)));
	if (!network_is_private(*out))
		return call_fault(c, pointer, "range",
		    "Take private addresses: of 10.0.0.0/8, 172.16.0.0/12 or "
		    "192.168.0.0/16.");
	if (network_bits(*out) > NETWORK_BITS_MAX)
		return call_fault(c, pointer, "range",
		    "A block has at least 16 addresses: /%d or less.",
		    NETWORK_BITS_MAX);
	return OK;
}

static enum err
subnet_read(struct call *c, struct subnet *out, struct network whole,
    struct str cidr, const char *pointer)
{
	char block[NETWORK_TEXT_MAX];
	enum err e = network_read(c, &out->network, cidr, pointer);

	if (e == OK && !network_within(out->network, whole))
		return call_fault(c, pointer, "range",
		    "The subnet lies outside its VPC, %.*s.",
		    STR_FMT(network_text(block, whole)));
	return e;
}

/* What an act refused, at the field that mends it. */
static enum err
refused(struct call *c, enum err e, const char *cidr, const char *name,
    struct str met)
{
	if (e == ERR_RANGE)
		return call_fault(c, cidr, "duplicate",
		    "%.*s has some of these addresses already; take others.",
		    STR_FMT(met));
	if (e == ERR_EXISTS)
		return call_fault(
		    c, name, "duplicate", "The name is taken; take another.");
	if (e == ERR_LIMIT)
		return call_fail(c, ERR_STATE,
		    "A company has at most %d VPCs and %d subnets.", VPCS_MAX,
		    SUBNETS_MAX);
	return e;
}

static enum err
region_find(struct call *c, struct region *out, struct str code)
{
	struct region *all;
	size_t n = 0;
	enum err e = regions_all(c->db, c->arena, &all, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		if (str_eq(all[i].code, code) && !all[i].closed) {
			*out = all[i];
			return OK;
		}
	return e != OK ? e
		       : call_fault(c, "/region", "choice",
			     "There is no region %.*s.", STR_FMT(code));
}

static void
network_json(struct json *j, struct network n)
{
	char text[NETWORK_TEXT_MAX];

	json_put_str(j, "cidr", network_text(text, n));
}

static void
subnet_json(struct json *j, const struct subnet *s)
{
	json_object(j);
	json_put_id(j, "id", ID_SUBNET, s->subnet_id);
	json_put_str(j, "name", s->name);
	network_json(j, s->network);
	json_end_object(j);
}

static void
vpc_json(
    struct json *j, const struct vpc *v, const struct subnet *subnets, size_t n)
{
	json_object(j);
	json_put_id(j, "id", ID_VPC, v->vpc_id);
	json_key(j, "region");
	region_json(j, v->region, v->region_name);
	json_put_str(j, "name", v->name);
	network_json(j, v->network);
	json_put_time(j, "created_at", v->created_at_us);
	json_key(j, "subnets");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		if (id_eq(subnets[i].vpc_id, v->vpc_id))
			subnet_json(j, &subnets[i]);
	json_end_array(j);
	json_end_object(j);
}

/* What a page begins with; null when no address is left. */
static enum err
suggestion_json(struct call *c, struct json *j, const struct vpc *all, size_t n)
{
	struct vpc v;
	struct subnet first;
	char text[NETWORK_TEXT_MAX];
	enum err e = vpc_suggest(c->arena, &v, &first, all, n);

	json_key(j, "suggestion");
	if (e == ERR_LIMIT) {
		json_null(j);
		return OK;
	}
	if (e != OK)
		return e;
	json_object(j);
	json_put_str(j, "name", v.name);
	network_json(j, v.network);
	json_put_str(j, "subnet_name", first.name);
	json_put_str(j, "subnet_cidr", network_text(text, first.network));
	json_end_object(j);
	return OK;
}

static enum err
vpcs_list(struct call *c)
{
	struct str region = request_query(c->request, "region");
	struct subnet *subnets;
	struct vpc *vpcs;
	struct json *j;
	size_t n = 0, nsubnets = 0;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = vpcs_of(c->db, c->arena, &vpcs, &n, c->who.company_id,
		 STR_NONE, VPCS_MAX)) != OK ||
	    (e = subnets_of(c->db, c->arena, &subnets, &nsubnets,
		 c->who.company_id, SUBNETS_MAX)) != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		if (region.n == 0 || str_eq(vpcs[i].region, region))
			vpc_json(j, &vpcs[i], subnets, nsubnets);
	json_end_array(j);
	json_key(j, "next");
	json_null(j);
	e = suggestion_json(c, j, vpcs, n);
	json_end_object(j);
	return e;
}

static enum err
vpc_new(struct call *c)
{
	const struct vpc_body *body = c->body;
	struct act act = act_of_call(c);
	struct region region;
	struct vpc v = { .company_id = c->who.company_id, .name = body->name };
	struct subnet first = { .name = body->subnet_name };
	struct str met = STR_NONE;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = region_find(c, &region, body->region)) != OK ||
	    (e = network_read(c, &v.network, body->cidr, "/cidr")) != OK ||
	    (e = subnet_read(c, &first, v.network, body->subnet_cidr,
		 "/subnet_cidr")) != OK)
		return e;
	v.region = region.code;
	v.region_name = region.name;
	e = vpc_create(&act, &v, &first, &met);
	if (e != OK)
		return refused(c, e, "/cidr", "/name", met);
	vpc_json(reply_json(c, 201), &v, &first, 1);
	return OK;
}

static enum err
subnet_new(struct call *c)
{
	const struct subnet_body *body = c->body;
	struct act act = act_of_call(c);
	struct vpc v;
	struct subnet s = { .name = body->name };
	struct str met = STR_NONE;
	struct id vpc_id;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&vpc_id, c, ID_VPC)) != OK ||
	    (e = vpc_get(c->db, c->arena, &v, vpc_id, c->who.company_id)) !=
		OK ||
	    (e = subnet_read(c, &s, v.network, body->cidr, "/cidr")) != OK)
		return e;
	e = subnet_create(&act, &v, &s, &met);
	if (e != OK)
		return refused(c, e, "/cidr", "/name", met);
	subnet_json(reply_json(c, 201), &s);
	return OK;
}

static const char *const vpc_query[] = { "region", NULL };

const struct route vpc_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/checkout/vpcs",
	    .handler = vpcs_list,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = vpc_query,
	    .answer = "Vpcs",
	    .status = 200,
	    .summary =
		"The company's networks, and what is free for one more" },
	{ .method = "POST",
	    .pattern = "/api/checkout/vpcs",
	    .handler = vpc_new,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .body = &vpc_shape,
	    .answer = "Vpc",
	    .status = 201,
	    .summary = "Create a VPC with its first subnet" },
	{ .method = "POST",
	    .pattern = "/api/checkout/vpcs/{vpc}/subnets",
	    .handler = subnet_new,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .body = &subnet_shape,
	    .answer = "Subnet",
	    .status = 201,
	    .summary = "Create a subnet in a VPC" },
	{ .method = NULL },
};
