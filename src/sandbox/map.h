/* Texts to pointers; grows, never forgets.  Keys are borrowed. */
#ifndef SANDBOX_MAP_H
#define SANDBOX_MAP_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct map {
	struct map_slot {
		struct str key;
		void *value;
	} * slots;
	size_t cap, n; /* cap is 0 or a power of two */
};

void *map_get(const struct map *m, struct str key);
enum err map_put(struct map *m, struct str key, void *value) MUST_CHECK;
void map_close(struct map *m);

#endif
