# Lints: sh scripts that print TAP.
lints = tests/lint/l-includes.sh tests/lint/l-banned.sh \
	tests/lint/l-headers.sh tests/lint/l-format.sh \
	tests/lint/l-schema.sh tests/lint/l-sql.sh \
	tests/lint/l-words.sh tests/lint/l-www.sh \
	tests/lint/l-routes.sh tests/lint/l-scripts.sh
TESTS += $(lints)
EXTRA_DIST += $(lints) tests/lint/tap.sh tests/lint/routes.py tests/lint/shell_texts.py \
	tests/lint/sql-constants \
	tests/lint/sql-statements tests/lint/tsconfig.json
