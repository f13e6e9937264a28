#include "ctl/demo.h"

#include "store/flavour.h"

/* Made up, as all of the demo: nothing is started anywhere. */
static const struct region regions[] = {
	{ STR("fra-1"), STR("Frankfurt"), 1, false },
	{ STR("par-1"), STR("Paris"), 2, false },
	{ STR("sin-1"), STR("Singapore"), 3, false },
};
enum { REGIONS = sizeof(regions) / sizeof(regions[0]) };

static const struct {
	struct str code;
	int64_t vcpus, memory_gib, monthly_minor;
} sizes[] = {
	{ STR("general-1"), 1, 2, 900 },
	{ STR("general-2"), 2, 8, 2900 },
	{ STR("general-4"), 4, 16, 5800 },
	{ STR("general-8"), 8, 32, 11600 },
	{ STR("memory-4"), 4, 32, 8400 },
};
enum { SIZES = sizeof(sizes) / sizeof(sizes[0]), MONTHS_PAID = 10 };

static enum err
prices_add(struct db *db, struct currency currency, const struct flavour *f,
    int64_t monthly_minor)
{
	struct flavour_price p = { f->region, f->code, MODE_MONTHLY,
		{ monthly_minor, currency } };
	enum err e = flavour_price_put(db, &p);

	p.mode = MODE_YEARLY;
	p.amount.minor = monthly_minor * MONTHS_PAID;
	return e == OK ? flavour_price_put(db, &p) : e;
}

static enum err
sizes_add(struct db *db, const struct site_config *config, struct str region)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < SIZES; i++) {
		const struct flavour f = { region, sizes[i].code,
			sizes[i].vcpus, sizes[i].memory_gib, (int64_t)i + 1,
			false };

		e = flavour_put(db, &f);
		if (e == OK)
			e = prices_add(
			    db, config->currency, &f, sizes[i].monthly_minor);
		for (size_t k = 0; e == OK && k < config->ncurrencies; k++)
			e = prices_add(db, config->currencies[k], &f,
			    sizes[i].monthly_minor);
	}
	return e;
}

enum err
demo_servers_add(struct db *db, void *arg)
{
	const struct ctl *c = arg;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < REGIONS; i++) {
		e = region_put(db, &regions[i]);
		if (e == OK)
			e = sizes_add(db, &c->config, regions[i].code);
	}
	return e;
}
