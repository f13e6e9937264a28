#!/bin/sh
# Scripts parse, the example sites fill in, and the two lists of packages are
# known to apt.
. "$(dirname "$0")/tap.sh"

# A release does not carry .ci.
programs="autogen.sh $(find .ci -name run 2>/dev/null) $(echo scripts/*)"

verdict "shell scripts parse" "$(for file in $programs \
	tests/lib/*.sh tests/lint/*.sh; do
	head -n 1 "$file" | grep -q '^#!/bin/sh' && sh -n "$file" 2>&1
done)"
verdict "scripts can be run" "$(for file in $programs; do
	[ -d "$file" ] || [ -x "$file" ] || echo "$file: not executable"
done)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$PATH:/usr/sbin
printf 'fastcgi_param SOUK_SITE "x";\n' >"$work/nginx.site"
printf 'SetEnv SOUK_SITE "x"\n' >"$work/apache.site"
for program in storefront checkout offers billing; do
	printf '#!/bin/sh\n' >"$work/souk-$program"
	chmod 755 "$work/souk-$program"
done
for kind in nginx apache-proxy apache-fcgid; do
	for base in '' /shop; do
		site=$work/${kind%%-*}.site
		conf=$(scripts/web-conf $kind --dir "$work" --port 9 \
			--site "$site" --www "$top/www" --data "$work/data" \
			--sbin "$work" --base "$base")
		case $kind in
		nginx) out=$(nginx -t -q -c "$conf" -p "$work" 2>&1) ;;
		*) out=$(apache2 -t -f "$conf" -d "$work" 2>&1 |
			grep -v '^Syntax OK') ;;
		esac
		verdict "$kind takes its example site at ${base:-/}" "$out"
	done
done

findings=$(for name in \
	$(grep -ohE 'location ~ \^/\(([a-z/|-]+)\)/\[' nginx/souk.conf |
		sed 's/.*(//; s/).*//' | tr '|' ' '); do
	[ -f "www/$name/index.html" ] || echo "www/$name/index.html is missing"
	grep -q "FallbackResource /$name/index.html" apache/souk-pages.conf ||
		echo "apache has no FallbackResource for $name"
done
for shell in $(find www -name index.html | grep -v '^www/index.html'); do
	name=${shell#www/}
	name=${name%/index.html}
	grep -qE "[(|]$name[|)]" nginx/souk.conf ||
		echo "$shell: nginx does not know this shell"
done)
verdict "shells, nginx and Apache name the same folders" "$findings"

csp() { sed -n "s/.*Content-Security-Policy \"\(default-src[^\"]*\)\".*/\1/p" "$1"; }
# In C the policy is split over several literals.
in_c() {
	tr -d '\n' <src/app/serve_call.c | sed 's/"[[:space:]]*"//g' |
		sed -n 's/.*Content-Security-Policy: \(default-src[^\\]*\)\\.*/\1/p'
}
policy=$(csp nginx/souk-headers.conf)
verdict "nginx, Apache and responders send the same policy" "$(
	[ -n "$policy" ] || echo "none found in nginx/souk-headers.conf"
	[ "$policy" = "$(csp apache/souk-headers.conf)" ] || echo "Apache differs"
	[ "$policy" = "$(in_c)" ] || echo "src/app/serve_call.c differs")"
done_testing
