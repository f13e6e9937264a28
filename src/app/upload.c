#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/upload.h"
#include "base/log.h"
#include "base/num.h"
#include "base/sys.h"

enum { MIB = 1024 * 1024 };

/* One that is under way; a slot of the process's table. */
struct receipt {
	struct upload upload; /* first: a receipt is an upload */
	bool used;
	struct id company_id;
	uint64_t declared_bytes;
	struct hash_stream *hash; /* NULL: the hash is made */
};

static struct {
	pthread_mutex_t mutex;
	struct receipt at[UPLOADS_AT_ONCE];
} receipts = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static uint64_t
upload_max(const struct call *c)
{
	return (uint64_t)c->site->config.upload_max_mib * MIB;
}

/* "image/png, image/jpeg or image/webp" */
static struct str
types_list(struct arena *a, const char *const *types)
{
	struct str list = str_from(types[0]);

	for (size_t i = 1; types[i]; i++)
		list = arena_printf(a, "%.*s%s%s", STR_FMT(list),
		    types[i + 1] ? ", " : " or ", types[i]);
	return list;
}

static bool
type_taken(struct str declared, const char *const *types)
{
	struct str rest = declared, media;

	if (!str_cut(&rest, ';', &media))
		return false;
	for (; *types; types++)
		if (str_eq_nocase(str_trim(media), str_from(*types)))
			return true;
	return false;
}

enum err
upload_check(struct call *c)
{
	const char *const *types = c->route->upload;
	struct str length = request_header(c->request, "CONTENT_LENGTH");
	uint64_t n = 0;

	if (!type_taken(request_header(c->request, "CONTENT_TYPE"), types))
		return call_fail(c, ERR_MEDIA_TYPE,
		    "Send the file itself as the body, with its Content-Type: "
		    "%.*s.",
		    STR_FMT(types_list(c->arena, types)));
	if (num_parse_u64(&n, length) != OK || n == 0)
		return call_fail(c, ERR_INVALID,
		    "The body is empty, or its Content-Length is missing; "
		    "send the file itself as the body.");
	if (n > upload_max(c))
		return call_fail(c, ERR_BODY_TOO_LARGE,
		    "The file has %llu bytes; at most %lld MiB are taken.",
		    (unsigned long long)n,
		    (long long)c->site->config.upload_max_mib);
	return OK;
}

static struct receipt *
receipt_take(struct id company_id)
{
	struct receipt *free_one = NULL;
	unsigned of_one = 0;

	pthread_mutex_lock(&receipts.mutex);
	for (size_t i = 0; i < UPLOADS_AT_ONCE; i++) {
		struct receipt *r = &receipts.at[i];

		if (!r->used)
			free_one = r;
		else if (id_eq(r->company_id, company_id))
			of_one++;
	}
	if (of_one >= UPLOADS_OF_ONE)
		free_one = NULL;
	if (free_one)
		*free_one = (struct receipt){
			.upload.fd = -1, .used = true, .company_id = company_id
		};
	pthread_mutex_unlock(&receipts.mutex);
	return free_one;
}

static void
receipt_close(void *arg)
{
	struct receipt *r = arg;

	if (r->hash)
		(void)hash_end(r->hash);
	r->hash = NULL;
	if (r->upload.fd >= 0)
		close(r->upload.fd);
	pthread_mutex_lock(&receipts.mutex);
	r->used = false;
	pthread_mutex_unlock(&receipts.mutex);
}

/* What failed is the disk's, or the operator's: the log has it. */
static enum err
storage_err(const char *path)
{
	int why = errno;

	log_error("upload not stored", "why=%s file=%s", strerror(why), path);
	return why == ENOSPC || why == EDQUOT || why == EFBIG ? ERR_STORAGE
							      : ERR_IO;
}

static enum err
file_open(struct receipt *r, struct call *c)
{
	struct str folder = arena_printf(
	    c->arena, "%.*s/tmp", STR_FMT(c->site->config.data_dir));

	if (!folder.p)
		return ERR_NOMEM;
	if (mkdir(folder.p, 0700) != 0 && errno != EEXIST)
		return storage_err(folder.p);
	r->upload.fd = file_nameless(folder.p);
	if (r->upload.fd < 0)
		return storage_err(folder.p);
	/* A full disk is better known before the body than in its midst. */
	if (fallocate(r->upload.fd, FALLOC_FL_KEEP_SIZE, 0,
		(off_t)r->declared_bytes) != 0 &&
	    errno != EOPNOTSUPP && errno != ENOSYS)
		return storage_err(folder.p);
	return OK;
}

static enum err
receipt_write(void *arg, struct str part)
{
	struct receipt *r = arg;

	if (part.n > r->declared_bytes - r->upload.bytes)
		return ERR_SYNTAX;
	hash_add(r->hash, part);
	r->upload.bytes += part.n;
	while (part.n > 0) {
		ssize_t n = write(r->upload.fd, part.p, part.n);

		if (n < 0 && errno != EINTR)
			return storage_err("in DATA_DIR/tmp");
		if (n > 0)
			part = str_sub(part, (size_t)n, part.n);
	}
	return OK;
}

enum err
upload_open(struct fcgi_sink *sink, struct call *c)
{
	struct receipt *r = receipt_take(c->who.company_id);
	enum err e;

	if (!r)
		return call_fail(c, ERR_BUSY,
		    "Too many files are being sent at once; send them one "
		    "after the other.");
	e = num_parse_u64(
	    &r->declared_bytes, request_header(c->request, "CONTENT_LENGTH"));
	if (e == OK)
		e = file_open(r, c);
	if (e == OK) {
		r->hash = hash_start();
		e = r->hash ? OK : ERR_NOMEM;
	}
	if (e != OK) {
		receipt_close(r);
		return e;
	}
	*sink = (struct fcgi_sink){ receipt_write, receipt_close, r };
	return OK;
}

const struct upload *
upload_of(const struct fcgi *in)
{
	struct receipt *r = in->sink.take == receipt_write ? in->sink.arg
							   : NULL;

	if (!r || in->sink_err != OK || in->phase != FCGI_COMPLETE)
		return NULL;
	if (r->hash)
		r->upload.hash = hash_end(r->hash);
	r->hash = NULL;
	return &r->upload;
}

enum err
upload_map(struct str *bytes, const struct upload *u)
{
	void *p = mmap(NULL, u->bytes, PROT_READ, MAP_PRIVATE, u->fd, 0);

	if (p == MAP_FAILED)
		return errno == ENOMEM ? ERR_NOMEM : ERR_IO;
	*bytes = (struct str){ p, u->bytes };
	return OK;
}

void
upload_unmap(struct str bytes)
{
	munmap((void *)(uintptr_t)bytes.p, bytes.n);
}
