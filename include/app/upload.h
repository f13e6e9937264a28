/*
 * A body that goes to a file instead of into memory: one without a name in
 * DATA_DIR/tmp, so that nothing is left however its request ends.  Whether
 * it may be sent is decided before it is read.
 */
#ifndef APP_UPLOAD_H
#define APP_UPLOAD_H

#include "app/call.h"
#include "crypto/hash.h"
#include "http/fcgi.h"

struct upload {
	int fd;
	uint64_t bytes;
	struct hash hash;		/* SHA-256 of the whole */
};

/*
 * Type and length as they were declared.  ERR_MEDIA_TYPE, ERR_INVALID,
 * ERR_BODY_TOO_LARGE: the detail names the bound.
 */
enum err upload_check(struct call *c) MUST_CHECK;

/*
 * A sink for the body that is about to come; it closes by itself.  ERR_BUSY:
 * UPLOADS_AT_ONCE or UPLOADS_OF_ONE are under way; ERR_STORAGE; ERR_IO.
 */
enum err upload_open(struct fcgi_sink *sink, struct call *c) MUST_CHECK;

/* What came for this request, or NULL; once it is whole. */
const struct upload *upload_of(const struct fcgi *in);

/* Its bytes as they lie in the file, to be given back.  ERR_IO. */
enum err upload_map(struct str *bytes, const struct upload *u) MUST_CHECK;
void upload_unmap(struct str bytes);

#endif
