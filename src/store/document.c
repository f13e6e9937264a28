#include "store/document.h"

#include <assert.h>
#include <string.h>

#include "store/ids.h"

static const char document_put_sql[] =
    "INSERT INTO documents (document_hash, kind, locale, title, text, "
    "created_at) VALUES (?, ?, ?, ?, ?, ?)";

enum err
document_put(struct db *db, struct document *d, int64_t now_us)
{
	enum err e;

	d->hash = hash_sha256(d->text);
	e = db_exec(db, NULL, document_put_sql,
	    DB_ARGS(db_hash(d->hash.b), db_str(d->kind), db_str(d->locale),
		db_str(d->title), db_str(d->text), db_us(now_us)));
	return e == ERR_EXISTS ? OK : e;
}

#define AGREEMENTS_OF_PRODUCT \
	" FROM product_agreements a " \
	"JOIN documents d ON d.document_hash = a.document_hash " \
	"WHERE a.product_id = ? "

static const char documents_of_product_sql[] =
    "SELECT d.document_hash, d.kind, d.locale, d.title, "
    "d.text" AGREEMENTS_OF_PRODUCT "ORDER BY a.position LIMIT ?";
static const char document_titles_of_product_sql[] =
    "SELECT d.document_hash, d.kind, d.locale, d.title, "
    "NULL" AGREEMENTS_OF_PRODUCT "LIMIT ?";

enum err
documents_from_rows(struct arena *a, struct document **documents, size_t *n,
    struct db_result *r)
{
	struct document *d = ARENA_NEWS(a, struct document, r->rows);

	if (d == NULL)
		return ERR_NOMEM;
	*documents = d;
	*n = r->rows;
	for (; db_next(r); d++) {
		db_get_hash(r, 0, d->hash.b);
		d->kind = db_get_str(r, 1);
		d->locale = db_get_str(r, 2);
		d->title = db_get_str(r, 3);
		d->text = db_get_str(r, 4);
	}
	return OK;
}

static enum err
agreements_read(struct db *db, struct arena *a, struct document **documents,
    size_t *n, struct id product_id, const char *sql)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, sql, DB_ARGS(db_id(product_id), db_i64(AGREEMENTS_MAX)));

	return e == OK ? documents_from_rows(a, documents, n, &r) : e;
}

enum err
documents_of_product(struct db *db, struct arena *a,
    struct document **documents, size_t *n, struct id product_id)
{
	return agreements_read(
	    db, a, documents, n, product_id, documents_of_product_sql);
}

enum err
document_titles_of_product(struct db *db, struct arena *a,
    struct document **documents, size_t *n, struct id product_id)
{
	return agreements_read(
	    db, a, documents, n, product_id, document_titles_of_product_sql);
}

static const char documents_of_hashes_sql[] =
    "SELECT document_hash, kind, locale, title, text FROM documents "
    "WHERE document_hash IN " IDS_IN;

enum err
documents_of_hashes(struct db *db, struct arena *a, struct document **documents,
    size_t *n, const struct hash *hashes, size_t nhashes)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	assert(nhashes >= 1 && nhashes <= LIST_MAX);
	for (size_t i = 0; i < LIST_MAX; i++)
		args[i] = db_hash(hashes[i < nhashes ? i : nhashes - 1].b);
	e = db_query(db, a, &r, documents_of_hashes_sql, args, LIST_MAX);
	return e == OK ? documents_from_rows(a, documents, n, &r) : e;
}
