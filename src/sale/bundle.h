/* What the parts of an evidence bundle are written with. */
#ifndef SRC_SALE_BUNDLE_H
#define SRC_SALE_BUNDLE_H

#include "base/buf.h"
#include "paper/zip.h"
#include "sale/evidence.h"

struct bundle {
	const struct evidence *of;
	struct zip zip;
	struct buf sums; /* as sha256sum writes them */
};

/* name.p NULL: ERR_NOMEM. */
enum err bundle_add(struct bundle *b, struct str name, struct str data,
    enum zip_way way) MUST_CHECK;

enum err bundle_files_add(struct bundle *b) MUST_CHECK;
enum err bundle_chains_add(struct bundle *b) MUST_CHECK;

#endif
