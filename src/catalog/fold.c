#include "catalog/fold.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* C11 6.7.4: where they are not inlined. */
extern inline uint32_t fold_decode(struct str s, size_t i, size_t *n);
extern inline enum fold_kind fold_kind(uint32_t c);

uint32_t
fold_decode_wide(struct str s, size_t i, size_t *n)
{
	ucs4_t c;

	*n = (size_t)u8_mbtouc(&c, (const uint8_t *)s.p + i, s.n - i);
	return c;
}

struct range {
	uint32_t from, to;
	enum fold_kind kind;
};

/* Ascending; what is in none of them is asked of the Unicode tables. */
static const struct range ranges[] = {
	{ 0x0080, 0x00a9, FOLD_GAP },
	{ 0x00c0, 0x00d6, FOLD_WORD },
	{ 0x00d8, 0x00f6, FOLD_WORD },
	{ 0x00f8, 0x024f, FOLD_WORD },
	{ 0x0e01, 0x0e4e, FOLD_PAIR },	 /* Thai */
	{ 0x0e81, 0x0ece, FOLD_PAIR },	 /* Lao */
	{ 0x1000, 0x1049, FOLD_PAIR },	 /* Myanmar */
	{ 0x1100, 0x11ff, FOLD_COMPAT }, /* Hangul letters */
	{ 0x1780, 0x17d3, FOLD_PAIR },	 /* Khmer */
	{ 0x2000, 0x206f, FOLD_GAP },
	{ 0x3000, 0x3004, FOLD_GAP },
	{ 0x3041, 0x3096, FOLD_PAIR }, /* kana */
	{ 0x3099, 0x309a, FOLD_COMPAT },
	{ 0x30a1, 0x30fa, FOLD_PAIR },
	{ 0x30fc, 0x30fe, FOLD_PAIR },
	{ 0x3131, 0x318e, FOLD_COMPAT },
	{ 0x31f0, 0x31ff, FOLD_PAIR },
	{ 0x3400, 0x4dbf, FOLD_PAIR }, /* Han */
	{ 0x4e00, 0x9fff, FOLD_PAIR },
	{ 0xac00, 0xd7a3, FOLD_PAIR }, /* Hangul */
	{ 0xf900, 0xfaff, FOLD_COMPAT },
	{ 0xff66, 0xffdc, FOLD_COMPAT },
	{ 0x20000, 0x2f7ff, FOLD_PAIR },
	{ 0x2f800, 0x2fa1f, FOLD_COMPAT },
	{ 0x30000, 0x3ffff, FOLD_PAIR },
};

enum fold_kind
fold_kind_wide(uint32_t c)
{
	size_t lo = 0, hi = sizeof(ranges) / sizeof(*ranges);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c > ranges[mid].to)
			lo = mid + 1;
		else if (c < ranges[mid].from)
			hi = mid;
		else
			return ranges[mid].kind;
	}
	return uc_is_general_category_withtable(c,
		   UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_M)
	    ? FOLD_WORD
	    : FOLD_GAP;
}

/* What of the run stands in words; NFKC makes "1/2" of one character. */
static size_t
keep_words(char *out, size_t size, struct str s)
{
	size_t used = 0, n;

	for (size_t i = 0; i < s.n; i += n) {
		uint32_t c = fold_decode(s, i, &n);

		if (fold_kind(c) == FOLD_GAP)
			continue;
		if (used + n > size)
			break;
		memcpy(out + used, s.p + i, n);
		used += n;
	}
	return used;
}

enum err
fold_word(char *out, size_t *n, size_t size, struct str s)
{
	uint8_t room[512];
	size_t folded_n = sizeof(room);
	uint8_t *folded = u8_casefold(
	    (const uint8_t *)s.p, s.n, NULL, UNINORM_NFKC, room, &folded_n);

	if (!folded)
		return ERR_NOMEM;
	*n = keep_words(
	    out, size, (struct str){ (const char *)folded, folded_n });
	if (folded != room)
		free(folded);
	return OK;
}

/*
 * Marks that distinguish letters in European typing habits only: those of
 * Cyrillic (й), Indic or Arabic words are part of the spelling.
 */
static bool
takes_marks(uint32_t c)
{
	return c < 0x250 || (c >= 0x370 && c < 0x400) ||
	    (c >= 0x1e00 && c < 0x2000);
}

/* Letters whose stroke is a part of them, not a mark. */
static uint32_t
without_stroke(uint32_t c)
{
	switch (c) {
	case 0xf8: /* o */
		return 'o';
	case 0x111: /* d */
		return 'd';
	case 0x131: /* i without its dot */
		return 'i';
	case 0x142: /* l */
		return 'l';
	default:
		return c;
	}
}

enum err
fold_marks(char *out, size_t *n, size_t size, bool *marks, struct str s)
{
	uint8_t room[512];
	size_t len = sizeof(room), used = 0, k;
	bool strips = false;
	uint8_t *apart = u8_normalize(
	    UNINORM_NFD, (const uint8_t *)s.p, s.n, room, &len);
	struct str text = { (const char *)apart, len };

	if (!apart)
		return ERR_NOMEM;
	*marks = false;
	for (size_t i = 0; i < len; i += k) {
		uint32_t c = fold_decode(text, i, &k);
		uint32_t plain = without_stroke(c);

		if (c >= 0x300 && c < 0x370 && strips) {
			*marks = true;
			continue;
		}
		if (c < 0x300 || c >= 0x370)
			strips = takes_marks(c);
		if (used + k > size)
			break;
		if (plain != c) {
			out[used++] = (char)plain;
			*marks = true;
			continue;
		}
		memcpy(out + used, text.p + i, k);
		used += k;
	}
	*n = used;
	if (apart != room)
		free(apart);
	return OK;
}
