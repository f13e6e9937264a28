#include "sale/document.h"

#include "base/log.h"
#include "base/text.h"
#include "html/markdown.h"
#include "sale/call.h"
#include "sale/consent.h"
#include "sale/desk.h"
#include "sale/plan.h"
#include "store/endpoint.h"
#include "store/offer.h"

/* Of the site's texts, what every order accepts. */
static const char *const required[] = { "terms", "refunds" };
enum {
	REQUIRED = sizeof(required) / sizeof(required[0]),
	DIALOG_HEADING = 3 /* the dialog's title is h2 */
};

enum err
document_json(
    struct call *c, struct json *j, const struct document *d, struct str url)
{
	char hash[HASH_HEX + 1];
	struct buf html;
	enum err e;

	buf_open(&html, REPLY_MAX);
	e = markdown_html(
	    &html, text_untitled(d->text, d->title), DIALOG_HEADING);
	json_object(j);
	json_put_str(j, "hash", hash_hex(hash, d->hash));
	json_put_str(j, "kind", d->kind);
	json_put_str(j, "title", d->title);
	json_put_str(j, "url", url);
	json_put_str(j, "html", str_copy(c->arena, buf_str(&html)));
	json_end_object(j);
	buf_close(&html);
	return e;
}

static enum err
legal_missing(struct call *c, const char *kind)
{
	log_error("no legal text",
	    "site=%.*s kind=%s mend=\"put %s.md into "
	    "SOUK_LEGAL_DIR/<locale>\"",
	    STR_FMT(c->site->config.site), kind, kind);
	return call_fail(c, ERR_CONFIG,
	    "This shop cannot sell while its "
	    "%s are missing; its operator finds the reason in the log.",
	    kind);
}

static enum err
legal_json(struct call *c, struct json *j, const char *kind, struct str locale)
{
	struct document d;
	enum err e = legal_get(
	    desk_of(c)->legal, c->arena, &d, str_from(kind), locale);

	if (e == ERR_CONFIG)
		return legal_missing(c, kind);
	return e != OK ? e
		       : document_json(c, j, &d,
			     arena_printf(c->arena, "%.*s/legal/%s",
				 STR_FMT(c->site->config.base_path), kind));
}

enum err
extra_documents_of(struct call *c, struct extra_documents *out,
    struct id offer_id, int64_t version)
{
	*out = (struct extra_documents){ NULL, 0 };
	return id_is_nil(offer_id) ? OK
				   : offer_documents_of(c->db, c->arena,
					 &out->at, &out->n, offer_id, version);
}

/* The same text as the product's is asked for once. */
static bool
is_among(const struct document *d, size_t n, struct hash hash)
{
	for (size_t i = 0; i < n; i++) {
		if (hash_eq(d[i].hash, hash))
			return true;
	}
	return false;
}

enum err
documents_json(struct call *c, struct json *j, struct id product_id,
    const struct extra_documents *extra, struct str locale)
{
	struct document *agreements = NULL;
	size_t n = 0;
	enum err e = documents_of_product(
	    c->db, c->arena, &agreements, &n, product_id);

	json_array(j);
	for (size_t i = 0; e == OK && i < REQUIRED; i++)
		e = legal_json(c, j, required[i], locale);
	for (size_t i = 0; e == OK && i < n; i++)
		e = document_json(c, j, &agreements[i], STR_NONE);
	for (size_t i = 0; e == OK && i < extra->n; i++) {
		if (!is_among(agreements, n, extra->at[i].hash))
			e = document_json(c, j, &extra->at[i], STR_NONE);
	}
	json_end_array(j);
	return e;
}

enum err
documents_asked(struct call *c, struct hash hashes[CONSENTS_MAX], size_t *n,
    struct id product_id, const struct extra_documents *extra,
    struct str locale)
{
	struct document *agreements = NULL, d;
	size_t nagreements = 0;
	enum err e = document_titles_of_product(
	    c->db, c->arena, &agreements, &nagreements, product_id);

	*n = 0;
	if (REQUIRED + nagreements + extra->n > CONSENTS_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; e == OK && i < REQUIRED; i++) {
		e = legal_get(desk_of(c)->legal, c->arena, &d,
		    str_from(required[i]), locale);
		hashes[(*n)++] = d.hash;
	}
	for (size_t i = 0; e == OK && i < nagreements; i++)
		hashes[(*n)++] = agreements[i].hash;
	for (size_t i = 0; e == OK && i < extra->n; i++) {
		if (!is_among(agreements, nagreements, extra->at[i].hash))
			hashes[(*n)++] = extra->at[i].hash;
	}
	return e;
}

enum err
documents_contact_json(
    struct call *c, struct json *j, struct id product_id, struct str locale)
{
	bool contact = false;
	enum err e = endpoint_wants_contact(
	    c->db, c->arena, &contact, product_id);

	if (e == OK && contact)
		return consent_json(c, j, locale);
	json_null(j);
	return e;
}

/* The hashes as the buyer's page sent them. */
struct ticked {
	struct hash hash[CONSENTS_MAX];
	bool known[CONSENTS_MAX];
	size_t n;
};

static enum err
ticked_read(struct call *c, struct ticked *out, const struct wire_list *list)
{
	const struct str *hex = list->items;

	if (list->n > CONSENTS_MAX)
		return call_fault(c, "/documents", "length",
		    "At most %d documents are accepted.", CONSENTS_MAX);
	out->n = list->n;
	for (size_t i = 0; i < list->n; i++) {
		struct str pointer = arena_printf(
		    c->arena, "/documents/%zu", i);

		if (pointer.p == NULL)
			return ERR_NOMEM;
		if (hash_from_hex(&out->hash[i], hex[i]) != OK)
			return call_fault(c, pointer.p, "format",
			    "A document's hash has 64 hexadecimal digits.");
		for (size_t k = 0; k < i; k++) {
			if (hash_eq(out->hash[k], out->hash[i]))
				return call_fault(c, pointer.p, "duplicate",
				    "This document is listed twice.");
		}
	}
	return OK;
}

static void
keep(struct placement *p, struct order_document *kept, struct hash hash,
    struct str kind, struct str title)
{
	kept[p->ndocuments] = (struct order_document){
		.hash = hash, .kind = kind, .title = title
	};
	p->documents[p->ndocuments++] = hash;
}

/* Was a version of this text that is in force ticked? */
static bool
legal_ticked(struct call *c, struct ticked *t, struct placement *p,
    struct order_document *kept, const char *kind)
{
	struct str title;

	for (size_t i = 0; i < t->n; i++) {
		if (!legal_in_force(desk_of(c)->legal, c->arena, &title,
			str_from(kind), t->hash[i]))
			continue;
		t->known[i] = true;
		keep(p, kept, t->hash[i], str_from(kind), title);
		return true;
	}
	return false;
}

static bool
agreement_ticked(struct ticked *t, struct placement *p,
    struct order_document *kept, const struct document *d)
{
	for (size_t i = 0; i < t->n; i++) {
		if (!hash_eq(t->hash[i], d->hash))
			continue;
		t->known[i] = true;
		keep(p, kept, d->hash, d->kind, d->title);
		return true;
	}
	return false;
}

static enum err
legal_title(struct call *c, struct str *title, const char *kind)
{
	struct document d = { .title = STR_NONE };
	enum err e = legal_get(
	    desk_of(c)->legal, c->arena, &d, str_from(kind), call_locale(c));

	*title = d.title;
	return e == ERR_CONFIG ? legal_missing(c, kind) : e;
}

/*
 * Each in whichever of the site's languages.  Its words are kept now, for
 * the order names them.
 */
static enum err
permissions_accept(struct call *c, struct str *missing, struct ticked *t,
    struct placement *p, struct order_document *kept, const struct quote *q)
{
	const struct site_config *config = &c->site->config;
	bool granted[PERMISSION__MAX] = { false };
	struct permissions asked;
	enum err e = OK;

	for (size_t l = 0; l < config->nlocales; l++) {
		e = permissions_of(c, &asked, q, config->locales[l]);
		for (size_t i = 0; e == OK && i < asked.n; i++) {
			if (granted[asked.of[i]] ||
			    !agreement_ticked(t, p, kept, &asked.texts[i]))
				continue;
			granted[asked.of[i]] = true;
			e = document_put(c->db, &asked.texts[i], c->now_us);
		}
		if (e != OK)
			return e;
	}
	e = permissions_of(c, &asked, q, call_locale(c));
	for (size_t i = 0; e == OK && i < asked.n; i++) {
		if (!granted[asked.of[i]])
			*missing = asked.texts[i].title;
	}
	return e;
}

enum err
documents_accept(struct call *c, struct placement *p,
    struct order_document **kept, const struct wire_list *hashes,
    const struct shelf_item *item, const struct quote *q)
{
	const struct document *agreements = item->agreements;
	struct ticked t = { .n = 0 };
	struct str missing = STR_NONE;
	struct extra_documents extra;
	enum err e = extra_documents_of(
	    c, &extra, q->offer.offer_id, q->offer.version);

	if (e == OK)
		e = ticked_read(c, &t, hashes);
	*kept = ARENA_NEWS(c->arena, struct order_document, CONSENTS_MAX);
	if (e != OK || *kept == NULL)
		return e != OK ? e : ERR_NOMEM;
	for (size_t i = 0; e == OK && i < REQUIRED; i++) {
		if (!legal_ticked(c, &t, p, *kept, required[i]))
			e = legal_title(c, &missing, required[i]);
	}
	for (size_t i = 0; i < item->nagreements; i++) {
		if (!agreement_ticked(&t, p, *kept, &agreements[i]))
			missing = agreements[i].title;
	}
	for (size_t i = 0; i < extra.n; i++) {
		if (!is_among(
			agreements, item->nagreements, extra.at[i].hash) &&
		    !agreement_ticked(&t, p, *kept, &extra.at[i]))
			missing = extra.at[i].title;
	}
	if (e == OK)
		e = permissions_accept(c, &missing, &t, p, *kept, q);
	if (e != OK)
		return e;
	/* One that is not in force says what happened meanwhile. */
	for (size_t i = 0; i < t.n; i++) {
		if (!t.known[i])
			return ERR_TERMS_CHANGED;
	}
	return missing.p == NULL
	    ? OK
	    : call_fail(
		  c, ERR_TERMS, "Accept \"%.*s\" to go on.", STR_FMT(missing));
}
