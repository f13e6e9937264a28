/* The values of facets as they stand in a product's fields. */
#ifndef CATALOG_VALUES_H
#define CATALOG_VALUES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "domain/money.h"

/* fn returns false to stop. */
typedef bool (*value_fn)(void *arg, struct str value);

/* "Linux, Docker": each, trimmed; empty ones are passed over. */
void list_each(struct str list, value_fn fn, void *arg);

/*
 * The licences of an SPDX expression (ISO/IEC 5962, annex D): "(MIT OR
 * Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0" has three,
 * exceptions left out.  Commas and slashes separate as well; what is no
 * expression is one licence of that name.
 */
void licence_each(struct str licence, value_fn fn, void *arg);

/*
 * Bands of prices in the currency's major units: 0, up to 10, 50, 200,
 * 1000, and more; a hundred times that where there are no minor units.
 */
enum { PRICE_BANDS = 6 };
unsigned price_band_of(struct money price);
/* Both ends are in it; the last one's *max is INT64_MAX. */
void price_band(struct currency c, unsigned band, int64_t *min, int64_t *max);

/* Appends HTML of our own making without its tags, for the index. */
void html_words(struct buf *out, struct str html);

#endif
