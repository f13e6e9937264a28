/*
 * Files below DATA_DIR that nothing mentions are deleted.  Rows go before
 * their file does, and a picture that is sent again meanwhile is kept.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sys.h"
#include "crypto/hash.h"
#include "shop.h"
#include "store/handover.h"
#include "store/media.h"
#include "store/upkeep.h"

#define ASIDE ".unused"
enum { MEDIA_FILE_MAX = 80 }; /* as long as its column */

struct sweep {
	struct step *step;
	int folder; /* its descriptor */
	const char *begins;
	struct str *shown; /* by products, in order */
	size_t nshown;
	struct str *uploaded; /* by sellers */
	struct str name;
	bool named;
	struct id ids[LIST_MAX]; /* evidence that is old */
	bool known[LIST_MAX];
	size_t n, deleted, pictures; /* of those, seen in the folder */
};

static enum err
step_tx(struct sweep *w, enum err (*run)(struct db *, void *))
{
	return tx_run(w->step->shop->site->pool, w->step->arena, run, w);
}

static int64_t
old_us(const struct sweep *w)
{
	return w->step->now_us - UNUSED_FILE_DAYS * DAY_US;
}

/* 0 when it is not there any more. */
static int64_t
sent_us(const struct sweep *w, const char *name)
{
	struct stat st;

	if (fstatat(w->folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(st.st_mode))
		return 0;
	return st.st_mtim.tv_sec * SEC_US + st.st_mtim.tv_nsec / 1000;
}

static void
file_delete(struct sweep *w, const char *name)
{
	if (unlinkat(w->folder, name, 0) == 0)
		w->deleted++;
	else if (errno != ENOENT)
		log_warn("an unused file is not removed", "file=%s why=%s",
		    name, strerror(errno));
}

/* Its time says when it was last seen in use. */
static void
picture_touch(struct sweep *w, const char *name)
{
	const struct timespec now = { .tv_sec = (time_t)(w->step->now_us /
					  SEC_US) };
	const struct timespec times[2] = { now, now };

	/* One that an import wrote may be another user's: it just stays. */
	(void)utimensat(w->folder, name, times, 0);
}

static enum err
shown_run(struct db *db, void *arg)
{
	struct sweep *w = arg;

	return media_shown(
	    db, w->step->arena, &w->shown, &w->nshown, w->begins);
}

static enum err
named_run(struct db *db, void *arg)
{
	struct sweep *w = arg;

	return media_is_named(
	    db, w->step->arena, &w->named, str_sub(w->name, 0, HASH_HEX));
}

static enum err
drop_run(struct db *db, void *arg)
{
	struct sweep *w = arg;

	return media_drop(db, w->name);
}

static int
stem_cmp(const void *key, const void *element)
{
	return strncmp(key, ((const struct str *)element)->p, HASH_HEX);
}

/* "<sha256>.webp", "<sha256>-480.webp"; the text ends with a zero. */
static bool
is_picture(struct str name)
{
	struct str rest = str_sub(name, HASH_HEX, name.n);

	return name.n > HASH_HEX + 1 &&
	    strspn(name.p, "0123456789abcdef") == HASH_HEX &&
	    (rest.p[0] == '.' || rest.p[0] == '-') &&
	    strchr(rest.p + 1, '.') == strrchr(rest.p + 1, '.') &&
	    (rest.p[0] == '-' || strchr(rest.p + 1, '.') == NULL);
}

/*
 * Set aside first: who sends it again from now on writes it anew, and who
 * did so before has changed its time.
 */
static enum err
picture_delete(struct sweep *w)
{
	const char *name = w->name.p;
	struct str aside = arena_printf(w->step->arena, "%s" ASIDE, name);
	enum err e = aside.p ? OK : ERR_NOMEM;

	if (e != OK || renameat(w->folder, name, w->folder, aside.p) != 0)
		return e;
	if (sent_us(w, aside.p) < old_us(w))
		e = step_tx(w, drop_run);
	else
		e = ERR_STALE;
	if (e == OK) {
		file_delete(w, aside.p);
		return OK;
	}
	if (faccessat(w->folder, name, F_OK, 0) != 0)
		(void)renameat(w->folder, aside.p, w->folder, name);
	return e == ERR_STALE ? OK : e;
}

static enum err
picture_judge(struct sweep *w)
{
	int64_t sent = sent_us(w, w->name.p);
	bool shown = bsearch(w->name.p, w->shown, w->nshown, sizeof(*w->shown),
			 stem_cmp) != NULL;
	enum err e = OK;

	if (shown && w->step->now_us - sent > DAY_US)
		picture_touch(w, w->name.p);
	if (shown || sent == 0 || sent >= old_us(w))
		return OK;
	e = step_tx(w, named_run);
	if (e == OK && w->named)
		picture_touch(w, w->name.p);
	return e == OK && !w->named ? picture_delete(w) : e;
}

/* What a crash has left: set aside, or half written. */
static void
rest_judge(struct sweep *w)
{
	size_t n = strlen(ASIDE);
	struct str whole = str_sub(
	    w->name, 0, w->name.n > n ? w->name.n - n : 0);
	const char *path = str_cstr(w->step->arena, whole);

	if (path != NULL && is_picture(str_from(path)) &&
	    strcmp(w->name.p + whole.n, ASIDE) == 0 &&
	    faccessat(w->folder, path, F_OK, 0) != 0)
		(void)renameat(w->folder, w->name.p, w->folder, path);
	else if (sent_us(w, w->name.p) < old_us(w))
		file_delete(w, w->name.p);
}

static enum err
media_judge(struct sweep *w)
{
	if (strncmp(w->name.p, w->begins, 1) != 0)
		return OK;
	if (is_picture(w->name)) {
		w->pictures++;
		return picture_judge(w);
	}
	if (strspn(w->name.p, "0123456789abcdef") == HASH_HEX)
		rest_judge(w);
	return OK;
}

static enum err
known_run(struct db *db, void *arg)
{
	struct sweep *w = arg;

	return handover_files_known(db, w->step->arena, w->known, w->ids, w->n);
}

static enum err
evidence_flush(struct sweep *w)
{
	char text[ID_TEXT_MAX];
	enum err e = w->n > 0 ? step_tx(w, known_run) : OK;

	for (size_t i = 0; e == OK && i < w->n; i++)
		if (!w->known[i]) {
			id_format(text, ID_HANDOVER_FILE, w->ids[i]);
			file_delete(w, text);
		}
	w->n = 0;
	return e;
}

static enum err
evidence_judge(struct sweep *w)
{
	int64_t sent = sent_us(w, w->name.p);
	struct id id;

	if (sent == 0 || sent >= old_us(w))
		return OK;
	if (id_parse(&id, ID_HANDOVER_FILE, w->name) != OK) {
		if (strncmp(w->name.p, "hdf_", 4) == 0)
			file_delete(w, w->name.p);
		return OK;
	}
	w->ids[w->n++] = id;
	return w->n == LIST_MAX ? evidence_flush(w) : OK;
}

/* Of each file in the folder, from the first again. */
static enum err
files_judge(struct sweep *w, DIR *dir, enum err (*judge)(struct sweep *))
{
	struct arena *a = w->step->arena;
	struct dirent *d;
	enum err e = OK;

	rewinddir(dir);
	while (e == OK && !w->step->stopping(w->step->stopping_arg) &&
	    (d = readdir(dir)) != NULL) {
		struct arena_mark mark = arena_mark(a);

		w->name = str_from(d->d_name);
		e = judge(w);
		arena_rewind(a, mark);
	}
	return e;
}

/* *dir NULL: there is no such folder. */
static enum err
folder_open(struct sweep *w, DIR **dir, const char *name)
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

/* By their first digit, so that what is shown fits into memory. */
static enum err
media_sweep(struct sweep *w)
{
	struct arena *a = w->step->arena;
	const char *digits = "0123456789abcdef";
	DIR *dir;
	enum err e = folder_open(w, &dir, "media");

	for (int i = 0; e == OK && dir != NULL && i < 16; i++) {
		struct arena_mark mark = arena_mark(a);
		char begins[2] = { digits[i], '\0' };

		w->begins = begins;
		e = step_tx(w, shown_run);
		if (e == OK)
			e = files_judge(w, dir, media_judge);
		arena_rewind(a, mark);
	}
	if (dir != NULL)
		closedir(dir);
	return e;
}

static enum err
uploaded_run(struct db *db, void *arg)
{
	struct sweep *w = arg;

	return media_uploaded(db, w->step->arena, &w->uploaded, &w->n, w->name,
	    old_us(w), LIST_MAX);
}

/* Who names a file that is lost is told so, and sends it again. */
static enum err
uploads_sweep(struct sweep *w)
{
	struct arena *a = w->step->arena;
	struct arena_mark mark = arena_mark(a);
	char last[MEDIA_FILE_MAX + 1] = "";
	DIR *dir;
	enum err e;

	/* An empty folder is rather a disk that is away: no row goes. */
	if (w->pictures == 0)
		return OK;
	e = folder_open(w, &dir, "media");
	do {
		w->name = str_from(last);
		e = e == OK && dir != NULL ? step_tx(w, uploaded_run) : e;
		for (size_t i = 0; e == OK && dir != NULL && i < w->n; i++) {
			w->name = w->uploaded[i];
			snprintf(last, sizeof(last), "%.*s", STR_FMT(w->name));
			if (faccessat(w->folder, last, F_OK, 0) == 0)
				continue;
			log_warn("a picture is lost", "file=%s", last);
			e = step_tx(w, drop_run);
		}
		arena_rewind(a, mark);
	} while (e == OK && dir != NULL && w->n == LIST_MAX);
	w->n = 0;
	if (dir != NULL)
		closedir(dir);
	return e;
}

static enum err
evidence_sweep(struct sweep *w)
{
	DIR *dir;
	enum err e = folder_open(w, &dir, "evidence");

	if (e == OK && dir != NULL)
		e = files_judge(w, dir, evidence_judge);
	if (e == OK && dir != NULL)
		e = evidence_flush(w);
	if (dir != NULL)
		closedir(dir);
	return e;
}

static enum err
stale_run(struct db *db, void *arg)
{
	struct sweep *w = arg;
	struct id *ids = NULL;
	enum err e = handover_files_stale(
	    db, w->step->arena, &ids, &w->n, old_us(w), LIST_MAX);

	for (size_t i = 0; e == OK && i < w->n; i++)
		e = handover_file_delete(db, ids[i]);
	return e;
}

/* What was gathered and never handed over is nobody's evidence. */
static enum err
stale_drop(struct sweep *w)
{
	enum err e;

	do
		e = step_tx(w, stale_run);
	while (e == OK && w->n == LIST_MAX);
	w->n = 0;
	return e;
}

static enum err
claim_run(struct db *db, void *arg)
{
	struct sweep *w = arg;

	return upkeep_claim(
	    db, &w->named, UPKEEP_FILES_DAY, w->step->now_us / DAY_US);
}

enum err
files_sweep(struct step *s)
{
	struct sweep w = { .step = s };
	enum err e = step_tx(&w, claim_run);

	if (e != OK || !w.named)
		return e;
	e = media_sweep(&w);
	if (e == OK)
		e = uploads_sweep(&w);
	if (e == OK)
		e = stale_drop(&w);
	if (e == OK)
		e = evidence_sweep(&w);
	if (w.deleted > 0)
		log_info("unused files deleted", "site=%.*s n=%zu",
		    STR_FMT(s->shop->site->config.site), w.deleted);
	return e;
}
