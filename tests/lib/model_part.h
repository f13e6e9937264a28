/* What the parts of the model share; nobody else's. */
#ifndef TESTS_LIB_MODEL_PART_H
#define TESTS_LIB_MODEL_PART_H

#include "model.h"

/* a x b / c, rounded half away from zero, or down. */
int64_t m_round(int64_t a, int64_t b, int64_t c);
int64_t m_floor(int64_t a, int64_t b, int64_t c);
int64_t m_day(int64_t at_us);
/* The instant at which a day so many business days later is over. */
int64_t m_business_end(int64_t from_us, int64_t n);

/* What is open of a bill. */
int64_t m_bill_total(const struct m_bill *b);
int64_t m_bill_open(const struct m_bill *b);

void m_post(struct model *m, int order, enum m_account account, int owner,
    int64_t minor);
/* A sale: who owes it, and what seller, site and tax office get of it. */
int64_t m_post_sale(struct model *m, int order, int stage, enum m_account by, int owner,
    int64_t net, int64_t tax);
/* All or a part of it is taken back; cash is what waits for being sent. */
void m_post_back(struct model *m, int order, int stage, int64_t net, int64_t tax,
    int64_t commission, int64_t noted, int64_t cash);

/* A new bill; its index. */
int m_bill_new(struct model *m, const struct m_bill *b);
/* Of a pool's reserved part so much is billed, or is free again. */
void m_pool_bill(
    struct model *m, int order, int company, int pool, int64_t minor);
void m_pool_free(struct model *m, int order, int64_t minor);
/* The pool reserves so much more for it, or less. */
void m_pool_reserve(struct model *m, int order, int64_t minor);

/* What stands open of a bill on credit leaves its pool. */
void m_pool_paid(struct model *m, const struct m_bill *b, int64_t minor);

/* What a payment of a bill brought; payment M_NONE: a transfer. */
void m_receive(struct model *m, int bill, int64_t amount, int payment);
/* So much came for what was written off, and is sold again. */
void m_recover(struct model *m, int bill, int64_t amount);
/* What was written off of a bill and has not come since. */
struct m_loss m_lost(const struct model *m, int bill);

/* Of what is left of an order so much of an amount; net and tax of it. */
int64_t m_share(int64_t net_left, int64_t tax_left, int64_t amount,
    int64_t *net, int64_t *tax);
/* The next order of a statement, by the day on which it was reserved. */
int m_order_after(const struct model *m, int bill, int after);

/* May money be on its way to a bill?  And what only waits for its buyer. */
bool m_bill_is_being_paid(const struct model *m, int bill);
void m_bill_payments_end(struct model *m, int bill);

/* The attempts that wait for the buyer end; false: money may be coming. */
bool m_payments_can_end(const struct model *m, int order);
void m_payments_end(struct model *m, int order);
/* The bill that a transfer was to pay is void. */
void m_bill_void(struct model *m, int order);

void m_order_paid(struct model *m, int order);

/* How much of a bill is disputed; and such a dispute ends with the bill. */
int64_t m_disputed(const struct model *m, int bill);
void m_disputes_end(struct model *m, int bill);

/* A note to a bill over so much of an order; what of it is money. */
int64_t m_note(
    struct model *m, int order, int bill, int64_t net, int64_t tax);

/* A credit note over so much of an order; what of it is money. */
int64_t m_credit(struct model *m, int order, int64_t net, int64_t tax);
void m_give_away(struct model *m, int bill, int64_t net, int64_t tax,
    int64_t *noted, int64_t *cash);

/* Money that nobody asked for goes back. */
void m_surplus(struct model *m, int order, int64_t cash, int payment, int bill);
/* What had come for a bill: to the cards that paid it, the rest by hand. */
void m_cash_back(struct model *m, int order, int64_t cash, int bill);

/* COMPLETED, once all is accepted and paid. */
void m_stages_complete(struct model *m, int order);
void m_stages_begin(struct model *m, int order);

/* NULL, or why a company may not owe so much more. */
const char *m_credit_refusal(
    const struct model *m, int company, int pool, int64_t minor);

#endif
