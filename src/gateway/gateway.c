#include "gateway/gateway.h"

#include <stddef.h>

#include "gateway/sandbox.h"
#include "gateway/stripe.h"

enum { EVENT_SECRET_MIN = 16 };

const struct gateway *
gateway_of(struct str name)
{
	static const struct gateway *const all[] = { &gateway_sandbox,
		&gateway_stripe };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (str_is(name, all[i]->name))
			return all[i];
	return NULL;
}

enum err
gateway_event_secrets(struct gateway_config *config, struct str text)
{
	struct str line;
	size_t n = 0;

	for (size_t i = 0; i < GATEWAY_EVENT_SECRETS_MAX; i++)
		config->event_secret[i] = STR("");
	while (str_cut(&text, '\n', &line)) {
		line = str_trim(line);
		if (str_empty(line))
			continue;
		if (n == GATEWAY_EVENT_SECRETS_MAX || line.n < EVENT_SECRET_MIN)
			return ERR_CONFIG;
		config->event_secret[n++] = line;
	}
	return n > 0 ? OK : ERR_CONFIG;
}
