#include "act/listing_check.h"

#include "base/sys.h"
#include "listing_fault.h"

static void
warn(struct check *c, struct at at, const char *code, const char *detail)
{
	wire_fault_add(
	    c->a, c->warnings, str_from(at.text), code, "%s", detail);
}

static void
kind_check(struct check *c, struct at at, struct str s, enum text_kind kind,
    const char *detail)
{
	if (!str_empty(s) && !text_is(kind, s))
		listing_fault(c, at, "format", detail);
}

/* Markdown, which is shown whole or not at all. */
static void
markdown_check(struct check *c, struct at at, struct str s, bool required)
{
	if (required && str_empty(str_trim(s)))
		listing_fault(c, at, "required", "is missing");
	else if (s.n > MARKDOWN_MAX)
		listing_fault(c, at, "length", "is longer than 64 KiB");
}

/* Words are kept joined by commas, in a column that has its end. */
static void
words_check(struct check *c, const char *place, const struct wire_list *list)
{
	const struct str *words = list->items;
	size_t length = 0;

	for (size_t i = 0; i < list->n; i++) {
		struct at at = AT("%s/%zu", place, i);

		length += text_length(words[i]) + 1;
		if (text_length(words[i]) > LISTING_WORD_MAX)
			listing_fault(
			    c, at, "length", "must have 1 to 80 characters");
		else if (str_find(words[i], ',') < words[i].n ||
		    !text_name(words[i], SIZE_MAX))
			listing_fault(c, at, "format",
			    "must be a word or a few, without commas");
		for (size_t k = 0; k < i; k++) {
			if (str_eq(words[k], words[i])) {
				listing_fault(
				    c, at, "duplicate", "is there twice");
				break;
			}
		}
	}
	if (length > LISTING_WORDS_MAX)
		listing_fault(c, AT("%s", place), "length",
		    "are longer than 500 characters together");
}

static void
regions_check(struct check *c)
{
	const struct str *regions = c->l->regions.items;

	for (size_t i = 0; i < c->l->regions.n; i++) {
		if (!text_is(TEXT_COUNTRY, regions[i]) &&
		    !str_is(regions[i], "001"))
			listing_fault(c, AT("/regions/%zu", i), "format",
			    "must be two capitals such as DE, EU, or 001 for "
			    "the world");
	}
	words_check(c, "/regions", &c->l->regions);
}

static void
file_check(struct check *c, struct at at, struct str file)
{
	if (listing_media(c->found, file) == NULL)
		listing_fault(c, at, "not_found",
		    "is not a picture that you uploaded; upload it first");
}

static void
pictures_check(struct check *c)
{
	const struct wire_list *list = &c->l->screenshots;
	const struct listing_screenshot *s = list->items;

	if (str_empty(c->l->logo))
		warn(c, AT("/logo"), "required",
		    "is missing; lists show a letter in its place");
	else
		file_check(c, AT("/logo"), c->l->logo);
	for (size_t i = 0; i < list->n; i++) {
		file_check(c, AT("/screenshots/%zu/file", i), s[i].file);
		listing_name_check(c, AT("/screenshots/%zu/alt", i), s[i].alt);
		for (size_t k = 0; k < i; k++) {
			if (str_eq(s[k].file, s[i].file)) {
				listing_fault(c, AT("/screenshots/%zu/file", i),
				    "duplicate", "is there twice");
				break;
			}
		}
	}
}

static void
head_check(struct check *c)
{
	const struct listing_body *l = c->l;

	if (str_empty(l->category))
		listing_fault(c, AT("/category"), "required", "is missing");
	else if (!c->found->category)
		listing_fault(c, AT("/category"), "choice",
		    "is not a category of this marketplace");
	if (str_empty(str_trim(l->licence)) && l->agreements.n == 0)
		listing_fault(c, AT("/licence"), "required",
		    "is missing: name the licence, or add an agreement");
	kind_check(c, AT("/website"), l->website, TEXT_URL,
	    "must be an address like https://example.org/");
	kind_check(c, AT("/support_url"), l->support_url, TEXT_URL,
	    "must be an address like https://example.org/");
	kind_check(c, AT("/support_email"), l->support_email, TEXT_EMAIL,
	    "must be an e-mail address like name@example.org");
	if (str_empty(l->support_email) && !c->found->support)
		listing_fault(c, AT("/support_email"), "required",
		    "is missing, and your profile names none either");
	words_check(c, "/platforms", &l->platforms);
	regions_check(c);
	pictures_check(c);
}

static void
text_check(struct check *c, size_t i)
{
	const struct listing_text *all = c->l->texts.items, *t = &all[i];

	listing_locale_check(c, AT("/texts/%zu/locale", i), t->locale);
	listing_name_check(c, AT("/texts/%zu/name", i), t->name);
	listing_name_check(c, AT("/texts/%zu/summary", i), t->summary);
	markdown_check(
	    c, AT("/texts/%zu/description", i), t->description, true);
	words_check(c, AT("/texts/%zu/keywords", i).text, &t->keywords);
	for (size_t k = 0; k < i; k++) {
		if (str_eq(all[k].locale, t->locale)) {
			listing_fault(c, AT("/texts/%zu/locale", i),
			    "duplicate", "is there twice");
			return;
		}
	}
}

static void
texts_check(struct check *c)
{
	bool found = false;

	for (LISTING_EACH(text, t, &c->l->texts))
		found |= str_eq(t->locale, c->rules->locales[0]);
	if (!found)
		wire_fault_add(c->a, c->faults, STR("/texts"), "required",
		    "are missing in %.*s, the marketplace's first language",
		    STR_FMT(c->rules->locales[0]));
	for (size_t i = 0; i < c->l->texts.n; i++)
		text_check(c, i);
}

static void
agreements_check(struct check *c)
{
	const struct listing_agreement *g = c->l->agreements.items;

	for (size_t i = 0; i < c->l->agreements.n; i++) {
		listing_name_check(
		    c, AT("/agreements/%zu/title", i), g[i].title);
		listing_locale_check(
		    c, AT("/agreements/%zu/locale", i), g[i].locale);
		markdown_check(
		    c, AT("/agreements/%zu/text", i), g[i].text, true);
		for (size_t k = 0; k < i; k++) {
			if (str_eq(g[k].text, g[i].text)) {
				listing_fault(c, AT("/agreements/%zu/text", i),
				    "duplicate", "is there twice");
				break;
			}
		}
	}
}

static bool
is_day(struct check *c, struct str date)
{
	struct str time = arena_printf(c->a, "%.*sT00:00:00Z", STR_FMT(date));
	int64_t us;

	return time.p != NULL && date.n == 10 && time_parse(&us, time) == OK;
}

static void
releases_check(struct check *c)
{
	const struct listing_release *v = c->l->releases.items;

	for (size_t i = 0; i < c->l->releases.n; i++) {
		listing_name_check(
		    c, AT("/releases/%zu/version", i), v[i].version);
		markdown_check(
		    c, AT("/releases/%zu/notes", i), v[i].notes, false);
		if (!is_day(c, v[i].date))
			listing_fault(c, AT("/releases/%zu/date", i), "format",
			    "must be a day such as 2026-11-23");
		for (size_t k = 0; k < i; k++) {
			if (str_eq(v[k].version, v[i].version)) {
				listing_fault(c, AT("/releases/%zu/version", i),
				    "duplicate", "is there twice");
				break;
			}
		}
	}
}

void
listing_check(struct arena *a, struct wire_faults *faults,
    struct wire_faults *warnings, const struct listing_body *l,
    enum delivery_type delivery, const struct listing_rules *rules,
    const struct listing_found *found)
{
	struct check c = { a, faults, warnings, l, delivery, rules, found };

	faults->n = warnings->n = 0;
	texts_check(&c);
	head_check(&c);
	listing_plans_check(&c);
	listing_images_check(&c);
	if (delivery == DELIVERY_SERVICE)
		listing_modes_check(
		    &c, true, "must be one_time: a service is done once");
	agreements_check(&c);
	releases_check(&c);
}
