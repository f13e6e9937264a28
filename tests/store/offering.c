#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "offering.h"
#include "store/offer_draft.h"

const struct id offering_seller_user = { { 0xa0, 2 } };
const struct id offering_viewer = { { 0xa0, 3 } };
static struct keys keys;

int
offering_open(void **state)
{
	int failed = shop_open(state);

	if (failed)
		return failed;
	for (size_t i = 0; i < KEY__MAX; i++)
		memset(keys.key[i], (int)i + 1, sizeof(keys.key[i]));
	fixture_exec(
	    "INSERT INTO users (user_id, company_id, user_name, email, "
	    "password_phc, role, locale, created_at) VALUES "
	    "(x'a0020000000000000000000000000000', "
	    "x'c0020000000000000000000000000000', 'lu', 'lu@example.org', "
	    "'-', 'owner', 'en', '2026-01-01'), "
	    "(x'a0030000000000000000000000000000', "
	    "x'c0010000000000000000000000000000', 'vi', 'vi@example.org', "
	    "'-', 'viewer', 'en', '2026-01-01')");
	return 0;
}

int
offering_close(void **state)
{
	return shop_close(state);
}

void
offering_make(struct offer_sending *s)
{
	*s = (struct offer_sending){
		.seller_id = shop_seller,
		.title = STR("Maria's deal"),
		.version = { .terms = { .product_id = shop_product,
				 .plan_id = shop_plan,
				 .choice = { .mode = MODE_MONTHLY,
				     .currency = { "USD" },
				     .quantity = 10,
				     .periods = 12,
				     .ncapacities = 1,
				     .capacities = { { STR("users"), 8 } } },
				 .price = OFFER_PRICE_AMOUNT,
				 .unit = shop_money(3990),
				 .list_unit = shop_money(4900) },
		    .product_revision = 1,
		    .note = STR("As agreed."),
		    .body = STR("{}"),
		    .ends_at_us = shop_now_us + 30 * OFFERING_DAY_US },
		.target = { .company_id = shop_company, .user_id = shop_user },
		.keys = &keys,
	};
}

struct act
offering_seller_act(void)
{
	struct act act = shop_act(ACTOR_USER);

	act.user_id = offering_seller_user;
	return act;
}

static enum err
draft_put(struct offer_sending *s, const struct offer *o)
{
	struct offer_draft d = { .offer_id = o->offer_id,
		.body = STR("{}"),
		.updated_at_us = shop_now_us,
		.updated_by = offering_seller_user };
	struct act act = offering_seller_act();
	struct event event = act_event(&act, "offer", o->offer_id, "created",
	    NULL, offer_state_name(OFFER_DRAFT), STR_NONE);
	enum err e = o->version == 0 ? offer_insert(fixture_db(), o) : OK;

	if (e == OK && o->version == 0)
		e = events_insert(fixture_db(), &event, 1);
	if (e == OK)
		e = offer_draft_put(fixture_db(), &d);
	s->draft_version = d.row_version;
	return e;
}

void
offering_draft(struct offer_sending *s)
{
	struct offer o = { .offer_id = s->offer_id };

	if (!id_is_nil(s->offer_id)) {
		o = offering_get(s->offer_id);
	} else {
		s->offer_id = id_new();
		o = (struct offer){ .offer_id = s->offer_id,
			.seller_id = s->seller_id,
			.title = s->title,
			.created_at_us = shop_now_us,
			.created_by = offering_seller_user };
	}
	assert_int_equal(SHOP_TX(draft_put(s, &o)), OK);
}

enum err
offering_try_send(struct offer_sending *s)
{
	struct act act = offering_seller_act();

	return SHOP_TX(offer_send(&act, s));
}

struct id
offering_send(struct offer_sending *s)
{
	offering_draft(s);
	assert_int_equal(offering_try_send(s), OK);
	return s->offer_id;
}

void
offering_placement(struct placement *p, const struct offer_sending *s)
{
	const struct offer_terms *t = &s->version.terms;

	*p = (struct placement){ .nlines = 1,
		.offer = {
		    .offer_id = s->offer_id, .version = s->version.version } };
	p->order.company_id = shop_company;
	p->order.user_id = shop_user;
	p->order.seller_id = shop_seller;
	p->order.expires_at_us = shop_now_us + 7 * OFFERING_DAY_US;
	p->lines[0] = (struct order_line){
		.kind = STR("software"),
		.product_id = t->product_id,
		.plan_id = t->plan_id,
		.product_revision = 1,
		.product_name = STR("Gallery"),
		.plan_name = STR("Pro"),
		.choice = t->choice,
		.unit = t->unit,
		.net = s->version.net,
		.tax = shop_money(0),
	};
	for (size_t i = 0; i < s->ndocuments; i++)
		p->documents[p->ndocuments++] = s->documents[i];
}

enum err
offering_try_redeem(struct placement *p)
{
	struct act act = shop_act(ACTOR_USER);

	return SHOP_TX(order_place(&act, p, &shop_terms));
}

enum err
offering_due(struct act *act, enum offer_due what, size_t *n)
{
	struct id *ids = NULL;
	size_t nids = 0;
	enum err e = offers_due(act, &ids, &nids, what);

	*n = 0;
	for (size_t i = 0; e == OK && i < nids; i++) {
		bool done;

		e = offer_due_record(act, &done, ids[i], what);
		*n += done;
	}
	return e;
}

struct offer
offering_get(struct id offer_id)
{
	struct offer o;

	assert_int_equal(
	    offer_get(fixture_db(), shop_arena(), &o, offer_id), OK);
	return o;
}

void
assert_offer_state(struct id offer_id, enum offer_state want)
{
	struct offer o = offering_get(offer_id);

	assert_string_equal(offer_state_name(o.state), offer_state_name(want));
}

int64_t
offering_events(const char *kind)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM events WHERE subject = 'offer' "
	    "AND kind = '%s'",
	    kind);
	return fixture_i64(sql);
}

int64_t
offering_notices(const char *kind)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM notifications WHERE kind = '%s'", kind);
	return fixture_i64(sql);
}

int64_t
offering_mails(const char *template)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM outbox WHERE kind = 'mail' "
	    "AND template = '%s'",
	    template);
	return fixture_i64(sql);
}
