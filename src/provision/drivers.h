/* The drivers behind provision_run(); private to this folder. */
#ifndef PROVISION_DRIVERS_H
#define PROVISION_DRIVERS_H

#include "provision/provision.h"

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

#endif
