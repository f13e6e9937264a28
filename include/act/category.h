/* The category tree as the operator changes it. */
#ifndef ACT_CATEGORY_H
#define ACT_CATEGORY_H

#include "act/act.h"
#include "base/bounds.h"
#include "store/category.h"

enum { CATEGORY_DEPTH_MAX = 5, CATEGORY_TEXTS_MAX = LOCALES_MAX };

/* A category with its names; the texts' category_id is set here. */
struct category_edit {
	struct category category;
	struct category_text *texts;
	size_t ntexts;
};

/* ERR_EXISTS: the slug; ERR_LIMIT: too deep. */
enum err category_add(struct act *act, struct category_edit *edit)
    MUST_CHECK;

/*
 * Of category.row_version, texts and all.  ERR_STALE, ERR_EXISTS; ERR_STATE:
 * it would lie below itself; ERR_LIMIT: too deep.
 */
enum err category_change(struct act *act, struct category_edit *edit)
    MUST_CHECK;

/* ERR_STATE: it holds products or categories. */
enum err category_remove(struct act *act, const struct category *c)
    MUST_CHECK;

#endif
