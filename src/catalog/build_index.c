#include "build.h"
#include "catalog/index.h"

/* A name that is the same in several languages counts once. */
static bool
is_repeated(const struct product_text *texts, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(texts[k].name, texts[i].name))
			return true;
	return false;
}

/* All locales go into one index: a word is found in whichever it stands. */
static enum err
index_texts(struct build *b, struct index_builder *x, uint32_t product)
{
	struct id id = b->c->products[product].product_id;
	size_t n, at = ROWS_OF(b->set.texts, b->set.ntexts, product_id, id, &n);
	enum err e = OK;

	for (size_t i = at; e == OK && i < at + n; i++) {
		const struct product_text *t = &b->set.texts[i];

		if (!is_repeated(&b->set.texts[at], i - at))
			e = index_add(x, product, INDEX_NAME, t->name);
		if (e == OK)
			e = index_add(x, product, INDEX_SUMMARY, t->summary);
		if (e == OK)
			e = index_add(
			    x, product, INDEX_DESCRIPTION, t->description);
		if (e == OK)
			e = index_add(x, product, INDEX_KEYWORDS, t->keywords);
	}
	return e;
}

static enum err
index_categories(struct build *b, struct index_builder *x, uint32_t product)
{
	int32_t g = (int32_t)b->c->products[product].category;
	enum err e = OK;

	for (; e == OK && g != NO_CATEGORY; g = b->c->categories[g].parent)
		for (size_t l = 0; e == OK && l < b->c->nlocales; l++)
			e = index_add(x, product, INDEX_CATEGORY,
			    b->c->categories[g].name[l]);
	return e;
}

enum err
build_index(struct build *b)
{
	struct index_builder *x;
	enum err e = index_builder_open(&x);

	if (e != OK)
		return e;
	for (uint32_t i = 0; e == OK && i < b->c->nlisted; i++) {
		const struct catalogue_product *p = &b->c->products[i];

		e = index_texts(b, x, i);
		if (e == OK)
			e = index_categories(b, x, i);
		if (e == OK)
			e = index_add(
			    x, i, INDEX_SELLER, b->c->sellers[p->seller].name);
	}
	if (e == OK)
		e = index_finish(x, b->a, b->c->locales,
		    b->c->nlocales, b->c->nlisted, &b->c->index);
	index_builder_close(x);
	return e;
}
