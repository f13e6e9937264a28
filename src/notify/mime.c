#include "mime.h"

#include <string.h>
#include <time.h>

#include "base/sys.h"
#include "crypto/token.h"

enum {
	LINE_MAX_COLUMNS = 76,
	/* Base64 of it with =?UTF-8?B??= and the longest name stays below. */
	WORD_BYTES = 36
};

/* Fit to stand as it is: what looks like an encoded word would be decoded. */
static bool
is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x7f || s.p[i] < 0x20 ||
		    (s.p[i] == '=' && i + 1 < s.n && s.p[i + 1] == '?'))
			return false;
	return true;
}

static bool
has_line_end(struct str s)
{
	return str_find(s, '\n') != s.n || str_find(s, '\r') != s.n;
}

/* Encoded words, cut between characters, a folded line each. */
static enum err
words_encode(struct arena *a, struct buf *out, struct str s)
{
	bool first = true;

	while (s.n) {
		size_t n = s.n < WORD_BYTES ? s.n : WORD_BYTES;
		struct str base64;

		while (
		    n < s.n && n > 1 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
			n--;
		enum err e = base64_encode(a, &base64, str_sub(s, 0, n));
		if (e)
			return e;
		buf_addf(out, "%s=?UTF-8?B?%.*s?=", first ? "" : "\r\n ",
		    STR_FMT(base64));
		first = false;
		s = str_sub(s, n, s.n);
	}
	return OK;
}

static void
fold(struct buf *out, size_t column, struct str s)
{
	struct str word;
	bool first = true;

	while (str_cut(&s, ' ', &word)) {
		if (!first && column + 1 + word.n > LINE_MAX_COLUMNS &&
		    word.n) {
			buf_add_cstr(out, "\r\n ");
			column = 1;
		} else if (!first) {
			buf_add_char(out, ' ');
			column++;
		}
		buf_add(out, word);
		column += word.n;
		first = false;
	}
}

enum err
mime_header(
    struct arena *a, struct buf *out, const char *name, struct str value)
{
	enum err e = OK;

	if (has_line_end(value))
		return ERR_INVALID;
	buf_addf(out, "%s: ", name);
	if (is_plain(value))
		fold(out, strlen(name) + 2, value);
	else
		e = words_encode(a, out, value);
	buf_add_cstr(out, "\r\n");
	return e;
}

static void
phrase_quote(struct buf *out, struct str phrase)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < phrase.n; i++) {
		if (phrase.p[i] == '"' || phrase.p[i] == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, phrase.p[i]);
	}
	buf_add_char(out, '"');
}

enum err
mime_mailbox(struct arena *a, struct buf *out, const char *name,
    struct str phrase, struct str address)
{
	enum err e = OK;

	if (has_line_end(phrase) || has_line_end(address) ||
	    str_find(address, '>') != address.n || str_empty(address))
		return ERR_INVALID;
	buf_addf(out, "%s: ", name);
	if (!str_empty(phrase)) {
		if (is_plain(phrase))
			phrase_quote(out, phrase);
		else
			e = words_encode(a, out, phrase);
		buf_add_cstr(out, "\r\n ");
	}
	buf_addf(out, "<%.*s>\r\n", STR_FMT(address));
	return e;
}

void
mime_quoted_printable(struct buf *out, struct str text)
{
	size_t column = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		bool ends = i + 1 == text.n || text.p[i + 1] == '\n';
		bool plain = c > 0x20 && c < 0x7f && c != '=';
		size_t width;

		if (c == '\n') {
			buf_add_cstr(out, "\r\n");
			column = 0;
			continue;
		}
		if ((c == ' ' || c == '\t') && !ends)
			plain = true;
		width = plain ? 1 : 3;
		/* One column is kept for the soft line break's "=". */
		if (column + width > LINE_MAX_COLUMNS - 1) {
			buf_add_cstr(out, "=\r\n");
			column = 0;
		}
		if (plain)
			buf_add_char(out, (char)c);
		else
			buf_addf(out, "=%02X", c);
		column += width;
	}
	if (column)
		buf_add_cstr(out, "\r\n");
}

void
mime_date(struct buf *out, int64_t us)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t s = (time_t)(us / SEC_US);
	struct tm tm;

	/* Not strftime: its names follow the process's locale. */
	if (!gmtime_r(&s, &tm))
		memset(&tm, 0, sizeof(tm));
	buf_addf(out, "%s, %d %s %d %02d:%02d:%02d +0000", days[tm.tm_wday],
	    tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour,
	    tm.tm_min, tm.tm_sec);
}
