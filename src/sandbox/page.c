#include "answer.h"
#include "base/num.h"
#include "html/html.h"
#include "locale/format.h"

static const char head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, "
    "initial-scale=1\">\n"
    "<meta name=\"robots\" content=\"noindex\">\n"
    "<title>{t} · Souk sandbox</title>\n"
    "<link rel=\"stylesheet\" href=\"/style.css\">\n"
    "<link rel=\"icon\" href=\"data:,\">\n"
    "</head>\n"
    "<body>\n"
    "<header class=\"top\">\n"
    "<span class=\"brand\">Souk sandbox</span>\n"
    "<strong class=\"badge\">Test payments</strong>\n"
    "</header>\n"
    "<main>\n";

static const char foot[] =
    "</main>\n"
    "<footer>This is a test provider. No card is asked for and no money "
    "moves.</footer>\n"
    "</body>\n"
    "</html>\n";

static const char summary[] =
    "<section class=\"summary\" aria-labelledby=\"summary\">\n"
    "<h1 id=\"summary\">{t}</h1>\n"
    "<p class=\"amount\">{t}</p>\n"
    "<dl>\n"
    "<dt>For</dt><dd>{t}</dd>\n"
    "<dt>Reference</dt><dd><code>{t}</code></dd>\n"
    "</dl>\n"
    "</section>\n";

/* What a buyer reads on each card; groups follow one another. */
static const struct {
	enum card card;
	const char *title, *about;
	const char *group; /* NULL: that of the one before */
} cards[] = {
	{ CARD_SUCCESS, "Card that is accepted",
	    "The payment succeeds at once.", "Everyday cards" },
	{ CARD_DECLINE, "Card that is declined",
	    "The bank refuses; the order can be paid again.", NULL },
	{ CARD_CHALLENGE, "Card that asks you to confirm",
	    "A second page asks for your bank's approval.", NULL },
	{ CARD_PENDING, "Card that takes a while",
	    "The bank answers some time after you are back in the shop.",
	    NULL },
	{ CARD_TIMEOUT_AFTER_CAPTURE, "Paid, then silence",
	    "Succeeds, tells the shop nothing, and leaves its questions "
	    "waiting.",
	    "Cards that test the shop" },
	{ CARD_DUPLICATE_EVENT, "Paid, told twice",
	    "Succeeds; the shop hears of it two times.", NULL },
	{ CARD_LATE_EVENT, "Paid, told late",
	    "Succeeds; the shop hears of it long after you are back.", NULL },
	{ CARD_REFUND_FAILS, "Paid, not refundable",
	    "Succeeds; a refund to this card comes back.", NULL },
};

void
page_open(struct answer *out, const char *title)
{
	out->type = "text/html; charset=utf-8";
	buf_clear(&out->body);
	HTML(&out->body, head, str_from(title));
}

static void
summary_add(struct answer *out, const struct session *s, const char *title)
{
	struct buf amount;

	buf_open(&amount, 128);
	format_money(&amount, STR("en"), s->amount);
	HTML(&out->body, summary, str_from(title), buf_str(&amount),
	    s->description, s->reference);
	buf_close(&amount);
}

static void
way_back(struct answer *out, const struct session *s, const char *words,
    const char *class)
{
	HTML(&out->body,
	    "<p class=\"back\"><a class=\"{a}\" href=\"{h}\">{t}"
	    "</a></p>\n",
	    str_from(class), s->return_url, str_from(words));
}

static void
card_add(
    struct answer *out, enum card card, const char *title, const char *about)
{
	HTML(&out->body,
	    "<li><button name=\"card\" value=\"{a}\">"
	    "<span class=\"chip {a}\" aria-hidden=\"true\"></span>"
	    "<span class=\"words\"><b>{t}</b> <span>{t}</span></span>"
	    "</button></li>\n",
	    str_from(card_name(card)), str_from(card_name(card)),
	    str_from(title), str_from(about));
}

void
page_cards(struct answer *out)
{
	for (size_t i = 0; i < sizeof(cards) / sizeof(*cards); i++) {
		if (cards[i].group)
			HTML(&out->body, "{r}<h3>{t}</h3>\n<ul>\n",
			    str_from(i ? "</ul>\n" : ""),
			    str_from(cards[i].group));
		card_add(out, cards[i].card, cards[i].title, cards[i].about);
	}
	buf_add_cstr(&out->body, "</ul>\n");
}

void
page_close(struct answer *out)
{
	buf_add_cstr(&out->body, foot);
}

static void
choose_show(struct answer *out, const struct session *s)
{
	page_open(out, "Choose a test card");
	summary_add(out, s, "You are paying");
	HTML(&out->body,
	    "<form class=\"choices\" method=\"post\" action=\"/pay/{u}\">\n"
	    "<h2>Choose a test card</h2>\n"
	    "<p>Nothing is typed: each card behaves as its name says.</p>\n",
	    s->id);
	page_cards(out);
	way_back(out, s, "Go back to the shop without paying", "quiet");
	buf_add_cstr(&out->body, "</form>\n");
}

static void
challenge_show(struct answer *out, const struct session *s)
{
	page_open(out, "Confirm the payment");
	summary_add(out, s, "Your bank asks");
	HTML(&out->body,
	    "<form class=\"choices\" method=\"post\" action=\"/pay/{u}\">\n"
	    "<h2>Do you approve this payment?</h2>\n"
	    "<p>A real bank would send a code to your phone. Here two buttons "
	    "do.</p>\n"
	    "<p class=\"pair\">"
	    "<button class=\"main\" name=\"challenge\" value=\"approve\">"
	    "Approve the payment</button>\n"
	    "<button class=\"plain\" name=\"challenge\" value=\"refuse\">"
	    "Refuse</button></p>\n"
	    "</form>\n",
	    s->id);
}

static void
done_show(struct answer *out, const struct session *s)
{
	bool failed = s->state == SESSION_FAILED;
	const char *title = failed	     ? "Payment refused"
	    : s->state == SESSION_PROCESSING ? "Payment under way"
					     : "Payment complete";

	page_open(out, title);
	summary_add(out, s, "The payment");
	HTML(&out->body,
	    "<section class=\"choices\">\n<h2>{t}</h2>\n<p>{t}</p>\n",
	    str_from(title),
	    str_from(failed
		    ? "The card was refused and nothing was charged. The shop "
		      "lets you try again."
		    : "There is nothing more to do here. The shop knows, or is "
		      "about to."));
	way_back(out, s, "Back to the shop", "main");
	buf_add_cstr(&out->body, "</section>\n");
}

/* Browsers hold a form's redirect against form-action as well. */
struct str
page_origin(struct str url)
{
	size_t host = str_find(url, ':') + 3;
	struct str rest = str_sub(url, host, url.n);

	return str_sub(url, 0, host + str_find(rest, '/'));
}

static void
session_show(struct answer *out, const struct session *s)
{
	out->form_action = page_origin(s->return_url);
	if (s->state == SESSION_OPEN)
		choose_show(out, s);
	else if (s->state == SESSION_REQUIRES_ACTION)
		challenge_show(out, s);
	else
		done_show(out, s);
	page_close(out);
}

static void
no_session(struct answer *out)
{
	page_problem(out, 404, "No such payment",
	    "The link is not complete, or the payment was made at another "
	    "test provider. Go back to the shop and start the payment again.");
}

void
page_show(const struct asked *q, struct answer *out, struct str id)
{
	struct session s;

	if (provider_by_id(q->provider, &s, id))
		no_session(out);
	else
		session_show(out, &s);
}

/* Of a form body with one field: "card=success". */
struct str
page_form_value(struct str body, struct str name)
{
	if (!str_starts(body, name))
		return STR_NONE;
	return str_sub(body, name.n, body.n);
}

void
page_pay(const struct asked *q, struct answer *out, struct str id)
{
	struct str card = page_form_value(q->body, STR("card="));
	struct str answer = page_form_value(q->body, STR("challenge="));
	struct session s;
	enum err e;

	if (card.p && card_parse(card) != CARD__MAX)
		e = provider_pay(q->provider, &s, id, card_parse(card));
	else if (str_is(answer, "approve") || str_is(answer, "refuse"))
		e = provider_answer(
		    q->provider, &s, id, str_is(answer, "approve"));
	else
		e = ERR_INVALID;
	if (e == ERR_NOT_FOUND) {
		no_session(out);
	} else if (e == ERR_INVALID) {
		page_problem(out, 400, "Not a test card",
		    "Go back and press one of the cards.");
	} else if (e) {
		page_problem(out, 500, "The payment was not taken",
		    "The book could not be written. Nothing was charged.");
	} else {
		bool more = s.state == SESSION_REQUIRES_ACTION;

		out->status = 303;
		out->type = "text/plain; charset=utf-8";
		out->location = more
		    ? arena_printf(q->arena, "/pay/%.*s", STR_FMT(s.id))
		    : s.return_url;
	}
}

void
page_problem(
    struct answer *out, int status, const char *title, const char *detail)
{
	out->status = status;
	page_open(out, title);
	HTML(&out->body,
	    "<section class=\"summary\">\n<h1>{t}</h1>\n<p>{t}</p>\n"
	    "</section>\n",
	    str_from(title), str_from(detail));
	page_close(out);
}
