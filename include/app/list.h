/*
 * Lists by id: their cursor is the id of the last row shown (see struct
 * page in app/call.h).
 */
#ifndef APP_LIST_H
#define APP_LIST_H

#include "app/call.h"

/* nil: none given. */
enum err after_read(struct call *c, struct id *after,
    const struct page *page) MUST_CHECK;

/*
 * Writes it, and the header Link with the route's own path (RFC 8288);
 * more: what narrows the list, "&state=open".
 */
enum err next_write(struct call *c, struct json *j, struct str more,
    struct id last, int64_t limit) MUST_CHECK;

#endif
