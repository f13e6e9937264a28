/*
 * Reads SOUK_TAX_TABLE, souk-tax(5): the rates of countries and what is done
 * between seller and buyer.  Strict: a table with a fault is none.
 */
#ifndef LOCALE_TAX_TABLE_H
#define LOCALE_TAX_TABLE_H

#include "base/arena.h"
#include "base/conf.h"
#include "domain/tax.h"

/*
 * ERR_CONFIG: faults[] (at most *nfaults, which is set) say why, each with
 * its line and what to write instead.  The table lives in the arena.
 */
enum err tax_table_read(struct arena *a, struct tax_table *out,
    const char *path, struct conf_fault *faults, size_t *nfaults) MUST_CHECK;

/* The same from memory. */
enum err tax_table_parse(struct arena *a, struct tax_table *out,
    struct str text, struct conf_fault *faults, size_t *nfaults) MUST_CHECK;

#endif
