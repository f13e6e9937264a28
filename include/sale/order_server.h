/*
 * R14, R16: where an image's server is to stand and its first sign-in.
 */
#ifndef SALE_ORDER_SERVER_H
#define SALE_ORDER_SERVER_H

#include "act/order.h"
#include "sale/order_set.h"
#include "sale/quote.h"

/* What an order's request says of it. */
struct server_body {
	struct id vpc, subnet;
	struct str login_name, password;
};
extern const struct shape server_shape;

/* Checked and put into p.  Problems are set. */
enum err server_accept(struct call *c, struct placement *p,
    const struct quote *q, const struct server_body *body) MUST_CHECK;

/* {"region": {...}, ...} of an order, or null. */
void server_json(struct json *j, const struct order_set *set,
    const struct order *o);

/* How its line is called: "Server" and "general-2 (2 vCPU, ...)". */
#define SERVER_NAME "Server"
struct str server_text(struct call *c, const struct server_sale *s);

/* {"code", "name"} and {"code", "vcpus", "memory_gib"}. */
void region_json(struct json *j, struct str code, struct str name);
void flavour_json(struct json *j, struct str code, int64_t vcpus,
    int64_t memory_gib);

#endif
