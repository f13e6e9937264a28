#include "domain/tax.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const class_names[TAX_CLASS__MAX] = {
	[TAX_STANDARD] = "standard",
	[TAX_DIGITAL] = "digital",
	[TAX_SERVICE] = "service",
	[TAX_REDUCED] = "reduced",
	[TAX_EXEMPT] = "exempt",
};

static const char *const relation_names[TAX_RELATION__MAX] = {
	[TAX_DOMESTIC] = "domestic",
	[TAX_UNION_BUSINESS] = "union-business",
	[TAX_UNION_CONSUMER] = "union-consumer",
	[TAX_EXPORT] = "export",
};

static const char *const treatment_names[TAX_TREATMENT__MAX] = {
	[TAX_AT_SELLER_RATE] = "seller-rate",
	[TAX_AT_BUYER_RATE] = "buyer-rate",
	[TAX_REVERSED] = "reverse-charge",
	[TAX_FREED] = "exempt",
	[TAX_NOT_IN_SCOPE] = "outside",
};

static const char *const kind_names[TAX_KIND__MAX] = {
	[TAX_NONE] = "none",
	[TAX_CHARGED] = "standard",
	[TAX_REVERSE_CHARGE] = "reverse_charge",
	[TAX_FREE] = "exempt",
	[TAX_OUT_OF_SCOPE] = "out_of_scope",
};

static enum err
name_find(unsigned *out, const char *const *names, unsigned n, struct str s)
{
	for (*out = 0; *out < n; ++*out) {
		if (str_is(s, names[*out]))
			return OK;
	}
	return ERR_INVALID;
}

const char *
tax_class_name(enum tax_class c)
{
	assert(c < TAX_CLASS__MAX);
	return class_names[c];
}

enum err
tax_class_parse(enum tax_class *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, class_names, TAX_CLASS__MAX, s);

	if (e == OK)
		*out = (enum tax_class)i;
	return e;
}

const char *
tax_kind_name(enum tax_kind k)
{
	assert(k < TAX_KIND__MAX);
	return kind_names[k];
}

enum err
tax_kind_parse(enum tax_kind *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, kind_names, TAX_KIND__MAX, s);

	if (e == OK)
		*out = (enum tax_kind)i;
	return e;
}

const char *
tax_relation_name(enum tax_relation r)
{
	assert(r < TAX_RELATION__MAX);
	return relation_names[r];
}

enum err
tax_relation_parse(enum tax_relation *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, relation_names, TAX_RELATION__MAX, s);

	if (e == OK)
		*out = (enum tax_relation)i;
	return e;
}

const char *
tax_treatment_name(enum tax_treatment t)
{
	assert(t < TAX_TREATMENT__MAX);
	return treatment_names[t];
}

enum err
tax_treatment_parse(enum tax_treatment *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, treatment_names, TAX_TREATMENT__MAX, s);

	if (e == OK)
		*out = (enum tax_treatment)i;
	return e;
}

const char *
tax_category(enum tax_kind kind, int64_t rate_milli)
{
	switch (kind) {
	case TAX_REVERSE_CHARGE:
		return "AE";
	case TAX_FREE:
		return "E";
	case TAX_CHARGED:
		return rate_milli > 0 ? "S" : "Z";
	default:
		return "O";
	}
}

struct str
tax_rate_text(char out[TAX_RATE_TEXT_MAX], int64_t rate_milli)
{
	int n = snprintf(out, TAX_RATE_TEXT_MAX, "%" PRId64 ".%03" PRId64,
	    rate_milli / TAX_PERCENT, rate_milli % TAX_PERCENT);

	assert(n > 0 && n < TAX_RATE_TEXT_MAX && rate_milli >= 0);
	while (out[n - 1] == '0')
		n--;
	if (out[n - 1] == '.')
		n--;
	return (struct str){ out, (size_t)n };
}

static bool
member(const struct tax_table *t, struct str country)
{
	for (size_t i = 0; i < t->nmembers; i++) {
		if (str_is(country, t->members[i].code))
			return true;
	}
	return false;
}

static enum tax_relation
relation_of(const struct tax_table *t, const struct tax_case *c)
{
	if (str_eq(c->seller_country, c->buyer_country))
		return TAX_DOMESTIC;
	if (!member(t, c->seller_country) || !member(t, c->buyer_country))
		return TAX_EXPORT;
	return c->business ? TAX_UNION_BUSINESS : TAX_UNION_CONSUMER;
}

/* How closely the rule speaks of the case; -1: not of it at all. */
static int
closeness(
    const struct tax_rule *r, const struct tax_case *c, enum tax_relation of)
{
	bool any_country = r->country[0] == '\0';
	bool any_class = r->class == TAX_CLASS__MAX;

	if (r->relation != of || c->day < r->from_day || c->day > r->until_day)
		return -1;
	if (!any_country && !str_is(c->buyer_country, r->country))
		return -1;
	if (!any_class && r->class != c->class)
		return -1;
	return (any_country ? 0 : 2) + (any_class ? 0 : 1);
}

static const struct tax_rule *
rule_for(const struct tax_table *t, const struct tax_case *c,
    enum tax_relation relation)
{
	const struct tax_rule *best = NULL;
	int closest = -1;

	for (size_t i = 0; i < t->nrules; i++) {
		int close = closeness(&t->rules[i], c, relation);

		if (close > closest) {
			closest = close;
			best = &t->rules[i];
		}
	}
	return best;
}

static const struct tax_rate *
rate_of(const struct tax_table *t, struct str country, enum tax_class class,
    int64_t day)
{
	for (size_t i = 0; i < t->nrates; i++) {
		const struct tax_rate *r = &t->rates[i];

		if (r->class == class && str_is(country, r->country) &&
		    day >= r->from_day && day <= r->until_day)
			return r;
	}
	return NULL;
}

const struct tax_rate *
tax_rate_on(const struct tax_table *table, struct str country,
    enum tax_class class, int64_t day)
{
	const struct tax_rate *r = rate_of(table, country, class, day);

	return r != NULL ? r : rate_of(table, country, TAX_STANDARD, day);
}

static enum err
charge(struct tax_ruling *out, const struct tax_table *t, struct str country,
    const struct tax_case *c)
{
	const struct tax_rate *r = tax_rate_on(t, country, c->class, c->day);

	if (r == NULL)
		return ERR_NOT_FOUND;
	*out = (struct tax_ruling){
		.kind = TAX_CHARGED, .rate_milli = r->rate_milli, .note = ""
	};
	memcpy(out->country, r->country, sizeof(out->country));
	return OK;
}

static enum err
uncharged(struct tax_ruling *out, enum tax_kind kind, const char *note)
{
	*out = (struct tax_ruling){ .kind = kind, .note = note };
	return OK;
}

enum err
tax_decide(struct tax_ruling *out, const struct tax_table *table,
    const struct tax_case *c)
{
	enum tax_relation relation;
	const struct tax_rule *rule;

	if (table == NULL)
		return uncharged(out, TAX_NONE, "");
	if (c->seller_country.n == 0 || c->buyer_country.n == 0)
		return ERR_NOT_FOUND;
	relation = relation_of(table, c);
	rule = rule_for(table, c, relation);
	if (rule == NULL)
		return ERR_NOT_FOUND;
	if (rule->treatment == TAX_NOT_IN_SCOPE)
		return uncharged(out, TAX_OUT_OF_SCOPE, "outside_scope");
	if (rule->treatment == TAX_FREED || c->class == TAX_EXEMPT)
		return uncharged(out, TAX_FREE, "exempt");
	if (rule->treatment == TAX_REVERSED)
		return uncharged(out, TAX_REVERSE_CHARGE,
		    relation == TAX_UNION_BUSINESS ? "article_196"
						   : "reverse_charge");
	return charge(out, table,
	    rule->treatment == TAX_AT_SELLER_RATE ? c->seller_country
						  : c->buyer_country,
	    c);
}
