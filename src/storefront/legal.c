#include "storefront/legal.h"

#include <sys/stat.h>

#include "base/sys.h"

enum err
legal_read(
    struct call *c, struct legal *out, enum legal_kind kind, size_t locale)
{
	const struct site_config *config = &c->site->config;
	const char *path;
	struct stat st;
	enum err e = legal_path(
	    c->arena, &path, config, config->locales[locale], kind);

	if (e != OK)
		return e;
	if (stat(path, &st) != 0)
		return locale > 0 ? legal_read(c, out, kind, 0) : ERR_NOT_FOUND;
	e = file_read(c->arena, &out->text, path, MARKDOWN_MAX, 0);
	if (e != OK)
		return e;
	out->title = legal_heading(&out->text, kind);
	out->changed_at_us = (int64_t)st.st_mtim.tv_sec * SEC_US;
	return OK;
}
