#include "storefront/legal.h"

#include <string.h>
#include <sys/stat.h>

#include "base/sys.h"
#include "storefront/shop.h"

/* The document's file, in *locale or else in the site's first one. */
static enum err
file_find(struct call *c, const char **path, struct stat *st,
    enum legal_kind kind, size_t *locale)
{
	const struct site_config *config = &c->site->config;
	enum err e = legal_path(
	    c->arena, path, config, config->locales[*locale], kind);

	if (e != OK || stat(*path, st) == 0)
		return e;
	if (*locale == 0)
		return ERR_NOT_FOUND;
	*locale = 0;
	return file_find(c, path, st, kind, locale);
}

enum err
legal_read(
    struct call *c, struct legal *out, enum legal_kind kind, size_t locale)
{
	const char *path;
	struct stat st;
	enum err e = file_find(c, &path, &st, kind, &locale);

	if (e == OK)
		e = file_read(c->arena, &out->text, path, MARKDOWN_MAX, 0);
	if (e != OK)
		return e;
	out->title = legal_heading(&out->text, kind);
	out->changed_at_us = (int64_t)st.st_mtim.tv_sec * SEC_US;
	return OK;
}

/* Is it of the file as it is now? */
static bool
is_kept(const struct legal_title *t, const struct stat *st)
{
	return t->n > 0 && t->size == st->st_size &&
	    t->changed.tv_sec == st->st_mtim.tv_sec &&
	    t->changed.tv_nsec == st->st_mtim.tv_nsec;
}

static void
keep(struct legal_title *t, const struct stat *st, struct str title)
{
	if (title.n > sizeof(t->text))
		return;
	memcpy(t->text, title.p, title.n);
	t->n = title.n;
	t->size = st->st_size;
	t->changed = st->st_mtim;
}

enum err
legal_title_read(
    struct call *c, struct str *out, enum legal_kind kind, size_t locale)
{
	struct legal_titles *all = &shop_of(c)->titles;
	struct legal_title *t;
	struct legal legal;
	const char *path;
	struct stat st;
	enum err e = file_find(c, &path, &st, kind, &locale);

	*out = STR_NONE;
	if (e != OK)
		return e;
	t = &all->at[kind][locale];
	pthread_mutex_lock(&all->lock);
	if (is_kept(t, &st))
		*out = str_copy(c->arena, (struct str){ t->text, t->n });
	pthread_mutex_unlock(&all->lock);
	if (out->p)
		return OK;
	e = legal_read(c, &legal, kind, locale);
	if (e != OK)
		return e;
	*out = legal.title;
	pthread_mutex_lock(&all->lock);
	keep(t, &st, legal.title);
	pthread_mutex_unlock(&all->lock);
	return OK;
}
