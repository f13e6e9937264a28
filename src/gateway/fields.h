/* Fields of a provider's answer; texts are copied into the arena. */
#ifndef GATEWAY_FIELDS_H
#define GATEWAY_FIELDS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "wire/tree.h"

/* ERR_NOT_FOUND, ERR_INVALID as node_str(). */
enum err field_text(struct arena *a, struct str *out, const struct node *object,
    const char *key) MUST_CHECK;

/* Absent, null or of another type: empty. */
enum err field_maybe(struct arena *a, struct str *out,
    const struct node *object, const char *key) MUST_CHECK;

/*
 * Letters, digits and '_' alone, at most 255: an id that goes into a path
 * stays one piece of it.
 */
bool field_is_id(struct str s);

#endif
