#include "store/product.h"

static const char product_update_sql[] =
    "UPDATE products SET seller_id = ?, category_id = ?, delivery = ?, "
    "logo = ?, website = ?, licence = ?, platforms = ?, "
    "support_email = ?, support_url = ?, refund_days = ?, version = ?, "
    "updated_at = ?, regions = ?, live_at = COALESCE(live_at, ?), "
    "revision = revision + 1, "
    "row_version = row_version + 1 WHERE product_id = ?";

enum err
product_update(struct db *db, const struct product *p)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, product_update_sql,
	    DB_ARGS(db_id(p->seller_id), db_id(p->category_id),
		db_cstr(delivery_type_name(p->delivery)), db_str(p->logo),
		db_str(p->website), db_str(p->licence), db_str(p->platforms),
		db_str(p->support_email), db_str(p->support_url),
		db_i64(p->refund_days), db_str(p->version),
		db_us(p->updated_at_us), db_str(p->regions),
		db_us(p->updated_at_us), db_id(p->product_id)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_NOT_FOUND;
}

static const char product_revision_sql[] =
    "SELECT revision FROM products WHERE product_id = ?";

enum err
product_revision(
    struct db *db, struct arena *a, int64_t *revision, struct id product_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, product_revision_sql, DB_ARGS(db_id(product_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*revision = db_get_i64(&r, 0);
	return OK;
}

static const char product_texts_delete_sql[] =
    "DELETE FROM product_texts WHERE product_id = ?";
static const char product_agreements_delete_sql[] =
    "DELETE FROM product_agreements WHERE product_id = ?";
static const char plan_texts_delete_sql[] =
    "DELETE FROM plan_texts WHERE plan_id IN "
    "(SELECT plan_id FROM plans WHERE product_id = ?)";
static const char plan_options_delete_sql[] =
    "DELETE FROM plan_options WHERE plan_id IN "
    "(SELECT plan_id FROM plans WHERE product_id = ?)";
static const char capacities_delete_sql[] =
    "DELETE FROM capacities WHERE plan_id IN "
    "(SELECT plan_id FROM plans WHERE product_id = ?)";
static const char prices_delete_sql[] =
    "DELETE FROM prices WHERE plan_id IN "
    "(SELECT plan_id FROM plans WHERE product_id = ?)";

static const char product_screenshots_delete_sql[] =
    "DELETE FROM product_screenshots WHERE product_id = ?";
static const char product_releases_delete_sql[] =
    "DELETE FROM product_releases WHERE product_id = ?";

static const char product_images_delete_sql[] =
    "DELETE FROM product_images WHERE product_id = ?";

enum err
product_parts_delete(struct db *db, struct id product_id)
{
	static const char *const all[] = {
		product_texts_delete_sql,
		product_agreements_delete_sql,
		plan_texts_delete_sql,
		plan_options_delete_sql,
		capacities_delete_sql,
		prices_delete_sql,
		product_screenshots_delete_sql,
		product_releases_delete_sql,
		product_images_delete_sql,
	};
	enum err e = OK;

	for (size_t i = 0; e == OK && i < sizeof(all) / sizeof(*all); i++)
		e = db_exec(db, NULL, all[i], DB_ARGS(db_id(product_id)));
	return e;
}

static const char plan_update_sql[] =
    "UPDATE plans SET position = ?, state = ? WHERE plan_id = ?";

enum err
plan_update(struct db *db, const struct plan *p)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, plan_update_sql,
	    DB_ARGS(db_i64(p->position),
		db_cstr(p->retired ? "RETIRED" : "LIVE"), db_id(p->plan_id)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_NOT_FOUND;
}

static const char plans_retire_sql[] =
    "UPDATE plans SET state = 'RETIRED' WHERE product_id = ?";

enum err
plans_retire(struct db *db, struct id product_id)
{
	return db_exec(db, NULL, plans_retire_sql, DB_ARGS(db_id(product_id)));
}

static const char product_set_state_sql[] =
    "UPDATE products SET state = ?, updated_at = ?, "
    "row_version = row_version + 1 WHERE product_id = ? AND state = ?";

enum err
product_set_state(struct db *db, struct id product_id, struct str from,
    struct str to, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, product_set_state_sql,
	    DB_ARGS(
		db_str(to), db_us(now_us), db_id(product_id), db_str(from)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STATE;
}
