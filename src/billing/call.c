/* Who calls, what of theirs the path names, and what is kept of that. */
#include "billing.h"
#include "webhook.h"

static const struct id any_company = { { 0 } };

enum err
finance_required(struct call *c)
{
	enum err e = company_required(c);

	if (e != OK || c->who.role == ROLE_OWNER ||
	    c->who.role == ROLE_PURCHASER || c->who.role == ROLE_FINANCE)
		return e;
	return call_fail(c, ERR_FORBIDDEN,
	    "Bills are for your company's owners, purchasers and finance; "
	    "ask one of them.");
}

enum err
bill_of_path(struct call *c, struct bill *out)
{
	struct id bill_id;
	enum err e = company_required(c);

	if (e != OK)
		return e;
	if (id_parse(&bill_id, ID_BILL, c->path_arg[0]) != OK)
		return ERR_NOT_FOUND;
	return bill_get(c->db, c->arena, out, bill_id, c->who.company_id);
}

enum err
receivable_of_path(struct call *c, struct bill *out)
{
	struct id bill_id;

	return id_parse(&bill_id, ID_BILL, c->path_arg[0]) == OK
	    ? bill_get(c->db, c->arena, out, bill_id, any_company)
	    : ERR_NOT_FOUND;
}

enum err
read_note(struct call *c, const char *subject, struct id id, const char *form)
{
	const struct act act = act_of_call(c);
	const struct event read = act_event(
	    &act, subject, id, EVENT_READ, NULL, NULL, str_from(form));

	return events_insert(c->db, &read, 1);
}

enum err
receivable_read_note(struct call *c, const struct bill *b, const char *form)
{
	return read_note(c, "bill", b->bill_id, form);
}

enum err
webhook_of_path(struct call *c, struct webhook *out)
{
	struct id id;
	enum err e;

	if (id_parse(&id, ID_WEBHOOK, c->path_arg[0]) != OK)
		return ERR_NOT_FOUND;
	e = webhook_get(c->db, c->arena, out, id, c->who.company_id);
	return e == OK ? webhook_counts(c->db, c->arena, out) : e;
}
