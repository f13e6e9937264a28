/* A browser's User-Agent in words, as far as people can tell it by them. */
#ifndef STOREFRONT_AGENT_H
#define STOREFRONT_AGENT_H

#include "base/str.h"

/* NULL: none that we know. */
const char *agent_browser(struct str user_agent);	/* "Firefox" */
const char *agent_system(struct str user_agent);	/* "Android" */

#endif
