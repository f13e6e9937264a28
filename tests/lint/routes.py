"""Prints where route rows and a configuration disagree; nothing: they agree.

usage: routes.py BUILD nginx|apache-proxy|apache-fcgid|pages
"""
import json
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
# Rows that no page calls: for operators, gateways, provisioners and programs of others.
NOT_CALLED = re.compile(
    r"/(healthz|readyz|metrics)$|/gateway-events/|/provision-callbacks$|/sms-reports/|/calendar/\{|^GET /api/storefront/(products|comparisons)$")


def rows(build):
    for name in ("storefront", "checkout", "offers", "billing"):
        out = subprocess.run([f"{build}/src/{name}/souk-{name}", "--routes"],
                             check=True, stdout=subprocess.PIPE, text=True)
        for line in out.stdout.splitlines():
            yield json.loads(line)


def sample(pattern):
    return re.sub(r"\{\w+\}", "x-1", pattern)


def unnamed(pattern):
    """The pattern with its parameters' names left out: they are each side's."""
    return re.sub(r"\{\w+\}", "{}", pattern)


def uploads(all_rows):
    """Where they go: a path, or the folder of a pattern that ends in a parameter."""
    return {re.sub(r"\{\w+\}$", "", row["pattern"]) for row in all_rows if row["upload"]}


def upload_max():
    """SOUK_UPLOAD_MAX_MIB's default, in MiB."""
    text = (TOP / "src/app/param.c").read_text()
    return int(re.search(r'"SOUK_UPLOAD_MAX_MIB",.*?\.initial = "(\d+)"', text, re.S).group(1))


def compare_limits(all_rows, limits, what):
    """Bodies of uploads, and of nothing else, may be as large as an upload."""
    for pattern in uploads(all_rows) - limits.keys():
        print(f"{pattern} takes an upload, but {what} has no limit of its own for it")
    for path, limit in limits.items():
        if path not in uploads(all_rows):
            print(f"{path} has a limit of its own in {what}, but takes no upload")
        elif limit != upload_max():
            print(f"{path} may have {limit:g} MiB in {what}; SOUK_UPLOAD_MAX_MIB is {upload_max()}")


def nginx_limits():
    text = (TOP / "nginx/souk.conf").read_text()
    return {path: int(limit) for path, body in re.findall(
        r"location (?:= |~ \^)?(\S+) \{(.*?)\n\t\}", text, re.S)
        for limit in re.findall(r"client_max_body_size (\d+)m;", body)}


def apache_limits():
    text = (TOP / "apache/souk-pages.conf").read_text()
    return {path: int(limit) / 2**20 for path, limit in re.findall(
        r"<Location ([^>]+)>\s*LimitRequestBody (\d+)\s*</Location>", text)}


def fcgid_limit():
    text = (TOP / "apache/souk-fcgid.conf").read_text()
    return int(re.search(r"FcgidMaxRequestLen (\d+)", text).group(1)) / 2**20


def nginx():
    """(matcher, responder or None) in nginx's order of preference."""
    text = (TOP / "nginx/souk.conf").read_text()
    exact, prefix, regex = [], [], []
    for mark, path, body in re.findall(
            r"location (=|~)? ?(\S+) \{(.*?)\n\t\}", text, re.S):
        path = path.replace(r"\z", r"\Z")  # PCRE's end is Python's
        passed = re.search(r"fastcgi_pass souk_(\w+);", body)
        entry = (mark + path, path, passed and passed.group(1))
        {"=": exact, "~": regex, "": prefix}[mark].append(entry)

    def find(path):
        for name, where, responder in exact:
            if path == where:
                return name, responder
        for name, where, responder in regex:
            if re.search(where, path):
                return name, responder
        for name, where, responder in sorted(prefix, key=lambda e: -len(e[1])):
            if path.startswith(where):
                return name, responder
        return None, None
    return find, [e for e in exact + prefix + regex if e[2]]


def apache(kind):
    text = (TOP / f"apache/souk-{kind}.conf").read_text()
    entries = []
    if kind == "proxy":
        for match, path, responder in re.findall(
                r'ProxyPass(Match)? "([^"]+)" "unix:[^|]*/(\w+)\.sock', text):
            entries.append((path, path if match else "^" + re.escape(path), responder))
    else:
        for match, path, body in re.findall(
                r'<Location(Match)? "?([^">]+)"?>(.*?)</Location', text, re.S):
            responder = re.search(r"souk-(\w+) ", body).group(1)
            entries.append((path, path if match else "^" + re.escape(path), responder))

    def find(path):
        for name, where, responder in entries:
            if re.search(where, path):
                return name, responder
        return None, None
    return find, entries


def compare_server(all_rows, find, entries):
    used = set()
    for row in all_rows:
        name, responder = find(sample(row["pattern"]))
        used.add(name)
        if responder != row["responder"]:
            print(f"{row['method']} {row['pattern']}: goes to {responder}, "
                  f"is {row['responder']}'s")
    for name, _, responder in entries:
        if name not in used:
            print(f"{name}: goes to {responder}, which has no such route")


def compare_pages(all_rows):
    text = (TOP / "www/assets/js/api.js").read_text()
    table = re.search(r"ROUTES = \{(.*?)\n\};", text, re.S).group(1)
    called = {unnamed(route) for route in re.findall(
        r'"((?:GET|POST|PUT|PATCH|DELETE) /[^"]+)"', table)}
    offered = {unnamed(f"{r['method']} {r['pattern']}") for r in all_rows if not r["page"]}
    for route in sorted(called - offered):
        print(f"api.js calls {route}, which no responder has")
    for route in sorted(offered - called):
        if not NOT_CALLED.search(route):
            print(f"{route} is missing in api.js")


def main():
    build, what = sys.argv[1:]
    all_rows = list(rows(build))
    if what == "nginx":
        compare_server(all_rows, *nginx())
        compare_limits(all_rows, nginx_limits(), "nginx")
    elif what == "pages":
        compare_pages(all_rows)
    else:
        compare_server(all_rows, *apache(what.partition("-")[2]))
        compare_limits(all_rows, apache_limits(), "Apache")
        if what == "apache-fcgid" and fcgid_limit() != upload_max():
            print(f"FcgidMaxRequestLen is {fcgid_limit():g} MiB; "
                  f"SOUK_UPLOAD_MAX_MIB is {upload_max()}")


main()
