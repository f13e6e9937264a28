/*
 * A ZIP archive (PKWARE APPNOTE 6.3) that leaves for a sink while it is
 * made: what stays in memory is its directory, some 200 bytes a file.
 */
#ifndef PAPER_ZIP_H
#define PAPER_ZIP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "paper/sink.h"

struct zip {
	struct archive *archive;	/* libarchive's */
	struct paper_sink to;
	enum err err;			/* the first one sticks */
	bool dropped;
};

/* What is compressed already (pictures, PDF) is stored as it is. */
enum zip_way { ZIP_DEFLATE, ZIP_STORE };

/* To be given back by zip_end() or zip_drop().  ERR_NOMEM. */
enum err zip_open(struct zip *z, struct paper_sink to) MUST_CHECK;

/*
 * One file; the name is UTF-8, relative, with '/' between folders.
 * ERR_INVALID: it is empty, absolute or leads upwards; else as the sink says.
 */
enum err zip_add(struct zip *z, struct str name, struct str data,
    enum zip_way way, int64_t at_us) MUST_CHECK;

/* Writes the directory and closes; nothing was made when it fails. */
enum err zip_end(struct zip *z) MUST_CHECK;
void zip_drop(struct zip *z);

#endif
