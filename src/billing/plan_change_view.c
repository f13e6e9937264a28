/* A proposal for a payment plan as both of its sides read it. */
#include <stdio.h>
#include <string.h>

#include "app/auth.h"
#include "billing.h"
#include "stages.h"

bool
stages_acts_for(const struct call *c, const struct stages_seen *s, bool seller)
{
	return seller ? s->sells : s->buys && auth_buys(c);
}

static void
can_json(struct call *c, struct json *j, const struct plan_change *change,
    const struct stages_seen *s)
{
	json_key(j, "can");
	json_array(j);
	if (change->state == CHANGE_PROPOSED &&
	    stages_acts_for(c, s, !change->by_seller)) {
		json_cstr(j, "confirm");
		json_cstr(j, "decline");
	}
	if (change->state == CHANGE_PROPOSED &&
	    stages_acts_for(c, s, change->by_seller))
		json_cstr(j, "withdraw");
	json_end_array(j);
}

/* Where ,"key": begins. */
static size_t
member_at(struct str body, const char *key)
{
	char mark[32];
	size_t n = (size_t)snprintf(mark, sizeof(mark), ",\"%s\":", key),
	       at = 0;

	while (at + n <= body.n && memcmp(body.p + at, mark, n) != 0)
		at++;
	return at;
}

/*
 * A member of the body as it was written: in this order at its end.  Within
 * a text quotes are escaped, so that none looks like a key.
 */
static void
part_json(struct json *j, struct str body, const char *key, const char *next)
{
	size_t at = member_at(body, key) + strlen(key) + sizeof(",\"\":") - 1;
	size_t end = next == NULL ? body.n - 1 : member_at(body, next);

	json_key(j, key);
	json_raw(j, str_sub(body, at, end - at));
}

void
plan_change_json(struct call *c, struct json *j,
    const struct plan_change *change, const struct stages_seen *s)
{
	char hex[HASH_HEX + 1];

	hash_hex(hex, change->digest);
	json_object(j);
	json_put_id(j, "id", ID_PLAN_CHANGE, change->change_id);
	json_put_cstr(j, "kind", change->stop ? "stop" : "change");
	json_put_cstr(j, "state", plan_change_state_name(change->state));
	json_put_cstr(j, "side", change->by_seller ? "seller" : "buyer");
	json_put_str(j, "reason", change->reason);
	json_put_str(j, "answer", change->answer);
	json_put_time(j, "created_at", change->created_at_us);
	json_put_cstr(j, "digest", hex);
	part_json(j, change->body, "total", "before");
	part_json(j, change->body, "before", "after");
	part_json(j, change->body, "after", "account");
	part_json(j, change->body, "account", NULL);
	can_json(c, j, change, s);
	json_end_object(j);
}
