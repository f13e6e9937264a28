#include "offer_fault.h"

#include <stdio.h>

enum { POINTER_MAX = 80 };

void
offer_fault(
    struct check *c, const char *at, const char *code, const char *detail)
{
	wire_fault_add(c->a, c->faults, str_from(at), code, "%s", detail);
}

void
offer_fault_in(struct check *c, const char *list, size_t i, const char *field,
    const char *code, const char *detail)
{
	char at[POINTER_MAX];

	snprintf(at, sizeof(at), "/%s/%zu%s", list, i, field);
	offer_fault(c, at, code, detail);
}

bool
offer_is_line(struct str s)
{
	return text_name(s, SIZE_MAX);
}
