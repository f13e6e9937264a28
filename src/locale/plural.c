#include "plural.h"

#include <stddef.h>

static const char *
plural_english(int64_t n)
{
	return n == 1 || n == -1 ? "one" : "other";
}

static const char *
plural_french(int64_t n)
{
	return n >= -1 && n <= 1 ? "one" : "other";
}

static const char *
plural_none(int64_t n)
{
	(void)n;
	return "other";
}

static const char *
plural_arabic(int64_t n)
{
	int64_t rest = n % 100;

	if (rest < 0)
		rest = -rest;
	if (n >= 0 && n <= 2)
		return n == 0 ? "zero" : n == 1 ? "one" : "two";
	if (rest >= 3 && rest <= 10)
		return "few";
	return rest >= 11 ? "many" : "other";
}

plural_fn
plural_of(struct str name)
{
	static const struct {
		const char *language;
		plural_fn rule;
	} rules[] = {
		{ "en", plural_english },
		{ "de", plural_english },
		{ "es", plural_english },
		{ "it", plural_english },
		{ "nl", plural_english },
		{ "fr", plural_french },
		{ "pt", plural_french },
		{ "zh", plural_none },
		{ "ja", plural_none },
		{ "ko", plural_none },
		{ "ar", plural_arabic },
	};
	struct str language = str_sub(name, 0, str_find(name, '-'));

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (str_is(language, rules[i].language))
			return rules[i].rule;
	return plural_english;
}
