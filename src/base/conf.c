#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/sys.h"
#include "base/text.h"
#include "conf_reader.h"

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

static int
order_by_name(const void *a, const void *b)
{
	const struct conf_param *x = a, *y = b;

	return str_cmp(x->name, y->name);
}

/* The first word that is not in a comment; the reader stays put. */
static struct str
first_word(struct conf_reader *r, int *line)
{
	struct str rest = r->text, l, word;

	for (*line = 1; str_cut(&rest, '\n', &l); (*line)++) {
		l = str_trim(l);
		if (l.n == 0 || l.p[0] == '#')
			continue;
		word = l;
		for (size_t i = 0; i < l.n; i++) {
			if (l.p[i] == ' ' || l.p[i] == '\t') {
				word.n = i;
				break;
			}
		}
		return word;
	}
	return STR_NONE;
}

static void
read_either(struct conf_reader *r)
{
	int line;
	struct str word = first_word(r, &line);

	if (!text_utf8(r->text))
		conf_fault(r, 0, "the file is not UTF-8 text; save it as that");
	else if (r->text.n > FCGI_PARAMS_BYTES_MAX)
		conf_fault(r, 0, "the file is longer than %d bytes; shorten it",
		    FCGI_PARAMS_BYTES_MAX);
	else if (word.n == 0)
		conf_fault(r, 0,
		    "the file sets no parameter; it needs SOUK_SITE at least");
	else if (str_eq_nocase(word, STR("SetEnv")))
		conf_read_apache(r);
	else if (str_eq(word, STR("fastcgi_param")))
		conf_read_nginx(r);
	else
		conf_foreign(r, line, word,
		    "fastcgi_param SOUK_SITE shop; (nginx) or SetEnv "
		    "SOUK_SITE shop (Apache)");
}

static enum err
conf_keep(struct conf_reader *r, struct conf *out, const char *path)
{
	out->path = str_copy(r->a, str_from(path)).p;
	out->params = ARENA_NEWS(r->a, struct conf_param, r->count);
	if (out->path == NULL || out->params == NULL)
		return ERR_NOMEM;
	out->count = r->count;
	memcpy(out->params, r->params, r->count * sizeof(r->params[0]));
	qsort(out->params, out->count, sizeof(out->params[0]), order_by_name);
	return OK;
}

enum err
conf_parse(struct arena *a, struct conf *out, const char *path, struct str text,
    struct conf_fault *faults, size_t *nfaults)
{
	struct conf_reader r = { .a = a,
		.text = text,
		.line = 1,
		.faults = faults,
		.faults_max = *nfaults };
	bool faulty;

	*nfaults = 0;
	read_either(&r);
	if (r.nomem)
		return ERR_NOMEM;
	faulty = r.nfaults > 0;
	*nfaults = r.nfaults > r.faults_max ? r.faults_max : r.nfaults;
	return faulty ? ERR_CONFIG : conf_keep(&r, out, path);
}

enum err
conf_read(struct arena *a, struct conf *out, const char *path,
    struct conf_fault *faults, size_t *nfaults)
{
	struct conf_reader r = {
		.a = a, .faults = faults, .faults_max = *nfaults
	};
	struct str text;
	enum err err = file_read(a, &text, path, FCGI_PARAMS_BYTES_MAX, 0);

	if (err == OK)
		return conf_parse(a, out, path, text, faults, nfaults);
	*nfaults = 0;
	if (err == ERR_NOMEM)
		return err;
	if (err == ERR_NOT_FOUND)
		conf_fault(&r, 0,
		    "there is no such file; give the path of the site file");
	else if (err == ERR_LIMIT)
		conf_fault(&r, 0,
		    "the file is longer than %d bytes; is it a site file?",
		    FCGI_PARAMS_BYTES_MAX);
	else
		conf_fault(&r, 0,
		    "the file cannot be read; it must be a regular file that "
		    "this user may read");
	*nfaults = r.nfaults > r.faults_max ? r.faults_max : r.nfaults;
	return r.nomem ? ERR_NOMEM : ERR_CONFIG;
}

static int
order_by_key(const void *key, const void *param)
{
	return str_cmp(str_from(key), ((const struct conf_param *)param)->name);
}

const struct conf_param *
conf_find(const struct conf *c, const char *name)
{
	if (c->count == 0)
		return NULL;
	return bsearch(
	    name, c->params, c->count, sizeof(c->params[0]), order_by_key);
}
