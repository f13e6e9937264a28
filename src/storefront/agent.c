#include "storefront/agent.h"

#include <stdbool.h>

struct sign {
	const char *part, *name;
};

static bool
has(struct str s, const char *part)
{
	struct str p = str_from(part);

	for (size_t i = 0; i + p.n <= s.n; i++)
		if (str_eq(str_sub(s, i, p.n), p))
			return true;
	return false;
}

static const char *
first_of(struct str s, const struct sign *signs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (has(s, signs[i].part))
			return signs[i].name;
	return NULL;
}

/* Browsers name those whose pages they want, so the special come first. */
const char *
agent_browser(struct str user_agent)
{
	static const struct sign signs[] = { { "Edg/", "Edge" },
		{ "EdgA/", "Edge" }, { "EdgiOS/", "Edge" }, { "OPR/", "Opera" },
		{ "Vivaldi/", "Vivaldi" },
		{ "SamsungBrowser/", "Samsung Internet" },
		{ "Firefox/", "Firefox" }, { "FxiOS/", "Firefox" },
		{ "CriOS/", "Chrome" }, { "Chrome/", "Chrome" },
		{ "Safari/", "Safari" }, { "curl/", "curl" },
		{ "Wget/", "Wget" }, { "python-requests/", "Python" } };

	return first_of(user_agent, signs, sizeof(signs) / sizeof(*signs));
}

const char *
agent_system(struct str user_agent)
{
	static const struct sign signs[] = { { "iPhone", "iPhone" },
		{ "iPad", "iPad" }, { "Android", "Android" },
		{ "CrOS", "ChromeOS" }, { "Windows", "Windows" },
		{ "Macintosh", "macOS" }, { "Linux", "Linux" },
		{ "FreeBSD", "FreeBSD" } };

	return first_of(user_agent, signs, sizeof(signs) / sizeof(*signs));
}
