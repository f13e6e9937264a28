/*
 * What the storefront keeps for a site: the catalogue at hand, which a
 * thread renews when its revision has grown, the texts and the parts of
 * every page.
 */
#ifndef STOREFRONT_SHOP_H
#define STOREFRONT_SHOP_H

#include "app/call.h"
#include "catalog/catalogue.h"
#include "locale/locale.h"
#include "storefront/legal.h"

/* A page's fragments in one locale; {{q}} and {{categories}} are left. */
struct shop_parts {
	struct str head, header, footer;
};

struct shop {
	struct site *site;
	struct arena *arena;
	struct locales *texts;
	const struct locale *locale[LOCALES_MAX];
	struct shop_parts parts[LOCALES_MAX];
	struct str assets;		/* "/shop/assets/1.0/" */
	bool bundled;			/* a screen's script is one file */
	struct str stamp;		/* of all of the above, for ETags */
	struct refresh *refresh;
	struct legal_titles titles;
};

/* The program's hooks. */
enum err shop_open(struct site *site) MUST_CHECK;
void shop_close(struct site *site);
enum err shop_ready(struct site *site, struct str *why) MUST_CHECK;
void shop_metrics(struct site *site, struct buf *out);

struct shop *shop_of(const struct call *c);

/*
 * The catalogue, valid until the reply is sent: the reply holds its
 * reference.  ERR_UNAVAILABLE: it could not be read yet.
 */
enum err shop_catalogue(struct call *c, const struct catalogue **out)
    MUST_CHECK;

/* ?lang=, or the site's first locale: its index. */
size_t shop_locale(const struct call *c);

/*
 * Sets ETag and Cache-Control for an answer that depends on catalogue and
 * locale alone; *done: it is a 304.
 */
enum err shop_cached(struct call *c, const struct catalogue *cat, bool *done)
    MUST_CHECK;

#endif
