#include "block.h"

#include <string.h>

enum { TEXT_COLUMNS = 72 };

enum err
render_fault(struct render *r, enum err e, const char *what)
{
	if (!r->fault)
		r->fault = what;
	return e;
}

enum err
render_put(struct render *r, struct buf *out, struct str text, enum fill_as as)
{
	enum err e = fill(out, text, r->args, as);

	return e == ERR_SYNTAX
	    ? render_fault(r, e, "names a value it is not given")
	    : e;
}

/* Breaks at spaces; text without any (Chinese) is left to the reader. */
static void
wrap(struct buf *out, struct str text)
{
	size_t column = 0;
	struct str word;

	while (str_cut(&text, ' ', &word)) {
		size_t width = 0;

		for (size_t i = 0; i < word.n; i++)
			width += ((unsigned char)word.p[i] & 0xc0) != 0x80;
		if (column > 0 && column + 1 + width > TEXT_COLUMNS) {
			buf_add_char(out, '\n');
			column = 0;
		} else if (column > 0) {
			buf_add_char(out, ' ');
			column++;
		}
		buf_add(out, word);
		column += width;
	}
	buf_add_char(out, '\n');
}

static enum err
put_wrapped(struct render *r, struct str source)
{
	struct buf filled;

	buf_open(&filled, MAIL_PART_MAX);
	enum err e = render_put(r, &filled, source, FILL_TEXT);
	if (!e)
		wrap(&r->text, buf_str(&filled));
	buf_close(&filled);
	return e;
}

enum err
block_close(struct render *r)
{
	enum open_block was = r->open;
	enum err e = OK;

	r->open = BLOCK_NONE;
	if (was == BLOCK_NONE)
		return OK;
	if (was == BLOCK_TABLE) {
		buf_add_cstr(&r->html, "</table>\n");
	} else {
		struct str source = buf_str(&r->paragraph);

		buf_add_cstr(&r->html,
		    was == BLOCK_SMALL ? "<p class=\"small\">" : "<p>");
		e = render_put(r, &r->html, source, FILL_HTML);
		buf_add_cstr(&r->html, "</p>\n");
		if (!e)
			e = put_wrapped(r, source);
		buf_clear(&r->paragraph);
	}
	buf_add_char(&r->text, '\n');
	return e;
}

enum err
block_heading(struct render *r, struct str source)
{
	struct buf filled;

	buf_open(&filled, MAIL_PART_MAX);
	enum err e = render_put(r, &filled, source, FILL_TEXT);
	if (!e) {
		wrap(&r->text, buf_str(&filled));
		buf_add_char(&r->text, '\n');
		buf_add_cstr(&r->html, "<h1>");
		e = render_put(r, &r->html, source, FILL_HTML);
		buf_add_cstr(&r->html, "</h1>\n");
	}
	buf_close(&filled);
	return e;
}

/* "| Label | {value} |" */
enum err
block_row(struct render *r, struct str source)
{
	struct str label, value = source;

	if (!str_cut(&value, '|', &label) || !str_cut(&value, '|', &label) ||
	    str_empty(str_trim(value)))
		return render_fault(r, ERR_SYNTAX, "is not | label | value |");
	label = str_trim(label);
	value = str_trim(value);
	if (str_ends(value, STR("|")))
		value = str_trim(str_sub(value, 0, value.n - 1));
	if (r->open != BLOCK_TABLE) {
		enum err e = block_close(r);

		if (e)
			return e;
		buf_add_cstr(&r->html, "<table>\n");
		r->open = BLOCK_TABLE;
	}
	buf_add_cstr(&r->html, "<tr><th scope=\"row\">");
	enum err e = render_put(r, &r->html, label, FILL_HTML);
	buf_add_cstr(&r->html, "</th><td>");
	if (!e)
		e = render_put(r, &r->html, value, FILL_HTML);
	buf_add_cstr(&r->html, "</td></tr>\n");
	if (!e)
		e = render_put(r, &r->text, label, FILL_TEXT);
	buf_add_cstr(&r->text, ": ");
	if (!e)
		e = render_put(r, &r->text, value, FILL_TEXT);
	buf_add_char(&r->text, '\n');
	return e;
}

/* The address is shown as well: a button can be read and not pressed. */
static void
button_html(struct render *r, struct str words, struct str link)
{
	buf_add_cstr(&r->html, "<p class=\"act\"><a class=\"button\" href=\"");
	fill_escape(&r->html, link);
	buf_add_cstr(&r->html, "\">");
	fill_escape(&r->html, words);
	buf_add_cstr(&r->html, "</a></p>\n<p class=\"link\"><a href=\"");
	fill_escape(&r->html, link);
	buf_add_cstr(&r->html, "\">");
	fill_escape(&r->html, link);
	buf_add_cstr(&r->html, "</a></p>\n");
}

/* "[Words]({link})" */
enum err
block_button(struct render *r, struct str source)
{
	size_t middle = str_find(source, ']');
	struct buf words, link;

	if (source.n < middle + 4 || source.p[middle + 1] != '(' ||
	    !str_ends(source, STR(")")))
		return render_fault(r, ERR_SYNTAX, "is not [words]({link})");
	buf_open(&words, MAIL_PART_MAX);
	buf_open(&link, MAIL_PART_MAX);
	enum err e = render_put(
	    r, &words, str_sub(source, 1, middle - 1), FILL_TEXT);
	if (!e)
		e = render_put(r, &link,
		    str_sub(source, middle + 2, source.n - middle - 3),
		    FILL_TEXT);
	if (!e && !str_starts(buf_str(&link), STR("https://")) &&
	    !str_starts(buf_str(&link), STR("http://")))
		e = render_fault(
		    r, ERR_INVALID, "has a link that is not http(s)");
	if (!e) {
		button_html(r, buf_str(&words), buf_str(&link));
		buf_add(&r->text, buf_str(&words));
		buf_add_cstr(&r->text, ":\n");
		buf_add(&r->text, buf_str(&link));
		buf_add_cstr(&r->text, "\n\n");
	}
	buf_close(&words);
	buf_close(&link);
	return e;
}

/* "![Words]({picture})": shown by the mail itself, never fetched. */
enum err
block_picture(struct render *r, struct str source)
{
	size_t middle = str_find(source, ']');

	if (!str_starts(source, STR("![")) || source.n < middle + 4 ||
	    source.p[middle + 1] != '(' || !str_ends(source, STR(")")))
		return render_fault(
		    r, ERR_SYNTAX, "is not ![words]({picture})");
	buf_add_cstr(&r->html, "<p class=\"code\"><img src=\"cid:");
	enum err e = render_put(r, &r->html,
	    str_sub(source, middle + 2, source.n - middle - 3), FILL_HTML);
	buf_add_cstr(&r->html, "\" alt=\"");
	if (!e)
		e = render_put(
		    r, &r->html, str_sub(source, 2, middle - 2), FILL_HTML);
	buf_add_cstr(&r->html, "\"></p>\n");
	return e;
}

/* "> {note}": every line of it is kept, and marked as not ours. */
enum err
block_quotation(struct render *r, struct str source)
{
	struct buf filled;
	struct str rest, line;

	buf_open(&filled, MAIL_PART_MAX);
	enum err e = render_put(r, &filled, source, FILL_TEXT);
	rest = buf_str(&filled);
	buf_add_cstr(&r->html, "<blockquote>");
	for (bool first = true; !e && str_cut(&rest, '\n', &line);
	     first = false) {
		if (!first)
			buf_add_cstr(&r->html, "<br>\n");
		fill_escape(&r->html, line);
		buf_addf(&r->text, "> %.*s\n", STR_FMT(line));
	}
	buf_add_cstr(&r->html, "</blockquote>\n");
	buf_add_char(&r->text, '\n');
	buf_close(&filled);
	return e;
}

enum err
block_paragraph(struct render *r, struct str source, enum open_block kind)
{
	if (r->open != kind) {
		enum err e = block_close(r);

		if (e)
			return e;
		r->open = kind;
	} else {
		buf_add_char(&r->paragraph, ' ');
	}
	buf_add(&r->paragraph, source);
	return OK;
}
