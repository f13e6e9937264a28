#include "conf_reader.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

void
conf_fault(struct conf_reader *r, int line, const char *fmt, ...)
{
	char what[512];
	struct str copy;
	va_list ap;

	if (r->nfaults >= r->faults_max) {
		r->nfaults = r->faults_max + 1; /* some are not shown */
		return;
	}
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	copy = str_copy(r->a, str_from(what));
	r->nomem |= copy.p == NULL;
	r->faults[r->nfaults++] = (struct conf_fault){ line, copy };
}

void
conf_foreign(
    struct conf_reader *r, int line, struct str directive, const char *mend)
{
	conf_fault(r, line,
	    "\"%.*s\" does not belong into a site file, which holds only "
	    "comments and lines like: %s",
	    STR_FMT(str_sub(directive, 0, 40)), mend);
}

void
conf_skip_line(struct conf_reader *r)
{
	r->at += str_find(str_sub(r->text, r->at, r->text.n), '\n');
	if (r->at < r->text.n) {
		r->at++;
		r->line++;
	}
}

static bool
name_ok(struct str name)
{
	if (!str_starts(name, STR("SOUK_")) || name.n > 64)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			c == '_'))
			return false;
	}
	return name.n > sizeof("SOUK_") - 1;
}

static bool
value_ok(struct conf_reader *r, int line, struct str name, struct str value)
{
	if (memchr(value.p, '$', value.n) != NULL) {
		conf_fault(r, line,
		    "%.*s: the value has a \"$\", which the web server takes "
		    "for a variable; write the value itself",
		    STR_FMT(name));
		return false;
	}
	if (!text_plain(value, false)) {
		conf_fault(r, line,
		    "%.*s: the value has a control character; remove it",
		    STR_FMT(name));
		return false;
	}
	if (value.n > FCGI_PARAM_MAX) {
		conf_fault(r, line,
		    "%.*s: the value is longer than %d bytes; shorten it",
		    STR_FMT(name), FCGI_PARAM_MAX);
		return false;
	}
	return true;
}

void
conf_add(struct conf_reader *r, int line, struct str name, struct str value)
{
	if (!name_ok(name)) {
		conf_fault(r, line,
		    "\"%.*s\" is not the name of a parameter; names are SOUK_ "
		    "and capitals, as in SOUK_SITE",
		    STR_FMT(str_sub(name, 0, 64)));
		return;
	}
	for (size_t i = 0; i < r->count; i++) {
		if (!str_eq(r->params[i].name, name))
			continue;
		conf_fault(r, line,
		    "%.*s is set in line %d already; remove one of the two",
		    STR_FMT(name), r->params[i].line);
		return;
	}
	if (r->count == SITE_PARAMS_MAX) {
		conf_fault(r, line, "more than %d parameters; remove some",
		    SITE_PARAMS_MAX);
		return;
	}
	if (value_ok(r, line, name, value))
		r->params[r->count++] = (struct conf_param){ name, value,
			line };
}
