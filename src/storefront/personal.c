/* A person's own copy of what is kept, and its erasure. */
#include "store/personal.h"

#include "app/session.h"
#include "storefront/account.h"
#include "storefront/routes.h"
#include "store/company.h"
#include "store/profile.h"

static void
cell_write(struct json *j, const struct personal_column *column,
    const struct db_result *r, size_t i)
{
	json_key(j, column->name);
	if (db_is_null(r, i)) {
		json_null(j);
		return;
	}
	switch (column->type) {
	case PERSONAL_TEXT:
		json_str(j, db_get_str(r, i));
		break;
	case PERSONAL_INT:
		json_i64(j, db_get_i64(r, i));
		break;
	case PERSONAL_TIME:
		json_time(j, db_get_us(r, i));
		break;
	case PERSONAL_ID:
		json_id(j, column->prefix, db_get_id(r, i));
		break;
	}
}

static enum err
list_write(struct call *c, struct json *j, const struct personal_list *list)
{
	struct db_result r;
	enum err e = personal_rows(c->db, c->arena, &r, list, c->who.user_id);

	if (e != OK)
		return e;
	json_key(j, list->name);
	json_array(j);
	while (db_next(&r)) {
		json_object(j);
		for (size_t i = 0; i < list->ncolumns; i++)
			cell_write(j, &list->columns[i], &r, i);
		json_end_object(j);
	}
	json_end_array(j);
	return OK;
}

static void
profile_write(struct call *c, struct json *j, const struct profile *p)
{
	json_key(j, "account");
	json_object(j);
	json_put_id(j, "id", ID_USER, p->user_id);
	json_put_str(j, "user_name", p->user_name);
	json_put_str(j, "email", p->email);
	json_put_time(j, "email_verified_at", p->verified_at_us);
	json_put_str(j, "email_pending", p->email_pending);
	json_put_str(j, "mobile", p->mobile);
	json_put_time(j, "mobile_verified_at", p->mobile_verified_at_us);
	json_put_str(j, "company", c->who.company_name);
	json_put_str(j, "locale", p->locale);
	json_put_time(j, "second_factor_since", p->totp_confirmed_at_us);
	json_put_i64(j, "recovery_codes_left", p->recovery_codes_left);
	json_put_time(j, "created_at", p->created_at_us);
	json_end_object(j);
}

static enum err
export_get(struct call *c)
{
	size_t n;
	const struct personal_list *lists = personal_lists(&n);
	struct profile p;
	struct json *j;
	enum err e = profile_get(
	    c->db, c->arena, &p, c->who.user_id, c->now_us);

	if (e != OK)
		return e;
	reply_header(c->reply, "Content-Disposition",
	    STR("attachment; filename=\"personal-data.json\""));
	j = reply_json(c, 200);
	json_object(j);
	json_put_str(j, "site", c->site->config.public_url);
	json_put_time(j, "made_at", c->now_us);
	profile_write(c, j, &p);
	for (size_t i = 0; e == OK && i < n; i++)
		e = list_write(c, j, &lists[i]);
	json_end_object(j);
	return e;
}

struct erasure {
	struct str password;
};

static const struct field erasure_fields[] = {
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct erasure, password),
	    .about = "of the account" },
};
static const struct shape erasure_shape = SHAPE(
    "Erasure", struct erasure, erasure_fields);

/* Whoever is left in a company needs somebody who may run it. */
static enum err
owner_check(struct call *c, const struct user *user)
{
	int64_t users, owners;
	enum err e;

	if (id_is_nil(user->company_id) || !str_is(user->role, "owner"))
		return OK;
	e = profile_others(
	    c->db, c->arena, &users, &owners, user->company_id, user->user_id);
	if (e == OK && users > 0 && owners == 0)
		return call_fail(c, ERR_STATE,
		    "You are the last owner of your company, and others work "
		    "in it: make one of them an owner first, at /my/company/.");
	return e;
}

static enum err
erasure_write(struct call *c, void *arg)
{
	const struct proof *proof = arg;
	struct user user;
	enum err e = OK;

	/* The company before its users, as everybody holds them. */
	if (!id_is_nil(c->who.company_id))
		e = company_hold(c->db, c->who.company_id);
	if (e == OK)
		e = account_hold(c, &user, proof);
	if (e == OK)
		e = owner_check(c, &user);
	if (e == OK)
		e = account_event(
		    c, user.user_id, "erased", "ACTIVE", "ERASED");
	if (e == OK)
		e = profile_erase(c->db, c->arena, user.user_id, c->now_us);
	return e == OK ? session_end(c) : e;
}

static enum err
erasure_create(struct call *c)
{
	const struct erasure *body = c->body;
	struct proof proof;
	enum err e = account_prove(c, &proof, body->password);

	if (e == OK)
		e = call_tx(c, erasure_write, &proof);
	c->reply->status = 204;
	return e;
}

const struct route personal_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/account/export",
	    .handler = export_get,
	    .caller = CALLER_USER,
	    .tx = TX_READ,
	    .answer = "PersonalData",
	    .status = 200,
	    .summary = "All that is kept about one, as a file" },
	{ .method = "POST",
	    .pattern = "/api/storefront/account/erasures",
	    .handler = erasure_create,
	    .caller = CALLER_USER,
	    .tx = TX_PHASES,
	    .body = &erasure_shape,
	    .status = 204,
	    .summary = "Erase one's personal data; orders stay" },
	{ .method = NULL }
};
