/*
 * A sink before another that gives a finished PDF what cairo 1.16 cannot:
 * its language and the wish to be named by its title, as an incremental
 * update of the catalogue (ISO 32000-1, 7.5.6).
 */
#ifndef PAPER_PDF_TAIL_H
#define PAPER_PDF_TAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "paper/sink.h"

enum { PDF_TAIL_WINDOW = 512 };

struct pdf_tail {
	struct paper_sink to;
	uint64_t written;
	char last[PDF_TAIL_WINDOW];	/* a ring, by offset in the file */
	char catalogue[PDF_TAIL_WINDOW];	/* what stood before "xref" */
	size_t catalogue_n;
	size_t matched;			/* bytes of "\nxref\n" just read */
};

struct paper_sink pdf_tail_sink(struct pdf_tail *t, struct paper_sink to);

/*
 * After the last byte.  A catalogue that is not as expected stays as it
 * is: the file is whole without the update.  ERR_NOMEM or the sink's.
 */
enum err pdf_tail_end(struct pdf_tail *t, struct arena *a,
    struct str language, bool rtl) MUST_CHECK;

#endif
