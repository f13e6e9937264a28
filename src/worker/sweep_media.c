/* Pictures of listings that no product shows, and what uploads left. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sys.h"
#include "crypto/hash.h"
#include "store/media.h"
#include "sweep.h"

#define ASIDE ".unused"
enum { MEDIA_FILE_MAX = 80 }; /* as long as its column */

struct folder {
	struct sweep *w;
	const char *begins; /* the digit at hand */
	struct str *shown;  /* by products, in order */
	size_t nshown;
	struct str *uploaded; /* by sellers */
	size_t nuploaded;
	struct str name;
	bool named;
	size_t pictures; /* seen in the folder */
};

/* Its time says when it was last seen in use. */
static void
picture_touch(struct folder *f, const char *name)
{
	const struct timespec now = { .tv_sec = (time_t)(f->w->step->now_us /
					  SEC_US) };
	const struct timespec times[2] = { now, now };

	/* One that an import wrote may be another user's: it just stays. */
	(void)utimensat(f->w->folder, name, times, 0);
}

static enum err
shown_run(struct db *db, void *arg)
{
	struct folder *f = arg;

	return media_shown(
	    db, f->w->step->arena, &f->shown, &f->nshown, f->begins);
}

static enum err
named_run(struct db *db, void *arg)
{
	struct folder *f = arg;

	return media_is_named(
	    db, f->w->step->arena, &f->named, str_sub(f->name, 0, HASH_HEX));
}

static enum err
drop_run(struct db *db, void *arg)
{
	struct folder *f = arg;

	return media_drop(db, f->name);
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
picture_delete(struct folder *f)
{
	const char *name = f->name.p;
	struct str aside = arena_printf(f->w->step->arena, "%s" ASIDE, name);
	enum err e = aside.p ? OK : ERR_NOMEM;

	if (e != OK || renameat(f->w->folder, name, f->w->folder, aside.p) != 0)
		return e;
	if (sweep_sent_us(f->w, aside.p) < sweep_old_us(f->w))
		e = sweep_tx(f->w, drop_run, f);
	else
		e = ERR_STALE;
	if (e == OK) {
		sweep_delete(f->w, aside.p);
		return OK;
	}
	if (faccessat(f->w->folder, name, F_OK, 0) != 0)
		(void)renameat(f->w->folder, aside.p, f->w->folder, name);
	return e == ERR_STALE ? OK : e;
}

static enum err
picture_judge(struct folder *f)
{
	int64_t sent = sweep_sent_us(f->w, f->name.p);
	bool shown = bsearch(f->name.p, f->shown, f->nshown, sizeof(*f->shown),
			 stem_cmp) != NULL;
	enum err e = OK;

	if (shown && f->w->step->now_us - sent > DAY_US)
		picture_touch(f, f->name.p);
	if (shown || sent == 0 || sent >= sweep_old_us(f->w))
		return OK;
	e = sweep_tx(f->w, named_run, f);
	if (e == OK && f->named)
		picture_touch(f, f->name.p);
	return e == OK && !f->named ? picture_delete(f) : e;
}

/* What a crash has left: set aside, or half written. */
static void
rest_judge(struct folder *f)
{
	size_t n = strlen(ASIDE);
	struct str whole = str_sub(
	    f->name, 0, f->name.n > n ? f->name.n - n : 0);
	const char *path = str_cstr(f->w->step->arena, whole);

	if (path != NULL && is_picture(str_from(path)) &&
	    strcmp(f->name.p + whole.n, ASIDE) == 0 &&
	    faccessat(f->w->folder, path, F_OK, 0) != 0)
		(void)renameat(f->w->folder, f->name.p, f->w->folder, path);
	else if (sweep_sent_us(f->w, f->name.p) < sweep_old_us(f->w))
		sweep_delete(f->w, f->name.p);
}

static enum err
media_judge(void *arg, struct str name)
{
	struct folder *f = arg;

	f->name = name;
	if (strncmp(f->name.p, f->begins, 1) != 0)
		return OK;
	if (is_picture(f->name)) {
		f->pictures++;
		return picture_judge(f);
	}
	if (strspn(f->name.p, "0123456789abcdef") == HASH_HEX)
		rest_judge(f);
	return OK;
}

/* By their first digit, so that what is shown fits into memory. */
static enum err
pictures_sweep(struct folder *f)
{
	struct arena *a = f->w->step->arena;
	const char *digits = "0123456789abcdef";
	DIR *dir;
	enum err e = sweep_open(f->w, &dir, "media");

	for (int i = 0; e == OK && dir != NULL && i < 16; i++) {
		struct arena_mark mark = arena_mark(a);
		char begins[2] = { digits[i], '\0' };

		f->begins = begins;
		e = sweep_tx(f->w, shown_run, f);
		if (e == OK)
			e = sweep_files(f->w, dir, media_judge, f);
		arena_rewind(a, mark);
	}
	if (dir != NULL)
		closedir(dir);
	return e;
}

static enum err
uploaded_run(struct db *db, void *arg)
{
	struct folder *f = arg;

	return media_uploaded(db, f->w->step->arena, &f->uploaded,
	    &f->nuploaded, f->name, sweep_old_us(f->w), LIST_MAX);
}

/* Who names a file that is lost is told so, and sends it again. */
static enum err
uploads_sweep(struct folder *f)
{
	struct arena *a = f->w->step->arena;
	struct arena_mark mark = arena_mark(a);
	char last[MEDIA_FILE_MAX + 1] = "";
	DIR *dir;
	enum err e;

	/* An empty folder is rather a disk that is away: no row goes. */
	if (f->pictures == 0)
		return OK;
	e = sweep_open(f->w, &dir, "media");
	do {
		f->name = str_from(last);
		e = e == OK && dir != NULL ? sweep_tx(f->w, uploaded_run, f)
					   : e;
		for (size_t i = 0; e == OK && dir != NULL && i < f->nuploaded;
		     i++) {
			f->name = f->uploaded[i];
			snprintf(last, sizeof(last), "%.*s", STR_FMT(f->name));
			if (faccessat(f->w->folder, last, F_OK, 0) == 0)
				continue;
			log_warn("a picture is lost", "file=%s", last);
			e = sweep_tx(f->w, drop_run, f);
		}
		arena_rewind(a, mark);
	} while (e == OK && dir != NULL && f->nuploaded == LIST_MAX);
	if (dir != NULL)
		closedir(dir);
	return e;
}

enum err
sweep_media(struct sweep *w)
{
	struct folder f = { .w = w };
	enum err e = pictures_sweep(&f);

	return e == OK ? uploads_sweep(&f) : e;
}
