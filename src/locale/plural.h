/* CLDR's cardinal plural rules for whole numbers; private to this folder. */
#ifndef LOCALE_PLURAL_H
#define LOCALE_PLURAL_H

#include <stdint.h>

#include "base/str.h"

/* "zero", "one", "two", "few", "many" or "other". */
typedef const char *(*plural_fn)(int64_t n);

/* The rule of a BCP 47 name's language; English's when unknown. */
plural_fn plural_of(struct str name);

#endif
