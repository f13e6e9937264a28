#include "store/ids.h"

#include <assert.h>

void
ids_args(struct db_arg args[LIST_MAX], const struct id *ids, size_t n)
{
	assert(n >= 1 && n <= LIST_MAX);
	for (size_t i = 0; i < LIST_MAX; i++)
		args[i] = db_id(ids[i < n ? i : n - 1]);
}
