#include "storefront/legal.h"

#include <sys/stat.h>

#include "base/sys.h"

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

/* "# Terms of sale\n\n..." */
static void
split_title(struct legal *out, struct str text, const char *fallback)
{
	struct str rest = text, line;

	out->title = str_from(fallback);
	out->text = text;
	if (!str_starts(text, STR("# ")) || !str_cut(&rest, '\n', &line))
		return;
	out->title = str_trim(str_sub(line, 2, line.n));
	out->text = rest;
}

enum err
legal_read(
    struct call *c, struct legal *out, enum legal_kind kind, size_t locale)
{
	const struct site_config *config = &c->site->config;
	struct str path, text;
	struct stat st;
	enum err e;

	if (str_empty(config->legal_dir))
		return ERR_NOT_FOUND;
	path = arena_printf(c->arena, "%.*s/%.*s/%s.md",
	    STR_FMT(config->legal_dir), STR_FMT(config->locales[locale]),
	    names[kind]);
	if (!path.p)
		return ERR_NOMEM;
	if (stat(path.p, &st) != 0)
		return locale > 0 ? legal_read(c, out, kind, 0) : ERR_NOT_FOUND;
	e = file_read(c->arena, &text, path.p, MARKDOWN_MAX, 0);
	if (e != OK)
		return e;
	split_title(out, text, names[kind]);
	out->changed_at_us = (int64_t)st.st_mtim.tv_sec * SEC_US;
	return OK;
}
