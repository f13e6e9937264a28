#include <string.h>

#include "app/cidr.h"
#include "base/num.h"
#include "base/text.h"
#include "param.h"

/* What the check of one site's parameters carries along. */
struct reading {
	struct arena *a;
	const struct conf *conf;
	struct site_config *out;
	struct site_fault *faults;
	size_t nfaults;
	bool nomem;
};

static void
fault(struct reading *r, int line, const char *param, struct str what)
{
	struct str name = str_copy(r->a, str_from(param));

	if (!name.p || !what.p) {
		r->nomem = true;
		return;
	}
	if (r->nfaults < SITE_FAULTS_MAX)
		r->faults[r->nfaults++] = (struct site_fault){ line, name,
			what };
}

static int
line_of(const struct reading *r, const char *name)
{
	const struct conf_param *p = conf_find(r->conf, name);

	return p ? p->line : 0;
}

/* A value that is right by itself, but not beside the others. */
static void
fault_with(struct reading *r, const char *param, const char *what)
{
	fault(r, line_of(r, param), param, str_from(what));
}

/* The given value, or the default; empty when there is neither. */
static struct str
value_of(const struct reading *r, const char *name)
{
	const struct conf_param *given = conf_find(r->conf, name);
	const struct site_param *p = param_find(str_from(name));

	if (given && given->value.n > 0)
		return given->value;
	return p->initial ? str_from(p->initial) : STR_NONE;
}

static void
value_store(struct reading *r, const struct site_param *p, struct str v)
{
	char *at = (char *)r->out + p->offset;
	int64_t number = 0;

	if (p->offset == (size_t)-1 || v.n == 0)
		return;
	switch (p->kind) {
	case PARAM_INT:
		if (num_parse_in(&number, v, p->min, p->max) == OK)
			memcpy(at, &number, sizeof(number));
		break;
	case PARAM_YES_NO:
		*(bool *)at = str_is(v, "yes");
		break;
	case PARAM_CURRENCY:
		if (currency_parse((struct currency *)at, v) != OK)
			memset(at, 0, sizeof(struct currency));
		break;
	default:
		memcpy(at, &v, sizeof(v));
	}
}

static void
unknown_names(struct reading *r)
{
	for (size_t i = 0; i < r->conf->count; i++) {
		const struct conf_param *given = &r->conf->params[i];

		if (!param_find(given->name))
			fault(r, given->line,
			    arena_printf(r->a, "%.*s", STR_FMT(given->name)).p,
			    STR("there is no such parameter; correct its name "
				"or remove the line (soukctl check lists all)"));
	}
}

static void
single_values(struct reading *r)
{
	size_t n;
	const struct site_param *params = site_params(&n);

	for (size_t i = 0; i < n; i++) {
		const struct site_param *p = &params[i];
		struct str v = value_of(r, p->name);
		const char *mend = v.n > 0 ? param_fault(p, v) : NULL;

		if (v.n == 0 && p->required)
			fault_with(r, p->name, "is required; set it");
		else if (mend && p->kind == PARAM_INT)
			fault(r, line_of(r, p->name), p->name,
			    arena_printf(r->a,
				"\"%.*s\" is refused; write a whole number "
				"from %lld to %lld",
				STR_FMT(str_sub(v, 0, 80)), (long long)p->min,
				(long long)p->max));
		else if (mend)
			fault(r, line_of(r, p->name), p->name,
			    arena_printf(r->a, "\"%.*s\" is refused; %s",
				STR_FMT(str_sub(v, 0, 80)), mend));
		else
			value_store(r, p, v);
	}
}

static void
locales_store(struct reading *r)
{
	struct str list = value_of(r, "SOUK_LOCALES"), item;

	while (str_cut(&list, ',', &item) && r->out->nlocales < LOCALES_MAX)
		r->out->locales[r->out->nlocales++] = str_trim(item);
}

static void
currencies_store(struct reading *r)
{
	struct site_config *c = r->out;
	struct str list = value_of(r, "SOUK_CURRENCIES"), item;

	c->currencies[c->ncurrencies++] = c->currency;
	while (str_cut(&list, ',', &item) && c->ncurrencies < CURRENCIES_MAX) {
		struct currency *at = &c->currencies[c->ncurrencies];

		if (currency_parse(at, str_trim(item)) == OK &&
		    !currency_eq(*at, c->currency))
			c->ncurrencies++;
	}
}

static bool
is_local(struct str host)
{
	return str_is(host, "localhost") || str_is(host, "127.0.0.1") ||
	    str_is(host, "[::1]");
}

/* The host of an http(s) URL, without its port. */
static struct str
url_host(struct str url)
{
	size_t scheme = str_starts(url, STR("https://")) ? 8 : 7;
	struct str rest = str_sub(url, scheme, url.n);
	size_t end = str_find(rest, '/');

	rest = str_sub(rest, 0, end);
	if (rest.n > 0 && rest.p[0] == '[')
		return str_sub(rest, 0, str_find(rest, ']') + 1);
	return str_sub(rest, 0, str_find(rest, ':'));
}

static bool
has_capital(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			return true;
	return false;
}

/* Splits PUBLIC_URL; origins are compared as browsers write them. */
static void
public_url(struct reading *r)
{
	static const char name[] = "SOUK_PUBLIC_URL";
	struct site_config *c = r->out;
	struct str url = c->public_url, host;
	size_t scheme, slash;

	if (url.n == 0)
		return;
	c->secure_cookie = str_starts(url, STR("https://"));
	scheme = c->secure_cookie ? 8 : 7;
	slash = scheme + str_find(str_sub(url, scheme, url.n), '/');
	c->origin = str_sub(url, 0, slash);
	c->base_path = str_sub(url, slash, url.n);
	host = url_host(url);
	if (!c->secure_cookie && !is_local(host))
		fault_with(r, name,
		    "must be https: session cookies need it; "
		    "http is only for localhost and 127.0.0.1");
	if (str_find(url, '?') < url.n || str_find(url, '#') < url.n ||
	    url.p[url.n - 1] == '/')
		fault_with(r, name,
		    "must end with the host, its port or a "
		    "path without a slash at its end");
	if (has_capital(c->origin))
		fault_with(r, name, "write the host in small letters");
	if (str_ends(c->origin, c->secure_cookie ? STR(":443") : STR(":80")))
		fault_with(r, name, "leave the default port out");
}

static void
database(struct reading *r)
{
	struct site_config *c = r->out;
	int64_t port = 0;

	if (num_parse_in(&port, value_of(r, "SOUK_DB_PORT"), 1, 65535) == OK)
		c->db_port = (unsigned)port;
	if (c->db_socket.n == 0 && c->db_host.n == 0)
		fault_with(r, "SOUK_DB_SOCKET", "set it, or SOUK_DB_HOST");
	if (c->db_socket.n > 0 && c->db_host.n > 0)
		fault_with(r, "SOUK_DB_HOST",
		    "SOUK_DB_SOCKET is set too; "
		    "remove one of the two");
}

static void
needs(struct reading *r, const char *name, const char *what)
{
	if (value_of(r, name).n == 0)
		fault_with(r, name, what);
}

static void
payment(struct reading *r)
{
	struct site_config *c = r->out;
	struct str provider = value_of(r, "SOUK_PAYMENT");
	bool tests_allowed = c->sandbox || is_local(url_host(c->public_url));

	if (str_is(provider, "sandbox")) {
		c->payment = PAY_SANDBOX;
		needs(r, "SOUK_SANDBOX_URL", "the sandbox gateway needs it");
		needs(r, "SOUK_SANDBOX_SECRET_FILE",
		    "the sandbox gateway needs it");
		if (!tests_allowed)
			fault_with(r, "SOUK_PAYMENT",
			    "the sandbox takes no "
			    "money: choose another, or set SOUK_SANDBOX yes");
	} else if (str_is(provider, "stripe")) {
		c->payment = PAY_STRIPE;
		needs(r, "SOUK_STRIPE_KEY_FILE", "Stripe asks for its key");
		needs(r, "SOUK_STRIPE_WEBHOOK_SECRET_FILE",
		    "without it no event of Stripe's can be believed");
		if (!str_starts(c->stripe_url, STR("https://")) &&
		    !is_local(url_host(c->stripe_url)))
			fault_with(r, "SOUK_STRIPE_API_URL",
			    "must be https: the key goes there");
	}
	if (str_is(c->provision, "demo") && !tests_allowed)
		fault_with(r, "SOUK_PROVISION",
		    "demo delivers nothing real: "
		    "choose another, or set SOUK_SANDBOX yes");
	if (str_is(c->provision, "webhook")) {
		needs(r, "SOUK_PROVISION_URL", "where the provisioner answers");
		needs(r, "SOUK_PROVISION_KEY_FILE",
		    "calls to the provisioner, and back, are signed with it");
	}
}

/* A password that the URL has no place for would never be sent. */
static void
messages(struct reading *r)
{
	struct str url = r->out->sms_url, hole = STR("{password}");
	bool file = r->out->sms_password_file.n > 0, placed = false;

	for (size_t i = 0; i + hole.n <= url.n; i++)
		placed |= str_eq(str_sub(url, i, hole.n), hole);
	if (placed && !file)
		fault_with(r, "SOUK_SMS_URL",
		    "has {password}; set SOUK_SMS_PASSWORD_FILE, or remove it");
	if (file && !placed)
		fault_with(r, "SOUK_SMS_PASSWORD_FILE",
		    "SOUK_SMS_URL has no {password} for it; write it there, "
		    "or remove this one");
	r->out->totp_required = str_is(value_of(r, "SOUK_TOTP"), "required");
}

/* A value that is none by its own rule was named before. */
static bool
is_wrong(const struct reading *r, const char *name)
{
	struct str v = value_of(r, name);

	return v.n > 0 && param_fault(param_find(str_from(name)), v);
}

/* Where URLs of sellers and companies may lead. */
static void
outside(struct reading *r)
{
	static const char ports[] = "SOUK_OUTBOUND_PORTS";
	static const char allow[] = "SOUK_OUTBOUND_ALLOW";

	if (is_wrong(r, ports) || is_wrong(r, allow))
		return;
	if (outbound_read(&r->out->outbound, value_of(r, ports),
		value_of(r, allow)) != OK)
		fault_with(r, line_of(r, allow) ? allow : ports,
		    "has too many, or a network with bits beyond its mask");
}

/* Defaults that depend on other parameters. */
static void
derived(struct reading *r)
{
	struct site_config *c = r->out;

	if (c->data_dir.n == 0)
		c->data_dir = arena_printf(
		    r->a, "/var/lib/souk/%.*s", STR_FMT(c->site));
	if (c->mail_from.n == 0)
		c->mail_from = c->support_email.n > 0 ? c->support_email
						      : STR("souk@localhost");
	if (c->legal_entity.n == 0)
		c->legal_entity = c->name;
	c->cookie_name = arena_printf(r->a, "%ssouk-%.*s",
	    c->secure_cookie ? "__Host-" : "", STR_FMT(c->site));
	r->nomem |= !c->data_dir.p || !c->cookie_name.p;
}

enum err
site_config_read(struct arena *a, struct site_config *out,
    const struct conf *conf, struct site_fault *faults, size_t *nfaults)
{
	struct reading r = {
		.a = a, .conf = conf, .out = out, .faults = faults
	};

	memset(out, 0, sizeof(*out));
	unknown_names(&r);
	single_values(&r);
	locales_store(&r);
	currencies_store(&r);
	public_url(&r);
	database(&r);
	payment(&r);
	messages(&r);
	outside(&r);
	derived(&r);
	*nfaults = r.nfaults;
	if (r.nomem)
		return ERR_NOMEM;
	return r.nfaults > 0 ? ERR_CONFIG : OK;
}

bool
site_speaks(const struct site_config *config, struct str locale)
{
	for (size_t i = 0; i < config->nlocales; i++)
		if (str_eq(config->locales[i], locale))
			return true;
	return false;
}
