/* What the files of this responder share. */
#ifndef SRC_CHECKOUT_CHECKOUT_H
#define SRC_CHECKOUT_CHECKOUT_H

#include "act/card.h"
#include "act/order.h"
#include "app/call.h"
#include "app/settle.h"
#include "legal.h"
#include "domain/tax_lines.h"
#include "locale/locale.h"
#include "offers.h"
#include "store/bill.h"
#include "store/flavour.h"
#include "store/handover.h"
#include "store/order_server.h"
#include "store/service.h"

/* What is kept for a site. */
struct desk {
	struct legal *legal;
	struct offers *offers;
	struct locales *texts;		/* of consents */
};

struct desk *desk_of(const struct call *c);

/* A table a file, each ended by a row without method. */
extern const struct route quote_routes[], order_routes[], payment_routes[],
    method_routes[], document_routes[], service_routes[], event_routes[],
    callback_routes[], flavour_routes[], vpc_routes[],
    settlement_routes[], card_routes[], refund_routes[],
    refund_desk_routes[];

/* The call's user and instant on its transaction's connection. */
struct act act_of_call(struct call *c);
struct settle settle_of_call(struct call *c, enum actor actor);

/*
 * Rows are read by company, and a user without one (an operator) has none
 * of his own: ERR_FORBIDDEN.
 */
enum err company_required(struct call *c) MUST_CHECK;

/* The id in the path, or ERR_NOT_FOUND. */
enum err path_id(struct id *out, const struct call *c, const char *prefix)
    MUST_CHECK;

/* Language of names: the user's, else the site's first. */
struct str call_locale(const struct call *c);

/* One that is drafted or reviewed is, to everybody here, not there. */
bool product_is_public(struct str state);

/*
 * The cursor of a list is the id of the last row shown; nil: none given.
 * next_write() writes it, and the header Link; list is "orders".
 */
enum err after_read(struct call *c, struct id *out, const struct page *page)
    MUST_CHECK;
enum err next_write(struct call *c, struct json *j, const char *list,
    struct id last, int64_t limit) MUST_CHECK;

/* "/media/<logo>", or STR_NONE. */
struct str logo_url(struct call *c, struct str logo);

/* {"users": 8, ...} */
void json_put_capacities(struct json *j, const struct choice *choice);

/* Where a gateway's events go; .p NULL: out of memory. */
struct str gateway_event_url(struct call *c, const struct gateway *gateway);

/* card.c: cards on file, for other answers' JSON: those ON_FILE alone. */
void card_json(const struct call *c, struct json *j, const struct card *card);
void cards_json(const struct call *c, struct json *j,
    const struct card *cards, size_t n);
bool card_is_expired(const struct call *c, const struct card *card);

/* One of the company's that can be charged; problems are set. */
enum err card_usable(struct call *c, struct card *out, struct id card_id,
    const struct gateway *gateway) MUST_CHECK;

/* A quote: what was chosen, at which price, until when. */
struct quote {
	struct str product, plan;	/* slug and code */
	int64_t product_revision;
	struct choice choice;
	struct id renews;		/* the first order; nil: none */
	struct priced priced;		/* the software's line */
	struct str region, flavour;	/* codes; .p NULL: the first there is */
	bool has_server;
	struct server_offer server;	/* of an image, as it is now */
	struct priced server_fee;	/* its line */
	struct priced sum;		/* of the lines; unit is not set */
	struct str country;		/* the buyer's; not in the token */
	struct tax_ruling tax;		/* the same */
	int64_t expires_at_us;
};

/*
 * quote_server.c: the server that an image is to run on and its fee, over
 * the same periods.  Problems are set.
 */
enum err quote_server(struct call *c, struct quote *q,
    const struct plan_offer *plan) MUST_CHECK;

/*
 * quote_tax.c: what tax the lines' net bears, by the buyer's country and tax
 * number; sums them up.  Problems are set.
 */
enum err quote_tax(struct call *c, struct quote *q,
    enum delivery_type delivery) MUST_CHECK;

/* [{"kind", "rate" (per cent), "net", "amount"}] */
void tax_groups_json(struct json *j, const struct tax_group *groups,
    size_t n);

/* Prices a configuration by the catalogue's rows; problems are set. */
enum err quote_price(struct call *c, struct offer *offer,
    struct quote *quote, enum offer_age age) MUST_CHECK;
/* ERR_STALE: the offer it was priced by is the catalogue's no more. */
enum err quote_is_current(struct call *c, const struct offer *offer,
    const struct quote *quote) MUST_CHECK;

/* As a signed token, with a nonce: no two quotes are equal. */
enum err quote_sign(struct call *c, struct str *token,
    const struct quote *quote) MUST_CHECK;
/* ERR_QUOTE_TAMPERED, ERR_QUOTE_EXPIRED. */
enum err quote_open(struct call *c, struct quote *quote, struct str token)
    MUST_CHECK;

/*
 * renewal.c: may the caller's company renew this order now, as the quote
 * says it?  An image's server is set to the one that runs.  Problems are
 * set.
 */
enum err quote_renewal(struct call *c, struct quote *quote) MUST_CHECK;

/* Signs it and writes the answer to a request for a quote. */
enum err quote_json(struct call *c, struct json *j, struct quote *quote,
    const struct plan_offer *offer) MUST_CHECK;

/*
 * Checks that terms, refund rule and the offer's agreements are among the
 * hashes given, and fills p->documents and *kept.  ERR_TERMS,
 * ERR_TERMS_CHANGED.
 */
enum err documents_accept(struct call *c, struct placement *p,
    struct order_document **kept, const struct wire_list *hashes,
    const struct offer *offer) MUST_CHECK;

/* consent.c: the words that it needs, kept in the desk. */
enum err consent_open(struct desk *desk, const struct site *site) MUST_CHECK;
void consent_close(struct desk *desk);

/* What the caller of a quote is asked to allow, in these words. */
enum err consent_json(struct call *c, struct json *j, struct str locale)
    MUST_CHECK;

/*
 * given is the "consent" that consent_json() wrote, zeros: none.  Fills
 * p->contact.  ERR_TERMS: none, and it is wanted; ERR_TERMS_CHANGED: of
 * other words or another value.
 */
enum err consent_accept(struct call *c, struct placement *p, bool wanted,
    struct hash given) MUST_CHECK;

/* "kind" and "masked", null once the value is erased. */
void contact_json(struct call *c, struct json *j,
    const struct contact *contact);

/* Is its secret a first sign-in of the seller's making? */
bool service_shown_once(const struct service *s, bool saas);

/* Orders with all that hangs on them, for their JSON. */
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

/*
 * order_server.c: where an image's server is to stand and its first sign-in
 * (R14, R16), checked and put into p.  Problems are set.
 */
struct server_body {
	struct id vpc, subnet;
	struct str login_name, password;
};
extern const struct shape server_shape;
enum err server_accept(struct call *c, struct placement *p,
    const struct quote *q, const struct server_body *body) MUST_CHECK;
/* {"region": {...}, ...} of an order, or null. */
void server_json(struct json *j, const struct order_set *set,
    const struct order *o);
/* How its line is called: "Server" and "general-2 (2 vCPU, ...)". */
#define SERVER_NAME "Server"
struct str server_text(struct call *c, const struct server_offer *s);
/* {"code", "name"} and {"code", "vcpus", "memory_gib"}. */
void region_json(struct json *j, struct str code, struct str name);
void flavour_json(struct json *j, struct str code, int64_t vcpus,
    int64_t memory_gib);

/* Why a method is not offered, and who can mend it; code NULL: it is. */
struct refusal {
	const char *code;
	struct str words;
};

/* Members of a method that is offered, or why it is not. */
void method_json(struct json *j, const char *method, struct refusal why);

/*
 * The methods without a gateway as members of a list; closed: why the order
 * takes no payment at all, begun: why none but the rest of its transfer.
 */
enum err settlement_methods(struct call *c, struct json *j,
    const struct order *o, struct refusal closed, struct refusal begun)
    MUST_CHECK;

/* Why: a part of the order's bill was transferred; else nothing. */
enum err transfer_begun(struct call *c, struct refusal *why,
    const struct order *o) MUST_CHECK;
extern const struct refusal part_transferred;

/* A refund as its buyer, seller and operator see it. */
struct refund;
void refund_json(struct json *j, const struct refund *r);

/* Reads it again and answers with it. */
enum err refund_reply(struct call *c, struct id refund_id, int status)
    MUST_CHECK;

/* Reads one order of the caller's company and answers with it. */
enum err order_reply(struct call *c, struct id order_id, int status)
    MUST_CHECK;

#endif
