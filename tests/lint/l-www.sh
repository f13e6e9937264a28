#!/bin/sh
# The pages keep to their Content-Security-Policy: no inline script, style
# or handler, no HTML from strings, nothing from elsewhere; imports are
# relative; shells carry the parts unchanged.
. "$(dirname "$0")/tap.sh"
[ -d www ] || skip_all "no www"

html() { find www -name '*.html' ! -path '*/vendor/*' | sort; }
js() { find www -name '*.js' ! -path '*/vendor/*' | sort; }
# runs its arguments over what is listed on standard input; nothing listed,
# nothing found
over() { xargs -r "$@"; }

verdict "no inline script" "$(html | over grep -niE '<script' |
	grep -viE '<script[^>]*(src=|type="application/ld\+json")')"
verdict "no style element or attribute" \
	"$(html | over grep -niE '<style|[[:space:]]style=')"
verdict "no handler attribute" \
	"$(html | over grep -niE '[[:space:]]on[a-z]+=')"
verdict "no HTML from strings" "$(js | over grep -nE \
	'innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML|createContextualFragment|\beval\(|new Function\b')"
verdict "no style from script" \
	"$(js | over grep -nE 'styleMap|setAttribute\(.style|style=\$?["{]')"
verdict "imports are relative" "$(js | over grep -nE \
	"^[[:space:]]*(import|(import|export).* from) ['\"][^./'\"]|import\(['\"][^./'\"]")"
verdict "nothing from another origin" "$( (html; js; find www -name '*.css') |
	over grep -nE '(src|href)="(https?:)?//|url\((https?:)?//|@import .*//' )"
verdict "no alert, no console call" \
	"$(js | over grep -nE '\b(alert|confirm|prompt)\(|console\.(log|debug)\(')"

tsc=tests/node_modules/.bin/tsc
verdict "scripts keep to their types" "$(if [ -x $tsc ]; then
	$tsc -p tests/lint/tsconfig.json; else
	echo "no $tsc: npm ci in tests brings it"; fi 2>&1)"
verdict "shells carry the parts as they are" "$(scripts/parts --check 2>&1)"
verdict "shells speak the English of the locale" \
	"$(python3 tests/lint/shell_texts.py 2>&1)"

findings=$(find www -name '*.html' ! -path 'www/parts/*' |
	xargs -r grep -L '<html lang=')
verdict "each page names its language" "$findings"
done_testing
