#include "catalog/facet.h"

static const char *const facet_names[FACET__MAX] = {
	[FACET_CATEGORY] = "category",
	[FACET_DELIVERY] = "delivery",
	[FACET_MODE] = "mode",
	[FACET_PRICE] = "price",
	[FACET_PLATFORM] = "platform",
	[FACET_LICENCE] = "licence",
	[FACET_SELLER] = "seller",
	[FACET_REGION] = "region",
};

const char *
facet_name(enum facet f)
{
	return facet_names[f];
}

enum err
facet_parse(enum facet *out, struct str name)
{
	for (enum facet f = 0; f < FACET__MAX; f++)
		if (str_is(name, facet_names[f])) {
			*out = f;
			return OK;
		}
	return ERR_INVALID;
}

bool
filter_add(struct filter *f, enum facet facet, struct str value)
{
	struct facet_choice *c = &f->chosen[facet];

	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->values[i], value))
			return false;
	if (c->n == FACET_CHOICES_MAX)
		return false;
	c->values[c->n++] = value;
	return true;
}

bool
facet_goes_by_count(enum facet f)
{
	return f == FACET_PLATFORM || f == FACET_LICENCE || f == FACET_SELLER ||
	    f == FACET_REGION;
}
