/*
 * A list of products as its URL says it: what was typed and chosen, in
 * which order, from where on; and the URLs of lists that differ from it.
 */
#ifndef STOREFRONT_LIST_H
#define STOREFRONT_LIST_H

#include "catalog/search.h"
#include "storefront/view.h"

enum { SEARCH_CHARS_MAX = 200, FACET_VALUE_MAX = 120 };

struct list {
	struct search search;
	struct filter filter;		/* what is searched */
	struct facet_choice categories;	/* as asked: one that has another of
					   them below it narrows nothing */
	struct str price_min, price_max;	/* as typed; .p NULL: not */
	bool price_bad;			/* one of them is no price */
	bool sort_given;
	bool cut;			/* the text was too long */
	bool at_category, at_seller;	/* the page of search.category, or of
					   search.seller: not a choice */
	int64_t page;			/* 1: the first */
	struct str after;		/* as it stands in a URL; empty */
	struct found found;
	struct str next;		/* the same of the next page */
};

/*
 * The request's q, sort, limit, after, facets and prices.  A text of more
 * than SEARCH_CHARS_MAX characters is cut there.  ERR_INVALID with its
 * pointer; a page takes no offence and leaves out what it cannot read.
 */
enum err list_read(struct call *c, const struct catalogue *cat,
    struct list *out) MUST_CHECK;

/*
 * Searches.  ERR_INVALID: "after" was not made for this order; a page
 * begins from the start then.
 */
enum err list_run(struct call *c, const struct catalogue *cat,
    struct list *l) MUST_CHECK;

/* How many a changed copy would give.  Errors as above. */
enum err list_total(struct call *c, const struct catalogue *cat,
    size_t *total, struct list *l) MUST_CHECK;

/* What was chosen of a facet, as it was asked for. */
const struct facet_choice *list_chosen(const struct list *l, enum facet f);
bool list_is_chosen(const struct list *l, enum facet f, struct str value);
bool list_has_price(const struct list *l);
/* How many are chosen in all; a price counts as one. */
size_t list_chosen_n(const struct list *l);

/* Changes of a copy; each begins from the start again. */
void list_from_start(struct list *l);
void list_drop(struct list *l, enum facet f, struct str value);
void list_add(struct list *l, enum facet f, struct str value);
void list_drop_all(struct list *l);
void list_set_band(struct view *v, struct list *l,
    const struct facet_value *band);

/* Each parameter that the list's URL has, in order. */
typedef void (*list_param_fn)(void *arg, const char *name, struct str value);
void list_params(const struct list *l, list_param_fn fn, void *arg);

/* "/c/mail", "/s/lumen-works", "/search" */
struct str list_path(struct view *v, const struct list *l);
/* With base, parameters and language. */
struct str list_url(struct view *v, const struct list *l);

/* Words. */
struct str list_facet_name(struct view *v, enum facet f);
struct str list_value_name(struct view *v, enum facet f, struct str value);
/* The same of one that was counted, a band too: nothing is looked up. */
struct str list_value_label(struct view *v, enum facet f,
    const struct facet_value *value);
/* For catalogue_config: JSON of a value up to its count; arg: the shop. */
void list_value_json(struct buf *out, struct arena *scratch,
    const struct catalogue *c, size_t locale, enum facet f,
    const struct facet_value *value, const void *arg);
struct str list_band_name(struct view *v, int64_t min, int64_t max);

#endif
