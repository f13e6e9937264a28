/* The header's categories, written once for each view of the catalogue. */
#include "storefront/view.h"

#include "locale/format.h"

static void
put_category(struct buf *out, const struct shop *shop,
    const struct catalogue_category *g, size_t locale)
{
	const struct site_config *config = &shop->site->config;
	struct str lang = config->locales[locale];

	HTML(out, "<li><a href=\"{h}/c/{u}{r}{r}\">", config->base_path,
	    g->slug, locale > 0 ? STR("?lang=") : STR(""),
	    locale > 0 ? lang : STR(""));
	HTML(out,
	    "<svg class=\"icon\" aria-hidden=\"true\">"
	    "<use href=\"{h}img/icons.svg#{a}\"/></svg>"
	    "<span>{t}</span><span class=\"count\">",
	    shop->assets, str_from(view_category_icon(g->slug)),
	    g->name[locale]);
	format_number(out, lang, g->products);
	buf_add(out, STR("</span></a></li>\n"));
}

void
menu_write(
    struct buf *out, const struct catalogue *c, size_t locale, const void *arg)
{
	for (size_t i = 0; i < c->ncategories; i++)
		if (c->categories[i].parent == NO_CATEGORY &&
		    c->categories[i].products > 0)
			put_category(out, arg, &c->categories[i], locale);
}
