/*
 * The site's legal texts, LEGAL_DIR/<locale>/<kind>.md: read once, looked
 * at again each second, a changed file is a new version.  Each version is
 * kept in documents before it is shown to anybody.  Thread-safe.
 */
#ifndef SALE_LEGAL_H
#define SALE_LEGAL_H

#include "app/site.h"
#include "store/document.h"

struct legal;

/* A site whose texts are missing opens all the same, and sells nothing. */
enum err legal_open(struct legal **out, const struct site *site) MUST_CHECK;
void legal_close(struct legal *l);

/* Reads what has changed and keeps what is not kept yet; from one thread. */
void legal_tick(struct legal *l, const struct site *site);

/*
 * The version in force of "terms", "refunds", ... in the locale, else in
 * the site's first; copied into the arena.  ERR_CONFIG: no such file, or
 * not kept yet.
 */
enum err legal_get(struct legal *l, struct arena *a, struct document *out,
    struct str kind, struct str locale) MUST_CHECK;

/* Is it in force as this kind, in any locale? Its title is copied. */
bool legal_in_force(struct legal *l, struct arena *a, struct str *title,
    struct str kind, struct hash hash);

#endif
