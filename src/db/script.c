#include <string.h>

#include "client.h"

/* Past a quoted run that begins at i; a doubled quote or \ goes on. */
static size_t
skip_quoted(struct str s, size_t i)
{
	char quote = s.p[i++];

	while (i < s.n && s.p[i] != quote) {
		if (s.p[i] == '\\' && quote != '`')
			i++;
		i++;
	}
	return i < s.n ? i + 1 : s.n;
}

static size_t
skip_past(struct str s, size_t i, const char *end)
{
	size_t n = strlen(end);

	while (i + n <= s.n && memcmp(s.p + i, end, n) != 0)
		i++;
	return i + n <= s.n ? i + n : s.n;
}

/* Past comments and white space. */
static size_t
skip_blank(struct str s, size_t i)
{
	while (i < s.n) {
		if (s.n - i >= 2 && memcmp(s.p + i, "--", 2) == 0)
			i = skip_past(s, i, "\n");
		else if (s.n - i >= 2 && memcmp(s.p + i, "/*", 2) == 0)
			i = skip_past(s, i + 2, "*/");
		else if (strchr(" \t\r\n;", s.p[i]) && s.p[i] != '\0')
			i++;
		else
			break;
	}
	return i;
}

/* The index of the ';' that ends the statement at i, or s.n. */
static size_t
statement_end(struct str s, size_t i)
{
	while (i < s.n && s.p[i] != ';') {
		if (s.p[i] == '\'' || s.p[i] == '"' || s.p[i] == '`')
			i = skip_quoted(s, i);
		else if (s.n - i >= 2 && memcmp(s.p + i, "--", 2) == 0)
			i = skip_past(s, i, "\n");
		else if (s.n - i >= 2 && memcmp(s.p + i, "/*", 2) == 0)
			i = skip_past(s, i + 2, "*/");
		else
			i++;
	}
	return i;
}

static enum err
text_run(struct db *db, struct str sql)
{
	MYSQL_RES *rows;

	if (mysql_real_query(db->mysql, sql.p, sql.n) != 0)
		return db_fail_mysql(db, "(script)");
	rows = mysql_store_result(db->mysql);
	if (rows)
		mysql_free_result(rows);
	return OK;
}

bool
db_script_cut(struct str *rest, struct str *statement)
{
	size_t i = skip_blank(*rest, 0);
	size_t end = statement_end(*rest, i);

	*statement = str_trim(str_sub(*rest, i, end - i));
	*rest = str_sub(*rest, end, rest->n);
	return statement->n > 0;
}

enum err
db_script(struct db *db, struct str sql)
{
	struct str statement;
	enum err e;

	if (db->dead)
		return ERR_UNAVAILABLE;
	e = db_client_ready();
	if (e == OK && !db->in_tx)
		e = db_mode(db, false);
	while (e == OK && db_script_cut(&sql, &statement))
		e = text_run(db, statement);
	return e;
}
