/* What waits for an operator. */
#ifndef STORE_TASK_H
#define STORE_TASK_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

#define TASK_DELIVER "deliver"
#define TASK_REFUND "refund"
#define TASK_RELEASE "release"

struct task {
	struct id task_id, order_id;
	struct str kind;
	int64_t created_at_us;
};

/* One that is there already is opened again. */
enum err task_open(struct db *db, struct str kind, struct id order_id,
    int64_t now_us) MUST_CHECK;

/* Closes it if it is open. */
enum err task_close(struct db *db, struct str kind, struct id order_id,
    int64_t now_us) MUST_CHECK;

/* Open ones, oldest first. */
enum err tasks_open(struct db *db, struct arena *a, struct task **tasks,
    size_t *n, int64_t limit) MUST_CHECK;

#endif
