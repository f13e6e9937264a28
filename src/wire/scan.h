/*
 * The strict reading of JSON (RFC 8259) that json-c does not do: one pass
 * that refuses what that library lets through.  Private to wire.
 */
#ifndef WIRE_SCAN_H
#define WIRE_SCAN_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct scan_fault {
	const char *code;		/* "syntax" or "duplicate" */
	struct str pointer;
	struct str detail;		/* "line 3, column 14: ..." */
};

/* ERR_SYNTAX: *fault says where; ERR_NOMEM.  depth_max: at most 64. */
enum err scan_json(struct arena *a, struct str text, unsigned depth_max,
    struct scan_fault *fault) MUST_CHECK;

#endif
