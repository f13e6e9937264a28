/* The server that an image was ordered on: at most one an order. */
#ifndef STORE_ORDER_SERVER_H
#define STORE_ORDER_SERVER_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct order_server {
	struct id line_id, order_id;
	struct str region, region_name, flavour;
	int64_t vcpus, memory_gib;
	struct str image;
	struct id vpc_id, subnet_id;
	struct str login_name;
	struct str password_sealed;	/* .p NULL: wiped; aad: line_id */
	/* read only */
	struct str vpc_name, subnet_name;
};

enum err order_server_insert(struct db *db, const struct order_server *s)
    MUST_CHECK;
enum err order_servers_of(struct db *db, struct arena *a,
    struct order_server **servers, size_t *n, const struct id *order_ids,
    size_t norders) MUST_CHECK;

/* Its password is no more; one that is not there is none. */
enum err order_server_wipe(struct db *db, struct id order_id, int64_t now_us)
    MUST_CHECK;

#endif
