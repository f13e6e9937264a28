#include "sale/consent.h"

#include "base/buf.h"
#include "base/text.h"
#include "sale/desk.h"
#include "store/document.h"
#include "store/user.h"

enum { WORDS_MAX = 4096, MOBILE_HEAD = 3, MOBILE_TAIL = 2 };

static struct str
words_of(const struct call *c, struct str locale)
{
	return locale_text(
	    locale_find(desk_of(c)->texts, locale), "consent.contact");
}

static struct str
masked(struct arena *a, const struct contact *contact)
{
	struct str v = contact->value;
	size_t head = 1;

	switch (contact->kind) {
	case CONTACT_MOBILE:
		return arena_printf(a, "%.*s***%.*s",
		    STR_FMT(str_sub(v, 0, MOBILE_HEAD)),
		    STR_FMT(str_sub(v, v.n - MOBILE_TAIL, MOBILE_TAIL)));
	case CONTACT_EMAIL:
		return text_mask_email(a, v);
	default:
		/* Its first character, of however many bytes. */
		while (head < v.n && (v.p[head] & 0xc0) == 0x80)
			head++;
		return arena_printf(a, "%.*s***", STR_FMT(str_sub(v, 0, head)));
	}
}

void
contact_json(struct call *c, struct json *j, const struct contact *contact)
{
	json_put_cstr(j, "kind", contact_kind_name(contact->kind));
	json_put_str(j, "masked",
	    contact->value.p ? masked(c->arena, contact) : STR_NONE);
}

/* What the page shows and sends back: neither changes without the other. */
static struct hash
consent_hash(
    const struct call *c, struct str words, const struct contact *contact)
{
	const struct str parts[] = { STR("contact\n"), words, STR("\n"),
		str_from(contact_kind_name(contact->kind)), STR("\n"),
		contact->value };
	struct hash plain = hash_sha256_parts(
	    parts, sizeof(parts) / sizeof(*parts));

	return hash_hmac(keys_get(&c->site->keys, KEY_TOKEN),
	    (struct str){ (const char *)plain.b, sizeof(plain.b) });
}

static enum err
own_contact(struct call *c, struct contact *out)
{
	struct user user;
	enum err e = user_get(c->db, c->arena, &user, c->who.user_id);

	if (e == OK)
		*out = contact_of(user.mobile, user.email, user.user_name);
	return e;
}

static enum err
words_json(struct call *c, struct json *j, struct str words, struct str contact)
{
	const struct locale_arg arg = { "contact", contact };
	struct str text;
	struct buf b;
	enum err e;

	buf_open(&b, WORDS_MAX);
	locale_fill(&b, words, &arg, 1);
	e = buf_err(&b);
	text = str_copy(c->arena, buf_str(&b));
	buf_close(&b);
	json_put_str(j, "text", text);
	return e == OK && !text.p ? ERR_NOMEM : e;
}

enum err
consent_json(struct call *c, struct json *j, struct str locale)
{
	struct str words = words_of(c, locale);
	struct contact contact = { CONTACT_NONE, STR_NONE };
	char hex[HASH_HEX + 1];
	enum err e = OK;

	json_object(j);
	if (id_is_nil(c->who.user_id)) {
		e = words_json(c, j, words, STR("\u2026"));
		json_put_str(j, "consent", STR_NONE);
	} else {
		e = own_contact(c, &contact);
		if (e != OK)
			return e;
		e = words_json(c, j, words, masked(c->arena, &contact));
		json_put_str(j, "consent",
		    hash_hex(hex, consent_hash(c, words, &contact)));
	}
	contact_json(c, j, &contact);
	json_end_object(j);
	return e;
}

/* Consented to in whichever of the site's languages. */
static bool
words_consented(struct call *c, struct document *out,
    const struct contact *contact, struct hash given)
{
	const struct site_config *config = &c->site->config;

	for (size_t i = 0; i < config->nlocales; i++) {
		struct str words = words_of(c, config->locales[i]);

		if (!hash_eq(given, consent_hash(c, words, contact)))
			continue;
		*out = (struct document){ .kind = STR("contact"),
			.locale = config->locales[i],
			.title = str_from(contact_kind_name(contact->kind)),
			.text = words };
		return true;
	}
	return false;
}

enum err
consent_accept(
    struct call *c, struct placement *p, bool wanted, struct hash given)
{
	const struct hash none = { { 0 } };
	struct document words;
	struct contact contact;
	enum err e;

	if (!wanted)
		return hash_eq(given, none) ? OK : ERR_TERMS_CHANGED;
	if (hash_eq(given, none))
		return call_fail(c, ERR_TERMS,
		    "Allow the seller to use your contact information to go "
		    "on: it makes you an account with it.");
	e = own_contact(c, &contact);
	if (e != OK)
		return e;
	if (!words_consented(c, &words, &contact, given))
		return ERR_TERMS_CHANGED;
	e = document_put(c->db, &words, c->now_us);
	p->contact.document = words.hash;
	p->contact.contact = contact;
	return e;
}
