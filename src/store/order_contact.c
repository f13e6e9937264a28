#include "store/order_contact.h"

#include "store/row.h"

static const char order_contact_insert_sql[] =
    "INSERT INTO order_contacts (order_id, document_hash, user_id, kind, "
    "value, consented_at) VALUES (?, ?, ?, ?, ?, ?)";

enum err
order_contact_insert(struct db *db, const struct order_contact *c)
{
	return db_exec(db, NULL, order_contact_insert_sql,
	    DB_ARGS(db_id(c->order_id), db_hash(c->document.b),
		db_id(c->user_id), db_cstr(contact_kind_name(c->contact.kind)),
		db_str(c->contact.value), db_us(c->consented_at_us)));
}

static const char order_contact_get_sql[] =
    "SELECT order_id, document_hash, user_id, kind, value, consented_at "
    "FROM order_contacts WHERE order_id = ?";

enum err
order_contact_get(struct db *db, struct arena *a, struct order_contact *out,
    struct id order_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, order_contact_get_sql, DB_ARGS(db_id(order_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	out->order_id = db_get_id(&r, 0);
	db_get_hash(&r, 1, out->document.b);
	out->user_id = db_get_id(&r, 2);
	out->contact.value = db_get_str(&r, 4);
	out->consented_at_us = db_get_us(&r, 5);
	return row_fault(
	    contact_kind_parse(&out->contact.kind, db_get_str(&r, 3)));
}
