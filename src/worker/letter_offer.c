/* R21, R23: what mails about offers and negotiations say. */
#include "act/milestone.h"
#include "base/num.h"
#include "base/sys.h"
#include "notify/mail.h"
#include "store/event.h"
#include "store/offer_list.h"
#include "store/offer_request.h"
#include "writing.h"

/* "https://shop.example:8443/base" names its host in words. */
static struct str
host_words(struct str url)
{
	struct str rest = str_sub(url, str_find(url, ':') + 3, url.n);

	return str_sub(rest, 0, str_find(rest, '/'));
}

/* "users 25, storage 50" */
static void
capacities_put(struct writing *w, const struct choice *c)
{
	struct buf b;

	buf_open(&b, 1024);
	for (size_t i = 0; i < c->ncapacities; i++)
		buf_addf(&b, "%s%.*s %lld", i ? ", " : "",
		    STR_FMT(c->capacities[i].code),
		    (long long)c->capacities[i].amount);
	put_buf(w, "capacities", &b);
}

/* "12 months"; nothing of what is paid once. */
static void
term_words_put(struct writing *w, const struct choice *c)
{
	static const char *const keys[MODE__MAX] = {
		[MODE_MONTHLY] = "checkout.months",
		[MODE_YEARLY] = "checkout.years",
	};
	const struct locale *l = w->letter->locale;
	struct str n = arena_printf(w->arena, "%lld", (long long)c->periods);
	struct buf b;

	buf_open(&b, 128);
	if (keys[c->mode])
		locale_fill(&b, locale_plural(l, keys[c->mode], c->periods),
		    &(struct locale_arg){ "n", n }, 1);
	put_buf(w, "term", &b);
}

static void
saving_put(struct writing *w, const struct offer_version *v)
{
	struct money list, saved = { 0, v->net.currency };

	if (!w->err)
		w->err = money_times(
		    &list, v->terms.list_unit, v->terms.choice.quantity);
	if (!w->err)
		w->err = money_times(&list, list, v->terms.choice.periods);
	if (!w->err && list.minor > v->net.minor)
		w->err = money_sub(&saved, list, v->net);
	if (saved.minor > 0) {
		put_money(w, "saved", saved);
		put_money(w, "list_net", list);
	} else {
		put(w, "saved", STR(""));
		put(w, "list_net", STR(""));
	}
}

/* What a version says, for either side; its stages net, as its price is. */
static void
version_put(struct writing *w, const struct offer *o)
{
	struct plan_version plan = { .version = 0 };
	struct offer_version v;
	bool staged;

	if (!w->err)
		w->err = offer_version_get(
		    w->db, w->arena, &v, o->offer_id, o->version);
	if (!w->err)
		w->err = plan_of_offer(w->db, w->arena, &staged, &plan,
		    o->offer_id, o->version, v.net, money_zero(v.net.currency));
	if (w->err)
		return;
	put_number(w, "quantity", v.terms.choice.quantity);
	term_words_put(w, &v.terms.choice);
	capacities_put(w, &v.terms.choice);
	put_money(w, "net", v.net);
	saving_put(w, &v);
	plan_put(w, &plan.plan);
	put(w, "note", v.note);
}

static void
names_put(struct writing *w, const struct offer *o)
{
	struct offer_version v;
	struct offer_names names;

	if (!w->err)
		w->err = offer_version_get(
		    w->db, w->arena, &v, o->offer_id, o->version);
	if (!w->err)
		w->err = offer_names_get(w->db, w->arena, &names,
		    v.terms.product_id, v.terms.plan_id,
		    locale_name(w->letter->locale),
		    w->shop->site->config.locales[0]);
	if (w->err)
		return;
	put(w, "product", names.product_name);
	put(w, "plan", names.plan_name);
}

static void
offer_read(struct writing *w, struct offer *o, struct id offer_id)
{
	if (!w->err)
		w->err = offer_get(w->db, w->arena, o, offer_id);
	if (w->err)
		return;
	put(w, "seller", o->seller_name);
	put(w, "buyer",
	    o->company_name.p	     ? o->company_name
		: o->contact_email.p ? o->contact_email
				     : STR(""));
	put(w, "reason", o->close_reason.p ? o->close_reason : STR(""));
	put(w, "title", o->title);
	names_put(w, o);
	/* It ends the day before. */
	put_date(w, "ends", o->ends_at_us - 1);
	if (o->starts_at_us > w->message->created_at_us)
		put_date(w, "starts", o->starts_at_us);
	else
		put(w, "starts", STR(""));
	put_link(w, "offers_link", "/my/offers/", STR(""));
	put(w, "host", host_words(w->shop->site->config.public_url));
}

/* Nobody is led to what is not to be had any more. */
static bool
is_open(const struct offer *o)
{
	return o->state == OFFER_SENT || o->state == OFFER_EFFECTIVE ||
	    o->state == OFFER_REDEEMED;
}

void
offer_put(struct writing *w)
{
	const struct mail named = { .message_id = w->message->message_id,
		.host = letter_host(w->shop),
		.picture_name = STR(LETTER_PICTURE) };
	struct letter *l = w->letter;
	struct offer o;

	offer_read(w, &o, w->message->subject_id);
	if (!w->err && !is_open(&o))
		w->err = ERR_NOT_FOUND;
	version_put(w, &o);
	if (!w->err)
		w->err = offer_unseal(
		    w->arena, &l->token, &o, &w->shop->site->keys);
	if (w->err)
		return;
	l->link = put_link(w, "link", "/o/#", l->token);
	l->coded = true;
	put(w, "picture", mail_picture_id(w->arena, &named));
}

void
offer_gone_put(struct writing *w)
{
	struct offer o;

	offer_read(w, &o, w->message->subject_id);
	put_link(w, "link", "/my/offers/", STR(""));
}

/* With what the buyer wrote when more time was asked for last. */
static void
asked_put(struct writing *w)
{
	struct event *events = NULL;
	struct str words = STR("");
	size_t n = 0;

	if (!w->err)
		w->err = events_of(
		    w->db, w->arena, &events, &n, w->message->subject_id);
	for (size_t i = 0; i < n && str_empty(words); i++)
		if (str_is(events[i].kind, "extension_asked") &&
		    events[i].reason.p)
			words = events[i].reason;
	put(w, "message", words);
}

void
extension_put(struct writing *w)
{
	offer_seller_put(w);
	asked_put(w);
}

void
offer_seller_put(struct writing *w)
{
	struct offer o;
	char text[ID_TEXT_MAX];

	offer_read(w, &o, w->message->subject_id);
	version_put(w, &o);
	put_link(w, "link", "/seller/offers/",
	    id_format(text, ID_OFFER, w->message->subject_id));
}

/* By an offer: its terms, but not its link, which is its contact's. */
void
request_answered_put(struct writing *w)
{
	const struct request_party anybody = { .locale = locale_name(
						   w->letter->locale) };
	struct request_round *rounds = NULL;
	struct offer_request r;
	struct offer o;
	char text[ID_TEXT_MAX];
	size_t n = 0;

	if (!w->err)
		w->err = offer_request_get(
		    w->db, w->arena, &r, w->message->subject_id, &anybody);
	if (!w->err)
		w->err = offer_request_rounds(
		    w->db, w->arena, &rounds, &n, r.request_id, anybody.locale);
	while (!w->err && n > 0 && rounds[n - 1].kind != ROUND_OFFER)
		n--;
	if (!w->err && n == 0)
		w->err = ERR_NOT_FOUND;
	if (w->err)
		return;
	offer_read(w, &o, rounds[n - 1].offer_id);
	version_put(w, &o);
	put_link(w, "link", "/my/requests/",
	    id_format(text, ID_OFFER_REQUEST, r.request_id));
}

/* The last round: to the buyer who began it, or to the seller. */
void
request_put(struct writing *w)
{
	const struct request_party anybody = { .locale = locale_name(
						   w->letter->locale) };
	struct offer_request r;
	struct request_round *rounds = NULL;
	const struct request_round *last;
	char text[ID_TEXT_MAX];
	bool buyer;
	size_t n = 0;

	if (!w->err)
		w->err = offer_request_get(
		    w->db, w->arena, &r, w->message->subject_id, &anybody);
	if (!w->err)
		w->err = offer_request_rounds(
		    w->db, w->arena, &rounds, &n, r.request_id, anybody.locale);
	if (!w->err && n == 0)
		w->err = ERR_NOT_FOUND;
	if (w->err)
		return;
	last = &rounds[n - 1];
	buyer = id_eq(w->message->user_id, r.user_id);
	put(w, "product", r.product_name);
	put(w, "party", buyer ? r.seller_name : r.company_name);
	put(w, "plan", last->has_terms ? last->plan_name : STR(""));
	if (last->has_terms)
		put_number(w, "quantity", last->choice.quantity);
	else
		put(w, "quantity", STR(""));
	term_words_put(w, &last->choice);
	capacities_put(w, &last->choice);
	if (last->has_target)
		put_money(w, "target", last->target);
	else
		put(w, "target", STR(""));
	put(w, "message", last->message);
	put_link(w, "link", buyer ? "/my/requests/" : "/seller/requests/",
	    id_format(text, ID_OFFER_REQUEST, r.request_id));
}
