/* The site's documents for its pages, read as they lie. */
#ifndef STOREFRONT_LEGAL_H
#define STOREFRONT_LEGAL_H

#include <pthread.h>
#include <sys/types.h>
#include <time.h>

#include "app/call.h"
#include "app/legal.h"

struct legal {
	struct str title;		/* its first heading */
	struct str text;		/* Markdown without that heading */
	int64_t changed_at_us;
};

/*
 * Of the locale, else of the site's first one.  ERR_NOT_FOUND: the site
 * has no such document.
 */
enum err legal_read(struct call *c, struct legal *out, enum legal_kind kind,
    size_t locale) MUST_CHECK;

/* Titles as they were read, each as long as its file stays as it is. */
struct legal_titles {
	pthread_mutex_t lock;
	struct legal_title {
		struct timespec changed;
		off_t size;
		size_t n;		/* 0: none was read */
		char text[LEGAL_TITLE_MAX];
	} at[LEGAL__MAX][LOCALES_MAX];
};

/* Its title alone, for pages that name it: read once a change. */
enum err legal_title_read(struct call *c, struct str *out,
    enum legal_kind kind, size_t locale) MUST_CHECK;

#endif
