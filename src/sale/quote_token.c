/*
 * A quote as a signed token: the fields in a fixed order, a line each.
 * Nothing of it is secret; the signature makes it ours.
 */
#include "sale/quote_token.h"

#include <string.h>

#include "base/num.h"
#include "crypto/token.h"

static const char token_kind[] = "souk-quote-3";

static void
payload_write(struct buf *out, const struct quote *q)
{
	char nonce[TOKEN_CHARS + 1], renews[ID_TEXT_MAX] = "";
	char offer[ID_TEXT_MAX] = "";

	if (!id_is_nil(q->renews))
		id_format(renews, ID_ORDER, q->renews);
	if (!id_is_nil(q->offer.offer_id))
		id_format(offer, ID_OFFER, q->offer.offer_id);
	buf_addf(out, "%s\n%.*s\n%.*s\n%lld\n%s\n", token_kind,
	    STR_FMT(q->product), STR_FMT(q->plan),
	    (long long)q->product_revision, billing_mode_name(q->choice.mode));
	buf_addf(out, "%lld\n%lld\n%s\n%lld\n%lld\n%lld\n%lld\n%s\n%s\n",
	    (long long)q->choice.quantity, (long long)q->choice.periods,
	    q->choice.currency.code, (long long)q->priced.unit.minor,
	    (long long)q->priced.net.minor, (long long)q->sum.total.minor,
	    (long long)q->expires_at_us, renews, token_new(nonce).p);
	buf_addf(out, "%s\n%lld\n", offer, (long long)q->offer.version);
	if (q->has_server)
		buf_addf(out, "%.*s\n%.*s\n%lld\n",
		    STR_FMT(q->server.region.code),
		    STR_FMT(q->server.flavour.code),
		    (long long)q->server_fee.unit.minor);
	else
		buf_add(out, STR("\n"));
	for (size_t i = 0; i < q->choice.ncapacities; i++)
		buf_addf(out, "%.*s\n%lld\n",
		    STR_FMT(q->choice.capacities[i].code),
		    (long long)q->choice.capacities[i].amount);
}

enum err
quote_sign(struct call *c, struct str *token, const struct quote *q)
{
	struct buf payload;
	enum err e;

	buf_open(&payload, QUOTE_TOKEN_MAX);
	payload_write(&payload, q);
	e = buf_err(&payload);
	if (e == OK)
		e = token_sign(c->arena, token,
		    keys_get(&c->site->keys, KEY_QUOTE), buf_str(&payload));
	buf_close(&payload);
	if (e == OK && token->n > QUOTE_TOKEN_MAX)
		e = ERR_LIMIT;
	return e;
}

static struct str
line_next(struct str *rest)
{
	struct str line;

	return str_cut(rest, '\n', &line) ? line : STR_NONE;
}

static enum err
number_next(int64_t *out, struct str *rest)
{
	return num_parse_i64(out, line_next(rest));
}

static enum err
capacities_read(struct choice *choice, struct str rest)
{
	while (rest.n > 0) {
		struct chosen_capacity *of;

		if (choice->ncapacities == CAPACITIES_MAX)
			return ERR_LIMIT;
		of = &choice->capacities[choice->ncapacities++];
		of->code = line_next(&rest);
		if (number_next(&of->amount, &rest) != OK)
			return ERR_SYNTAX;
	}
	return OK;
}

/* Region, flavour and fee of a server; an empty line: there is none. */
static enum err
server_read(struct quote *q, struct str *rest)
{
	struct str region = line_next(rest);

	q->server_fee.unit.currency = q->choice.currency;
	if (region.n == 0)
		return OK;
	q->region = region;
	q->flavour = line_next(rest);
	return number_next(&q->server_fee.unit.minor, rest);
}

/* Empty: the price is the list's. */
static enum err
offer_read(struct quote *q, struct str *rest)
{
	struct str offer = line_next(rest);

	if (offer.n > 0 && id_parse(&q->offer.offer_id, ID_OFFER, offer) != OK)
		return ERR_SYNTAX;
	return number_next(&q->offer.version, rest);
}

static enum err
payload_read(struct quote *q, struct str rest)
{
	struct priced *p = &q->priced;
	struct str renews;

	memset(q, 0, sizeof(*q));
	if (!str_is(line_next(&rest), token_kind))
		return ERR_SYNTAX;
	q->product = line_next(&rest);
	q->plan = line_next(&rest);
	if (number_next(&q->product_revision, &rest) != OK ||
	    billing_mode_parse(&q->choice.mode, line_next(&rest)) != OK ||
	    number_next(&q->choice.quantity, &rest) != OK ||
	    number_next(&q->choice.periods, &rest) != OK ||
	    currency_parse(&q->choice.currency, line_next(&rest)) != OK ||
	    number_next(&p->unit.minor, &rest) != OK ||
	    number_next(&p->net.minor, &rest) != OK ||
	    number_next(&q->sum.total.minor, &rest) != OK ||
	    number_next(&q->expires_at_us, &rest) != OK)
		return ERR_SYNTAX;
	p->unit.currency = p->net.currency = q->choice.currency;
	q->sum.total.currency = q->choice.currency;
	renews = line_next(&rest);
	if (renews.n > 0 && id_parse(&q->renews, ID_ORDER, renews) != OK)
		return ERR_SYNTAX;
	line_next(&rest); /* the nonce */
	if (offer_read(q, &rest) != OK || server_read(q, &rest) != OK)
		return ERR_SYNTAX;
	return capacities_read(&q->choice, rest);
}

enum err
quote_open(struct call *c, struct quote *q, struct str token)
{
	struct str payload;
	enum err e = token_verify(
	    c->arena, &payload, keys_get(&c->site->keys, KEY_QUOTE), token);

	if (e == ERR_NOMEM)
		return e;
	if (e != OK || payload_read(q, payload) != OK)
		return ERR_QUOTE_TAMPERED;
	return c->now_us < q->expires_at_us ? OK : ERR_QUOTE_EXPIRED;
}
