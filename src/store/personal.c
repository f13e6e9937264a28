#include "store/personal.h"

static const char sessions_sql[] =
    "SELECT address, user_agent, created_at, seen_at FROM sessions "
    "WHERE user_id = ? ORDER BY created_at DESC LIMIT ?";
static const struct personal_column sessions[] = {
	{ "address", PERSONAL_TEXT, NULL },
	{ "user_agent", PERSONAL_TEXT, NULL },
	{ "created_at", PERSONAL_TIME, NULL },
	{ "seen_at", PERSONAL_TIME, NULL },
};

static const char keys_sql[] =
    "SELECT key_id, name, scopes, created_at, expires_at, used_at, "
    "revoked_at FROM api_keys WHERE user_id = ? "
    "ORDER BY created_at DESC LIMIT ?";
static const struct personal_column keys[] = {
	{ "id", PERSONAL_ID, "key" },
	{ "name", PERSONAL_TEXT, NULL },
	{ "scopes", PERSONAL_TEXT, NULL },
	{ "created_at", PERSONAL_TIME, NULL },
	{ "expires_at", PERSONAL_TIME, NULL },
	{ "used_at", PERSONAL_TIME, NULL },
	{ "revoked_at", PERSONAL_TIME, NULL },
};

static const char favourites_sql[] =
    "SELECT p.slug, f.note, f.saved_at FROM favourites f "
    "JOIN products p ON p.product_id = f.product_id "
    "WHERE f.user_id = ? ORDER BY f.saved_at DESC LIMIT ?";
static const struct personal_column favourites[] = {
	{ "product", PERSONAL_TEXT, NULL },
	{ "note", PERSONAL_TEXT, NULL },
	{ "saved_at", PERSONAL_TIME, NULL },
};

static const char invitations_sql[] =
    "SELECT c.name, i.email, i.role, i.created_at FROM invitations i "
    "JOIN companies c ON c.company_id = i.company_id "
    "WHERE i.user_id = ? ORDER BY i.created_at DESC LIMIT ?";
static const struct personal_column invitations[] = {
	{ "company", PERSONAL_TEXT, NULL },
	{ "email", PERSONAL_TEXT, NULL },
	{ "role", PERSONAL_TEXT, NULL },
	{ "created_at", PERSONAL_TIME, NULL },
};

static const char orders_sql[] =
    "SELECT o.order_id, o.state, l.product_name, l.plan_name, "
    "o.total_minor, o.currency, o.created_at, o.paid_at FROM orders o "
    "JOIN order_lines l ON l.order_id = o.order_id AND l.position = 1 "
    "WHERE o.user_id = ? ORDER BY o.created_at DESC LIMIT ?";
static const struct personal_column orders[] = {
	{ "id", PERSONAL_ID, ID_ORDER },
	{ "state", PERSONAL_TEXT, NULL },
	{ "product", PERSONAL_TEXT, NULL },
	{ "plan", PERSONAL_TEXT, NULL },
	{ "total_minor", PERSONAL_INT, NULL },
	{ "currency", PERSONAL_TEXT, NULL },
	{ "created_at", PERSONAL_TIME, NULL },
	{ "paid_at", PERSONAL_TIME, NULL },
};

static const char consents_sql[] =
    "SELECT d.kind, d.title, x.order_id, x.accepted_at "
    "FROM order_consents x "
    "JOIN documents d ON d.document_hash = x.document_hash "
    "WHERE x.user_id = ? ORDER BY x.accepted_at DESC LIMIT ?";
static const struct personal_column consents[] = {
	{ "kind", PERSONAL_TEXT, NULL },
	{ "title", PERSONAL_TEXT, NULL },
	{ "order", PERSONAL_ID, ID_ORDER },
	{ "accepted_at", PERSONAL_TIME, NULL },
};

static const char contacts_sql[] =
    "SELECT x.order_id, x.kind, x.value, d.text, x.consented_at "
    "FROM order_contacts x "
    "JOIN documents d ON d.document_hash = x.document_hash "
    "WHERE x.user_id = ? ORDER BY x.consented_at DESC LIMIT ?";
static const struct personal_column contacts[] = {
	{ "order", PERSONAL_ID, ID_ORDER },
	{ "kind", PERSONAL_TEXT, NULL },
	{ "value", PERSONAL_TEXT, NULL },
	{ "consented_to", PERSONAL_TEXT, NULL },
	{ "consented_at", PERSONAL_TIME, NULL },
};

static const char events_sql[] =
    "SELECT subject, kind, from_state, to_state, reason, created_at "
    "FROM events WHERE actor_id = ? ORDER BY created_at DESC LIMIT ?";
static const struct personal_column events[] = {
	{ "subject", PERSONAL_TEXT, NULL },
	{ "kind", PERSONAL_TEXT, NULL },
	{ "from", PERSONAL_TEXT, NULL },
	{ "to", PERSONAL_TEXT, NULL },
	{ "reason", PERSONAL_TEXT, NULL },
	{ "at", PERSONAL_TIME, NULL },
};

static const char messages_sql[] =
    "SELECT kind, template, state, created_at, sent_at FROM outbox "
    "WHERE user_id = ? ORDER BY created_at DESC LIMIT ?";
static const struct personal_column messages[] = {
	{ "kind", PERSONAL_TEXT, NULL },
	{ "about", PERSONAL_TEXT, NULL },
	{ "state", PERSONAL_TEXT, NULL },
	{ "created_at", PERSONAL_TIME, NULL },
	{ "sent_at", PERSONAL_TIME, NULL },
};

static const char notifications_sql[] =
    "SELECT kind, party, topic, created_at, read_at FROM notifications "
    "WHERE user_id = ? ORDER BY created_at DESC LIMIT ?";
static const struct personal_column notifications[] = {
	{ "kind", PERSONAL_TEXT, NULL },
	{ "party", PERSONAL_TEXT, NULL },
	{ "topic", PERSONAL_TEXT, NULL },
	{ "created_at", PERSONAL_TIME, NULL },
	{ "read_at", PERSONAL_TIME, NULL },
};

static const char requests_sql[] =
    "SELECT request_id, kind, message, created_at FROM offer_request_rounds "
    "WHERE user_id = ? ORDER BY created_at DESC LIMIT ?";
static const struct personal_column requests[] = {
	{ "request", PERSONAL_ID, ID_OFFER_REQUEST },
	{ "kind", PERSONAL_TEXT, NULL },
	{ "message", PERSONAL_TEXT, NULL },
	{ "at", PERSONAL_TIME, NULL },
};

#define LIST(name_, sql_) \
	{ \
		.name = #name_, .columns = name_, \
		.ncolumns = sizeof(name_) / sizeof(*(name_)), .sql = sql_ \
	}

static const struct personal_list lists[] = {
	LIST(sessions, sessions_sql),
	{ .name = "api_keys",
	    .columns = keys,
	    .ncolumns = sizeof(keys) / sizeof(*keys),
	    .sql = keys_sql },
	LIST(favourites, favourites_sql),
	LIST(invitations, invitations_sql),
	LIST(orders, orders_sql),
	LIST(consents, consents_sql),
	LIST(contacts, contacts_sql),
	LIST(events, events_sql),
	LIST(messages, messages_sql),
	LIST(notifications, notifications_sql),
	LIST(requests, requests_sql),
};

const struct personal_list *
personal_lists(size_t *n)
{
	*n = sizeof(lists) / sizeof(*lists);
	return lists;
}

enum err
personal_rows(struct db *db, struct arena *a, struct db_result *out,
    const struct personal_list *list, struct id user_id)
{
	return db_query(db, a, out, list->sql,
	    DB_ARGS(db_id(user_id), db_i64(PERSONAL_ROWS_MAX)));
}
