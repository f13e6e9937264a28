/*
 * What the reader of tax tables and the check of the whole share: the line
 * in hand and the faults so far.  Private to locale/tax_table.
 */
#ifndef LOCALE_TAX_TABLE_READER_H
#define LOCALE_TAX_TABLE_READER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/conf.h"
#include "domain/tax.h"

enum { WORDS_MAX = TAX_MEMBERS_MAX + 1 };

struct tax_reader {
	struct arena *a;
	struct tax_table *table;
	int line;
	struct str words[WORDS_MAX];
	size_t nwords;
	bool versioned;
	struct conf_fault *faults;
	size_t nfaults, faults_max;
	bool nomem;
};

void tax_table_fault(struct tax_reader *r, int line, const char *fmt, ...)
    PRINTF(3, 4);

/* What no line alone can be at fault for: overlaps, and what is missing. */
void tax_table_check(struct tax_reader *r);

#endif
