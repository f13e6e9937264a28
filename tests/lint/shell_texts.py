"""Prints where a shell's own texts are not those of the English locale: a
page in English is not translated again; nothing: they agree.
"""
import html.parser
import json
import pathlib

WWW = pathlib.Path(__file__).resolve().parent.parent.parent / "www"
ATTRIBUTES = {"data-t-label": "aria-label", "data-t-placeholder": "placeholder"}


def texts(tree, path=""):
    for name, value in tree.items():
        if isinstance(value, dict) and "other" not in value:
            yield from texts(value, f"{path}{name}.")
        else:
            yield path + name, value


class Shell(html.parser.HTMLParser):
    def __init__(self, name, english):
        super().__init__()
        self.name, self.english = name, english
        self.key, self.text = None, ""

    def compare(self, key, text):
        if text != self.english.get(key):
            print(f"{self.name}:{self.getpos()[0]}: {key} is "
                  f"{self.english.get(key)!r}, not {text!r}")

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        for key, attribute in ATTRIBUTES.items():
            if key in attrs:
                self.compare(attrs[key], attrs.get(attribute))
        self.key, self.text = attrs.get("data-t"), ""

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        if self.key:
            self.compare(self.key, self.text)
        self.key = None


ENGLISH = dict(texts(json.loads((WWW / "assets/locale/en.json").read_text())))
for path in sorted(WWW.rglob("index.html")):
    Shell(path.relative_to(WWW.parent), ENGLISH).feed(path.read_text())
