#include "sale/order_server.h"

#include <stddef.h>

#include "base/sys.h"
#include "store/vpc.h"

enum { LOGIN_MAX = 32, SERVER_PASSWORD_MIN = 12, SERVER_PASSWORD_MAX = 64 };

static const struct field server_fields[] = {
	{ .name = "vpc",
	    .type = FIELD_ID,
	    .prefix = ID_VPC,
	    .offset = offsetof(struct server_body, vpc),
	    .about = "one of the company's in the quote's region" },
	{ .name = "subnet",
	    .type = FIELD_ID,
	    .prefix = ID_SUBNET,
	    .offset = offsetof(struct server_body, subnet),
	    .about = "one of that VPC's" },
	{ .name = "login_name",
	    .type = FIELD_TEXT,
	    .max = LOGIN_MAX,
	    .offset = offsetof(struct server_body, login_name),
	    .about = "of the first sign-in: a-z, 0-9, - and _" },
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .max = SERVER_PASSWORD_MAX,
	    .offset = offsetof(struct server_body, password),
	    .about = "of the first sign-in; sealed until the server is "
		     "delivered, then wiped, and never answered" },
};
const struct shape server_shape = SHAPE(
    "OrderedServer", struct server_body, server_fields);

static enum err
place_check(struct call *c, const struct quote *q,
    const struct server_body *body, struct vpc *v, struct subnet *subnet)
{
	const struct region *region = &q->server.region;
	enum err e;

	if (id_is_nil(body->vpc))
		return call_fault(c, "/server/vpc", "required",
		    "Choose a VPC in %.*s; create one if you have none.",
		    STR_FMT(region->name));
	e = vpc_get(c->db, c->arena, v, body->vpc, c->who.company_id);
	if (e == ERR_NOT_FOUND || (e == OK && !str_eq(v->region, region->code)))
		return call_fault(c, "/server/vpc", "choice",
		    "Your company has no such VPC in %.*s.",
		    STR_FMT(region->name));
	if (e != OK)
		return e;
	if (id_is_nil(body->subnet))
		return call_fault(c, "/server/subnet", "required",
		    "Choose a subnet of %.*s.", STR_FMT(v->name));
	e = subnet_get(c->db, c->arena, subnet, body->subnet, v->vpc_id);
	return e == ERR_NOT_FOUND
	    ? call_fault(c, "/server/subnet", "choice",
		  "%.*s has no such subnet.", STR_FMT(v->name))
	    : e;
}

static bool
is_lower(char ch)
{
	return ch >= 'a' && ch <= 'z';
}

static bool
is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

/* What systems take for the name of an account. */
static bool
login_is_good(struct str s)
{
	if (s.n == 0 || (!is_lower(s.p[0]) && s.p[0] != '_'))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (!is_lower(s.p[i]) && !is_digit(s.p[i]) && s.p[i] != '-' &&
		    s.p[i] != '_')
			return false;
	return true;
}

static bool
has(struct str s, struct str part)
{
	for (size_t i = 0; i + part.n <= s.n; i++)
		if (str_eq_nocase(str_sub(s, i, part.n), part))
			return true;
	return false;
}

/* What every image's way of setting it takes: visible ASCII, mixed. */
static bool
password_is_good(struct str s, struct str login)
{
	bool lower = false, upper = false, digit = false, sign = false;

	if (s.n < SERVER_PASSWORD_MIN || s.n > SERVER_PASSWORD_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];

		if (ch <= ' ' || ch > '~')
			return false;
		lower |= is_lower(ch);
		upper |= ch >= 'A' && ch <= 'Z';
		digit |= is_digit(ch);
		sign |= !is_lower(ch) && !is_digit(ch) &&
		    !(ch >= 'A' && ch <= 'Z');
	}
	return lower + upper + digit + sign >= 3 && !has(s, login);
}

static enum err
sign_in_check(struct call *c, const struct server_body *body)
{
	if (!login_is_good(body->login_name))
		return call_fault(c, "/server/login_name",
		    body->login_name.n == 0 ? "required" : "format",
		    "Use a login name of a-z, 0-9, - and _ that begins with a "
		    "letter, at most %d.",
		    LOGIN_MAX);
	if (!password_is_good(body->password, body->login_name))
		return call_fault(c, "/server/password",
		    body->password.n == 0 ? "required" : "format",
		    "Use %d to %d visible ASCII characters with three of: "
		    "small letters, capitals, digits, signs; without the login "
		    "name.",
		    SERVER_PASSWORD_MIN, SERVER_PASSWORD_MAX);
	return OK;
}

struct str
server_text(struct call *c, const struct server_sale *s)
{
	return arena_printf(c->arena, "%.*s (%lld vCPU, %lld GiB, %.*s)",
	    STR_FMT(s->flavour.code), (long long)s->flavour.vcpus,
	    (long long)s->flavour.memory_gib, STR_FMT(s->region.name));
}

/* The second line of the order: the same product's, at the server's fee. */
static enum err
line_add(struct call *c, struct placement *p, const struct quote *q)
{
	struct order_line *l = &p->lines[p->nlines];

	*l = p->lines[0];
	l->kind = STR("infrastructure");
	l->product_name = STR(SERVER_NAME);
	l->plan_name = server_text(c, &q->server);
	l->choice.ncapacities = 0;
	l->unit = q->server_fee.unit;
	l->net = q->server_fee.net;
	l->tax = q->server_fee.tax;
	p->nlines++;
	return l->plan_name.p == NULL ? ERR_NOMEM : OK;
}

enum err
server_accept(struct call *c, struct placement *p, const struct quote *q,
    const struct server_body *body)
{
	const struct server_sale *s = &q->server;
	struct subnet subnet;
	struct vpc vpc;
	enum err e;

	if (!q->has_server)
		return id_is_nil(body->vpc) && body->password.n == 0
		    ? OK
		    : call_fault(c, "/server", "unknown",
			  "What this quote is of needs no server.");
	/* A renewal's server runs already. */
	if (!id_is_nil(q->renews))
		return line_add(c, p, q);
	if ((e = place_check(c, q, body, &vpc, &subnet)) != OK ||
	    (e = sign_in_check(c, body)) != OK || (e = line_add(c, p, q)) != OK)
		return e;
	p->has_server = true;
	p->server_password = body->password;
	p->server = (struct order_server){
		.region = s->region.code,
		.region_name = s->region.name,
		.flavour = s->flavour.code,
		.vcpus = s->flavour.vcpus,
		.memory_gib = s->flavour.memory_gib,
		.image = s->image,
		.vpc_id = vpc.vpc_id,
		.subnet_id = body->subnet,
		.login_name = body->login_name,
		.vpc_name = vpc.name,
		.subnet_name = subnet.name,
	};
	return OK;
}

void
region_json(struct json *j, struct str code, struct str name)
{
	json_object(j);
	json_put_str(j, "code", code);
	json_put_str(j, "name", name);
	json_end_object(j);
}

void
flavour_json(struct json *j, struct str code, int64_t vcpus, int64_t memory_gib)
{
	json_object(j);
	json_put_str(j, "code", code);
	json_put_i64(j, "vcpus", vcpus);
	json_put_i64(j, "memory_gib", memory_gib);
	json_end_object(j);
}

static void
named_json(struct json *j, const char *key, const char *prefix, struct id id,
    struct str name)
{
	json_key(j, key);
	json_object(j);
	json_put_id(j, "id", prefix, id);
	json_put_str(j, "name", name);
	json_end_object(j);
}

void
server_json(struct json *j, const struct order_set *set, const struct order *o)
{
	const struct order_server *s = set->servers;
	const struct order_server *end = s + set->nservers;

	while (s < end && !id_eq(s->order_id, o->order_id))
		s++;
	json_key(j, "server");
	if (s == end) {
		json_null(j);
		return;
	}
	json_object(j);
	json_key(j, "region");
	region_json(j, s->region, s->region_name);
	json_key(j, "flavour");
	flavour_json(j, s->flavour, s->vcpus, s->memory_gib);
	named_json(j, "vpc", ID_VPC, s->vpc_id, s->vpc_name);
	named_json(j, "subnet", ID_SUBNET, s->subnet_id, s->subnet_name);
	json_put_str(j, "login_name", s->login_name);
	json_put_bool(j, "password_kept", s->password_sealed.n > 0);
	json_end_object(j);
}
