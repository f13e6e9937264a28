#include "fill.h"

void
fill_escape(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '&':
			buf_add_cstr(out, "&amp;");
			break;
		case '<':
			buf_add_cstr(out, "&lt;");
			break;
		case '>':
			buf_add_cstr(out, "&gt;");
			break;
		case '"':
			buf_add_cstr(out, "&quot;");
			break;
		case '\'':
			buf_add_cstr(out, "&#39;");
			break;
		default:
			buf_add_char(out, s.p[i]);
		}
	}
}

const struct template_arg *
fill_find(struct template_args args, struct str name)
{
	for (size_t i = 0; i < args.n; i++)
		if (str_is(name, args.at[i].name))
			return &args.at[i];
	return NULL;
}

static void
put(struct buf *out, struct str s, enum fill_as as)
{
	if (as == FILL_HTML)
		fill_escape(out, s);
	else
		buf_add(out, s);
}

enum err
fill(struct buf *out, struct str text, struct template_args args,
    enum fill_as as)
{
	while (text.n) {
		size_t open = str_find(text, '{');

		put(out, str_sub(text, 0, open), as);
		if (open == text.n)
			break;
		size_t close = str_find(text, '}');
		if (close == text.n || close < open)
			return ERR_SYNTAX;
		const struct template_arg *arg = fill_find(
		    args, str_sub(text, open + 1, close - open - 1));
		if (!arg)
			return ERR_SYNTAX;
		if (as == FILL_URL)
			buf_add_percent(out, arg->value);
		else
			put(out, arg->value, as);
		text = str_sub(text, close + 1, text.n);
	}
	return OK;
}

/* Index of the first occurrence of a pair of the same character. */
static size_t
find_pair(struct str s, char c)
{
	for (size_t i = 0; i + 1 < s.n; i++)
		if (s.p[i] == c && s.p[i + 1] == c)
			return i;
	return s.n;
}

enum err
fill_layout(struct buf *out, struct str layout,
    const struct template_arg *holes, size_t nholes, struct template_args args)
{
	const struct template_args ready = { holes, nholes };

	while (layout.n) {
		size_t open = find_pair(layout, '{');

		buf_add(out, str_sub(layout, 0, open));
		if (open == layout.n)
			break;
		layout = str_sub(layout, open + 2, layout.n);
		size_t close = find_pair(layout, '}');
		struct str name = str_sub(layout, 0, close);
		const struct template_arg *hole = fill_find(ready, name);
		const struct template_arg *arg = fill_find(args, name);

		if (close == layout.n || (!hole && !arg))
			return ERR_SYNTAX;
		if (hole)
			buf_add(out, hole->value);
		else
			fill_escape(out, arg->value);
		layout = str_sub(layout, close + 2, layout.n);
	}
	return OK;
}
