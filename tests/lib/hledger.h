/* hledger, asked about a journal (apt-get install hledger). */
#ifndef TESTS_LIB_HLEDGER_H
#define TESTS_LIB_HLEDGER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

bool hledger_is_installed(void);

/*
 * "hledger check --strict ordereddates" of it: true when it finds nothing
 * wrong; said, what it wrote otherwise.
 */
bool hledger_accepts(struct str journal, char *said, size_t room);

#endif
