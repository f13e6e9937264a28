/*
 * Evidence: files that a seller hands over.  They lie in DATA_DIR/evidence
 * under their id, and leave as attachments of no type, whatever they are.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "act/handover.h"
#include "app/upload.h"
#include "base/log.h"
#include "base/sys.h"
#include "base/text.h"
#include "billing.h"
#include "evidence.h"

enum err
evidence_path(struct call *c, const char **path, const char *name,
    const char *prefix, struct id id)
{
	char text[ID_TEXT_MAX];
	struct str file = id_format(text, prefix, id);
	struct str folder = arena_printf(
	    c->arena, "%.*s/%s", STR_FMT(c->site->config.data_dir), name);

	if (folder.p == NULL)
		return ERR_NOMEM;
	if (mkdir(folder.p, 0700) != 0 && errno != EEXIST)
		return errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE
							  : ERR_IO;
	*path = arena_printf(
	    c->arena, "%.*s/%.*s", STR_FMT(folder), STR_FMT(file))
		    .p;
	return *path ? OK : ERR_NOMEM;
}

static enum err
file_path(struct call *c, const char **path, struct id file_id)
{
	return evidence_path(c, path, "evidence", ID_HANDOVER_FILE, file_id);
}

enum err
evidence_name(struct call *c, struct str name)
{
	if (text_name(name, HANDOVER_FILE_NAME_MAX) && name.p[0] != '.' &&
	    str_find(name, '/') == name.n && str_find(name, '\\') == name.n)
		return OK;
	return call_fault(c, "/name", "format",
	    "Name the file, without folders, in at most 120 characters.");
}

static enum err
file_note(struct call *c, void *arg)
{
	struct act act = act_of_call(c);

	return handover_file_add(&act, arg, c->who.seller_id);
}

static void
file_answer(struct call *c, const struct handover_file *f)
{
	struct json *j = reply_json(c, 201);
	char hex[HASH_HEX + 1];

	hash_hex(hex, f->hash);
	json_object(j);
	json_put_id(j, "id", ID_HANDOVER_FILE, f->file_id);
	json_put_str(j, "name", f->name);
	json_put_i64(j, "bytes", f->bytes);
	json_put_cstr(j, "sha256", hex);
	json_put_time(j, "added_at", f->added_at_us);
	json_end_object(j);
}

enum err
evidence_refused(struct call *c, enum err e)
{
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "Files are added before something is handed over, and in "
		    "a round that was sent back.");
	if (e == ERR_EXISTS)
		return call_fault(c, "/name", "exists",
		    "There is a file of that name; remove it or name this "
		    "one otherwise.");
	if (e == ERR_BODY_TOO_LARGE)
		return call_fail(c, e,
		    "With this one your files would take more than %d GiB, "
		    "which is what a seller may keep here. Remove some that "
		    "are not handed over yet, or hand over a link.",
		    EVIDENCE_GIB_MAX);
	if (e == ERR_LIMIT)
		return call_fail(c, ERR_STATE,
		    "At most %d files are handed over at once.",
		    HANDOVER_FILES_MAX);
	return e;
}

/* Its bytes are there before its row is, and go when there is none. */
static enum err
file_keep(struct call *c, struct handover_file *f)
{
	const char *path;
	struct str bytes;
	enum err e = file_path(c, &path, f->file_id);

	if (e == OK)
		e = upload_map(&bytes, c->upload);
	if (e != OK)
		return e;
	e = file_write(path, bytes, 0600);
	upload_unmap(bytes);
	if (e == OK)
		e = call_tx(c, file_note, f);
	/* Its row may be there though the COMMIT had no answer. */
	if (e == OK || e == ERR_UNKNOWN)
		return e;
	if (unlink(path) != 0 && errno != ENOENT)
		log_warn("evidence not removed", "path=%s", path);
	return e;
}

static enum err
handover_read(struct call *c, struct id *out)
{
	struct str text = request_query(c->request, "handover");

	return id_parse(out, ID_HANDOVER, text) == OK
	    ? OK
	    : call_fault(c, "/handover", "format",
		  "Name the handover by its id: hdo_...");
}

static enum err
size_check(struct call *c)
{
	if (c->upload->bytes <= EVIDENCE_BYTES_MAX)
		return OK;
	return call_fail(c, ERR_BODY_TOO_LARGE,
	    "A file has at most %d MiB; split it, or hand over a link.",
	    EVIDENCE_BYTES_MAX >> 20);
}

static enum err
file_new(struct call *c)
{
	char seller[ID_TEXT_MAX];
	struct handover_file f = { .file_id = id_new() };
	enum err e = handover_read(c, &f.handover_id);

	f.name = request_query(c->request, "name");
	if (e == OK)
		e = evidence_name(c, f.name);
	if (e == OK)
		e = size_check(c);
	if (e == OK)
		e = call_throttle(c, "upload",
		    id_format(seller, ID_SELLER, c->who.seller_id),
		    UPLOAD_TRIES, UPLOAD_WINDOW_S);
	if (e != OK)
		return e;
	f.bytes = (int64_t)c->upload->bytes;
	f.hash = c->upload->hash;
	e = file_keep(c, &f);
	if (e != OK)
		return evidence_refused(c, e);
	file_answer(c, &f);
	return OK;
}

static enum err
path_file(struct id *out, const struct call *c)
{
	return id_parse(out, ID_HANDOVER_FILE, c->path_arg[0]) == OK
	    ? OK
	    : ERR_NOT_FOUND;
}

static enum err
file_forget(struct call *c, void *arg)
{
	const struct id *file_id = arg;
	struct act act = act_of_call(c);

	return handover_file_drop(&act, *file_id, c->who.seller_id);
}

static enum err
file_remove(struct call *c)
{
	struct id file_id;
	const char *path;
	enum err e = path_file(&file_id, c);

	if (e == OK)
		e = call_tx(c, file_forget, &file_id);
	if (e == ERR_STATE)
		return call_fail(
		    c, e, "What was handed over is evidence and stays.");
	if (e == OK)
		e = file_path(c, &path, file_id);
	if (e != OK)
		return e;
	if (unlink(path) != 0 && errno != ENOENT)
		log_warn("evidence not removed", "path=%s", path);
	c->reply->status = 204;
	return OK;
}

/* RFC 6266: the name in UTF-8, and a plain one for old programs. */
static enum err
head_write(struct call *c, const struct handover_file *f)
{
	struct buf value;
	struct str kept;

	buf_open(&value, QUERY_VALUE_MAX);
	buf_add_cstr(
	    &value, "attachment; filename=\"file\"; filename*=UTF-8''");
	buf_add_percent(&value, f->name);
	kept = str_copy(c->arena, buf_str(&value));
	buf_close(&value);
	if (kept.p == NULL)
		return ERR_NOMEM;
	c->reply->status = 200;
	c->reply->content_type = "application/octet-stream";
	reply_header(c->reply, "Content-Disposition", kept);
	reply_header(c->reply, "Cache-Control", STR("private, no-store"));
	return OK;
}

/* What is gathered and not handed over yet, its seller alone sees. */
static enum err
file_find(struct call *c, struct handover_file *out)
{
	struct handover_round *rounds;
	struct handover h;
	struct id file_id;
	size_t n = 0;
	enum err e;

	if ((e = path_file(&file_id, c)) != OK ||
	    (e = handover_reader(c)) != OK ||
	    (e = handover_file_get(c->db, c->arena, out, file_id)) != OK ||
	    (e = handover_seen(c, &h, out->handover_id)) != OK ||
	    (e = handover_rounds_of(
		 c->db, c->arena, &rounds, &n, h.handover_id)) != OK)
		return e;
	if (handover_is_own(c, &h))
		return OK;
	return n > 0 && out->round <= rounds[n - 1].round ? OK : ERR_NOT_FOUND;
}

static enum err
file_show(struct call *c)
{
	struct handover_file f;
	const char *path;
	struct str data;
	enum err e = file_find(c, &f);

	if (e == OK)
		e = file_path(c, &path, f.file_id);
	if (e != OK)
		return e;
	e = file_read(c->arena, &data, path, REPLY_MAX, 0);
	if (e != OK) {
		log_error("a file of evidence cannot be read", "path=%s why=%s",
		    path, err_name(e));
		return e == ERR_NOMEM ? e : ERR_UNAVAILABLE;
	}
	e = head_write(c, &f);
	if (e == OK)
		buf_add(&c->reply->body, data);
	return e;
}

static const char *const file_query[] = { "handover", "name", NULL };
static const char *const any_type[] = { "application/octet-stream", NULL };

const struct route handover_file_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/billing/evidence",
	    .handler = file_new,
	    .caller = CALLER_SELLER,
	    .tx = TX_PHASES,
	    .query = file_query,
	    .upload = any_type,
	    .answer = "HandoverFile",
	    .status = 201,
	    .summary = "Add a file to what is going to be handed over" },
	{ .method = "DELETE",
	    .pattern = "/api/billing/evidence/{file}",
	    .handler = file_remove,
	    .caller = CALLER_SELLER,
	    .tx = TX_PHASES,
	    .status = 204,
	    .summary = "Remove a file before it is handed over" },
	{ .method = "GET",
	    .pattern = "/api/billing/evidence/{file}",
	    .handler = file_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .status = 200,
	    .summary = "A file that was handed over" },
	{ .method = NULL },
};
