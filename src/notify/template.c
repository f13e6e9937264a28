#include "notify/template.h"

#include <string.h>

#include "base/bounds.h"
#include "fill.h"

enum { MAIL_PART_MAX = 64 * 1024, TEXT_COLUMNS = 72 };

/* What the line before this one has left open. */
enum open_block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_SMALL, BLOCK_TABLE };

struct render {
	struct template_args args;
	struct buf text, html;
	struct buf paragraph; /* the open one, its {names} unreplaced */
	enum open_block open;
	struct str subject;
	int line;
	const char *fault;
};

static enum err
fault(struct render *r, enum err e, const char *what)
{
	if (!r->fault)
		r->fault = what;
	return e;
}

static enum err
put(struct render *r, struct buf *out, struct str text, enum fill_as as)
{
	enum err e = fill(out, text, r->args, as);

	return e == ERR_SYNTAX ? fault(r, e, "names a value it is not given")
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
	enum err e = put(r, &filled, source, FILL_TEXT);
	if (!e)
		wrap(&r->text, buf_str(&filled));
	buf_close(&filled);
	return e;
}

static enum err
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
		e = put(r, &r->html, source, FILL_HTML);
		buf_add_cstr(&r->html, "</p>\n");
		if (!e)
			e = put_wrapped(r, source);
		buf_clear(&r->paragraph);
	}
	buf_add_char(&r->text, '\n');
	return e;
}

static enum err
heading(struct render *r, struct str source)
{
	struct buf filled;

	buf_open(&filled, MAIL_PART_MAX);
	enum err e = put(r, &filled, source, FILL_TEXT);
	if (!e) {
		wrap(&r->text, buf_str(&filled));
		buf_add_char(&r->text, '\n');
		buf_add_cstr(&r->html, "<h1>");
		e = put(r, &r->html, source, FILL_HTML);
		buf_add_cstr(&r->html, "</h1>\n");
	}
	buf_close(&filled);
	return e;
}

/* "| Label | {value} |" */
static enum err
row(struct render *r, struct str source)
{
	struct str label, value = source;

	if (!str_cut(&value, '|', &label) || !str_cut(&value, '|', &label) ||
	    str_empty(str_trim(value)))
		return fault(r, ERR_SYNTAX, "is not | label | value |");
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
	enum err e = put(r, &r->html, label, FILL_HTML);
	buf_add_cstr(&r->html, "</th><td>");
	if (!e)
		e = put(r, &r->html, value, FILL_HTML);
	buf_add_cstr(&r->html, "</td></tr>\n");
	if (!e)
		e = put(r, &r->text, label, FILL_TEXT);
	buf_add_cstr(&r->text, ": ");
	if (!e)
		e = put(r, &r->text, value, FILL_TEXT);
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
static enum err
button(struct render *r, struct str source)
{
	size_t middle = str_find(source, ']');
	struct buf words, link;

	if (source.n < middle + 4 || source.p[middle + 1] != '(' ||
	    !str_ends(source, STR(")")))
		return fault(r, ERR_SYNTAX, "is not [words]({link})");
	buf_open(&words, MAIL_PART_MAX);
	buf_open(&link, MAIL_PART_MAX);
	enum err e = put(r, &words, str_sub(source, 1, middle - 1), FILL_TEXT);
	if (!e)
		e = put(r, &link,
		    str_sub(source, middle + 2, source.n - middle - 3),
		    FILL_TEXT);
	if (!e && !str_starts(buf_str(&link), STR("https://")) &&
	    !str_starts(buf_str(&link), STR("http://")))
		e = fault(r, ERR_INVALID, "has a link that is not http(s)");
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

static enum err
paragraph(struct render *r, struct str source, enum open_block kind)
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

static enum err
subject(struct arena *a, struct render *r, struct str source)
{
	struct buf filled;

	buf_open(&filled, 1024);
	enum err e = put(r, &filled, str_trim(source), FILL_TEXT);
	if (!e)
		e = buf_err(&filled);
	if (!e && str_find(buf_str(&filled), '\n') != filled.n)
		e = fault(r, ERR_INVALID, "would have a second line");
	if (!e)
		r->subject = str_copy(a, buf_str(&filled));
	buf_close(&filled);
	return e;
}

/* Is the {name} of "?name rest" filled?  Cuts the mark off. */
static enum err
condition(struct render *r, struct str *line, bool *holds)
{
	struct str name = str_sub(*line, 1, str_find(*line, ' ') - 1);
	const struct template_arg *arg = fill_find(r->args, name);

	if (!arg)
		return fault(r, ERR_SYNTAX, "asks for a value it is not given");
	*holds = !str_empty(arg->value);
	*line = str_trim(str_sub(*line, name.n + 1, line->n));
	return OK;
}

static enum err
line_render(struct render *r, struct str line)
{
	bool holds = true;
	bool closes;
	enum err e = OK;

	if (str_starts(line, STR("?")))
		e = condition(r, &line, &holds);
	if (e || !holds)
		return e;
	if (str_starts(line, STR("|")))
		return row(r, line);
	if (str_starts(line, STR("-- ")))
		return paragraph(r, str_sub(line, 3, line.n), BLOCK_SMALL);
	closes = str_empty(line) || line.p[0] == '#' || line.p[0] == '[';
	if (!closes)
		return paragraph(r, line,
		    r->open == BLOCK_SMALL ? BLOCK_SMALL : BLOCK_PARAGRAPH);
	e = block_close(r);
	if (e || str_empty(line))
		return e;
	if (line.p[0] == '#')
		return heading(r, str_trim(str_sub(line, 1, line.n)));
	return button(r, line);
}

/* One source, its text and HTML appended to the render's. */
static enum err
source_render(
    struct arena *a, struct render *r, struct str source, bool has_subject)
{
	struct str line;
	enum err e = OK;

	r->line = 0;
	while (!e && str_cut(&source, '\n', &line)) {
		r->line++;
		line = str_trim(line);
		if (has_subject && r->line == 1)
			e = str_starts(line, STR("Subject:"))
			    ? subject(a, r, str_sub(line, 8, line.n))
			    : fault(r, ERR_SYNTAX, "is not Subject: ...");
		else
			e = line_render(r, line);
	}
	return e ? e : block_close(r);
}

static enum err
layout_fill(struct arena *a, struct str *out, struct render *body,
    struct render *footer, struct str layout)
{
	struct buf title, page;
	enum err e;

	buf_open(&title, MAIL_PART_MAX);
	buf_open(&page, 4 * MAIL_PART_MAX);
	fill_escape(&title, body->subject);
	const struct template_arg holes[] = {
		{ "title", buf_str(&title) },
		{ "body", buf_str(&body->html) },
		{ "footer", buf_str(&footer->html) },
	};
	e = buf_err(&title);
	if (!e)
		e = fill_layout(&page, layout, holes,
		    sizeof(holes) / sizeof(*holes), body->args);
	if (!e)
		e = buf_err(&page);
	if (!e)
		*out = str_copy(a, buf_str(&page));
	buf_close(&title);
	buf_close(&page);
	if (e == ERR_SYNTAX)
		return fault(body, e, "layout has a hole of no known name");
	return e ? e : out->p ? OK : ERR_NOMEM;
}

/* RFC 3676, 4.3: what follows "-- " is the signature. */
static struct str
text_join(struct arena *a, struct render *body, struct render *footer)
{
	struct str text = str_trim(buf_str(&body->text));
	struct str foot = str_trim(buf_str(&footer->text));

	if (str_empty(foot))
		return arena_printf(a, "%.*s\n", STR_FMT(text));
	return arena_printf(
	    a, "%.*s\n\n-- \n%.*s\n", STR_FMT(text), STR_FMT(foot));
}

static void
render_open(struct render *r, struct template_args args)
{
	memset(r, 0, sizeof(*r));
	r->args = args;
	buf_open(&r->text, MAIL_PART_MAX);
	buf_open(&r->html, MAIL_PART_MAX);
	buf_open(&r->paragraph, MAIL_PART_MAX);
}

static enum err
render_err(const struct render *r)
{
	enum err e = buf_err(&r->text);

	if (!e)
		e = buf_err(&r->html);
	return e ? e : buf_err(&r->paragraph);
}

static void
render_close(struct render *r)
{
	buf_close(&r->text);
	buf_close(&r->html);
	buf_close(&r->paragraph);
}

enum err
template_render(struct arena *a, struct template_text *out,
    const struct template_source *source, struct template_args args,
    struct str *why)
{
	struct render body, footer;
	enum err e;

	memset(out, 0, sizeof(*out));
	render_open(&body, args);
	render_open(&footer, args);
	e = source_render(a, &body, source->body, true);
	if (!e)
		e = source_render(a, &footer, source->footer, false);
	if (!e)
		e = render_err(&body);
	if (!e)
		e = render_err(&footer);
	if (!e)
		e = layout_fill(a, &out->html, &body, &footer, source->layout);
	if (!e) {
		out->subject = body.subject;
		out->text = text_join(a, &body, &footer);
		e = out->text.p ? OK : ERR_NOMEM;
	}
	const struct render *bad = footer.fault ? &footer : &body;
	if (bad->fault)
		*why = arena_printf(a, "%sline %d %s",
		    bad == &footer ? "footer, " : "", bad->line, bad->fault);
	render_close(&body);
	render_close(&footer);
	return e;
}
