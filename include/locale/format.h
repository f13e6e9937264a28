/* Money, dates and numbers as people of a locale write them. */
#ifndef LOCALE_FORMAT_H
#define LOCALE_FORMAT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "domain/money.h"

/*
 * locale is a BCP 47 name; what is not known is written as in en.
 *   money   en, zh-CN "USD 1,299.00"   de "1.299,00 USD"
 *   amount  the same without its currency
 *   percent milli is 1/1000 %: en "5.5%", de "5,5 %"
 *   date    en "23 November 2026"   zh-CN "2026年11月23日"   else ISO 8601
 *   time    the date, then "00:47 UTC"
 * The space beside a currency is a no-break one.
 */
void format_money(struct buf *out, struct str locale, struct money m);
void format_amount(struct buf *out, struct str locale, struct money m);
void format_number(struct buf *out, struct str locale, int64_t n);
void format_percent(struct buf *out, struct str locale, int64_t milli);
void format_date(struct buf *out, struct str locale, int64_t us);
void format_time(struct buf *out, struct str locale, int64_t us);

#endif
