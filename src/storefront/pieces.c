#include <string.h>

#include "catalog/marks.h"
#include "storefront/view.h"

static const char *const logo_class[] = {
	[LOGO_SMALL] = " logo--sm",
	[LOGO_NORMAL] = "",
	[LOGO_LARGE] = " logo--lg",
};

void
view_icon(struct view *v, const char *name, const char *classes)
{
	HTML(v->out,
	    "<svg class=\"icon{a}\" aria-hidden=\"true\">"
	    "<use href=\"{h}img/icons.svg#{a}\"/></svg>",
	    str_from(classes), v->shop->assets, str_from(name));
}

/* The first character of a name, whatever its script. */
static struct str
first_character(struct str name)
{
	size_t n = name.n > 0;

	while (n < name.n && ((unsigned char)name.p[n] & 0xc0) == 0x80)
		n++;
	return str_sub(name, 0, n);
}

void
view_letter(struct view *v, struct str slug, struct str name, int size)
{
	unsigned tone = 0;

	for (size_t i = 0; i < slug.n; i++)
		tone += (unsigned char)slug.p[i];
	buf_addf(v->out,
	    "<span class=\"logo%s logo--%u\" "
	    "aria-hidden=\"true\">",
	    logo_class[size], tone % 6);
	html_text(v->out, first_character(name));
	buf_add(v->out, STR("</span>"));
}

void
view_logo(
    struct view *v, const struct catalogue_product *p, int size, bool eager)
{
	const char *edge = size == LOGO_LARGE ? "72" : "48";

	if (!p->logo.p) {
		view_letter(v, p->slug, p->name[v->locale], size);
		return;
	}
	HTML(v->out,
	    "<span class=\"logo{a}\"><img src=\"{h}/media/{u}\" "
	    "alt=\"\" width=\"{a}\" height=\"{a}\" loading=\"{a}\"></span>",
	    str_from(logo_class[size]), v->base, p->logo, str_from(edge),
	    str_from(edge), str_from(eager ? "eager" : "lazy"));
}

/* "from {price}" with the price in bold, wherever the words put it. */
static void
put_from(struct view *v, struct money from)
{
	struct str text = view_text(v, "product.from");
	struct str mark = STR("{price}");
	size_t at = 0;

	while (at < text.n && !str_starts(str_sub(text, at, text.n), mark))
		at++;
	if (at == text.n || from.minor == 0) {
		HTML(v->out, "<b><bdi>{t}</bdi></b>", view_money(v, from));
		return;
	}
	HTML(v->out, "{t}<b><bdi>{t}</bdi></b>{t}", str_sub(text, 0, at),
	    view_money(v, from), str_sub(text, at + mark.n, text.n));
}

void
view_price(struct view *v, const struct catalogue_product *p)
{
	struct str currency = str_from(v->cat->currency.code);

	if (!p->has_from) {
		HTML(v->out, "<span class=\"price\"><small>{t}</small></span>",
		    view_say(v, "product.not_sold_in", "currency", currency));
		return;
	}
	buf_add(v->out, STR("<span class=\"price\">"));
	put_from(v, p->from);
	HTML(v->out, " <small>{t}</small></span>",
	    view_text_of(v, "product.per_", billing_mode_name(p->from_mode)));
}

void
view_card(struct view *v, uint32_t product, bool eager)
{
	const struct catalogue_product *p = catalogue_card(
	    v->c->arena, v->cat, product);

	if (!p) {
		v->out->err = ERR_NOMEM;
		return;
	}
	buf_add(v->out,
	    STR("<li class=\"product-card\">\n"
		"<div class=\"product-card__top\">"));
	view_logo(v, p, LOGO_NORMAL, eager);
	HTML(v->out,
	    "<div><h3><a href=\"{h}\"><bdi>{t}</bdi></a></h3>"
	    "<p class=\"by\">{t}</p></div></div>\n"
	    "<p class=\"product-card__text\"><bdi>{t}</bdi></p>\n"
	    "<p class=\"product-card__foot\"><span>",
	    view_link(v, "/p/%.*s", STR_FMT(p->slug)), p->name[v->locale],
	    view_say(
		v, "product.by", "seller", v->cat->sellers[p->seller].name),
	    p->summary[v->locale]);
	if (p->pinned)
		HTML(v->out, "<span class=\"badge badge--accent\">{t}</span> ",
		    view_text(v, "product.pick"));
	HTML(v->out, "<span class=\"badge\">{t}</span></span>",
	    view_text_of(
		v, "product.delivery_", delivery_type_name(p->delivery)));
	view_price(v, p);
	buf_add(v->out, STR("</p>\n</li>\n"));
}

/* The text, with what was searched for highlighted. */
static void
put_marked(struct view *v, struct str text, const struct marks *marks)
{
	struct mark found[MARKS_MAX];
	size_t n = marks_find(found, marks, text), from = 0;

	for (size_t i = 0; i < n; i++) {
		HTML(v->out, "{t}<mark>{t}</mark>",
		    str_sub(text, from, found[i].from - from),
		    str_sub(text, found[i].from, found[i].to - found[i].from));
		from = found[i].to;
	}
	html_text(v->out, str_sub(text, from, text.n));
}

enum { BADGE_PLATFORMS = 3, BADGE_MAX = 28 };

/* Words are stored with commas alone: lines may break after a space. */
struct str
view_listed(struct view *v, struct str words)
{
	struct str rest = words, one, s;
	struct buf b;

	buf_open(&b, BODY_MAX);
	while (!str_empty(words) && str_cut(&rest, ',', &one)) {
		if (b.n > 0)
			buf_add(&b, STR(", "));
		buf_add(&b, str_trim(one));
	}
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

static void
put_badge(struct view *v, struct str text)
{
	HTML(v->out, "<li class=\"badge\">{t}</li>", text);
}

/* What can be filtered by: delivery type, licence, the first platforms. */
static void
put_badges(struct view *v, const struct catalogue_product *p)
{
	struct str rest = p->platforms, one;
	size_t n = 0;

	buf_add(v->out, STR("<ul class=\"result__badges\" role=\"list\">"));
	put_badge(v,
	    view_text_of(
		v, "product.delivery_", delivery_type_name(p->delivery)));
	if (!str_empty(p->licence) && p->licence.n <= BADGE_MAX)
		put_badge(v, p->licence);
	while (!str_empty(p->platforms) && str_cut(&rest, ',', &one)) {
		one = str_trim(one);
		if (!str_empty(one) && one.n <= BADGE_MAX &&
		    n++ < BADGE_PLATFORMS)
			put_badge(v, one);
	}
	if (n > BADGE_PLATFORMS)
		buf_addf(v->out, "<li class=\"badge\">+%zu</li>",
		    n - BADGE_PLATFORMS);
	buf_add(v->out, STR("</ul>"));
}

static void
put_by(struct view *v, const struct catalogue_product *p)
{
	HTML(v->out, "<p class=\"by\">{t} · <bdi>{t}</bdi>",
	    view_say(
		v, "product.by", "seller", v->cat->sellers[p->seller].name),
	    v->cat->categories[p->category].name[v->locale]);
	if (p->pinned)
		HTML(v->out, " · <span class=\"pick-mark\">{t}</span>",
		    view_text(v, "product.pick"));
	buf_add(v->out, STR("</p>"));
}

void
view_result(
    struct view *v, uint32_t product, const struct marks *marks, bool eager)
{
	const struct catalogue_product *p = catalogue_card(
	    v->c->arena, v->cat, product);

	if (!p) {
		v->out->err = ERR_NOMEM;
		return;
	}
	buf_add(v->out, STR("<li class=\"result\">\n"));
	view_logo(v, p, LOGO_NORMAL, eager);
	HTML(v->out, "\n<div><h2><a href=\"{h}\"><bdi>",
	    view_link(v, "/p/%.*s", STR_FMT(p->slug)));
	put_marked(v, p->name[v->locale], marks);
	buf_add(v->out, STR("</bdi></a></h2>"));
	put_by(v, p);
	buf_add(v->out, STR("<p class=\"result__text\"><bdi>"));
	put_marked(v, p->summary[v->locale], marks);
	buf_add(v->out, STR("</bdi></p>"));
	put_badges(v, p);
	buf_add(v->out, STR("</div>\n<p class=\"result__side\">"));
	view_price(v, p);
	buf_add(v->out, STR("</p>\n</li>\n"));
}

void
view_search_form(struct view *v, const char *id)
{
	HTML(v->out,
	    "<form class=\"search search--big\" role=\"search\" "
	    "action=\"{h}/search\" method=\"get\" aria-label=\"{a}\">\n",
	    v->base, view_text(v, "search.title"));
	view_icon(v, "search", "");
	if (v->locale > 0)
		HTML(v->out,
		    "<input type=\"hidden\" name=\"lang\" "
		    "value=\"{a}\">",
		    v->lang);
	HTML(v->out,
	    "\n<label class=\"visually-hidden\" for=\"{a}\">{t}"
	    "</label>\n<input class=\"input\" id=\"{a}\" type=\"search\" "
	    "name=\"q\" maxlength=\"200\" autocomplete=\"off\" "
	    "placeholder=\"{a}\">\n<button class=\"btn btn--primary\" "
	    "type=\"submit\">{t}</button>\n</form>\n",
	    str_from(id), view_text(v, "search.label"), str_from(id),
	    view_text(v, "search.placeholder"), view_text(v, "search.go"));
}

void
view_crumbs(struct view *v, const struct view_crumb *crumbs, size_t n)
{
	HTML(v->out,
	    "<nav class=\"crumbs\" aria-label=\"{a}\"><ol>"
	    "<li><a href=\"{h}\">{t}</a></li>",
	    view_text(v, "page.crumbs"), view_link(v, "/"),
	    view_text(v, "product.home"));
	for (size_t i = 0; i < n; i++)
		if (str_empty(crumbs[i].href))
			HTML(v->out, "<li aria-current=\"page\">{t}</li>",
			    crumbs[i].name);
		else
			HTML(v->out, "<li><a href=\"{h}\">{t}</a></li>",
			    view_link(v, "%.*s", STR_FMT(crumbs[i].href)),
			    crumbs[i].name);
	buf_add(v->out, STR("</ol></nav>\n"));
}

static void
crumb_json(struct json *j, int64_t position, struct str name, struct str url)
{
	json_object(j);
	json_put_cstr(j, "@type", "ListItem");
	json_put_i64(j, "position", position);
	json_put_str(j, "name", name);
	if (!str_empty(url))
		json_put_str(j, "item", url);
	json_end_object(j);
}

void
view_crumbs_json(
    struct view *v, struct json *j, const struct view_crumb *crumbs, size_t n)
{
	json_object(j);
	json_put_cstr(j, "@type", "BreadcrumbList");
	json_key(j, "itemListElement");
	json_array(j);
	crumb_json(j, 1, view_text(v, "product.home"),
	    view_url(v, STR("/"), v->locale));
	for (size_t i = 0; i < n; i++)
		crumb_json(j, (int64_t)i + 2, crumbs[i].name,
		    str_empty(crumbs[i].href)
			? STR("")
			: view_url(v, crumbs[i].href, v->locale));
	json_end_array(j);
	json_end_object(j);
}

void
view_ld_open(struct view_ld *ld)
{
	buf_open(&ld->b, BODY_LISTING_MAX);
	json_start(&ld->j, &ld->b);
	json_object(&ld->j);
	json_put_cstr(&ld->j, "@context", "https://schema.org");
	json_key(&ld->j, "@graph");
	json_array(&ld->j);
}

struct str
view_ld_close(struct view *v, struct view_ld *ld)
{
	struct str s;

	json_end_array(&ld->j);
	json_end_object(&ld->j);
	s = str_copy(v->c->arena, buf_str(&ld->b));
	buf_close(&ld->b);
	return s;
}
