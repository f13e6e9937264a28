/* Where a record's fixed parts lie; record.c writes, record_read.c reads. */
#ifndef SRC_CATALOG_RECORD_LAYOUT_H
#define SRC_CATALOG_RECORD_LAYOUT_H

enum {
	RECORD_FLAGS_AT = 4,		/* after its length */
	RECORD_ID_AT = RECORD_FLAGS_AT + 1,
	RECORD_SLUG_AT = RECORD_ID_AT + 16,
	RECORD_LISTING = 3,		/* bits of the flags */
	RECORD_DELIVERY_SHIFT = 2,
	RECORD_DELIVERY = 3,
	RECORD_HAS_FROM = 16
};

#endif
