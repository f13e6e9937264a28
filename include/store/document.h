/* Every version of every text that was ever agreed to. */
#ifndef STORE_DOCUMENT_H
#define STORE_DOCUMENT_H

#include "base/arena.h"
#include "base/bounds.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"

struct document {
	struct hash hash;		/* SHA-256 of the text */
	struct str kind;		/* "terms", "agreement", ... */
	struct str locale;
	struct str title;		/* first heading */
	struct str text;		/* Markdown */
};

/* Sets d->hash from its text and keeps it; one already kept is fine. */
enum err document_put(struct db *db, struct document *d, int64_t now_us)
    MUST_CHECK;

/* Those of 1 to LIST_MAX hashes that were ever kept, in no order. */
enum err documents_of_hashes(struct db *db, struct arena *a,
    struct document **documents, size_t *n, const struct hash *hashes,
    size_t nhashes) MUST_CHECK;

/* From rows of hash, kind, locale, title and text. */
enum err documents_from_rows(struct arena *a, struct document **documents,
    size_t *n, struct db_result *r) MUST_CHECK;

/* A product's agreements in force, in the order of display. */
enum err documents_of_product(struct db *db, struct arena *a,
    struct document **documents, size_t *n, struct id product_id) MUST_CHECK;

/* The same in no order and without their texts, to compare with. */
enum err document_titles_of_product(struct db *db, struct arena *a,
    struct document **documents, size_t *n, struct id product_id) MUST_CHECK;

#endif
