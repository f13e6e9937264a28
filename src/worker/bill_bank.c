/* Where transfers go to: what BANK_DETAILS says, taken apart. */
#include <string.h>

#include "base/buf.h"
#include "bill_paper.h"
#include "domain/iban.h"

/* "DE02 1203 0000 0000 2020 51" */
static struct str
in_groups(struct arena *a, const char *iban)
{
	struct buf b;
	struct str out;

	buf_open(&b, IBAN_MAX * 2);
	for (size_t i = 0; iban[i] != '\0'; i++) {
		if (i > 0 && i % 4 == 0)
			buf_add_char(&b, ' ');
		buf_add_char(&b, iban[i]);
	}
	out = str_copy(a, buf_str(&b));
	buf_close(&b);
	return out;
}

static bool
parts(char c)
{
	return memchr(" ,;:.\t\n\r", c, 8) != NULL;
}

/* The text without that piece, and without what parted it from the next. */
static enum err
cut(struct arena *a, struct str *text, size_t at, size_t n)
{
	struct str before = str_sub(*text, 0, at);
	struct str after = str_sub(*text, at + n, text->n);

	while (before.n > 0 && parts(before.p[before.n - 1]))
		before.n--;
	while (after.n > 0 && parts(after.p[0]))
		after = str_sub(after, 1, after.n);
	*text = arena_printf(a, "%.*s%s%.*s", STR_FMT(before),
	    before.n > 0 && after.n > 0 ? ", " : "", STR_FMT(after));
	return text->p != NULL ? OK : ERR_NOMEM;
}

enum err
bill_bank(struct arena *a, struct paper_bank *out, struct str details)
{
	struct iban iban;
	struct bic bic;
	struct str rest = details;
	enum err e;

	*out = (struct paper_bank){ .account = STR_NONE };
	if (iban_find(&iban, rest) != OK)
		return OK;
	out->account = in_groups(a, iban.text);
	e = cut(a, &rest, iban.at, iban.n);
	if (e == OK && bic_find(&bic, rest) == OK) {
		out->bic = str_copy(a, str_from(bic.text));
		e = cut(a, &rest, bic.at, bic.n);
		if (out->bic.p == NULL)
			e = ERR_NOMEM;
	}
	out->bank = rest;
	return e == OK && out->account.p == NULL ? ERR_NOMEM : e;
}
