/*
 * The marketplace reckoned a second time, from design/2-domain.md alone and
 * in plain integers: what random sequences of acts must come to (issue 6,
 * done 3).  It includes nothing of the product.  Each act below answers
 * whether it goes through, notes what it posts, and marks what it changed;
 * refused, it changes nothing.
 */
#ifndef TESTS_LIB_MODEL_H
#define TESTS_LIB_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	M_COMPANIES = 6,
	M_SELLERS = 2,
	M_ORDERS = 1000,
	M_STAGES = 8,
	M_BILLS = 3000,
	M_PAYMENTS = 2000,
	M_REFUNDS = 2000,
	M_DISPUTES = 1000,
	M_POSTED = 200, /* in one act */
	M_LINES = 4000,
	M_STATEMENTS = 200,
	M_LOSSES = 1000,
	M_MANY = 100, /* more than one act adds */
	M_MAILS = 500, /* in one act */

	M_NONE = -1,
	M_SHARES = 10000, /* all of a plan */
	M_COMMISSION_BP = 1000,
	M_LADDER = 5, /* steps of it */
	M_GRACE_DAYS = 15,
	M_PAY_DAYS = 7, /* an order waits so long */
	M_COOLING_OFF_DAYS = 5,
	M_ANSWER_DAYS = 5, /* business days */
	M_ROUNDS = 3,
	M_REMINDERS = 2,  /* before silence accepts */
	M_LEAD_HOURS = 12, /* after the last of them, at least */
	M_ATTEMPTS = 20
};
#define M_SEC_US INT64_C(1000000)
#define M_DAY_US (86400 * M_SEC_US)

enum m_order_state {
	MO_PENDING,
	MO_CANCELLED,
	MO_PAID,
	MO_PROVISIONING,
	MO_FAILED,
	MO_ACTIVE,
	MO_REFUNDED,
	MO_IN_DELIVERY,
	MO_COMPLETED,
	MO_CLOSED_EARLY
};
enum m_stage_state {
	MS_PLANNED,
	MS_OPEN,
	MS_DELIVERED,
	MS_REWORK,
	MS_DISPUTED,
	MS_ACCEPTED,
	MS_CANCELLED
};
enum m_bill_state {
	MB_ISSUED,
	MB_PARTLY_PAID,
	MB_OVERDUE,
	MB_PAID,
	MB_DISPUTED,
	MB_UNCOLLECTIBLE,
	MB_VOID
};
enum m_bill_kind { MB_OF_ORDER, MB_STATEMENT, MB_NOTE };
enum m_payment_state {
	MP_CREATED,
	MP_REQUIRES_ACTION,
	MP_PROCESSING,
	MP_UNKNOWN,
	MP_CAPTURED,
	MP_FAILED,
	MP_CANCELLED,
	MP_PARTLY_REFUNDED,
	MP_REFUNDED
};
enum m_refund_state {
	MR_REQUESTED,
	MR_REFUSED,
	MR_IN_REVIEW,
	MR_APPROVED,
	MR_PROCESSING,
	MR_REFUNDED,
	MR_FAILED
};
/* Why somebody is written to about a bill. */
enum m_mail { MM_DUE, MM_OVERDUE, MM_STILL_OVERDUE };
enum m_line_state { ML_UNMADE, ML_HELD, ML_RELEASABLE, ML_STATED, ML_SETTLED };
enum m_pool_kind { M_GENERAL, M_MILESTONE, M_POOLS };
enum m_account {
	MA_RECEIVABLE,
	MA_GENERAL_RESERVE,
	MA_MILESTONE_RESERVE,
	MA_CLEARING,
	MA_BANK,
	MA_COMMISSION,
	MA_PAYABLE,
	MA_TAX,
	MA_DEPOSITS
};
/* As the database writes them. */
const char *m_order_name(enum m_order_state s);
const char *m_stage_name(enum m_stage_state s);
const char *m_bill_name(enum m_bill_state s);
const char *m_payment_name(enum m_payment_state s);
const char *m_refund_name(enum m_refund_state s);
const char *m_line_name(enum m_line_state s);
const char *m_mail_name(enum m_mail mail);
const char *m_account_name(enum m_account a);

struct m_pool {
	bool has;
	int64_t limit, reserved, billed;
};
struct m_company {
	bool postpaid, dirty;
	struct m_pool pools[M_POOLS];
};

struct m_stage {
	int64_t net, tax;
	enum m_stage_state state;
	int64_t round, delivered_round; /* the last that was handed over */
	int64_t delivered_us, accept_by_us, reminders;
	bool deemed;
	int bill;
};

struct m_order {
	bool dirty;
	int company, seller;
	int64_t net, tax;
	enum m_order_state state;
	int64_t expires_us, paid_us, active_us;
	int bill;			 /* stands for all of it; M_NONE */
	bool waits_for_bill;		 /* a transfer is on its way */
	int payment;			 /* that paid it; M_NONE */
	int pool;			 /* it is reserved from; M_NONE */
	int64_t reserved, billed, freed; /* of that pool */
	int64_t sold_net, sold_commission, net_noted, tax_noted;
	bool advance;
	int64_t rate_milli, deemed_days; /* 0: silence accepts nothing */
	int n;				 /* stages; 0: paid at once */
	struct m_stage stages[M_STAGES];
};

struct m_bill {
	bool dirty;
	enum m_bill_kind kind;
	enum m_bill_state state;
	int company, order, stage; /* order M_NONE: a statement's */
	int pool;		   /* M_NONE: not on credit */
	int corrects;
	int64_t net, tax, paid, credited, refunded, issued_us, due_us;
	int64_t reminders; /* steps of the ladder so far */
	int64_t sold_net, sold_commission, net_noted, tax_noted; /* a stage's */
};

/* What of a bill its company does not own up to. */
enum m_dispute_state { MD_OPEN, MD_UPHELD, MD_REJECTED, MD_WITHDRAWN };
struct m_dispute {
	int bill;
	int64_t amount;
	enum m_dispute_state state;
};

/* What of an order, or a stage of it, was written off and came after all. */
struct m_loss {
	int bill, order;
	int64_t whole, tax, commission, back;
};

struct m_reminder {
	int bill;
	enum m_mail mail;
};

struct m_payment {
	bool dirty, holds, captured;
	int order, bill; /* the one or the other; else M_NONE */
	enum m_payment_state state;
	int64_t amount;
};

struct m_refund {
	bool dirty, surplus, ruled, by_gateway;
	int order, payment, bill;
	enum m_refund_state state;
	int64_t net, tax, amount, cash, answer_by_us;
};

/* What a posting to a seller comes to. */
struct m_line {
	int order, stage; /* 0: all of the order */
	int64_t net, payable;
	enum m_line_state state;
	int64_t released_us;
	int statement;
};

struct m_statement {
	int seller;
	int64_t month; /* since year 0 */
	int64_t payable, carried;
	bool settled;
};

struct m_posting {
	int order; /* M_NONE */
	enum m_account account;
	int owner; /* company or seller; M_NONE: site */
	int64_t minor;
};

struct model {
	int64_t now_us, bill_days;
	struct m_company companies[M_COMPANIES];
	struct m_order orders[M_ORDERS];
	struct m_bill bills[M_BILLS];
	struct m_payment payments[M_PAYMENTS];
	struct m_refund refunds[M_REFUNDS];
	struct m_dispute disputes[M_DISPUTES];
	struct m_loss losses[M_LOSSES];
	int ndisputes, nlosses;
	struct m_line lines[M_LINES];
	struct m_statement statements[M_STATEMENTS];
	int norders, nbills, npayments, nrefunds, nlines, nstatements;
	/* of the last act */
	struct m_posting posted[M_POSTED];
	int nposted;
	struct m_reminder mails[M_MAILS];
	int nmails;
	const char *refusal; /* of credit: its reason; else NULL */
	/* all of them, by account and owner: the site's comes last */
	int64_t balances[MA_DEPOSITS + 1][M_COMPANIES + 1];
};

/* A bill is due so many days after it is issued. */
void model_open(struct model *m, int64_t now_us, int64_t bill_days);
/* Before each act. */
void model_begin(struct model *m);

/* Room for whatever one act can add? */
bool model_has_room(const struct model *m);

/* --- orders, what pays them, and what they are delivered by ------------- */

struct m_sale {
	int company, seller;
	int64_t net, tax;
	bool advance;
	int64_t rate_milli, deemed_days;
	int n; /* stages */
	int64_t shares[M_STAGES];
};
bool model_place(struct model *m, const struct m_sale *s);
bool model_cancel(struct model *m, int order);
bool model_annul(struct model *m, int order);
bool model_limit(struct model *m, int company, int pool, int64_t limit);
bool model_pay_by_credit(struct model *m, int order, int pool);

bool model_pay_by_card(struct model *m, int order);
bool model_processing(struct model *m, int payment);
bool model_no_answer(struct model *m, int payment);
bool model_payment_fails(struct model *m, int payment);
bool model_captured(struct model *m, int payment, int64_t amount);

bool model_provision(struct model *m, int order);
bool model_provision_fails(struct model *m, int order);
bool model_provisioned(struct model *m, int order);

/* --- bills --------------------------------------------------------------- */

bool model_pay_by_transfer(struct model *m, int order);
bool model_receive(struct model *m, int bill, int64_t amount);
/* 0: all that is open of it. */
bool model_pay_bill_by_card(struct model *m, int bill, int64_t amount);
bool model_write_off(struct model *m, int bill);
bool model_statement(struct model *m, int company);
bool model_bill_disputed(struct model *m, int bill, int64_t amount);
bool model_dispute_withdrawn(struct model *m, int dispute);
/* credit 0: it is rejected. */
bool model_dispute_ruled(struct model *m, int dispute, int64_t credit);

/* --- stages -------------------------------------------------------------- */

bool model_deliver(struct model *m, int order, int stage);
bool model_recall(struct model *m, int order, int stage);
bool model_accept(struct model *m, int order, int stage);
bool model_reject(struct model *m, int order, int stage);
bool model_dispute(struct model *m, int order, int stage, bool by_seller);
enum m_ruling { M_RULE_ACCEPT, M_RULE_REWORK, M_RULE_CANCEL };
bool model_rule(struct model *m, int order, int stage, enum m_ruling r);
bool model_stop(struct model *m, int order);
/* What nobody has begun becomes these, of so much net. */
bool model_change(struct model *m, int order, const int64_t *net, int n);
/* What silence makes of what was handed over: nothing, a reminder, a yes. */
enum m_due { M_DUE_NOTHING, M_DUE_REMINDED, M_DUE_ACCEPTED };
enum m_due model_due(struct model *m, int order, int stage);

/* --- money back ---------------------------------------------------------- */

int64_t model_refundable(const struct model *m, int order);
bool model_ask_back(struct model *m, int order, int64_t amount);
bool model_approve(struct model *m, int refund);
bool model_refuse(struct model *m, int refund);
bool model_escalate(struct model *m, int refund);
bool model_rule_refund(struct model *m, int refund, bool approve);
bool model_give_back(struct model *m, int order, int64_t amount);
bool model_cool_off(struct model *m, int order);
bool model_refund_starts(struct model *m, int refund);
bool model_refund_is_sent(struct model *m, int refund, bool by_gateway);
bool model_refund_fails(struct model *m, int refund);

/* --- the clock ----------------------------------------------------------- */

/* Its jobs answer how many rows they changed. */
int model_expire(struct model *m);
int model_overdue(struct model *m);
int model_remind(struct model *m);

/* --- what sellers are owed ----------------------------------------------- */

/* What was posted is held, what nothing waits for is released. */
void model_settle(struct model *m);
/* The statement of the month before this one; false: none is made. */
bool model_state_month(struct model *m, int seller);
bool model_pay_out(struct model *m, int statement);

#endif
