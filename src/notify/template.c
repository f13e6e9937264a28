#include "notify/template.h"

#include <string.h>

#include "base/bounds.h"
#include "block.h"

static enum err
subject(struct arena *a, struct render *r, struct str source)
{
	struct buf filled;

	buf_open(&filled, 1024);
	enum err e = render_put(r, &filled, str_trim(source), FILL_TEXT);
	if (!e)
		e = buf_err(&filled);
	if (!e && str_find(buf_str(&filled), '\n') != filled.n)
		e = render_fault(r, ERR_INVALID, "would have a second line");
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
		return render_fault(
		    r, ERR_SYNTAX, "asks for a value it is not given");
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
		return block_row(r, line);
	if (str_starts(line, STR("-- ")))
		return block_paragraph(
		    r, str_sub(line, 3, line.n), BLOCK_SMALL);
	closes = str_empty(line) || strchr("#[!>", line.p[0]);
	if (!closes)
		return block_paragraph(r, line,
		    r->open == BLOCK_SMALL ? BLOCK_SMALL : BLOCK_PARAGRAPH);
	e = block_close(r);
	if (e || str_empty(line))
		return e;
	if (line.p[0] == '#')
		return block_heading(r, str_trim(str_sub(line, 1, line.n)));
	if (line.p[0] == '!')
		return block_picture(r, line);
	if (line.p[0] == '>')
		return block_quotation(r, str_trim(str_sub(line, 1, line.n)));
	return block_button(r, line);
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
			    : render_fault(
				  r, ERR_SYNTAX, "is not Subject: ...");
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
		return render_fault(
		    body, e, "layout has a hole of no known name");
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
