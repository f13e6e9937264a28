/* Where the sources of messages lie; private to this folder. */
#ifndef NOTIFY_SOURCE_H
#define NOTIFY_SOURCE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * <dir>/<locale>/<name>.txt; of the language's or else the fallback's, or
 * English's folder where there is none of the locale's.
 */
enum err source_read(struct arena *a, struct str *out, const char *dir,
    struct str locale, struct str fallback, const char *name) MUST_CHECK;

#endif
