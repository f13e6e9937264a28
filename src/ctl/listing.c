#include "ctl/listing.h"

int
listing_print(struct ctl *c, const struct column *columns, size_t ncolumns,
    listing_fn fill, const void *arg, const char *doing)
{
	struct table *t = table_open(c->arena, columns, ncolumns);
	struct db *db;
	int status = ctl_read(c, &db);
	enum err e;

	if (status != CTL_OK)
		return status;
	e = t ? fill(c, t, db, arg) : ERR_NOMEM;
	db_pool_give(c->pool, db);
	if (e == OK)
		e = table_print(t, c->json);
	return ctl_failed(c, e, doing);
}
