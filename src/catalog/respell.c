#include "catalog/respell.h"

enum {
	NEAR_BYTES_MAX = 64,
	SPLIT_BYTES_MIN = 3,
	LONG_WORD = 8,
	SHORT_WORD = 4
};

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

unsigned
edit_distance(struct str a, struct str b, unsigned max)
{
	unsigned rows[3][NEAR_BYTES_MAX + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];

	if (a.n > NEAR_BYTES_MAX || b.n > NEAR_BYTES_MAX || a.n > b.n + max ||
	    b.n > a.n + max)
		return max + 1;
	for (unsigned j = 0; j <= b.n; j++)
		above[j] = j;
	for (unsigned i = 1; i <= a.n; i++) {
		unsigned best = row[0] = i, *oldest = before;

		for (unsigned j = 1; j <= b.n; j++) {
			unsigned cost = a.p[i - 1] != b.p[j - 1];

			row[j] = least(
			    above[j] + 1, row[j - 1] + 1, above[j - 1] + cost);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
			    a.p[i - 2] == b.p[j - 1] &&
			    before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
			if (row[j] < best)
				best = row[j];
		}
		if (best > max)
			return max + 1;
		before = above;
		above = row;
		row = oldest;
	}
	return above[b.n] > max ? max + 1 : above[b.n];
}

/* Two bytes of a Chinese character are not two slips: it must be right. */
unsigned
respell_allowed(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] >= 0xe0)
			return 0;
	if (text.n < SHORT_WORD)
		return 0;
	return text.n < LONG_WORD ? 1 : 2;
}

/* The first letter is seldom wrong, and a common word is meant oftener. */
static bool
is_better(const struct respelling *than, unsigned distance, bool same_start,
    bool than_same_start, uint32_t df)
{
	if (distance != than->distance)
		return distance < than->distance;
	if (same_start != than_same_start)
		return same_start;
	return df > than->df;
}

static bool
near_word(struct respelling *out, const struct index *x, struct str word,
    unsigned max)
{
	uint32_t letters = index_letters(word);
	bool found_start = false;

	*out = (struct respelling){ .distance = max + 1 };
	for (uint32_t i = 0; i < x->nwords; i++) {
		struct str w;
		unsigned d;
		bool start;

		/* An edit changes two letters at most. */
		if ((unsigned)__builtin_popcount(x->letters[i] ^ letters) >
		    2 * max)
			continue;
		w = index_word(x, i);
		/* With another letter a word so short is another word. */
		if (word.n == SHORT_WORD && w.n == word.n &&
		    x->letters[i] != letters)
			continue;
		if (w.n + max < word.n || w.n > word.n + max)
			continue;
		d = edit_distance(word, w, max);
		start = w.p[0] == word.p[0];
		if (d > max || !is_better(out, d, start, found_start, x->df[i]))
			continue;
		*out = (struct respelling){ w, STR_NONE, d, x->df[i] };
		found_start = start;
	}
	return out->distance <= max;
}

/* "statuspage": two words, the rarer of which is as common as can be. */
static bool
split_word(struct respelling *out, const struct index *x, struct str word)
{
	*out = (struct respelling){ .distance = 1 };
	for (size_t n = SPLIT_BYTES_MIN; n + SPLIT_BYTES_MIN <= word.n; n++) {
		uint32_t l = index_find(x, str_sub(word, 0, n)), r, df;

		if (l == NO_WORD)
			continue;
		r = index_find(x, str_sub(word, n, word.n));
		if (r == NO_WORD)
			continue;
		df = x->df[l] < x->df[r] ? x->df[l] : x->df[r];
		if (df > out->df) {
			out->text = index_word(x, l);
			out->second = index_word(x, r);
			out->df = df;
		}
	}
	return out->df > 0;
}

bool
respell(struct respelling *out, const struct index *x, struct str word)
{
	unsigned max = respell_allowed(word);
	struct respelling split;
	bool near_one;

	if (max == 0)
		return false;
	near_one = near_word(out, x, word, max);
	if (near_one && out->distance < 2)
		return true;
	if (split_word(&split, x, word)) {
		*out = split;
		return true;
	}
	return near_one;
}

/* One edit may have made it a letter longer or shorter. */
static bool
is_begun(struct str *out, struct str typed, struct str word)
{
	const size_t lengths[] = { typed.n, typed.n + 1, typed.n - 1 };

	for (size_t i = 0; i < 3; i++) {
		*out = str_sub(word, 0, lengths[i]);
		if (edit_distance(typed, *out, 1) <= 1)
			return true;
	}
	return false;
}

struct str
respell_begun(const struct index *x, struct str typed)
{
	uint32_t letters = index_letters(typed), most = 0;
	struct str best = STR_NONE;

	if (respell_allowed(typed) == 0)
		return STR_NONE;
	for (uint32_t i = 0; i < x->nwords; i++) {
		uint32_t names = x->names_at[i + 1] - x->names_at[i];
		struct str word, start;

		/* All letters but one must be there. */
		if (names <= most ||
		    __builtin_popcount(letters & ~x->letters[i]) > 1)
			continue;
		word = index_word(x, i);
		if (is_begun(&start, typed, word)) {
			best = start;
			most = names;
		}
	}
	return best;
}
