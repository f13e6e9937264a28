#include "site_match.h"

/* Where a parameter of this name is in the site's sorted list, or -1. */
static int
param_index(const struct conf *conf, struct str name)
{
	size_t low = 0, high = conf->count;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = str_cmp(conf->params[mid].name, name);

		if (order == 0)
			return (int)mid;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return -1;
}

struct str
site_difference(const struct site *s, const struct fcgi *request)
{
	bool seen[SITE_PARAMS_MAX] = { false };
	size_t count = 0;

	for (size_t i = 0; i < request->nparams; i++) {
		const struct fcgi_param *p = &request->param[i];
		int at;

		if (!str_starts(p->name, STR("SOUK_")))
			continue;
		at = param_index(&s->conf, p->name);
		if (at < 0 || seen[at] ||
		    !str_eq(s->conf.params[at].value, p->value))
			return p->name;
		seen[at] = true;
		count++;
	}
	for (size_t i = 0; count < s->conf.count && i < s->conf.count; i++)
		if (!seen[i])
			return s->conf.params[i].name;
	return STR_NONE;
}

bool
site_params_given(struct conf *conf, struct conf_param given[SITE_PARAMS_MAX],
    const struct fcgi *request)
{
	conf->count = 0;
	for (size_t i = 0; i < request->nparams; i++) {
		const struct fcgi_param *p = &request->param[i];
		size_t at = conf->count;

		if (!str_starts(p->name, STR("SOUK_")))
			continue;
		if (conf->count == SITE_PARAMS_MAX)
			return false;
		while (at > 0 && str_cmp(given[at - 1].name, p->name) > 0) {
			given[at] = given[at - 1];
			at--;
		}
		given[at] = (struct conf_param){ p->name, p->value, 0 };
		conf->count++;
	}
	return true;
}
