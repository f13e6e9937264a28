#include <signal.h>
#include <string.h>

#include "base/sys.h"

#ifdef SOUK_DEBUG
static char chosen[64];

enum err
crash_at(const char *name)
{
	size_t n = strlen(name);

	if (n >= sizeof(chosen))
		return ERR_LIMIT;
	memcpy(chosen, name, n + 1);
	return OK;
}

void
crash_point(const char *name)
{
	if (chosen[0] != '\0' && strcmp(chosen, name) == 0)
		raise(SIGKILL);
}
#else
enum err
crash_at(const char *name)
{
	(void)name;
	return ERR_CONFIG;
}

void
crash_point(const char *name)
{
	(void)name;
}
#endif
