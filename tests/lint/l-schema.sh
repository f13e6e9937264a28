#!/bin/sh
# The migrations: numbered without a gap, one class of statement a file,
# every constraint named after its table, every column commented, suffixes
# that mean their type, and a grant for each table.
. "$(dirname "$0")/tap.sh"

findings=$(ls sql | awk '/^[0-9].*\.sql$/ {
	if ($0 !~ /^[0-9][0-9][0-9][0-9]-[a-z0-9-]+\.sql$/)
		print $0 ": not NNNN-name.sql"
	if (substr($0, 1, 4) + 0 != n++)
		print $0 ": its number should be " n - 1
}')
verdict "migrations are numbered without a gap" "$findings"

last=$(ls sql/[0-9]*.sql | sed -n 's#^sql/0*\([0-9]*\)-.*#\1#; $p')
findings=$(grep -q "SCHEMA_VERSION = $last }" src/app/health.c ||
	echo "src/app/health.c: SCHEMA_VERSION is not $last")
verdict "the programs want the last migration" "$findings"

findings=$(perl tests/lint/sql-statements sql/[0-9]*.sql | awk -F'\t' '{
	split($3, word, " ")
	class = toupper(word[1] " " word[2])
	if (class !~ /^(CREATE TABLE|ALTER TABLE|CREATE INDEX)$/)
		class = toupper(word[1])
	if (!($1 in first))
		first[$1] = class
	else if (class != first[$1])
		print $1 ": " class " beside " first[$1] ": two files"
}')
verdict "a migration has one class of statement" "$findings"

findings=$(awk '
function say(what) { print FILENAME ":" FNR ": " what }
/^CREATE TABLE / {
	table = $3
	next
}
/^\)/ {
	if ($0 !~ /ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin/)
		say(table ": engine, character set or collation")
	tail = 1
	next
}
tail {
	if ($0 !~ /^COMMENT=\047.+\047;$/)
		say(table ": the table has no comment")
	tail = 0
	table = ""
	next
}
table == "" || NF == 0 { next }
/^\tCONSTRAINT / {
	want = /PRIMARY KEY/ ? "pk" : /FOREIGN KEY/ ? "fk" : \
	    /UNIQUE/ ? "uq" : /CHECK/ ? "ck" : "?"
	if (index($2, table "_") != 1 || $2 !~ "_" want "$|" table "_pk$")
		say($2 ": should be " table "_..._" want)
	next
}
/^\tKEY / {
	if (index($2, table "_") != 1 || $2 !~ /_ix$/)
		say($2 ": should be " table "_..._ix")
	next
}
/^\t(PRIMARY|UNIQUE|INDEX|FOREIGN|CHECK)/ { say("has no name: " $1); next }
{
	name = $1
	type = $2
	if ($0 !~ /COMMENT \047/)
		say(name ": no comment")
	if ($0 !~ / NULL /)
		say(name ": NULL or NOT NULL")
	if (name ~ /_id$/ && type != "BINARY(16)" ||
	    name ~ /_at$/ && type != "DATETIME(6)" ||
	    name ~ /_minor$/ && type != "BIGINT" ||
	    name ~ /_hash$/ && type != "BINARY(32)")
		say(name ": " type " is not what its suffix says")
}' sql/[0-9]*.sql)
verdict "tables are named, typed and commented by the rules" "$findings"

tables=$(sed -n 's/^CREATE TABLE \([a-z_]*\) .*/\1/p' sql/[0-9]*.sql | sort)
granted=$(sed -n 's/^GRANT .* ON {database}\.\([a-z_]*\) TO {user};$/\1/p' \
	sql/grants/app.sql | sort)
findings=
[ "$tables" = "$granted" ] || findings=$(printf '%s\n%s\n' "$tables" \
	"$granted" | sort | uniq -u)
verdict "each table has one grant" "$findings"

findings=$(grep -nE '(UPDATE|DELETE)' sql/grants/app.sql |
	grep -E '\.(ledger_entries|ledger_postings|events) ' |
	grep -vE 'INSERT, UPDATE \(seal_no, seal_hash\) ON')
verdict "what is append-only stays so" "$findings"
done_testing
