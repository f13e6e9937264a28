/*
 * soukctl import: a file is read into struct import_file, whatever its
 * format; rows with a fault are reported and left out; the rest is
 * written set by set.
 */
#ifndef CTL_IMPORT_H
#define CTL_IMPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"
#include "db/pool.h"
#include "domain/price.h"

struct import_text {
	struct str locale, name, summary, description;
	struct str keywords;		/* comma separated */
};

struct import_seller {
	struct str where;		/* "/sellers/0" or "row 2" */
	struct str slug, name, country, website, about, support_email;
	bool bad;
};

struct import_category {
	struct str where;
	struct str slug, parent;	/* parent empty: top level */
	int64_t position;
	const struct import_text *texts;
	size_t ntexts;
	bool bad;
};

struct import_agreement {
	struct str title, locale, text;
};

struct import_release {
	struct str version, date, notes;
};

struct import_screenshot {
	struct str file;		/* path beside the file */
	struct str alt;
	struct str kept;		/* name in DATA_DIR/media */
	int64_t width, height;		/* pixels */
};

struct import_image {
	struct str region, image;
	int64_t min_vcpus, min_memory_gib;
};

struct import_option {
	struct str name, value;
};

struct import_plan {
	struct str code;
	const struct import_text *texts;
	const struct import_option *options;
	const struct capacity *capacities;
	const struct price *prices;
	size_t ntexts, noptions, ncapacities, nprices;
};

struct import_product {
	struct str where;
	struct str slug, seller, category, licence, website, version,
	    platforms, regions, support_email, support_url;
	struct str logo;		/* path beside the file; empty: none */
	struct str logo_file;		/* name in DATA_DIR/media */
	enum delivery_type delivery;
	int64_t refund_days, pin;
	const struct import_text *texts;
	const struct import_agreement *agreements;
	const struct import_plan *plans;
	const struct import_release *releases;
	const struct import_image *images;
	struct import_screenshot *screenshots;
	size_t ntexts, nagreements, nplans, nreleases, nimages, nscreenshots;
	bool bad;
};

struct import_file {
	struct import_seller *sellers;
	struct import_category *categories;
	struct import_product *products;
	size_t nsellers, ncategories, nproducts;
};

/* What is wrong, where, and what to do about it. */
struct import_fault {
	struct str where, field, fault, mend;
};

struct tree;

enum {
	IMPORT_FAULTS_SHOWN = 200,
	LOGO_BYTES_MAX = 256 * 1024,
	SCREENSHOT_BYTES_MAX = 4 * 1024 * 1024,
	SCREENSHOT_SIDE_MAX = 4096
};

struct import {
	struct arena *a;
	struct import_file file;
	struct tree *tree;		/* holds the strings of a JSON file */
	struct import_fault faults[IMPORT_FAULTS_SHOWN];
	size_t nfaults;			/* may be more than are shown */
	struct currency currency;	/* the site's, for new companies */
	struct str country;
	struct str locale;		/* of texts that name none */
	struct str data_dir;
	struct str folder;		/* of the file, for logos */
	int64_t now_us;
	bool dry_run;
	void (*progress)(size_t done, size_t total);	/* or NULL */
	/* what came of it */
	size_t added, updated, unchanged;
};

/* Counts it, and keeps it, fit for a terminal, while there is room. */
void import_fault(struct import *im, struct str where, struct str field,
    struct str fault, struct str mend);

/* ERR_SYNTAX: the file as a whole; *why says where and what. */
enum err import_json(struct import *im, struct str text, struct str *why)
    MUST_CHECK;
enum err import_csv(struct import *im, struct str text, struct str *why)
    MUST_CHECK;

/* Slugs given twice; plans and prices that contradict each other. */
enum err import_check(struct import *im) MUST_CHECK;

/* Copies the pictures of good rows; a faulty one is a row's fault. */
enum err import_logos(struct import *im) MUST_CHECK;
/* STR_NONE when it is safe to show, else the fault. */
struct str svg_fault(struct str svg);

struct listing_body;
/* The product as its seller would have written it.  Borrows from p. */
enum err import_listing(struct arena *a, struct listing_body *out,
    const struct import_product *p) MUST_CHECK;

/*
 * Sellers and categories in one transaction, then the products, some
 * hundreds a transaction.  Rows that name what is nowhere get a fault.
 */
enum err import_write(struct import *im, struct db_pool *pool) MUST_CHECK;

struct ctl;

/* The whole of it, with its report on stdout; the exit status. */
int import_path(struct ctl *c, const char *path, bool dry_run);

#endif
