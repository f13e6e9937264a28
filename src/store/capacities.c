#include "store/capacities.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/num.h"

enum err
capacities_write(char out[CAPACITIES_TEXT_MAX], struct str *text,
    const struct choice *choice)
{
	size_t n = 0;

	for (size_t i = 0; i < choice->ncapacities; i++) {
		const struct chosen_capacity *c = &choice->capacities[i];
		int written = snprintf(out + n, CAPACITIES_TEXT_MAX - n,
		    "%s%.*s=%" PRId64, i == 0 ? "" : ",", STR_FMT(c->code),
		    c->amount);

		if (written < 0 || (size_t)written >= CAPACITIES_TEXT_MAX - n)
			return ERR_LIMIT;
		n += (size_t)written;
	}
	*text = (struct str){ out, n };
	return OK;
}

enum err
capacities_read(struct choice *choice, struct str text)
{
	struct str piece, code;

	choice->ncapacities = 0;
	while (text.n > 0 && str_cut(&text, ',', &piece)) {
		struct chosen_capacity *c;

		if (choice->ncapacities == CAPACITIES_MAX)
			return ERR_BUG;
		c = &choice->capacities[choice->ncapacities++];
		if (!str_cut(&piece, '=', &code) ||
		    num_parse_i64(&c->amount, piece) != OK)
			return ERR_BUG;
		c->code = code;
	}
	return OK;
}
