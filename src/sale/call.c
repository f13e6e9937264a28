#include "sale/call.h"

struct act
act_of_call(const struct call *c)
{
	bool operates = c->who.role == ROLE_SUPPORT ||
	    c->who.role == ROLE_ADMIN;

	return (struct act){
		.db = c->db,
		.arena = c->arena,
		.now_us = c->now_us,
		.actor = operates ? ACTOR_OPERATOR : ACTOR_USER,
		.user_id = c->who.user_id,
		.calendar = &c->site->calendar,
	};
}

enum err
company_required(struct call *c)
{
	if (!id_is_nil(c->who.company_id))
		return OK;
	return call_fail(c, ERR_FORBIDDEN,
	    "Operators have no orders and bills of their own; sign in as a "
	    "user of a company.");
}

enum err
path_id(struct id *out, const struct call *c, const char *prefix)
{
	return id_parse(out, prefix, c->path_arg[0]) == OK ? OK : ERR_NOT_FOUND;
}

struct str
call_locale(const struct call *c)
{
	return c->who.locale.n > 0 ? c->who.locale : c->site->config.locales[0];
}

bool
product_is_public(struct str state)
{
	return !str_is(state, "DRAFT") && !str_is(state, "IN_REVIEW");
}

struct str
logo_url(struct call *c, struct str logo)
{
	if (logo.n == 0)
		return STR_NONE;
	return arena_printf(c->arena, "/media/%.*s", STR_FMT(logo));
}

void
json_put_capacities(struct json *j, const struct choice *choice)
{
	json_key(j, "capacities");
	json_object(j);
	for (size_t i = 0; i < choice->ncapacities; i++) {
		json_key_str(j, choice->capacities[i].code);
		json_i64(j, choice->capacities[i].amount);
	}
	json_end_object(j);
}
