/* Every SQL constant of the sources PREPAREs on the fresh schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "fixture.h"

enum { LINE_BYTES = 64 * 1024, CONSTANTS_MIN = 50 };

/* "INSERT INTO t (a, b) VALUES" gets one row of question marks. */
static void
row_add(struct buf *sql)
{
	const char *at = memchr(sql->p, '(', sql->n);
	const char *end = memchr(sql->p, ')', sql->n);

	assert_non_null(at);
	assert_non_null(end);
	buf_add_cstr(sql, " (?");
	for (; at < end; at++)
		if (*at == ',')
			buf_add_cstr(sql, ", ?");
	buf_add_char(sql, ')');
}

static int
statement_check(const char *file, const char *name, const char *text)
{
	static const char rows[] = "_rows_sql";
	size_t n = strlen(name);
	struct buf sql;
	int failed;

	buf_open(&sql, LINE_BYTES);
	/* Room ahead: row_add() reads while it writes. */
	assert_non_null(buf_reserve(&sql, LINE_BYTES / 2));
	buf_add_cstr(&sql, text);
	if (n >= sizeof(rows) && strcmp(name + n - sizeof(rows) + 1, rows) == 0)
		row_add(&sql);
	buf_add_char(&sql, '\0');
	assert_int_equal(buf_err(&sql), OK);
	failed = db_check(fixture_db(), sql.p) != OK;
	if (failed)
		fprintf(stderr, "# %s: %s: %s\n", file, name,
		    db_message(fixture_db()));
	buf_close(&sql);
	return failed;
}

static void
test_statements__all_prepare_on_the_fresh_schema(void **state)
{
	const char *top = getenv("TOP_SRCDIR");
	char command[1024], *line = malloc(LINE_BYTES);
	char *name, *text;
	int count = 0, failed = 0;
	FILE *constants;

	(void)state;
	assert_non_null(line);
	snprintf(command, sizeof(command),
	    "cd '%s' && perl tests/lint/sql-constants", top ? top : ".");
	constants = popen(command, "r");
	assert_non_null(constants);
	while (fgets(line, LINE_BYTES, constants)) {
		line[strcspn(line, "\n")] = '\0';
		name = strchr(line, '\t');
		assert_non_null(name);
		*name++ = '\0';
		text = strchr(name, '\t');
		assert_non_null(text);
		*text++ = '\0';
		failed += statement_check(line, name, text);
		count++;
	}
	assert_int_equal(pclose(constants), 0);
	free(line);
	assert_true(count >= CONSTANTS_MIN);
	assert_int_equal(failed, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_statements__all_prepare_on_the_fresh_schema),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
