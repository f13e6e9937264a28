#include "base/num.h"
#include "base/sys.h"
#include "ctl/ctl.h"
#include "domain/days.h"
#include "locale/zone.h"

int
ctl_month(struct ctl *c, struct ymd *first, const struct zone *zone,
    const char *month)
{
	struct ymd now = ymd_from_days(zone_day(zone, clock_now_us()));
	struct str text = str_from(month);
	int64_t year, number;

	*first = ymd_add_months((struct ymd){ now.year, now.month, 1 }, -1);
	if (month == NULL)
		return CTL_OK;
	if (text.n != 7 || text.p[4] != '-' ||
	    num_parse_in(&year, str_sub(text, 0, 4), 2000, 9000) != OK ||
	    num_parse_in(&number, str_sub(text, text.p[5] == '0' ? 6 : 5, 2), 1,
		12) != OK)
		return ctl_misused(c, "--month wants a month: 2026-11");
	*first = (struct ymd){ (int32_t)year, (int32_t)number, 1 };
	if (zone_midnight_us(zone, days_from_ymd(*first)) >= clock_now_us())
		return ctl_misused(c, "this month has not begun");
	return CTL_OK;
}
