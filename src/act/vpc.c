#include "act/vpc.h"

#include "base/bounds.h"
#include "store/company.h"

static enum err
event_add(
    struct act *act, const char *subject, struct id subject_id, struct str name)
{
	struct event event = act_event(
	    act, subject, subject_id, "created", NULL, NULL, name);

	return events_insert(act->db, &event, 1);
}

static enum err
subnet_add(struct act *act, const struct vpc *v, struct subnet *s)
{
	enum err e;

	s->subnet_id = id_new();
	s->vpc_id = v->vpc_id;
	s->created_at_us = act->now_us;
	e = subnet_insert(act->db, s);
	return e == OK ? event_add(act, "subnet", s->subnet_id, s->name) : e;
}

/* Companies join networks of several regions, so none may overlap. */
static enum err
vpc_room(struct act *act, const struct vpc *v, struct str *met)
{
	struct vpc *all;
	size_t n = 0;
	enum err e = vpcs_of(
	    act->db, act->arena, &all, &n, v->company_id, STR_NONE, VPCS_MAX);

	if (e == OK && n == VPCS_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; e == OK && i < n; i++)
		if (network_overlaps(all[i].network, v->network)) {
			*met = all[i].name;
			return ERR_RANGE;
		}
	return e;
}

enum err
vpc_create(
    struct act *act, struct vpc *v, struct subnet *first, struct str *met)
{
	enum err e = company_hold(act->db, v->company_id);

	if (e == OK)
		e = vpc_room(act, v, met);
	if (e != OK)
		return e;
	v->vpc_id = id_new();
	v->created_by = act->user_id;
	v->created_at_us = act->now_us;
	e = vpc_insert(act->db, v);
	if (e == OK)
		e = event_add(act, "vpc", v->vpc_id, v->name);
	return e == OK ? subnet_add(act, v, first) : e;
}

enum err
subnet_create(
    struct act *act, const struct vpc *v, struct subnet *s, struct str *met)
{
	struct subnet *all;
	size_t n = 0;
	enum err e = company_hold(act->db, v->company_id);

	if (e == OK)
		e = subnets_of(
		    act->db, act->arena, &all, &n, v->company_id, SUBNETS_MAX);
	if (e == OK && n == SUBNETS_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; e == OK && i < n; i++)
		if (id_eq(all[i].vpc_id, v->vpc_id) &&
		    network_overlaps(all[i].network, s->network)) {
			*met = all[i].name;
			return ERR_RANGE;
		}
	return e == OK ? subnet_add(act, v, s) : e;
}

static bool
name_taken(const struct vpc *all, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].name, name))
			return true;
	return false;
}

enum err
vpc_suggest(struct arena *a, struct vpc *v, struct subnet *first,
    const struct vpc *all, size_t n)
{
	const struct network whole = { 0x0a000000u, 0x0affffffu };
	struct network taken[VPCS_MAX];
	enum err e;

	for (size_t i = 0; i < n && i < VPCS_MAX; i++)
		taken[i] = all[i].network;
	e = network_free(&v->network, whole, NETWORK_BITS, taken, n);
	if (e == OK)
		e = network_free(
		    &first->network, v->network, SUBNET_BITS, NULL, 0);
	first->name = STR("subnet-1");
	for (size_t i = 1; e == OK && i <= n + 1; i++) {
		v->name = arena_printf(a, "vpc-%zu", i);
		if (v->name.p == NULL)
			return ERR_NOMEM;
		if (!name_taken(all, n, v->name))
			break;
	}
	return e;
}
