/* A letter's values, as the files that know a subject each put them. */
#ifndef WORKER_WRITING_H
#define WORKER_WRITING_H

#include "letter_args.h"
#include "store/handover.h"
#include "store/invitation.h"
#include "store/order.h"
#include "store/user.h"

/* A letter while it is being written. */
struct writing {
	struct db *db;
	struct arena *arena;
	const struct shop *shop;
	const struct message *message;
	struct letter *letter;
	struct user user;
	struct invitation invitation;
	struct order order;
	struct str order_id;
	struct order_line *lines;
	size_t nlines;
	enum err err; /* the first one sticks */
};

/* Each does nothing once something has failed. */
void put(struct writing *w, const char *name, struct str value);
void put_number(struct writing *w, const char *name, int64_t n);
/* The buffer's text as a value, and the buffer's end. */
void put_buf(struct writing *w, const char *name, struct buf *b);
/* 0 is no time: the value is empty. */
void put_time(struct writing *w, const char *name, int64_t us);
/* The day as the site's clocks have it. */
void put_date(struct writing *w, const char *name, int64_t us);
void put_money(struct writing *w, const char *name, struct money m);
/* Below SOUK_PUBLIC_URL: path and then last. */
struct str put_link(struct writing *w, const char *name, const char *path,
    struct str last);

/*
 * letter_stages.c: "stages", as "Concept 33.33 %: EUR 3,333.00" each, and the
 * flags of when they are billed and accepted; without a plan all are empty.
 */
struct payment_plan;
void plan_put(struct writing *w, const struct payment_plan *plan);
void order_in_stages_put(struct writing *w);

/* letter_order.c: orders, payments, bills, refunds, services */
/* What all letters about an order say; link_path is where they lead. */
void order_put(struct writing *w, const char *link_path);
void order_paid_put(struct writing *w);
void order_delivered_put(struct writing *w);
void payment_failed_put(struct writing *w);
void order_cancelled_put(struct writing *w);
void term_put(struct writing *w);
void refund_put(struct writing *w);
void handover_put(struct writing *w);
void bill_put(struct writing *w);
void bill_ruled_put(struct writing *w);

/* letter_stage.c: one stage, and what is proposed for a plan */
void milestone_put(struct writing *w, const struct handover *h);
void order_stages_put(struct writing *w);

/* letter_seller.c: sellers and their listings */
void seller_put(struct writing *w);
void listing_put(struct writing *w);
void licence_keys_put(struct writing *w);
void endpoint_failed_put(struct writing *w);
void settlement_put(struct writing *w);

/* letter_offer.c: private offers and negotiations */
void offer_put(struct writing *w);
void offer_gone_put(struct writing *w);
void offer_seller_put(struct writing *w);
void extension_put(struct writing *w);
void request_put(struct writing *w);
void request_answered_put(struct writing *w);

#endif
