#include "locale/locale.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bounds.h"
#include "base/log.h"
#include "base/sys.h"
#include "plural.h"
#include "wire/tree.h"

enum {
	CATALOGUE_BYTES_MAX = 1024 * 1024,
	CATALOGUE_DEPTH_MAX = 6,
	CATALOGUE_TEXTS_MAX = 4096,
	SLOTS = 2 * CATALOGUE_TEXTS_MAX,
	CATALOGUE_ARENA_MAX = 16 * 1024 * 1024
};

struct text {
	struct str key;
	struct str value;
};

struct locale {
	const struct locales *all;
	struct str name;
	plural_fn plural;
	struct text *texts;
	size_t n;
	uint16_t *slots; /* SLOTS places of texts + 1, by hash; 0: free */
};

struct locales {
	struct arena *arena;
	struct locale at[LOCALES_MAX];
	size_t n;
};

/* One object of the catalogue on its way into the list. */
struct reading {
	struct arena *arena;
	struct locale *into;
	struct str prefix; /* with its final dot, or empty */
	struct str fault;
};

static enum err
text_read(struct str key, const struct node *value, void *arg)
{
	struct reading *r = arg;
	struct locale *l = r->into;
	struct str whole = arena_printf(
	    r->arena, "%.*s%.*s", STR_FMT(r->prefix), STR_FMT(key));
	struct str text;

	if (!whole.p)
		return ERR_NOMEM;
	if (node_type(value) == NODE_OBJECT) {
		struct reading inner = *r;

		inner.prefix = arena_printf(r->arena, "%s.", whole.p);
		if (!inner.prefix.p)
			return ERR_NOMEM;
		enum err e = node_each(value, text_read, &inner);
		r->fault = inner.fault;
		return e;
	}
	if (node_str(&text, value)) {
		r->fault = whole;
		return ERR_INVALID;
	}
	if (l->n == CATALOGUE_TEXTS_MAX) {
		r->fault = STR("more texts than CATALOGUE_TEXTS_MAX");
		return ERR_LIMIT;
	}
	l->texts[l->n].key = whole;
	l->texts[l->n].value = str_copy(r->arena, text);
	return l->texts[l->n++].value.p ? OK : ERR_NOMEM;
}

/* FNV-1a: where the key stands, or the free slot where it would. */
static uint16_t *
slot_of(const struct locale *l, struct str key)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * 1099511628211u;
	for (size_t i = (h ^ h >> 32) % SLOTS;; i = (i + 1) % SLOTS)
		if (l->slots[i] == 0 ||
		    str_eq(l->texts[l->slots[i] - 1].key, key))
			return &l->slots[i];
}

static enum err
tree_texts(struct arena *a, struct locale *l, const struct tree *tree,
    struct str *fault)
{
	struct reading r = { .arena = a, .into = l, .prefix = STR("") };

	l->texts = ARENA_NEWS(a, struct text, CATALOGUE_TEXTS_MAX);
	l->slots = ARENA_NEWS(a, uint16_t, SLOTS);
	if (!l->texts || !l->slots)
		return ERR_NOMEM;
	if (node_type(tree_root(tree)) != NODE_OBJECT) {
		*fault = STR("is not an object of texts");
		return ERR_INVALID;
	}
	enum err e = node_each(tree_root(tree), text_read, &r);
	*fault = r.fault;
	for (size_t i = 0; i < l->n; i++)
		*slot_of(l, l->texts[i].key) = (uint16_t)(i + 1);
	return e;
}

static enum err
catalogue_read(
    struct arena *a, struct locale *l, const char *path, struct str *fault)
{
	struct tree *tree;
	struct str json;
	enum err e = file_read(a, &json, path, CATALOGUE_BYTES_MAX, 0);

	if (e) {
		*fault = str_from(err_name(e));
		return e;
	}
	e = tree_parse(&tree, a, json, CATALOGUE_DEPTH_MAX, fault);
	if (e)
		return e;
	e = tree_texts(a, l, tree, fault);
	tree_close(tree);
	return e;
}

enum err
locales_open(struct locales **out, const char *dir, const struct str *names,
    size_t n, struct arena *a, struct str *why)
{
	struct arena *own = arena_open(CATALOGUE_ARENA_MAX);
	struct locales *all = own ? ARENA_NEW(own, struct locales) : NULL;

	*why = STR("");
	if (!all || n == 0 || n > LOCALES_MAX) {
		if (own)
			arena_close(own);
		return all ? ERR_LIMIT : ERR_NOMEM;
	}
	all->arena = own;
	for (all->n = 0; all->n < n; all->n++) {
		struct locale *l = &all->at[all->n];
		struct str fault = STR("");
		struct str path = arena_printf(
		    own, "%s/%.*s.json", dir, STR_FMT(names[all->n]));
		enum err e = ERR_NOMEM;

		l->all = all;
		l->name = str_copy(own, names[all->n]);
		l->plural = plural_of(names[all->n]);
		if (path.p && l->name.p)
			e = catalogue_read(own, l, path.p, &fault);
		if (!e)
			continue;
		*why = arena_printf(
		    a, "%s: %.*s", path.p ? path.p : dir, STR_FMT(fault));
		arena_close(own);
		return e;
	}
	*out = all;
	return OK;
}

void
locales_close(struct locales *all)
{
	if (all)
		arena_close(all->arena);
}

static struct str
language(struct str name)
{
	return str_sub(name, 0, str_find(name, '-'));
}

const struct locale *
locale_find(const struct locales *all, struct str name)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq_nocase(all->at[i].name, name))
			return &all->at[i];
	for (size_t i = 0; i < all->n; i++)
		if (str_eq_nocase(language(all->at[i].name), language(name)))
			return &all->at[i];
	return &all->at[0];
}

struct str
locale_name(const struct locale *l)
{
	return l->name;
}

const char *
locale_direction(const struct locale *l)
{
	static const char *const rtl[] = { "ar", "fa", "he", "ur", "yi" };

	for (size_t i = 0; i < sizeof(rtl) / sizeof(*rtl); i++)
		if (str_is(language(l->name), rtl[i]))
			return "rtl";
	return "ltr";
}

static const struct text *
text_find(const struct locale *l, struct str key)
{
	uint16_t place = *slot_of(l, key);

	return place > 0 ? &l->texts[place - 1] : NULL;
}

/* Of this locale, else of the fallback. */
static const struct text *
text_or_fallback(const struct locale *l, struct str key)
{
	const struct text *t = text_find(l, key);

	return t ? t : text_find(&l->all->at[0], key);
}

bool
locale_has(const struct locale *l, const char *key)
{
	return text_or_fallback(l, str_from(key)) != NULL;
}

struct str
locale_text(const struct locale *l, const char *key)
{
	static atomic_bool missed;
	const struct text *t = text_or_fallback(l, str_from(key));

	if (t)
		return t->value;
	/* Once a process: a mail in a loop would fill the log. */
	if (!atomic_exchange(&missed, true))
		log_error("text missing", "locale=%.*s key=%s",
		    STR_FMT(l->name), key);
	return str_from(key);
}

struct str
locale_plural(const struct locale *l, const char *key, int64_t n)
{
	char name[128];
	const struct text *t = NULL;
	int length = snprintf(name, sizeof(name), "%s.%s", key, l->plural(n));

	if (length > 0 && (size_t)length < sizeof(name))
		t = text_find(l, str_from(name));
	if (t)
		return t->value;
	length = snprintf(name, sizeof(name), "%s.other", key);
	if (length > 0 && (size_t)length < sizeof(name))
		return locale_text(l, name);
	return str_from(key);
}

void
locale_fill(struct buf *out, struct str text, const struct locale_arg *args,
    size_t nargs)
{
	while (text.n) {
		size_t open = str_find(text, '{');
		size_t close = str_find(text, '}');

		if (open == text.n || close == text.n || close < open) {
			buf_add(out, text);
			return;
		}
		struct str name = str_sub(text, open + 1, close - open - 1);
		size_t i = 0;

		while (i < nargs && !str_is(name, args[i].name))
			i++;
		buf_add(out, str_sub(text, 0, i < nargs ? open : close + 1));
		if (i < nargs)
			buf_add(out, args[i].value);
		text = str_sub(text, close + 1, text.n);
	}
}
