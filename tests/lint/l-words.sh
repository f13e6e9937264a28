#!/bin/sh
# Words that mark unfinished work, names that the project gave up, and paths
# of somebody's machine.
. "$(dirname "$0")/tap.sh"

texts() {
	find . \( -name .git -o -name node_modules -o -name autom4te.cache \
		-o -name build-aux -o -name vendor -o -path ./build \
		-o -path './build-*' -o -name .deps \) -prune -o -type f \( \
		-name '*.[ch]' -o -name '*.mjs' -o -name '*.js' -o -name '*.sh' \
		-o -name '*.mk' -o -name '*.am' -o -name '*.ac' -o -name '*.md' \
		-o -name '*.sql' -o -name '*.css' -o -name '*.html' \
		-o -name '*.conf' -o -name '*.py' -o -name '*.json' \
		-o -name '*.yaml' -o -name '*.[0-9]' -o -path './scripts/*' \) \
		-print | grep -v -e '^./tests/lint/l-words.sh$' | sort
}

findings=$(texts | grep -v '\.json$' |
	xargs grep -nwE 'TODO|FIXME|HACK|WIP|[Ll]orem ipsum|not implemented')
verdict "nothing marked as unfinished" "$findings"

# The attribute of that name in HTML is no stand-in.
findings=$(texts | grep '\.[ch]$' | xargs grep -nwiE 'stubs?|dummy|placeholder' |
	grep -vE 'placeholder=|\.placeholder"')
verdict "no stand-ins in C" "$findings"

findings=$(texts | xargs grep -nE 'mkt-admin|marketplace\.conf')
verdict "no given-up names" "$findings"

findings=$(texts | xargs grep -nE \
	'(^|[^A-Za-z0-9._-])(/wor[k]/|/home/[a-z]|/root/|/tmp/[a-z]+/)|https?://[^" ]*(registr[y]|npmj[s])|deb\.debia[n]\.org' |
	grep -v '/tmp/souk-')
verdict "no path or host of one machine" "$findings"
done_testing
