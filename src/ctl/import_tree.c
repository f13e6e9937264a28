#include "ctl/import_names.h"
#include "store/company.h"

struct tree_writer {
	const struct names *n;
	struct import *im;
	struct db *db;
	bool changed;
};

static enum err
seller_add(struct tree_writer *w, const struct import_seller *s, struct id id)
{
	struct company company = { .company_id = id_new(),
		.name = s->name,
		.country = s->country.p ? s->country : w->im->country,
		.currency = w->im->currency,
		.created_at_us = w->im->now_us };
	struct seller seller = { .seller_id = id,
		.company_id = company.company_id,
		.slug = s->slug,
		.name = s->name,
		.website = s->website,
		.about = s->about,
		.support_email = s->support_email,
		.state = STR("ACTIVE"),
		.created_at_us = w->im->now_us };
	enum err e = company_insert(w->db, &company);

	return e == OK ? seller_insert(w->db, &seller) : e;
}

static bool
same(struct str a, struct str b)
{
	return str_eq(a, b) || (str_empty(a) && str_empty(b));
}

static enum err
seller_change(struct tree_writer *w, const struct import_seller *s, int64_t row)
{
	struct seller now = w->n->old_sellers[row];

	if (same(now.name, s->name) && same(now.website, s->website) &&
	    same(now.about, s->about) &&
	    same(now.support_email, s->support_email))
		return OK;
	now.name = s->name;
	now.website = s->website;
	now.about = s->about;
	now.support_email = s->support_email;
	w->changed = true;
	return seller_update(w->db, &now);
}

static enum err
write_sellers(struct tree_writer *w)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < w->im->file.nsellers; i++) {
		const struct import_seller *s = &w->im->file.sellers[i];
		const struct slug_id *known = slug_find(
		    &w->n->sellers, s->slug);

		if (s->bad || !known)
			continue;
		if (known->row != NEW_ROW) {
			e = seller_change(w, s, known->row);
		} else {
			w->changed = true;
			e = seller_add(w, s, known->id);
		}
	}
	return e;
}

static struct id
parent_id(const struct tree_writer *w, const struct import_category *c)
{
	const struct slug_id *parent = str_empty(c->parent)
	    ? NULL
	    : slug_find(&w->n->categories, c->parent);

	return parent ? parent->id : (struct id){ { 0 } };
}

static bool
same_category_texts(
    const struct tree_writer *w, const struct import_category *c, struct id id)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n->nold_category_texts; i++) {
		const struct category_text *t = &w->n->old_category_texts[i];
		bool found = false;

		if (!id_eq(t->category_id, id))
			continue;
		n++;
		for (size_t k = 0; k < c->ntexts; k++)
			found |= str_eq(t->locale, c->texts[k].locale) &&
			    same(t->name, c->texts[k].name) &&
			    same(t->description, c->texts[k].description);
		if (!found)
			return false;
	}
	return n == c->ntexts;
}

static enum err
write_category_texts(
    struct tree_writer *w, const struct import_category *c, struct id id)
{
	struct category_text *t = ARENA_NEWS(
	    w->im->a, struct category_text, c->ntexts);

	if (!t)
		return ERR_NOMEM;
	for (size_t i = 0; i < c->ntexts; i++)
		t[i] = (struct category_text){ id, c->texts[i].locale,
			c->texts[i].name, c->texts[i].description };
	return category_texts_insert(w->db, t, c->ntexts);
}

static enum err
category_change(
    struct tree_writer *w, const struct import_category *c, int64_t row)
{
	struct category now = w->n->old_categories[row];
	enum err e = OK;

	if (!id_eq(now.parent_id, parent_id(w, c)) ||
	    now.position != c->position) {
		now.parent_id = parent_id(w, c);
		now.position = c->position;
		w->changed = true;
		e = category_update(w->db, &now);
	}
	if (e != OK || same_category_texts(w, c, now.category_id))
		return e;
	w->changed = true;
	e = category_texts_delete(w->db, now.category_id);
	return e == OK ? write_category_texts(w, c, now.category_id) : e;
}

static enum err
category_add(
    struct tree_writer *w, const struct import_category *c, struct id id)
{
	struct category row = {
		.category_id = id, .slug = c->slug, .position = c->position
	};
	enum err e = categories_insert(w->db, &row, 1);

	w->changed = true;
	return e == OK ? write_category_texts(w, c, id) : e;
}

static enum err
category_hang(
    struct tree_writer *w, const struct import_category *c, struct id id)
{
	struct category row = { .category_id = id,
		.parent_id = parent_id(w, c),
		.slug = c->slug,
		.position = c->position };

	return str_empty(c->parent) ? OK : category_update(w->db, &row);
}

/* New ones first without parents, which may stand further down. */
static enum err
write_categories(struct tree_writer *w)
{
	const struct import_file *f = &w->im->file;
	enum err e = OK;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; e == OK && i < f->ncategories; i++) {
			const struct import_category *c = &f->categories[i];
			const struct slug_id *known = slug_find(
			    &w->n->categories, c->slug);

			if (c->bad || !known)
				continue;
			if (known->row != NEW_ROW)
				e = pass == 0
				    ? OK
				    : category_change(w, c, known->row);
			else
				e = pass == 0 ? category_add(w, c, known->id)
					      : category_hang(w, c, known->id);
		}
	return e;
}

enum err
import_tree(
    struct db *db, const struct names *n, struct import *im, bool *changed)
{
	struct tree_writer w = { n, im, db, false };
	enum err e = write_sellers(&w);

	if (e == OK)
		e = write_categories(&w);
	*changed = w.changed;
	return e;
}
