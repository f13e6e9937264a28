#include "pdf_tail.h"

#include <inttypes.h>
#include <string.h>

static const char mark[] = "\nxref\n";

/* The last bytes of the file, oldest first. */
static size_t
window(const struct pdf_tail *t, char out[PDF_TAIL_WINDOW])
{
	size_t n = t->written < PDF_TAIL_WINDOW ? (size_t)t->written
						: PDF_TAIL_WINDOW;

	for (size_t i = 0; i < n; i++)
		out[i] = t->last[(t->written - n + i) % PDF_TAIL_WINDOW];
	return n;
}

static enum err
tail_write(void *arg, const void *p, size_t n)
{
	struct pdf_tail *t = arg;
	const char *at = p;

	for (size_t i = 0; i < n; i++) {
		t->last[t->written++ % PDF_TAIL_WINDOW] = at[i];
		if (at[i] != mark[t->matched])
			t->matched = at[i] == '\n';
		else if (++t->matched == sizeof(mark) - 1) {
			t->catalogue_n = window(t, t->catalogue);
			t->matched = 1;
		}
	}
	return t->to.write(t->to.arg, p, n);
}

struct paper_sink
pdf_tail_sink(struct pdf_tail *t, struct paper_sink to)
{
	*t = (struct pdf_tail){ .to = to };
	return (struct paper_sink){ tail_write, t };
}

/* What stands between the last `from` and the next `to`; .p NULL: none. */
static struct str
between(struct str s, struct str from, struct str to)
{
	const char *begin = NULL, *end, *limit = s.p + s.n;

	for (const char *at = s.p;
	     (at = memmem(at, (size_t)(limit - at), from.p, from.n));)
		begin = at += from.n;
	end = begin ? memmem(begin, (size_t)(limit - begin), to.p, to.n) : NULL;
	return end ? (struct str){ begin, (size_t)(end - begin) } : STR_NONE;
}

/* The catalogue's object again with what it lacks, and its place. */
static struct str
update(struct arena *a, uint64_t at, struct str trailer, struct str body,
    struct str prev, struct str more)
{
	struct str root = between(trailer, STR("/Root "), STR(" 0 R"));
	struct str object;

	if (!root.p)
		return STR("");
	object = arena_printf(a,
	    "%.*s 0 obj\n<< /Type /Catalog%.*s%.*s>>\n"
	    "endobj\n",
	    STR_FMT(root), STR_FMT(body), STR_FMT(more));
	if (!object.p)
		return object;
	return arena_printf(a,
	    "%sxref\n%.*s 1\n%010" PRIu64 " 00000 n \n"
	    "trailer\n<<%.*s   /Prev %.*s\n>>\nstartxref\n%" PRIu64
	    "\n%%%%EOF\n",
	    object.p, STR_FMT(root), at, STR_FMT(trailer), STR_FMT(prev),
	    at + object.n);
}

enum err
pdf_tail_end(struct pdf_tail *t, struct arena *a, struct str language, bool rtl)
{
	char end[PDF_TAIL_WINDOW];
	struct str tail = { end, window(t, end) };
	struct str trailer = between(
	    tail, STR("trailer\n<<"), STR(">>\nstartxref"));
	struct str prev = between(tail, STR("startxref\n"), STR("\n%%EOF"));
	struct str body = between((struct str){ t->catalogue, t->catalogue_n },
	    STR("<< /Type /Catalog"), STR(">>\nendobj\nxref\n"));
	struct str more, out;

	if (!trailer.p || !prev.p || !body.p ||
	    memmem(body.p, body.n, "/Lang", 5))
		return OK;
	more = arena_printf(a,
	    "   /Lang (%.*s)\n"
	    "   /ViewerPreferences << /DisplayDocTitle true%s >>\n",
	    STR_FMT(language), rtl ? " /Direction /R2L" : "");
	if (!more.p)
		return ERR_NOMEM;
	out = update(a, t->written, trailer, body, prev, more);
	if (!out.p)
		return ERR_NOMEM;
	return out.n ? t->to.write(t->to.arg, out.p, out.n) : OK;
}
