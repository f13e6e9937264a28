#include "catalog/index.h"

struct str
index_word(const struct index *x, uint32_t word)
{
	return (struct str){ x->text + x->text_at[word],
		x->text_at[word + 1] - x->text_at[word] };
}

/* The first word from lo on that is not below prefix, or has it no more. */
static uint32_t
bound(const struct index *x, uint32_t lo, struct str prefix, bool past)
{
	uint32_t hi = (uint32_t)x->nwords;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		struct str w = index_word(x, mid);

		if (str_cmp(w, prefix) < 0 || (past && str_starts(w, prefix)))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint32_t
index_find(const struct index *x, struct str text)
{
	uint32_t at = bound(x, 0, text, false);

	return at < x->nwords && str_eq(index_word(x, at), text) ? at : NO_WORD;
}

void
index_prefix(
    const struct index *x, struct str prefix, uint32_t *from, uint32_t *to)
{
	*from = bound(x, 0, prefix, false);
	*to = bound(x, *from, prefix, true);
}

/* 26 bits for a to z; what is not one of them shares the other six. */
uint32_t
index_letters(struct str word)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < word.n; i++) {
		unsigned char c = (unsigned char)word.p[i];

		bits |= 1u << (c >= 'a' && c <= 'z' ? c - 'a' : 26 + c % 6);
	}
	return bits;
}
