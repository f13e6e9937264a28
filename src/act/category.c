#include "act/category.h"

#include "store/catalogue.h"

static enum err
category_event(struct act *act, const struct category *c, const char *kind)
{
	const struct event event = act_event(
	    act, "category", c->category_id, kind, NULL, NULL, c->slug);

	return events_insert(act->db, &event, 1);
}

static const struct category *
find(const struct category *all, size_t n, struct id id)
{
	for (size_t i = 0; i < n; i++) {
		if (id_eq(all[i].category_id, id))
			return &all[i];
	}
	return NULL;
}

/* How many levels there are from the top to this one. */
static unsigned
depth_of(const struct category *all, size_t n, struct id id)
{
	const struct category *at = find(all, n, id);
	unsigned depth = 0;

	for (; at != NULL && depth <= n; depth++)
		at = id_is_nil(at->parent_id) ? NULL
					      : find(all, n, at->parent_id);
	return depth;
}

static bool
lies_below(const struct category *all, size_t n, struct id id, struct id above)
{
	size_t steps = 0;

	while (!id_is_nil(id) && steps++ <= n) {
		const struct category *at = find(all, n, id);

		if (id_eq(id, above))
			return true;
		id = at != NULL ? at->parent_id : (struct id){ { 0 } };
	}
	return false;
}

/*
 * The levels below a category, its own included: what moves along with it.
 */
static unsigned
height_of(const struct category *all, size_t n, struct id id)
{
	unsigned base = depth_of(all, n, id), most = base;

	for (size_t i = 0; i < n; i++) {
		if (lies_below(all, n, all[i].category_id, id)) {
			unsigned d = depth_of(all, n, all[i].category_id);

			most = d > most ? d : most;
		}
	}
	return most - base + 1;
}

/* With the tree held, so that two moves at once cannot make a ring. */
static enum err
place_check(struct act *act, const struct category *c, bool is_new)
{
	struct category *all;
	size_t n = 0;
	unsigned height;
	enum err e = categories_hold(act->db);

	if (e == OK)
		e = categories_all(act->db, act->arena, &all, &n);
	if (e != OK)
		return e;
	if (!is_new && lies_below(all, n, c->parent_id, c->category_id))
		return ERR_STATE;
	height = is_new ? 1 : height_of(all, n, c->category_id);
	return depth_of(all, n, c->parent_id) + height > CATEGORY_DEPTH_MAX
	    ? ERR_LIMIT
	    : OK;
}

static enum err
texts_put(struct act *act, struct category_edit *edit)
{
	for (size_t i = 0; i < edit->ntexts; i++)
		edit->texts[i].category_id = edit->category.category_id;
	return category_texts_insert(act->db, edit->texts, edit->ntexts);
}

enum err
category_add(struct act *act, struct category_edit *edit)
{
	struct category *c = &edit->category;
	enum err e;

	c->category_id = id_new();
	c->row_version = 1;
	e = place_check(act, c, true);
	if (e == OK)
		e = categories_insert(act->db, c, 1);
	if (e == OK)
		e = texts_put(act, edit);
	if (e == OK)
		e = category_event(act, c, "added");
	return e == OK ? catalogue_revision_bump(act->db) : e;
}

enum err
category_change(struct act *act, struct category_edit *edit)
{
	const struct category *c = &edit->category;
	enum err e = place_check(act, c, false);

	if (e == OK)
		e = category_save(act->db, c);
	if (e == OK)
		e = category_texts_delete(act->db, c->category_id);
	if (e == OK)
		e = texts_put(act, edit);
	if (e == OK)
		e = category_event(act, c, "changed");
	return e == OK ? catalogue_revision_bump(act->db) : e;
}

enum err
category_remove(struct act *act, const struct category *c)
{
	int64_t products = 0, categories = 0;
	enum err e = categories_hold(act->db);

	if (e == OK)
		e = category_holds(act->db, act->arena, &products, &categories,
		    c->category_id);
	if (e != OK)
		return e;
	if (products > 0 || categories > 0)
		return ERR_STATE;
	e = category_delete(act->db, c);
	if (e == OK)
		e = category_event(act, c, "removed");
	return e == OK ? catalogue_revision_bump(act->db) : e;
}
