/*
 * What the members of a row may hold, for JSON objects and CSV columns
 * alike: a table of rules, each with its place in a struct.  What does not
 * fit is a fault of the row, and its place stays as it was.
 */
#ifndef CTL_IMPORT_RULE_H
#define CTL_IMPORT_RULE_H

#include <stddef.h>

#include "base/text.h"
#include "ctl/import.h"
#include "wire/tree.h"

enum rule_type {
	RULE_NAME,		/* struct str: text_name() */
	RULE_LINE,		/* struct str: one line */
	RULE_LINES,		/* struct str: may have \n and \t */
	RULE_KIND,		/* struct str: text_is(kind) */
	RULE_INT,		/* int64_t */
	RULE_NESTED		/* read by a function of its own */
};

struct rule {
	const char *name;
	enum rule_type type;
	bool required;
	int64_t min, max;	/* code points (max 0: the kind's), or numbers */
	enum text_kind kind;
	size_t offset;
};

#define RULE_TEXT_(of, member, how, need, most) \
	{ \
		.name = #member, .type = (how), .required = (need), \
		.max = (most), .offset = offsetof(of, member) \
	}
#define NAME(of, member, need, most) \
	RULE_TEXT_(of, member, RULE_NAME, need, most)
#define LINE(of, member, need, most) \
	RULE_TEXT_(of, member, RULE_LINE, need, most)
#define LINES(of, member, need, most) \
	RULE_TEXT_(of, member, RULE_LINES, need, most)
#define KIND(of, member, need, what) \
	{ \
		.name = #member, .type = RULE_KIND, .required = (need), \
		.kind = (what), .offset = offsetof(of, member) \
	}
#define LINK(of, member) \
	{ \
		.name = #member, .type = RULE_KIND, .kind = TEXT_URL, \
		.max = URL_MAX_CHARS, .offset = offsetof(of, member) \
	}
#define INT(of, member, need, least, most) \
	{ \
		.name = #member, .type = RULE_INT, .required = (need), \
		.min = (least), .max = (most), .offset = offsetof(of, member) \
	}
#define NESTED(member, need) \
	{ \
		.name = (member), .type = RULE_NESTED, .required = (need) \
	}
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Where the reading is. */
struct reader {
	struct import *im;
	struct str path;	/* "/products/3/plans/0" or "line 7" */
	bool bad;		/* the row at hand has a fault */
	enum err err;		/* ERR_NOMEM, ERR_BUG: the reading's own */
};

void reader_fault(struct reader *r, struct str field, struct str what,
    struct str mend);

/* The form that a kind of text has, as an order to the writer. */
struct str rule_form(enum text_kind kind);

/* s, trimmed but for RULE_LINES, into its place in out; empty is none. */
void rule_text(struct reader *r, const struct rule *rule, struct str s,
    void *out);

/*
 * The members of n into out, but for nested ones.  Members without a rule
 * are faults; null counts as left out.  false: n is no object.
 */
bool rule_object(struct reader *r, const struct node *n,
    const struct rule *rules, size_t nrules, void *out);

/* The same for the object that is the member name; it may be left out. */
void rule_member(struct reader *r, const struct node *parent,
    const char *name, const struct rule *rules, size_t nrules, void *out);

/* An array of objects, each read by fn into its place; NULL: none. */
typedef void (*rule_fn)(struct reader *r, const struct node *n, void *out);
void *rule_list(struct reader *r, const struct node *parent,
    const char *name, size_t size, size_t max, rule_fn fn, size_t *count);

/* A list of strings as one text, comma separated; .p NULL: none. */
struct str rule_words(struct reader *r, const struct node *parent,
    const char *name, size_t max_bytes);

/* Values that the domain names; .p NULL was a fault already. */
void import_delivery(struct reader *r, enum delivery_type *out,
    struct str name);
void import_price_terms(struct reader *r, struct price *out,
    struct str mode, struct str currency);

#endif
