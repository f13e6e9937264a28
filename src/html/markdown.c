#include "html/markdown.h"

#include <md4c.h>
#include <stdbool.h>

#include "base/bounds.h"
#include "base/text.h"
#include "html/html.h"

enum { HEADING_MAX = 6, HREF_MAX = 2048 };

struct render {
	struct buf *out;
	unsigned top;	  /* level of the text's highest heading, in HTML */
	unsigned highest; /* and in the text itself: 1 is "#" */
	bool link_open;	  /* the link at hand was written */
	unsigned images;  /* inside descriptions: text without markup */
};

static int
heading_level(const struct render *r, unsigned level)
{
	unsigned low = level - r->highest + r->top;

	return (int)(low > HEADING_MAX ? HEADING_MAX : low);
}

static void
cell_open(struct buf *out, const char *tag, const MD_BLOCK_TD_DETAIL *cell)
{
	static const char *const align[] = {
		[MD_ALIGN_DEFAULT] = "",
		[MD_ALIGN_LEFT] = "",
		[MD_ALIGN_CENTER] = " class=\"center\"",
		[MD_ALIGN_RIGHT] = " class=\"num\"",
	};

	buf_addf(out, "<%s%s>", tag, align[cell->align]);
}

static void
list_open(struct buf *out, const MD_BLOCK_OL_DETAIL *list)
{
	if (list->start == 1)
		buf_add_cstr(out, "<ol>\n");
	else
		buf_addf(out, "<ol start=\"%u\">\n", list->start);
}

static int
block_enter(MD_BLOCKTYPE type, void *detail, void *arg)
{
	const struct render *r = arg;
	struct buf *out = r->out;

	switch (type) {
	case MD_BLOCK_QUOTE:
		buf_add_cstr(out, "<blockquote>\n");
		break;
	case MD_BLOCK_UL:
		buf_add_cstr(out, "<ul>\n");
		break;
	case MD_BLOCK_OL:
		list_open(out, detail);
		break;
	case MD_BLOCK_LI:
		buf_add_cstr(out, "<li>");
		break;
	case MD_BLOCK_HR:
		buf_add_cstr(out, "<hr>\n");
		break;
	case MD_BLOCK_H:
		buf_addf(out, "<h%d>",
		    heading_level(r, ((MD_BLOCK_H_DETAIL *)detail)->level));
		break;
	case MD_BLOCK_CODE:
		buf_add_cstr(out, "<pre><code>");
		break;
	case MD_BLOCK_P:
		buf_add_cstr(out, "<p>");
		break;
	case MD_BLOCK_TABLE:
		buf_add_cstr(out, "<table>\n");
		break;
	case MD_BLOCK_THEAD:
		buf_add_cstr(out, "<thead>\n");
		break;
	case MD_BLOCK_TBODY:
		buf_add_cstr(out, "<tbody>\n");
		break;
	case MD_BLOCK_TR:
		buf_add_cstr(out, "<tr>");
		break;
	case MD_BLOCK_TH:
		cell_open(out, "th", detail);
		break;
	case MD_BLOCK_TD:
		cell_open(out, "td", detail);
		break;
	case MD_BLOCK_DOC:
	case MD_BLOCK_HTML:
		break;
	}
	return 0;
}

static int
block_leave(MD_BLOCKTYPE type, void *detail, void *arg)
{
	static const char *const ends[] = {
		[MD_BLOCK_QUOTE] = "</blockquote>\n",
		[MD_BLOCK_UL] = "</ul>\n",
		[MD_BLOCK_OL] = "</ol>\n",
		[MD_BLOCK_LI] = "</li>\n",
		[MD_BLOCK_CODE] = "</code></pre>\n",
		[MD_BLOCK_P] = "</p>\n",
		[MD_BLOCK_TABLE] = "</table>\n",
		[MD_BLOCK_THEAD] = "</thead>\n",
		[MD_BLOCK_TBODY] = "</tbody>\n",
		[MD_BLOCK_TR] = "</tr>\n",
		[MD_BLOCK_TH] = "</th>",
		[MD_BLOCK_TD] = "</td>",
	};
	const struct render *r = arg;
	struct buf *out = r->out;

	if (type == MD_BLOCK_H)
		buf_addf(out, "</h%d>\n",
		    heading_level(r, ((MD_BLOCK_H_DETAIL *)detail)->level));
	else if ((size_t)type < sizeof(ends) / sizeof(ends[0]))
		buf_add_cstr(out, ends[type]);
	return 0;
}

/*
 * The destination with its entities decoded.  Only &amp; is taken: any
 * other could spell a scheme ("javascript&colon;"), and the link is
 * refused.
 */
static bool
link_target(struct buf *url, const MD_ATTRIBUTE *href)
{
	for (unsigned i = 0; href->substr_offsets[i] < href->size; i++) {
		struct str part = { href->text + href->substr_offsets[i],
			href->substr_offsets[i + 1] - href->substr_offsets[i] };

		switch (href->substr_types[i]) {
		case MD_TEXT_NORMAL:
			buf_add(url, part);
			break;
		case MD_TEXT_ENTITY:
			if (!str_eq(part, STR("&amp;")))
				return false;
			buf_add_char(url, '&');
			break;
		default:
			return false;
		}
	}
	return buf_err(url) == OK;
}

static bool
is_absolute(struct str url)
{
	return html_href_ok(url) && str_find(url, ':') < url.n;
}

static void
link_enter(struct render *r, const MD_SPAN_A_DETAIL *a)
{
	struct buf url;

	buf_open(&url, HREF_MAX);
	if (r->images == 0 && link_target(&url, &a->href) &&
	    is_absolute(buf_str(&url))) {
		HTML(r->out,
		    "<a href=\"{h}\" "
		    "rel=\"nofollow ugc noopener noreferrer\">",
		    buf_str(&url));
		r->link_open = true;
	}
	buf_close(&url);
}

static const char *
span_tag(MD_SPANTYPE type)
{
	switch (type) {
	case MD_SPAN_EM:
		return "em";
	case MD_SPAN_STRONG:
		return "strong";
	case MD_SPAN_CODE:
		return "code";
	case MD_SPAN_DEL:
		return "del";
	default:
		return NULL;
	}
}

static int
span_enter(MD_SPANTYPE type, void *detail, void *arg)
{
	struct render *r = arg;
	const char *tag = span_tag(type);

	if (type == MD_SPAN_A)
		link_enter(r, detail);
	else if (type == MD_SPAN_IMG)
		r->images++;
	else if (tag && r->images == 0)
		buf_addf(r->out, "<%s>", tag);
	return 0;
}

static int
span_leave(MD_SPANTYPE type, void *detail, void *arg)
{
	struct render *r = arg;
	const char *tag = span_tag(type);

	(void)detail;
	if (type == MD_SPAN_A && r->link_open && r->images == 0) {
		buf_add_cstr(r->out, "</a>");
		r->link_open = false;
	} else if (type == MD_SPAN_IMG) {
		r->images--;
	} else if (tag && r->images == 0) {
		buf_addf(r->out, "</%s>", tag);
	}
	return 0;
}

static int
text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *arg)
{
	struct render *r = arg;
	struct str s = { p, n };

	switch (type) {
	case MD_TEXT_BR:
		buf_add_cstr(r->out, r->images ? " " : "<br>\n");
		break;
	case MD_TEXT_SOFTBR:
		buf_add_char(r->out, '\n');
		break;
	case MD_TEXT_NULLCHAR:
		break;
	case MD_TEXT_ENTITY:
		/* md4c has checked its form: &name; or &#n; */
		buf_add(r->out, s);
		break;
	default:
		html_text(r->out, s);
	}
	return 0;
}

static int
nothing_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
	(void)type, (void)detail, (void)arg;
	return 0;
}

static int
nothing_span(MD_SPANTYPE type, void *detail, void *arg)
{
	(void)type, (void)detail, (void)arg;
	return 0;
}

static int
nothing_text(MD_TEXTTYPE type, const MD_CHAR *s, MD_SIZE n, void *arg)
{
	(void)type, (void)s, (void)n, (void)arg;
	return 0;
}

static int
highest_enter(MD_BLOCKTYPE type, void *detail, void *arg)
{
	struct render *r = arg;

	if (type == MD_BLOCK_H &&
	    ((MD_BLOCK_H_DETAIL *)detail)->level < r->highest)
		r->highest = ((MD_BLOCK_H_DETAIL *)detail)->level;
	return 0;
}

enum {
	DIALECT = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH |
	    MD_FLAG_PERMISSIVEURLAUTOLINKS
};

/*
 * A first pass finds the highest heading: writers begin with "#" or "##" as
 * they like, and a page's outline must not skip a level for it.
 */
static int
highest_find(struct render *r, struct str markdown)
{
	static const MD_PARSER parser = {
		.flags = DIALECT,
		.enter_block = highest_enter,
		.leave_block = nothing_block,
		.enter_span = nothing_span,
		.leave_span = nothing_span,
		.text = nothing_text,
	};

	r->highest = HEADING_MAX;
	return md_parse(markdown.p, (MD_SIZE)markdown.n, &parser, r);
}

enum err
markdown_html(struct buf *out, struct str markdown, unsigned top)
{
	static const MD_PARSER parser = {
		.flags = DIALECT,
		.enter_block = block_enter,
		.leave_block = block_leave,
		.enter_span = span_enter,
		.leave_span = span_leave,
		.text = text,
	};
	struct render r = { .out = out, .top = top };

	if (markdown.n > MARKDOWN_MAX)
		return ERR_LIMIT;
	if (!text_plain(markdown, true))
		return ERR_INVALID;
	if (highest_find(&r, markdown) != 0 ||
	    md_parse(markdown.p, (MD_SIZE)markdown.n, &parser, &r) != 0)
		return ERR_NOMEM;
	return buf_err(out);
}
