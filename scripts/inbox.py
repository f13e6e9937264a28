#!/usr/bin/env python3
"""Keeps every mail and SMS it is sent and shows them on a page; delivers none.

    inbox.py --smtp 127.0.0.1:2525 --http 127.0.0.1:8025 --dir DIR

For demonstrations and tests: a mail server (RFC 5321) that takes a message
for anybody, an SMS gateway that is called as Kannel's is
(GET /cgi-bin/sendsms?to=...&text=...), and an inbox in the browser.  Messages are files in DIR and are
there again at the next start.  GET /api/messages gives them as JSON.
Only loopback addresses are listened on.
"""

import argparse
import base64
import email
import email.policy
import email.utils
import html
import http.server
import ipaddress
import json
import os
import re
import signal
import socketserver
import sys
import tempfile
import threading
import time
from urllib.parse import parse_qs, urlsplit

MESSAGE_MAX = 10 * 1024 * 1024
LINE_MAX = 4096
MESSAGES_SHOWN = 200
IDLE_S = 60


class Store:
    """The messages, a file each: two lines of envelope, then as received."""

    def __init__(self, folder):
        self.folder = folder
        self.lock = threading.Lock()
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self.last = max((int(n[:-4]) for n in os.listdir(folder)
                         if re.fullmatch(r"\d{8}\.eml", n)), default=0)

    def add(self, sender, recipients, data, kind="mail"):
        envelope = json.dumps({"from": sender, "to": recipients, "kind": kind,
                               "received": time.time()}).encode()
        with self.lock:
            self.last += 1
            path = self.path(self.last)
            handle, beside = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "wb") as out:
                out.write(envelope + b"\n\n" + data)
                out.flush()
                os.fsync(out.fileno())
            os.rename(beside, path)
            return self.last

    def path(self, number):
        return os.path.join(self.folder, f"{number:08d}.eml")

    def get(self, number):
        try:
            with open(self.path(number), "rb") as source:
                envelope, _, data = source.read().partition(b"\n\n")
        except OSError:
            return None
        return Message(number, json.loads(envelope), data)

    def newest(self, limit):
        with self.lock:
            last = self.last
        found = (self.get(n) for n in range(last, 0, -1))
        messages = []
        for message in found:
            if message:
                messages.append(message)
            if len(messages) == limit:
                break
        return messages

    def clear(self):
        with self.lock:
            for number in range(1, self.last + 1):
                try:
                    os.unlink(self.path(number))
                except FileNotFoundError:
                    pass


class Message:
    def __init__(self, number, envelope, data):
        self.number = number
        self.envelope = envelope
        self.data = data
        self.kind = envelope.get("kind", "mail")
        self.mail = email.message_from_bytes(data, policy=email.policy.default)

    def header(self, name):
        try:
            return str(self.mail.get(name, ""))
        except (ValueError, IndexError):
            return "(unreadable)"

    def part(self, kind):
        """The text of the first part of that type, or ''."""
        try:
            part = self.mail.get_body(preferencelist=(kind,))
            return part.get_content() if part else ""
        except (LookupError, ValueError, AttributeError):
            return "(this part cannot be read; see the source)"

    def pictured(self):
        """The HTML with the pictures that came with it (RFC 2392)."""
        document = self.part("html")
        for part in self.mail.walk():
            name = str(part.get("Content-ID", "")).strip("<> ")
            if name and part.get_content_type() == "image/png":
                data = base64.b64encode(part.get_payload(decode=True) or b"")
                document = document.replace(
                    f'"cid:{html.escape(name)}"',
                    f'"data:image/png;base64,{data.decode()}"')
        return document

    def title(self):
        if self.kind == "sms":
            return self.part("plain").strip()
        return self.header("Subject") or "(no subject)"

    def brief(self):
        return {"id": self.number, "kind": self.kind, "from": self.envelope["from"],
                "to": self.envelope["to"], "subject": self.header("Subject"),
                "message_id": self.header("Message-ID"),
                "received": stamp(self.envelope["received"])}

    def whole(self):
        text = self.part("plain")
        links = re.findall(r"https?://[^\s<>\"]+", text)
        return {**self.brief(), "text": text, "html": self.part("html"),
                "links": links,
                "headers": [[k, str(v)] for k, v in self.mail.raw_items()]}


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class SmtpHandler(socketserver.StreamRequestHandler):
    """One connection: the commands of RFC 5321, and nothing more."""

    timeout = IDLE_S

    def say(self, line):
        self.wfile.write(line.encode("ascii") + b"\r\n")

    def reset(self):
        self.sender = None
        self.recipients = []

    def handle(self):
        self.reset()
        self.say("220 inbox ESMTP")
        try:
            while self.command():
                pass
        except (OSError, ValueError):
            pass

    def command(self):
        line = self.rfile.readline(LINE_MAX)
        if not line:
            return False
        if not line.endswith(b"\n"):
            self.say("500 line too long")
            return False
        verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
        act = getattr(self, "do_" + verb.lower(), None)
        if not act:
            self.say("502 not a command of this server")
            return True
        return act(rest) is not False

    def do_ehlo(self, rest):
        self.reset()
        self.wfile.write(b"250-inbox\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
                         b"250 SIZE %d\r\n" % MESSAGE_MAX)

    def do_helo(self, rest):
        self.reset()
        self.say("250 inbox")

    def do_noop(self, rest):
        self.say("250 ok")

    def do_rset(self, rest):
        self.reset()
        self.say("250 ok")

    def do_vrfy(self, rest):
        self.say("252 send it and see")

    def do_quit(self, rest):
        self.say("221 bye")
        return False

    def do_mail(self, rest):
        found = re.match(r"FROM:\s*<([^>]*)>", rest, re.I)
        size = re.search(r"SIZE=(\d+)", rest, re.I)
        if not found:
            self.say("501 write MAIL FROM:<address>")
        elif size and int(size[1]) > MESSAGE_MAX:
            self.say("552 too large")
        else:
            self.sender = found[1]
            self.recipients = []
            self.say("250 ok")

    def do_rcpt(self, rest):
        found = re.match(r"TO:\s*<([^>]+)>", rest, re.I)
        if self.sender is None:
            self.say("503 MAIL first")
        elif not found:
            self.say("501 write RCPT TO:<address>")
        elif found[1].lower().startswith("refused@"):
            # So that a bounce can be tried.
            self.say("550 no such mailbox")
        elif len(self.recipients) == 100:
            self.say("452 enough")
        else:
            self.recipients.append(found[1])
            self.say("250 ok")

    def do_data(self, rest):
        if not self.recipients:
            self.say("503 RCPT first")
            return None
        self.say("354 end with a dot on a line of its own")
        data, size = [], 0
        while True:
            line = self.rfile.readline(LINE_MAX)
            if not line:
                return False
            if line in (b".\r\n", b".\n"):
                break
            if line.startswith(b"."):
                line = line[1:]
            size += len(line)
            if size <= MESSAGE_MAX:
                data.append(line)
        if size > MESSAGE_MAX:
            self.say("552 too large")
        else:
            number = self.server.store.add(self.sender, self.recipients,
                                           b"".join(data))
            self.say(f"250 kept as {number}")
        self.reset()
        return None


STYLE = """
:root { color-scheme: light dark;
  --canvas: light-dark(#f6f6f8, #131318); --surface: light-dark(#fff, #1b1b22);
  --line: light-dark(#e2e2e9, #32323d); --ink: light-dark(#1b1a22, #efedf3);
  --soft: light-dark(#5c5a68, #aeaab8); --accent: light-dark(#4a3cc4, #b3adff);
  --wash: light-dark(#efedfc, #27243f); }
* { box-sizing: border-box; margin: 0; }
body { block-size: 100vb; display: flex; flex-direction: column;
  background: var(--canvas); color: var(--ink);
  font: .9375rem/1.5 Inter, system-ui, -apple-system, "Segoe UI", Roboto,
    "Noto Sans", "Liberation Sans", sans-serif; overflow-wrap: anywhere; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; }
header { display: flex; align-items: center; gap: 1rem; padding: .75rem 1.25rem;
  background: var(--surface); border-block-end: 1px solid var(--line); }
header h1 { font-size: 1.0625rem; }
header p { color: var(--soft); font-size: .8125rem; }
header form { margin-inline-start: auto; }
button { font: inherit; font-size: .8125rem; color: inherit; cursor: pointer;
  min-block-size: 2.25rem; padding: .25rem .875rem; border-radius: .5rem;
  background: none; border: 1px solid var(--line); }
button:hover { background: var(--wash); }
main { flex: 1; min-block-size: 0; display: grid;
  grid-template-columns: minmax(17rem, 23rem) minmax(0, 1fr); }
nav { overflow-y: auto; border-inline-end: 1px solid var(--line); }
nav ol { list-style: none; padding: 0; }
nav a { display: grid; gap: .125rem; padding: .75rem 1.25rem; color: inherit;
  text-decoration: none; border-block-end: 1px solid var(--line); }
nav a:hover { background: var(--surface); }
nav a[aria-current] { background: var(--wash);
  box-shadow: inset 3px 0 0 var(--accent); }
nav b { font-weight: 600; }
nav span { display: flex; justify-content: space-between; gap: .75rem;
  font-size: .8125rem; color: var(--soft); }
nav time { white-space: nowrap; }
nav i { padding: 0 .375rem; border-radius: .25rem; background: var(--wash);
  color: var(--accent); font-style: normal; font-size: .75rem; }
.sms { max-inline-size: 26rem; margin: 1.5rem; padding: .875rem 1.125rem;
  border-radius: 1.25rem 1.25rem 1.25rem .25rem; background: var(--wash);
  font-size: 1.0625rem; }
article { display: flex; flex-direction: column; min-inline-size: 0;
  overflow-y: auto; background: var(--surface); }
.head { padding: 1.25rem 1.5rem; border-block-end: 1px solid var(--line); }
h2 { margin-block-end: .5rem; font-size: 1.375rem; line-height: 1.3; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .125rem .75rem;
  font-size: .875rem; }
dt { color: var(--soft); } dd { margin: 0; }
.tabs { display: flex; flex-wrap: wrap; gap: .25rem; margin-block-start: 1rem; }
.tabs a { padding: .375rem .875rem; border-radius: .5rem; color: inherit;
  font-size: .875rem; text-decoration: none; }
.tabs a:hover { background: var(--canvas); }
.tabs a[aria-current] { background: var(--wash); color: var(--accent);
  font-weight: 600; }
iframe { flex: 1; inline-size: 100%; min-block-size: 34rem; border: 0; }
pre { padding: 1.5rem; white-space: pre-wrap;
  font: .875rem/1.6 ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; }
.up { display: none; }
.empty { margin: auto; padding: 3rem 1.5rem; text-align: center; color: var(--soft); }
.empty h2 { color: var(--ink); }
@media (max-width: 48rem) {
  body { block-size: auto; min-block-size: 100vb; }
  main { grid-template-columns: minmax(0, 1fr); align-content: start; }
  nav { border-inline-end: 0; }
  main:has(.head) nav, main:has(nav li) article:has(.empty) { display: none; }
  header p { display: none; } .up { display: inline-block; margin-block-end: .5rem; }
  .head { padding: 1rem 1.25rem; }
  pre { padding: 1.25rem; } }
"""

SCRIPT = """
// A new mail: look again, without taking the reader's place away.
let last = document.body.dataset.last;
setInterval(async () => {
  if (document.hidden) return;
  const answer = await fetch('/api/last').catch(() => null);
  if (!answer?.ok) return;
  const now = String((await answer.json()).last);
  if (now === last) return;
  const page = await (await fetch(location.href)).text();
  const fresh = new DOMParser().parseFromString(page, 'text/html');
  document.querySelector('nav').replaceWith(fresh.querySelector('nav'));
  if (!document.querySelector('.head')) {
    document.querySelector('article').replaceWith(fresh.querySelector('article'));
  }
  document.title = fresh.title;
  last = now;
}, 2000);
"""


def text(value):
    return html.escape(str(value))


def linked(plain):
    """Plain text with its addresses to click."""
    out, at = [], 0
    for found in re.finditer(r"https?://[^\s<>\"]+", plain):
        url = found[0].rstrip(".,;:!?)")
        out.append(text(plain[at:found.start()]))
        out.append(f'<a href="{text(url)}" target="_blank" rel="noopener">'
                   f"{text(url)}</a>")
        at = found.start() + len(url)
    out.append(text(plain[at:]))
    return "".join(out)


def clock(seconds):
    day = time.strftime("%Y-%m-%d", time.localtime(seconds))
    today = time.strftime("%Y-%m-%d")
    form = "%H:%M:%S" if day == today else "%d %b %H:%M"
    return time.strftime(form, time.localtime(seconds))


def list_item(message, chosen):
    current = ' aria-current="true"' if chosen else ""
    when = message.envelope["received"]
    mark = "<i>SMS</i> " if message.kind == "sms" else ""
    return (f'<li><a href="/?m={message.number}"{current}>'
            f"<b>{mark}{text(message.title())}</b>"
            f'<span>{text(", ".join(message.envelope["to"]))}'
            f'<time datetime="{stamp(when)}">{clock(when)}</time></span>'
            f"</a></li>")


def opened_in_new(document):
    """The mail's own HTML; its links lead out of the frame."""
    base = '<base target="_blank">'
    return re.sub(r"(?i)<head>", "<head>" + base, document, count=1)


def body_of(message, view):
    if view == "html":
        return ('<iframe title="The message as HTML" '
                'sandbox="allow-popups allow-popups-to-escape-sandbox" '
                f'srcdoc="{text(opened_in_new(message.pictured()))}">'
                "</iframe>")
    if view == "text":
        return f"<pre>{linked(message.part('plain'))}</pre>"
    return f"<pre>{text(message.data.decode('utf-8', 'replace'))}</pre>"


def sms_article(message):
    return ('<article><div class="head"><a class="up" href="/">All messages</a>'
            f"<h2>SMS to {text(message.envelope['to'][0])}</h2></div>"
            f'<p class="sms">{linked(message.title())}</p></article>')


def article_of(message, view):
    if message.kind == "sms":
        return sms_article(message)
    views = [v for v, there in (("html", message.part("html")),
                                ("text", message.part("plain")),
                                ("source", True)) if there]
    view = view if view in views else views[0]
    words = {"html": "HTML", "text": "Text", "source": "Source"}
    tabs = "".join(
        f'<a href="/?m={message.number}&amp;view={v}"'
        f'{" aria-current=true" if v == view else ""}>{words[v]}</a>'
        for v in views)
    rows = "".join(f"<dt>{name}</dt><dd>{text(value)}</dd>" for name, value in (
        ("From", message.header("From")),
        ("To", ", ".join(message.envelope["to"])),
        ("Date", message.header("Date"))))
    return (f'<article><div class="head"><a class="up" href="/">All messages</a>'
            f"<h2>{text(message.header('Subject') or '(no subject)')}</h2>"
            f"<dl>{rows}</dl>"
            f'<div class="tabs" role="navigation" aria-label="View">{tabs}</div>'
            f"</div>{body_of(message, view)}</article>")


NOTHING = ('<article><div class="empty"><h2>{}</h2><p>{}</p></div></article>')


def page(store, number, view):
    messages = store.newest(MESSAGES_SHOWN)
    message = store.get(number) if number else None
    if message:
        article = article_of(message, view)
    elif number:
        article = NOTHING.format("No such message", "It was cleared away.")
    elif messages:
        article = NOTHING.format("Choose a message",
                                 "The newest one is on top of the list.")
    else:
        article = NOTHING.format(
            "Nothing yet", "What the shop sends appears here by itself.")
    items = "".join(list_item(m, m.number == number) for m in messages)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox ({len(messages)})</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css">
<script src="/inbox.js" defer></script></head>
<body data-last="{store.last}">
<header><h1>Inbox</h1><p>Every mail and SMS that the shop sends, kept here and delivered to nobody.</p>
<form method="post" action="/clear"><button>Clear all</button></form></header>
<main><nav aria-label="Messages"><ol>{items}</ol></nav>{article}</main>
</body></html>
"""


class PageHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "inbox"
    sys_version = ""
    timeout = IDLE_S

    def log_message(self, *args):
        pass

    def answer(self, status, kind, body, **headers):
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        # Styles of a mail's own apply in its frame, which inherits this.
        self.send_header("Content-Security-Policy",
                         "default-src 'none'; script-src 'self'; "
                         "style-src 'self' 'unsafe-inline'; img-src data:; "
                         "connect-src 'self'; form-action 'self'; "
                         "base-uri 'none'; frame-ancestors 'none'")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def json(self, value, status=200):
        self.answer(status, "application/json",
                    json.dumps(value, ensure_ascii=False) + "\n")

    def host_is_ours(self):
        """A page elsewhere cannot read the inbox through a name of its own."""
        host = urlsplit("//" + self.headers.get("Host", "")).hostname or ""
        return host == "localhost" or is_loopback(host)

    def do_GET(self):
        if not self.host_is_ours():
            return self.answer(403, "text/plain", "not this host\n")
        url = urlsplit(self.path)
        query = {k: v[-1] for k, v in parse_qs(url.query).items()}
        store = self.server.store
        if url.path == "/":
            number = int(query["m"]) if query.get("m", "").isdigit() else 0
            return self.answer(200, "text/html; charset=utf-8",
                               page(store, number, query.get("view")))
        if url.path == "/style.css":
            return self.answer(200, "text/css; charset=utf-8", STYLE)
        if url.path == "/inbox.js":
            return self.answer(200, "text/javascript; charset=utf-8", SCRIPT)
        if url.path == "/api/last":
            return self.json({"last": store.last})
        if url.path == "/api/messages":
            wanted = query.get("to")
            return self.json({"items": [
                m.whole() for m in store.newest(MESSAGES_SHOWN)
                if not wanted or wanted in m.envelope["to"]]})
        if url.path == "/cgi-bin/sendsms":
            return self.take_sms(query)
        found = re.fullmatch(r"/api/messages/(\d+)", url.path)
        message = store.get(int(found[1])) if found else None
        if message:
            return self.json(message.whole())
        return self.json({"detail": "not found"}, 404)

    def take_sms(self, query):
        """As Kannel answers: 202 for accepted, 400 for what is no SMS."""
        to, words = query.get("to", ""), query.get("text", "")
        if self.headers.get("Sec-Fetch-Site", "none") != "none":
            return self.answer(403, "text/plain", "not from a page\n")
        if not re.fullmatch(r"\+?\d{7,15}", to) or not 0 < len(words) <= 1600:
            return self.answer(400, "text/plain", "give to and text\n")
        data = ("Content-Type: text/plain; charset=utf-8\r\n"
                "Content-Transfer-Encoding: 8bit\r\n\r\n" + words)
        self.server.store.add(query.get("from", ""), [to], data.encode(),
                              "sms")
        return self.answer(202, "text/plain", "0: Accepted for delivery")

    do_HEAD = do_GET

    def do_POST(self):
        site = self.headers.get("Sec-Fetch-Site", "same-origin")
        length = self.headers.get("Content-Length", "0")
        if length.isdigit() and int(length) < LINE_MAX:
            self.rfile.read(int(length))
        else:
            self.close_connection = True
        if self.path != "/clear":
            return self.json({"detail": "not found"}, 404)
        if not self.host_is_ours() or site not in ("same-origin", "none"):
            return self.answer(403, "text/plain", "not from this page\n")
        self.server.store.clear()
        return self.answer(303, "text/plain", "", Location="/")


class Threading(socketserver.ThreadingMixIn):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128


class SmtpServer(Threading, socketserver.TCPServer):
    pass


# Not http.server's own, which asks the name service for our name and waits.
class PageServer(Threading, socketserver.TCPServer):
    pass


def is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address(value):
    host, _, port = value.rpartition(":")
    host = host or "127.0.0.1"
    if not port.isdigit() or int(port) > 65535 or not is_loopback(host):
        raise argparse.ArgumentTypeError(
            f"{value!r}: give a loopback address and port, 127.0.0.1:2525")
    return host, int(port)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--smtp", type=address, default="127.0.0.1:2525",
                        metavar="ADDRESS:PORT", help="takes mails here")
    parser.add_argument("--http", type=address, default="127.0.0.1:8025",
                        metavar="ADDRESS:PORT", help="shows them here")
    parser.add_argument("--dir", required=True, metavar="DIR",
                        help="keeps them here")
    flags = parser.parse_args()
    store = Store(flags.dir)
    servers = []
    try:
        for kind, at, handler in ((SmtpServer, flags.smtp, SmtpHandler),
                                  (PageServer, flags.http, PageHandler)):
            server = kind(at, handler)
            server.store = store
            servers.append(server)
    except OSError as error:
        sys.exit(f"inbox.py: {at[0]}:{at[1]}: {error.strerror}")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    smtp, pages = (s.server_address for s in servers)
    print(f"smtp {smtp[0]}:{smtp[1]} http http://{pages[0]}:{pages[1]}/",
          flush=True)
    stop.wait()
    for server in servers:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
