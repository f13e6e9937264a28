/*
 * What differs between two structs of one shape, field by field.  Items
 * of lists are matched by their shape's keys, so that a plan that moved is
 * not a plan that was removed and one that was added.
 */
#ifndef WIRE_DIFF_H
#define WIRE_DIFF_H

#include "wire/json.h"
#include "wire/shape.h"

/*
 * Writes a list of {"kind", "path", "before", "after"} (schema Change):
 * path holds field names and items' keys in words.
 */
void shape_diff(struct json *j, const struct shape *shape,
    const void *before, const void *after);

#endif
