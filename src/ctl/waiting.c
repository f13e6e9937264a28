#include "base/bounds.h"
#include "base/sys.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "store/task.h"

enum { WAITING_MAX = 1000 };

static const struct column columns[] = {
	{ "ORDER", "order", false },
	{ "WAITS FOR", "kind", false },
	{ "SINCE", "since", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
task_add(struct ctl *c, struct table *t, const struct task *task)
{
	struct str cells[COLUMNS] = {
		cell_id(c->arena, ID_ORDER, task->order_id),
		task->kind,
		cell_time(c->arena, task->created_at_us),
	};

	if (!cells[0].p || !cells[2].p)
		return ERR_NOMEM;
	return table_add(t, cells);
}

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	struct task *tasks;
	size_t n = 0;
	enum err e = tasks_open(db, c->arena, &tasks, &n, WAITING_MAX);

	(void)arg;
	for (size_t i = 0; e == OK && i < n; i++)
		e = task_add(c, t, &tasks[i]);
	return e;
}

int
waiting_print(struct ctl *c)
{
	return listing_print(c, columns, COLUMNS, rows_add, NULL, "what waits");
}
