#include "ctl/import_rule.h"

#include <string.h>

#include "base/bounds.h"

void
reader_fault(
    struct reader *r, struct str field, struct str what, struct str mend)
{
	r->bad = true;
	import_fault(r->im, r->path, field, what, mend);
}

struct str
rule_form(enum text_kind kind)
{
	switch (kind) {
	case TEXT_SLUG:
		return STR("use a-z, 0-9 and single inner hyphens, at most 80");
	case TEXT_URL:
		return STR("write an absolute http or https URL");
	case TEXT_EMAIL:
		return STR("write an address such as help@example.org");
	case TEXT_COUNTRY:
		return STR("write two capitals, as in ISO 3166-1");
	case TEXT_CURRENCY:
		return STR("write three capitals, as in ISO 4217");
	case TEXT_LOCALE:
		return STR("write a language such as en or zh-CN");
	case TEXT_CODE:
		return STR("start with a-z, then a-z, 0-9 and _, at most 40");
	default:
		return STR("see souk-catalogue(5)");
	}
}

/* What is wrong with the characters of s, and the mend; .p NULL: nothing. */
static struct str
characters_fault(const struct rule *rule, struct str s, struct str *mend)
{
	if (!text_utf8(s)) {
		*mend = STR("save the file as UTF-8 text");
		return STR("is not UTF-8 text");
	}
	if (!text_plain(s, rule->type == RULE_LINES)) {
		*mend = rule->type == RULE_LINES
		    ? STR("only line feeds and tabs may stand in it")
		    : STR("write it in one line");
		return rule->type == RULE_LINES
		    ? STR("has control characters")
		    : STR("has a line break or a control character");
	}
	if (rule->type == RULE_NAME && !text_name(s, SIZE_MAX)) {
		*mend = STR("write it anew without them");
		return STR("has characters that are invisible or turn the "
			   "writing");
	}
	if (rule->type == RULE_KIND && !text_is(rule->kind, s)) {
		*mend = rule_form(rule->kind);
		return STR("is not of this form");
	}
	return STR_NONE;
}

/* A column of type TEXT holds one byte less than 64 KiB. */
static bool
length_fits(struct reader *r, const struct rule *rule, struct str s)
{
	struct str name = str_from(rule->name);

	if (rule->max > 0 && (int64_t)text_length(s) > rule->max)
		reader_fault(r, name, STR("is too long"),
		    arena_printf(r->im->a, "shorten it to %lld characters",
			(long long)rule->max));
	else if (s.n >= MARKDOWN_MAX)
		reader_fault(
		    r, name, STR("is too long"), STR("keep it below 64 KiB"));
	else
		return true;
	return false;
}

void
rule_text(struct reader *r, const struct rule *rule, struct str s, void *out)
{
	struct str fault, mend, name = str_from(rule->name);

	if (str_empty(str_trim(s))) {
		if (rule->required)
			reader_fault(
			    r, name, STR("is empty"), STR("fill it in"));
		return;
	}
	if (rule->type != RULE_LINES)
		s = str_trim(s);
	fault = characters_fault(rule, s, &mend);
	if (fault.p)
		reader_fault(r, name, fault, mend);
	else if (length_fits(r, rule, s))
		*(struct str *)(void *)((char *)out + rule->offset) = s;
}

static void
read_int(
    struct reader *r, const struct rule *rule, const struct node *n, void *out)
{
	struct str name = str_from(rule->name);
	int64_t v;

	if (node_i64(&v, n) != OK)
		reader_fault(r, name, STR("is not a whole number"),
		    STR("write it without quotes and without a fraction"));
	else if (v < rule->min || v > rule->max)
		reader_fault(r, name, STR("is out of range"),
		    arena_printf(r->im->a, "write %lld to %lld",
			(long long)rule->min, (long long)rule->max));
	else
		*(int64_t *)(void *)((char *)out + rule->offset) = v;
}

static void
read_value(
    struct reader *r, const struct rule *rule, const struct node *n, void *out)
{
	struct str s;

	if (rule->type == RULE_INT)
		read_int(r, rule, n, out);
	else if (node_str(&s, n) == OK)
		rule_text(r, rule, s, out);
	else
		reader_fault(r, str_from(rule->name), STR("is not a string"),
		    STR("put it in double quotes"));
}

static bool
is_left_out(const struct node *n)
{
	return node_type(n) == NODE_ABSENT || node_type(n) == NODE_NULL;
}

struct members {
	struct reader *r;
	const struct rule *rules;
	size_t nrules;
};

static enum err
check_member(struct str key, const struct node *value, void *arg)
{
	struct members *m = arg;

	(void)value;
	for (size_t i = 0; i < m->nrules; i++)
		if (str_is(key, m->rules[i].name))
			return OK;
	reader_fault(m->r, key, STR("is not a known member"),
	    STR("remove it, or mend its spelling"));
	return OK;
}

bool
rule_object(struct reader *r, const struct node *n, const struct rule *rules,
    size_t nrules, void *out)
{
	struct members m = { r, rules, nrules };

	if (node_type(n) != NODE_OBJECT) {
		reader_fault(r, STR(""), STR("is not an object"),
		    STR("write it in braces"));
		return false;
	}
	if (node_each(n, check_member, &m) != OK)
		r->err = ERR_BUG;
	for (size_t i = 0; i < nrules; i++) {
		const struct node *v = node_get(n, rules[i].name);

		if (is_left_out(v) && rules[i].required)
			reader_fault(r, str_from(rules[i].name),
			    STR("is missing"), STR("add it"));
		else if (!is_left_out(v) && rules[i].type != RULE_NESTED)
			read_value(r, &rules[i], v, out);
	}
	return true;
}

void
rule_member(struct reader *r, const struct node *parent, const char *name,
    const struct rule *rules, size_t nrules, void *out)
{
	const struct node *n = node_get(parent, name);
	struct str path = r->path;

	if (is_left_out(n))
		return;
	r->path = arena_printf(r->im->a, "%.*s/%s", STR_FMT(path), name);
	(void)rule_object(r, n, rules, nrules, out);
	r->path = path;
}

/* The member as a list of at most max items; NULL: it is none. */
static const struct node *
list_of(
    struct reader *r, const struct node *parent, const char *name, size_t max)
{
	const struct node *list = node_get(parent, name);

	if (is_left_out(list))
		return NULL;
	if (node_type(list) != NODE_ARRAY) {
		reader_fault(r, str_from(name), STR("is not a list"),
		    STR("write it in square brackets"));
		return NULL;
	}
	if (node_size(list) > max) {
		reader_fault(r, str_from(name), STR("has too many items"),
		    arena_printf(r->im->a, "leave at most %zu", max));
		return NULL;
	}
	return list;
}

void *
rule_list(struct reader *r, const struct node *parent, const char *name,
    size_t size, size_t max, rule_fn fn, size_t *count)
{
	const struct node *list = list_of(r, parent, name, max);
	struct str path = r->path;
	size_t n;
	char *items;

	*count = 0;
	if (!list)
		return NULL;
	n = node_size(list);
	items = arena_array(r->im->a, n, size);
	if (!items) {
		r->err = ERR_NOMEM;
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		r->path = arena_printf(
		    r->im->a, "%.*s/%s/%zu", STR_FMT(path), name, i);
		fn(r, node_at(list, i), items + i * size);
	}
	r->path = path;
	*count = n;
	return items;
}

struct str
rule_words(struct reader *r, const struct node *parent, const char *name,
    size_t max_bytes)
{
	const struct node *list = list_of(r, parent, name, max_bytes);
	struct str all = STR_NONE, s;

	for (size_t i = 0; list && i < node_size(list); i++) {
		if (node_str(&s, node_at(list, i)) != OK ||
		    !text_name(s, SIZE_MAX) || str_find(s, ',') < s.n) {
			reader_fault(r, str_from(name),
			    STR("has an item that is not a plain string"),
			    STR("strings in one line, without commas"));
			return STR_NONE;
		}
		s = str_trim(s);
		if (all.n + 2 + s.n > max_bytes) {
			reader_fault(r, str_from(name), STR("is too long"),
			    arena_printf(r->im->a,
				"keep it within %zu bytes in all", max_bytes));
			return STR_NONE;
		}
		all = arena_printf(r->im->a, "%.*s%s%.*s", STR_FMT(all),
		    i ? ", " : "", STR_FMT(s));
	}
	return all;
}

void
import_delivery(struct reader *r, enum delivery_type *out, struct str name)
{
	if (delivery_type_parse(out, name) != OK)
		reader_fault(r, STR("delivery"), STR("cannot be imported"),
		    STR("write image, saas, license or service"));
}

void
import_price_terms(
    struct reader *r, struct price *out, struct str mode, struct str currency)
{
	if (mode.p && billing_mode_parse(&out->mode, mode) != OK)
		reader_fault(r, STR("mode"), STR("is not a billing mode"),
		    STR("write one_time, monthly or yearly"));
	if (currency.p && currency_parse(&out->currency, currency) != OK)
		reader_fault(r, STR("currency"), STR("is not known here"),
		    rule_form(TEXT_CURRENCY));
}
