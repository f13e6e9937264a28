/* The page on which a card is put on file. */
#include "answer.h"
#include "html/html.h"

static void
summary_add(struct answer *out, const struct setup *s, const char *title)
{
	HTML(&out->body,
	    "<section class=\"summary\" aria-labelledby=\"summary\">\n"
	    "<h1 id=\"summary\">{t}</h1>\n"
	    "<dl><dt>For</dt><dd><code>{t}</code></dd></dl>\n"
	    "</section>\n",
	    str_from(title), s->customer);
}

static void
choose_show(struct answer *out, const struct setup *s)
{
	summary_add(out, s, "You are putting a card on file");
	HTML(&out->body,
	    "<form class=\"choices\" method=\"post\" action=\"/setup/{u}\">\n"
	    "<h2>Choose a test card</h2>\n"
	    "<p>It is kept, and does what its name says whenever the shop "
	    "charges it.</p>\n",
	    s->id);
	page_cards(out);
	HTML(&out->body,
	    "<p class=\"pair\"><button class=\"plain\" name=\"card\" "
	    "value=\"refused\">A card that cannot be put on file"
	    "</button></p>\n"
	    "<p class=\"back\"><a class=\"quiet\" href=\"{h}\">Go back to the "
	    "shop without a card</a></p>\n</form>\n",
	    s->return_url);
}

static void
done_show(struct answer *out, const struct setup *s)
{
	bool failed = s->state == SETUP_FAILED;

	summary_add(out, s, "The card on file");
	HTML(&out->body,
	    "<section class=\"choices\">\n<h2>{t}</h2>\n<p>{t}</p>\n"
	    "<p class=\"back\"><a class=\"main\" href=\"{h}\">Back to the "
	    "shop</a></p>\n</section>\n",
	    str_from(failed ? "Card refused" : "Card on file"),
	    str_from(failed ? "The bank does not let it be kept. The shop lets "
			      "you try another."
			    : "There is nothing more to do here."),
	    s->return_url);
}

static void
no_setup(struct answer *out)
{
	page_problem(out, 404, "No such card set-up",
	    "The link is not complete, or it was made at another test "
	    "provider. Go back to the shop and start again.");
}

void
page_setup_show(const struct asked *q, struct answer *out, struct str id)
{
	struct setup s;

	if (provider_setup_by_id(q->provider, &s, id)) {
		no_setup(out);
		return;
	}
	out->form_action = page_origin(s.return_url);
	page_open(out, "A card on file");
	if (s.state == SETUP_OPEN)
		choose_show(out, &s);
	else
		done_show(out, &s);
	page_close(out);
}

void
page_setup_pay(const struct asked *q, struct answer *out, struct str id)
{
	struct str word = page_form_value(q->body, STR("card="));
	enum card card = word.p ? card_parse(word) : CARD__MAX;
	struct setup s;
	enum err e = ERR_INVALID;

	if (card != CARD__MAX || str_is(word, "refused"))
		e = provider_set_up(q->provider, &s, id, card);
	if (e == ERR_NOT_FOUND) {
		no_setup(out);
	} else if (e == ERR_INVALID) {
		page_problem(out, 400, "Not a test card",
		    "Go back and press one of the cards.");
	} else if (e) {
		page_problem(out, 500, "The card was not kept",
		    "The book could not be written.");
	} else {
		out->status = 303;
		out->type = "text/plain; charset=utf-8";
		/* Its bytes outlive the answer: the provider forgets nothing. */
		out->location = s.return_url;
	}
}
