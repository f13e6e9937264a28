#include "store/flavour.h"

#include "store/row.h"

static const char regions_all_sql[] =
    "SELECT code, name, position, state FROM regions ORDER BY position, code";

static bool
is_closed(const struct db_result *r, size_t column)
{
	return !str_is(db_get_str(r, column), "OPEN");
}

enum err
regions_all(struct db *db, struct arena *a, struct region **regions, size_t *n)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, regions_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	*n = 0;
	*regions = ARENA_NEWS(a, struct region, r.rows);
	if (*regions == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*regions)[(*n)++] = (struct region){
			.code = db_get_str(&r, 0),
			.name = db_get_str(&r, 1),
			.position = db_get_i64(&r, 2),
			.closed = is_closed(&r, 3),
		};
	return OK;
}

static const char flavours_all_sql[] =
    "SELECT f.region, f.code, f.vcpus, f.memory_gib, f.position, f.state "
    "FROM flavours f JOIN regions r ON r.code = f.region "
    "ORDER BY r.position, f.region, f.position, f.code";

enum err
flavours_all(
    struct db *db, struct arena *a, struct flavour **flavours, size_t *n)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, flavours_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	*n = 0;
	*flavours = ARENA_NEWS(a, struct flavour, r.rows);
	if (*flavours == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*flavours)[(*n)++] = (struct flavour){
			.region = db_get_str(&r, 0),
			.code = db_get_str(&r, 1),
			.vcpus = db_get_i64(&r, 2),
			.memory_gib = db_get_i64(&r, 3),
			.position = db_get_i64(&r, 4),
			.closed = is_closed(&r, 5),
		};
	return OK;
}

static const char flavour_prices_all_sql[] =
    "SELECT region, flavour, billing_mode, currency, amount_minor "
    "FROM flavour_prices ORDER BY region, flavour, billing_mode, currency";

enum err
flavour_prices_all(
    struct db *db, struct arena *a, struct flavour_price **prices, size_t *n)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, flavour_prices_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	*n = 0;
	*prices = ARENA_NEWS(a, struct flavour_price, r.rows);
	if (*prices == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r)) {
		struct flavour_price *p = &(*prices)[(*n)++];

		p->region = db_get_str(&r, 0);
		p->flavour = db_get_str(&r, 1);
		p->amount = (struct money){ db_get_i64(&r, 4),
			row_currency(&r, 3) };
		e = billing_mode_parse(&p->mode, db_get_str(&r, 2));
	}
	return row_fault(e);
}

static const char *
state_of(bool closed)
{
	return closed ? "CLOSED" : "OPEN";
}

static const char region_put_sql[] =
    "INSERT INTO regions (code, name, position, state) VALUES (?, ?, ?, ?) "
    "ON DUPLICATE KEY UPDATE name = ?, position = ?, state = ?";

enum err
region_put(struct db *db, const struct region *r)
{
	return db_exec(db, NULL, region_put_sql,
	    DB_ARGS(db_str(r->code), db_str(r->name), db_i64(r->position),
		db_cstr(state_of(r->closed)), db_str(r->name),
		db_i64(r->position), db_cstr(state_of(r->closed))));
}

static const char flavour_put_sql[] =
    "INSERT INTO flavours (region, code, vcpus, memory_gib, position, state) "
    "VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE vcpus = ?, "
    "memory_gib = ?, position = ?, state = ?";

enum err
flavour_put(struct db *db, const struct flavour *f)
{
	return db_exec(db, NULL, flavour_put_sql,
	    DB_ARGS(db_str(f->region), db_str(f->code), db_i64(f->vcpus),
		db_i64(f->memory_gib), db_i64(f->position),
		db_cstr(state_of(f->closed)), db_i64(f->vcpus),
		db_i64(f->memory_gib), db_i64(f->position),
		db_cstr(state_of(f->closed))));
}

static const char flavour_price_put_sql[] =
    "INSERT INTO flavour_prices (region, flavour, billing_mode, currency, "
    "amount_minor) VALUES (?, ?, ?, ?, ?) "
    "ON DUPLICATE KEY UPDATE amount_minor = ?";

enum err
flavour_price_put(struct db *db, const struct flavour_price *p)
{
	return db_exec(db, NULL, flavour_price_put_sql,
	    DB_ARGS(db_str(p->region), db_str(p->flavour),
		db_cstr(billing_mode_name(p->mode)),
		db_cstr(p->amount.currency.code), db_i64(p->amount.minor),
		db_i64(p->amount.minor)));
}

#define SALES \
	"SELECT r.code, r.name, f.code, f.vcpus, f.memory_gib, " \
	"p.billing_mode, p.currency, p.amount_minor, i.image " \
	"FROM product_images i JOIN regions r ON r.code = i.region " \
	"AND r.state = 'OPEN' " \
	"JOIN flavours f ON f.region = i.region AND f.state = 'OPEN' " \
	"AND f.vcpus >= i.min_vcpus AND f.memory_gib >= i.min_memory_gib " \
	"JOIN flavour_prices p ON p.region = f.region AND p.flavour = f.code " \
	"WHERE i.product_id = ? AND p.currency = ? "
#define SALES_ORDER \
	"ORDER BY r.position, r.code, f.position, f.code, p.billing_mode "

static enum err
sale_from_row(struct server_sale *o, const struct db_result *r)
{
	*o = (struct server_sale){
		.region = { .code = db_get_str(r, 0),
		    .name = db_get_str(r, 1) },
		.flavour = { .region = db_get_str(r, 0),
		    .code = db_get_str(r, 2),
		    .vcpus = db_get_i64(r, 3),
		    .memory_gib = db_get_i64(r, 4) },
		.amount = { db_get_i64(r, 7), row_currency(r, 6) },
		.image = db_get_str(r, 8),
	};
	return row_fault(billing_mode_parse(&o->mode, db_get_str(r, 5)));
}

static const char server_sale_get_sql[] = SALES
    "AND p.billing_mode = ? AND r.code = COALESCE(?, r.code) "
    "AND f.code = COALESCE(?, f.code) " SALES_ORDER "LIMIT 1";

enum err
server_sale_get(struct db *db, struct arena *a, struct server_sale *out,
    struct id product_id, const struct server_choice *choice)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, server_sale_get_sql,
	    DB_ARGS(db_id(product_id), db_cstr(choice->currency.code),
		db_cstr(billing_mode_name(choice->mode)),
		db_str(choice->region), db_str(choice->flavour)));

	if (e != OK)
		return e;
	return db_next(&r) ? sale_from_row(out, &r) : ERR_NOT_FOUND;
}

static const char server_sales_of_sql[] = SALES SALES_ORDER "LIMIT ?";

enum err
server_sales_of(struct db *db, struct arena *a, struct server_sale **sales,
    size_t *n, struct id product_id, struct currency currency, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, server_sales_of_sql,
	    DB_ARGS(db_id(product_id), db_cstr(currency.code), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*sales = ARENA_NEWS(a, struct server_sale, r.rows);
	if (*sales == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = sale_from_row(&(*sales)[(*n)++], &r);
	return e;
}

enum err
regions_known(struct db *db, struct arena *a, bool *known,
    const struct str *codes, size_t n)
{
	struct region *all;
	size_t nall = 0;
	enum err e = regions_all(db, a, &all, &nall);

	for (size_t i = 0; e == OK && i < n; i++) {
		known[i] = false;
		for (size_t k = 0; k < nall; k++)
			known[i] |= str_eq(all[k].code, codes[i]);
	}
	return e;
}
