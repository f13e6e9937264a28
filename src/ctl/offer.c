/* Private offers, for the site's operator: seen, and taken back. */
#include "act/offer.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "store/offer_list.h"

enum { REASON_CHARS_MAX = 1000 };

static const struct column columns[] = {
	{ "OFFER", "id", false },
	{ "STATE", "state", false },
	{ "VERSION", "version", true },
	{ "SELLER", "seller", false },
	{ "BUYER", "buyer", false },
	{ "NET", "net", true },
	{ "CURRENCY", "currency", false },
	{ "STARTS", "starts_at", false },
	{ "ENDS", "ends_at", false },
	{ "ORDER", "order", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static const struct column version_columns[] = {
	{ "VERSION", "version", true },
	{ "SENT", "sent_at", false },
	{ "PLAN", "plan", false },
	{ "MODE", "billing_mode", false },
	{ "QUANTITY", "quantity", true },
	{ "PERIODS", "periods", true },
	{ "UNIT", "unit", true },
	{ "LIST", "list_unit", true },
	{ "NET", "net", true },
	{ "CURRENCY", "currency", false },
	{ "STARTS", "starts_at", false },
	{ "ENDS", "ends_at", false },
};
enum { VERSION_COLUMNS = sizeof(version_columns) / sizeof(version_columns[0]) };

/* By its dates, as everywhere, not by what a worker has recorded. */
static enum err
row_add(struct ctl *c, struct table *t, const struct offer *o, int64_t now_us)
{
	bool sent = o->version > 0;

	return table_add(t,
	    (const struct str[]){ cell_id(c->arena, ID_OFFER, o->offer_id),
		str_from(offer_standing_name(offer_standing(
		    o->state, o->starts_at_us, o->ends_at_us, now_us))),
		cell_count(c->arena, o->version), o->seller_slug,
		o->company_name.p != NULL ? o->company_name : o->contact_email,
		sent ? cell_amount(c->arena, o->net) : STR_NONE,
		sent ? str_copy(c->arena, str_from(o->net.currency.code))
		     : STR_NONE,
		cell_time(c->arena, o->starts_at_us),
		cell_time(c->arena, o->ends_at_us),
		cell_id(c->arena, ID_ORDER, o->order_id) });
}

struct wanted {
	struct str seller; /* .p NULL: all */
	struct id company_id;
	enum offer_standing standing;
};

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	const struct wanted *w = arg;
	int64_t now_us = clock_now_us();
	struct id after = { { 0 } };
	struct offer *list;
	size_t n = LIST_MAX;
	enum err e = OK;

	while (e == OK && n == LIST_MAX) {
		e = offers_listed(db, c->arena, &list, &n, w->seller,
		    w->company_id, w->standing, now_us, after, LIST_MAX);
		for (size_t i = 0; e == OK && i < n; i++) {
			e = row_add(c, t, &list[i], now_us);
			after = list[i].offer_id;
		}
	}
	return e;
}

static int
offer_list(struct ctl *c, int argc, char **argv)
{
	const char *seller = NULL, *company = NULL, *state = NULL;
	const struct ctl_option options[] = { { "--seller", &seller, NULL },
		{ "--company", &company, NULL }, { "--state", &state, NULL } };
	struct wanted w = { .standing = OFFER_STANDING__MAX };
	int status = ctl_options(c, argc, argv, options, 3, NULL, NULL);

	if (status != CTL_OK)
		return status;
	w.seller = str_from(seller);
	if (company != NULL &&
	    id_parse(&w.company_id, ID_COMPANY, str_from(company)) != OK)
		return ctl_misused(c, "--company wants an id: com_...");
	if (state != NULL &&
	    offer_standing_parse(&w.standing, str_from(state)) != OK)
		return ctl_misused(c,
		    "--state wants draft, upcoming, active, used, expired,"
		    " withdrawn or declined");
	return listing_print(c, columns, COLUMNS, rows_add, &w, "offers");
}

static enum err
versions_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	const struct id *offer_id = arg;
	struct offer_version *v = NULL;
	struct offer o;
	size_t n = 0;
	enum err e = offer_get(db, c->arena, &o, *offer_id);

	if (e == OK)
		e = offer_versions_of(db, c->arena, &v, &n, *offer_id);
	for (size_t i = 0; e == OK && i < n; i++) {
		const struct offer_terms *terms = &v[i].terms;

		e = table_add(t,
		    (const struct str[]){ cell_count(c->arena, v[i].version),
			cell_time(c->arena, v[i].sent_at_us), v[i].plan_code,
			str_from(billing_mode_name(terms->choice.mode)),
			cell_count(c->arena, terms->choice.quantity),
			cell_count(c->arena, terms->choice.periods),
			cell_amount(c->arena, terms->unit),
			cell_amount(c->arena, terms->list_unit),
			cell_amount(c->arena, v[i].net),
			str_from(v[i].net.currency.code),
			cell_time(c->arena, v[i].starts_at_us),
			cell_time(c->arena, v[i].ends_at_us) });
	}
	return e;
}

static int
offer_read(struct ctl *c, struct id *id, const char *text)
{
	if (text == NULL || id_parse(id, ID_OFFER, str_from(text)) != OK)
		return ctl_misused(c, "name an offer by its id: off_...");
	return CTL_OK;
}

static int
offer_show(struct ctl *c, int argc, char **argv)
{
	const char *text = NULL;
	size_t nargs = 1;
	struct id id;
	int status = ctl_options(c, argc, argv, NULL, 0, &text, &nargs);

	if (status == CTL_OK)
		status = offer_read(c, &id, nargs == 1 ? text : NULL);
	return status != CTL_OK ? status
				: listing_print(c, version_columns,
				      VERSION_COLUMNS, versions_add, &id, text);
}

struct withdrawal {
	struct ctl *c;
	struct id offer_id;
	struct str reason;
};

static enum err
withdraw_tx(struct db *db, void *arg)
{
	const struct withdrawal *w = arg;
	const struct id whoevers = { { 0 } };
	struct act act = { .db = db,
		.arena = w->c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR };

	return offer_withdraw(&act, w->offer_id, whoevers, 0, w->reason);
}

static int
offer_withdraw_run(struct ctl *c, int argc, char **argv)
{
	const char *text = NULL, *reason = NULL;
	const struct ctl_option options[] = { { "--reason", &reason, NULL } };
	struct withdrawal w = { .c = c };
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, options, 1, &text, &nargs);

	if (status == CTL_OK)
		status = offer_read(c, &w.offer_id, nargs == 1 ? text : NULL);
	if (status != CTL_OK)
		return status;
	w.reason = str_from(reason);
	if (reason == NULL || !text_name(w.reason, REASON_CHARS_MAX))
		return ctl_misused(
		    c, "--reason wants " CTL_NAME, REASON_CHARS_MAX);
	status = ctl_tx(c, withdraw_tx, &w, text);
	if (status == CTL_OK)
		ctl_done(c, "%s is withdrawn; its buyer is told", text);
	return status;
}

int
command_offer(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", offer_list },
		{ "show", offer_show },
		{ "withdraw", offer_withdraw_run },
	};

	return ctl_subcommand(
	    c, argc, argv, subs, sizeof(subs) / sizeof(subs[0]));
}
