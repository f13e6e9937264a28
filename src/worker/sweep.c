/*
 * Files below DATA_DIR that nothing mentions are deleted.  Rows go before
 * their file does, and a picture that is sent again meanwhile is kept.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sys.h"
#include "store/upkeep.h"
#include "sweep.h"

enum err
sweep_tx(struct sweep *w, enum err (*run)(struct db *, void *), void *arg)
{
	return tx_run(w->step->shop->site->pool, w->step->arena, run, arg);
}

int64_t
sweep_old_us(const struct sweep *w)
{
	return w->step->now_us - UNUSED_FILE_DAYS * DAY_US;
}

int64_t
sweep_sent_us(const struct sweep *w, const char *name)
{
	struct stat st;

	if (fstatat(w->folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(st.st_mode))
		return 0;
	return st.st_mtim.tv_sec * SEC_US + st.st_mtim.tv_nsec / 1000;
}

void
sweep_delete(struct sweep *w, const char *name)
{
	if (unlinkat(w->folder, name, 0) == 0)
		w->deleted++;
	else if (errno != ENOENT)
		log_warn("an unused file is not removed", "file=%s why=%s",
		    name, strerror(errno));
}

enum err
sweep_files(struct sweep *w, DIR *dir,
    enum err (*judge)(void *arg, struct str name), void *arg)
{
	struct arena *a = w->step->arena;
	struct dirent *d;
	enum err e = OK;

	rewinddir(dir);
	while (e == OK && !w->step->stopping(w->step->stopping_arg) &&
	    (d = readdir(dir)) != NULL) {
		struct arena_mark mark = arena_mark(a);

		e = judge(arg, str_from(d->d_name));
		arena_rewind(a, mark);
	}
	return e;
}

enum err
sweep_open(struct sweep *w, DIR **dir, const char *name)
{
	struct str path = arena_printf(
	    w->step->arena, "%s/%s", w->step->shop->data_dir, name);

	*dir = path.p ? opendir(path.p) : NULL;
	if (*dir != NULL)
		w->folder = dirfd(*dir);
	if (path.p == NULL)
		return ERR_NOMEM;
	return *dir != NULL || errno == ENOENT ? OK : ERR_IO;
}

struct claim {
	int64_t day;
	bool ours;
};

static enum err
claim_run(struct db *db, void *arg)
{
	struct claim *c = arg;

	return upkeep_claim(db, &c->ours, UPKEEP_FILES_DAY, c->day);
}

enum err
files_sweep(struct step *s)
{
	struct sweep w = { .step = s };
	struct claim claim = { .day = s->now_us / DAY_US };
	enum err e = sweep_tx(&w, claim_run, &claim);

	if (e != OK || !claim.ours)
		return e;
	e = sweep_media(&w);
	if (e == OK)
		e = sweep_evidence(&w);
	if (w.deleted > 0)
		log_info("unused files deleted", "site=%.*s n=%zu",
		    STR_FMT(s->shop->site->config.site), w.deleted);
	return e;
}
