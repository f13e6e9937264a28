/*
 * Which tax a line bears.  The table (locale/tax_table.h, souk-tax(5)) says
 * the rates of countries and what is done between two of them; the ruling
 * follows from it, the two countries, the buyer's tax number, the line's
 * class and the day.  Rates are in 1/1000 %, days as in domain/days.h.
 */
#ifndef DOMAIN_TAX_H
#define DOMAIN_TAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* What is sold, as tax laws part it. */
enum tax_class {
	TAX_STANDARD,		/* what has no class of its own */
	TAX_DIGITAL,		/* supplied electronically: SaaS, licences */
	TAX_SERVICE,		/* done by people: setting up, training */
	TAX_REDUCED,		/* books and the like, at the reduced rate */
	TAX_EXEMPT,		/* free by law, as schooling may be */
	TAX_CLASS__MAX
};

/* How buyer and seller stand to each other. */
enum tax_relation {
	TAX_DOMESTIC,		/* the same country */
	TAX_UNION_BUSINESS,	/* both in the union, a number of valid form */
	TAX_UNION_CONSUMER,	/* both in the union, no such number */
	TAX_EXPORT,		/* one of them is not in it */
	TAX_RELATION__MAX
};

enum tax_treatment {
	TAX_AT_SELLER_RATE, TAX_AT_BUYER_RATE, TAX_REVERSED, TAX_FREED,
	TAX_NOT_IN_SCOPE, TAX_TREATMENT__MAX
};

enum tax_kind {
	TAX_NONE,		/* the site has no table: nothing is said */
	TAX_CHARGED, TAX_REVERSE_CHARGE, TAX_FREE, TAX_OUT_OF_SCOPE,
	TAX_KIND__MAX
};

enum { TAX_PERCENT = 1000, TAX_WHOLE = 100 * TAX_PERCENT };
#define TAX_DAY_MIN INT64_MIN	/* from ever */
#define TAX_DAY_MAX INT64_MAX	/* until further notice */

struct tax_rate {
	char country[3];
	enum tax_class class;
	int64_t rate_milli;		/* 19000 is 19 % */
	int64_t from_day, until_day;	/* both in force */
	int line;			/* of the file, for faults */
};

struct tax_rule {
	enum tax_relation relation;
	char country[3];		/* the buyer's; empty: any */
	enum tax_class class;		/* TAX_CLASS__MAX: any */
	enum tax_treatment treatment;
	int64_t from_day, until_day;
	int line;
};

struct tax_country {
	char code[3];
	int line;
};

struct tax_table {
	struct tax_rate *rates;
	size_t nrates;
	struct tax_rule *rules;
	size_t nrules;
	struct tax_country *members;	/* of the union */
	size_t nmembers;
};

struct tax_case {
	struct str seller_country, buyer_country; /* ISO 3166-1 alpha-2 */
	bool business;		/* tax_number_parse() took the buyer's */
	enum tax_class class;
	int64_t day;		/* in the site's time zone */
};

struct tax_ruling {
	enum tax_kind kind;
	int64_t rate_milli;	/* 0 but for TAX_CHARGED */
	const char *note;	/* key of the bill's sentence, or "" */
	char country[3];	/* whose tax is charged, or empty */
};

/*
 * Without a table (NULL) TAX_NONE.  The rule for country and class goes
 * before that for the country, that before the class's, that before the
 * general one; where a class has no rate, the standard one holds.
 * ERR_NOT_FOUND: a country is empty, or there is no rule, or no rate of
 * that country on that day.
 */
enum err tax_decide(struct tax_ruling *out, const struct tax_table *table,
    const struct tax_case *c) MUST_CHECK;

/* The rate of a country on a day, or NULL. */
const struct tax_rate *tax_rate_on(const struct tax_table *table,
    struct str country, enum tax_class class, int64_t day);

/*
 * Of the whole kind, as EN 16931 has it (UNCL5305): "S", "Z" (a rate of 0),
 * "AE", "E", "O".
 */
const char *tax_category(enum tax_kind kind, int64_t rate_milli);

/* "standard", "digital", ... as in the table and on the wire. */
const char *tax_class_name(enum tax_class c);
enum err tax_class_parse(enum tax_class *out, struct str s) MUST_CHECK;
/* "none", "standard", "reverse_charge", "exempt", "out_of_scope". */
const char *tax_kind_name(enum tax_kind k);
enum err tax_kind_parse(enum tax_kind *out, struct str s) MUST_CHECK;
/* "domestic", "union-business", "union-consumer", "export". */
const char *tax_relation_name(enum tax_relation r);
enum err tax_relation_parse(enum tax_relation *out, struct str s) MUST_CHECK;
/* "seller-rate", "buyer-rate", "reverse-charge", "exempt", "outside". */
const char *tax_treatment_name(enum tax_treatment t);
enum err tax_treatment_parse(enum tax_treatment *out, struct str s)
    MUST_CHECK;

enum { TAX_RATE_TEXT_MAX = 24 };
/* "19", "25.5", "8.1": per cent, without needless digits. */
struct str tax_rate_text(char out[TAX_RATE_TEXT_MAX], int64_t rate_milli);

#endif
