/*
 * X7: the evidence bundle of an order, for its buyer's company and for
 * operators.  It is written into a file without a name, and mapped: a bundle
 * may be larger than a reply.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/auth.h"
#include "base/log.h"
#include "base/sys.h"
#include "billing.h"
#include "sale/evidence.h"
#include "store/order.h"

enum {
	/* Of one company: each packs all that was handed over. */
	BUNDLES = 120,
	BUNDLES_WINDOW_S = 3600
};

static enum err
file_open(int *fd, struct call *c)
{
	struct str name = arena_printf(
	    c->arena, "%.*s/bundle-XXXXXX", STR_FMT(c->site->config.data_dir));
	char *path = (char *)(uintptr_t)name.p;

	if (path == NULL)
		return ERR_NOMEM;
	*fd = mkostemp(path, O_CLOEXEC);
	if (*fd < 0)
		return errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE
							  : ERR_IO;
	if (unlink(path) == 0)
		return OK;
	close(*fd);
	return ERR_IO;
}

static void
bundle_unmap(void *arg)
{
	struct str *bytes = arg;

	munmap((void *)(uintptr_t)bytes->p, bytes->n);
	free(bytes);
}

/* Owned by the reply, which outlives the arena's contents. */
static enum err
bundle_reply(struct call *c, int fd)
{
	struct str *bytes = malloc(sizeof(*bytes));
	struct stat st;
	void *p = MAP_FAILED;

	if (bytes == NULL)
		return ERR_NOMEM;
	if (fstat(fd, &st) == 0 && st.st_size > 0)
		p = mmap(
		    NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED) {
		free(bytes);
		return errno == ENOMEM ? ERR_NOMEM : ERR_IO;
	}
	*bytes = (struct str){ p, (size_t)st.st_size };
	c->reply->shared_body = *bytes;
	c->reply->release = bundle_unmap;
	c->reply->release_arg = bytes;
	return OK;
}

/* An operator reads all of the order's bills with it, which is on record. */
static enum err
readings_note(struct call *c, struct id order_id)
{
	struct bill_filter of = { .order_id = order_id };
	struct id after = { { 0 } };
	struct bill *bills;
	size_t n = 0;
	enum err e;

	do {
		e = bills_list(
		    c->db, c->arena, &bills, &n, &of, after, LIST_MAX - 1);
		for (size_t i = 0; e == OK && i < n && i < LIST_MAX - 1; i++) {
			e = receivable_read_note(c, &bills[i], "bundle");
			after = bills[i].bill_id;
		}
	} while (e == OK && n == LIST_MAX);
	return e;
}

/* The company's own; operators, who have none, read any. */
static enum err
order_find(struct call *c, void *arg)
{
	struct order *o = arg;
	struct id order_id, company_id = c->who.company_id;
	enum err e = id_is_nil(company_id) ? auth_operates(c) : OK;

	if (e != OK)
		return e;
	if (id_parse(&order_id, ID_ORDER, c->path_arg[0]) != OK)
		return ERR_NOT_FOUND;
	e = order_get(c->db, c->arena, o, order_id, company_id);
	return e == OK && id_is_nil(company_id) ? readings_note(c, order_id)
						: e;
}

static enum err
bundle_throttle(struct call *c)
{
	char company[ID_TEXT_MAX];

	return id_is_nil(c->who.company_id)
	    ? OK
	    : call_throttle(c, "bundle",
		  id_format(company, ID_COMPANY, c->who.company_id), BUNDLES,
		  BUNDLES_WINDOW_S);
}

static enum err
bundle_write(struct call *c, struct db *db, const struct order *o, int fd)
{
	const struct evidence x = {
		.db = db,
		.arena = c->arena,
		.data_dir = c->site->config.data_dir,
		.public_url = c->site->config.public_url,
		.seed = (const uint8_t *)keys_get(&c->site->keys, KEY_CHAIN).p,
		.now_us = c->now_us,
		.order_id = o->order_id,
		.whole = id_is_nil(c->who.company_id),
	};
	enum err e = evidence_write(sink_fd(&fd), &x);

	if (e != ERR_IO)
		return e;
	log_error("a bundle cannot be written", "order=%.*s",
	    STR_FMT(c->path_arg[0]));
	return ERR_UNAVAILABLE;
}

static enum err
bundle_make(struct call *c, const struct order *o, int fd)
{
	struct db *db;
	enum err e = db_pool_take(c->site->pool, &db);

	if (e != OK)
		return e;
	e = bundle_write(c, db, o, fd);
	db_pool_give(c->site->pool, db);
	return e;
}

static enum err
bundle_show(struct call *c)
{
	struct order o;
	int fd = -1;
	enum err e = call_tx(c, order_find, &o);

	if (e == OK)
		e = bundle_throttle(c);
	if (e == OK)
		e = file_open(&fd, c);
	if (e != OK)
		return e;
	e = bundle_make(c, &o, fd);
	if (e == OK)
		e = bundle_reply(c, fd);
	close(fd);
	if (e != OK)
		return e;
	c->reply->status = 200;
	c->reply->content_type = "application/zip";
	reply_header(c->reply, "Content-Disposition",
	    arena_printf(c->arena, "attachment; filename=\"%.*s.zip\"",
		STR_FMT(c->path_arg[0])));
	reply_header(c->reply, "Cache-Control", STR("private, no-store"));
	return OK;
}

const struct route bundle_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/evidence-bundles/{order}",
	    .handler = bundle_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_PHASES,
	    .status = 200,
	    .summary = "All that proves an order, as ZIP: its rows, texts, "
		       "files and bills, and its part of the signed chains; "
		       "recorded, when an operator reads it" },
	{ .method = NULL },
};
