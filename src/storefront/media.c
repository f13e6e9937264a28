/*
 * Pictures of sellers: what is sent is judged, fitted and written anew, and
 * only that is kept.  A file is named by its bytes; a screenshot wider than
 * its thumbnail has one beside it.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "app/limits.h"
#include "app/upload.h"
#include "base/log.h"
#include "base/sys.h"
#include "image/image.h"
#include "store/media.h"
#include "storefront/routes.h"

enum { LOGO_SIDE = 512, SHOT_WIDTH = 1600, SHOT_HEIGHT = 1000 };

struct picture {
	struct media media;
	struct str thumbnail; /* a file's name */
	bool shot;	      /* a screenshot, not a logo */
};

/* The type that was declared must be the file's own. */
static enum err
type_check(struct call *c, struct str bytes)
{
	struct str declared = request_header(c->request, "CONTENT_TYPE");
	const char *type = image_media_type(image_sniff(bytes));
	struct str media;

	if (!str_cut(&declared, ';', &media))
		return ERR_MEDIA_TYPE;
	media = str_trim(media);
	if (type && str_eq_nocase(media, str_from(type)))
		return OK;
	return call_fail(c, ERR_MEDIA_TYPE,
	    "The Content-Type says %.*s, but the file is %s. Send a PNG, JPEG "
	    "or WebP picture under its own type.",
	    STR_FMT(media), image_kind(bytes));
}

/* DATA_DIR/media/<file>, with the folder made where it is not. */
static enum err
media_path(struct call *c, const char **path, struct str file)
{
	struct str folder = arena_printf(
	    c->arena, "%.*s/media", STR_FMT(c->site->config.data_dir));

	if (!folder.p)
		return ERR_NOMEM;
	if (mkdir(folder.p, 0755) != 0 && errno != EEXIST)
		return errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE
							  : ERR_IO;
	*path = arena_printf(
	    c->arena, "%.*s/%.*s", STR_FMT(folder), STR_FMT(file))
		    .p;
	return *path ? OK : ERR_NOMEM;
}

/*
 * Its time says when it was last sent or seen in use: what nothing shows is
 * kept for a while from then on.  One that an import wrote may be another
 * user's, and keeps its time.
 */
static enum err
file_keep(struct call *c, struct str file, struct str bytes)
{
	const struct timespec sent = { .tv_sec = (time_t)(c->now_us / SEC_US) };
	const struct timespec times[2] = { sent, sent };
	const char *path;
	bool there = true;
	enum err e = media_path(c, &path, file);

	/* In this order: the worker sets aside what is old and unused. */
	if (e == OK && utimensat(AT_FDCWD, path, times, 0) != 0)
		there = errno != ENOENT;
	if (e == OK && !there)
		e = file_write(path, bytes, 0644);
	if (e == OK && !there)
		(void)utimensat(AT_FDCWD, path, times, 0);
	if (e == ERR_IO || e == ERR_STORAGE)
		log_error("picture not stored", "why=%s file=%.*s", err_name(e),
		    STR_FMT(file));
	return e;
}

static enum err
thumbnail_keep(struct call *c, struct picture *p, const struct image *image)
{
	const char *extension;
	struct image small;
	struct buf file;
	enum err e;

	p->thumbnail = media_thumbnail(c->arena, p->media.file, p->media.width);
	if (!p->thumbnail.p)
		return ERR_NOMEM;
	if (str_eq(p->thumbnail, p->media.file))
		return OK;
	e = image_fit(&small, image, MEDIA_THUMBNAIL_WIDTH, SHOT_HEIGHT);
	if (e != OK)
		return e;
	buf_open(&file, MEDIA_BYTES_MAX);
	e = image_write(&file, &extension, &small, IMAGE_THUMBNAIL);
	if (e == OK)
		e = file_keep(c, p->thumbnail, buf_str(&file));
	buf_close(&file);
	image_free(&small);
	return e;
}

static enum err
fitted_keep(struct call *c, struct picture *p, const struct image *image)
{
	char hex[HASH_HEX + 1];
	const char *extension;
	struct buf file;
	enum err e;

	buf_open(&file, MEDIA_BYTES_MAX);
	e = image_write(
	    &file, &extension, image, p->shot ? IMAGE_SEEN : IMAGE_DRAWN);
	if (e == OK) {
		hash_hex(hex, hash_sha256(buf_str(&file)));
		p->media.file = arena_printf(c->arena, "%s.%s", hex, extension);
		p->media.width = image->width;
		p->media.height = image->height;
		p->media.bytes = (int64_t)file.n;
		e = p->media.file.p
		    ? file_keep(c, p->media.file, buf_str(&file))
		    : ERR_NOMEM;
	}
	buf_close(&file);
	return e == OK && p->shot ? thumbnail_keep(c, p, image) : e;
}

static enum err
picture_make(struct call *c, struct picture *p, struct str bytes)
{
	struct image image, fitted;
	struct image_fault why;
	enum err e = image_read(&image, &why, bytes);

	if (e == ERR_INVALID)
		return call_fail(c, e, "%s", why.text);
	if (e != OK)
		return e;
	e = image_fit(&fitted, &image, p->shot ? SHOT_WIDTH : LOGO_SIDE,
	    p->shot ? SHOT_HEIGHT : LOGO_SIDE);
	image_free(&image);
	if (e != OK)
		return e;
	e = fitted_keep(c, p, &fitted);
	image_free(&fitted);
	return e;
}

/* Memory and cores are taken in turns, and threads are left to others. */
static enum err
picture_make_in_turn(struct call *c, struct picture *p, struct str bytes)
{
	enum err e = limits_wait_enter();

	if (e != OK)
		return e;
	e = image_turn_take();
	if (e == OK) {
		e = picture_make(c, p, bytes);
		image_turn_give();
	}
	limits_wait_leave();
	return e;
}

static enum err
picture_note(struct call *c, void *arg)
{
	const struct picture *p = arg;

	return media_put(c->db, c->who.seller_id, &p->media, c->now_us);
}

static struct str
media_url(struct call *c, struct str file)
{
	return arena_printf(c->arena, "/media/%.*s", STR_FMT(file));
}

static void
picture_answer(struct call *c, const struct picture *p)
{
	struct json *j = reply_json(c, 201);

	json_object(j);
	json_put_str(j, "file", p->media.file);
	json_put_str(j, "url", media_url(c, p->media.file));
	json_put_i64(j, "width", p->media.width);
	json_put_i64(j, "height", p->media.height);
	json_put_str(j, "thumbnail",
	    p->thumbnail.p ? media_url(c, p->thumbnail) : STR_NONE);
	json_end_object(j);
}

static enum err
kind_read(struct call *c, bool *shot)
{
	struct str kind = request_query(c->request, "kind");

	*shot = str_is(kind, "screenshot");
	if (*shot || str_is(kind, "logo"))
		return OK;
	return call_fault(
	    c, "/kind", "choice", "Write kind=logo or kind=screenshot.");
}

static enum err
media_new(struct call *c)
{
	char seller[ID_TEXT_MAX];
	struct picture p = { .thumbnail = STR_NONE };
	struct str bytes;
	enum err e = kind_read(c, &p.shot);

	if (e == OK)
		e = call_throttle(c, "upload",
		    id_format(seller, ID_SELLER, c->who.seller_id),
		    UPLOAD_TRIES, UPLOAD_WINDOW_S);
	if (e == OK)
		e = upload_map(&bytes, c->upload);
	if (e != OK)
		return e;
	e = type_check(c, bytes);
	if (e == OK)
		e = picture_make_in_turn(c, &p, bytes);
	upload_unmap(bytes);
	if (e == OK)
		e = call_tx(c, picture_note, &p);
	if (e == OK)
		picture_answer(c, &p);
	return e;
}

static const char *const media_query[] = { "kind", NULL };
static const char *const media_types[] = { "image/png", "image/jpeg",
	"image/webp", NULL };

const struct route media_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/storefront/media",
	    .handler = media_new,
	    .caller = CALLER_SELLER,
	    .tx = TX_PHASES,
	    .query = media_query,
	    .scope = "listings:write",
	    .upload = media_types,
	    .answer = "Media",
	    .status = 201,
	    .summary = "Send a logo or a screenshot; it is fitted and written "
		       "anew" },
	{ .method = NULL }
};
