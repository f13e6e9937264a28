/* What waits for an operator. */
#ifndef STORE_TASK_H
#define STORE_TASK_H

#include "base/id.h"
#include "db/db.h"

/* kind: "deliver", "refund".  One that is there already is fine. */
enum err task_open(struct db *db, struct str kind, struct id order_id,
    int64_t now_us) MUST_CHECK;

/* Closes it if it is open. */
enum err task_close(struct db *db, struct str kind, struct id order_id,
    int64_t now_us) MUST_CHECK;

#endif
