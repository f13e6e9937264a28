#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sys.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "ctl/import.h"

/*
 * An SVG is a document that can run code, so what is not known to be
 * harmless is refused: elements by an allow-list, no event attributes, no
 * reference but to its own parts, no markup declarations, no entities.
 */
static const char *const elements[] = {
	"svg",
	"g",
	"defs",
	"title",
	"desc",
	"symbol",
	"use",
	"path",
	"rect",
	"circle",
	"ellipse",
	"line",
	"polyline",
	"polygon",
	"text",
	"tspan",
	"linearGradient",
	"radialGradient",
	"stop",
	"clipPath",
	"mask",
	"pattern",
	"marker",
	"filter",
	"feGaussianBlur",
	"feOffset",
	"feBlend",
	"feColorMatrix",
	"feComposite",
	"feFlood",
	"feMerge",
	"feMergeNode",
	"feDropShadow",
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_element(struct str name)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
		if (str_is(name, elements[i]))
			return true;
	return false;
}

static bool
contains(struct str s, const char *what)
{
	size_t n = strlen(what);

	for (size_t i = 0; i + n <= s.n; i++)
		if (str_eq_nocase(str_sub(s, i, n), (struct str){ what, n }))
			return true;
	return false;
}

static struct str
attribute_fault(struct str name, struct str value)
{
	struct str rest = value;

	if (name.n >= 2 && str_eq_nocase(str_sub(name, 0, 2), STR("on")))
		return STR("has an event attribute");
	if ((str_is(name, "href") || str_ends(name, STR(":href")) ||
		str_is(name, "src")) &&
	    !str_starts(value, STR("#")))
		return STR("refers to something outside of it");
	if (str_find(value, '<') < value.n)
		return STR("is not well-formed");
	if (contains(value, "javascript:") || contains(value, "expression(") ||
	    contains(value, "@import") || contains(value, "\\"))
		return STR("has a value that could run code");
	if (contains(value, "&#"))
		return STR("has a character reference in an attribute");
	while (contains(rest, "url(")) {
		while (!str_eq_nocase(str_sub(rest, 0, 4), STR("url(")))
			rest = str_sub(rest, 1, rest.n);
		rest = str_sub(rest, 4, rest.n);
		if (!str_starts(rest, STR("#")))
			return STR("refers to something outside of it");
	}
	return STR_NONE;
}

/* The attributes of one start tag. */
static struct str
tag_fault(struct str tag)
{
	size_t i = 0, from;
	struct str name, fault;

	while (i < tag.n && !is_space(tag.p[i]) && tag.p[i] != '/')
		i++;
	if (!is_element(str_sub(tag, 0, i)))
		return STR("has an element that is not a plain shape");
	for (;;) {
		char quote;

		while (i < tag.n && (is_space(tag.p[i]) || tag.p[i] == '/'))
			i++;
		if (i >= tag.n)
			return STR_NONE;
		for (from = i;
		     i < tag.n && tag.p[i] != '=' && !is_space(tag.p[i]); i++)
			continue;
		name = str_sub(tag, from, i - from);
		while (i < tag.n && (is_space(tag.p[i]) || tag.p[i] == '='))
			i++;
		if (i >= tag.n || (tag.p[i] != '"' && tag.p[i] != '\''))
			return STR("is not well-formed");
		quote = tag.p[i++];
		for (from = i; i < tag.n && tag.p[i] != quote; i++)
			continue;
		fault = attribute_fault(name, str_sub(tag, from, i - from));
		if (fault.p)
			return fault;
		i++;
	}
}

/* Where the tag at i ends: at a '>' outside of quotes. */
static size_t
tag_end(struct str s, size_t i)
{
	char quote = 0;

	for (; i < s.n; i++) {
		if (quote) {
			if (s.p[i] == quote)
				quote = 0;
		} else if (s.p[i] == '"' || s.p[i] == '\'') {
			quote = s.p[i];
		} else if (s.p[i] == '>') {
			break;
		}
	}
	return i;
}

/*
 * "<?xml version="1.0"?>" at the start, behind a byte order mark at most.
 * A browser would read another encoding's bytes as other tags than ours.
 */
static bool
is_declaration(struct str tag, size_t at)
{
	return at <= 3 && str_starts(tag, STR("<?xml ")) &&
	    str_find(tag, '>') == tag.n && str_ends(tag, STR("?")) &&
	    (!contains(tag, "encoding") || contains(tag, "\"utf-8\"") ||
		contains(tag, "'utf-8'"));
}

struct str
svg_fault(struct str svg)
{
	size_t i = 0;
	bool root = false;

	if (!text_utf8(svg))
		return STR("is not UTF-8 text");
	while ((i += str_find(str_sub(svg, i, svg.n), '<')) < svg.n) {
		struct str rest = str_sub(svg, i, svg.n), fault;
		size_t end;

		if (str_starts(rest, STR("<!--"))) {
			/* "<!-->" opens one and does not close it. */
			for (i += 4; i + 3 <= svg.n &&
			     !str_eq(str_sub(svg, i, 3), STR("-->"));
			     i++)
				continue;
			continue;
		}
		end = tag_end(svg, i);
		rest = str_sub(svg, i, end - i);
		if (str_starts(rest, STR("<!")) ||
		    (str_starts(rest, STR("<?")) && !is_declaration(rest, i)))
			return STR("has a markup declaration");
		if (end >= svg.n)
			return STR("is not well-formed");
		if (!str_starts(rest, STR("<?")) &&
		    !str_starts(rest, STR("</"))) {
			fault = tag_fault(str_sub(svg, i + 1, end - i - 1));
			if (fault.p)
				return fault;
			root = true;
		}
		i = end;
	}
	return root ? STR_NONE : STR("is no SVG");
}

static bool
is_png(struct str s)
{
	static const char magic[] = "\x89PNG\r\n\x1a\n";

	return s.n > 24 && memcmp(s.p, magic, 8) == 0 &&
	    memcmp(s.p + 12, "IHDR", 4) == 0;
}

/* Beside the file and below it: nothing else of this machine is shown. */
static bool
is_inside(struct str path)
{
	struct str rest = path, part;

	if (str_empty(path) || path.p[0] == '/')
		return false;
	while (str_cut(&rest, '/', &part))
		if (str_is(part, "..") || str_empty(part))
			return false;
	return true;
}

/* Its name in DATA_DIR/media is that of its bytes. */
static enum err
keep(
    struct import *im, struct str *kept, struct str data, const char *extension)
{
	char hex[HASH_HEX + 1];
	struct stat st;
	struct str path;

	hash_hex(hex, hash_sha256(data));
	*kept = arena_printf(im->a, "%s.%s", hex, extension);
	path = arena_printf(
	    im->a, "%.*s/media/%s.%s", STR_FMT(im->data_dir), hex, extension);
	if (!path.p || !kept->p)
		return ERR_NOMEM;
	/* Its time says when it was last seen in use. */
	if (im->dry_run || utimensat(AT_FDCWD, path.p, NULL, 0) == 0 ||
	    (errno != ENOENT && stat(path.p, &st) == 0))
		return OK;
	return file_write(path.p, data, 0644);
}

/* fault .p NULL: data is the file.  ERR_NOMEM alone ends the import. */
static enum err
picture_read(struct import *im, struct str *data, struct str *fault,
    struct str name, size_t max)
{
	struct str path = arena_printf(
	    im->a, "%.*s/%.*s", STR_FMT(im->folder), STR_FMT(name));
	enum err e;

	*fault = STR_NONE;
	if (!path.p)
		return ERR_NOMEM;
	if (!is_inside(name)) {
		*fault = STR("is not below the file's folder");
		return OK;
	}
	e = file_read(im->a, data, path.p, max, 0);
	if (e == ERR_LIMIT)
		*fault = arena_printf(
		    im->a, "is larger than %zu KiB", max / 1024);
	else if (e != OK && e != ERR_NOMEM)
		*fault = STR("cannot be read");
	return e == ERR_NOMEM ? e : OK;
}

static enum err
logo(struct import *im, struct import_product *p)
{
	struct str data = STR_NONE, fault;
	bool svg = str_ends(p->logo, STR(".svg"));
	enum err e = picture_read(im, &data, &fault, p->logo, LOGO_BYTES_MAX);

	if (e != OK)
		return e;
	if (!fault.p && svg)
		fault = svg_fault(data);
	else if (!fault.p && !is_png(data))
		fault = STR("is neither an SVG nor a PNG file");
	if (!fault.p)
		return keep(im, &p->logo_file, data, svg ? "svg" : "png");
	p->bad = true;
	import_fault(im, p->where, STR("logo"), fault,
	    STR("name a plain SVG or a PNG file beside this one"));
	return OK;
}

/* A big-endian number of a PNG's header (RFC 2083, 4.1.1). */
static int64_t
png_number(struct str png, size_t at)
{
	const unsigned char *b = (const unsigned char *)png.p + at;

	return (int64_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}

static enum err
screenshot(
    struct import *im, struct import_product *p, struct import_screenshot *s)
{
	struct str data = STR_NONE, fault;
	enum err e = picture_read(
	    im, &data, &fault, s->file, SCREENSHOT_BYTES_MAX);

	if (e != OK)
		return e;
	if (!fault.p && !is_png(data))
		fault = STR("is no PNG file");
	if (!fault.p) {
		s->width = png_number(data, 16);
		s->height = png_number(data, 20);
		if (s->width < 1 || s->width > SCREENSHOT_SIDE_MAX ||
		    s->height < 1 || s->height > SCREENSHOT_SIDE_MAX)
			fault = STR("is not 1 to 4096 pixels wide and high");
	}
	if (!fault.p)
		return keep(im, &s->kept, data, "png");
	p->bad = true;
	import_fault(im, p->where, STR("screenshots"), fault,
	    STR("name a PNG file beside this one"));
	return OK;
}

static enum err
pictures(struct import *im, struct import_product *p)
{
	enum err e = str_empty(p->logo) ? OK : logo(im, p);

	for (size_t i = 0; e == OK && i < p->nscreenshots; i++)
		e = screenshot(im, p, &p->screenshots[i]);
	return e;
}

/*
 * DATA_DIR/media, which the responders write into as well: made by root it
 * is given to whom DATA_DIR belongs to.
 */
static enum err
folder_make(struct import *im, const char *folder)
{
	const char *data = str_cstr(im->a, im->data_dir);
	struct stat st;

	if (!data)
		return ERR_NOMEM;
	if (mkdir(folder, 0755) != 0)
		return errno == EEXIST ? OK : ERR_IO;
	if (geteuid() == 0 &&
	    (stat(data, &st) != 0 || chown(folder, st.st_uid, st.st_gid) != 0))
		return ERR_IO;
	return OK;
}

enum err
import_logos(struct import *im)
{
	struct str folder = arena_printf(
	    im->a, "%.*s/media", STR_FMT(im->data_dir));
	enum err e = folder.p ? OK : ERR_NOMEM;
	bool made = im->dry_run;

	for (size_t i = 0; e == OK && i < im->file.nproducts; i++) {
		struct import_product *p = &im->file.products[i];

		if (p->bad || (str_empty(p->logo) && p->nscreenshots == 0))
			continue;
		if (!made)
			e = folder_make(im, folder.p);
		made = true;
		if (e == OK)
			e = pictures(im, p);
	}
	return e;
}
