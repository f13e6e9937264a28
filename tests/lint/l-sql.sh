#!/bin/sh
# SQL that MariaDB and MySQL 8 both take, written as the house writes it:
# constants named ..._sql, single-quoted texts, times as arguments.
. "$(dirname "$0")/tap.sh"

command -v perl >/dev/null || skip_all "no perl"
constants=$(perl tests/lint/sql-constants) ||
	constants="sql-constants failed	x	SELECT @failed"

# An extractor that finds nothing would let everything pass.
findings=
[ "$(printf '%s\n' "$constants" | wc -l)" -ge 50 ] ||
	findings="only $(printf '%s\n' "$constants" | wc -l) constants found"
verdict "the SQL constants are found" "$findings"

# file<TAB>name<TAB>text of every statement, migrations included
statements() {
	printf '%s\n' "$constants"
	perl tests/lint/sql-statements sql/[0-9]*.sql sql/grants/*.sql
}

findings=$(statements | perl -ne '
my ($file, $name, $sql) = split /\t/, $_, 3;
(my $bare = $sql) =~ s/\x27(?:[^\x27]|\x27\x27)*\x27/\x27\x27/g;
my @banned = (
	[qr/\bRETURNING\b/i, "RETURNING: MySQL 8 has none"],
	[qr/\b(NOW|SYSDATE|CURDATE|CURTIME|UTC_TIMESTAMP|UTC_DATE)\s*\(/i,
	    "the time is an argument"],
	[qr/\bCURRENT_(TIMESTAMP|DATE|TIME)\b/i, "the time is an argument"],
	[qr/\b(UUID|RAND|SYS_GUID)\s*\(/i, "ids and chance come from base"],
	[qr/\b(GET_LOCK|RELEASE_LOCK)\b/i, "named locks hold on one node"],
	[qr/\bLOCK\s+TABLES?\b/i, "table locks are not certified"],
	[qr/\bCREATE\s+(OR\s+REPLACE\s+)?(TRIGGER|PROCEDURE|FUNCTION|EVENT|SEQUENCE)\b/i,
	    "no code in the database"],
	[qr/\b(NEXTVAL|NEXT\s+VALUE\s+FOR)\b/i, "SEQUENCE: MySQL 8 has none"],
	[qr/\bCASCADE\b/i, "no cascades"],
	[qr/\bREPLACE\s+INTO\b/i, "REPLACE deletes; use ON DUPLICATE KEY"],
	[qr/\bINSERT\s+IGNORE\b/i, "INSERT IGNORE hides every fault"],
	[qr/\@\w/, "no user variables"],
	[qr/\bSQL_CALC_FOUND_ROWS\b/i, "deprecated in MySQL 8"],
	[qr/\b(FOR\s+SYSTEM_TIME|SYSTEM\s+VERSIONING)\b/i, "MariaDB alone"],
	[qr/\b(uca1400|CHAR_LENGTH_BYTES)/i, "MariaDB alone"],
	[qr/\bJSON_(TABLE|DETAILED|LOOSE|COMPACT)\b/i, "they differ"],
	[qr/\b(FULLTEXT|MATCH)\b\s*\(?/i, "search is in memory"],
	[qr/\b(MINUS|INTERSECT|EXCEPT)\b/i, "MySQL 8.0.31 and later alone"],
	[qr/\bAUTO_INCREMENT\b/i, "ids are UUIDv7, numbers counter rows"],
	[qr/\b(FLOAT|DOUBLE|REAL|DECIMAL)\b/i, "amounts are BIGINT"],
	[qr/\bON\s+DELETE\b/i, "no cascades"],
	[qr/"/, "texts are in single quotes"],
	[qr/\bAS\s+(rank|groups|system|lateral|of|window|row_number|cume_dist|dense_rank|empty|first_value|function|grouping|lag|last_value|lead|nth_value|ntile|over|percent_rank|recursive|rows|row)\b/i,
	    "a reserved word of MySQL 8"],
	[qr/\bSELECT\s+\*/i, "columns are named"],
	[qr/\b(IF\s+(NOT\s+)?EXISTS)\b/i, "a migration runs once"],
);
for (@banned) {
	next if $file =~ m{^src/ctl/check_database} && $$_[1] =~ /user var/;
	print "$file: $name: $$_[1]\n" if $bare =~ $$_[0];
}')
verdict "both servers take every statement" "$findings"

# What changes rows says which.  (A purge may take its rows in any order.)
findings=$(printf '%s\n' "$constants" | perl -ne '
my ($file, $name, $sql) = split /\t/, $_, 3;
print "$file: $name: changes every row\n"
    if $sql =~ /^\s*(UPDATE|DELETE)\b/i && $sql !~ /\bWHERE\b/i;
print "$file: $name: LIMIT of rows in no order\n"
    if $sql =~ /^\s*UPDATE\b.*\bLIMIT\b/i && $sql !~ /\bORDER BY\b/i;
print "$file: $name: ends in VALUES as the head of a multi-row insert, " .
    "but is not named _rows_sql\n"
    if $sql =~ /\bVALUES\s*$/i && $name !~ /_rows_sql$/;
print "$file: $name: a head of db_insert_rows ends in VALUES\n"
    if $sql !~ /\bVALUES\s*$/i && $name =~ /_rows_sql$/;
')
verdict "changes are conditional" "$findings"

# A literal in a call is a statement that no test would prepare.
findings=$(grep -rnE --include='*.c' \
	'"(SELECT|INSERT INTO|UPDATE|DELETE FROM|REPLACE) ' src |
	grep -vE '^src/(db|ctl/schema)' | perl -ne '
my ($file, $line) = /^([^:]+):(\d+):/;
open my $in, "<", $file or die;
my @lines = <$in>;
my $i = $line - 1;
# Up to the line where it begins, but not past what ended before it.
my $begins = qr/_sql\[\] =|^#define\b/;
$i-- while $i > 0 && $lines[$i] !~ $begins && $lines[$i - 1] !~ /[;{}]\s*$/;
print "$file:$line: name it: static const char ..._sql[]\n"
    unless $lines[$i] =~ $begins;
')
verdict "every statement is a named constant" "$findings"
done_testing
