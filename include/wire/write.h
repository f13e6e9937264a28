/*
 * A struct out by the shape that reads it: texts of .p NULL become null,
 * so that shape_read() gives the same struct again.
 */
#ifndef WIRE_WRITE_H
#define WIRE_WRITE_H

#include "wire/json.h"
#include "wire/shape.h"

void shape_write(struct json *j, const struct shape *shape, const void *in);

/* key: [{"pointer", "code", "detail"}], as in a problem document. */
void wire_faults_write(struct json *j, const char *key,
    const struct wire_faults *faults);

/* One field of the struct that in points to. */
void field_write(struct json *j, const struct field *f, const void *in);

#endif
