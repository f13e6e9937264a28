/* From checked terms to what is sent of them. */
#include "act/offer_check.h"
#include "base/buf.h"
#include "store/document.h"

enum { CRITERIA_BYTES_MAX = 8192 };

/* Criteria of acceptance, a line each. */
static enum err
criteria_join(struct arena *a, struct str *out, const struct wire_list *list)
{
	const struct str *criteria = list->items;
	struct buf b;
	enum err e;

	buf_open(&b, CRITERIA_BYTES_MAX);
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			buf_add_char(&b, '\n');
		buf_add(&b, criteria[i]);
	}
	e = buf_err(&b);
	if (e == OK) {
		*out = str_copy(a, buf_str(&b));
		e = out->p == NULL ? ERR_NOMEM : OK;
	}
	buf_close(&b);
	return e;
}

static enum err
stages_fill(
    struct arena *a, struct offer_sending *s, const struct offer_body *b)
{
	const struct offer_body_milestone *m = b->milestones.items;
	struct offer_milestone *out = ARENA_NEWS(
	    a, struct offer_milestone, b->milestones.n);
	enum err e = out == NULL ? ERR_NOMEM : OK;

	for (size_t i = 0; e == OK && i < b->milestones.n; i++) {
		out[i].name = m[i].name;
		out[i].share_bp = m[i].share_bp;
		e = criteria_join(a, &out[i].criteria, &m[i].criteria);
	}
	s->milestones = out;
	s->nmilestones = b->milestones.n;
	if (b->milestones.n > 0) {
		s->version.billing = b->billing;
		s->version.deemed_days = b->deemed_days;
	}
	return e;
}

/* Every text is kept for ever before somebody agrees to it. */
static enum err
documents_keep(struct act *act, struct offer_sending *s,
    const struct offer_body *b, struct str locale)
{
	const struct offer_body_document *d = b->documents.items;
	struct hash *hashes = ARENA_NEWS(
	    act->arena, struct hash, b->documents.n);
	enum err e = hashes == NULL ? ERR_NOMEM : OK;

	for (size_t i = 0; e == OK && i < b->documents.n; i++) {
		struct document kept = { .kind = STR("offer"),
			.locale = locale,
			.title = d[i].title,
			.text = d[i].text };

		e = document_put(act->db, &kept, act->now_us);
		hashes[i] = kept.hash;
	}
	s->documents = hashes;
	s->ndocuments = b->documents.n;
	return e;
}

enum err
offer_sending_fill(struct act *act, struct offer_sending *s,
    const struct offer_body *b, const struct offer_found *f,
    const struct offer_draft *d, struct str locale)
{
	enum err e;

	s->title = b->title;
	s->draft_version = d->row_version;
	s->version = (struct offer_version){ .terms = f->terms,
		.product_revision = f->sale.product_revision,
		.note = b->note.p ? b->note : STR(""),
		.body = d->body,
		.starts_at_us = f->starts_at_us,
		.ends_at_us = f->ends_at_us };
	if (f->buyer) {
		s->target.company_id = f->customer.company_id;
		s->target.user_id = f->customer.user_id;
	} else {
		s->target.email = b->target.value;
	}
	e = stages_fill(act->arena, s, b);
	return e == OK ? documents_keep(act, s, b, locale) : e;
}
