#include "provision/provision.h"

#include <string.h>

#include "drivers.h"

enum err
provision_run(struct arena *a, enum provision_outcome *outcome,
    struct delivered *out, const struct provision_config *config,
    const struct provision_line *line, struct str *why)
{
	static const struct {
		const char *name;
		driver_fn run;
	} drivers[] = {
		{ "record", driver_record },
		{ "demo", driver_demo },
		{ "webhook", driver_webhook },
	};

	memset(out, 0, sizeof(*out));
	if (why)
		*why = STR("");
	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++)
		if (str_is(config->driver, drivers[i].name))
			return drivers[i].run(
			    a, outcome, out, config, line, why);
	if (why)
		*why = STR("SOUK_PROVISION names no driver; "
			   "write record, webhook or demo");
	return ERR_CONFIG;
}

bool
provision_again(enum err e)
{
	switch (e) {
	case ERR_UNAVAILABLE:
	case ERR_TIMEOUT:
	case ERR_IO:
	case ERR_BUSY:
	case ERR_NOMEM:
		return true;
	default:
		return false;
	}
}

enum err
status_err(int status)
{
	if (status >= 200 && status < 300)
		return OK;
	if (status >= 300 && status < 400)
		return ERR_FORBIDDEN;
	if (status == 408 || status == 425 || status == 429 || status >= 500)
		return ERR_UNAVAILABLE;
	return ERR_INVALID;
}
