/* The host's provisioner as the site names it: souk-provision(7). */
#ifndef APP_PROVISION_H
#define APP_PROVISION_H

#include "app/site.h"
#include "crypto/webhook.h"

/* Where it calls back, below SOUK_PUBLIC_URL. */
#define PROVISION_CALLBACKS "/api/checkout/provision-callbacks"

/*
 * SOUK_PROVISION_KEY_FILE; the caller wipes the keys.  ERR_NOT_FOUND: the
 * site has no provisioner; ERR_CONFIG: the file, which was logged.
 */
enum err provision_keys(struct arena *a, struct webhook_keys *out,
    const struct site *site) MUST_CHECK;

#endif
