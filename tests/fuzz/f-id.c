/* id_parse and time_parse: what they accept is written as it was read. */
#include <stdint.h>
#include <stdlib.h>

#include "base/id.h"
#include "base/sys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
require(int holds)
{
	if (!holds)
		abort();
}

static void
check_time(struct str s)
{
	char text[TIME_TEXT_MAX];
	int64_t us, again;
	struct str written;

	if (time_parse(&us, s) != OK)
		return;
	written = time_format(text, us);
	if (written.p == NULL || written.p[0] == '-')
		return; /* the zone leads out of the four digits */
	require(time_parse(&again, written) == OK);
	require(us - again >= 0 && us - again < SEC_US);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str s = { (const char *)data, n };
	char text[ID_TEXT_MAX];
	struct id id;

	if (id_parse(&id, ID_ORDER, s) == OK)
		require(str_eq(id_format(text, ID_ORDER, id), s));
	check_time(s);
	return 0;
}
