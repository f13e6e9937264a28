#!/bin/sh
# soukctl from an empty server to a verified site, and what it refuses.
. "$(dirname "$0")/../lint/tap.sh"

build=${TOP_BUILDDIR:-$top}
soukctl=$build/src/ctl/soukctl
[ -x "$soukctl" ] || soukctl=${SOUKCTL:?build src/ctl/soukctl first}
socket=$(sh tests/lib/mariadb.sh) || {
	[ $? -eq 77 ] && skip_all "no MariaDB server on this machine"
	exit 99
}
dir=$(mktemp -d)
name=souk_ctl_$$
root() {
	mariadb --no-defaults --user=root --socket="$socket" --batch \
		--skip-column-names "$@"
}
site_user() {
	mariadb --no-defaults --user=$name --password="$(cat "$dir/dbpw")" \
		--socket="$socket" --batch --skip-column-names $name "$@"
}
cleanup() {
	root -e "DROP DATABASE IF EXISTS $name;
	    DROP USER IF EXISTS $name@localhost"
	rm -rf "$dir"
}
trap cleanup EXIT

mkdir "$dir/data"
cat >"$dir/site.conf" <<CONF
# A site for this test alone.
fastcgi_param SOUK_SITE ctl;
fastcgi_param SOUK_NAME "Ctl";
fastcgi_param SOUK_PUBLIC_URL http://127.0.0.1:8080;
fastcgi_param SOUK_LEGAL_DIR $top/sql/demo/legal;
fastcgi_param SOUK_SUPPORT_EMAIL help@example.org;
fastcgi_param SOUK_COUNTRY DE;
fastcgi_param SOUK_DB_SOCKET $socket;
fastcgi_param SOUK_DB_NAME $name;
fastcgi_param SOUK_DB_USER $name;
fastcgi_param SOUK_DB_PASSWORD_FILE $dir/dbpw;
fastcgi_param SOUK_SECRET_FILE $dir/keys;
fastcgi_param SOUK_PAYMENT none;
fastcgi_param SOUK_MAIL_URL smtp://127.0.0.1:1;
fastcgi_param SOUK_MAIL_FROM shop@example.org;
fastcgi_param SOUK_DATA_DIR $dir/data;
CONF

# ctl WANTED-STATUS WHAT ARGUMENTS...: output in $out, both streams
ctl() {
	want=$1
	what=$2
	shift 2
	out=$("$soukctl" --site "$dir/site.conf" --sql "$top/sql" "$@" \
		2>&1 </dev/null)
	got=$?
	if [ $got -eq "$want" ]; then
		ok "$what"
	else
		not_ok "$what"
		printf '%s\n' "$out" | sed "s/^/#   [$got] /"
	fi
}
# says WHAT TEXT: the last output has it
says() {
	case $out in
	*"$2"*) ok "$1" ;;
	*)
		not_ok "$1"
		printf '%s\n' "$out" | sed 's/^/#   /'
		;;
	esac
}

ctl 1 "setup without a password file is refused" setup
says "and names the file" "$dir/dbpw"
# A quote and a backslash in it must reach the server as they are.
printf '%s\n' "it's \\ secret" >"$dir/dbpw"
chmod 644 "$dir/dbpw"
ctl 1 "a password that others may read is refused" setup
says "and says the mend" "chmod 0640"
chmod 600 "$dir/dbpw"
ctl 1 "migrate before setup is refused" migrate
says "and says what comes first" "soukctl setup"
ctl 0 "setup" setup
ctl 0 "setup again changes nothing" setup
says "no migration is left" "0 migrations applied"
ctl 0 "the plan" --json migrate --plan
says "has every file applied" '"name":"0005-queues.sql","state":"applied"'

for sql in "DROP TABLE events" "CREATE TABLE x (a INT)" \
	"UPDATE events SET reason = 'x'" "DELETE FROM events" \
	"UPDATE ledger_postings SET amount_minor = 0" \
	"DELETE FROM ledger_entries" "UPDATE order_lines SET net_minor = 0" \
	"UPDATE schema_migrations SET done = 0"; do
	if site_user -e "$sql" >/dev/null 2>&1; then
		not_ok "DB_USER may not: $sql"
	else
		ok "DB_USER may not: $sql"
	fi
done
if site_user -e "UPDATE events SET seal_no = 1 WHERE seal_no = 7"; then
	ok "DB_USER may seal"
else
	not_ok "DB_USER may seal"
fi

ctl 0 "keygen" keygen
ctl 1 "keygen never overwrites" keygen
ctl 1 "check without a mail server" check
says "names the file and the line" "site.conf:14 SOUK_MAIL_URL"
says "and all else is well" "schema at $(basename "$(ls "$TOP_SRCDIR"/sql/[0-9]*.sql | tail -n 1)")"
cp "$dir/site.conf" "$dir/site.plain"
echo "fastcgi_param SOUK_TAX_TABLE $dir/taxes;" >>"$dir/site.conf"
printf 'souk-tax 1\nrate DE standard nineteen - -\n' >"$dir/taxes"
ctl 1 "check of a tax table" check
says "names its line" "$dir/taxes line 2: "
cp "$top/share/tax/europe.tax" "$dir/taxes"
ctl 1 "check of the example" check
says "counts its rates" "59 rates in $dir/taxes"
mv "$dir/site.plain" "$dir/site.conf"

ctl 0 "a company" company add --name "Ünï Ltd" --country DE
company=$(printf '%s' "$out" | grep -o 'com_[0-9a-z]*')
ctl 2 "a country that is none" company add --name X --country Germany
ctl 0 "companies as JSON" company list --json
says "hold it" '"name":"Ünï Ltd","country":"DE","currency":"USD"'
printf 'correct horse battery\n' >"$dir/pw"
chmod 600 "$dir/pw"
ctl 0 "a user" user add --email Ann@Example.org --role owner \
	--company "$company" --password-file "$dir/pw"
ctl 1 "the same address again" user add --email ann@example.org \
	--role owner --company "$company" --name ann2 \
	--password-file "$dir/pw"
says "is there already" "there already"
ctl 0 "a name as sign-up takes it" user add --email c@example.org \
	--role owner --company "$company" --name "Carla O'Neill" \
	--password-file "$dir/pw"
ctl 2 "a name that turns the writing is refused" user add \
	--email d@example.org --role owner --company "$company" \
	--name "$(printf 'a\342\200\256b')" --password-file "$dir/pw"
ctl 2 "and so is a company's" company add --country DE \
	--name "$(printf '\342\200\213')"
ctl 2 "a tax number longer than its column" company add --country DE \
	--name X --tax-number "$(printf '%041d' 1)"
printf 'short\n' >"$dir/pw"
ctl 1 "a short password is refused" user add --email b@example.org \
	--role owner --company "$company" --password-file "$dir/pw"
ctl 2 "an unknown role is refused" user role ann@example.org emperor
ctl 1 "a buyer is no operator" user role ann@example.org admin
ctl 0 "a role is changed" user role ann@example.org finance
ctl 0 "an address is verified by hand" user verify ann@example.org
ctl 0 "a lost second factor is taken away" user factor-off ann@example.org
ctl 1 "of nobody it is not" user factor-off nobody@example.org
ctl 0 "an account is locked" user lock ann@example.org
ctl 1 "a user of a company that is none" user add --email e@example.org \
	--role owner --company com_01h455vb4pex5vsknk084sn02q \
	--password-file "$dir/pw"
says "is told so" "there is no such company"
ctl 0 "users" user list
says "have what was done to them" "finance  LOCKED"
ctl 1 "nobody is not verified" user verify nobody@example.org
ctl 0 "a seller" seller add --slug acme --name Acme --company "$company"
ctl 0 "is approved" seller approve acme
ctl 0 "once more changes nothing" seller approve acme
ctl 0 "sellers" seller list --json
says "show it" '"slug":"acme","name":"Acme","state":"ACTIVE"'
ctl 2 "a reason that would clear the screen" seller suspend acme \
	--reason "$(printf 'a\033[2J')"
ctl 0 "a seller is suspended" seller suspend acme --reason "Papers missing"
ctl 0 "and may sell again" seller approve acme

ctl 1 "a seller of a company that is none" seller add --slug nobody \
	--name Nobody --company com_01h455vb4pex5vsknk084sn02q
says "is told so too" "there is no such company"
ctl 2 "a website longer than its column" seller add --slug long --name Long \
	--company "$company" --website "https://example.org/$(printf '%0500d' 1)"
root $name -e "UPDATE sellers SET name = CONCAT('Ac', CHAR(27), '[2Jme')"
ctl 0 "a name that would clear the screen" seller list
says "is shown harmless" 'Ac\u001b[2Jme'
root $name -e "UPDATE sellers SET name = 'Acme'"

catalogue() {
	printf '\357\273\277{"souk_catalogue":1,"sellers":[{"slug":"atelier",
	    "name":"Atelier","country":"DE"}],"categories":[{"slug":"photos",
	    "texts":{"en":{"name":"Photos"}}}],"products":[{"slug":"one",
	    "seller":"atelier","category":"photos","delivery":"saas"%s,
	    "texts":{"en":{"name":"One","summary":"S","description":"D"}},
	    "plans":[{"code":"pro","texts":{"en":{"name":"Pro"}},"prices":[
	    {"mode":"monthly","currency":"USD","amount":1}]}]}]}' "$1"
}
ctl 1 "a file that is none" import "$dir/none.json"
says "is named" "none.json: there is no such file"
mkdir "$dir/folder.json"
ctl 1 "a folder is no file" import "$dir/folder.json"
catalogue ', "logo": "x.svg"' >"$dir/c.json"
echo '<svg xmlns="http://www.w3.org/2000/svg"/>' >"$dir/x.svg"
ctl 0 "a dry run, and a byte order mark" import "$dir/c.json" --dry-run
says "counts" "dry run: 1 added"
if [ -e "$dir/data/media" ]; then
	not_ok "and writes no logo"
else
	ok "and writes no logo"
fi
touch "$dir/data/media"
ctl 1 "logos that cannot be written" import "$dir/c.json"
says "say where and the mend" "/data/media; let this user write"
rm "$dir/data/media"
ctl 0 "an import" import "$dir/c.json"
says "adds" "1 added, 0 updated, 0 unchanged, 0 faults"
ctl 0 "again" import "$dir/c.json"
says "changes nothing" "0 added, 0 updated, 1 unchanged, 0 faults"
catalogue ', "\u001b]0;x\u0007": 1' >"$dir/c.json"
ctl 1 "a row with a fault" import "$dir/c.json"
says "steers no terminal" '/products/0: \u001b]0;x\u0007 is not a known'
ctl 1 "as JSON too" import --json "$dir/c.json"
printf 'slug\n' >"$dir/C.CSV"
ctl 1 "a CSV file by any case of its name" import "$dir/C.CSV"
says "says which column it lacks" 'no column "seller"'
kinds=$(root $name -e "SELECT GROUP_CONCAT(kind ORDER BY event_id)
    FROM events WHERE actor = 'operator'")
if [ "$kinds" = "added,added,added,role changed,verified,factor_off,locked,added,approved,suspended,approved" ]
then
	ok "each change left its event, and nothing else did"
else
	not_ok "each change left its event, and nothing else did"
	echo "#   $kinds"
fi

ctl 0 "products" product list --state LIVE --json
says "are listed" '"slug":"one","name":"One","state":"LIVE","revision":1'
ctl 2 "a state that is none" product list --state OPEN
ctl 1 "nothing waits for approval" product approve one
ctl 0 "a product is hidden" product hide one
ctl 0 "and shown" product show one
root $name -e "INSERT INTO product_drafts (product_id, state, body, created_at,
    updated_at, updated_by) SELECT product_id, 'IN_REVIEW', '{}', NOW(6), NOW(6),
    product_id FROM products"
ctl 1 "a change with faults is not published" product approve one
says "and they are said" "one/plans are missing; add one with a price"
root $name -e "UPDATE product_drafts d JOIN product_revisions r
    ON r.product_id = d.product_id SET d.body = JSON_SET(r.body,
    '\$.licence', 'MIT', '\$.support_email', 'help@example.org')"
ctl 0 "a change is approved" product approve one
ctl 0 "it is" product list
says "the next revision" "LIVE          2"
ctl 0 "it is pinned" popular pin one
ctl 0 "pins" popular list --json
says "are in order" '{"items":[{"place":1,"slug":"one","name":"One"}]}'
ctl 0 "and unpinned" popular unpin one
ctl 2 "restricting wants a reason" product restrict one
ctl 0 "a product is restricted" product restrict one --reason "A copy"
ctl 1 "for good" product show one
ctl 0 "a category" category add art --name Art --parent photos --position 2
ctl 0 "gets another name" category rename art --name Arts --slug arts
ctl 0 "is moved" category move arts --parent ""
ctl 0 "categories" category list --json
says "tell it" '{"slug":"arts","parent":null,"position":2,"name":"Arts"'
ctl 1 "a ring is refused" category move photos --parent photos
ctl 1 "what holds products stays" category remove photos
ctl 0 "what is empty goes" category remove arts

ctl 1 "deliver an order that is none" deliver \
	ord_01h455vb4pex5vsknk084sn02q --note x
ctl 0 "deliver alone lists what waits" deliver --json
says "nothing does" '{"items":[]}'
ctl 2 "deliver nothing" deliver ord_01h455vb4pex5vsknk084sn02q
ctl 0 "verify" verify --unsealed
root $name -e "INSERT INTO ledger_entries (entry_id, occasion, subject_id,
    created_at) VALUES ('0123456789abcdef', 'other', 'fedcba9876543210',
    '2026-01-01')"
ctl 1 "verify sees an entry without postings" verify
says "and names it" "entries-have-postings"

# Responders that print a route each, as app/routes.c does.
mkdir "$dir/bin"
for responder in storefront checkout billing offers; do
	cat >"$dir/bin/souk-$responder" <<PROGRAM
#!/bin/sh
echo '{"method":"GET","pattern":"/api/$responder/healthz",' \
	'"responder":"$responder","caller":"anyone","tx":"none",' \
	'"idempotent":false,"body":null,"summary":"Alive"}'
PROGRAM
	chmod +x "$dir/bin/souk-$responder"
done
ctl 0 "routes" routes --bin "$dir/bin"
says "of both" "/api/checkout/healthz    checkout    anyone"
ctl 0 "routes as JSON" routes --json --bin "$dir/bin"
says "are one document" '"summary":"Alive"},{"method":"GET"'
echo "exit 3" >>"$dir/bin/souk-checkout"
ctl 1 "a responder that fails is said" routes --bin "$dir/bin"
ctl 1 "a folder without responders is said" routes --bin "$dir"
says "with the mend" "--bin DIR"

echo "fastcgi_param SOUK_CURENCY EUR;" >>"$dir/site.conf"
chmod o+w "$dir/site.conf"
ctl 1 "check of a site file that others may write" check
says "the mend" "others may write it; chmod go-w"
chmod o-w "$dir/site.conf"
ctl 1 "an unknown parameter" check
says "is named with its line" "site.conf:17 SOUK_CURENCY"
ctl 1 "no command goes on with it" company list
says "and says why" "site.conf:17: SOUK_CURENCY"
sed -i '$d' "$dir/site.conf"

ctl 2 "an unknown command" frobnicate
ctl 2 "an unknown option" verify --stricter
done_testing
