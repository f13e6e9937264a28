#!/bin/sh
# Includes point down the layer table, never up, never sideways; and each
# third-party header is included by the one folder that owns it.
. "$(dirname "$0")/tap.sh"

findings=$(c_files | grep -E '^(include|src)/' | xargs awk '
function below(layers, layer,    names, n, i) {
	n = split(layers, names, " ")
	for (i = 1; i <= n; i++)
		may[layer, names[i]] = 1
	known[layer] = 1
}
BEGIN {
	low = "base domain crypto db http wire store net html"
	high = "image locale paper notify provision gateway catalog act"
	below("", "base")
	below("base", "domain")
	below("base", "crypto")
	below("base", "db")
	below("base domain", "http")
	below("base domain", "wire")
	below("base crypto db domain", "store")
	below("base", "net")
	below("base", "html")
	below("base", "image")
	below("base domain wire", "locale")
	below("base domain image locale", "paper")
	below("base crypto wire net paper locale image", "notify")
	below("base crypto domain wire net", "provision")
	below("base crypto domain wire net", "gateway")
	below("base domain wire store", "catalog")
	below("base crypto db domain wire store", "act")
	below(low " " high, "app")
	below(low " " high " app", "sale")
	n = split("storefront checkout offers billing worker ctl sandbox", programs, " ")
	for (i = 1; i <= n; i++)
		below(low " " high " app sale", programs[i])
}
/^#[ \t]*include[ \t]*"/ {
	split(FILENAME, path, "/")
	layer = path[2]
	split($0, quoted, "\"")
	if (!known[layer])
		print FILENAME ":" FNR ": folder " layer " is no layer"
	else if (split(quoted[2], target, "/") > 1 && target[1] != layer &&
	    !may[layer, target[1]])
		print FILENAME ":" FNR ": " layer " may not include " quoted[2]
}')
verdict "includes point down the layers" "$findings"

findings=$(c_files | grep -E '^(include|src)/' | xargs awk '
function owns(pattern, folder) { owner[pattern] = folder }
BEGIN {
	owns("^pcre2\\.h$", "src/base/text")
	owns("^(openssl/|argon2\\.h)", "src/crypto/")
	owns("^(mysql|mariadb|errmsg|mysqld_error)", "src/db/")
	owns("^(fastcgi|fcgi)", "src/http/")
	owns("^(json-c/|json\\.h)", "src/wire/")
	owns("^curl/", "src/net/")
	owns("^md4c", "src/html/")
	owns("^uni(case|ctype|norm|str|types|wbrk|conv|name|width|gbrk|lbrk)", "src/catalog/")
	owns("^microhttpd", "src/sandbox/")
	owns("^qrencode", "src/paper/")
	owns("^(cairo|pango|glib)", "src/paper/")
	owns("^(libxml/|archive)", "src/paper/")
	owns("^(png|pngconf|jpeglib|jerror|jmorecfg)\\.h$", "src/image/")
	owns("^webp/", "src/image/")
}
/^#[ \t]*include[ \t]*</ {
	header = $0
	sub(/^[^<]*</, "", header)
	sub(/>.*/, "", header)
	for (pattern in owner)
		if (header ~ pattern && index(FILENAME, owner[pattern]) != 1)
			print FILENAME ":" FNR ": <" header "> belongs to " \
			    owner[pattern]
}')
verdict "a third-party header has one owner" "$findings"
done_testing
