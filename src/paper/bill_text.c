#include "paper/bill_text.h"

enum err
bill_texts_open(
    struct locales **out, const char *dir, struct arena *a, struct str *why)
{
	const struct str names[] = { STR("en"), STR("zh-CN"), STR("ar") };

	return locales_open(
	    out, dir, names, sizeof(names) / sizeof(*names), a, why);
}
