#!/bin/sh
# The routes that the programs print are those that nginx and Apache pass on
# and that the pages call; and what is generated from them is current.
. "$(dirname "$0")/tap.sh"
build=${TOP_BUILDDIR:-$top}
for responder in storefront checkout offers billing; do
	[ -x "$build/src/$responder/souk-$responder" ] ||
		{ echo "Bail out! souk-$responder is not built"; exit 1; }
done

for what in nginx apache-proxy apache-fcgid pages; do
	findings=$(python3 tests/lint/routes.py "$build" $what 2>&1)
	verdict "routes and $what agree" "$findings"
done
verdict "openapi.yaml is current" \
	"$(scripts/openapi --check --bin "$build" 2>&1)"
verdict "souk-site(5) has every parameter" "$(scripts/man-site --check 2>&1)"
done_testing
