#include "store/media.h"

#include "store/ids.h"

static const char media_put_sql[] =
    "INSERT INTO media (seller_id, file, width, height, bytes, created_at) "
    "VALUES (?, ?, ?, ?, ?, ?)";

enum err
media_put(
    struct db *db, struct id seller_id, const struct media *m, int64_t now_us)
{
	enum err e = db_exec(db, NULL, media_put_sql,
	    DB_ARGS(db_id(seller_id), db_str(m->file), db_i64(m->width),
		db_i64(m->height), db_i64(m->bytes), db_us(now_us)));

	return e == ERR_EXISTS ? OK : e;
}

struct str
media_thumbnail(struct arena *a, struct str file, int64_t width)
{
	struct str stem = str_sub(file, 0, str_find(file, '.'));

	if (width <= MEDIA_THUMBNAIL_WIDTH)
		return file;
	return arena_printf(
	    a, "%.*s-%d.webp", STR_FMT(stem), MEDIA_THUMBNAIL_WIDTH);
}

/* A logo's size is kept with no product: nothing asks for it. */
static const char media_known_sql[] =
    "SELECT m.file, m.width, m.height, m.bytes FROM media m "
    "WHERE m.seller_id = ? AND m.file IN " IDS_IN
    " UNION ALL SELECT s.file, s.width, s.height, 0 "
    "FROM product_screenshots s WHERE s.product_id = ? "
    "UNION ALL SELECT p.logo, 0, 0, 0 FROM products p "
    "WHERE p.product_id = ? AND p.logo IS NOT NULL";

enum err
media_known(struct db *db, struct arena *a, struct media **media, size_t *n,
    struct id seller_id, struct id product_id, const struct str *files,
    size_t nfiles)
{
	struct db_arg args[LIST_MAX + 3];
	struct db_result r;
	struct media *out;
	enum err e;

	if (nfiles > LIST_MAX)
		return ERR_LIMIT;
	args[0] = db_id(seller_id);
	for (size_t i = 0; i < LIST_MAX; i++)
		args[i + 1] = db_str(i < nfiles ? files[i] : STR(""));
	args[LIST_MAX + 1] = db_id(product_id);
	args[LIST_MAX + 2] = db_id(product_id);
	e = db_query(db, a, &r, media_known_sql, args, LIST_MAX + 3);
	if (e != OK)
		return e;
	out = ARENA_NEWS(a, struct media, r.rows);
	if (out == NULL)
		return ERR_NOMEM;
	*media = out;
	*n = r.rows;
	for (; db_next(&r); out++) {
		out->file = db_get_str(&r, 0);
		out->width = db_get_i64(&r, 1);
		out->height = db_get_i64(&r, 2);
		out->bytes = db_get_i64(&r, 3);
	}
	return OK;
}

static enum err
files_read(struct arena *a, struct str **files, size_t *n, struct db_result *r)
{
	*n = 0;
	*files = ARENA_NEWS(a, struct str, r->rows);
	if (*files == NULL)
		return ERR_NOMEM;
	while (db_next(r))
		(*files)[(*n)++] = db_get_str(r, 0);
	return OK;
}

static const char media_shown_sql[] =
    "SELECT x.file FROM (SELECT p.logo AS file FROM products p "
    "WHERE p.logo LIKE ? UNION SELECT s.file FROM product_screenshots s "
    "WHERE s.file LIKE ?) x ORDER BY x.file";

enum err
media_shown(struct db *db, struct arena *a, struct str **files, size_t *n,
    const char *begins)
{
	struct str like = arena_printf(a, "%s%%", begins);
	struct db_result r;
	enum err e = like.p ? OK : ERR_NOMEM;

	if (e == OK)
		e = db_query(db, a, &r, media_shown_sql,
		    DB_ARGS(db_str(like), db_str(like)));
	return e == OK ? files_read(a, files, n, &r) : e;
}

static const char media_is_named_sql[] =
    "SELECT 1 FROM product_drafts d WHERE INSTR(d.body, ?) > 0 "
    "UNION ALL SELECT 1 FROM product_revisions r WHERE INSTR(r.body, ?) > 0 "
    "LIMIT 1";

enum err
media_is_named(struct db *db, struct arena *a, bool *out, struct str stem)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, media_is_named_sql, DB_ARGS(db_str(stem), db_str(stem)));

	*out = e == OK && r.rows > 0;
	return e;
}

static const char media_uploaded_sql[] =
    "SELECT DISTINCT file FROM media WHERE file > ? AND created_at < ? "
    "ORDER BY file LIMIT ?";

enum err
media_uploaded(struct db *db, struct arena *a, struct str **files, size_t *n,
    struct str after, int64_t before_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, media_uploaded_sql,
	    DB_ARGS(db_str(after), db_us(before_us), db_i64(limit)));

	return e == OK ? files_read(a, files, n, &r) : e;
}

static const char media_drop_sql[] = "DELETE FROM media WHERE file = ?";

enum err
media_drop(struct db *db, struct str file)
{
	return db_exec(db, NULL, media_drop_sql, DB_ARGS(db_str(file)));
}
