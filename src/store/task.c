#include "store/task.h"

static const char task_open_sql[] =
    "INSERT INTO tasks (task_id, kind, order_id, state, created_at) "
    "VALUES (?, ?, ?, 'OPEN', ?) "
    "ON DUPLICATE KEY UPDATE state = 'OPEN', done_at = NULL";

enum err
task_open(struct db *db, struct str kind, struct id order_id, int64_t now_us)
{
	return db_exec(db, NULL, task_open_sql,
	    DB_ARGS(
		db_id(id_new()), db_str(kind), db_id(order_id), db_us(now_us)));
}

static const char task_close_sql[] =
    "UPDATE tasks SET state = 'DONE', done_at = ? "
    "WHERE kind = ? AND order_id = ? AND state = 'OPEN'";

enum err
task_close(struct db *db, struct str kind, struct id order_id, int64_t now_us)
{
	return db_exec(db, NULL, task_close_sql,
	    DB_ARGS(db_us(now_us), db_str(kind), db_id(order_id)));
}

static const char tasks_open_sql[] =
    "SELECT task_id, order_id, kind, created_at FROM tasks "
    "WHERE state = 'OPEN' ORDER BY created_at, task_id LIMIT ?";

enum err
tasks_open(struct db *db, struct arena *a, struct task **tasks, size_t *n,
    int64_t limit)
{
	struct db_result r;
	struct task *t;
	enum err e = db_query(
	    db, a, &r, tasks_open_sql, DB_ARGS(db_i64(limit)));

	if (e != OK)
		return e;
	t = ARENA_NEWS(a, struct task, r.rows);
	if (t == NULL)
		return ERR_NOMEM;
	*tasks = t;
	*n = r.rows;
	for (; db_next(&r); t++) {
		t->task_id = db_get_id(&r, 0);
		t->order_id = db_get_id(&r, 1);
		t->kind = db_get_str(&r, 2);
		t->created_at_us = db_get_us(&r, 3);
	}
	return OK;
}
