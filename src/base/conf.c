#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/sys.h"
#include "base/text.h"
#include "conf_reader.h"

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
