#include "app/limits.h"
#include "crypto/password.h"
#include "storefront/account.h"
#include "storefront/mailing.h"
#include "storefront/routes.h"
#include "store/company.h"
#include "store/user.h"

enum err
account_password(struct call *c, struct str *phc, struct str password)
{
	enum err e = limits_wait_enter();

	if (e != OK)
		return e;
	e = password_hash(c->arena, phc, password);
	limits_wait_leave();
	return e;
}

enum err
account_reply(struct call *c, int status, struct str email)
{
	struct json *j = reply_json(c, status);

	json_object(j);
	json_put_str(j, "email", email);
	json_end_object(j);
	return OK;
}

enum err
account_password_check(struct call *c, struct str password)
{
	return account_password_check_at(c, "/password", password);
}

enum err
account_password_check_at(
    struct call *c, const char *pointer, struct str password)
{
	if (password_acceptable(password) == OK)
		return OK;
	return call_fault(c, pointer, "format",
	    "Choose one of %d to %d "
	    "characters that is not among the most common ones.",
	    PASSWORD_MIN, PASSWORD_MAX);
}

struct sign_up {
	struct str email, password, user_name, company, country, currency,
	    locale;
};

static const struct field sign_up_fields[] = {
	{ .name = "email",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 3,
	    .max = EMAIL_MAX,
	    .offset = offsetof(struct sign_up, email),
	    .about = "must be verified before the first order" },
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = PASSWORD_MIN,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct sign_up, password),
	    .about = "12 characters or more" },
	{ .name = "user_name",
	    .type = FIELD_NAME,
	    .required = true,
	    .min = 1,
	    .max = USER_NAME_MAX,
	    .offset = offsetof(struct sign_up, user_name),
	    .about = "as colleagues know you" },
	{ .name = "company",
	    .type = FIELD_NAME,
	    .required = true,
	    .min = 1,
	    .max = NAME_MAX_CHARS,
	    .offset = offsetof(struct sign_up, company),
	    .about = "as it stands on bills" },
	{ .name = "country",
	    .type = FIELD_KIND,
	    .required = true,
	    .kind = TEXT_COUNTRY,
	    .offset = offsetof(struct sign_up, country),
	    .about = "ISO 3166-1 alpha-2" },
	{ .name = "currency",
	    .type = FIELD_KIND,
	    .kind = TEXT_CURRENCY,
	    .offset = offsetof(struct sign_up, currency),
	    .about = "of all its orders; the site's without it" },
	{ .name = "locale",
	    .type = FIELD_KIND,
	    .kind = TEXT_LOCALE,
	    .offset = offsetof(struct sign_up, locale),
	    .about = "of mails; the site's first without it" },
};
static const struct shape sign_up_shape = SHAPE(
    "SignUp", struct sign_up, sign_up_fields);

struct signing_up {
	const struct sign_up *body;
	struct str email, phc, locale;
	struct currency currency;
};

static enum err
read_currency(struct call *c, struct signing_up *s)
{
	const struct site_config *config = &c->site->config;

	s->currency = config->currency;
	if (str_empty(s->body->currency))
		return OK;
	for (size_t i = 0; i < config->ncurrencies; i++)
		if (str_is(s->body->currency, config->currencies[i].code)) {
			s->currency = config->currencies[i];
			return OK;
		}
	return call_fault(c, "/currency", "choice",
	    "This marketplace does not sell in this currency.");
}

static void
read_locale(struct call *c, struct signing_up *s)
{
	const struct site_config *config = &c->site->config;

	s->locale = site_speaks(config, s->body->locale) ? s->body->locale
							 : config->locales[0];
}

static enum err
sign_up_known(struct call *c, const struct user *u)
{
	return mailing_queue(c, u, "already_registered", MAILING_RESET);
}

static enum err
sign_up_new(struct call *c, const struct signing_up *s)
{
	struct company company = { .company_id = id_new(),
		.name = str_trim(s->body->company),
		.country = s->body->country,
		.currency = s->currency,
		.created_at_us = c->now_us };
	struct user user = { .user_id = id_new(),
		.company_id = company.company_id,
		.user_name = str_trim(s->body->user_name),
		.email = s->email,
		.password_phc = s->phc,
		.role = STR("owner"),
		.locale = s->locale,
		.created_at_us = c->now_us };
	enum err e = company_insert(c->db, &company);

	if (e == OK)
		e = user_insert(c->db, &user);
	return e == OK ? mailing_queue(c, &user, "verify", MAILING_VERIFY) : e;
}

static enum err
sign_up_write(struct call *c, void *arg)
{
	const struct signing_up *s = arg;
	struct user known;
	enum err e = user_by_email(c->db, c->arena, &known, s->email);

	if (e == OK)
		return sign_up_known(c, &known);
	return e == ERR_NOT_FOUND ? sign_up_new(c, s) : e;
}

/* Two at once with the same address: the loser finds the winner. */
static enum err
sign_up_tx(struct call *c, struct signing_up *s)
{
	enum err e = call_tx(c, sign_up_write, s);

	return e == ERR_EXISTS ? call_tx(c, sign_up_write, s) : e;
}

static enum err
user_create(struct call *c)
{
	const struct sign_up *body = c->body;
	struct signing_up s = { .body = body };
	enum err e = mailing_address(c, body->email, &s.email);

	if (e == OK)
		e = account_password_check(c, body->password);
	if (e == OK)
		e = read_currency(c, &s);
	if (e == OK)
		e = mailing_throttle(c, "sign-up", s.email);
	if (e != OK)
		return e;
	read_locale(c, &s);
	/* Known or not, the same work is done. */
	e = account_password(c, &s.phc, body->password);
	if (e == OK)
		e = sign_up_tx(c, &s);
	return e == OK ? account_reply(c, 202, s.email) : e;
}

const struct route account_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/storefront/users",
	    .handler = user_create,
	    .caller = CALLER_VISITOR,
	    .tx = TX_PHASES,
	    .body = &sign_up_shape,
	    .answer = "Address",
	    .status = 202,
	    .summary = "Create a company and its owner" },
	{ .method = NULL }
};
