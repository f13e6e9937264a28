#include "app/legal.h"

static const char *const names[LEGAL__MAX] = {
	[LEGAL_TERMS] = "terms",
	[LEGAL_REFUNDS] = "refunds",
	[LEGAL_PRIVACY] = "privacy",
	[LEGAL_SELLER_TERMS] = "seller-terms",
	[LEGAL_IMPRINT] = "imprint",
};

const char *
legal_name(enum legal_kind kind)
{
	return names[kind];
}

enum err
legal_path(struct arena *a, const char **path, const struct site_config *site,
    struct str locale, enum legal_kind kind)
{
	if (str_empty(site->legal_dir))
		return ERR_NOT_FOUND;
	*path = arena_printf(a, "%.*s/%.*s/%s.md", STR_FMT(site->legal_dir),
	    STR_FMT(locale), names[kind])
		    .p;
	return *path ? OK : ERR_NOMEM;
}

struct str
legal_heading(struct str *text, enum legal_kind kind)
{
	struct str rest = *text, line;

	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (str_empty(line))
			continue;
		if (line.p[0] != '#')
			break;
		while (str_starts(line, STR("#")))
			line = str_trim(str_sub(line, 1, line.n));
		if (str_empty(line) || line.n > LEGAL_TITLE_MAX)
			break;
		*text = rest;
		return line;
	}
	return str_from(names[kind]);
}
