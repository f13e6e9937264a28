#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "act/seal.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "crypto/password.h"
#include "ctl/admin.h"
#include "ctl/commands.h"
#include "ctl/demo.h"
#include "ctl/import.h"
#include "store/company.h"
#include "store/seller.h"
#include "store/user.h"

/*
 * Known passwords: so only on a site that takes test payments, and never
 * beside accounts of real people.
 */
static const struct person {
	const char *email, *user_name, *role, *password, *who;
	const char *seller; /* in this seller's company */
	bool buyer;	    /* in the demo buyer's company */
} people[] = {
	{ "maria@buyer.example", "maria", "owner", "saffron-and-cedar",
	    "owner of a buying company", NULL, true },
	{ "jonas@buyer.example", "jonas", "viewer", "lantern-at-noon",
	    "may only look", NULL, true },
	{ "lena@lumen-works.example", "lena", "seller", "copper-and-thyme",
	    "sells Lumen Gallery", "lumen-works", false },
	{ "admin@souk.example", "admin", "admin", "keeper-of-the-gate",
	    "operator of the site", NULL, false },
};
enum { PEOPLE = sizeof(people) / sizeof(people[0]) };

struct demo {
	struct ctl *c;
	struct str phc[PEOPLE];
	int64_t now_us;
};

static enum err
person_add(struct demo *d, struct db *db, size_t i, struct id buyer)
{
	const struct person *p = &people[i];
	struct user u = { .user_id = id_new(),
		.user_name = str_from(p->user_name),
		.email = str_from(p->email),
		.verified_at_us = d->now_us,
		.password_phc = d->phc[i],
		.role = str_from(p->role),
		.locale = d->c->config.locales[0],
		.created_at_us = d->now_us };
	struct seller seller;
	enum err e = OK;

	if (p->buyer)
		u.company_id = buyer;
	if (p->seller) {
		e = seller_by_slug(
		    db, d->c->arena, &seller, str_from(p->seller));
		if (e == OK)
			u.company_id = seller.company_id;
	}
	return e == OK ? user_insert(db, &u) : e;
}

static enum err
people_add(struct db *db, void *arg)
{
	struct demo *d = arg;
	struct company buyer = { .company_id = id_new(),
		.name = STR("Ferrara Foto"),
		.country = STR("DE"),
		.currency = d->c->config.currency,
		.created_at_us = d->now_us };
	enum err e = company_insert(db, &buyer);

	for (size_t i = 0; e == OK && i < PEOPLE; i++)
		e = person_add(d, db, i, buyer.company_id);
	return e;
}

static int
people_create(struct ctl *c)
{
	struct demo d = { .c = c, .now_us = clock_now_us() };

	for (size_t i = 0; i < PEOPLE; i++) {
		enum err e = password_hash(
		    c->arena, &d.phc[i], str_from(people[i].password));

		if (e != OK)
			return ctl_failed(c, e, "password");
	}
	return ctl_tx(c, people_add, &d, "demo people");
}

static int
refuse_if_used(struct ctl *c)
{
	struct company *companies;
	struct user *users;
	struct id first = { { 0 } };
	size_t ncompanies = 0, nusers = 0;
	struct db *db;
	int status = ctl_read(c, &db);
	enum err e;

	if (status != CTL_OK)
		return status;
	e = companies_list(db, c->arena, &companies, &ncompanies, first, 1);
	if (e == OK)
		e = users_list(db, c->arena, &users, &nusers, first, first, 1);
	db_pool_give(c->pool, db);
	if (e != OK)
		return ctl_failed(c, e, "database");
	if (ncompanies + nusers > 0)
		return ctl_fail(c,
		    "the database is in use; give the demo one "
		    "of its own, or --reset to throw all of it away");
	return CTL_OK;
}

/* The heads of chains that are no more would be faults of the new ones. */
static int
heads_forget(struct ctl *c)
{
	for (enum chain chain = 0; chain < CHAIN__MAX; chain++) {
		struct str path = arena_printf(c->arena, "%.*s/seals/%s.heads",
		    STR_FMT(c->config.data_dir), chain_name(chain));

		if (!path.p)
			return ctl_failed(c, ERR_NOMEM, "reset");
		if (unlink(path.p) != 0 && errno != ENOENT)
			return ctl_fail(c,
			    "%s: cannot be removed: %s; let this user write"
			    " its folder",
			    path.p, strerror(errno));
	}
	return CTL_OK;
}

static int
reset(struct ctl *c, const struct admin *admin)
{
	struct db *db;
	struct str drop = arena_printf(c->arena, "DROP DATABASE IF EXISTS %s",
	    db_quote_name(c->arena, c->config.db_name).p);
	int status = admin_open(c, &db, admin, false);

	if (status != CTL_OK)
		return status;
	status = ctl_failed(
	    c, drop.p ? db_script(db, drop) : ERR_NOMEM, "drop the database");
	if (status == CTL_OK)
		status = heads_forget(c);
	if (status == CTL_OK)
		status = admin_create(c, db);
	db_close(db);
	if (status == CTL_OK)
		status = admin_open(c, &db, admin, true);
	if (status != CTL_OK)
		return status;
	status = admin_migrate(c, db);
	if (status == CTL_OK)
		status = admin_grant(c, db);
	db_close(db);
	return status;
}

static int
products_import(struct ctl *c, const char *name)
{
	struct str path = arena_printf(
	    c->arena, "%s/demo/%s.json", c->sql_dir, name);

	return path.p ? import_path(c, path.p, false)
		      : ctl_failed(c, ERR_NOMEM, "demo");
}

static void
sign_ins_print(const struct ctl *c)
{
	if (c->json)
		return;
	printf("\nSign in as\n");
	for (size_t i = 0; i < PEOPLE; i++)
		printf("  %-26s %-20s %s\n", people[i].email,
		    people[i].password, people[i].who);
}

int
command_demo(struct ctl *c, int argc, char **argv)
{
	struct admin admin = { 0 };
	bool reset_first = false;
	const struct ctl_option options[] = {
		{ "--reset", NULL, &reset_first },
		ADMIN_OPTIONS(&admin),
	};
	size_t none = 0;
	int status = ctl_options(c, argc, argv, options,
	    sizeof(options) / sizeof(options[0]), NULL, &none);

	if (status != CTL_OK)
		return status;
	if (c->config.payment != PAY_SANDBOX)
		return ctl_fail(c,
		    "this site takes real payments, and the "
		    "demo's passwords are known to all; set SOUK_PAYMENT "
		    "sandbox, or do without");
	status = reset_first ? reset(c, &admin) : refuse_if_used(c);
	if (status == CTL_OK)
		status = ctl_tx(c, demo_servers_add, c, "demo servers");
	if (status == CTL_OK)
		status = products_import(c, "catalogue");
	if (status == CTL_OK)
		status = products_import(c, "images");
	if (status == CTL_OK)
		status = products_import(c, "services");
	if (status == CTL_OK)
		status = people_create(c);
	if (status == CTL_OK)
		sign_ins_print(c);
	return status == CTL_OK ? demo_offers_add(c) : status;
}
