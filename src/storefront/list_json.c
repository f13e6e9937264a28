/* A facet's values in JSON, written once for each view of the catalogue. */
#include "storefront/list.h"

#include "wire/json.h"

void
list_value_json(struct buf *out, struct arena *scratch,
    const struct catalogue *c, size_t locale, enum facet f,
    const struct facet_value *value, const void *arg)
{
	struct view v;
	struct json j;

	view_words(&v, arg, locale, scratch);
	v.cat = c;
	json_start(&j, out);
	json_object(&j);
	json_put_str(&j, "value", value->value);
	json_put_str(&j, "label", list_value_label(&v, f, value));
	json_key(&j, "count");
}
