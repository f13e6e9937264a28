#include "catalog/synonym.h"

#include <string.h>

#include "synonym_table.h"

/* Bytes of the longest Chinese key. */
enum { START_BYTES_MAX = 24 };

static int
key_cmp(const char *key, struct str words)
{
	return str_cmp(str_from(key), words);
}

struct str
synonym_find(struct str words)
{
	size_t lo = 0, hi = sizeof(synonyms) / sizeof(*synonyms);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = key_cmp(synonyms[mid].key, words);

		if (c == 0)
			return str_from(synonyms[mid].means);
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return STR_NONE;
}

bool
synonym_is_filler(struct str word)
{
	size_t lo = 0, hi = sizeof(fillers) / sizeof(*fillers);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = key_cmp(fillers[mid], word);

		if (c == 0)
			return true;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

size_t
synonym_start(struct str run)
{
	size_t n = run.n < START_BYTES_MAX ? run.n : START_BYTES_MAX;

	for (; n > 0; n--) {
		struct str start = str_sub(run, 0, n);

		if (n < run.n && ((unsigned char)run.p[n] & 0xc0) == 0x80)
			continue; /* inside a character */
		if (synonym_find(start).p || synonym_is_filler(start))
			return n;
	}
	return 0;
}
