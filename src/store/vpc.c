#include "store/vpc.h"

#define VPCS \
	"SELECT v.vpc_id, v.company_id, v.region, r.name, v.name, " \
	"v.first_address, v.last_address, v.created_by, v.created_at " \
	"FROM vpcs v JOIN regions r ON r.code = v.region "

static void
vpc_from_row(struct vpc *v, const struct db_result *r)
{
	*v = (struct vpc){
		.vpc_id = db_get_id(r, 0),
		.company_id = db_get_id(r, 1),
		.region = db_get_str(r, 2),
		.region_name = db_get_str(r, 3),
		.name = db_get_str(r, 4),
		.network = { (uint32_t)db_get_i64(r, 5),
		    (uint32_t)db_get_i64(r, 6) },
		.created_by = db_get_id(r, 7),
		.created_at_us = db_get_us(r, 8),
	};
}

static const char vpcs_of_sql[] = VPCS
    "WHERE v.company_id = ? AND v.region = COALESCE(?, v.region) "
    "ORDER BY v.vpc_id LIMIT ?";

enum err
vpcs_of(struct db *db, struct arena *a, struct vpc **vpcs, size_t *n,
    struct id company_id, struct str region, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, vpcs_of_sql,
	    DB_ARGS(db_id(company_id), db_str(region), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*vpcs = ARENA_NEWS(a, struct vpc, r.rows);
	if (*vpcs == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		vpc_from_row(&(*vpcs)[(*n)++], &r);
	return OK;
}

static const char vpc_get_sql[] = VPCS
    "WHERE v.vpc_id = ? AND v.company_id = ?";

enum err
vpc_get(struct db *db, struct arena *a, struct vpc *out, struct id vpc_id,
    struct id company_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, vpc_get_sql, DB_ARGS(db_id(vpc_id), db_id(company_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	vpc_from_row(out, &r);
	return OK;
}

static const char vpc_insert_sql[] =
    "INSERT INTO vpcs (vpc_id, company_id, region, name, first_address, "
    "last_address, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

enum err
vpc_insert(struct db *db, const struct vpc *v)
{
	return db_exec(db, NULL, vpc_insert_sql,
	    DB_ARGS(db_id(v->vpc_id), db_id(v->company_id), db_str(v->region),
		db_str(v->name), db_i64(v->network.first),
		db_i64(v->network.last), db_id(v->created_by),
		db_us(v->created_at_us)));
}

#define SUBNETS \
	"SELECT s.subnet_id, s.vpc_id, s.name, s.first_address, " \
	"s.last_address, s.created_at FROM subnets s "

static void
subnet_from_row(struct subnet *s, const struct db_result *r)
{
	*s = (struct subnet){
		.subnet_id = db_get_id(r, 0),
		.vpc_id = db_get_id(r, 1),
		.name = db_get_str(r, 2),
		.network = { (uint32_t)db_get_i64(r, 3),
		    (uint32_t)db_get_i64(r, 4) },
		.created_at_us = db_get_us(r, 5),
	};
}

static const char subnets_of_sql[] = SUBNETS
    "JOIN vpcs v ON v.vpc_id = s.vpc_id "
    "WHERE v.company_id = ? ORDER BY s.subnet_id LIMIT ?";

enum err
subnets_of(struct db *db, struct arena *a, struct subnet **subnets, size_t *n,
    struct id company_id, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, subnets_of_sql,
	    DB_ARGS(db_id(company_id), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*subnets = ARENA_NEWS(a, struct subnet, r.rows);
	if (*subnets == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		subnet_from_row(&(*subnets)[(*n)++], &r);
	return OK;
}

static const char subnet_get_sql[] = SUBNETS
    "WHERE s.subnet_id = ? AND s.vpc_id = ?";

enum err
subnet_get(struct db *db, struct arena *a, struct subnet *out,
    struct id subnet_id, struct id vpc_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, subnet_get_sql,
	    DB_ARGS(db_id(subnet_id), db_id(vpc_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	subnet_from_row(out, &r);
	return OK;
}

static const char subnet_insert_sql[] =
    "INSERT INTO subnets (subnet_id, vpc_id, name, first_address, "
    "last_address, created_at) VALUES (?, ?, ?, ?, ?, ?)";

enum err
subnet_insert(struct db *db, const struct subnet *s)
{
	return db_exec(db, NULL, subnet_insert_sql,
	    DB_ARGS(db_id(s->subnet_id), db_id(s->vpc_id), db_str(s->name),
		db_i64(s->network.first), db_i64(s->network.last),
		db_us(s->created_at_us)));
}
