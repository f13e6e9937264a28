/* An order of 10,000.01 and tax in three stages, and the steps of it. */
#ifndef TESTS_STORE_STAGED_H
#define TESTS_STORE_STAGED_H

#include "act/credit.h"
#include "act/handover.h"
#include "act/milestone.h"
#include "offering.h"

enum { STAGED_STAGES = 3 };

/* The shop's company is postpaid, its milestone pool has this limit. */
void staged_credit(int64_t limit_minor);

/* The offer is sent, the placement that redeems it made. */
void staged_make(struct offer_sending *s, struct placement *p,
    const char *billing);
/* The plan as it would be shown; its digest goes into the placement. */
struct plan_version staged_confirm(struct placement *p,
    const struct offer_sending *s);
/* All of that, and the order placed; silence accepts after so many business
 * days, or never. */
struct id staged_order(const char *billing);
struct id staged_order_deemed(const char *billing, int64_t deemed_days);
enum err staged_pay(struct id order_id, enum credit_kind kind);

struct handover staged_handover(struct id order_id, int64_t stage);
void assert_stage(
    struct id order_id, int64_t stage, enum handover_state want);
void staged_deliver(struct id order_id, int64_t stage);
enum err staged_accept(struct id order_id, int64_t stage);

int64_t staged_bills(void);
struct credit_pool staged_pool(void);

/* The bill of a stage, paid whole by transfer. */
void staged_bill_pay(struct id order_id, int64_t stage);

#endif
