/* Untrusted text made fit for paper. */
#ifndef PAPER_CLEAN_H
#define PAPER_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * A copy in the arena, valid UTF-8: what is not becomes U+FFFD, as do
 * control characters and noncharacters; white space becomes one space (a
 * line end stays if lines is set); marks that override direction (Unicode
 * TR 9) or are invisible, and combining marks past four in a row, are
 * dropped; ZWJ and ZWNJ are spelling and stay.  Cut after max code points,
 * with an ellipsis.  ERR_NOMEM.
 */
enum err paper_clean(struct arena *a, struct str *out, struct str s,
    size_t max, bool lines) MUST_CHECK;

#endif
