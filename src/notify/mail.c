#include "notify/mail.h"

#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "mime.h"
#include "source.h"

enum { MAIL_MAX = 512 * 1024, TEMPLATE_MAX = 64 * 1024, BASE64_COLUMNS = 76 };

static enum err
headers_add(
    struct arena *a, struct buf *out, const struct mail *m, struct str id)
{
	enum err e;

	buf_add_cstr(out, "Date: ");
	mime_date(out, m->date_us);
	buf_add_cstr(out, "\r\n");
	e = mime_mailbox(a, out, "From", m->from_name, m->from);
	if (!e)
		e = mime_mailbox(a, out, "To", m->to_name, m->to);
	if (!e && !str_empty(m->reply_to))
		e = mime_mailbox(a, out, "Reply-To", STR(""), m->reply_to);
	if (!e)
		e = mime_header(a, out, "Subject", m->text.subject);
	buf_addf(
	    out, "Message-ID: <%.*s@%.*s>\r\n", STR_FMT(id), STR_FMT(m->host));
	/* RFC 3834: no vacation answers, please. */
	buf_add_cstr(out,
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n");
	return e;
}

static void
part_add(
    struct buf *out, struct str boundary, const char *type, struct str text)
{
	buf_addf(out,
	    "--%.*s\r\n"
	    "Content-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
	    STR_FMT(boundary), type);
	mime_quoted_printable(out, text);
	buf_add_cstr(out, "\r\n");
}

struct str
mail_picture_id(struct arena *a, const struct mail *m)
{
	char id[ID_TEXT_MAX];

	return arena_printf(a, "%.*s.%.*s@%.*s", STR_FMT(m->picture_name),
	    STR_FMT(id_format(id, ID_MESSAGE, m->message_id)),
	    STR_FMT(m->host));
}

/* RFC 2045, 6.8; what was encoded may be a secret. */
static enum err
picture_add(struct arena *a, struct buf *out, const struct mail *m)
{
	struct str content_id = mail_picture_id(a, m), base64;
	enum err e = base64_encode(a, &base64, m->picture);

	if (e || !content_id.p)
		return e ? e : ERR_NOMEM;
	buf_addf(out,
	    "Content-Type: image/png; name=\"%.*s.png\"\r\n"
	    "Content-Disposition: inline; filename=\"%.*s.png\"\r\n"
	    "Content-ID: <%.*s>\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n",
	    STR_FMT(m->picture_name), STR_FMT(m->picture_name),
	    STR_FMT(content_id));
	for (size_t at = 0; at < base64.n; at += BASE64_COLUMNS)
		buf_addf(out, "%.*s\r\n",
		    STR_FMT(str_sub(base64, at, BASE64_COLUMNS)));
	secret_wipe((void *)(uintptr_t)base64.p, base64.n);
	return OK;
}

/* The HTML and the picture that it shows are one part of the whole. */
static enum err
html_add(struct arena *a, struct buf *out, const struct mail *m,
    struct str boundary, struct str id)
{
	struct str inner = arena_printf(a, "=_related_%.*s", STR_FMT(id));
	enum err e;

	if (str_empty(m->picture)) {
		part_add(out, boundary, "text/html", m->text.html);
		return OK;
	}
	if (!inner.p)
		return ERR_NOMEM;
	buf_addf(out,
	    "--%.*s\r\n"
	    "Content-Type: multipart/related; type=\"text/html\";\r\n"
	    " boundary=\"%.*s\"\r\n\r\n",
	    STR_FMT(boundary), STR_FMT(inner));
	part_add(out, inner, "text/html", m->text.html);
	buf_addf(out, "--%.*s\r\n", STR_FMT(inner));
	e = picture_add(a, out, m);
	buf_addf(out, "--%.*s--\r\n", STR_FMT(inner));
	return e;
}

enum err
mail_compose(struct arena *a, struct str *out, const struct mail *m)
{
	char name[ID_TEXT_MAX];
	struct str id = id_format(name, ID_MESSAGE, m->message_id);
	/* Quoted-printable cannot produce "=_", so no part can hold it. */
	struct str boundary = arena_printf(a, "=_%.*s", STR_FMT(id));
	struct buf b;

	if (!boundary.p)
		return ERR_NOMEM;
	if (str_find(m->host, '\n') != m->host.n)
		return ERR_INVALID;
	buf_open(&b, MAIL_MAX);
	enum err e = headers_add(a, &b, m, id);
	buf_addf(&b,
	    "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"%.*s\"\r\n\r\n",
	    STR_FMT(boundary));
	part_add(&b, boundary, "text/plain", m->text.text);
	if (!e)
		e = html_add(a, &b, m, boundary, id);
	buf_addf(&b, "--%.*s--\r\n", STR_FMT(boundary));
	if (!e)
		e = buf_err(&b);
	if (!e) {
		*out = str_copy(a, buf_str(&b));
		e = out->p ? OK : ERR_NOMEM;
	}
	buf_close(&b);
	return e;
}

enum err
mail_render(struct arena *a, struct template_text *out, const char *dir,
    struct str locale, struct str fallback, const char *name,
    struct template_args args, struct str *why)
{
	struct template_source source;
	struct str layout = arena_printf(a, "%s/layout.html", dir);
	struct str fault = STR("cannot be read");
	enum err e;

	if (!layout.p)
		return ERR_NOMEM;
	e = source_read(a, &source.body, dir, locale, fallback, name);
	if (!e)
		e = source_read(
		    a, &source.footer, dir, locale, fallback, "footer");
	if (!e)
		e = file_read(a, &source.layout, layout.p, TEMPLATE_MAX, 0);
	if (!e)
		e = template_render(a, out, &source, args, &fault);
	if (e)
		*why = arena_printf(a, "template %s of %.*s in %s: %.*s", name,
		    STR_FMT(locale), dir, STR_FMT(fault));
	return e;
}
