# Sourced by the lints: TAP by ok/not_ok, findings as comments, the tree to
# look at in $top.
top=${TOP_SRCDIR:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$top" || exit 99
tap_count=0
tap_failed=0

ok() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

not_ok() {
	tap_count=$((tap_count + 1))
	tap_failed=1
	echo "not ok $tap_count - $1"
}

# verdict NAME FINDINGS: passes when there are no findings, else prints them
verdict() {
	if [ -z "$2" ]; then
		ok "$1"
	else
		not_ok "$1"
		printf '%s\n' "$2" | sed 's/^/#   /'
	fi
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

done_testing() {
	echo "1..$tap_count"
	exit $tap_failed
}

# The project's own C: files of these folders and endings
c_files() {
	find include src tests bench -name '*.[ch]' ! -path '*/node_modules/*' \
		2>/dev/null | sort
}
