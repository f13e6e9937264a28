#include "app/texts.h"

#include <unistd.h>

#include "app/serve.h"
#include "base/log.h"

enum err
texts_open(struct locales **out, const struct site *site, struct arena *a)
{
	const struct site_config *config = &site->config;
	struct str names[LOCALES_MAX], why = STR_NONE;
	struct str dir = arena_printf(a, "%s/assets/locale", serve_www());
	size_t n = 0;
	enum err e;

	if (!dir.p)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->nlocales; i++) {
		struct str path = arena_printf(
		    a, "%s/%.*s.json", dir.p, STR_FMT(config->locales[i]));

		if (!path.p)
			return ERR_NOMEM;
		if (access(path.p, R_OK) == 0)
			names[n++] = config->locales[i];
		else
			log_warn("no texts for a locale", "file=%s", path.p);
	}
	if (n == 0)
		names[n++] = STR("en");
	e = locales_open(out, dir.p, names, n, a, &why);
	if (e != OK)
		log_error("texts cannot be read", "why=%.*s", STR_FMT(why));
	return e;
}
