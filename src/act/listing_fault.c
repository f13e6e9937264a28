#include "listing_fault.h"

#include <stdarg.h>
#include <stdio.h>

struct at
listing_at(const char *fmt, ...)
{
	struct at at;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(at.text, sizeof(at.text), fmt, ap);
	va_end(ap);
	return at;
}

void
listing_fault(
    struct check *c, struct at at, const char *code, const char *detail)
{
	wire_fault_add(c->a, c->faults, str_from(at.text), code, "%s", detail);
}

void
listing_name_check(struct check *c, struct at at, struct str s)
{
	if (str_empty(str_trim(s)))
		listing_fault(c, at, "required", "is missing");
	else if (!text_name(s, SIZE_MAX))
		listing_fault(c, at, "format",
		    "must be one line that can be seen, without characters "
		    "that are invisible or turn the direction of writing");
}

static bool
locale_known(const struct check *c, struct str locale)
{
	for (size_t i = 0; i < c->rules->nlocales; i++) {
		if (str_eq(c->rules->locales[i], locale))
			return true;
	}
	return false;
}

void
listing_locale_check(struct check *c, struct at at, struct str locale)
{
	if (str_empty(locale))
		listing_fault(c, at, "required", "is missing");
	else if (!locale_known(c, locale))
		listing_fault(
		    c, at, "choice", "is not a language of this marketplace");
}
