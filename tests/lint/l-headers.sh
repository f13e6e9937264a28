#!/bin/sh
# Each header compiles alone, has a guard named after it, and opens with a
# comment that says what it promises.
. "$(dirname "$0")/tap.sh"
cc=${CC:-cc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

find include -name '*.h' | sort >"$work/list"
while read -r header; do
	name=${header#include/}
	out=$(printf '#include "%s"\n#include "%s"\n' "$name" "$name" |
		$cc -std=gnu11 -D_GNU_SOURCE -Iinclude -Wall -Wextra -Werror \
			-Wno-unused-function -fsyntax-only -x c - 2>&1) ||
		printf '%s: %s\n' "$header" "$out"
done <"$work/list" >"$work/alone"
verdict "each header compiles alone, and twice" "$(cat "$work/alone")"

while read -r header; do
	name=${header#include/}
	guard=$(printf '%s' "$name" | tr 'a-z./-' 'A-Z___')
	grep -q "^#ifndef $guard\$" "$header" ||
		echo "$header: guard should be $guard"
	head -n 1 "$header" | grep -q '^/\*' ||
		echo "$header: no comment at its head"
done <"$work/list" >"$work/guards"
verdict "guards and head comments" "$(cat "$work/guards")"
done_testing
