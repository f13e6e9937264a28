#include "product_row.h"

#include <string.h>

enum err
product_from_row(struct product *p, const struct db_result *r)
{
	memset(p, 0, sizeof(*p));
	p->product_id = db_get_id(r, 0);
	p->seller_id = db_get_id(r, 1);
	p->category_id = db_get_id(r, 2);
	p->slug = db_get_str(r, 3);
	p->state = db_get_str(r, 5);
	p->revision = db_get_i64(r, 6);
	p->logo = db_get_str(r, 7);
	p->website = db_get_str(r, 8);
	p->licence = db_get_str(r, 9);
	p->platforms = db_get_str(r, 10);
	p->support_email = db_get_str(r, 11);
	p->support_url = db_get_str(r, 12);
	p->refund_days = db_get_i64(r, 13);
	p->version = db_get_str(r, 14);
	p->created_at_us = db_get_us(r, 15);
	p->updated_at_us = db_get_us(r, 16);
	p->regions = db_get_str(r, 17);
	p->live_at_us = db_get_us(r, 18);
	p->catalogue_revision = db_get_i64(r, 19);
	return delivery_type_parse(&p->delivery, db_get_str(r, 4));
}

static const char product_by_slug_sql[] = "SELECT " PRODUCT_COLUMNS
					  " FROM products WHERE slug = ?";

enum err
product_by_slug(
    struct db *db, struct arena *a, struct product *out, struct str slug)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, product_by_slug_sql, DB_ARGS(db_str(slug)));

	if (e != OK)
		return e;
	return db_next(&r) ? product_from_row(out, &r) : ERR_NOT_FOUND;
}
