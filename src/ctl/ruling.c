#include "ruling.h"

#include "app/settle.h"
#include "base/sys.h"
#include "base/text.h"
#include "locale/zone.h"

enum { REASON_CHARS_MAX = 1000 };

static int
ruling_check(struct ruling *out, const char *text, const char *reason, bool yes,
    bool no, const char *what, const char *prefix)
{
	struct ctl *c = out->c;

	if (text == NULL || id_parse(&out->id, prefix, str_from(text)) != OK)
		return ctl_misused(
		    c, "name %s by its id: %s_...", what, prefix);
	if (yes == no)
		return ctl_misused(c, "say which way it is ruled, one of two");
	out->granted = yes;
	out->reason = str_from(reason);
	if (reason == NULL || !text_name(out->reason, REASON_CHARS_MAX))
		return ctl_misused(
		    c, "--reason wants " CTL_NAME, REASON_CHARS_MAX);
	return CTL_OK;
}

int
ruling_read(struct ruling *out, struct ctl *c, int argc, char **argv,
    const char *yes, const char *no, const char *what, const char *prefix)
{
	const char *reason = NULL, *text = NULL;
	bool is_yes = false, is_no = false;
	const struct ctl_option options[] = { { yes, NULL, &is_yes },
		{ no, NULL, &is_no }, { "--reason", &reason, NULL } };
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, options, 3, &text, &nargs);

	*out = (struct ruling){ .c = c };
	if (status == CTL_OK)
		status = ruling_check(out, nargs == 1 ? text : NULL, reason,
		    is_yes, is_no, what, prefix);
	return status == CTL_OK ? ruling_site(out) : status;
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
