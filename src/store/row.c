#include "store/row.h"

#include <string.h>

struct currency
row_currency(const struct db_result *r, size_t column)
{
	struct currency c = { { 0 } };
	struct str code = db_get_str(r, column);

	if (code.n == sizeof(c.code) - 1)
		memcpy(c.code, code.p, code.n);
	return c;
}

enum err
row_fault(enum err parsed)
{
	return parsed == OK ? OK : ERR_BUG;
}

enum err
row_ids(struct arena *a, struct id **ids, size_t *n, struct db_result *r)
{
	struct id *list = ARENA_NEWS(a, struct id, r->rows);

	if (list == NULL)
		return ERR_NOMEM;
	*ids = list;
	*n = r->rows;
	while (db_next(r))
		*list++ = db_get_id(r, 0);
	return OK;
}
