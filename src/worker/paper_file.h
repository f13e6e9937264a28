/* What is made once and kept as files: DATA_DIR/<folder>/<id>.<kind>. */
#ifndef WORKER_PAPER_FILE_H
#define WORKER_PAPER_FILE_H

#include "shop.h"

/* Where papers of a sort lie, and how one of them is made. */
struct paper_sort {
	const char *folder, *prefix;	/* of their ids */
	enum err (*list)(struct db *db, struct arena *a, struct id **ids,
	    size_t *n, int64_t limit);
	/* Writes its files and marks it as made; ERR_BUSY and the like. */
	enum err (*render)(struct step *s, struct id id);
};

/* A batch of them.  One that fails does not keep the others waiting. */
enum err paper_sort_make(struct step *s, const struct paper_sort *sort)
    MUST_CHECK;

/* Where a paper lies, in the arena; .p NULL: out of memory. */
struct str paper_file_path(struct step *s, const struct paper_sort *sort,
    struct id id, const char *kind);

/* Written beside and renamed: who reads one reads a whole one. */
enum err paper_file_make(struct step *s, const struct paper_sort *sort,
    struct id id, const char *kind, struct str data) MUST_CHECK;

/* Of these another try makes the same: the operator has to look. */
bool paper_is_final(enum err e);

#endif
