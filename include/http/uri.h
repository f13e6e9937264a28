/*
 * Percent-decoding (RFC 3986), done once.  ERR_SYNTAX: a bad escape, NUL,
 * a control character, bad UTF-8.  Nothing is copied when nothing is
 * escaped.
 */
#ifndef HTTP_URI_H
#define HTTP_URI_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Also ERR_SYNTAX: %2F, "\\", "//", a "." or ".." segment. */
enum err uri_decode_path(struct str *out, struct arena *a, struct str raw)
    MUST_CHECK;

/* A query's name or value: '+' is a space; \n and \t may be escaped. */
enum err uri_decode_query(struct str *out, struct arena *a, struct str raw)
    MUST_CHECK;

#endif
