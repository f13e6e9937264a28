/*
 * A site: one marketplace, known by its SOUK_ parameters.  Read from the
 * web server's own file; a request's parameters must equal one of them.
 */
#ifndef APP_SITE_H
#define APP_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/conf.h"
#include "base/err.h"
#include "base/str.h"
#include "crypto/keys.h"
#include "db/pool.h"
#include "domain/days.h"
#include "domain/money.h"
#include "domain/tax.h"
#include "locale/zone.h"
#include "net/outbound.h"

enum payment_provider { PAY_NONE, PAY_SANDBOX, PAY_STRIPE };

struct site_config {
	/* site */
	struct str site, name, public_url, base_path, origin;
	struct str legal_dir, theme_dir, support_email;
	struct str legal_entity, legal_address, tax_number, time_zone, country;
	struct str locales[LOCALES_MAX];
	size_t nlocales;
	struct currency currency;
	struct currency currencies[CURRENCIES_MAX];
	size_t ncurrencies;
	/* database */
	struct str db_socket, db_host, db_name, db_user, db_password_file,
	    db_tls_ca;
	unsigned db_port;
	/* secrets, money */
	struct str secret_file, tax_table;
	int64_t commission_bp, bill_term_days, order_expiry_days,
	    cooling_off_days, grace_days, rework_rounds, offer_max_days;
	/* payment */
	enum payment_provider payment;
	struct str bank_details;	/* empty: no transfers */
	struct str sandbox_url, sandbox_secret_file;
	struct str stripe_key_file, stripe_event_secret_file, stripe_url;
	bool sandbox;			/* SANDBOX yes */
	/* mail, SMS */
	struct str mail_url, mail_from, mail_password_file;
	struct str sms_url, sms_password_file;	/* empty: no SMS here */
	/* fulfilment */
	struct str provision, demo_range;	/* "record", "demo", "webhook" */
	struct str provision_url, provision_key_file;	/* of webhook */
	/* outgoing */
	struct outbound outbound;		/* for others' URLs */
	struct str ca_file;
	/* files, limits */
	struct str data_dir;
	int64_t session_idle_min, session_max_h, upload_max_mib;
	bool totp_required;		/* of sellers and operators */
	struct str metrics_allow, trusted_proxies;
	bool secure_cookie;		/* PUBLIC_URL is https */
	struct str cookie_name;		/* "__Host-souk-<site>" */
};

struct site_fault {
	int line;			/* in the file; 0 when not from one */
	struct str param;		/* "SOUK_CURRENCY" */
	struct str what;		/* the value's fault and the mend */
};

enum { SITE_FAULTS_MAX = 32 };

/*
 * Checks every parameter, unknown names too, and collects all faults
 * (at most SITE_FAULTS_MAX).  ERR_CONFIG when there is one.  No file is
 * opened and no server asked: that is soukctl check's second part.
 */
enum err site_config_read(struct arena *a, struct site_config *out,
    const struct conf *conf, struct site_fault *faults, size_t *nfaults)
    MUST_CHECK;

/* Is it one of the site's languages? */
bool site_speaks(const struct site_config *config, struct str locale);

enum param_kind {
	PARAM_TEXT, PARAM_SITE, PARAM_PUBLIC_URL, PARAM_URL, PARAM_MAIL_URL,
	PARAM_SMS_URL, PARAM_PATH, PARAM_HOST, PARAM_INT, PARAM_YES_NO,
	PARAM_CHOICE, PARAM_EMAIL, PARAM_CURRENCY, PARAM_CURRENCIES,
	PARAM_COUNTRY, PARAM_LOCALES, PARAM_ZONE, PARAM_ADDRESSES,
	PARAM_PORTS
};

/* One parameter: name, group, default, one-line help, what it may hold. */
struct site_param {
	const char *name, *group, *initial, *about;
	bool required;
	enum param_kind kind;
	int64_t min, max;		/* PARAM_INT */
	const char *const *choices;	/* PARAM_CHOICE, NULL-terminated */
	size_t offset;			/* in struct site_config */
};
const struct site_param *site_params(size_t *n);

/* What a responder keeps for a site while it serves it. */
struct site {
	struct site_config config;
	struct conf conf;		/* as listed; requests must equal it */
	struct keys keys;
	struct zone *zone;		/* SOUK_TIME_ZONE */
	struct calendar calendar;	/* its days */
	struct tax_table *taxes;	/* SOUK_TAX_TABLE, or NULL */
	struct db_pool *pool;
	struct str fault;		/* not empty: misconfigured, 503 */
	enum err why;			/* of a fault: ERR_CONFIG, or what the
					   responder's own part said */
	void *program;			/* the responder's own, e.g. catalogue */
	struct arena *arena;		/* all of the above lives here */
	void *metrics;			/* the process's counters of it */
	void (*close)(struct site *);	/* before the last unref frees it */
	_Atomic unsigned running;	/* requests in flight */
	_Atomic unsigned refs;
};

/* Opens keys and pool; faults are kept in site->fault, not returned. */
enum err site_open(struct site **out, const char *path) MUST_CHECK;

/* The same from parameters that are at hand; copies them. */
enum err site_open_conf(struct site **out, const struct conf *conf)
    MUST_CHECK;
struct site *site_ref(struct site *site);
void site_unref(struct site *site);

/*
 * May a responder believe this file?  ERR_CONFIG, and *why names the mend:
 * owned by root or our own uid, not writable by group or others.
 */
enum err site_file_trusted(const char *path, const char **why) MUST_CHECK;

#endif
