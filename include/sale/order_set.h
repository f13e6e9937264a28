/* Orders with all that hangs on them, and their JSON. */
#ifndef SALE_ORDER_SET_H
#define SALE_ORDER_SET_H

#include "app/call.h"
#include "store/bill.h"
#include "store/event.h"
#include "store/handover.h"
#include "store/order.h"
#include "store/order_contact.h"
#include "store/order_server.h"
#include "store/payment.h"
#include "store/service.h"

struct order_set {
	struct order *orders;
	struct order_line *lines;
	struct order_document *documents;
	struct payment *payments;
	struct bill *bills;
	struct service *services;
	struct order_server *servers;
	/* of a single order; NULL: a list, or none */
	struct order_contact *contact;
	struct handover *handover;
	struct event *events;
	size_t norders, nlines, ndocuments, npayments, nbills, nservices,
	    nservers, nevents;
};

/* Fills the rest of a set whose orders are there. */
enum err order_set_read(struct call *c, struct order_set *set, bool events)
    MUST_CHECK;
void order_json(struct call *c, struct json *j, const struct order_set *set,
    const struct order *o);

/* Is its secret a first sign-in of the seller's making? */
bool service_shown_once(const struct service *s, bool saas);

#endif
