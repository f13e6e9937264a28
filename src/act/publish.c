#include "act/publish.h"

#include "publish_rows.h"
#include "store/catalogue.h"
#include "store/document.h"
#include "store/revision.h"

static enum err
documents_put(struct act *act, const struct publication *p)
{
	enum err e = OK;

	for (LISTING_EACH(agreement, g, &p->listing->agreements)) {
		struct document d = {
			.kind = STR("agreement"),
			.locale = g->locale,
			.title = g->title,
			.text = g->text,
		};

		if (e == OK)
			e = document_put(act->db, &d, act->now_us);
	}
	return e;
}

/* Its old parts go; the plans' rows stay, retired until they are found. */
static enum err
product_replace(struct act *act, const struct publication *p)
{
	struct product row;
	enum err e = publish_product(act, &row, p);

	if (e == OK)
		e = product_update(act->db, &row);
	if (e == OK)
		e = product_parts_delete(act->db, p->product_id);
	return e == OK ? plans_retire(act->db, p->product_id) : e;
}

/* The rows are ours since product_update(): nobody moves them on. */
static enum err
revisions_read(struct act *act, struct publication *p, size_t n)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		if (p[i].is_new)
			p[i].revision = 1;
		else
			e = product_revision(act->db, act->arena,
			    &p[i].revision, p[i].product_id);
	}
	return e;
}

static enum err
revisions_keep(struct act *act, const struct publication *p, size_t n)
{
	struct revision *rows = ARENA_NEWS(act->arena, struct revision, n);

	if (rows == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct revision){
			.product_id = p[i].product_id,
			.revision = p[i].revision,
			.body = p[i].json,
			.published_at_us = act->now_us,
			.published_by = p[i].published_by,
		};
	return revisions_insert(act->db, rows, n);
}

static enum err
catalogue_mark(struct act *act, const struct publication *p, size_t n)
{
	struct id *ids = ARENA_NEWS(act->arena, struct id, n);

	if (ids == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		ids[i] = p[i].product_id;
	return catalogue_changed(act->db, act->arena, ids, n);
}

enum err
listings_publish(struct act *act, struct publication *p, size_t n)
{
	struct product_set rows;
	enum err e = OK;

	if (n == 0)
		return OK;
	if (n > PUBLISH_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; e == OK && i < n; i++) {
		e = documents_put(act, &p[i]);
		if (p[i].is_new)
			p[i].product_id = id_new();
		else if (e == OK)
			e = product_replace(act, &p[i]);
	}
	if (e == OK)
		e = publish_rows(act, &rows, p, n);
	if (e == OK)
		e = product_set_insert(act->db, &rows);
	if (e == OK)
		e = revisions_read(act, p, n);
	if (e == OK)
		e = revisions_keep(act, p, n);
	return e == OK ? catalogue_mark(act, p, n) : e;
}
