#include "notify/sms.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "crypto/hash.h"
#include "fill.h"
#include "net/fetch.h"
#include "source.h"

enum { TEXT_MAX = 2048, URL_MAX = 16 * 1024 };

static const char basic[] =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const char extended[] = "\f^{}\\[~]|€";

/* Bytes of the character that begins here, in valid UTF-8. */
static size_t
char_bytes(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	return n < s.n ? n : s.n;
}

bool
sms_gsm(struct str text, size_t *septets)
{
	*septets = 0;
	while (text.n > 0) {
		size_t n = char_bytes(text);

		if (memmem(basic, sizeof(basic) - 1, text.p, n))
			*septets += 1;
		else if (memmem(extended, sizeof(extended) - 1, text.p, n))
			*septets += 2;
		else
			return false;
		text = str_sub(text, n, text.n);
	}
	return true;
}

/* UTF-16 units: what lies beyond the BMP is a pair of surrogates. */
static size_t
ucs2_units(struct str text)
{
	size_t units = 0;

	while (text.n > 0) {
		size_t n = char_bytes(text);

		units += n == 4 ? 2 : 1;
		text = str_sub(text, n, text.n);
	}
	return units;
}

static size_t
parts_of(size_t n, size_t whole, size_t part)
{
	return n <= whole ? 1 : (n + part - 1) / part;
}

size_t
sms_parts(struct str text)
{
	size_t septets;

	if (sms_gsm(text, &septets))
		return parts_of(septets, SMS_SEPTETS, SMS_PART_SEPTETS);
	return parts_of(ucs2_units(text), SMS_UCS2, SMS_PART_UCS2);
}

/* The code point that begins here, in valid UTF-8. */
static uint32_t
char_at(struct str s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s.p + at;
	size_t n = char_bytes(str_sub(s, at, s.n));
	uint32_t c = n == 1 ? p[0] : p[0] & (0x7fu >> n);

	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3fu);
	return c;
}

/* What belongs to the character before it: accents, joiners, skin tones. */
static bool
is_attached(uint32_t c)
{
	return (c >= 0x0300 && c <= 0x036f) || (c >= 0x064b && c <= 0x065f) ||
	    c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f) ||
	    (c >= 0x1f3fb && c <= 0x1f3ff);
}

/* Bytes of at most max characters, cut where nothing is torn apart. */
static size_t
name_cut(struct str name, size_t max)
{
	size_t at = 0, end = 0;
	bool joined = false;

	for (size_t chars = 0; at < name.n && chars <= max; chars++) {
		uint32_t c = char_at(name, at);

		if (!joined && !is_attached(c))
			end = at;
		joined = c == 0x200d;
		at += char_bytes(str_sub(name, at, name.n));
	}
	return end;
}

struct str
sms_name(struct arena *a, struct str name, size_t max)
{
	struct str out;

	name = str_trim(name);
	if (text_length(name) <= max)
		out = str_copy(a, name);
	else /* the two dots take the place of two characters */
		out = arena_printf(a, "%.*s..",
		    STR_FMT(str_trim(str_sub(
			name, 0, name_cut(name, max > 2 ? max - 2 : 0)))));
	for (size_t i = 0; out.p && i < out.n; i++)
		if ((unsigned char)out.p[i] < 0x20 || out.p[i] == 0x7f)
			((char *)(uintptr_t)out.p)[i] = ' ';
	return out;
}

enum err
sms_render(struct arena *a, struct str *out, const char *dir, struct str locale,
    struct str fallback, const char *name, struct template_args args,
    struct str *why)
{
	struct str file = arena_printf(a, "sms/%s", name), source;
	struct buf b;
	enum err e;

	if (!file.p)
		return ERR_NOMEM;
	e = source_read(a, &source, dir, locale, fallback, file.p);
	buf_open(&b, TEXT_MAX);
	if (!e)
		e = fill(&b, str_trim(source), args, FILL_TEXT);
	if (!e)
		e = buf_err(&b);
	if (!e) {
		*out = str_copy(a, buf_str(&b));
		e = out->p ? OK : ERR_NOMEM;
	}
	secret_wipe(b.p, b.n);
	buf_close(&b);
	if (e)
		*why = arena_printf(a, "template sms/%s of %.*s in %s: %s",
		    name, STR_FMT(locale), dir, err_name(e));
	return e;
}

enum err
sms_url(struct arena *a, struct str *out, const struct sms_gateway *gateway,
    struct str to, struct str text)
{
	size_t septets;
	const struct template_arg args[] = { { "to", to }, { "text", text },
		{ "password", gateway->password },
		{ "report", gateway->report.p ? gateway->report : STR("") },
		{ "coding", sms_gsm(text, &septets) ? STR("0") : STR("2") } };
	const size_t n = sizeof(args) / sizeof(*args);
	struct buf b;
	enum err e;

	buf_open(&b, URL_MAX);
	e = fill(&b, gateway->url, (struct template_args){ args, n }, FILL_URL);
	if (!e)
		e = buf_err(&b);
	if (!e) {
		*out = str_copy(a, buf_str(&b));
		e = out->p ? OK : ERR_NOMEM;
	}
	secret_wipe(b.p, b.n);
	buf_close(&b);
	return e;
}

/* Kannel says 202 for accepted, 403 for a wrong password, 503 for later. */
static enum err
verdict(struct arena *a, const struct fetch_answer *answer, struct str *why)
{
	if (answer->status >= 200 && answer->status < 300)
		return OK;
	*why = arena_printf(a, "the SMS gateway answered %d", answer->status);
	return answer->status == 400 || answer->status == 422 ? ERR_INVALID
							      : ERR_UNAVAILABLE;
}

enum err
sms_send(struct arena *a, const struct sms_gateway *gateway, struct str to,
    struct str text, struct str *why)
{
	struct fetch_answer answer;
	struct fetch request = {
		.method = "GET", .ca_file = gateway->ca_file, .secret = true
	};
	enum err e = sms_url(a, &request.url, gateway, to, text);

	if (e)
		return e;
	e = fetch(a, &answer, &request, why);
	secret_wipe((void *)(uintptr_t)request.url.p, request.url.n);
	/* A URL that is none is the operator's to mend: not this message's. */
	if (e == ERR_INVALID)
		return ERR_CONFIG;
	return e ? e : verdict(a, &answer, why);
}
