#include "writing.h"

#include "base/sys.h"
#include "locale/format.h"

void
put(struct writing *w, const char *name, struct str value)
{
	struct letter *l = w->letter;

	if (w->err)
		return;
	if (l->n == LETTER_ARGS_MAX) {
		w->err = ERR_BUG;
		return;
	}
	l->args[l->n++] = (struct template_arg){ name, value };
}

void
put_number(struct writing *w, const char *name, int64_t n)
{
	struct str text = arena_printf(w->arena, "%lld", (long long)n);

	if (!text.p && !w->err)
		w->err = ERR_NOMEM;
	put(w, name, text);
}

/* The buffer's text as a value, and the buffer's end. */
void
put_buf(struct writing *w, const char *name, struct buf *b)
{
	struct str text = str_copy(w->arena, buf_str(b));

	if (!w->err)
		w->err = buf_err(b);
	if (!w->err && !text.p)
		w->err = ERR_NOMEM;
	buf_close(b);
	put(w, name, text);
}

/* 0 is no time: the value is empty. */
void
put_time(struct writing *w, const char *name, int64_t us)
{
	struct buf b;

	buf_open(&b, 128);
	if (us)
		format_time(&b, locale_name(w->letter->locale), us);
	put_buf(w, name, &b);
}

/* The day as the site's clocks have it. */
void
put_date(struct writing *w, const char *name, int64_t us)
{
	int64_t day = zone_day(w->shop->site->zone, us);
	struct buf b;

	buf_open(&b, 128);
	format_date(&b, locale_name(w->letter->locale), day * DAY_US);
	put_buf(w, name, &b);
}

void
put_money(struct writing *w, const char *name, struct money m)
{
	struct buf b;

	buf_open(&b, 128);
	format_money(&b, locale_name(w->letter->locale), m);
	put_buf(w, name, &b);
}

struct str
put_link(struct writing *w, const char *name, const char *path, struct str last)
{
	struct str url = arena_printf(w->arena, "%.*s%s%.*s",
	    STR_FMT(w->shop->site->config.public_url), path, STR_FMT(last));

	if (!url.p && !w->err)
		w->err = ERR_NOMEM;
	put(w, name, url);
	return url;
}
