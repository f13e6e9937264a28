/* Companies' private networks, and their parts. */
#ifndef STORE_VPC_H
#define STORE_VPC_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/network.h"

struct subnet {
	struct id subnet_id, vpc_id;
	struct str name;
	struct network network;
	int64_t created_at_us;
};

struct vpc {
	struct id vpc_id, company_id;
	struct str region, region_name, name;
	struct network network;
	struct id created_by;
	int64_t created_at_us;
};

/* Of one region, or of all (.p NULL), the oldest first; at most limit. */
enum err vpcs_of(struct db *db, struct arena *a, struct vpc **vpcs, size_t *n,
    struct id company_id, struct str region, int64_t limit) MUST_CHECK;
/* Of all VPCs of the company. */
enum err subnets_of(struct db *db, struct arena *a, struct subnet **subnets,
    size_t *n, struct id company_id, int64_t limit) MUST_CHECK;

/* ERR_NOT_FOUND: no such one, or another company's. */
enum err vpc_get(struct db *db, struct arena *a, struct vpc *out,
    struct id vpc_id, struct id company_id) MUST_CHECK;
enum err subnet_get(struct db *db, struct arena *a, struct subnet *out,
    struct id subnet_id, struct id vpc_id) MUST_CHECK;

/* ERR_EXISTS: the name is taken. */
enum err vpc_insert(struct db *db, const struct vpc *v) MUST_CHECK;
enum err subnet_insert(struct db *db, const struct subnet *s) MUST_CHECK;

#endif
