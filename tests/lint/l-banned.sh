#!/bin/sh
# Calls that have no place here, each with what to use instead.  Comments
# and string literals are not looked at.
. "$(dirname "$0")/tap.sh"

findings=$(c_files | grep '^src/' | xargs awk '
function ban(names, instead,    list, n, i) {
	n = split(names, list, " ")
	for (i = 1; i <= n; i++)
		why[list[i]] = instead
}
BEGIN {
	ban("strcpy strcat strncpy strncat stpcpy sprintf vsprintf", \
	    "struct buf, arena_printf() or snprintf()")
	ban("gets scanf sscanf fscanf atoi atol atoll atof strtol strtoul", \
	    "num_parse_i64()")
	ban("strtok strtok_r strsep", "str_cut()")
	ban("system popen", "posix_spawn() with fixed arguments")
	ban("execlp execvp tmpnam tempnam mktemp", "a named path")
	ban("rand srand random srandom drand48 rand_r", "random_bytes()")
	ban("gmtime localtime localtime_r mktime ctime asctime strftime " \
	    "setlocale", "base/sys.h")
	ban("time gettimeofday", "clock_now_us()")
	ban("alloca", "the arena")
	ban("getenv secure_getenv setenv putenv", "flags and site files")
	ban("signal", "sigaction()")
	ban("mysql_real_query mysql_query mysql_real_escape_string", \
	    "prepared statements")
	ban("setjmp longjmp", "enum err")
	# Session settings, and the statements of migrations and grants.
	allowed["src/db/fault.c", "mysql_real_query"] = 1
	allowed["src/db/client.c", "mysql_real_query"] = 1
	# The only way out of an error that these libraries have.
	allowed["src/image/jpeg.c", "setjmp"] = 1
	allowed["src/image/jpeg.c", "longjmp"] = 1
	allowed["src/image/png.c", "setjmp"] = 1
	allowed["src/db/db.c", "mysql_real_query"] = 1
	allowed["src/db/script.c", "mysql_real_query"] = 1
}
FNR == 1 { comment = 0 }
{
	line = $0
	gsub(/\\./, "", line)
	gsub(/"[^"]*"/, "\"\"", line)
	gsub(/\047[^\047]*\047/, "0", line)
	gsub(/\/\*[^*]*\*+([^\/*][^*]*\*+)*\//, " ", line)
	if (comment) {
		if (!match(line, /\*\//))
			next
		line = substr(line, RSTART + 2)
		comment = 0
	}
	if (match(line, /\/\*/)) {
		line = substr(line, 1, RSTART - 1)
		comment = 1
	}
	while (match(line, /[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/)) {
		name = substr(line, RSTART, RLENGTH)
		before = RSTART > 1 ? substr(line, RSTART - 1, 1) : ""
		line = substr(line, RSTART + RLENGTH)
		sub(/[ \t]*\($/, "", name)
		if (name in why && before != "." && before != ">" &&
		    !((FILENAME, name) in allowed) && $0 !~ /SIG_IGN/)
			print FILENAME ":" FNR ": " name "(): use " why[name]
		if (name == "memcmp" && FILENAME ~ /^src\/crypto\/(hash|keys|seal|sign|token)\./)
			print FILENAME ":" FNR ": memcmp() of secrets: " \
			    "compare in constant time"
	}
}')
verdict "no banned call" "$findings"

findings=$(c_files | grep '^src/' | xargs grep -nE \
	'"[^"]*\b(NOW|SYSDATE|CURRENT_TIMESTAMP|CURDATE|UTC_TIMESTAMP)\(' |
	grep -v '^src/ctl/migrate')
verdict "SQL takes the time as an argument" "$findings"
done_testing
