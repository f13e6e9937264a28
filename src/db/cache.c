/*
 * A connection's prepared statements, found by their text.  When all
 * slots are taken the least recently used one gives way.
 */
#include <stdlib.h>
#include <string.h>

#include "client.h"

static uint64_t
text_hash(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * UINT64_C(1099511628211);
	return h;
}

static void
statement_close(struct statement *s)
{
	if (s->stmt)
		mysql_stmt_close(s->stmt);
	free(s->sql);
}

static enum err
statement_open(struct db *db, struct statement *s, const char *sql)
{
	s->stmt = mysql_stmt_init(db->mysql);
	s->sql = strdup(sql);
	if (!s->stmt || !s->sql)
		return ERR_NOMEM;
	if (mysql_stmt_prepare(s->stmt, sql, strlen(sql)) != 0)
		return db_fail_stmt(db, s->stmt, sql);
	return OK;
}

static struct statement *
statement_find(struct db *db, const char *sql, uint64_t hash)
{
	struct statement *s;
	size_t i;

	for (i = 0; i < db->nstatements; i++) {
		s = &db->statements[i];
		if (s->hash == hash && strcmp(s->sql, sql) == 0)
			return s;
	}
	return NULL;
}

static struct statement *
slot_free(struct db *db)
{
	struct statement *oldest = db->statements;
	size_t i;

	if (db->nstatements < STATEMENTS_PER_CONNECTION)
		return &db->statements[db->nstatements++];
	for (i = 1; i < db->nstatements; i++)
		if (db->statements[i].used < oldest->used)
			oldest = &db->statements[i];
	statement_close(oldest);
	return oldest;
}

enum err
statement_get(struct db *db, MYSQL_STMT **out, const char *sql)
{
	uint64_t hash = text_hash(sql);
	struct statement fresh = { .hash = hash };
	struct statement *s = statement_find(db, sql, hash);
	enum err e;

	if (!s) {
		e = statement_open(db, &fresh, sql);
		if (e != OK) {
			statement_close(&fresh);
			return e;
		}
		s = slot_free(db);
		*s = fresh;
	}
	s->used = ++db->uses;
	*out = s->stmt;
	return OK;
}

void
statement_drop(struct db *db, MYSQL_STMT *stmt)
{
	size_t i;

	for (i = 0; i < db->nstatements; i++) {
		if (db->statements[i].stmt != stmt)
			continue;
		statement_close(&db->statements[i]);
		db->statements[i] = db->statements[--db->nstatements];
		return;
	}
}

void
statements_close(struct db *db)
{
	while (db->nstatements > 0)
		statement_close(&db->statements[--db->nstatements]);
}
