/* The handlers of the public pages; storefront/pages.c has their rows. */
#ifndef STOREFRONT_PAGES_H
#define STOREFRONT_PAGES_H

#include "storefront/view.h"

enum err page_home(struct call *c) MUST_CHECK;
enum err page_search(struct call *c) MUST_CHECK;
enum err page_category(struct call *c) MUST_CHECK;
enum err page_product(struct call *c) MUST_CHECK;
enum err page_seller(struct call *c) MUST_CHECK;
enum err page_legal(struct call *c) MUST_CHECK;
enum err page_compare(struct call *c) MUST_CHECK;
enum err page_sitemap(struct call *c) MUST_CHECK;
enum err page_robots(struct call *c) MUST_CHECK;

/* The page of a product, published or not; of a hidden one: noindex. */
enum err page_product_of(struct view *v, const struct catalogue_product *p)
    MUST_CHECK;

/* 410 for one that is not sold any more, with ways on. */
enum err page_gone(struct view *v, const struct catalogue_product *p)
    MUST_CHECK;

/* Its pictures, if any; its releases, of which there is one at least. */
void product_shots(struct view *v, const struct catalogue_product *p);
void product_releases(struct view *v, const struct catalogue_product *p);

/* The page as JSON-LD (schema.org). */
struct str product_json_ld(struct view *v, const struct catalogue_product *p,
    const struct view_crumb *crumbs, size_t n);
/*
 * A data block with what the configurator needs; its "plans" are those of
 * the API.
 */
struct str product_data(struct view *v, const struct catalogue_product *p);

/* The price table and the form of a product page. */
void product_prices(struct view *v, const struct catalogue_product *p);
void product_form(struct view *v, const struct catalogue_product *p);
/* The amount that the form begins with, or "-". */
struct str product_first_total(struct view *v,
    const struct catalogue_product *p);

#endif
