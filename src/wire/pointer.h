/*
 * A place inside a JSON text: a chain of steps that lives on the stack of
 * who walks it, written out only when there is a fault to name.
 */
#ifndef WIRE_POINTER_H
#define WIRE_POINTER_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct step {
	const struct step *up;		/* NULL: the whole text */
	struct str key;			/* .p NULL: an item of an array */
	size_t index;
};

/* RFC 6901: "/capacities/a~1b/0"; .p NULL when out of memory. */
struct str pointer_text(struct arena *a, const struct step *at);

#endif
