#include "tax_table_reader.h"

#include <string.h>

static bool
days_meet(int64_t from_a, int64_t until_a, int64_t from_b, int64_t until_b)
{
	return from_a <= until_b && from_b <= until_a;
}

static void
rates_check(struct tax_reader *r)
{
	const struct tax_table *t = r->table;

	for (size_t i = 1; i < t->nrates; i++) {
		const struct tax_rate *b = &t->rates[i];

		for (size_t j = 0; j < i; j++) {
			const struct tax_rate *a = &t->rates[j];

			if (a->class != b->class ||
			    strcmp(a->country, b->country) != 0 ||
			    !days_meet(a->from_day, a->until_day, b->from_day,
				b->until_day))
				continue;
			tax_table_fault(r, b->line,
			    "%s has another %s rate on some of these days, in "
			    "line %d; end one before the other begins",
			    b->country, tax_class_name(b->class), a->line);
			break;
		}
	}
}

static void
rules_check(struct tax_reader *r)
{
	const struct tax_table *t = r->table;

	for (size_t i = 1; i < t->nrules; i++) {
		const struct tax_rule *b = &t->rules[i];

		for (size_t j = 0; j < i; j++) {
			const struct tax_rule *a = &t->rules[j];

			if (a->relation != b->relation ||
			    a->class != b->class ||
			    strcmp(a->country, b->country) != 0 ||
			    !days_meet(a->from_day, a->until_day, b->from_day,
				b->until_day))
				continue;
			tax_table_fault(r, b->line,
			    "line %d rules the same on some of these days; "
			    "end one before the other begins",
			    a->line);
			break;
		}
	}
}

/* Each relation has a rule that holds for all, so that none is left open. */
static void
relations_check(struct tax_reader *r)
{
	for (int of = 0; of < TAX_RELATION__MAX; of++) {
		const struct tax_table *t = r->table;
		size_t i = 0;

		while (i < t->nrules &&
		    ((int)t->rules[i].relation != of ||
			t->rules[i].country[0] != '\0' ||
			t->rules[i].class != TAX_CLASS__MAX))
			i++;
		if (i == t->nrules)
			tax_table_fault(r, 0,
			    "no general rule says what is done in relation "
			    "%s; add one, as in: rule %s * * outside - -",
			    tax_relation_name((enum tax_relation)of),
			    tax_relation_name((enum tax_relation)of));
	}
}

static void
members_check(struct tax_reader *r)
{
	const struct tax_table *t = r->table;

	for (size_t i = 0; i < t->nmembers; i++) {
		const struct tax_country *c = &t->members[i];
		size_t j = 0;

		while (j < t->nrates &&
		    (t->rates[j].class != TAX_STANDARD ||
			strcmp(t->rates[j].country, c->code) != 0))
			j++;
		if (j == t->nrates)
			tax_table_fault(r, c->line,
			    "%s is in the union and has no standard rate; add "
			    "one, as in: rate %s standard 20%% 2026-01-01 -",
			    c->code, c->code);
	}
}

void
tax_table_check(struct tax_reader *r)
{
	rates_check(r);
	rules_check(r);
	relations_check(r);
	members_check(r);
}
