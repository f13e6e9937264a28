/* What souk-billing's handlers share. */
#ifndef SRC_BILLING_BILLING_H
#define SRC_BILLING_BILLING_H

#include "app/paging.h"
#include "sale/call.h"
#include "store/bill.h"
#include "store/handover.h"
#include "store/settlement.h"

extern const struct route bill_routes[], bill_file_routes[], archive_routes[],
    calendar_routes[], spend_routes[], credit_routes[], receivable_routes[],
    receivable_file_routes[], handover_routes[], handover_file_routes[],
    settlement_routes[], payout_routes[], webhook_routes[],
    webhook_message_routes[];
extern const struct route milestone_routes[], plan_change_routes[],
    upload_routes[], bill_payment_routes[], bill_dispute_routes[],
    write_off_routes[], bundle_routes[], waiting_routes[];

/* The company's bill that the path names.  ERR_NOT_FOUND. */
enum err bill_of_path(struct call *c, struct bill *out) MUST_CHECK;

/* Which files of a bill there are. */
enum bill_file { BILL_FILE_PDF, BILL_FILE_CSV, BILL_FILE_UBL, BILL_FILE__MAX };
extern const struct bill_file_kind {
	const char *suffix, *type;
} bill_files[BILL_FILE__MAX];

/*
 * One file of a bill whose files are made.  ERR_STATE: the electronic
 * invoice of a void bill, which has none; ERR_BUSY: it is being put on
 * paper; ERR_UNAVAILABLE: it cannot be read, which was logged.
 */
enum err bill_file_read(struct call *c, struct str *out, const struct bill *b,
    enum bill_file file) MUST_CHECK;
enum err bill_file_send(struct call *c, const struct bill *b,
    enum bill_file file) MUST_CHECK;

/*
 * Answers with the bills of a company (nil: of all), narrowed and paged as
 * the query says.
 */
enum err bills_answer(struct call *c, struct id company_id) MUST_CHECK;

/* ?month=2026-11 in the site's time zone; zeros: none is asked for. */
enum err month_read(struct call *c, int64_t *from_us, int64_t *until_us)
    MUST_CHECK;

/* The query's state, order, month and words.  ERR_INVALID. */
enum err bill_filter_read(struct call *c, struct bill_filter *f) MUST_CHECK;

/* Owners, purchasers and finance act on bills.  ERR_FORBIDDEN. */
enum err finance_required(struct call *c) MUST_CHECK;

/* What became of a bill, newest first, as a member "events". */
enum err bill_trail_put(struct call *c, struct json *j, struct id bill_id)
    MUST_CHECK;

/* What of a bill is disputed, newest first, as a member "disputes". */
enum err disputes_put(struct call *c, struct json *j, struct id bill_id)
    MUST_CHECK;

/*
 * Who reads handovers beside their buyers: operators as CALLER_OPERATOR, a
 * seller's people as CALLER_SELLER.  handover_reader() asks what it can
 * before one is known; handover_seen() asks all.  ERR_FORBIDDEN,
 * ERR_FACTOR_REQUIRED, ERR_NOT_FOUND.
 */
enum err handover_reader(const struct call *c) MUST_CHECK;
enum err handover_seen(struct call *c, struct handover *out,
    struct id handover_id) MUST_CHECK;

/* May the caller see what is not handed over yet? */
bool handover_is_own(const struct call *c, const struct handover *h);

/* Criteria, one a line, as a list. */
void criteria_json(struct json *j, struct str criteria);

/* The id in the path; it may be nobody's.  ERR_NOT_FOUND. */
enum err path_handover(struct id *out, const struct call *c) MUST_CHECK;

/* Answers with all of a handover that the caller may see. */
enum err handover_reply(struct call *c, struct id handover_id, int status)
    MUST_CHECK;

/* Handlers: one, a seller's, and what operators are to rule on. */
enum err handover_show(struct call *c) MUST_CHECK;
enum err handovers_show(struct call *c) MUST_CHECK;
enum err disputes_show(struct call *c) MUST_CHECK;

/*
 * An event of what is one company's or seller's own: an operator read it, in
 * this form ("pdf").
 */
enum err read_note(struct call *c, const char *subject, struct id id,
    const char *form) MUST_CHECK;

/* A bill of any company, for operators; and that it was read, as "pdf". */
enum err receivable_of_path(struct call *c, struct bill *out) MUST_CHECK;
enum err receivable_read_note(struct call *c, const struct bill *b,
    const char *form) MUST_CHECK;

/*
 * A day of the site that has begun, from 2000 on, at its midnight; none: this
 * instant.  ERR_INVALID, with the fault at that pointer.
 */
enum err past_day_read(struct call *c, int64_t *at_us, struct str text,
    const char *pointer) MUST_CHECK;

/*
 * The seller's (nil: any) statement that the path names, and its file, which
 * the worker has made.  ERR_NOT_FOUND; ERR_BUSY: it is being made.
 */
enum err settlement_of_path(struct call *c, struct settlement *out,
    struct id seller_id) MUST_CHECK;
enum err settlement_file(struct call *c, const struct settlement *s,
    const char *suffix, const char *type) MUST_CHECK;

/* Answers with a seller's (nil: all) statements, as the query says. */
enum err settlements_answer(struct call *c, struct id seller_id) MUST_CHECK;
enum err settlement_json(struct call *c, struct json *j,
    const struct settlement *s) MUST_CHECK;
/* And with its lines, narrowed likewise. */
enum err settlement_lines_answer(struct call *c, struct id seller_id)
    MUST_CHECK;

/*
 * A file below DATA_DIR for people to keep.  ERR_UNAVAILABLE: it is not
 * there, which was logged.
 */
enum err kept_file_send(struct call *c, struct str path, struct str name,
    const char *type) MUST_CHECK;
/* Its headers, for who has the bytes from elsewhere; name .p NULL: ERR_NOMEM */
enum err kept_head_write(struct call *c, struct str name, const char *type)
    MUST_CHECK;

/* A bill as lists have it. */
enum err bill_row_json(struct json *j, const struct bill *b) MUST_CHECK;

/* A bill with its lines, taxes, receipts and notes; one value. */
enum err bill_whole_json(struct call *c, struct json *j,
    const struct bill *b) MUST_CHECK;

#endif
