/* Pictures that sellers uploaded: who may use which file, and its size. */
#ifndef STORE_MEDIA_H
#define STORE_MEDIA_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct media {
	struct str file;		/* "<sha256>.<ext>" in DATA_DIR/media */
	int64_t width, height;		/* pixels */
	int64_t bytes;
};

/* Repeated for the same file and seller it changes nothing. */
enum err media_put(struct db *db, struct id seller_id,
    const struct media *m, int64_t now_us) MUST_CHECK;

/*
 * The file's small copy, MEDIA_THUMBNAIL_WIDTH wide and named after it; the
 * file itself when it is no wider.  .p NULL: out of memory.
 */
struct str media_thumbnail(struct arena *a, struct str file, int64_t width);

/*
 * Those of the files that this seller may show in this product: uploads of
 * its own, and what the product shows already.  At most LIST_MAX files.
 */
enum err media_known(struct db *db, struct arena *a, struct media **media,
    size_t *n, struct id seller_id, struct id product_id,
    const struct str *files, size_t nfiles) MUST_CHECK;

/*
 * What products show whose names begin so, in the order of their bytes:
 * each file once.
 */
enum err media_shown(struct db *db, struct arena *a, struct str **files,
    size_t *n, const char *begins) MUST_CHECK;

/* Does a draft, or what was ever published, name it?  stem: "<sha256>" */
enum err media_is_named(struct db *db, struct arena *a, bool *out,
    struct str stem) MUST_CHECK;

/* Files of uploads before then, after the one named; at most limit. */
enum err media_uploaded(struct db *db, struct arena *a, struct str **files,
    size_t *n, struct str after, int64_t before_us, int64_t limit) MUST_CHECK;

/* Nobody may show it in what is listed from now on. */
enum err media_drop(struct db *db, struct str file) MUST_CHECK;

#endif
