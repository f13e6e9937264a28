/* The names of categories and sellers, to be found as they are typed. */
#include "catalog/index.h"
#include "view.h"

static enum err
add_category(struct view_build *v, struct index_builder *b, uint32_t i)
{
	const struct catalogue_category *g = &v->c->categories[i];
	enum err e = OK;

	for (size_t l = 0; e == OK && l < v->c->nlocales; l++)
		if (l == 0 || !str_eq(g->name[l], g->name[0]))
			e = index_add(b, i, INDEX_NAME, g->name[l]);
	return e;
}

static enum err
add_seller(struct view_build *v, struct index_builder *b, uint32_t i)
{
	return index_add(b, i, INDEX_NAME, v->c->sellers[i].name);
}

static enum err
make(struct view_build *v, struct index **out, size_t n,
    enum err (*add)(struct view_build *v, struct index_builder *b, uint32_t i))
{
	struct index_builder *b;
	enum err e = index_builder_open(&b);

	for (uint32_t i = 0; e == OK && i < n; i++)
		e = add(v, b, i);
	if (e == OK)
		e = index_finish(b, v->c->arena, NULL, 0, n, out);
	index_builder_close(b);
	return e;
}

enum err
names_make(struct view_build *v)
{
	enum err e = make(
	    v, &v->c->category_names, v->c->ncategories, add_category);

	if (e != OK)
		return e;
	return make(v, &v->c->seller_names, v->c->nsellers, add_seller);
}
