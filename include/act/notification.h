/*
 * Who is told of what happened to an offer or a request, in the pages; in
 * the transaction of what happened.  Whoever caused it is not told.
 */
#ifndef ACT_NOTIFICATION_H
#define ACT_NOTIFICATION_H

#include "act/act.h"
#include "store/notification.h"

/* A company's owners and purchasers; company_id nil: nobody. */
enum err notify_buyers(struct act *act, struct id company_id,
    const struct notice *notice) MUST_CHECK;

/* The owners and sellers of a seller's company. */
enum err notify_sellers(struct act *act, struct id seller_id,
    const struct notice *notice) MUST_CHECK;

#endif
