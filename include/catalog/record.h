/*
 * A product as a run of bytes: numbers as varints (LEB128), texts by their
 * length, the same text in two locales once.  What a list shows comes
 * first, so that the rest is not touched for it.
 */
#ifndef CATALOG_RECORD_H
#define CATALOG_RECORD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/bounds.h"
#include "catalog/catalogue.h"

/* A product of which the categories and sellers are ordinals. */
struct record {
	/*
	 * Its seller and category are ordinals, its agreements have their
	 * hashes alone; number, rank and related products are not known.
	 */
	struct catalogue_product product;
	int64_t pin, paid_orders;	/* pin 0: none */
	int64_t newest_at_us;		/* live since, or created */
	struct str *keywords;		/* a locale each; .p NULL: none */
};

/* Appends it to out. */
void record_write(struct buf *out, const struct record *r, size_t nlocales);

/*
 * Into the arena; texts are borrowed from the bytes.  record_read_card()
 * stops after the card.  ERR_NOMEM.
 */
enum err record_read_card(struct record *out, struct arena *a,
    const uint8_t *bytes, size_t nlocales) MUST_CHECK;
enum err record_read(struct record *out, struct arena *a,
    const uint8_t *bytes, size_t nlocales) MUST_CHECK;

/* How many bytes it takes. */
size_t record_bytes(const uint8_t *bytes);
/* Alone what look-ups need. */
struct str record_slug(const uint8_t *bytes);
int64_t record_updated_at_us(const uint8_t *bytes);
struct id record_id(const uint8_t *bytes);
enum listing record_listing(const uint8_t *bytes);

#endif
