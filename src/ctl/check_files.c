#include <unistd.h>

#include "base/hex.h"
#include "base/sys.h"
#include "crypto/hash.h"
#include "crypto/sign.h"
#include "ctl/finding.h"
#include "locale/tax_table.h"

enum { SECRET_FILE_MAX = 4096, LEGAL_TEXT_MAX = 1024 * 1024 };

static void
secret_check(struct findings *f, const char *param, struct str path)
{
	struct str where = finding_where(f, param), text = STR_NONE;
	const char *file = str_cstr(f->c->arena, path);
	enum err e;

	if (str_empty(path) || !file)
		return;
	e = file_read(f->c->arena, &text, file, SECRET_FILE_MAX, 1);
	if (e == ERR_NOT_FOUND)
		finding_add(f, FINDING_FAULT, where,
		    "%s is not there; put"
		    " the secret into it, mode 0640",
		    file);
	else if (e == ERR_CONFIG)
		finding_add(f, FINDING_FAULT, where,
		    "others may read %s or"
		    " its group may write it; chmod 0640 it",
		    file);
	else if (e != OK)
		finding_add(f, FINDING_FAULT, where,
		    "%s cannot be read as"
		    " this user, or is no file of at most %d bytes",
		    file, SECRET_FILE_MAX);
	else if (str_trim(text).n == 0)
		finding_add(f, FINDING_FAULT, where, "%s is empty", file);
	else
		finding_add(f, FINDING_OK, where, "%s", file);
	if (text.p)
		secret_wipe((void *)(uintptr_t)text.p, text.n);
}

/* With what others verify the chains' signed heads. */
static void
seal_key_tell(struct findings *f, struct str where, const struct keys *keys)
{
	uint8_t key[PUBLIC_KEY_BYTES];
	char hex[2 * PUBLIC_KEY_BYTES];

	if (sign_ed25519_public(key, keys->key[KEY_CHAIN]) != OK) {
		f->nomem = true;
		return;
	}
	hex_encode(hex, key, sizeof(key));
	finding_add(f, FINDING_OK, where, "seals by the Ed25519 key %.*s",
	    (int)sizeof(hex), hex);
}

static void
keys_check(struct findings *f)
{
	struct str where = finding_where(f, "SOUK_SECRET_FILE");
	const char *path = str_cstr(f->c->arena, f->c->config.secret_file);
	struct keys keys;
	enum err e = path ? keys_load(&keys, path) : ERR_NOMEM;

	if (e == OK) {
		finding_add(f, FINDING_OK, where, "%s", path);
		seal_key_tell(f, where, &keys);
	} else if (e == ERR_NOT_FOUND)
		finding_add(f, FINDING_FAULT, where,
		    "%s is not there; make"
		    " it by soukctl keygen",
		    path);
	else
		finding_add(f, FINDING_FAULT, where,
		    "%s is no key file that"
		    " only its owner and group can read; chmod 0640 it, or"
		    " make it by soukctl keygen",
		    path ? path : "");
	keys_wipe(&keys);
}

/* Who buys accepts the first two; the others are the law's. */
static void
legal_check(struct findings *f, struct str locale)
{
	static const char *const kinds[] = { "terms", "refunds", "privacy",
		"imprint" };
	struct str where = finding_where(f, "SOUK_LEGAL_DIR"), path, text;
	bool first = str_eq(locale, f->c->config.locales[0]);
	size_t i, missing = 0;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		path = arena_printf(f->c->arena, "%.*s/%.*s/%s.md",
		    STR_FMT(f->c->config.legal_dir), STR_FMT(locale), kinds[i]);
		if (path.p &&
		    file_read(f->c->arena, &text, path.p, LEGAL_TEXT_MAX, 0) ==
			OK &&
		    str_trim(text).n > 0)
			continue;
		missing++;
		finding_add(f, first ? FINDING_FAULT : FINDING_WARNING, where,
		    "%s is missing or empty%s", path.p ? path.p : "",
		    first ? "; write it in Markdown"
			  : ", so the first locale's text is shown");
	}
	if (missing == 0)
		finding_add(
		    f, FINDING_OK, where, "all texts in %.*s", STR_FMT(locale));
}

/* Each fault of the table with its line and mend. */
static void
taxes_check(struct findings *f)
{
	struct conf_fault faults[SITE_FAULTS_MAX];
	struct str where = finding_where(f, "SOUK_TAX_TABLE");
	const struct site_config *s = &f->c->config;
	const char *path = str_cstr(f->c->arena, s->tax_table);
	struct tax_table table;
	size_t n = SITE_FAULTS_MAX;
	enum err e;

	if (s->tax_table.n == 0 || !path)
		return;
	if (s->country.n == 0)
		finding_add(f, FINDING_FAULT, where,
		    "it wants SOUK_COUNTRY, the country of who sells; add it, "
		    "for example DE");
	e = tax_table_read(f->c->arena, &table, path, faults, &n);
	if (e == OK) {
		finding_add(f, FINDING_OK, where, "%zu rates in %s",
		    table.nrates, path);
		return;
	}
	if (e != ERR_CONFIG)
		finding_add(
		    f, FINDING_FAULT, where, "%s: %s", path, err_name(e));
	for (size_t i = 0; e == ERR_CONFIG && i < n; i++)
		finding_add(f, FINDING_FAULT, where, "%s line %d: %.*s", path,
		    faults[i].line, STR_FMT(faults[i].what));
}

static void
data_check(struct findings *f)
{
	struct str where = finding_where(f, "SOUK_DATA_DIR");
	const char *dir = str_cstr(f->c->arena, f->c->config.data_dir);

	if (dir && access(dir, W_OK | X_OK) == 0)
		finding_add(f, FINDING_OK, where, "%s", dir);
	else
		finding_add(f, FINDING_FAULT, where,
		    "%s is not there, or"
		    " this user cannot write into it; make it for the"
		    " responders' user, mode 0750",
		    dir ? dir : "");
}

void
check_files(struct findings *f)
{
	const struct site_config *s = &f->c->config;
	size_t i;

	keys_check(f);
	secret_check(f, "SOUK_DB_PASSWORD_FILE", s->db_password_file);
	secret_check(f, "SOUK_MAIL_PASSWORD_FILE", s->mail_password_file);
	secret_check(f, "SOUK_SMS_PASSWORD_FILE", s->sms_password_file);
	secret_check(f, "SOUK_SANDBOX_SECRET_FILE", s->sandbox_secret_file);
	secret_check(f, "SOUK_STRIPE_KEY_FILE", s->stripe_key_file);
	secret_check(f, "SOUK_PROVISION_KEY_FILE", s->provision_key_file);
	secret_check(
	    f, "SOUK_STRIPE_WEBHOOK_SECRET_FILE", s->stripe_event_secret_file);
	for (i = 0; i < s->nlocales; i++)
		legal_check(f, s->locales[i]);
	taxes_check(f);
	data_check(f);
}
