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
	int64_t row_version;		/* read only */
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

/* ERR_NOT_FOUND: no such slug. */
enum err category_by_slug(struct db *db, struct arena *a,
    struct category *out, struct str slug) MUST_CHECK;
enum err category_get(struct db *db, struct arena *a, struct category *out,
    struct id category_id) MUST_CHECK;
enum err category_texts_of(struct db *db, struct arena *a,
    struct category_text **t, size_t *n, struct id category_id) MUST_CHECK;
/* Directly in it, whatever their state, and categories below it. */
enum err category_holds(struct db *db, struct arena *a, int64_t *products,
    int64_t *categories, struct id category_id) MUST_CHECK;

/* Parent and position; ERR_NOT_FOUND. */
enum err category_update(struct db *db, const struct category *c) MUST_CHECK;
/* Slug, parent, position of that version.  ERR_STALE, ERR_EXISTS. */
enum err category_save(struct db *db, const struct category *c) MUST_CHECK;
/* With its texts.  ERR_STALE; what holds something must not be asked for. */
enum err category_delete(struct db *db, const struct category *c) MUST_CHECK;
/* Keeps the tree as it is until the transaction ends. */
enum err categories_hold(struct db *db) MUST_CHECK;
enum err category_texts_delete(struct db *db, struct id category_id)
    MUST_CHECK;

#endif
