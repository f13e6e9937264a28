#!/bin/sh
# galera.sh [PID]: starts a Galera cluster of two nodes on loopback, in a folder
# of its own, and prints their sockets (user root, no password), a line each.
# One thread applies what the other node has written: between tests a child's
# row and then its parent's are deleted in transactions of their own, and two
# threads may take these in the other order.
# It ends, and its folder goes, with that process, or else with its caller.
# Exit 77: there is no server program or no provider here.
set -eu

owner=${1:-$PPID}

PATH=$PATH:/usr/sbin:/usr/local/sbin
provider=
for file in /usr/lib/galera/libgalera_smm.so \
	/usr/lib64/galera-4/libgalera_smm.so; do
	[ -e "$file" ] && provider=$file
done
for program in mariadbd mariadb-install-db mariadb mariadb-admin; do
	command -v $program >/dev/null || {
		echo "$program not found: apt-get install mariadb-server" >&2
		exit 77
	}
done
[ -n "$provider" ] || {
	echo "libgalera_smm.so not found: apt-get install galera-4" >&2
	exit 77
}

dir=$(mktemp -d "${TMPDIR:-/tmp}/souk-gc-XXXXXX")
user=$(id -un)
mkdir "$dir/1" "$dir/2" "$dir/bin"
mariadb-install-db --no-defaults --force --datadir="$dir/1/data" \
	--auth-root-authentication-method=normal --user="$user" \
	--skip-test-db >"$dir/install.log" 2>&1 || {
	cat "$dir/install.log" >&2
	exit 1
}
# Ports that nobody listens at now; both nodes want two each.
ports=$(python3 - <<'PY'
import socket
held = [socket.socket() for _ in range(4)]
for s in held:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in held))
PY
)
# shellcheck disable=SC2086
set -- $ports

node() {
	n=$1 group=$2 transfer=$3 cluster=$4
	shift 4
	mkdir -p "$dir/$n/tmp"
	PATH=$dir/bin:$PATH mariadbd --no-defaults --user="$user" \
		--datadir="$dir/$n/data" \
		--tmpdir="$dir/$n/tmp" --socket="$dir/$n/s" \
		--pid-file="$dir/$n/pid" --skip-networking \
		--max-connections=300 --innodb-flush-log-at-trx-commit=1 \
		--innodb-buffer-pool-size=64M --innodb-log-file-size=32M \
		--binlog-format=ROW --innodb-autoinc-lock-mode=2 \
		--wsrep-on=ON --wsrep-provider="$provider" \
		--wsrep-cluster-name=souk --wsrep-node-name="node$n" \
		--wsrep-cluster-address="gcomm://$cluster" \
		--wsrep-node-address=127.0.0.1 \
		--wsrep-node-incoming-address=127.0.0.1 \
		--wsrep-sst-method=twin \
		--wsrep-slave-threads=1 \
		--wsrep-provider-options="gmcast.listen_addr=tcp://127.0.0.1:$group;ist.recv_addr=127.0.0.1:$transfer;gcache.size=32M" \
		"$@" >"$dir/$n/log" 2>&1 &
	pid=$!
}

# Until it takes part, or has ended.
ready() {
	until [ "$(mariadb --no-defaults --user=root --socket="$dir/$1/s" -sN \
		-e "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS
		WHERE VARIABLE_NAME = 'wsrep_local_state_comment'" \
		2>/dev/null)" = Synced ]; do
		kill -0 "$2" 2>/dev/null || {
			tail -20 "$dir/$1/log" >&2
			[ -z "$pid1" ] || kill "$pid1" 2>/dev/null || :
			exit 1
		}
		sleep 0.1
	done
}

# Two nodes of one content and one history: that of a cluster of one which
# has ended.
pid1=
node 1 "$1" "$2" "" --wsrep-new-cluster
pid1=$pid
ready 1 "$pid1"
kill "$pid1"
wait "$pid1" || :
cp -a "$dir/1/data" "$dir/2/data"
history=$(awk '/^uuid:/ { u = $2 } /^seqno:/ { print u ":" $2 }' \
	"$dir/1/data/grastate.dat")

# What the nodes hand over is their history alone: once the first was asked,
# the second has all, and is then sent what was written since.
cat >"$dir/bin/wsrep_sst_twin" <<SST
#!/bin/sh
while [ \$# -gt 0 ]; do
	[ "\$1" = --role ] && role=\$2
	shift
done
if [ "\$role" = donor ]; then
	echo continue
	: >"$dir/asked"
	echo "done $history 0"
else
	echo "ready 127.0.0.1/twin"
	until [ -e "$dir/asked" ]; do sleep 0.05; done
	echo "$history 0"
fi
SST
chmod +x "$dir/bin/wsrep_sst_twin"

node 1 "$1" "$2" "" --wsrep-new-cluster
pid1=$pid
ready 1 "$pid1"
node 2 "$3" "$4" "127.0.0.1:$1"
pid2=$pid
ready 2 "$pid2"

# Whoever is told to end with its whole group leaves this one to tidy up.
(
	trap '' HUP INT TERM
	tail --pid="$owner" -s 0.2 -f /dev/null
	kill "$pid2" "$pid1" 2>/dev/null || :
	tail --pid="$pid1" -s 0.1 -f /dev/null
	tail --pid="$pid2" -s 0.1 -f /dev/null
	rm -rf "$dir"
) </dev/null >/dev/null 2>&1 &
echo "$dir/1/s"
echo "$dir/2/s"
