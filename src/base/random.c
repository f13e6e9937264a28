#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/sys.h"

void
random_bytes(void *out, size_t n)
{
	char *p = out;

	while (n > 0) {
		ssize_t got = getrandom(p, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			abort();
		p += got;
		n -= (size_t)got;
	}
}

/* Values above the last whole multiple of bound would favour small ones. */
uint64_t
random_below(uint64_t bound)
{
	uint64_t refused, v;

	assert(bound > 0);
	refused = -bound % bound;
	do {
		random_bytes(&v, sizeof(v));
	} while (v < refused);
	return v % bound;
}
