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
#include "domain/money.h"

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
	struct str secret_file;
	int64_t commission_bp, bill_term_days, order_expiry_days,
	    cooling_off_days;
	/* payment */
	enum payment_provider payment;
	struct str sandbox_url;
	bool sandbox;			/* SANDBOX yes */
	/* mail */
	struct str mail_url, mail_from, mail_password_file;
	/* fulfilment */
	struct str provision, demo_range;	/* "record" or "demo" */
	/* outgoing */
	struct str ca_file;
	/* files, limits */
	struct str data_dir;
	int64_t session_idle_min, session_max_h;
	struct str metrics_allow, trusted_proxies;
	bool secure_cookie;		/* PUBLIC_URL is https */
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

/* Name, group, default and one-line help of each parameter; for man/. */
struct site_param {
	const char *name, *group, *initial, *about;
	bool required;
};
const struct site_param *site_params(size_t *n);

/* What a responder keeps for a site while it serves it. */
struct site {
	struct site_config config;
	struct conf conf;		/* as listed; requests must equal it */
	struct keys keys;
	struct db_pool *pool;
	struct str fault;		/* not empty: misconfigured, 503 */
	void *program;			/* the responder's own, e.g. catalogue */
	struct arena *arena;		/* all of the above lives here */
	_Atomic unsigned running;	/* requests in flight */
	_Atomic unsigned refs;
};

/* Opens keys and pool; faults are kept in site->fault, not returned. */
enum err site_open(struct site **out, const char *path) MUST_CHECK;
void site_unref(struct site *site);

#endif
