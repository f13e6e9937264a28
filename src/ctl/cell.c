#include "ctl/cell.h"

#include "base/sys.h"

struct str
cell_count(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

struct str
cell_amount(struct arena *a, struct money m)
{
	char text[MONEY_TEXT_MAX];

	return str_copy(a, money_decimal(text, m));
}

struct str
cell_id(struct arena *a, const char *prefix, struct id id)
{
	char text[ID_TEXT_MAX];

	return id_is_nil(id) ? STR_NONE
			     : str_copy(a, id_format(text, prefix, id));
}

struct str
cell_time(struct arena *a, int64_t us)
{
	char text[TIME_TEXT_MAX];

	return us == 0 ? STR_NONE : str_copy(a, time_format(text, us));
}
