#include "store/draft.h"
#include "store/endpoint.h"
#include "store/listing.h"
#include "store/seller.h"
#include "store/settlement.h"
#include "writing.h"

static const struct id anybody = { { 0 } };

static void
seller_about(struct writing *w, struct id seller_id)
{
	struct seller s = { .name = STR("") };

	if (!w->err)
		w->err = seller_get(
		    w->db, w->arena, &s, seller_id, w->message->created_at_us);
	put(w, "seller", s.name);
	put(w, "state_reason",
	    s.decision_reason.p ? s.decision_reason : STR(""));
	put(w, "payout_hint",
	    s.payout_next_hint.p ? s.payout_next_hint : STR(""));
	put_time(w, "payout_at", s.payout_next_at_us);
}

void
seller_put(struct writing *w)
{
	seller_about(w, w->message->subject_id);
	put_link(w, "link", "/seller/profile/", STR(""));
	put_time(w, "at", w->message->created_at_us);
}

/* The note is that of the draft, which publishing takes away. */
static void
listing_at_put(struct writing *w, const char *path)
{
	struct id id = w->message->subject_id;
	struct listing_row row = { .name = STR("") };
	char text[ID_TEXT_MAX];

	if (!w->err)
		w->err = listing_row_get(w->db, w->arena, &row, id, anybody,
		    locale_name(w->letter->locale));
	if (w->err)
		return;
	seller_about(w, row.seller_id);
	put(w, "product", row.name);
	put(w, "note", row.review_note.p ? row.review_note : STR(""));
	put(w, "reason", row.state_reason.p ? row.state_reason : STR(""));
	put_link(w, "link", path, id_format(text, ID_PRODUCT, id));
	put_link(w, "product_link", "/p/", row.slug);
}

void
listing_put(struct writing *w)
{
	listing_at_put(w, "/seller/listings/");
}

void
licence_keys_put(struct writing *w)
{
	listing_at_put(w, "/seller/keys/");
}

void
endpoint_failed_put(struct writing *w)
{
	struct endpoint at = { .fault = STR("") };

	listing_at_put(w, "/seller/endpoint/");
	if (!w->err)
		w->err = endpoint_get(
		    w->db, w->arena, &at, w->message->subject_id);
	put(w, "fault", at.fault.p ? at.fault : STR(""));
}

/* Of a carried one nothing is to be paid, of the others nothing is over. */
void
settlement_put(struct writing *w)
{
	struct settlement s = { .settlement_no = STR("") };
	struct money due = { 0, { "" } };
	struct id id = w->message->subject_id;
	char text[ID_TEXT_MAX];

	if (!w->err)
		w->err = settlement_get(w->db, w->arena, &s, id, anybody);
	if (!w->err)
		w->err = settlement_due(&due, &s.worth, s.carried);
	if (w->err)
		return;
	put(w, "seller", s.seller.name);
	put(w, "settlement_no", s.settlement_no);
	put_date(w, "from", zone_midnight_us(w->shop->site->zone, s.month_day));
	put_date(w, "until",
	    zone_midnight_us(
		w->shop->site->zone, settlement_day_after(s.month_day)) -
		1);
	put_money(w, "sales", s.worth.net);
	put_money(w, "commission", s.worth.commission);
	if (s.carried.minor != 0)
		put_money(w, "carried", s.carried);
	else
		put(w, "carried", STR(""));
	put_money(w, "payout", due);
	put(w, "over",
	    s.state == SETTLEMENT_CARRIED ? s.settlement_no : STR(""));
	put(w, "reference",
	    s.payout_reference.p ? s.payout_reference : STR(""));
	put_date(w, "paid_on", s.settled_at_us);
	put_link(w, "link", "/seller/settlements/",
	    id_format(text, ID_SETTLEMENT, id));
}
