#include "storefront/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/bounds.h"
#include "locale/format.h"

enum { WORDS_MAX = 4096 };

enum err
view_open(struct call *c, struct view *v)
{
	view_words(v, shop_of(c), shop_locale(c), c->arena);
	v->c = c;
	v->out = &c->reply->body;
	v->base = c->site->config.base_path;
	v->q = STR("");
	return shop_catalogue(c, &v->cat);
}

void
view_words(
    struct view *v, const struct shop *shop, size_t locale, struct arena *arena)
{
	*v = (struct view){ .arena = arena,
		.shop = shop,
		.locale = locale,
		.words = shop->locale[locale],
		.lang = shop->site->config.locales[locale] };
}

struct str
view_text(struct view *v, const char *key)
{
	return locale_text(v->words, key);
}

struct str
view_text_of(struct view *v, const char *prefix, const char *key)
{
	struct str full = arena_printf(v->arena, "%s%s", prefix, key);

	return full.p ? locale_text(v->words, full.p) : STR("");
}

/*
 * From right to left, what is put in keeps to itself (FSI, PDI), so that a
 * sum or a Latin name does not turn its neighbours round.
 */
static const struct locale_arg *
isolated(struct view *v, const struct locale_arg *args, size_t n)
{
	struct locale_arg *apart;

	if (strcmp(locale_direction(v->words), "rtl") != 0)
		return args;
	apart = ARENA_NEWS(v->arena, struct locale_arg, n);
	for (size_t i = 0; apart && i < n; i++)
		apart[i] = (struct locale_arg){ args[i].name,
			arena_printf(v->arena, "\u2068%.*s\u2069",
			    STR_FMT(args[i].value)) };
	return apart ? apart : args;
}

struct str
view_fill(
    struct view *v, struct str text, const struct locale_arg *args, size_t n)
{
	struct str s;
	struct buf b;

	buf_open(&b, WORDS_MAX);
	locale_fill(&b, text, isolated(v, args, n), n);
	s = str_copy(v->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

static struct str
fill(struct view *v, struct str text, const char *name, struct str value)
{
	struct locale_arg arg = { name, value };

	return view_fill(v, text, &arg, 1);
}

struct str
view_say(struct view *v, const char *key, const char *name, struct str value)
{
	return fill(v, locale_text(v->words, key), name, value);
}

struct str
view_number(struct view *v, int64_t n)
{
	struct str s;
	struct buf b;

	/* Nothing to group, whatever the locale. */
	if (n >= 0 && n < 1000)
		return arena_printf(v->arena, "%d", (int)n);

	buf_open(&b, WORDS_MAX);
	format_number(&b, v->lang, n);
	s = str_copy(v->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

struct str
view_count(struct view *v, const char *key, int64_t n)
{
	return fill(v, locale_plural(v->words, key, n), "n", view_number(v, n));
}

struct str
view_money(struct view *v, struct money m)
{
	struct str s;
	struct buf b;

	buf_open(&b, WORDS_MAX);
	format_money(&b, v->lang, m);
	s = str_copy(v->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

/* The catalogue's word for a well-known capacity, or the seller's own. */
static struct str
capacity_word(struct view *v, const struct capacity *k, const char *section)
{
	struct str key = arena_printf(
	    v->arena, "%s.%.*s", section, STR_FMT(k->code));

	return key.p && locale_has(v->words, key.p)
	    ? locale_text(v->words, key.p)
	    : k->unit;
}

struct str
view_capacity(struct view *v, const struct capacity *k)
{
	return capacity_word(v, k, "capacity");
}

struct str
view_capacity_unit(struct view *v, const struct capacity *k)
{
	return capacity_word(v, k, "capacity_unit");
}

struct str
view_link(struct view *v, const char *fmt, ...)
{
	struct arena *a = v->arena;
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	if (v->base.n > 0)
		s = arena_printf(a, "%.*s%.*s", STR_FMT(v->base), STR_FMT(s));
	if (v->locale > 0)
		s = arena_printf(a, "%.*s%clang=%.*s", STR_FMT(s),
		    str_find(s, '?') < s.n ? '&' : '?', STR_FMT(v->lang));
	return s;
}

struct str
view_url(struct view *v, struct str path, size_t locale)
{
	const struct site_config *config = &v->c->site->config;
	struct str root = config->public_url;

	if (str_ends(root, STR("/")))
		root.n--;
	if (locale == 0)
		return arena_printf(
		    v->arena, "%.*s%.*s", STR_FMT(root), STR_FMT(path));
	return arena_printf(v->arena, "%.*s%.*s%slang=%.*s", STR_FMT(root),
	    STR_FMT(path), str_find(path, '?') < path.n ? "&" : "?",
	    STR_FMT(config->locales[locale]));
}

static void
put_alternates(struct view *v, const struct view_meta *m)
{
	const struct site_config *config = &v->c->site->config;

	HTML(v->out, "<link rel=\"canonical\" href=\"{h}\">\n",
	    view_url(v, m->path, v->locale));
	for (size_t i = 0; i < config->nlocales && config->nlocales > 1; i++)
		HTML(v->out,
		    "<link rel=\"alternate\" hreflang=\"{a}\" "
		    "href=\"{h}\">\n",
		    config->locales[i], view_url(v, m->path, i));
	if (config->nlocales > 1)
		HTML(v->out,
		    "<link rel=\"alternate\" hreflang=\"x-default\" "
		    "href=\"{h}\">\n",
		    view_url(v, m->path, 0));
}

static void
put_open_graph(struct view *v, const struct view_meta *m)
{
	HTML(v->out,
	    "<meta property=\"og:site_name\" content=\"{a}\">\n"
	    "<meta property=\"og:type\" content=\"{a}\">\n"
	    "<meta property=\"og:title\" content=\"{a}\">\n"
	    "<meta property=\"og:description\" content=\"{a}\">\n"
	    "<meta property=\"og:url\" content=\"{h}\">\n"
	    "<meta property=\"og:locale\" content=\"{a}\">\n",
	    v->c->site->config.name, str_from(m->type ? m->type : "website"),
	    m->title, m->description, view_url(v, m->path, v->locale), v->lang);
	if (m->image.p)
		HTML(v->out, "<meta property=\"og:image\" content=\"{h}\">\n",
		    view_url(v, m->image, 0));
}

static void
put_preloads(struct view *v, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		HTML(v->out,
		    "<link rel=\"modulepreload\" "
		    "href=\"{h}js/{a}.js\">\n",
		    v->shop->assets, str_from(names[i]));
}

static void
put_script(struct view *v, const char *name)
{
	static const char *const common[] = { "site", "api", "i18n" };
	static const char *const product[] = { "configurator", "gallery",
		"money", "servers" };

	if (!v->shop->bundled) {
		put_preloads(v, common, sizeof(common) / sizeof(*common));
		if (strcmp(name, "product") == 0)
			put_preloads(
			    v, product, sizeof(product) / sizeof(*product));
	}
	HTML(v->out,
	    "<script type=\"module\" "
	    "src=\"{h}js/screens/{a}.js\"></script>\n",
	    v->shop->assets, str_from(name));
}

/* The header's two holes, which differ from request to request. */
static void
put_header(struct view *v)
{
	static const struct str q = { "{{q}}", 5 };
	static const struct str categories = { "{{categories}}", 14 };
	struct str text = v->shop->parts[v->locale].header;
	size_t from = 0;

	for (;;) {
		struct str rest = str_sub(
		    text, from, str_find(str_sub(text, from, text.n), '{'));

		buf_add(v->out, rest);
		from += rest.n;
		rest = str_sub(text, from, text.n);
		if (rest.n == 0)
			return;
		if (str_starts(rest, q)) {
			html_attr(v->out, v->q);
			from += q.n;
		} else if (str_starts(rest, categories)) {
			buf_add(v->out, v->cat->categories_html[v->locale]);
			from += categories.n;
		} else {
			buf_add_char(v->out, '{');
			from++;
		}
	}
}

void
view_head(struct view *v, const struct view_meta *m)
{
	HTML(v->out,
	    "<!DOCTYPE html>\n<html lang=\"{a}\" dir=\"{a}\">\n"
	    "<head>\n<meta charset=\"utf-8\">\n<title>{t} – {t}</title>\n",
	    v->lang, str_from(locale_direction(v->words)), m->title,
	    v->c->site->config.name);
	if (!str_empty(m->description))
		HTML(v->out, "<meta name=\"description\" content=\"{a}\">\n",
		    m->description);
	if (m->no_index)
		buf_add(v->out,
		    STR("<meta name=\"robots\" "
			"content=\"noindex\">\n"));
	if (!str_empty(m->path)) {
		put_alternates(v, m);
		put_open_graph(v, m);
	}
	if (m->json_ld.p)
		HTML(v->out,
		    "<script type=\"application/ld+json\">{r}"
		    "</script>\n",
		    m->json_ld);
	buf_add(v->out, v->shop->parts[v->locale].head);
	put_script(v, m->script ? m->script : "public");
	buf_add(v->out, STR("</head>\n<body>\n"));
	put_header(v);
}

void
view_foot(struct view *v, struct str data)
{
	if (data.p)
		buf_add(v->out, data);
	buf_add(v->out, v->shop->parts[v->locale].footer);
	buf_add(v->out, STR("</body>\n</html>\n"));
}

enum err
view_send(struct view *v, int status)
{
	v->c->reply->status = status;
	v->c->reply->content_type = "text/html; charset=utf-8";
	return buf_err(v->out);
}
