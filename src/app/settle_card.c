#include "app/settle_card.h"

#include "app/limits.h"
#include "base/log.h"

static const struct id any_company = { { 0 } };

struct unit {
	const struct settle *s;
	struct card *card;
	struct id card_id;
	const struct gateway_setup *said;
};

struct card_said
card_said_of(const struct gateway_setup *said)
{
	return (struct card_said){
		.setup_ref = said->ref,
		.redirect_url = said->redirect_url,
		.customer_ref = said->customer_ref,
		.method_ref = said->method_ref,
		.brand = said->brand,
		.last4 = said->last4,
		.expires_month = said->expires_month,
		.expires_year = said->expires_year,
	};
}

static struct act
act_of(const struct settle *s, struct db *db)
{
	return (struct act){ db, s->arena, s->now_us, s->actor, s->user_id,
		&s->site->calendar };
}

static enum err
card_read(struct db *db, void *arg)
{
	struct unit *u = arg;

	return card_get(db, u->s->arena, u->card, u->card_id, any_company);
}

static enum err
said_apply(struct act *act, const struct unit *u)
{
	struct card_said said = card_said_of(u->said);

	switch (u->said->state) {
	case GATEWAY_SETUP_DONE:
		return card_on_file(act, u->card_id, &said);
	case GATEWAY_SETUP_FAILED:
		return card_failed(act, u->card_id, u->said->failure);
	case GATEWAY_SETUP_OPEN:
	case GATEWAY_SETUP_ABSENT:
		break;
	}
	return card_checked(act, u->card_id);
}

static enum err
said_run(struct db *db, void *arg)
{
	struct unit *u = arg;
	struct act act = act_of(u->s, db);
	enum err e = said_apply(&act, u);

	return e != OK ? e : card_read(db, arg);
}

static enum err
forgotten_run(struct db *db, void *arg)
{
	struct unit *u = arg;
	struct act act = act_of(u->s, db);

	return card_forgotten(&act, u->card_id);
}

static enum err
checked_run(struct db *db, void *arg)
{
	struct unit *u = arg;
	struct act act = act_of(u->s, db);

	return card_checked(&act, u->card_id);
}

/* A word about another set-up than the card's would put it on file wrongly. */
static bool
is_of(const struct gateway_setup *said, struct id card_id)
{
	char text[ID_TEXT_MAX];

	return said->state == GATEWAY_SETUP_ABSENT ||
	    str_eq(said->reference, id_format(text, ID_CARD, card_id));
}

static enum err
forget(const struct settle *s, const struct gateway *gateway,
    const struct gateway_config *config, struct unit *u)
{
	enum err e = limits_wait_enter();

	if (e != OK)
		return e;
	e = settle_asked(
	    gateway->forget(s->arena, config, u->card->method_ref));
	limits_wait_leave();
	/* It is not theirs any more, whatever they make of its name. */
	if (e == OK || e == ERR_INVALID)
		return tx_run(s->site->pool, s->arena, forgotten_run, u);
	return e;
}

static enum err
ask(const struct settle *s, const struct gateway *gateway,
    const struct gateway_config *config, struct unit *u)
{
	struct gateway_setup said;
	char text[ID_TEXT_MAX];
	enum err e = limits_wait_enter();

	if (e != OK)
		return e;
	e = settle_asked(gateway->setup_find(s->arena, &said, config,
	    u->card->setup_ref, id_format(text, ID_CARD, u->card_id)));
	limits_wait_leave();
	if (e != OK)
		return e;
	if (!is_of(&said, u->card_id)) {
		log_error("gateway set-up differs from ours",
		    "card=%s said_reference=%.*s", text,
		    STR_FMT(said.reference));
		said.state = GATEWAY_SETUP_ABSENT;
	}
	u->said = &said;
	return tx_run(s->site->pool, s->arena, said_run, u);
}

enum err
settle_card(const struct settle *s, struct card *out, struct id card_id)
{
	struct unit u = { .s = s, .card = out, .card_id = card_id };
	const struct gateway *gateway;
	struct gateway_config config;
	enum err e = tx_read(s->site->pool, s->arena, card_read, &u), asked;

	if (e != OK || out->next_check_at_us == 0)
		return e;
	e = settle_gateway(s->arena, &gateway, &config, &s->site->config);
	if (e == OK && !str_is(out->gateway, gateway->name))
		e = ERR_METHOD_UNAVAILABLE;
	if (e != OK)
		return e;
	asked = out->state == CARD_STATE_REMOVED
	    ? forget(s, gateway, &config, &u)
	    : ask(s, gateway, &config, &u);
	if (asked == OK)
		return OK;
	e = tx_run(s->site->pool, s->arena, checked_run, &u);
	return e != OK ? e : asked;
}

enum err
settle_card_event(const struct settle *s, struct str setup_ref)
{
	const struct gateway *gateway;
	struct gateway_config config;
	struct gateway_setup said;
	struct card card;
	struct unit u = { .s = s, .card = &card, .said = &said };
	enum err e = settle_gateway(
	    s->arena, &gateway, &config, &s->site->config);

	if (e == OK)
		e = limits_wait_enter();
	if (e != OK)
		return e;
	e = settle_asked(
	    gateway->setup_find(s->arena, &said, &config, setup_ref, STR_NONE));
	limits_wait_leave();
	if (e != OK)
		return e;
	if (said.state == GATEWAY_SETUP_ABSENT ||
	    id_parse(&u.card_id, ID_CARD, said.reference) != OK)
		return OK;
	e = tx_run(s->site->pool, s->arena, said_run, &u);
	return e == ERR_NOT_FOUND ? OK : e;
}
