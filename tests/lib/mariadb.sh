#!/bin/sh
# mariadb.sh [PID]: prints the socket of a private MariaDB server for tests (user
# root, no password), and starts it when it does not run yet.  One server
# serves a whole `make check`: it ends, and its folder goes, with the last of
# the makes (or else the processes named, or the parents) that this script was
# started under.
# Exit 77: there is no server program here.
set -eu

caller=${1:-$PPID}

run=${TOP_BUILDDIR:-${TMPDIR:-/tmp}/souk-tests-$(id -u)}/tests/run
PATH=$PATH:/usr/sbin:/usr/local/sbin

for program in mariadbd mariadb-install-db mariadb-admin; do
	command -v $program >/dev/null || {
		echo "$program not found: apt-get install mariadb-server" >&2
		exit 77
	}
done

# The nearest make among our ancestors, or else our parent.
owner() {
	pid=$PPID
	while [ "$pid" -gt 1 ]; do
		read -r name <"/proc/$pid/comm" || break
		case $name in make | gmake)
			echo "$pid"
			return
			;;
		esac
		pid=$(awk '/^PPid:/ { print $2 }' "/proc/$pid/status")
	done
	echo "$caller"
}

alive() {
	mariadb-admin --no-defaults --user=root --socket="$1" ping \
		>/dev/null 2>&1
}

# In memory where there is plenty of it: each site makes sixty tables, and the
# disk is waited for with each.  What outlives a server's end is tested with
# servers of their own, which lie on the disk.
folder() {
	if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && df -Pk /dev/shm |
		awk 'NR == 2 { free = $4 } END { exit free < 2097152 }' &&
		awk '/^MemAvailable:/ { free = $2 } END { exit free < 4194304 }' \
			/proc/meminfo; then
		echo /dev/shm
	else
		echo "${TMPDIR:-/tmp}"
	fi
}

start() {
	# Short, for a socket's path ends at 107 bytes.
	dir=$(mktemp -d "$(folder)/souk-db-XXXXXX")
	# Responders that a web server starts have another user.
	chmod 755 "$dir"
	# Of its own: servers name temporary tables by their process ids, which
	# another one may have, too, where containers share /tmp.
	mkdir "$dir/tmp"
	mariadb-install-db --no-defaults --force --datadir="$dir/data" \
		--tmpdir="$dir/tmp" \
		--auth-root-authentication-method=normal \
		--user="$(id -un)" --skip-test-db >"$dir/install.log" 2>&1 || {
		cat "$dir/install.log" >&2
		exit 1
	}
	mariadbd --no-defaults --user="$(id -un)" --datadir="$dir/data" \
		--tmpdir="$dir/tmp" --socket="$dir/s" --pid-file="$dir/pid" \
		--skip-networking \
		--innodb-flush-log-at-trx-commit=1 \
		--innodb-buffer-pool-size=64M --innodb-log-file-size=32M \
		>"$dir/log" 2>&1 9>&- &
	server=$!
	until alive "$dir/s"; do
		kill -0 $server 2>/dev/null || {
			cat "$dir/log" >&2
			exit 1
		}
		sleep 0.05
	done
	echo "$dir/s" >"$run/mariadb"
	: >"$run/mariadb.owners"
	(
		exec 9>&-
		while awaited=$(unclaimed); do
			tail --pid="$awaited" -s 0.2 -f /dev/null
		done
		kill $server 2>/dev/null
		tail --pid=$server -s 0.1 -f /dev/null
		rm -rf "$dir"
	) </dev/null >/dev/null 2>&1 &
}

# Prints an owner that still lives; fails when there is none, and the server
# is then nobody's: who comes now starts another.
unclaimed() (
	exec 9>"$run/mariadb.lock"
	flock 9
	while read -r pid; do
		kill -0 "$pid" 2>/dev/null || continue
		echo "$pid"
		exit 0
	done <"$run/mariadb.owners"
	rm -f "$run/mariadb"
	exit 1
)

mkdir -p "$run"
exec 9>"$run/mariadb.lock"
flock 9
if ! { [ -f "$run/mariadb" ] && alive "$(cat "$run/mariadb")"; }; then
	start
fi
owner >>"$run/mariadb.owners"
cat "$run/mariadb"
