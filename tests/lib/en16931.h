/*
 * The rules of EN 16931-1:2017 for UBL, each by its own id: those of 6.4
 * that a bill of Souk can break, and the code lists.  What Souk never writes
 * (tax representatives, payees, direct debits, allowances and charges on the
 * whole document, ...) is a fault by the id ABSENT.
 */
#ifndef TESTS_EN16931_H
#define TESTS_EN16931_H

#include <stddef.h>

typedef void (*en16931_fault)(void *arg, const char *rule, const char *path);

/* Tells each fault of the document; the number of faults, or -1: no XML. */
int en16931_check(const char *xml, size_t n, en16931_fault fault, void *arg);

#endif
