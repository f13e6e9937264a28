/* A bill on its way to pages; the parts of bill_pdf.c. */
#ifndef PAPER_SHEET_H
#define PAPER_SHEET_H

#include "locale/locale.h"
#include "paper/bill.h"
#include "pen.h"

/* The columns of the lines, in order; widths in points. */
enum sheet_column {
	COLUMN_TEXT, COLUMN_QUANTITY, COLUMN_UNIT, COLUMN_TAX, COLUMN_NET,
	COLUMN__MAX
};

struct sheet {
	struct pen pen;
	const struct bill_paper *bill;
	const struct locale *locale;
	double margin, top, bottom;	/* y between which a page is filled */
	double width;			/* between the margins */
	double y;
	size_t page, pages;
	double x[COLUMN__MAX], w[COLUMN__MAX];
	float *heights;			/* of the lines */
};

/* Ends the page and begins the next with its running head. */
void sheet_break(struct sheet *s);
void sheet_room(struct sheet *s, double height);	/* or a new page */

/* Of what the part adds to the page, without drawing it. */
double sheet_height(struct sheet *s, void (*part)(struct sheet *));

/* Title, facts, parties and what is to be paid when. */
void sheet_head(struct sheet *s);
void sheet_running_head(struct sheet *s);
void sheet_foot(struct sheet *s);

/* Measures columns and lines, once; ERR_NOMEM. */
enum err sheet_table_measure(struct sheet *s) MUST_CHECK;
void sheet_table(struct sheet *s);

/* Sums, means of payment, notes. */
void sheet_totals(struct sheet *s);
double sheet_totals_height(struct sheet *s);
void sheet_payment(struct sheet *s);
void sheet_notes(struct sheet *s);

/* Texts, in the arena. */
struct str sheet_word(const struct sheet *s, const char *key);
struct str sheet_money(struct sheet *s, struct money m);
struct str sheet_amount(struct sheet *s, struct money m);
struct str sheet_number(struct sheet *s, int64_t n);
struct str sheet_percent(struct sheet *s, int64_t rate_milli);
struct str sheet_date(struct sheet *s, int64_t day);
struct str sheet_headline(struct sheet *s);
struct str sheet_title(const struct sheet *s);

/* "1 November 2026 – 30 November 2026"; empty without both days. */
struct str sheet_period(struct sheet *s, int64_t from_day, int64_t to_day);

/* The text of key; values are isolated, so clean them first. */
struct str sheet_fill(struct sheet *s, const char *key,
    const struct locale_arg *args, size_t nargs);

/* One label and its value, label_w wide; empty values leave no row. */
void sheet_fact(struct sheet *s, const char *key, double label_w,
    enum pen_way way, struct str value);

#endif
