#include "paper_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/sys.h"

enum { PAPERS_AT_ONCE = 10 };

static enum err
folder_make(struct step *s, const char *folder)
{
	struct str dir = arena_printf(
	    s->arena, "%s/%s", s->shop->data_dir, folder);

	if (dir.p == NULL)
		return ERR_NOMEM;
	if (mkdir(dir.p, 0750) == 0 || errno == EEXIST)
		return OK;
	log_error("folder cannot be made", "path=%s error=%s", dir.p,
	    strerror(errno));
	return ERR_IO;
}

struct str
paper_file_path(struct step *s, const struct paper_sort *sort, struct id id,
    const char *kind)
{
	char text[ID_TEXT_MAX];
	struct str name = id_format(text, sort->prefix, id);

	return arena_printf(s->arena, "%s/%s/%.*s.%s", s->shop->data_dir,
	    sort->folder, STR_FMT(name), kind);
}

enum err
paper_file_make(struct step *s, const struct paper_sort *sort, struct id id,
    const char *kind, struct str data)
{
	struct str path = paper_file_path(s, sort, id, kind);

	return path.p == NULL ? ERR_NOMEM : file_write(path.p, data, 0640);
}

bool
paper_is_final(enum err e)
{
	return e == ERR_INVALID || e == ERR_LIMIT || e == ERR_CURRENCY ||
	    e == ERR_OVERFLOW || e == ERR_RANGE;
}

struct listing {
	struct step *step;
	const struct paper_sort *sort;
	struct id *ids;
	size_t n;
};

static enum err
list_run(struct db *db, void *arg)
{
	struct listing *l = arg;

	return l->sort->list(
	    db, l->step->arena, &l->ids, &l->n, PAPERS_AT_ONCE);
}

enum err
paper_sort_make(struct step *s, const struct paper_sort *sort)
{
	struct listing l = { .step = s, .sort = sort };
	enum err first = OK,
		 e = tx_read(s->shop->site->pool, s->arena, list_run, &l);

	if (e == OK && l.n > 0)
		e = folder_make(s, sort->folder);
	for (size_t i = 0; e == OK && i < l.n; i++) {
		enum err made;

		if (s->stopping(s->stopping_arg))
			break;
		made = sort->render(s, l.ids[i]);
		if (made != OK && first == OK)
			first = made;
	}
	s->more = e == OK && first == OK && l.n == PAPERS_AT_ONCE;
	return e != OK ? e : first;
}
