/*
 * An offer in stages as its buyer confirms it: the payment plan, what it
 * does to the company's credit, and the permissions that are granted with
 * it (R34, R38, X5).
 */
#ifndef SALE_PLAN_H
#define SALE_PLAN_H

#include "act/credit.h"
#include "act/milestone.h"
#include "app/call.h"
#include "sale/quote.h"
#include "store/document.h"

/* Each is a document of its own with a tick of its own. */
enum permission {
	PERMISSION_RESERVE,		/* the total, from the credit */
	PERMISSION_BILL_STAGES,		/* each as agreed, with its days */
	PERMISSION_DEEMED,		/* acceptance by a day's passing */
	PERMISSION__MAX
};
#define PERMISSION_KIND "permission"

/* In one of the site's languages. */
struct permissions {
	enum permission of[PERMISSION__MAX];
	struct document texts[PERMISSION__MAX];
	size_t n;			/* 0: nothing is granted */
};
enum err permissions_of(struct call *c, struct permissions *out,
    const struct quote *q, struct str locale) MUST_CHECK;

/* "payment_plan": schema PaymentPlan, or null: it is paid at once. */
enum err plan_json(struct call *c, struct json *j, const struct quote *q)
    MUST_CHECK;

/* "criteria": what stands on a line each. */
void criteria_json(struct json *j, struct str criteria);

/* What the company's credit says to the quote's total. */
enum err plan_credit(struct call *c, struct credit_view *out,
    const struct quote *q) MUST_CHECK;

#endif
