/* The category tree and its names per locale. */
#ifndef STORE_CATEGORY_H
#define STORE_CATEGORY_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct category {
	struct id category_id;
	struct id parent_id;		/* nil: top level */
	struct str slug;
	int64_t position;		/* among its siblings */
};

struct category_text {
	struct id category_id;
	struct str locale, name;
	struct str description;		/* plain; .p NULL: none */
};

/* Parents before their children. */
enum err categories_insert(struct db *db, const struct category *c, size_t n)
    MUST_CHECK;
enum err category_texts_insert(struct db *db, const struct category_text *t,
    size_t n) MUST_CHECK;

enum err categories_all(struct db *db, struct arena *a, struct category **c,
    size_t *n) MUST_CHECK;
enum err category_texts_all(struct db *db, struct arena *a,
    struct category_text **t, size_t *n) MUST_CHECK;

/* Parent and position; ERR_NOT_FOUND. */
enum err category_update(struct db *db, const struct category *c) MUST_CHECK;
enum err category_texts_delete(struct db *db, struct id category_id)
    MUST_CHECK;

#endif
