#!/bin/sh
# .c files as clang-format 14 writes them (scripts/format mends); headers,
# whose aligned comments it cannot keep, by the simple rules.
. "$(dirname "$0")/tap.sh"
format=${CLANG_FORMAT:-clang-format-14}

if "$format" --version 2>/dev/null | grep -q 'version 14\.'; then
	findings=$(c_files | grep '\.c$' | xargs "$format" --dry-run 2>&1 |
		sed -n 's/^\([^:]*:[0-9]*\):.*/\1/p' | head -n 40)
	verdict "C sources are formatted" "$findings"
else
	echo "ok 1 - C sources are formatted # SKIP clang-format 14 not found"
	tap_count=1
fi

tab=$(printf '\t')
findings=$(c_files | grep '\.h$' |
	xargs grep -nE "[ $tab]+\$|^        |^[ ]+$tab" | head -n 40)
verdict "headers: tabs, no trailing space" "$findings"

findings=$(c_files | xargs awk '
{
	width = 0
	n = length($0)
	for (i = 1; i <= n; i++)
		width += substr($0, i, 1) == "\t" ? 8 - width % 8 : 1
	if (width > 100)
		print FILENAME ":" FNR ": " width " columns"
}' | head -n 40)
verdict "no line over 100 columns" "$findings"

findings=$(c_files | xargs grep -lP '\r$')
verdict "line feeds only" "$findings"
done_testing
