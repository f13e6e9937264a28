/* X7: the evidence bundle of an order, whole, into a file. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/sys.h"
#include "ctl/commands.h"
#include "sale/evidence.h"
#include "store/order.h"

static int
bundle_write(struct ctl *c, struct db *db, struct id order_id, int fd,
    const struct keys *keys)
{
	const struct evidence x = { .db = db,
		.arena = c->arena,
		.data_dir = c->config.data_dir,
		.public_url = c->config.public_url,
		.seed = keys->key[KEY_CHAIN],
		.now_us = clock_now_us(),
		.order_id = order_id,
		.whole = true };
	enum err e = evidence_write(sink_fd(&fd), &x);

	if (e == OK && fsync(fd) != 0)
		e = ERR_IO;
	return ctl_failed(c, e, "evidence");
}

/* A file that is there is not overwritten: it may be evidence itself. */
static int
bundle_file_write(struct ctl *c, struct id order_id, const char *path,
    const struct keys *keys)
{
	struct db *db;
	int fd, status = ctl_read(c, &db);

	if (status != CTL_OK)
		return status;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		status = ctl_fail(c, "%s: %s", path, strerror(errno));
	else
		status = bundle_write(c, db, order_id, fd, keys);
	db_pool_give(c->pool, db);
	if (fd >= 0 && close(fd) != 0 && status == CTL_OK)
		status = ctl_fail(c, "%s: %s", path, strerror(errno));
	if (fd >= 0 && status != CTL_OK)
		unlink(path);
	return status;
}

static int
order_check(struct ctl *c, struct id order_id, const char *text)
{
	struct id anybody = { { 0 } };
	struct order o;
	struct db *db;
	enum err e;
	int status = ctl_read(c, &db);

	if (status != CTL_OK)
		return status;
	e = order_get(db, c->arena, &o, order_id, anybody);
	db_pool_give(c->pool, db);
	return ctl_failed(c, e, text);
}

int
command_evidence(struct ctl *c, int argc, char **argv)
{
	const char *operands[2];
	size_t n = 2;
	struct keys keys;
	struct id order_id;
	int status = ctl_options(c, argc, argv, NULL, 0, operands, &n);

	if (status != CTL_OK)
		return status;
	if (n != 2 ||
	    id_parse(&order_id, ID_ORDER, str_from(operands[0])) != OK)
		return ctl_misused(
		    c, "name the order by its id: ord_..., and a new file");
	status = order_check(c, order_id, operands[0]);
	if (status == CTL_OK)
		status = ctl_keys(c, &keys);
	if (status != CTL_OK)
		return status;
	status = bundle_file_write(c, order_id, operands[1], &keys);
	keys_wipe(&keys);
	if (status == CTL_OK)
		ctl_done(c, "%s: the evidence of %s", operands[1], operands[0]);
	return status;
}
