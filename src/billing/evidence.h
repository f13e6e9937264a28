/* Files of evidence, whichever way they come. */
#ifndef SRC_BILLING_EVIDENCE_H
#define SRC_BILLING_EVIDENCE_H

#include "app/call.h"
#include "store/handover.h"

enum { EVIDENCE_BYTES_MAX = 7 * 1024 * 1024 }; /* a reply holds it */

/* DATA_DIR/<folder>/<id>, with the folder made where it is not. */
enum err evidence_path(struct call *c, const char **path, const char *folder,
    const char *prefix, struct id id) MUST_CHECK;

/* A name without folders.  ERR_INVALID. */
enum err evidence_name(struct call *c, struct str name) MUST_CHECK;

/* Why a file is not added, said to people. */
enum err evidence_refused(struct call *c, enum err e) MUST_CHECK;

#endif
