#include "source.h"

#include "base/sys.h"

enum { SOURCE_MAX = 64 * 1024 };

enum err
source_read(struct arena *a, struct str *out, const char *dir,
    struct str locale, struct str fallback, const char *name)
{
	const struct str locales[] = { locale,
		str_sub(locale, 0, str_find(locale, '-')), fallback,
		STR("en") };
	enum err e = ERR_NOT_FOUND;

	for (size_t i = 0;
	     e == ERR_NOT_FOUND && i < sizeof(locales) / sizeof(*locales);
	     i++) {
		struct str path = arena_printf(
		    a, "%s/%.*s/%s.txt", dir, STR_FMT(locales[i]), name);

		if (!path.p)
			return ERR_NOMEM;
		e = file_read(a, out, path.p, SOURCE_MAX, 0);
	}
	return e;
}
