#include "act/endpoint.h"

#include "act/seller.h"
#include "base/text.h"
#include "crypto/token.h"
#include "store/catalogue.h"
#include "store/outbox.h"

enum { WAITING_MAX = 8 }; /* as many messages as one insert takes */

static struct str
id_bytes(const struct id *id)
{
	return (struct str){ (const char *)id->b, sizeof(id->b) };
}

static enum err
changed_event(
    struct act *act, const struct listing_row *product, const char *kind)
{
	struct event event = act_event(
	    act, "product", product->product_id, kind, NULL, NULL, STR_NONE);

	return events_insert(act->db, &event, 1);
}

enum err
endpoint_retry(
    struct act *act, const struct listing_row *product, size_t *orders)
{
	struct message messages[WAITING_MAX];
	struct id *ids;
	enum err e = endpoint_orders_waiting(act->db, act->arena, &ids, orders,
	    product->product_id, WAITING_MAX);

	for (size_t i = 0; e == OK && i < *orders; i++)
		messages[i] = act_message(act, "provision", "provision",
		    (struct id){ { 0 } }, ids[i]);
	return e == OK && *orders > 0
	    ? outbox_insert(act->db, messages, *orders)
	    : e;
}

/* Who answers at another address, or by another key, has signed nothing. */
static enum err
endpoint_change(struct act *act, struct endpoint *p,
    const struct endpoint_edit *edit, struct str seal_key)
{
	bool moved = !str_eq(p->url, edit->url) || edit->key.n > 0;

	if (moved)
		p->signs = false;
	p->url = edit->url;
	p->contact = edit->contact;
	p->changed_by = act->user_id;
	p->changed_at_us = act->now_us;
	return edit->key.n == 0 ? OK
				: seal(act->arena, &p->key_sealed, seal_key,
				      id_bytes(&p->product_id), edit->key);
}

enum err
endpoint_set(struct act *act, struct endpoint *out,
    const struct listing_row *product, const struct endpoint_edit *edit,
    struct str seal_key)
{
	size_t waiting = 0;
	enum err e = endpoint_get(
	    act->db, act->arena, out, product->product_id);
	bool first = e == ERR_NOT_FOUND, contact = !first && out->contact;

	if (e != OK && !first)
		return e;
	if (first)
		*out = (struct endpoint){ .product_id = product->product_id };
	if (out->row_version != edit->row_version)
		return ERR_STALE;
	if (first && edit->key.n == 0)
		return ERR_INVALID;
	e = endpoint_change(act, out, edit, seal_key);
	if (e == OK)
		e = first ? endpoint_insert(act->db, out)
			  : endpoint_update(act->db, out);
	out->row_version++;
	/* What checkout asks for is kept by the catalogue's revision. */
	if (e == OK && contact != out->contact)
		e = catalogue_changed(
		    act->db, act->arena, &product->product_id, 1);
	if (e == OK)
		e = changed_event(act, product, "endpoint_set");
	return e == OK ? endpoint_retry(act, product, &waiting) : e;
}

enum err
endpoint_remove(
    struct act *act, const struct listing_row *product, int64_t row_version)
{
	bool used = false;
	enum err e = provisions_any(
	    act->db, act->arena, &used, product->product_id);

	if (e == OK && used)
		return ERR_STATE;
	if (e == OK)
		e = endpoint_delete(act->db, product->product_id, row_version);
	if (e == OK)
		e = catalogue_changed(
		    act->db, act->arena, &product->product_id, 1);
	return e == OK ? changed_event(act, product, "endpoint_removed") : e;
}

/* Another worker may have had the same answer at the same time. */
enum err
endpoint_made(struct act *act, const struct provision *p, bool signs)
{
	struct provision known;
	enum err e = provision_get(act->db, act->arena, &known, p->line_id);

	if (e == ERR_NOT_FOUND) {
		e = provision_insert(act->db, p);
		known = *p;
	}
	if (e == ERR_EXISTS) {
		e = provision_get(act->db, act->arena, &known, p->line_id);
		if (e == ERR_NOT_FOUND)
			return ERR_EXISTS;
	}
	if (e == OK && !str_eq(known.instance_ref, p->instance_ref))
		return ERR_EXISTS;
	return e == OK ? endpoint_note(act->db, p->product_id, signs, STR_NONE,
			     act->now_us)
		       : e;
}

enum err
endpoint_faulted(struct act *act, struct id product_id, struct str why)
{
	return endpoint_note(act->db, product_id, false,
	    text_cut(why, ENDPOINT_FAULT_BYTES), act->now_us);
}

enum err
endpoint_failed(struct act *act, struct id seller_id, struct id product_id)
{
	return seller_mail(act, seller_id, "endpoint_failed", product_id);
}
