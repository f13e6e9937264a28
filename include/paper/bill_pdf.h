/*
 * A bill as PDF 1.5: fonts embedded, tagged (ISO 32000-1, 14.8), with
 * title, author, date and language; the same input and fonts give the
 * same bytes.  Pages leave for the sink one by one; what stays in memory
 * is the structure, some 5 KB a line.
 *
 * Threads: each has its own font map (pango's default one), so calls may
 * run side by side.  Fontconfig reads the system's fonts at the first.
 * cairo 1.16 itself loses some 1 KB a document when it writes CFF fonts.
 */
#ifndef PAPER_BILL_PDF_H
#define PAPER_BILL_PDF_H

#include "base/arena.h"
#include "base/err.h"
#include "locale/locale.h"
#include "paper/bill.h"
#include "paper/sink.h"

/* What was made. */
struct bill_pdf {
	size_t pages;
	size_t unknown_glyphs;	/* drawn as boxes: a font is missing */
};

/*
 * The words are those of l, which bill_texts_open() read.  As
 * bill_paper_check(), or ERR_NOMEM, or what the sink says; then what it
 * has got is no PDF.
 */
enum err bill_pdf(struct bill_pdf *made, struct arena *a,
    struct paper_sink to, const struct bill_paper *b,
    const struct locale *l) MUST_CHECK;

/* Gives this thread's fonts back; before it ends, if it has rendered. */
void bill_pdf_thread_end(void);

#endif
