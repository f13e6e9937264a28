#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/metrics.h"
#include "app/sites.h"
#include "base/log.h"
#include "base/sys.h"
#include "site_match.h"

enum { PATH_TEXT_MAX = 512, RETRY_S = 5 };

/* What tells one state of a file from the next. */
struct stamp {
	int64_t mtime_s, mtime_ns, size, inode;
};

struct entry {
	char path[PATH_TEXT_MAX]; /* "": adopted from a request */
	struct stamp stamp;
	struct site *site;
	struct site *old; /* what the file said before */
	int64_t old_until_us;
	int64_t retry_us; /* a faulty one is tried again then */
	char said[256];	  /* the fault that was logged last */
};

static struct {
	pthread_rwlock_t lock;
	struct sites_hooks hooks;
	struct entry *entries;
	_Atomic size_t n;
	const char *dir;
	bool told; /* --site or --sites was given */
} sites = { .lock = PTHREAD_RWLOCK_INITIALIZER };

void
sites_open(const struct sites_hooks *hooks)
{
	sites.hooks = *hooks;
	sites.entries = calloc(SITES_MAX, sizeof(*sites.entries));
}

static void
entry_drop(struct entry *e)
{
	if (e->site)
		site_unref(e->site);
	if (e->old)
		site_unref(e->old);
	e->site = NULL;
	e->old = NULL;
}

void
sites_close(void)
{
	for (size_t i = 0; i < sites.n; i++)
		entry_drop(&sites.entries[i]);
	free(sites.entries);
	sites.entries = NULL;
	sites.n = 0;
	sites.dir = NULL;
	sites.told = false;
}

static struct stamp
stamp_of(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return (struct stamp){ 0 };
	return (struct stamp){ st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
		st.st_size, (int64_t)st.st_ino };
}

static bool
stamp_eq(const struct stamp *a, const struct stamp *b)
{
	return a->mtime_s == b->mtime_s && a->mtime_ns == b->mtime_ns &&
	    a->size == b->size && a->inode == b->inode;
}

/* The responder's own part; without it the site cannot be served. */
static void
site_prepare(struct site *s)
{
	enum err e;

	s->metrics = metrics_site(s->config.site);
	s->why = ERR_CONFIG;
	if (s->fault.n > 0 || !sites.hooks.open)
		return;
	e = sites.hooks.open(s);
	if (e == OK) {
		s->close = sites.hooks.close;
	} else {
		s->why = e;
		s->fault = arena_printf(s->arena, "not ready: %s", err_name(e));
	}
}

static void
fault_log(struct entry *e, const struct site *s)
{
	size_t n = s->fault.n < sizeof(e->said) ? s->fault.n
						: sizeof(e->said) - 1;

	if (s->fault.n > 0 &&
	    (strlen(e->said) != n || memcmp(e->said, s->fault.p, n) != 0))
		log_error("site misconfigured", "site=%.*s file=%s fault=%.*s",
		    STR_FMT(s->config.site), e->path, STR_FMT(s->fault));
	else if (s->fault.n == 0)
		log_info("site served", "site=%.*s file=%s",
		    STR_FMT(s->config.site), e->path);
	memcpy(e->said, s->fault.n > 0 ? s->fault.p : "", n);
	e->said[n] = '\0';
}

/* Opens what the file says now; NULL when it cannot be believed. */
static struct site *
file_open(const char *path)
{
	const char *why = NULL;
	struct site *s = NULL;

	if (site_file_trusted(path, &why) != OK) {
		log_error("site file refused", "file=%s why=%s", path, why);
		return NULL;
	}
	if (site_open(&s, path) != OK) {
		log_error("site file refused", "file=%s why=%s", path,
		    "out of memory");
		return NULL;
	}
	return s;
}

/* A file that cannot be parsed keeps the name it had. */
static void
name_keep(struct site *s, const struct site *before)
{
	if (s->config.site.n == 0 && before)
		s->config.site = str_copy(s->arena, before->config.site);
}

static bool
name_taken(const struct entry *e, struct str name)
{
	for (size_t i = 0; i < sites.n; i++)
		if (&sites.entries[i] != e && sites.entries[i].site &&
		    str_eq(sites.entries[i].site->config.site, name))
			return true;
	return false;
}

/* Only the main and the ticking thread come here, one after the other. */
static void
entry_load(struct entry *e)
{
	int64_t now_us = clock_mono_us();
	struct site *before = e->site, *gone = NULL;
	struct site *s;

	e->stamp = stamp_of(e->path);
	e->retry_us = now_us + RETRY_S * SEC_US;
	s = file_open(e->path);
	if (s) {
		name_keep(s, before);
		if (s->config.site.n > 0 && name_taken(e, s->config.site))
			s->fault = STR("another file has the same SOUK_SITE; "
				       "rename one of the two");
		site_prepare(s);
		fault_log(e, s);
	}
	pthread_rwlock_wrlock(&sites.lock);
	/* A faulty one was never served and need not be kept. */
	if (before && (before->fault.n > 0 || !s)) {
		gone = before;
	} else if (before) {
		gone = e->old;
		e->old = before;
		e->old_until_us = now_us + SITE_OLD_S * SEC_US;
	}
	e->site = s;
	pthread_rwlock_unlock(&sites.lock);
	if (gone)
		site_unref(gone);
}

enum err
sites_add_file(const char *path)
{
	struct entry *e;

	sites.told = true;
	if (!sites.entries)
		return ERR_NOMEM;
	if (sites.n == SITES_MAX || strlen(path) >= PATH_TEXT_MAX)
		return ERR_LIMIT;
	e = &sites.entries[sites.n];
	memset(e, 0, sizeof(*e));
	memcpy(e->path, path, strlen(path) + 1);
	entry_load(e);
	pthread_rwlock_wrlock(&sites.lock);
	sites.n++;
	pthread_rwlock_unlock(&sites.lock);
	return OK;
}

static bool
is_listed(const char *path)
{
	for (size_t i = 0; i < sites.n; i++)
		if (strcmp(sites.entries[i].path, path) == 0)
			return true;
	return false;
}

/* Takes up files that are new in the folder: *.conf, no dot files. */
static enum err
dir_scan(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *item;
	enum err e = OK;

	if (!d)
		return ERR_IO;
	while (e == OK && (item = readdir(d))) {
		struct str name = str_from(item->d_name);
		char path[PATH_TEXT_MAX];

		if (name.p[0] == '.' || !str_ends(name, STR(".conf")))
			continue;
		if (snprintf(path, sizeof(path), "%s/%s", dir, item->d_name) >=
		    (int)sizeof(path))
			e = ERR_LIMIT;
		else if (!is_listed(path))
			e = sites_add_file(path);
	}
	closedir(d);
	return e;
}

enum err
sites_add_dir(const char *path)
{
	sites.told = true;
	sites.dir = path;
	return dir_scan(path);
}

/* The changed file, one that is due again, or the old one's end. */
static void
entry_tick(struct entry *e, int64_t now_us)
{
	struct stamp stamp = stamp_of(e->path);
	bool faulty = !e->site || e->site->fault.n > 0;
	struct site *gone = NULL;

	if (!stamp_eq(&stamp, &e->stamp) ||
	    (faulty && now_us >= e->retry_us && stamp.inode != 0))
		entry_load(e);
	pthread_rwlock_wrlock(&sites.lock);
	if (e->old && now_us >= e->old_until_us) {
		gone = e->old;
		e->old = NULL;
	}
	pthread_rwlock_unlock(&sites.lock);
	if (gone)
		site_unref(gone);
}

void
sites_tick(void)
{
	int64_t now_us = clock_mono_us();

	for (size_t i = 0; i < sites.n; i++)
		if (sites.entries[i].path[0])
			entry_tick(&sites.entries[i], now_us);
	if (sites.dir && dir_scan(sites.dir) != OK)
		log_error("folder of sites not read", "dir=%s", sites.dir);
}

/* A flood of foreign requests must not become a flood of log lines. */
static void
refusal_log(struct str site, struct str differs)
{
	static _Atomic int64_t last_us;
	int64_t now_us = clock_mono_us();

	if (now_us - last_us < SEC_US)
		return;
	last_us = now_us;
	log_warn("parameters not served", "site=%.*s differs=%.*s mend=%s",
	    STR_FMT(str_sub(site, 0, 64)), STR_FMT(str_sub(differs, 0, 64)),
	    "include the listed file as it is, and reload the web server");
}

static struct site *
listed_find(struct str name, const struct fcgi *request, struct str *differs)
{
	for (size_t i = 0; i < sites.n; i++) {
		const struct entry *e = &sites.entries[i];

		if (!e->site || !str_eq(e->site->config.site, name))
			continue;
		/* Unparsable: there is nothing to compare with. */
		if (e->site->conf.count == 0)
			return e->site;
		*differs = site_difference(e->site, request);
		if (!differs->p)
			return e->site;
		if (e->old && !site_difference(e->old, request).p)
			return e->old;
	}
	return NULL;
}

/*
 * A process that was told of no site takes the first one's parameters.  A
 * faulty set may be followed by a mended one, or be mended by a file that
 * it names: then the set stays the same and is due again after a while.
 */
static bool
may_adopt(const struct fcgi *request)
{
	const struct entry *e = sites.entries;

	if (sites.told || !e)
		return false;
	return sites.n == 0 ||
	    (e->site->fault.n > 0 &&
		(site_difference(e->site, request).p ||
		    clock_mono_us() >= e->retry_us));
}

static void
adopt(const struct fcgi *request)
{
	struct conf_param given[SITE_PARAMS_MAX];
	struct conf conf = { .path = "request", .params = given };
	struct entry *e = &sites.entries[0];
	struct site *s = NULL;

	if (!site_params_given(&conf, given, request))
		return;
	if (site_open_conf(&s, &conf) != OK)
		return;
	site_prepare(s);
	fault_log(e, s);
	if (sites.n > 0)
		site_unref(e->site);
	e->site = s;
	e->retry_us = clock_mono_us() + RETRY_S * SEC_US;
	sites.n = 1;
}

enum err
sites_find(struct site **out, const struct fcgi *request)
{
	struct str name = fcgi_param(request, "SOUK_SITE");
	struct str differs = STR("SOUK_SITE");
	struct site *s = NULL;
	bool adopting;

	pthread_rwlock_rdlock(&sites.lock);
	adopting = name.n > 0 && may_adopt(request);
	if (!adopting)
		s = listed_find(name, request, &differs);
	if (s)
		site_ref(s);
	pthread_rwlock_unlock(&sites.lock);
	if (adopting) {
		pthread_rwlock_wrlock(&sites.lock);
		/* Another thread may have been faster. */
		if (may_adopt(request))
			adopt(request);
		s = listed_find(name, request, &differs);
		if (s)
			site_ref(s);
		pthread_rwlock_unlock(&sites.lock);
	}
	if (!s) {
		refusal_log(name, differs);
		return ERR_SITE;
	}
	*out = s;
	return OK;
}

void
sites_each(void (*fn)(struct site *site, void *arg), void *arg)
{
	for (size_t i = 0; i < sites.n; i++) {
		struct site *s;

		pthread_rwlock_rdlock(&sites.lock);
		s = sites.entries[i].site;
		if (s)
			site_ref(s);
		pthread_rwlock_unlock(&sites.lock);
		if (!s)
			continue;
		if (s->fault.n == 0)
			fn(s, arg);
		site_unref(s);
	}
}

size_t
sites_count(void)
{
	return sites.n;
}
