/* The pieces of a list's page: filters, chips, results, ways on. */
#ifndef STOREFRONT_LIST_VIEW_H
#define STOREFRONT_LIST_VIEW_H

#include "storefront/list.h"

/* The list's parameters as fields of a form. */
void list_put_hidden(struct view *v, const struct list *l);

/* The form of filters. */
void list_put_filters(struct view *v, const struct list *l);

/* Instead of results: what each thing left out would give, and more. */
enum err list_put_none(struct view *v, const struct list *l) MUST_CHECK;

/* All of it: filters, chosen ones, order, results, pages. */
enum err list_show(struct view *v, const struct list *l) MUST_CHECK;

/* ", page 2" and the like after a title; the title alone on the first. */
struct str list_title(struct view *v, const struct list *l, struct str title);

/* The path of this page without filters and order. */
struct str list_canonical(struct view *v, const struct list *l);

/* Are there pages like this one that search engines know already? */
bool list_is_narrowed(const struct list *l);

/* An ItemList as JSON-LD, as a value. */
void list_items_json(struct view *v, struct json *j, const struct list *l);

#endif
