/* The drivers behind provision_run(); private to this folder. */
#ifndef PROVISION_DRIVERS_H
#define PROVISION_DRIVERS_H

#include "provision/provision.h"
#include "wire/tree.h"

typedef enum err (*driver_fn)(struct arena *a, enum provision_outcome *outcome,
    struct delivered *out, const struct provision_config *config,
    const struct provision_line *line, struct str *why);

/* Always pending: an operator enters what was delivered. */
enum err driver_record(struct arena *a, enum provision_outcome *outcome,
    struct delivered *out, const struct provision_config *config,
    const struct provision_line *line, struct str *why) MUST_CHECK;

/* At once: an address in demo_range, a first sign-in, licence keys. */
enum err driver_demo(struct arena *a, enum provision_outcome *outcome,
    struct delivered *out, const struct provision_config *config,
    const struct provision_line *line, struct str *why) MUST_CHECK;

/* A signed POST to the host's provisioner: souk-provision(7). */
enum err driver_webhook(struct arena *a, enum provision_outcome *outcome,
    struct delivered *out, const struct provision_config *config,
    const struct provision_line *line, struct str *why) MUST_CHECK;

/*
 * What a status says by itself: OK for 2xx, ERR_FORBIDDEN for redirects,
 * ERR_UNAVAILABLE for those that say later, else ERR_INVALID.
 */
enum err status_err(int status) MUST_CHECK;

/*
 * The members access_url, secret and note, each optional.  ERR_INVALID: one
 * is not of the form; *why names it.
 */
enum err delivered_read(struct arena *a, struct delivered *out,
    const struct node *object, struct str *why) MUST_CHECK;

/* An optional text of at most so many characters; empty when absent. */
enum err optional_text(struct arena *a, struct str *out,
    const struct node *object, const char *key, size_t max, bool lines,
    struct str *why) MUST_CHECK;

/* The same of an absolute http or https URL, at most URL_MAX_CHARS. */
enum err optional_url(struct arena *a, struct str *out,
    const struct node *object, const char *key, struct str *why) MUST_CHECK;

#endif
