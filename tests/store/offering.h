/* An offer for the shop's company, sent as it says here but for what a test
 * changes of it. */
#ifndef TESTS_STORE_OFFERING_H
#define TESTS_STORE_OFFERING_H

#include "act/offer.h"
#include "shop.h"

#define OFFERING_DAY_US (INT64_C(86400) * 1000000)

/* Of the seller's company, and of the buyer's without rights; offering_open()
 * and offering_close() are cmocka's group setup and teardown. */
extern const struct id offering_seller_user, offering_viewer;
int offering_open(void **state);
int offering_close(void **state);

/* 10 x Pro with 8 users for 12 months at 39.90 (list 49.00), from now on for
 * 30 days, to the shop's user. */
void offering_make(struct offer_sending *s);

/* A DRAFT of its own and its draft; s->offer_id and s->draft_version. */
void offering_draft(struct offer_sending *s);
struct act offering_seller_act(void);
enum err offering_try_send(struct offer_sending *s);
/* All of it, or fails the test. */
struct id offering_send(struct offer_sending *s);

/* The placement that redeems it as it says. */
void offering_placement(struct placement *p, const struct offer_sending *s);
/* Another order each time but for its offer. */
enum err offering_try_redeem(struct placement *p);

/* Lists what is due and records it; *n: how many there were. */
enum err offering_due(struct act *act, enum offer_due what, size_t *n);

struct offer offering_get(struct id offer_id);
/* How many of a kind were written: events of offers, notifications, mails. */
int64_t offering_events(const char *kind);
int64_t offering_notices(const char *kind);
int64_t offering_mails(const char *template);

void assert_offer_state(struct id offer_id, enum offer_state want);

#endif
