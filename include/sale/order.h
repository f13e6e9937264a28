/* An order as it is placed, from what was quoted, and as it is answered. */
#ifndef SALE_ORDER_H
#define SALE_ORDER_H

#include <stddef.h>

#include "act/order.h"
#include "sale/order_server.h"
#include "sale/quote.h"
#include "sale/shelf.h"

/* What a buyer adds to what was quoted, by either way in. */
struct order_with {
	struct wire_list documents;	/* hashes that were accepted */
	struct hash contact;		/* the consent; zeros: none */
	struct hash plan_digest;	/* of the stages; zeros: none */
	struct str po_number, cost_centre;
	struct server_body server;
};

/* Its rows in the table of a body of that type, which has it as a member. */
#define ORDER_WITH_FIELDS(type_, with_)                                     \
	{ .name = "documents",                                              \
	    .type = FIELD_LIST,                                             \
	    .required = true,                                               \
	    .offset = offsetof(type_, with_.documents),                     \
	    .about = "hashes of the documents that were accepted" },        \
	{ .name = "contact",                                                \
	    .type = FIELD_HASH,                                             \
	    .offset = offsetof(type_, with_.contact),                       \
	    .about = "the \"consent\" that came with the documents, where " \
		     "the seller asks for the buyer's contact" },           \
	{ .name = "plan_digest",                                            \
	    .type = FIELD_HASH,                                             \
	    .offset = offsetof(type_, with_.plan_digest),                   \
	    .about = "the \"digest\" of the payment_plan that was "         \
		     "confirmed, where there is one" },                     \
	{ .name = "po_number",                                              \
	    .type = FIELD_NAME,                                             \
	    .max = ORDER_REFERENCE_MAX,                                     \
	    .offset = offsetof(type_, with_.po_number),                     \
	    .about = "the buyer's purchase order, for its bills" },         \
	{ .name = "cost_centre",                                            \
	    .type = FIELD_NAME,                                             \
	    .max = ORDER_REFERENCE_MAX,                                     \
	    .offset = offsetof(type_, with_.cost_centre),                   \
	    .about = "the buyer's cost centre, for its bills" },            \
	{ .name = "server",                                                 \
	    .type = FIELD_OBJECT,                                           \
	    .shape = &server_shape,                                         \
	    .offset = offsetof(type_, with_.server),                        \
	    .about = "of an image: where its server stands, and its first " \
		     "sign-in" }

/*
 * The caller's company buys what the quote says: documents and consent are
 * checked, the offer that it names is redeemed, the order is placed.  token
 * is the quote's (.p NULL with an offer's own).  *kept: for placed_reply().
 * Errors of order_place(); problems are set.
 */
enum err order_make(struct call *c, struct placement *p,
    struct order_document **kept, const struct quote *q,
    const struct shelf_item *item, const struct order_with *with,
    struct str token) MUST_CHECK;

/*
 * Answers with the order that was placed, of what was written: nothing is
 * read back but what is PAID at once.
 */
enum err placed_reply(struct call *c, struct placement *p,
    struct order_document *documents) MUST_CHECK;

/* Reads one order of the caller's company and answers with it. */
enum err order_reply(struct call *c, struct id order_id, int status)
    MUST_CHECK;

#endif
