/* R25, R31: the offers of a company, and what an order of one would be. */
#include "act/milestone.h"
#include "buying.h"

enum { DIGEST_TEXT_MAX = 32 * 1024 };

static void
line_add(struct buf *b, const char *kind, const struct priced *p)
{
	buf_addf(b, "%s %lld %lld %lld\n", kind, (long long)p->unit.minor,
	    (long long)p->net.minor, (long long)p->tax.minor);
}

/*
 * The configuration, each line, the sums and the tax's rule.  Names and
 * words may change: what is bought and what it costs may not.
 */
static void
quote_add(struct buf *b, const struct quote *q)
{
	const struct choice *choice = &q->choice;

	buf_addf(b, "%.*s %.*s %lld %s %lld %lld %s\n", STR_FMT(q->product),
	    STR_FMT(q->plan), (long long)q->product_revision,
	    billing_mode_name(choice->mode), (long long)choice->quantity,
	    (long long)choice->periods, choice->currency.code);
	for (size_t i = 0; i < choice->ncapacities; i++)
		buf_addf(b, "%.*s %lld\n", STR_FMT(choice->capacities[i].code),
		    (long long)choice->capacities[i].amount);
	line_add(b, "software", &q->priced);
	if (q->has_server) {
		buf_addf(b, "%.*s %.*s\n", STR_FMT(q->server.region.code),
		    STR_FMT(q->server.flavour.code));
		line_add(b, "infrastructure", &q->server_fee);
	}
	buf_addf(b, "%s %lld %lld %lld %lld\n", tax_kind_name(q->tax.kind),
	    (long long)q->tax.rate_milli, (long long)q->sum.net.minor,
	    (long long)q->sum.tax.minor, (long long)q->sum.total.minor);
}

static enum err
digest_make(struct call *c, struct exclusive *out)
{
	struct hash hashes[CONSENTS_MAX];
	struct permissions granted;
	char id[ID_TEXT_MAX], hex[HASH_HEX + 1];
	struct buf b;
	size_t n = 0;
	enum err e = documents_asked(c, hashes, &n,
	    out->x.version.terms.product_id, &out->extra, call_locale(c));

	if (e == OK)
		e = permissions_of(c, &granted, &out->quote, call_locale(c));
	if (e != OK)
		return e;
	buf_open(&b, DIGEST_TEXT_MAX);
	buf_addf(&b, "souk-offer-1\n%.*s %lld\n",
	    STR_FMT(id_format(id, ID_OFFER, out->x.offer.offer_id)),
	    (long long)out->x.offer.version);
	quote_add(&b, &out->quote);
	if (out->quote.offer.staged)
		buf_addf(&b, "plan %s\n",
		    hash_hex(hex, out->quote.offer.plan.digest).p);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s\n", hash_hex(hex, hashes[i]).p);
	for (size_t i = 0; i < granted.n; i++)
		buf_addf(&b, "%s\n", hash_hex(hex, granted.texts[i].hash).p);
	e = buf_err(&b);
	out->digest = hash_sha256(buf_str(&b));
	buf_close(&b);
	return e;
}

/* As long as its tax is not known. */
static enum err
stages_split(struct call *c, struct exclusive *out)
{
	const struct offer *o = &out->x.offer;
	struct plan_version v = { .version = 0 };
	bool has;
	enum err e = OK;

	if (out->x.milestones > 0)
		e = plan_of_offer(c->db, c->arena, &has, &v, o->offer_id,
		    o->version, o->net, money_zero(o->net.currency));
	out->plan = v.plan;
	return e;
}

/* What is sold no more, and the like, is the offer's to tell. */
static bool
is_telling(enum err e)
{
	return e == ERR_NOT_SOLD || e == ERR_NOT_FOUND || e == ERR_INVALID ||
	    e == ERR_CURRENCY || e == ERR_OVERFLOW;
}

static enum err
quote_make(struct call *c, struct exclusive *out)
{
	enum err e = quote_of_offer(c, &out->quote, &out->item, &out->x);

	out->sold = e;
	if (is_telling(e))
		return stages_split(c, out);
	out->plan = out->quote.offer.plan.plan;
	return e == OK ? digest_make(c, out) : e;
}

enum err
exclusive_read(struct call *c, struct exclusive *out, struct id offer_id)
{
	const struct offer *o = &out->x.offer;
	enum err e;

	*out = (struct exclusive){ .sold = ERR_OFFER_STATE };
	if ((e = offer_find(c, &out->x, offer_id)) != OK ||
	    (e = extra_documents_of(c, &out->extra, offer_id, o->version)) !=
		OK)
		return e;
	out->standing = offer_standing(
	    o->state, o->starts_at_us, o->ends_at_us, c->now_us);
	return out->standing == OFFER_IN_EFFECT ? quote_make(c, out)
						: stages_split(c, out);
}

enum err
exclusive_of_path(struct call *c, struct exclusive *out)
{
	struct id offer_id;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&offer_id, c, ID_OFFER)) != OK)
		return e;
	return exclusive_read(c, out, offer_id);
}

static enum err
exclusive_show(struct call *c)
{
	struct exclusive exclusive;
	enum err e = exclusive_of_path(c, &exclusive);

	return e != OK ? e : exclusive_json(c, reply_json(c, 200), &exclusive);
}

static enum err
tab_read(struct call *c, enum offer_tab *out)
{
	struct str tab = request_query(c->request, "tab");

	*out = OFFER_TAB_ACTIVE;
	if (tab.p == NULL || offer_tab_parse(out, tab) == OK)
		return OK;
	return call_fault(
	    c, "/tab", "choice", "Choose active, upcoming, used or expired.");
}

static void
counts_json(struct json *j, const int64_t counts[OFFER_TAB__MAX])
{
	json_key(j, "counts");
	json_object(j);
	for (unsigned i = 0; i < OFFER_TAB__MAX; i++)
		json_put_i64(j, offer_tab_name((enum offer_tab)i), counts[i]);
	json_end_object(j);
}

static enum err
exclusive_list(struct call *c)
{
	struct offer_exclusive *offers = NULL;
	int64_t counts[OFFER_TAB__MAX];
	enum offer_tab tab;
	struct paging p;
	struct id after;
	struct json *j;
	size_t n = 0;
	enum err e;

	if ((e = company_required(c)) != OK || (e = tab_read(c, &tab)) != OK ||
	    (e = paging_read_id(c, &p, &after)) != OK ||
	    (e = offers_of_company(c->db, c->arena, &offers, &n,
		 c->who.company_id, tab, call_locale(c),
		 c->site->config.locales[0], c->now_us, after, p.limit)) !=
		OK ||
	    (e = offers_count(
		 c->db, c->arena, counts, c->who.company_id, c->now_us)) != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; e == OK && i < n; i++) {
		json_object(j);
		e = exclusive_row_json(c, j, &offers[i]);
		json_put_i64(j, "milestones", offers[i].milestones);
		json_end_object(j);
	}
	if (e == OK)
		e = paging_next(c, &p,
		    p.more ? (struct str){ (const char *)offers[n - 1]
					       .offer.offer_id.b,
				 sizeof(offers[n - 1].offer.offer_id.b) }
			   : STR_NONE);
	counts_json(j, counts);
	json_end_object(j);
	return e;
}

static const char *const list_query[] = { "tab", "limit", "after", NULL };

const struct route exclusive_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/offers/exclusive-offers",
	    .handler = exclusive_list,
	    .caller = CALLER_USER,
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "ExclusiveOffers",
	    .status = 200,
	    .summary = "The private offers of the company" },
	{ .method = "GET",
	    .pattern = "/api/offers/exclusive-offers/{offer}",
	    .handler = exclusive_show,
	    .caller = CALLER_USER,
	    .tx = TX_READ,
	    .answer = "ExclusiveOffer",
	    .status = 200,
	    .summary = "One of them, and what an order of it would be" },
	{ .method = NULL },
};
