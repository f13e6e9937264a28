#include "storefront/shop.h"

#include <stdlib.h>
#include <string.h>

#include "app/serve.h"
#include "app/texts.h"
#include "base/log.h"
#include "base/sys.h"
#include "html/html.h"
#include "html/markdown.h"
#include "storefront/list.h"
#include "storefront/refresh.h"

enum { SHOP_BYTES_MAX = 16 * 1024 * 1024, PART_BYTES_MAX = 64 * 1024 };

struct shop *
shop_of(const struct call *c)
{
	return c->site->program;
}

static enum err
words_open(struct shop *s)
{
	const struct site_config *config = &s->site->config;
	enum err e = texts_open(&s->texts, s->site, s->arena);

	for (size_t i = 0; e == OK && i < config->nlocales; i++)
		s->locale[i] = locale_find(s->texts, config->locales[i]);
	return e;
}

/* What a hole of a part stands for, but for those of each request. */
static bool
hole_fill(struct shop *s, struct buf *out, struct str name, size_t locale)
{
	const struct site_config *config = &s->site->config;
	const char *key;

	if (str_is(name, "q") || str_is(name, "categories"))
		return false;
	if (str_is(name, "base"))
		html_attr(out, config->base_path);
	else if (str_is(name, "brand"))
		html_attr(out, config->name);
	else if (str_is(name, "lang"))
		html_attr(out, config->locales[locale]);
	else if (str_is(name, "test") && config->payment != PAY_SANDBOX)
		buf_add(out, STR("hidden"));
	else if (str_starts(name, STR("t:"))) {
		key = str_cstr(s->arena, str_sub(name, 2, name.n));
		html_attr(
		    out, key ? locale_text(s->locale[locale], key) : STR(""));
	}
	return true;
}

static enum err
part_fill(struct shop *s, struct str *out, struct str text, size_t locale)
{
	struct buf b;
	enum err e;

	buf_open(&b, PART_BYTES_MAX);
	while (text.n > 0) {
		size_t open = 0, close;

		while (open < text.n &&
		    !str_starts(str_sub(text, open, 2), STR("{{")))
			open++;
		buf_add(&b, str_sub(text, 0, open));
		text = str_sub(text, open, text.n);
		close = str_find(text, '}');
		if (close + 2 > text.n)
			break;
		if (!hole_fill(s, &b, str_sub(text, 2, close - 2), locale))
			buf_add(&b, str_sub(text, 0, close + 2));
		text = str_sub(text, close + 2, text.n);
	}
	e = buf_err(&b);
	*out = str_copy(s->arena, buf_str(&b));
	buf_close(&b);
	return e == OK && !out->p ? ERR_NOMEM : e;
}

static enum err
part_open(struct shop *s, const char *name, size_t offset)
{
	struct str path = arena_printf(
	    s->arena, "%s/parts/%s.html", serve_www(), name);
	struct str text;
	enum err e;

	if (!path.p)
		return ERR_NOMEM;
	e = file_read(s->arena, &text, path.p, PART_BYTES_MAX, 0);
	if (e != OK)
		log_error(
		    "a part of the pages cannot be read", "file=%s", path.p);
	for (size_t l = 0; e == OK && l < s->site->config.nlocales; l++) {
		char *parts = (char *)&s->parts[l];

		e = part_fill(
		    s, (struct str *)(void *)(parts + offset), text, l);
	}
	return e;
}

/* The assets' address is said by the head part, which is rewritten at
 * install. */
static void
assets_find(struct shop *s)
{
	static const char mark[] = "data-assets=\"";
	struct str head = s->parts[0].head;
	const char *at = head.p ? strstr(head.p, mark) : NULL;
	struct str rest;

	s->bundled = at && strstr(at, "data-bundled");
	if (!at) {
		s->assets = arena_printf(s->arena, "%.*s/assets/",
		    STR_FMT(s->site->config.base_path));
		return;
	}
	rest = str_from(at + sizeof(mark) - 1);
	s->assets = str_sub(rest, 0, str_find(rest, '"'));
}

static enum err
stamp_make(struct shop *s)
{
	struct str all[3 * LOCALES_MAX + 1];
	char hex[HASH_HEX + 1];
	size_t n = 0;

	for (size_t l = 0; l < s->site->config.nlocales; l++) {
		all[n++] = s->parts[l].head;
		all[n++] = s->parts[l].header;
		all[n++] = s->parts[l].footer;
	}
	all[n++] = STR(PACKAGE_VERSION);
	hash_hex(hex, hash_sha256_parts(all, n));
	s->stamp = str_copy(s->arena, (struct str){ hex, 8 });
	return s->stamp.p ? OK : ERR_NOMEM;
}

static enum err
refresh_start(struct shop *s)
{
	const struct site_config *site = &s->site->config;
	struct catalogue_config *config = ARENA_NEW(
	    s->arena, struct catalogue_config);

	if (!config)
		return ERR_NOMEM;
	*config = (struct catalogue_config){ .locales = site->locales,
		.nlocales = site->nlocales,
		.currency = site->currency,
		.markdown = markdown_html,
		.menu = menu_write,
		.value = list_value_json,
		.arg = s };
	return refresh_open(&s->refresh, s->site->pool, config);
}

enum err
shop_open(struct site *site)
{
	struct arena *a = arena_open(SHOP_BYTES_MAX);
	struct shop *s = a ? ARENA_NEW(a, struct shop) : NULL;
	enum err e;

	if (!s) {
		if (a)
			arena_close(a);
		return ERR_NOMEM;
	}
	s->site = site;
	s->arena = a;
	pthread_mutex_init(&s->titles.lock, NULL);
	site->program = s;
	e = words_open(s);
	if (e == OK)
		e = part_open(s, "head", offsetof(struct shop_parts, head));
	if (e == OK)
		e = part_open(s, "header", offsetof(struct shop_parts, header));
	if (e == OK)
		e = part_open(s, "footer", offsetof(struct shop_parts, footer));
	if (e == OK) {
		assets_find(s);
		e = stamp_make(s);
	}
	if (e == OK)
		e = refresh_start(s);
	if (e != OK)
		shop_close(site);
	return e;
}

void
shop_close(struct site *site)
{
	struct shop *s = site->program;

	site->program = NULL;
	if (!s)
		return;
	refresh_close(s->refresh);
	pthread_mutex_destroy(&s->titles.lock);
	locales_close(s->texts);
	arena_close(s->arena);
}

enum err
shop_ready(struct site *site, struct str *why)
{
	struct shop *s = site->program;
	struct catalogue *c = s ? refresh_catalogue(s->refresh) : NULL;

	if (!c) {
		*why = STR("the catalogue has not been read yet");
		return ERR_UNAVAILABLE;
	}
	catalogue_unref(c);
	return OK;
}

void
shop_metrics(struct site *site, struct buf *out)
{
	struct shop *s = site->program;
	struct catalogue *c = s ? refresh_catalogue(s->refresh) : NULL;

	if (!c)
		return;
	buf_addf(out,
	    "souk_catalogue_products{site=\"%.*s\"} %zu\n"
	    "souk_catalogue_revision{site=\"%.*s\"} %lld\n",
	    STR_FMT(site->config.site), c->nlisted, STR_FMT(site->config.site),
	    (long long)c->revision);
	catalogue_unref(c);
}

static void
catalogue_release(void *arg)
{
	catalogue_unref(arg);
}

enum err
shop_catalogue(struct call *c, const struct catalogue **out)
{
	struct catalogue *cat;

	if (c->reply->release == catalogue_release) {
		*out = c->reply->release_arg;
		return OK;
	}
	cat = refresh_catalogue(shop_of(c)->refresh);
	if (!cat)
		return ERR_UNAVAILABLE;
	c->reply->release = catalogue_release;
	c->reply->release_arg = cat;
	*out = cat;
	return OK;
}

size_t
shop_locale(const struct call *c)
{
	const struct site_config *config = &c->site->config;
	struct str lang = request_query(c->request, "lang");

	for (size_t i = 0; i < config->nlocales; i++)
		if (str_eq(config->locales[i], lang))
			return i;
	return 0;
}

enum err
shop_cached(struct call *c, const struct catalogue *cat, bool *done)
{
	struct str locale = c->site->config.locales[shop_locale(c)];
	struct str etag = arena_printf(c->arena, "r%lld-%.*s-%.*s",
	    (long long)cat->revision, STR_FMT(locale),
	    STR_FMT(shop_of(c)->stamp));

	if (!etag.p)
		return ERR_NOMEM;
	reply_header(c->reply, "Cache-Control", STR("no-cache"));
	return call_not_modified(c, etag, done);
}
