/* A company's selling profile: it applies, it is changed, it is paid to. */
#include "act/seller.h"
#include "app/legal.h"
#include "base/sys.h"
#include "crypto/keys.h"
#include "html/markdown.h"
#include "store/document.h"
#include "storefront/account.h"
#include "storefront/routes.h"
#include "storefront/selling.h"

enum { TAX_MAX = 40, ABOUT_MAX = 4000, LEGAL_NAME_MAX = 200 };

/* Who may change the account; no program, whoever's key it has. */
static bool
sees_payout(const struct call *c)
{
	return c->who.role == ROLE_OWNER && id_is_nil(c->who.key_id);
}

static enum err
seller_reply(struct call *c, int status, struct id seller_id)
{
	struct seller s;
	enum err e = seller_get(c->db, c->arena, &s, seller_id, c->now_us);

	if (e != OK)
		return e;
	call_version(c, s.row_version);
	selling_put_seller(reply_json(c, status), &s, sees_payout(c));
	return OK;
}

static enum err
profile_get_own(struct call *c)
{
	if (id_is_nil(c->who.seller_id))
		return call_fail(c, ERR_NOT_FOUND,
		    "This company does not sell; its owner may apply.");
	return seller_reply(c, 200, c->who.seller_id);
}

struct terms {
	struct document document;
	struct str body; /* without its heading */
};

/* In the user's language, else in the site's first. */
static enum err
terms_read(struct call *c, struct terms *out, struct str locale)
{
	const struct site_config *config = &c->site->config;
	struct document *d = &out->document;
	const char *path;
	enum err e = legal_path(
	    c->arena, &path, config, locale, LEGAL_SELLER_TERMS);

	if (e == OK)
		e = file_read(c->arena, &d->text, path, MARKDOWN_MAX, 0);
	if (e == ERR_NOT_FOUND && !str_eq(locale, config->locales[0]))
		return terms_read(c, out, config->locales[0]);
	if (e != OK)
		return e;
	out->body = d->text;
	d->kind = str_from(legal_name(LEGAL_SELLER_TERMS));
	d->locale = locale;
	d->title = legal_heading(&out->body, LEGAL_SELLER_TERMS);
	d->hash = hash_sha256(d->text);
	return OK;
}

static enum err
terms_get(struct call *c)
{
	char hex[HASH_HEX + 1];
	struct terms terms;
	struct buf html;
	struct json *j;
	enum err e = terms_read(c, &terms, c->who.locale);

	if (e != OK)
		return e;
	buf_open(&html, 8 * MARKDOWN_MAX);
	e = markdown_html(&html, terms.body, 3);
	if (e == OK) {
		j = reply_json(c, 200);
		json_object(j);
		json_put_str(j, "hash", hash_hex(hex, terms.document.hash));
		json_put_str(j, "title", terms.document.title);
		json_put_str(j, "html", buf_str(&html));
		json_end_object(j);
	}
	buf_close(&html);
	return e;
}

struct application {
	struct str name, slug, legal_name, tax_number, website, about,
	    contact_email, support_email, payout;
	struct wire_list documents;
};

#define REQUIRED_TEXT(type_, member_, max_, about_) \
	{ \
		.name = #member_, .type = FIELD_NAME, .required = true, \
		.min = 1, .max = (max_), \
		.offset = offsetof(struct type_, member_), .about = (about_) \
	}
#define TEXT(type_, member_, kind_, max_, about_) \
	{ \
		.name = #member_, .type = (kind_), .max = (max_), \
		.offset = offsetof(struct type_, member_), .about = (about_) \
	}

static const struct field application_fields[] = {
	REQUIRED_TEXT(application, name, NAME_MAX_CHARS, "as buyers see it"),
	{ .name = "slug",
	    .type = FIELD_KIND,
	    .required = true,
	    .kind = TEXT_SLUG,
	    .offset = offsetof(struct application, slug),
	    .about = "in URLs; it stays" },
	REQUIRED_TEXT(application, legal_name, LEGAL_NAME_MAX, "as registered"),
	REQUIRED_TEXT(application, tax_number, TAX_MAX, "VAT or other"),
	TEXT(application, website, FIELD_TEXT, URL_MAX_CHARS, "an http(s) URL"),
	TEXT(application, about, FIELD_LINES, ABOUT_MAX, "Markdown"),
	{ .name = "contact_email",
	    .type = FIELD_KIND,
	    .required = true,
	    .max = EMAIL_MAX,
	    .kind = TEXT_EMAIL,
	    .offset = offsetof(struct application, contact_email),
	    .about = "told of decisions and of payout changes" },
	TEXT(application, support_email, FIELD_TEXT, EMAIL_MAX,
	    "shown on products"),
	REQUIRED_TEXT(application, payout, PAYOUT_MAX,
	    "the account to be paid to, such as an IBAN; kept sealed"),
	{ .name = "documents",
	    .type = FIELD_LIST,
	    .required = true,
	    .min = 1,
	    .max = 1,
	    .offset = offsetof(struct application, documents),
	    .about = "the hash of the seller terms that are accepted" },
};
static const struct shape application_shape = SHAPE(
    "SellerApplication", struct application, application_fields);

/* An address or URL that may be left out, or be empty to take it away. */
static enum err
kind_check(struct call *c, const char *pointer, struct str s,
    enum text_kind kind, const char *detail)
{
	return str_empty(s) || text_is(kind, s)
	    ? OK
	    : call_fault(c, pointer, "format", "%s", detail);
}

static enum err
addresses_check(struct call *c, struct str website, struct str support_email)
{
	enum err e = kind_check(c, "/website", website, TEXT_URL,
	    "must be an address like https://example.org/");

	return e == OK
	    ? kind_check(c, "/support_email", support_email, TEXT_EMAIL,
		  "must be an e-mail address like name@example.org")
	    : e;
}

/* Whichever language's version that is in force was read and accepted. */
static enum err
terms_accept(struct call *c, struct hash *out, const struct wire_list *list)
{
	const struct site_config *config = &c->site->config;
	const struct str *hex = list->items;
	struct terms terms;
	enum err e = hash_from_hex(out, hex[0]);

	if (e != OK)
		return call_fault(c, "/documents/0", "format",
		    "A document's hash has 64 hexadecimal digits.");
	for (size_t i = 0; i < config->nlocales; i++) {
		e = terms_read(c, &terms, config->locales[i]);
		if (e != OK)
			return e;
		if (hash_eq(terms.document.hash, *out))
			return document_put(c->db, &terms.document, c->now_us);
	}
	return ERR_TERMS_CHANGED;
}

static struct str
or_none(struct str s)
{
	return s.n > 0 ? s : STR_NONE;
}

static enum err
applied_already(struct call *c)
{
	return call_fail(c, ERR_EXISTS,
	    "This company has a selling profile already; change that one.");
}

static enum err
application_create(struct call *c)
{
	const struct application *body = c->body;
	struct act act = act_of_call(c);
	struct seller s = {
		.company_id = c->who.company_id,
		.slug = body->slug,
		.name = str_trim(body->name),
		.legal_name = str_trim(body->legal_name),
		.tax_number = str_trim(body->tax_number),
		.website = or_none(body->website),
		.about = or_none(body->about),
		.contact_email = body->contact_email,
		.support_email = or_none(body->support_email),
		.has_terms = true,
	};
	enum err e;

	if (!id_is_nil(c->who.seller_id))
		return applied_already(c);
	e = addresses_check(c, body->website, body->support_email);
	if (e == OK)
		e = terms_accept(c, &s.terms, &body->documents);
	if (e == OK)
		e = seller_apply(&act, &s, str_trim(body->payout),
		    keys_get(&c->site->keys, KEY_SEAL));
	if (e == ERR_EXISTS &&
	    str_is(str_from(db_constraint(c->db)), "sellers_slug_uq")) {
		if (call_fault(c, "/slug", "exists",
			"Another seller has this name in URLs; choose another.") ==
		    ERR_INVALID)
			return ERR_EXISTS;
		return ERR_BUG;
	}
	if (e == ERR_EXISTS)
		return applied_already(c);
	return e == OK ? seller_reply(c, 201, s.seller_id) : e;
}

struct profile_edit {
	struct str name, legal_name, tax_number, website, about, contact_email,
	    support_email;
};

static const struct field profile_edit_fields[] = {
	TEXT(
	    profile_edit, name, FIELD_NAME, NAME_MAX_CHARS, "as buyers see it"),
	TEXT(profile_edit, legal_name, FIELD_NAME, LEGAL_NAME_MAX,
	    "as registered; fixed once it is approved"),
	TEXT(profile_edit, tax_number, FIELD_NAME, TAX_MAX,
	    "fixed once it is approved"),
	TEXT(profile_edit, website, FIELD_TEXT, URL_MAX_CHARS,
	    "an http(s) URL; empty: none"),
	TEXT(profile_edit, about, FIELD_LINES, ABOUT_MAX,
	    "Markdown; empty: none"),
	TEXT(profile_edit, contact_email, FIELD_TEXT, EMAIL_MAX,
	    "told of decisions; the former one is told of the change"),
	TEXT(profile_edit, support_email, FIELD_TEXT, EMAIL_MAX,
	    "shown on products; empty: none"),
};
static const struct shape profile_edit_shape = SHAPE(
    "SellerEdit", struct profile_edit, profile_edit_fields);

static void
change(struct str *of, struct str to)
{
	if (to.p != NULL)
		*of = or_none(str_trim(to));
}

/* What was reviewed stays as it was reviewed. */
static enum err
identity_change(
    struct call *c, struct seller *s, const struct profile_edit *body)
{
	bool asked = body->legal_name.p != NULL || body->tax_number.p != NULL;

	if (asked && str_is(s->state, "ACTIVE"))
		return call_fail(c, ERR_STATE,
		    "The legal name and the tax number were reviewed; ask "
		    "the operator of this marketplace to change them.");
	change(&s->legal_name, body->legal_name);
	change(&s->tax_number, body->tax_number);
	return OK;
}

static enum err
profile_patch(struct call *c)
{
	const struct profile_edit *body = c->body;
	struct act act = act_of_call(c);
	struct seller old, s;
	int64_t row_version;
	enum err e = call_draft_version(c, &row_version);

	if (e == OK)
		e = seller_get(
		    c->db, c->arena, &old, c->who.seller_id, c->now_us);
	if (e != OK)
		return e;
	if (row_version != old.row_version)
		return call_stale(c, row_version, old.row_version);
	s = old;
	e = identity_change(c, &s, body);
	if (e == OK)
		e = addresses_check(c, body->website, body->support_email);
	if (e == OK)
		e = kind_check(c, "/contact_email", body->contact_email,
		    TEXT_EMAIL,
		    "must be an e-mail address like name@example.org");
	if (e != OK)
		return e;
	change(&s.name, body->name);
	change(&s.website, body->website);
	change(&s.about, body->about);
	change(&s.support_email, body->support_email);
	if (!str_empty(body->contact_email))
		s.contact_email = body->contact_email;
	e = seller_change(&act, &old, &s);
	return e == OK ? seller_reply(c, 200, s.seller_id) : e;
}

struct payout_edit {
	struct str payout, password;
};

static const struct field payout_edit_fields[] = {
	REQUIRED_TEXT(payout_edit, payout, PAYOUT_MAX,
	    "the account to be paid to from tomorrow on; kept sealed"),
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct payout_edit, password),
	    .about = "of the user who changes it" },
};
static const struct shape payout_edit_shape = SHAPE(
    "PayoutChange", struct payout_edit, payout_edit_fields);

static enum err
payout_write(struct call *c, void *arg)
{
	const struct payout_edit *body = c->body;
	struct act act = act_of_call(c);
	struct seller s;
	struct user user;
	enum err e = account_hold(c, &user, arg);

	if (e == OK)
		e = seller_get(
		    c->db, c->arena, &s, c->who.seller_id, c->now_us);
	if (e == OK)
		e = seller_payout_change(&act, &s, str_trim(body->payout),
		    keys_get(&c->site->keys, KEY_SEAL));
	return e == OK ? seller_reply(c, 200, s.seller_id) : e;
}

static enum err
payout_create(struct call *c)
{
	const struct payout_edit *body = c->body;
	struct proof proof;
	enum err e;

	if (id_is_nil(c->who.seller_id))
		return ERR_NOT_FOUND;
	e = account_prove(c, &proof, body->password);
	return e == OK ? call_tx(c, payout_write, &proof) : e;
}

const struct route seller_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/seller",
	    .handler = profile_get_own,
	    .caller = CALLER_USER,
	    .scope = "listings:read",
	    .tx = TX_READ,
	    .answer = "SellerProfile",
	    .status = 200,
	    .summary = "The selling profile of one's company" },
	{ .method = "PATCH",
	    .pattern = "/api/storefront/seller",
	    .handler = profile_patch,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .body = &profile_edit_shape,
	    .answer = "SellerProfile",
	    .status = 200,
	    .summary = "Change the selling profile" },
	{ .method = "GET",
	    .pattern = "/api/storefront/seller-terms",
	    .handler = terms_get,
	    .caller = CALLER_USER,
	    .answer = "SellerTerms",
	    .status = 200,
	    .summary = "What an application accepts" },
	{ .method = "POST",
	    .pattern = "/api/storefront/seller-applications",
	    .handler = application_create,
	    .caller = CALLER_OWNER,
	    .tx = TX_WRITE,
	    .body = &application_shape,
	    .answer = "SellerProfile",
	    .status = 201,
	    .summary = "Apply to sell" },
	{ .method = "POST",
	    .pattern = "/api/storefront/seller/payouts",
	    .handler = payout_create,
	    .caller = CALLER_OWNER,
	    .tx = TX_PHASES,
	    .body = &payout_edit_shape,
	    .answer = "SellerProfile",
	    .status = 200,
	    .summary = "Change the account that is paid to, from 24 h on" },
	{ .method = NULL }
};
