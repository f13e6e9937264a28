/*
 * Where an SMS gateway says what became of a message: an address that can
 * be got, which is all that Kannel's dlr-url does, with a key of its own.
 */
#ifndef APP_REPORT_H
#define APP_REPORT_H

#include <stdbool.h>

#include "app/site.h"
#include "base/arena.h"
#include "base/id.h"

/*
 * "...?key=...&status=%d", where the gateway puts the status.  .p NULL: out
 * of memory.
 */
struct str report_url(struct arena *a, const struct site *site,
    struct id message_id);

/* Is this the key of that address?  In constant time. */
bool report_key_is(const struct site *site, struct id message_id,
    struct str key);

/*
 * "DELIVERED", "FAILED", "BUFFERED", "ACCEPTED" for Kannel's 1, 2 and 16,
 * 4, 8, and for these words in lower case; .p NULL: no such status.
 */
struct str report_of_status(struct str status);

#endif
