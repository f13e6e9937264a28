#include "store/order_server.h"

#include "store/ids.h"

static const char order_server_insert_sql[] =
    "INSERT INTO order_servers (line_id, order_id, region, region_name, "
    "flavour, vcpus, memory_gib, image, vpc_id, subnet_id, login_name, "
    "password_sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err
order_server_insert(struct db *db, const struct order_server *s)
{
	return db_exec(db, NULL, order_server_insert_sql,
	    DB_ARGS(db_id(s->line_id), db_id(s->order_id), db_str(s->region),
		db_str(s->region_name), db_str(s->flavour), db_i64(s->vcpus),
		db_i64(s->memory_gib), db_str(s->image), db_id(s->vpc_id),
		db_id(s->subnet_id), db_str(s->login_name),
		db_bytes(s->password_sealed)));
}

static const char order_servers_of_sql[] =
    "SELECT o.line_id, o.order_id, o.region, o.region_name, o.flavour, "
    "o.vcpus, o.memory_gib, o.image, o.vpc_id, o.subnet_id, o.login_name, "
    "o.password_sealed, v.name, s.name FROM order_servers o "
    "JOIN vpcs v ON v.vpc_id = o.vpc_id "
    "JOIN subnets s ON s.subnet_id = o.subnet_id "
    "WHERE o.order_id IN " IDS_IN;

enum err
order_servers_of(struct db *db, struct arena *a, struct order_server **servers,
    size_t *n, const struct id *order_ids, size_t norders)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, order_ids, norders);
	e = db_query(db, a, &r, order_servers_of_sql, args, LIST_MAX);
	if (e != OK)
		return e;
	*n = 0;
	*servers = ARENA_NEWS(a, struct order_server, r.rows);
	if (*servers == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*servers)[(*n)++] = (struct order_server){
			.line_id = db_get_id(&r, 0),
			.order_id = db_get_id(&r, 1),
			.region = db_get_str(&r, 2),
			.region_name = db_get_str(&r, 3),
			.flavour = db_get_str(&r, 4),
			.vcpus = db_get_i64(&r, 5),
			.memory_gib = db_get_i64(&r, 6),
			.image = db_get_str(&r, 7),
			.vpc_id = db_get_id(&r, 8),
			.subnet_id = db_get_id(&r, 9),
			.login_name = db_get_str(&r, 10),
			.password_sealed = db_get_str(&r, 11),
			.vpc_name = db_get_str(&r, 12),
			.subnet_name = db_get_str(&r, 13),
		};
	return OK;
}

static const char order_server_wipe_sql[] =
    "UPDATE order_servers SET password_sealed = NULL, wiped_at = ? "
    "WHERE order_id = ? AND password_sealed IS NOT NULL";

enum err
order_server_wipe(struct db *db, struct id order_id, int64_t now_us)
{
	return db_exec(db, NULL, order_server_wipe_sql,
	    DB_ARGS(db_us(now_us), db_id(order_id)));
}
