/*
 * Texts for people: one JSON catalogue a locale, <dir>/<locale>.json, the
 * same that the pages read.  Keys of nested objects are joined by dots; an
 * object with "other" and further CLDR plural categories is one text with
 * plural forms.
 */
#ifndef LOCALE_LOCALE_H
#define LOCALE_LOCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct locales;
struct locale;

/* Replaces {name} in a text. */
struct locale_arg {
	const char *name;
	struct str value;
};

/*
 * Reads the catalogue of each name; the first is the fallback of all.
 * ERR_NOT_FOUND, ERR_SYNTAX, ERR_INVALID: *why names file and fault.
 */
enum err locales_open(struct locales **out, const char *dir,
    const struct str *names, size_t n, struct arena *a,
    struct str *why) MUST_CHECK;
void locales_close(struct locales *all);

/* The one asked for, one of the same language, or the first. */
const struct locale *locale_find(const struct locales *all, struct str name);
struct str locale_name(const struct locale *l);

/* "ltr" or "rtl". */
const char *locale_direction(const struct locale *l);

/*
 * The text of key, from the fallback when this locale has none; the key
 * itself when nobody has it (and one log line a process).  Borrowed.
 */
struct str locale_text(const struct locale *l, const char *key);

/* Has this locale or the fallback a text of that key? */
bool locale_has(const struct locale *l, const char *key);

/* The plural form for n; {n} is left to be replaced. */
struct str locale_plural(const struct locale *l, const char *key, int64_t n);

/* Appends text with {name}s replaced; an unknown {name} stays as it is. */
void locale_fill(struct buf *out, struct str text,
    const struct locale_arg *args, size_t nargs);

#endif
