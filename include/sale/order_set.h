/* Orders with all that hangs on them: a statement a table. */
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
#include "store/payment_plan.h"
#include "store/service.h"

struct order_set {
	struct order *orders;
	struct order_line *lines;
	struct order_document *documents;
	struct payment *payments;
	struct bill *bills;
	struct service *services;
	struct order_server *servers;
	struct plan_progress *plans;	/* of those in stages */
	/* of a single order; NULL: a list, or none */
	struct order_contact *contact;
	struct handover *handover;
	struct event *events;
	size_t norders, nlines, ndocuments, npayments, nbills, nservices,
	    nservers, nplans, nevents;
};

/* Fills the rest of a set whose orders are there. */
enum err order_set_read(struct call *c, struct order_set *set, bool events)
    MUST_CHECK;

/* Whose services it shows: of a renewal those that it renews. */
struct id order_root(const struct order *o);

#endif
