#include "sale/legal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/legal.h"
#include "base/log.h"
#include "base/sys.h"
#include "base/text.h"

enum { TEXTS_MAX = (int)LEGAL__MAX * LOCALES_MAX };

struct legal_text {
	enum legal_kind kind;
	char *path;
	struct timespec mtime;
	struct arena *arena; /* of this version; NULL: no file */
	struct document document;
	bool kept;
};

struct legal {
	pthread_mutex_t lock; /* the ticking thread alone writes */
	struct legal_text texts[TEXTS_MAX];
	size_t n;
};

static enum err
text_document(struct arena *a, struct document *d, const struct legal_text *t)
{
	enum err e = file_read(a, &d->text, t->path, MARKDOWN_MAX, 0);
	struct str rest;

	if (e != OK)
		return e;
	if (!text_utf8(d->text))
		return ERR_INVALID;
	d->hash = hash_sha256(d->text);
	rest = d->text;
	d->title = legal_heading(&rest, t->kind);
	return OK;
}

/* A file that cannot be read leaves the version before it in force. */
static void
text_reload(struct legal *l, struct legal_text *t)
{
	struct arena *arena = arena_open(4 * MARKDOWN_MAX), *old;
	struct document d = t->document;
	enum err e = arena == NULL ? ERR_NOMEM : text_document(arena, &d, t);

	if (e != OK) {
		log_error("legal text", "file=%s why=%s", t->path, err_name(e));
		arena_close(arena);
		return;
	}
	pthread_mutex_lock(&l->lock);
	old = t->arena;
	t->arena = arena;
	t->document = d;
	t->kept = false;
	pthread_mutex_unlock(&l->lock);
	arena_close(old);
}

struct keep {
	struct document document;
	int64_t now_us;
};

static enum err
keep_run(struct db *db, void *arg)
{
	struct keep *k = arg;

	return document_put(db, &k->document, k->now_us);
}

static void
text_keep(struct legal *l, struct legal_text *t, const struct site *site)
{
	struct keep keep = { t->document, clock_now_us() };
	struct arena *a = arena_open(REQUEST_ARENA_MAX);
	enum err e = a == NULL ? ERR_NOMEM
			       : tx_run(site->pool, a, keep_run, &keep);

	arena_close(a);
	if (e != OK) {
		log_warn("legal text not kept yet", "file=%s why=%s", t->path,
		    err_name(e));
		return;
	}
	pthread_mutex_lock(&l->lock);
	t->kept = true;
	pthread_mutex_unlock(&l->lock);
}

void
legal_tick(struct legal *l, const struct site *site)
{
	struct stat st;

	for (size_t i = 0; i < l->n; i++) {
		struct legal_text *t = &l->texts[i];

		if (stat(t->path, &st) == 0 &&
		    (st.st_mtim.tv_sec != t->mtime.tv_sec ||
			st.st_mtim.tv_nsec != t->mtime.tv_nsec)) {
			t->mtime = st.st_mtim;
			text_reload(l, t);
		}
		if (t->arena != NULL && !t->kept)
			text_keep(l, t, site);
	}
}

static enum err
text_add(struct legal *l, const struct site *site, struct str locale,
    enum legal_kind kind)
{
	struct legal_text *t = &l->texts[l->n];
	const char *path;
	enum err e = legal_path(
	    site->arena, &path, &site->config, locale, kind);

	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	t->path = strdup(path);
	if (t->path == NULL)
		return ERR_NOMEM;
	t->kind = kind;
	t->document.kind = str_from(legal_name(kind));
	t->document.locale = locale;
	l->n++;
	return OK;
}

enum err
legal_open(struct legal **out, const struct site *site)
{
	struct legal *l = calloc(1, sizeof(*l));
	enum err e = OK;

	if (l == NULL)
		return ERR_NOMEM;
	pthread_mutex_init(&l->lock, NULL);
	for (size_t i = 0; i < site->config.nlocales; i++) {
		for (enum legal_kind k = 0; e == OK && k < LEGAL__MAX; k++)
			e = text_add(l, site, site->config.locales[i], k);
	}
	if (e != OK) {
		legal_close(l);
		return e;
	}
	legal_tick(l, site);
	*out = l;
	return OK;
}

void
legal_close(struct legal *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->n; i++) {
		arena_close(l->texts[i].arena);
		free(l->texts[i].path);
	}
	pthread_mutex_destroy(&l->lock);
	free(l);
}

static enum err
document_copy(struct arena *a, struct document *out, const struct document *d)
{
	*out = *d;
	out->title = str_copy(a, d->title);
	out->text = str_copy(a, d->text);
	return out->title.p == NULL || out->text.p == NULL ? ERR_NOMEM : OK;
}

enum err
legal_get(struct legal *l, struct arena *a, struct document *out,
    struct str kind, struct str locale)
{
	const struct legal_text *found = NULL;
	enum err e = ERR_CONFIG;

	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < l->n; i++) {
		const struct legal_text *t = &l->texts[i];

		if (!t->kept || !str_eq(t->document.kind, kind))
			continue;
		if (found == NULL || str_eq(t->document.locale, locale))
			found = t;
	}
	if (found != NULL)
		e = document_copy(a, out, &found->document);
	pthread_mutex_unlock(&l->lock);
	return e;
}

bool
legal_in_force(struct legal *l, struct arena *a, struct str *title,
    struct str kind, struct hash hash)
{
	bool found = false;

	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < l->n && !found; i++) {
		const struct legal_text *t = &l->texts[i];

		found = t->kept && str_eq(t->document.kind, kind) &&
		    hash_eq(t->document.hash, hash);
		if (found)
			*title = str_copy(a, t->document.title);
	}
	pthread_mutex_unlock(&l->lock);
	return found;
}
