#include "ruling.h"

#include "app/settle.h"
#include "base/sys.h"
#include "base/text.h"
#include "locale/zone.h"

enum { REASON_CHARS_MAX = 1000 };

static int
ruling_check(struct ruling *out, const char *text, const char *reason,
    const char *what, const char *prefix)
{
	struct ctl *c = out->c;

	if (text == NULL || id_parse(&out->id, prefix, str_from(text)) != OK)
		return ctl_misused(
		    c, "name %s by its id: %s_...", what, prefix);
	out->reason = str_from(reason);
	if (reason == NULL || !text_name(out->reason, REASON_CHARS_MAX))
		return ctl_misused(
		    c, "--reason wants " CTL_NAME, REASON_CHARS_MAX);
	return CTL_OK;
}

int
ruling_read_ways(struct ruling *out, struct ctl *c, int argc, char **argv,
    const char *const *ways, size_t *way, const char *what, const char *prefix)
{
	static const char *const numbers[] = { "no", "one", "two", "three" };
	const char *reason = NULL, *text = NULL;
	bool is[RULING_WAYS] = { false };
	struct ctl_option options[RULING_WAYS + 1];
	size_t n = 0, nargs = 1, given = 0;
	int status;

	for (; n < RULING_WAYS && ways[n] != NULL; n++)
		options[n] = (struct ctl_option){ ways[n], NULL, &is[n] };
	options[n] = (struct ctl_option){ "--reason", &reason, NULL };
	status = ctl_options(c, argc, argv, options, n + 1, &text, &nargs);
	*out = (struct ruling){ .c = c };
	for (size_t i = 0; i < n; i++) {
		*way = is[i] ? i : *way;
		given += is[i];
	}
	if (status == CTL_OK)
		status = ruling_check(
		    out, nargs == 1 ? text : NULL, reason, what, prefix);
	if (status == CTL_OK && given != 1)
		return ctl_misused(
		    c, "say which way it is ruled, one of %s", numbers[n]);
	return status == CTL_OK ? ruling_site(out) : status;
}

int
ruling_read(struct ruling *out, struct ctl *c, int argc, char **argv,
    const char *yes, const char *no, const char *what, const char *prefix)
{
	const char *const ways[] = { yes, no, NULL };
	size_t way = 0;
	int status = ruling_read_ways(
	    out, c, argc, argv, ways, &way, what, prefix);

	out->granted = way == 0;
	return status;
}

int
ruling_site(struct ruling *out)
{
	struct ctl *c = out->c;
	struct zone *zone;
	enum err e = zone_open(&zone, c->arena, c->config.time_zone);

	if (e != OK)
		return ctl_failed(c, e, "SOUK_TIME_ZONE");
	out->calendar = (struct calendar){ zone, zone_day, zone_midnight_us };
	out->terms = settle_terms_of(&c->config, zone, clock_now_us());
	return CTL_OK;
}

struct act
ruling_act(const struct ruling *r, struct db *db)
{
	return (struct act){ .db = db,
		.arena = r->c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR,
		.calendar = &r->calendar };
}
