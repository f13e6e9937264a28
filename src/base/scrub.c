#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/scrub.h"

void
process_guard(void)
{
	const struct rlimit none = { 0, 0 };

	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &none);
}

void
scrub_free(void *p)
{
	if (p == NULL)
		return;
	explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

/* Always moved: what realloc() would leave behind is overwritten. */
void *
scrub_realloc(void *p, size_t n)
{
	void *moved = malloc(n);
	size_t had;

	if (p == NULL || moved == NULL)
		return moved;
	had = malloc_usable_size(p);
	memcpy(moved, p, had < n ? had : n);
	scrub_free(p);
	return moved;
}
