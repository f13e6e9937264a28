/* Evidence of services that no row knows. */
#include <string.h>

#include "base/sys.h"
#include "store/handover.h"
#include "sweep.h"

struct evidence {
	struct sweep *w;
	struct id ids[LIST_MAX]; /* those that are old */
	bool known[LIST_MAX];
	size_t n;
};

static enum err
known_run(struct db *db, void *arg)
{
	struct evidence *v = arg;

	return handover_files_known(
	    db, v->w->step->arena, v->known, v->ids, v->n);
}

static enum err
evidence_flush(struct evidence *v)
{
	char text[ID_TEXT_MAX];
	enum err e = v->n > 0 ? sweep_tx(v->w, known_run, v) : OK;

	for (size_t i = 0; e == OK && i < v->n; i++)
		if (!v->known[i]) {
			id_format(text, ID_HANDOVER_FILE, v->ids[i]);
			sweep_delete(v->w, text);
		}
	v->n = 0;
	return e;
}

static enum err
evidence_judge(void *arg, struct str name)
{
	struct evidence *v = arg;
	int64_t sent = sweep_sent_us(v->w, name.p);
	struct id id;

	if (sent == 0 || sent >= sweep_old_us(v->w))
		return OK;
	if (id_parse(&id, ID_HANDOVER_FILE, name) != OK) {
		if (strncmp(name.p, "hdf_", 4) == 0)
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
	enum err e = sweep_open(v->w, &dir, "evidence");

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
	    db, v->w->step->arena, &ids, &v->n, sweep_old_us(v->w), LIST_MAX);

	for (size_t i = 0; e == OK && i < v->n; i++)
		e = handover_file_delete(db, ids[i]);
	return e;
}

/* What was gathered and never handed over is nobody's evidence. */
static enum err
stale_drop(struct evidence *v)
{
	enum err e;

	do
		e = sweep_tx(v->w, stale_run, v);
	while (e == OK && v->n == LIST_MAX);
	v->n = 0;
	return e;
}

enum err
sweep_evidence(struct sweep *w)
{
	struct evidence v = { .w = w };
	enum err e = stale_drop(&v);

	return e == OK ? files_drop(&v) : e;
}
