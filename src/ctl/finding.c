#include <stdarg.h>

#include "base/buf.h"
#include "ctl/finding.h"

void
finding_add(struct findings *f, enum finding kind, struct str where,
    const char *fmt, ...)
{
	static const char *const names[] = { "ok", "warning", "FAULT" };
	struct str text;
	struct buf b;
	va_list ap;

	buf_open(&b, BODY_MAX);
	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	text = str_copy(f->c->arena, buf_str(&b));
	buf_close(&b);
	f->faults += kind == FINDING_FAULT;
	if (table_add(f->table,
		(const struct str[]){ str_from(names[kind]), where, text }) !=
	    OK)
		f->nomem = true;
}

struct str
finding_line(struct ctl *c, int line)
{
	return line == 0 ? str_from(c->site_path)
			 : arena_printf(c->arena, "%s:%d", c->site_path, line);
}

struct str
finding_where(struct findings *f, const char *param)
{
	const struct conf_param *p = conf_find(&f->c->conf, param);

	struct str line = finding_line(f->c, p ? p->line : 0);

	return arena_printf(f->c->arena, "%.*s %s", STR_FMT(line), param);
}
