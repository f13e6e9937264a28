#include <glob.h>
#include <string.h>

#include "base/sys.h"
#include "ctl/migration.h"

static const char history_exists_sql[] =
    "SELECT COUNT(*) FROM information_schema.tables"
    " WHERE table_schema = DATABASE() AND table_name = 'schema_migrations'";
static const char history_get_sql[] =
    "SELECT version, name, checksum, done, finished_at"
    " FROM schema_migrations ORDER BY version";
static const char history_begin_sql[] =
    "INSERT INTO schema_migrations (version, name, checksum, statements,"
    " done, started_at) VALUES (?, ?, ?, ?, ?, ?)";
static const char history_step_sql[] =
    "UPDATE schema_migrations SET done = ? WHERE version = ? AND done = ?";
static const char history_end_sql[] =
    "UPDATE schema_migrations SET finished_at = ?"
    " WHERE version = ? AND finished_at IS NULL";

/*
 * The server's numbers for "that is there already": of a statement that
 * ran although its count could not be written any more.
 */
enum {
	TABLE_EXISTS = 1050,
	COLUMN_EXISTS = 1060,
	KEY_EXISTS = 1061,
	CONSTRAINT_EXISTS = 1826
};

static int64_t
statements_count(struct str text)
{
	struct str statement;
	int64_t n = 0;

	while (db_script_cut(&text, &statement))
		n++;
	return n;
}

static enum err
file_add(struct arena *a, struct migrations *m, const char *path)
{
	struct migration *it = &m->list[m->n];
	const char *slash = strrchr(path, '/');
	size_t i;
	enum err e;

	it->name = str_copy(a, str_from(slash ? slash + 1 : path));
	if (!it->name.p)
		return ERR_NOMEM;
	/* Four digits, as the pattern of folder_read() demands. */
	for (i = 0; i < 4; i++)
		it->version = it->version * 10 + it->name.p[i] - '0';
	e = file_read(a, &it->text, path, MIGRATION_FILE_MAX, 0);
	if (e != OK)
		return e;
	it->checksum = hash_sha256(it->text);
	it->statements = statements_count(it->text);
	m->n++;
	return OK;
}

static enum err
folder_read(struct arena *a, struct migrations *m, const char *dir)
{
	struct str pattern = arena_printf(
	    a, "%s/[0-9][0-9][0-9][0-9]-*.sql", dir);
	glob_t found;
	size_t i;
	enum err e = OK;

	if (!pattern.p)
		return ERR_NOMEM;
	if (glob(pattern.p, 0, NULL, &found) != 0)
		return ERR_NOT_FOUND;
	m->list = ARENA_NEWS(a, struct migration, found.gl_pathc);
	if (!m->list)
		e = ERR_NOMEM;
	for (i = 0; e == OK && i < found.gl_pathc; i++)
		e = file_add(a, m, found.gl_pathv[i]);
	globfree(&found);
	return e;
}

static struct migration *
migration_find(struct migrations *m, int64_t version)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->list[i].version == version)
			return &m->list[i];
	return NULL;
}

static enum err
row_take(struct arena *a, struct migrations *m, struct db_result *r)
{
	struct migration *it = migration_find(m, db_get_i64(r, 0));

	if (!it) {
		m->fault = arena_printf(a,
		    "the database has had %.*s, which"
		    " is not in the folder: this soukctl is older than the"
		    " database",
		    STR_FMT(db_get_str(r, 1)));
		return ERR_STATE;
	}
	it->known = true;
	db_get_hash(r, 2, it->applied_checksum.b);
	it->done = db_get_i64(r, 3);
	it->finished = !db_is_null(r, 4);
	if (!hash_eq(it->checksum, it->applied_checksum)) {
		m->fault = arena_printf(a,
		    "%.*s was changed after it had"
		    " been applied: put the released file back and add a new"
		    " migration",
		    STR_FMT(it->name));
		return ERR_STATE;
	}
	return OK;
}

/* A file may only follow what has been applied, never come before. */
static enum err
order_check(struct arena *a, struct migrations *m)
{
	size_t i;

	for (i = 1; i < m->n; i++) {
		if (m->list[i].version == m->list[i - 1].version) {
			m->fault = arena_printf(a,
			    "%.*s and %.*s have one"
			    " number: give the newer one the next",
			    STR_FMT(m->list[i - 1].name),
			    STR_FMT(m->list[i].name));
			return ERR_STATE;
		}
		if (m->list[i].known && !m->list[i - 1].known) {
			m->fault = arena_printf(a,
			    "%.*s came after %.*s had"
			    " been applied: give it a later number",
			    STR_FMT(m->list[i - 1].name),
			    STR_FMT(m->list[i].name));
			return ERR_STATE;
		}
	}
	return OK;
}

static enum err
history_read(struct arena *a, struct migrations *m, struct db *db)
{
	struct db_result r;
	enum err e;

	e = db_query(db, a, &r, history_exists_sql, DB_NO_ARGS);
	if (e != OK || !db_next(&r) || db_get_i64(&r, 0) == 0)
		return e;
	e = db_query(db, a, &r, history_get_sql, DB_NO_ARGS);
	while (e == OK && db_next(&r))
		e = row_take(a, m, &r);
	return e;
}

enum err
migrations_read(
    struct arena *a, struct migrations *out, struct db *db, const char *dir)
{
	enum err e;

	*out = (struct migrations){ 0 };
	e = folder_read(a, out, dir);
	if (e == OK)
		e = history_read(a, out, db);
	if (e == OK)
		e = order_check(a, out);
	return e;
}

size_t
migrations_pending(const struct migrations *m)
{
	size_t i, n = 0;

	for (i = 0; i < m->n; i++)
		n += !m->list[i].finished;
	return n;
}

static enum err
history_begin(struct db *db, struct migration *it)
{
	return db_exec(db, NULL, history_begin_sql,
	    DB_ARGS(db_i64(it->version), db_str(it->name),
		db_hash(it->checksum.b), db_i64(it->statements),
		db_i64(it->done), db_us(clock_now_us())));
}

static bool
exists_already(const struct db *db)
{
	unsigned n = db_errno(db);

	return n == TABLE_EXISTS || n == COLUMN_EXISTS || n == KEY_EXISTS ||
	    n == CONSTRAINT_EXISTS;
}

/*
 * DDL commits by itself, so each statement is counted when it has run.
 * The file that makes the history table can only be noted afterwards.
 */
static enum err
migration_run(struct db *db, struct migration *it)
{
	struct str rest = it->text, statement;
	int64_t i, resumed = it->known ? it->done : -1;
	bool first = it->version == 0;
	enum err e = OK;

	if (!it->known && !first)
		e = history_begin(db, it);
	for (i = 0; e == OK && db_script_cut(&rest, &statement); i++) {
		if (i < it->done)
			continue;
		e = db_script(db, statement);
		if (e != OK && i == resumed && exists_already(db))
			e = OK;
		if (e == OK && !first)
			e = db_exec(db, NULL, history_step_sql,
			    DB_ARGS(
				db_i64(i + 1), db_i64(it->version), db_i64(i)));
	}
	if (e != OK)
		return e;
	it->done = it->statements;
	if (first)
		e = history_begin(db, it);
	if (e == OK)
		e = db_exec(db, NULL, history_end_sql,
		    DB_ARGS(db_us(clock_now_us()), db_i64(it->version)));
	it->known = it->finished = e == OK;
	return e;
}

enum err
migrations_run(struct arena *a, struct migrations *m, struct db *db)
{
	size_t i;
	enum err e;

	for (i = 0; i < m->n; i++) {
		if (m->list[i].finished)
			continue;
		e = migration_run(db, &m->list[i]);
		if (e != OK) {
			m->fault = arena_printf(a, "%.*s: %s",
			    STR_FMT(m->list[i].name), db_message(db));
			return e;
		}
	}
	return OK;
}
