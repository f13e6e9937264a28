/* Inside wire: one more fault of what is read. */
#ifndef SRC_WIRE_FAULT_H
#define SRC_WIRE_FAULT_H

#include <stdarg.h>

#include "wire/shape.h"

enum { FAULT_DETAIL_MAX = 512 };

/* False when out of memory; beyond WIRE_FAULTS_MAX it is left out. */
bool fault_add(struct arena *a, struct wire_faults *f, struct str pointer,
    const char *code, const char *fmt, va_list ap) PRINTF(5, 0);

#endif
