/* What a buyer consented to hand over with an order (R17, R18). */
#ifndef STORE_ORDER_CONTACT_H
#define STORE_ORDER_CONTACT_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"
#include "domain/contact.h"

struct order_contact {
	struct id order_id, user_id;
	struct hash document;		/* the words, in documents */
	struct contact contact;		/* value .p NULL: erased since */
	int64_t consented_at_us;
};

enum err order_contact_insert(struct db *db, const struct order_contact *c)
    MUST_CHECK;

/* ERR_NOT_FOUND: nothing is handed over with this order. */
enum err order_contact_get(struct db *db, struct arena *a,
    struct order_contact *out, struct id order_id) MUST_CHECK;

#endif
