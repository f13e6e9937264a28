/*
 * Checks of human-made text.  All patterns are fixed; PCRE2 runs them with
 * a match limit of 50,000 and a depth limit of 1,000.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct arena;

enum text_kind {
	TEXT_EMAIL,		/* what RFC 5321 mailboxes look like in use */
	TEXT_MOBILE,		/* E.164: + and 7 to 15 digits */
	TEXT_SLUG,		/* [a-z0-9] and inner '-', 1 to 80 */
	TEXT_SITE,		/* [a-z0-9-]{1,32} */
	TEXT_LOCALE,		/* en, zh-CN */
	TEXT_CURRENCY,		/* three capitals */
	TEXT_COUNTRY,		/* two capitals, ISO 3166-1 alpha-2 */
	TEXT_CODE,		/* [a-z][a-z0-9_]{0,39} */
	TEXT_URL,		/* absolute http(s) URL, no user info */
	TEXT_KEY,		/* Idempotency-Key: 8 to 255 visible ASCII */
	TEXT__MAX
};

/* Compiles the patterns; before the first text_is(), once a process. */
enum err text_open(void) MUST_CHECK;
void text_close(void);

bool text_is(enum text_kind kind, struct str s);

/* Valid UTF-8 (RFC 3629), no NUL, no surrogates, no overlong forms. */
bool text_utf8(struct str s);
size_t text_utf8_prefix(struct str s);	/* bytes before the first fault */

/* At most its first max bytes, ending where a character does. */
struct str text_cut(struct str s, size_t max);

/* The same, and no control characters but, if asked, \n and \t. */
bool text_plain(struct str s, bool lines);

/*
 * A name of a person, company or thing: 1 to max code points in one line,
 * something of it visible, and no character that is not but changes what
 * stands around it (direction marks, fillers); ZWJ and ZWNJ are kept, for
 * they are spelling.
 */
bool text_name(struct str s, size_t max);

/* Is there anything in it that is seen? */
bool text_visible(struct str s);

/*
 * Fit for a terminal: what is no UTF-8 as \xff, what steers or hides as
 * \u001b, and at most max bytes of s, the rest as "...".  s itself where
 * nothing of it is such.
 */
struct str text_shown(struct arena *a, struct str s, size_t max);

/* Unicode code points in valid UTF-8. */
size_t text_length(struct str s);

/* Lower-cased ASCII copy; other bytes untouched. */
struct str text_lower(struct arena *a, struct str s);

/* "maria@example.org" -> "ma***@example.org"; for pages and logs. */
struct str text_mask_email(struct arena *a, struct str email);

/*
 * What follows a Markdown text's first line when that is "# " and this
 * title, else all of it: for places that show the title themselves.
 */
struct str text_untitled(struct str text, struct str title);

#endif
