/* Evidence of services, whole or on its way, that no row knows. */
#include <string.h>

#include "base/sys.h"
#include "store/handover.h"
#include "store/upload.h"
#include "sweep.h"

enum { UPLOAD_DAYS = 1 };

/* One of the two folders, and how long a file in it waits for its row. */
struct evidence {
	struct sweep *w;
	const char *folder, *prefix;
	int64_t old_us;
	enum err (*known_of)(struct db *db, struct arena *a, bool *known,
	    const struct id *ids, size_t n);
	struct id ids[LIST_MAX]; /* those that are old */
	bool known[LIST_MAX];
	size_t n;
};

static enum err
known_run(struct db *db, void *arg)
{
	struct evidence *v = arg;

	return v->known_of(db, v->w->step->arena, v->known, v->ids, v->n);
}

static enum err
evidence_flush(struct evidence *v)
{
	char text[ID_TEXT_MAX];
	enum err e = v->n > 0 ? sweep_tx(v->w, known_run, v) : OK;

	for (size_t i = 0; e == OK && i < v->n; i++)
		if (!v->known[i]) {
			id_format(text, v->prefix, v->ids[i]);
			sweep_delete(v->w, text);
		}
	v->n = 0;
	return e;
}

/* What bears our prefix and is no id of ours was being written. */
static bool
is_ours(const struct evidence *v, struct str name)
{
	size_t n = strlen(v->prefix);

	return name.n > n && memcmp(name.p, v->prefix, n) == 0 &&
	    name.p[n] == '_';
}

static enum err
evidence_judge(void *arg, struct str name)
{
	struct evidence *v = arg;
	int64_t sent = sweep_sent_us(v->w, name.p);
	struct id id;

	if (sent == 0 || sent >= v->old_us)
		return OK;
	if (id_parse(&id, v->prefix, name) != OK) {
		if (is_ours(v, name))
			sweep_delete(v->w, name.p);
		return OK;
	}
	v->ids[v->n++] = id;
	return v->n == LIST_MAX ? evidence_flush(v) : OK;
}

static enum err
files_drop(struct evidence *v)
{
	DIR *dir;
	enum err e = sweep_open(v->w, &dir, v->folder);

	if (e == OK && dir != NULL)
		e = sweep_files(v->w, dir, evidence_judge, v);
	if (e == OK && dir != NULL)
		e = evidence_flush(v);
	if (dir != NULL)
		closedir(dir);
	return e;
}

static enum err
stale_run(struct db *db, void *arg)
{
	struct evidence *v = arg;
	struct id *ids = NULL;
	enum err e = handover_files_stale(
	    db, v->w->step->arena, &ids, &v->n, v->old_us, LIST_MAX);

	for (size_t i = 0; e == OK && i < v->n; i++)
		e = handover_file_delete(db, ids[i]);
	return e;
}

static enum err
forget_run(struct db *db, void *arg)
{
	struct evidence *v = arg;
	uint64_t dropped = 0;
	enum err e = uploads_forget(db, v->old_us, LIST_MAX, &dropped);

	v->n = (size_t)dropped;
	return e;
}

/* Rows go before their files do. */
static enum err
rows_drop(struct evidence *v, enum err (*run)(struct db *, void *))
{
	enum err e;

	do
		e = sweep_tx(v->w, run, v);
	while (e == OK && v->n == LIST_MAX);
	v->n = 0;
	return e;
}

enum err
sweep_evidence(struct sweep *w)
{
	struct evidence whole = { .w = w,
		.folder = "evidence",
		.prefix = ID_HANDOVER_FILE,
		.old_us = sweep_old_us(w),
		.known_of = handover_files_known };
	struct evidence coming = { .w = w,
		.folder = "uploads",
		.prefix = ID_UPLOAD,
		.old_us = w->step->now_us - UPLOAD_DAYS * DAY_US,
		.known_of = uploads_known };
	enum err e;

	/* What was gathered and never handed over is nobody's evidence. */
	if ((e = rows_drop(&whole, stale_run)) != OK ||
	    (e = files_drop(&whole)) != OK ||
	    (e = rows_drop(&coming, forget_run)) != OK)
		return e;
	return files_drop(&coming);
}
