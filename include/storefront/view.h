/*
 * A public page in the making: whose words it speaks, what it shows, where
 * it is written.  The markup is that of the design's class guide.
 */
#ifndef STOREFRONT_VIEW_H
#define STOREFRONT_VIEW_H

#include "html/html.h"
#include "locale/locale.h"
#include "storefront/shop.h"

struct marks;

struct view {
	struct call *c;			/* NULL: words alone are made */
	struct arena *arena;
	struct buf *out;
	const struct shop *shop;
	const struct catalogue *cat;
	size_t locale;
	const struct locale *words;
	struct str lang;
	struct str base;
	struct str q;			/* as typed, for the search box */
};

enum err view_open(struct call *c, struct view *v) MUST_CHECK;
/* For words that are said outside a request; .cat is left to the caller. */
void view_words(struct view *v, const struct shop *shop, size_t locale,
    struct arena *arena);

/* Head and header: what search engines and other sites read of a page. */
struct view_meta {
	struct str title, description;
	struct str path;		/* "/p/lumen-gallery", with its query */
	struct str image;		/* below PUBLIC_URL; .p NULL: none */
	const char *type;		/* og:type; NULL: "website" */
	struct str json_ld;		/* a document; .p NULL: none */
	const char *script;		/* "product"; NULL: "public" */
	bool no_index;
};
void view_head(struct view *v, const struct view_meta *m);
/* data: markup between main and footer; .p NULL: none. */
void view_foot(struct view *v, struct str data);
/* Sends it; ERR_LIMIT when it did not fit. */
enum err view_send(struct view *v, int status) MUST_CHECK;

/* Words.  view_say() replaces one {name}. */
struct str view_text(struct view *v, const char *key);
struct str view_text_of(struct view *v, const char *prefix, const char *key);
struct str view_say(struct view *v, const char *key, const char *name,
    struct str value);
struct str view_fill(struct view *v, struct str text,
    const struct locale_arg *args, size_t n);
struct str view_count(struct view *v, const char *key, int64_t n);
struct str view_number(struct view *v, int64_t n);
/* "Docker, Linux" for "Docker,Linux". */
struct str view_listed(struct view *v, struct str words);
struct str view_money(struct view *v, struct money m);
/* "Users", or its unit when the words have no name for it. */
struct str view_capacity(struct view *v, const struct capacity *k);
/* "user", in the page's language where the words have it. */
struct str view_capacity_unit(struct view *v, const struct capacity *k);

/* "/shop" + path, with ?lang= where the page is not in the first locale. */
struct str view_link(struct view *v, const char *fmt, ...) PRINTF(2, 3);
/* The same, absolute and of any locale. */
struct str view_url(struct view *v, struct str path, size_t locale);

/* The header's categories of a view, for catalogue_config; arg: the shop. */
void menu_write(struct buf *out, const struct catalogue *c, size_t locale,
    const void *arg);

/* Pieces of pages. */
enum { LOGO_SMALL, LOGO_NORMAL, LOGO_LARGE };
void view_icon(struct view *v, const char *name, const char *classes);
/* "mail" for "email-servers"; one for all that say nothing. */
const char *view_category_icon(struct str slug);
void view_logo(struct view *v, const struct catalogue_product *p, int size,
    bool eager);
void view_letter(struct view *v, struct str slug, struct str name, int size);
void view_price(struct view *v, const struct catalogue_product *p);
void view_card(struct view *v, uint32_t product, bool eager);
/* A row of a list; what the marks find is highlighted.  marks may be NULL. */
void view_result(struct view *v, uint32_t product, const struct marks *marks,
    bool eager);
void view_search_form(struct view *v, const char *id);
/* Home, then the given links; the last has .href empty. */
struct view_crumb {
	struct str name, href;
};
void view_crumbs(struct view *v, const struct view_crumb *crumbs, size_t n);

/*
 * What a page says of itself to search engines: JSON-LD whose things are
 * written to .j between the two, each an object.
 */
struct view_ld {
	struct buf b;
	struct json j;
};
void view_ld_open(struct view_ld *ld);
struct str view_ld_close(struct view *v, struct view_ld *ld);

/* A BreadcrumbList as JSON-LD, into an open array or as a value. */
void view_crumbs_json(struct view *v, struct json *j,
    const struct view_crumb *crumbs, size_t n);

#endif
