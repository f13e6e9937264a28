/*
 * Evidence that comes in pieces, so that a broken connection loses one piece
 * and not the file.  What has come lies in DATA_DIR/uploads under the
 * upload's id; the row says how much of it counts.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "act/handover.h"
#include "app/upload.h"
#include "base/log.h"
#include "base/num.h"
#include "base/sys.h"
#include "billing.h"
#include "evidence.h"
#include "store/upload.h"

enum { PIECE_BYTES_MAX = 1024 * 1024, UPLOADS_MAX = 20 };

struct upload_body {
	struct id handover;
	struct str name;
	int64_t bytes;
	struct hash hash;
};

static const struct field upload_fields[] = {
	{ .name = "handover",
	    .type = FIELD_ID,
	    .prefix = ID_HANDOVER,
	    .required = true,
	    .offset = offsetof(struct upload_body, handover),
	    .about = "what it is evidence of" },
	{ .name = "name",
	    .type = FIELD_NAME,
	    .required = true,
	    .max = HANDOVER_FILE_NAME_MAX,
	    .offset = offsetof(struct upload_body, name),
	    .about = "of the file, without folders" },
	{ .name = "bytes",
	    .type = FIELD_INT,
	    .required = true,
	    .min = 1,
	    .max = EVIDENCE_BYTES_MAX,
	    .offset = offsetof(struct upload_body, bytes),
	    .about = "how long it is" },
	{ .name = "hash",
	    .type = FIELD_HASH,
	    .required = true,
	    .offset = offsetof(struct upload_body, hash),
	    .about = "its SHA-256" },
};
static const struct shape upload_shape = SHAPE(
    "UploadRequest", struct upload_body, upload_fields);

static void
upload_answer(struct call *c, const struct upload_row *u, int status,
    const struct id *file_id)
{
	struct json *j = reply_json(c, status);

	json_object(j);
	json_put_id(j, "id", ID_UPLOAD, u->upload_id);
	json_put_str(j, "name", u->name);
	json_put_i64(j, "bytes", u->bytes);
	json_put_i64(j, "received", u->received);
	json_key(j, "file");
	if (file_id == NULL)
		json_null(j);
	else
		json_id(j, ID_HANDOVER_FILE, *file_id);
	json_end_object(j);
}

static enum err
upload_new(struct call *c)
{
	const struct upload_body *body = c->body;
	const struct id nobody = { { 0 } };
	struct upload_row u = { .upload_id = id_new(),
		.handover_id = body->handover,
		.user_id = c->who.user_id,
		.name = body->name,
		.bytes = body->bytes,
		.hash = body->hash,
		.created_at_us = c->now_us };
	struct handover h;
	int64_t under_way = 0;
	enum err e = handover_get(
	    c->db, c->arena, &h, body->handover, nobody, c->who.seller_id);

	if (e == OK)
		e = evidence_name(c, body->name);
	if (e == OK && h.state != HANDOVER_OPEN && h.state != HANDOVER_REWORK)
		return evidence_refused(c, ERR_STATE);
	if (e == OK)
		e = uploads_count(c->db, c->arena, &under_way, c->who.user_id);
	if (e == OK && under_way >= UPLOADS_MAX)
		return call_fail(c, ERR_STATE,
		    "You have %d uploads under way; finish them first.",
		    UPLOADS_MAX);
	if (e == OK)
		e = upload_insert(c->db, &u);
	if (e == OK)
		upload_answer(c, &u, 201, NULL);
	return e;
}

/* Of the same user; its handover may be its seller's no more. */
static enum err
upload_of_path(struct call *c, struct upload_row *out)
{
	struct id id;
	enum err e;

	if (id_parse(&id, ID_UPLOAD, c->path_arg[0]) != OK)
		return ERR_NOT_FOUND;
	e = upload_get(c->db, c->arena, out, id);
	return e == OK && !id_eq(out->user_id, c->who.user_id) ? ERR_NOT_FOUND
							       : e;
}

static enum err
upload_show(struct call *c)
{
	struct upload_row u;
	enum err e = upload_of_path(c, &u);

	if (e == OK)
		upload_answer(c, &u, 200, NULL);
	return e;
}

struct piece {
	struct upload_row u;
	int64_t from;
	struct id file_id;
};

static enum err
upload_read(struct call *c, void *arg)
{
	struct piece *p = arg;

	return upload_of_path(c, &p->u);
}

/* The rest of it may have come by another connection: go on from there. */
static enum err
out_of_place(struct call *c, const struct upload_row *u)
{
	c->extension = "received";
	c->extension_json = arena_printf(
	    c->arena, "%lld", (long long)u->received);
	return call_fail(c, ERR_STATE,
	    "%lld bytes of it are there; go on from them.",
	    (long long)u->received);
}

static enum err
piece_check(struct call *c, const struct piece *p)
{
	int64_t n = (int64_t)c->upload->bytes;

	if (n < 1 || n > PIECE_BYTES_MAX)
		return call_fail(c, ERR_BODY_TOO_LARGE,
		    "A piece has 1 to %d bytes.", PIECE_BYTES_MAX);
	if (p->from != p->u.received)
		return out_of_place(c, &p->u);
	return n <= p->u.bytes - p->from
	    ? OK
	    : call_fault(c, "/bytes", "range",
		  "This is more than the file was said to have.");
}

static enum err
write_at(int fd, struct str bytes, int64_t from)
{
	while (bytes.n > 0) {
		ssize_t n = pwrite(fd, bytes.p, bytes.n, (off_t)from);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE
								  : ERR_IO;
		bytes = str_sub(bytes, (size_t)n, bytes.n);
		from += n;
	}
	return fdatasync(fd) == 0 ? OK : ERR_IO;
}

static enum err
piece_keep(struct call *c, const struct piece *p, const char *path)
{
	struct str bytes;
	int fd;
	enum err e = upload_map(&bytes, c->upload);

	if (e != OK)
		return e;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	e = fd < 0 ? ERR_IO : write_at(fd, bytes, p->from);
	if (fd >= 0 && close(fd) != 0 && e == OK)
		e = ERR_IO;
	upload_unmap(bytes);
	return e;
}

static enum err
piece_note(struct call *c, void *arg)
{
	const struct piece *p = arg;

	return upload_advance(c->db, p->u.upload_id, p->from,
	    p->from + (int64_t)c->upload->bytes, c->now_us);
}

static enum err
whole_note(struct call *c, void *arg)
{
	struct piece *p = arg;
	struct act act = act_of_call(c);
	struct handover_file f = { .file_id = p->file_id,
		.handover_id = p->u.handover_id,
		.name = p->u.name,
		.bytes = p->u.bytes,
		.hash = p->u.hash };
	enum err e = upload_delete(c->db, p->u.upload_id);

	return e == OK ? handover_file_add(&act, &f, c->who.seller_id) : e;
}

static enum err
forget_run(struct call *c, void *arg)
{
	const struct piece *p = arg;

	return upload_delete(c->db, p->u.upload_id);
}

static void
file_drop(const char *path)
{
	if (unlink(path) != 0 && errno != ENOENT)
		log_warn("evidence not removed", "path=%s", path);
}

/* What is hashed is what is kept: another piece may be written meanwhile. */
static enum err
whole_keep(struct call *c, struct piece *p, struct str bytes)
{
	const char *kept;
	enum err e;

	p->file_id = id_new();
	e = evidence_path(c, &kept, "evidence", ID_HANDOVER_FILE, p->file_id);
	if (e == OK)
		e = file_write(kept, bytes, 0600);
	if (e != OK)
		return e;
	e = call_tx(c, whole_note, p);
	/* Its row may be there though the COMMIT had no answer. */
	if (e != OK && e != ERR_UNKNOWN)
		file_drop(kept);
	return e;
}

/* All is there: what was promised is what came, or all of it goes. */
static enum err
whole_make(struct call *c, struct piece *p, const char *path)
{
	struct str bytes;
	enum err e = file_read(c->arena, &bytes, path, EVIDENCE_BYTES_MAX, 0);

	if (e != OK)
		return e;
	if ((int64_t)bytes.n != p->u.bytes ||
	    !hash_eq(hash_sha256(bytes), p->u.hash)) {
		(void)unlink(path);
		e = call_tx(c, forget_run, p);
		return e != OK ? e
			       : call_fault(c, "/hash", "hash",
				     "What came is not the file whose SHA-256 "
				     "was named; send it again.");
	}
	e = whole_keep(c, p, bytes);
	if (e == OK)
		file_drop(path);
	return e;
}

static enum err
whole_answer(struct call *c, struct piece *p, const char *path)
{
	enum err e = whole_make(c, p, path);

	if (e != OK)
		return evidence_refused(c, e);
	upload_answer(c, &p->u, 200, &p->file_id);
	return OK;
}

static enum err
from_read(struct call *c, int64_t *out)
{
	struct str text = request_query(c->request, "from");

	return num_parse_in(out, text, 0, EVIDENCE_BYTES_MAX) == OK
	    ? OK
	    : call_fault(c, "/from", "format",
		  "Say after how many bytes this piece comes.");
}

static enum err
piece_take(struct call *c)
{
	struct piece p = { .from = 0 };
	const char *path;
	enum err e = from_read(c, &p.from);

	if (e == OK)
		e = call_tx(c, upload_read, &p);
	if (e == OK)
		e = evidence_path(
		    c, &path, "uploads", ID_UPLOAD, p.u.upload_id);
	/* All came before, and its end was not reached. */
	if (e == OK && p.u.received == p.u.bytes)
		return whole_answer(c, &p, path);
	if (e == OK)
		e = piece_check(c, &p);
	if (e == OK)
		e = piece_keep(c, &p, path);
	if (e == OK)
		e = call_tx(c, piece_note, &p);
	/* Another connection was faster; it may have finished it. */
	if (e == ERR_STALE) {
		e = call_tx(c, upload_read, &p);
		return e == OK ? out_of_place(c, &p.u) : e;
	}
	if (e != OK)
		return e;
	p.u.received = p.from + (int64_t)c->upload->bytes;
	if (p.u.received == p.u.bytes)
		return whole_answer(c, &p, path);
	upload_answer(c, &p.u, 200, NULL);
	return OK;
}

static const char *const piece_query[] = { "from", NULL };
static const char *const any_type[] = { "application/octet-stream", NULL };

const struct route upload_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/billing/uploads",
	    .handler = upload_new,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .body = &upload_shape,
	    .answer = "Upload",
	    .status = 201,
	    .summary = "Begin a file of evidence that comes in pieces" },
	{ .method = "GET",
	    .pattern = "/api/billing/uploads/{upload}",
	    .handler = upload_show,
	    .caller = CALLER_SELLER,
	    .tx = TX_READ,
	    .answer = "Upload",
	    .status = 200,
	    .summary = "How much of it is there" },
	{ .method = "PUT",
	    .pattern = "/api/billing/uploads/{upload}",
	    .handler = piece_take,
	    .caller = CALLER_SELLER,
	    .tx = TX_PHASES,
	    .query = piece_query,
	    .upload = any_type,
	    .answer = "Upload",
	    .status = 200,
	    .summary = "The next piece of at most 1 MiB; the last one makes "
		       "the file" },
	{ .method = NULL },
};
