#include <string.h>

#include "app/settle.h"
#include "base/log.h"
#include "base/sys.h"
#include "domain/days.h"
#include "locale/zone.h"

enum { SECRET_FILE_MAX = 4096 };

struct sale_terms
settle_terms_of(
    const struct site_config *c, const struct zone *zone, int64_t now_us)
{
	int64_t today = zone_day(zone, now_us);

	return (struct sale_terms){
		.commission_bp = c->commission_bp,
		.bill_year = ymd_from_days(today).year,
		.bill_due_at_us = zone_midnight_us(
		    zone, today + c->bill_term_days + 1),
		.credit_stop_at_us = zone_midnight_us(
		    zone, today - c->grace_days),
		.issuer = { .name = str_empty(c->legal_entity)
			? c->name
			: c->legal_entity,
		    .address = c->legal_address,
		    .country = c->country,
		    .tax_number = c->tax_number },
		.grace_days = c->grace_days,
	};
}

struct sale_terms
settle_terms(const struct site *site, int64_t now_us)
{
	return settle_terms_of(&site->config, site->zone, now_us);
}

static enum err
secret_read(struct arena *a, struct str *out, struct str file)
{
	const char *path = str_cstr(a, file);
	enum err e = path == NULL ? ERR_NOMEM
				  : file_read(a, out, path, SECRET_FILE_MAX, 1);

	if (e == OK)
		*out = str_trim(*out);
	if ((e == OK && out->n > 0) || e == ERR_NOMEM)
		return e;
	log_error("gateway secret", "file=%s why=\"%s\"", path,
	    e == OK ? "empty" : err_name(e));
	return ERR_CONFIG;
}

static enum err
stripe_read(struct arena *a, struct gateway_config *config,
    const struct site_config *site)
{
	struct str events;
	enum err e = secret_read(a, &config->secret, site->stripe_key_file);

	config->url = site->stripe_url;
	if (e == OK)
		e = secret_read(a, &events, site->stripe_event_secret_file);
	if (e != OK)
		return e;
	e = gateway_event_secrets(config, events);
	if (e == ERR_CONFIG)
		log_error("gateway secret",
		    "file=%.*s why=\"it wants one or two secrets of 16 "
		    "characters or more, one a line\"",
		    STR_FMT(site->stripe_event_secret_file));
	return e;
}

const struct gateway *
settle_gateway_of(const struct site_config *site)
{
	return site->payment == PAY_SANDBOX ? gateway_of(STR("sandbox"))
	    : site->payment == PAY_STRIPE   ? gateway_of(STR("stripe"))
					    : NULL;
}

enum err
settle_gateway(struct arena *a, const struct gateway **gateway,
    struct gateway_config *config, const struct site_config *site)
{
	memset(config, 0, sizeof(*config));
	config->ca_file = site->ca_file;
	*gateway = settle_gateway_of(site);
	if (*gateway == NULL)
		return ERR_METHOD_UNAVAILABLE;
	if (site->payment == PAY_STRIPE)
		return stripe_read(a, config, site);
	config->url = site->sandbox_url;
	return secret_read(a, &config->secret, site->sandbox_secret_file);
}
