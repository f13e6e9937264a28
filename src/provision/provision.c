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
			   "write record or demo");
	return ERR_CONFIG;
}
