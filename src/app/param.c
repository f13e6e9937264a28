#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "app/cidr.h"
#include "param.h"
#include "base/num.h"
#include "base/text.h"

/* Checked, but no code asks for it yet. */
#define NOWHERE ((size_t)-1)
#define AT(member) offsetof(struct site_config, member)

static const char *const providers[] = { "none", "sandbox", "stripe", NULL };
static const char *const factors[] = { "required", "optional", NULL };
static const char *const drivers[] = { "record", "demo", "webhook", NULL };

static const struct site_param params[] = {
	{ .name = "SOUK_SITE",
	    .group = "site",
	    .required = true,
	    .kind = PARAM_SITE,
	    .offset = AT(site),
	    .about = "short name: folders, cookie, metrics label" },
	{ .name = "SOUK_NAME",
	    .group = "site",
	    .initial = "Souk",
	    .kind = PARAM_TEXT,
	    .offset = AT(name),
	    .about = "the brand, as pages and mails show it" },
	{ .name = "SOUK_PUBLIC_URL",
	    .group = "site",
	    .required = true,
	    .kind = PARAM_PUBLIC_URL,
	    .offset = AT(public_url),
	    .about = "where browsers find the site; absolute links" },
	{ .name = "SOUK_LEGAL_DIR",
	    .group = "site",
	    .kind = PARAM_PATH,
	    .offset = AT(legal_dir),
	    .about = "folder of the terms and the other legal texts" },
	{ .name = "SOUK_LOCALES",
	    .group = "site",
	    .initial = "en",
	    .kind = PARAM_LOCALES,
	    .offset = NOWHERE,
	    .about = "languages, the first is the default: en, zh-CN" },
	{ .name = "SOUK_TIME_ZONE",
	    .group = "site",
	    .initial = "UTC",
	    .kind = PARAM_ZONE,
	    .offset = AT(time_zone),
	    .about = "where the site's days begin: Europe/Berlin" },
	{ .name = "SOUK_CURRENCY",
	    .group = "site",
	    .initial = "USD",
	    .kind = PARAM_CURRENCY,
	    .offset = AT(currency),
	    .about = "the default currency" },
	{ .name = "SOUK_CURRENCIES",
	    .group = "site",
	    .kind = PARAM_CURRENCIES,
	    .offset = NOWHERE,
	    .about = "all that are sold in; the default one if not given" },
	{ .name = "SOUK_COUNTRY",
	    .group = "site",
	    .kind = PARAM_COUNTRY,
	    .offset = AT(country),
	    .about = "the seller of record's country" },
	{ .name = "SOUK_THEME_DIR",
	    .group = "site",
	    .kind = PARAM_PATH,
	    .offset = AT(theme_dir),
	    .about = "folder with theme.css and the brand's files" },
	{ .name = "SOUK_SUPPORT_EMAIL",
	    .group = "site",
	    .kind = PARAM_EMAIL,
	    .offset = AT(support_email),
	    .about = "shown where somebody may need help" },
	{ .name = "SOUK_LEGAL_ENTITY",
	    .group = "site",
	    .kind = PARAM_TEXT,
	    .offset = AT(legal_entity),
	    .about = "who sells and issues the bills" },
	{ .name = "SOUK_LEGAL_ADDRESS",
	    .group = "site",
	    .kind = PARAM_TEXT,
	    .offset = AT(legal_address),
	    .about = "its address, in one line" },
	{ .name = "SOUK_TAX_NUMBER",
	    .group = "site",
	    .kind = PARAM_TEXT,
	    .offset = AT(tax_number),
	    .about = "its VAT or other tax number" },

	{ .name = "SOUK_DB_SOCKET",
	    .group = "database",
	    .kind = PARAM_PATH,
	    .offset = AT(db_socket),
	    .about = "the database's socket; or DB_HOST" },
	{ .name = "SOUK_DB_HOST",
	    .group = "database",
	    .kind = PARAM_HOST,
	    .offset = AT(db_host),
	    .about = "the database's host" },
	{ .name = "SOUK_DB_PORT",
	    .group = "database",
	    .initial = "3306",
	    .kind = PARAM_INT,
	    .min = 1,
	    .max = 65535,
	    .offset = NOWHERE,
	    .about = "its port, with DB_HOST" },
	{ .name = "SOUK_DB_NAME",
	    .group = "database",
	    .initial = "souk",
	    .kind = PARAM_TEXT,
	    .offset = AT(db_name),
	    .about = "the database's name" },
	{ .name = "SOUK_DB_USER",
	    .group = "database",
	    .initial = "souk",
	    .kind = PARAM_TEXT,
	    .offset = AT(db_user),
	    .about = "the user of responders and worker" },
	{ .name = "SOUK_DB_PASSWORD_FILE",
	    .group = "database",
	    .kind = PARAM_PATH,
	    .offset = AT(db_password_file),
	    .about = "file with its password; none: by the socket's uid" },
	{ .name = "SOUK_DB_TLS_CA",
	    .group = "database",
	    .kind = PARAM_PATH,
	    .offset = AT(db_tls_ca),
	    .about = "CA certificate; the connection then uses TLS" },
	{ .name = "SOUK_DB_READ_HOST",
	    .group = "database",
	    .kind = PARAM_HOST,
	    .offset = NOWHERE,
	    .about = "a replica for reading" },

	{ .name = "SOUK_SECRET_FILE",
	    .group = "secrets",
	    .required = true,
	    .kind = PARAM_PATH,
	    .offset = AT(secret_file),
	    .about = "keys for signing and sealing; made by soukctl keygen" },

	{ .name = "SOUK_TAX_TABLE",
	    .group = "money",
	    .kind = PARAM_PATH,
	    .offset = AT(tax_table),
	    .about = "file with tax rates by country, souk-tax(5); without it "
		     "no tax is charged" },
	{ .name = "SOUK_COMMISSION_BP",
	    .group = "money",
	    .initial = "1000",
	    .kind = PARAM_INT,
	    .max = 10000,
	    .offset = AT(commission_bp),
	    .about = "the site's share of a sale, in 1/100 of a per cent" },
	{ .name = "SOUK_BILL_TERM_DAYS",
	    .group = "money",
	    .initial = "30",
	    .kind = PARAM_INT,
	    .min = 1,
	    .max = 365,
	    .offset = AT(bill_term_days),
	    .about = "days until a bill is due" },
	{ .name = "SOUK_ORDER_EXPIRY_DAYS",
	    .group = "money",
	    .initial = "7",
	    .kind = PARAM_INT,
	    .min = 1,
	    .max = 90,
	    .offset = AT(order_expiry_days),
	    .about = "days until an unpaid order expires" },
	{ .name = "SOUK_OFFER_MAX_DAYS",
	    .group = "money",
	    .initial = "90",
	    .kind = PARAM_INT,
	    .min = 1,
	    .max = 365,
	    .offset = AT(offer_max_days),
	    .about = "longest validity of an offer" },
	{ .name = "SOUK_GRACE_DAYS",
	    .group = "money",
	    .initial = "15",
	    .kind = PARAM_INT,
	    .max = 365,
	    .offset = AT(grace_days),
	    .about = "days that a bill may be overdue before orders on credit "
		     "stop; days of service after a term ended unpaid" },
	{ .name = "SOUK_MILESTONE_MAX",
	    .group = "money",
	    .initial = "70",
	    .kind = PARAM_INT,
	    .min = 2,
	    .max = 70,
	    .offset = NOWHERE,
	    .about = "most milestones of an offer" },
	{ .name = "SOUK_REWORK_ROUNDS",
	    .group = "money",
	    .initial = "3",
	    .kind = PARAM_INT,
	    .min = 1,
	    .max = 10,
	    .offset = AT(rework_rounds),
	    .about = "rejections of a delivery before a dispute" },
	{ .name = "SOUK_COOLING_OFF_DAYS",
	    .group = "money",
	    .initial = "5",
	    .kind = PARAM_INT,
	    .max = 90,
	    .offset = AT(cooling_off_days),
	    .about = "days in which an order may be given back" },

	{ .name = "SOUK_PAYMENT",
	    .group = "payment",
	    .required = true,
	    .kind = PARAM_CHOICE,
	    .choices = providers,
	    .offset = NOWHERE,
	    .about = "the card gateway; sandbox is for tests" },
	{ .name = "SOUK_SANDBOX",
	    .group = "payment",
	    .initial = "no",
	    .kind = PARAM_YES_NO,
	    .offset = AT(sandbox),
	    .about = "test payments and demo delivery on a public site" },
	{ .name = "SOUK_SANDBOX_URL",
	    .group = "payment",
	    .kind = PARAM_URL,
	    .offset = AT(sandbox_url),
	    .about = "where souk-sandbox answers" },
	{ .name = "SOUK_SANDBOX_SECRET_FILE",
	    .group = "payment",
	    .kind = PARAM_PATH,
	    .offset = AT(sandbox_secret_file),
	    .about = "secret shared with souk-sandbox for its events" },
	{ .name = "SOUK_STRIPE_KEY_FILE",
	    .group = "payment",
	    .kind = PARAM_PATH,
	    .offset = AT(stripe_key_file),
	    .about = "file with Stripe's secret key" },
	{ .name = "SOUK_STRIPE_WEBHOOK_SECRET_FILE",
	    .group = "payment",
	    .kind = PARAM_PATH,
	    .offset = AT(stripe_event_secret_file),
	    .about = "file with the secret of Stripe's events, or two: one a "
		     "line" },
	{ .name = "SOUK_STRIPE_API_URL",
	    .group = "payment",
	    .initial = "https://api.stripe.com",
	    .kind = PARAM_URL,
	    .offset = AT(stripe_url),
	    .about = "Stripe's address" },
	{ .name = "SOUK_BANK_DETAILS",
	    .group = "payment",
	    .kind = PARAM_TEXT,
	    .offset = AT(bank_details),
	    .about = "account for transfers, as bills show it" },

	{ .name = "SOUK_MAIL_URL",
	    .group = "mail, SMS",
	    .initial = "smtp://127.0.0.1:25",
	    .kind = PARAM_MAIL_URL,
	    .offset = AT(mail_url),
	    .about = "the mail server: smtp:// or smtps://, USER@ if asked" },
	{ .name = "SOUK_MAIL_FROM",
	    .group = "mail, SMS",
	    .kind = PARAM_EMAIL,
	    .offset = AT(mail_from),
	    .about = "sender of mails; SUPPORT_EMAIL if not given" },
	{ .name = "SOUK_MAIL_PASSWORD_FILE",
	    .group = "mail, SMS",
	    .kind = PARAM_PATH,
	    .offset = AT(mail_password_file),
	    .about = "file with that user's password, sent over TLS alone" },
	{ .name = "SOUK_SMS_URL",
	    .group = "mail, SMS",
	    .kind = PARAM_SMS_URL,
	    .offset = AT(sms_url),
	    .about = "GET this to send one: {to} {text} {password} {coding} "
		     "{report}" },
	{ .name = "SOUK_SMS_PASSWORD_FILE",
	    .group = "mail, SMS",
	    .kind = PARAM_PATH,
	    .offset = AT(sms_password_file),
	    .about = "file with what {password} stands for" },

	{ .name = "SOUK_PROVISION",
	    .group = "fulfilment",
	    .initial = "record",
	    .kind = PARAM_CHOICE,
	    .choices = drivers,
	    .offset = AT(provision),
	    .about = "who delivers: the operator, the demo, a webhook" },
	{ .name = "SOUK_PROVISION_URL",
	    .group = "fulfilment",
	    .kind = PARAM_URL,
	    .offset = AT(provision_url),
	    .about = "the host's provisioner, with webhook" },
	{ .name = "SOUK_PROVISION_KEY_FILE",
	    .group = "fulfilment",
	    .kind = PARAM_PATH,
	    .offset = AT(provision_key_file),
	    .about = "file with the key that signs calls to it" },
	{ .name = "SOUK_DEMO_RANGE",
	    .group = "fulfilment",
	    .initial = "192.0.2.0/24",
	    .kind = PARAM_ADDRESSES,
	    .offset = AT(demo_range),
	    .about = "addresses that demo deliveries show" },

	{ .name = "SOUK_OUTBOUND_PORTS",
	    .group = "outside",
	    .initial = "443",
	    .kind = PARAM_PORTS,
	    .offset = NOWHERE,
	    .about = "ports of URLs that sellers and companies give" },
	{ .name = "SOUK_OUTBOUND_ALLOW",
	    .group = "outside",
	    .kind = PARAM_ADDRESSES,
	    .offset = NOWHERE,
	    .about = "private addresses that such URLs may have" },
	{ .name = "SOUK_CA_FILE",
	    .group = "outside",
	    .kind = PARAM_PATH,
	    .offset = AT(ca_file),
	    .about = "CA certificates for outgoing TLS" },

	{ .name = "SOUK_DATA_DIR",
	    .group = "files",
	    .kind = PARAM_PATH,
	    .offset = AT(data_dir),
	    .about = "media, evidence, bills; /var/lib/souk/<site>" },

	{ .name = "SOUK_SESSION_IDLE_MIN",
	    .group = "limits",
	    .initial = "30",
	    .kind = PARAM_INT,
	    .min = 1,
	    .max = 1440,
	    .offset = AT(session_idle_min),
	    .about = "minutes until an idle session ends" },
	{ .name = "SOUK_SESSION_MAX_H",
	    .group = "limits",
	    .initial = "12",
	    .kind = PARAM_INT,
	    .min = 1,
	    .max = 168,
	    .offset = AT(session_max_h),
	    .about = "hours until any session ends" },
	{ .name = "SOUK_TOTP",
	    .group = "limits",
	    .initial = "required",
	    .kind = PARAM_CHOICE,
	    .choices = factors,
	    .offset = NOWHERE,
	    .about = "second factor of sellers and operators" },
	{ .name = "SOUK_UPLOAD_MAX_MIB",
	    .group = "limits",
	    .initial = "10",
	    .kind = PARAM_INT,
	    .min = 1,
	    .max = 100,
	    .offset = AT(upload_max_mib),
	    .about = "largest upload; the web server has a bound of its own "
		     "for pictures and evidence" },
	{ .name = "SOUK_METRICS_ALLOW",
	    .group = "limits",
	    .initial = "127.0.0.1",
	    .kind = PARAM_ADDRESSES,
	    .offset = AT(metrics_allow),
	    .about = "addresses that may read /metrics" },
	{ .name = "SOUK_TRUSTED_PROXIES",
	    .group = "limits",
	    .kind = PARAM_ADDRESSES,
	    .offset = AT(trusted_proxies),
	    .about = "proxies whose X-Forwarded-For is believed" }
};

const struct site_param *
site_params(size_t *n)
{
	*n = sizeof(params) / sizeof(params[0]);
	return params;
}

const struct site_param *
param_find(struct str name)
{
	for (size_t i = 0; i < sizeof(params) / sizeof(params[0]); i++)
		if (str_is(name, params[i].name))
			return &params[i];
	return NULL;
}

/* Has one of the schemes, then a host, and no blanks. */
static bool
url_has_scheme(struct str s, const char *const *schemes)
{
	for (; *schemes; schemes++) {
		struct str scheme = str_from(*schemes);

		if (str_starts(s, scheme) && s.n > scheme.n)
			return str_find(s, ' ') == s.n;
	}
	return false;
}

static bool
has_hole(struct str s, const char *hole)
{
	struct str want = str_from(hole);

	for (size_t i = 0; i + want.n <= s.n; i++)
		if (str_eq(str_sub(s, i, want.n), want))
			return true;
	return false;
}

/* Each {hole} of it is one that the worker fills, and two are needed. */
static const char *
sms_fault(struct str s)
{
	static const char *const web[] = { "https://", "http://", NULL };
	static const char *const holes[] = { "{to}", "{text}", "{password}",
		"{coding}", "{report}", NULL };
	const char *mend = "write a whole URL with {to} and {text}, and "
			   "{password}, {coding}, {report} where it has them";
	struct str rest = s;

	if (!url_has_scheme(s, web) || !has_hole(s, "{to}") ||
	    !has_hole(s, "{text}"))
		return mend;
	for (size_t at; (at = str_find(rest, '{')) < rest.n;) {
		size_t i = 0;

		rest = str_sub(rest, at, rest.n);
		while (holes[i] && !str_starts(rest, str_from(holes[i])))
			i++;
		if (!holes[i])
			return mend;
		rest = str_sub(rest, 1, rest.n);
	}
	return NULL;
}

static const char *
list_fault(struct str list, enum text_kind kind, size_t max)
{
	struct currency currency;
	struct str item;
	size_t n = 0;

	while (str_cut(&list, ',', &item)) {
		item = str_trim(item);
		if (!text_is(kind, item) ||
		    (kind == TEXT_CURRENCY &&
			currency_parse(&currency, item) != OK))
			return kind == TEXT_CURRENCY
			    ? "write ISO 4217 codes with commas: USD, EUR"
			    : "write languages with commas: en, zh-CN";
		if (++n > max)
			return "too many; remove some";
	}
	return NULL;
}

static const char *
ports_fault(struct str list)
{
	struct str item;
	int64_t port;

	while (str_cut(&list, ',', &item))
		if (num_parse_in(&port, str_trim(item), 1, 65535) != OK)
			return "write port numbers with commas: 443, 8443";
	return NULL;
}

/* Letters as in Europe/Berlin; nothing that leaves the zone folder. */
static bool
is_zone(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') &&
		    !(c >= '0' && c <= '9') && !strchr("_+-/", c))
			return false;
	}
	return s.p[0] != '/';
}

static bool
is_choice(struct str s, const char *const *choices)
{
	for (; *choices; choices++)
		if (str_is(s, *choices))
			return true;
	return false;
}

const char *
param_fault(const struct site_param *p, struct str v)
{
	static const char *const mail[] = { "smtp://", "smtps://", NULL };
	struct currency currency;
	int64_t number;

	switch (p->kind) {
	case PARAM_TEXT:
		return text_plain(v, false) ? NULL
					    : "remove the control "
					      "characters";
	case PARAM_SITE:
		return text_is(TEXT_SITE, v) ? NULL
					     : "write 1 to 32 of a-z, "
					       "0-9 and -";
	case PARAM_PUBLIC_URL:
	case PARAM_URL:
		return text_is(TEXT_URL, v)
		    ? NULL
		    : "write a whole URL, for "
		      "example https://shop.example.org";
	case PARAM_MAIL_URL:
		return url_has_scheme(v, mail)
		    ? NULL
		    : "write "
		      "smtp://HOST:PORT or smtps://HOST:PORT";
	case PARAM_SMS_URL:
		return sms_fault(v);
	case PARAM_PATH:
		return v.p[0] == '/' ? NULL
				     : "write the whole path, from / "
				       "on";
	case PARAM_HOST:
		return str_find(v, ' ') == v.n && str_find(v, '/') == v.n
		    ? NULL
		    : "write a host name or an address";
	case PARAM_INT:
		return num_parse_in(&number, v, p->min, p->max) == OK
		    ? NULL
		    : "write a whole number in its range";
	case PARAM_YES_NO:
		return str_is(v, "yes") || str_is(v, "no") ? NULL
							   : "write "
							     "yes or no";
	case PARAM_CHOICE:
		return is_choice(v, p->choices) ? NULL
						: "write one of its "
						  "values";
	case PARAM_EMAIL:
		return text_is(TEXT_EMAIL, v) ? NULL
					      : "write one e-mail "
						"address";
	case PARAM_CURRENCY:
		return currency_parse(&currency, v) == OK
		    ? NULL
		    : "write an "
		      "ISO 4217 code, for example EUR";
	case PARAM_CURRENCIES:
		return list_fault(v, TEXT_CURRENCY, CURRENCIES_MAX);
	case PARAM_COUNTRY:
		return text_is(TEXT_COUNTRY, v)
		    ? NULL
		    : "write an ISO 3166 "
		      "code of two capitals, for example DE";
	case PARAM_LOCALES:
		return list_fault(v, TEXT_LOCALE, LOCALES_MAX);
	case PARAM_ZONE:
		return is_zone(v) ? NULL
				  : "write a time zone, for example "
				    "Europe/Berlin";
	case PARAM_ADDRESSES:
		return cidr_first_bad(v).p ? "write addresses or blocks with "
					     "commas: 127.0.0.1, 10.0.0.0/8"
					   : NULL;
	case PARAM_PORTS:
		return ports_fault(v);
	}
	return "it is of no known kind";
}
