/* What a listing names, looked up. */
#include "act/listing_check.h"
#include "store/category.h"
#include "store/flavour.h"
#include "store/seller.h"

const struct media *
listing_media(const struct listing_found *found, struct str file)
{
	for (size_t i = 0; i < found->nmedia; i++) {
		if (str_eq(found->media[i].file, file))
			return &found->media[i];
	}
	return NULL;
}

static enum err
pictures_look_up(struct db *db, struct arena *a, struct listing_found *out,
    const struct listing_body *l, struct id seller_id, struct id product_id)
{
	struct str files[LISTING_SCREENSHOTS_MAX + 1];
	size_t n = 0;

	if (!str_empty(l->logo))
		files[n++] = l->logo;
	for (LISTING_EACH(screenshot, s, &l->screenshots)) {
		if (!str_empty(s->file))
			files[n++] = s->file;
	}
	return media_known(
	    db, a, &out->media, &out->nmedia, seller_id, product_id, files, n);
}

static enum err
regions_look_up(struct db *db, struct arena *a, struct listing_found *out,
    const struct listing_body *l)
{
	struct str codes[LISTING_IMAGES_MAX];
	size_t n = 0;

	for (LISTING_EACH(image, m, &l->images))
		codes[n++] = m->region;
	return n == 0 ? OK : regions_known(db, a, out->regions, codes, n);
}

enum err
listing_look_up(struct db *db, struct arena *a, struct listing_found *out,
    const struct listing_body *l, struct id seller_id, struct id product_id)
{
	struct seller seller;
	struct category category;
	enum err e;

	*out = (struct listing_found){ .category = false };
	e = category_by_slug(db, a, &category, l->category);
	out->category = e == OK;
	out->category_id = e == OK ? category.category_id
				   : (struct id){ { 0 } };
	if (e == ERR_NOT_FOUND)
		e = OK;
	if (e == OK)
		e = seller_get(db, a, &seller, seller_id, 0);
	if (e != OK)
		return e;
	out->support = !str_empty(seller.support_email);
	e = regions_look_up(db, a, out, l);
	if (e != OK)
		return e;
	return pictures_look_up(db, a, out, l, seller_id, product_id);
}
