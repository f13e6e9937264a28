#include <fastcgi.h>
#include <string.h>

#include "http/fcgi.h"

/* Content of one STDOUT record: the most that keeps 8-byte alignment. */
enum { RECORD_MAX = 65528, HEADER_BYTES = 8 };

/* A buffer above this is given back instead of kept for the next request. */
enum { KEEP_BYTES_MAX = 32 * 1024 };

void
fcgi_open(struct fcgi *f, size_t body_max)
{
	memset(f, 0, sizeof(*f));
	buf_open(&f->params, FCGI_PARAMS_BYTES_MAX);
	buf_open(&f->body, body_max);
	f->body_max = body_max;
}

static void
sink_close(struct fcgi *f)
{
	if (f->sink.close)
		f->sink.close(f->sink.arg);
	f->sink = (struct fcgi_sink){ 0 };
	f->sink_err = OK;
}

static void
buf_recycle(struct buf *b)
{
	if (b->cap > KEEP_BYTES_MAX)
		buf_close(b);
	else
		buf_clear(b);
}

void
fcgi_reset(struct fcgi *f)
{
	sink_close(f);
	buf_recycle(&f->params);
	buf_recycle(&f->body);
	f->phase = FCGI_WANT_BEGIN;
	f->request_id = 0;
	f->keep = false;
	f->fault = NULL;
	f->body_too_large = false;
	f->body_bytes = 0;
	f->held = false;
	f->nparams = 0;
	f->header_n = 0;
	f->begin_n = 0;
	f->content_left = 0;
	f->padding_left = 0;
}

void
fcgi_close(struct fcgi *f)
{
	sink_close(f);
	buf_close(&f->params);
	buf_close(&f->body);
}

static void
broken(struct fcgi *f, const char *fault)
{
	f->phase = FCGI_BROKEN;
	f->fault = fault;
}

static uint8_t
wanted_type(enum fcgi_phase phase)
{
	switch (phase) {
	case FCGI_WANT_BEGIN:
		return FCGI_BEGIN_REQUEST;
	case FCGI_WANT_PARAMS:
		return FCGI_PARAMS;
	default:
		return FCGI_STDIN;
	}
}

static void
header_read(struct fcgi *f)
{
	const uint8_t *h = f->header;
	uint16_t id = (uint16_t)(h[2] << 8 | h[3]);

	f->type = h[1];
	f->content_left = (size_t)(h[4] << 8 | h[5]);
	f->padding_left = h[6];
	if (h[0] != FCGI_VERSION_1)
		broken(f, "not FastCGI version 1");
	else if (id == FCGI_NULL_REQUEST_ID)
		broken(f, "management record");
	else if (f->type == FCGI_ABORT_REQUEST)
		broken(f, "aborted by the web server");
	else if (f->type != wanted_type(f->phase))
		broken(f, "record type out of turn");
	else if (f->phase == FCGI_WANT_BEGIN &&
	    f->content_left != sizeof(f->begin))
		broken(f, "begin record of a wrong length");
	else if (f->phase != FCGI_WANT_BEGIN && id != f->request_id)
		broken(f, "a second request on a busy connection");
	else
		f->request_id = id;
}

static void
body_read(struct fcgi *f, struct str part)
{
	f->body_bytes += part.n;
	if (f->sink.take) {
		if (f->sink_err == OK)
			f->sink_err = f->sink.take(f->sink.arg, part);
		return;
	}
	/* Read to its end all the same: the answer is a 413. */
	if (f->body_too_large || part.n > f->body_max - f->body.n) {
		f->body_too_large = true;
		buf_clear(&f->body);
	} else {
		buf_add(&f->body, part);
	}
}

static void
content_read(struct fcgi *f, struct str part)
{
	switch (f->phase) {
	case FCGI_WANT_BEGIN:
		memcpy(f->begin + f->begin_n, part.p, part.n);
		f->begin_n += part.n;
		break;
	case FCGI_WANT_PARAMS:
		if (part.n > FCGI_PARAMS_BYTES_MAX - f->params.n)
			broken(f, "parameters too long");
		else
			buf_add(&f->params, part);
		break;
	default:
		body_read(f, part);
	}
	if (buf_err(&f->params) != OK || buf_err(&f->body) != OK)
		broken(f, "out of memory");
}

/* A name's or value's length: one byte, or four with the top bit set. */
static bool
length_read(struct str *rest, size_t *out)
{
	const uint8_t *p = (const uint8_t *)rest->p;
	size_t size = rest->n > 0 && p[0] & 0x80 ? 4 : 1;

	if (rest->n < size)
		return false;
	*out = size == 1 ? p[0]
			 : (size_t)(p[0] & 0x7f) << 24 | (size_t)p[1] << 16 |
		(size_t)p[2] << 8 | p[3];
	*rest = str_sub(*rest, size, rest->n - size);
	return true;
}

static bool
has_nul(struct str s)
{
	return s.n > 0 && memchr(s.p, '\0', s.n) != NULL;
}

static const char *
params_fault(struct fcgi *f)
{
	struct str rest = buf_str(&f->params);
	size_t name_n, value_n;

	while (rest.n > 0) {
		if (f->nparams == FCGI_PARAMS_MAX)
			return "too many parameters";
		if (!length_read(&rest, &name_n) ||
		    !length_read(&rest, &value_n) || name_n > rest.n ||
		    value_n > rest.n - name_n)
			return "a parameter runs past its stream";
		if (name_n == 0 || name_n > FCGI_PARAM_MAX ||
		    value_n > FCGI_PARAM_MAX)
			return "a parameter is nameless or too long";
		f->param[f->nparams].name = str_sub(rest, 0, name_n);
		f->param[f->nparams].value = str_sub(rest, name_n, value_n);
		if (has_nul(str_sub(rest, 0, name_n + value_n)))
			return "NUL in a parameter";
		f->nparams++;
		rest = str_sub(
		    rest, name_n + value_n, rest.n - name_n - value_n);
	}
	return NULL;
}

static void
record_end(struct fcgi *f)
{
	bool empty = f->header[4] == 0 && f->header[5] == 0;
	const char *fault;

	f->header_n = 0;
	if (f->phase == FCGI_WANT_BEGIN) {
		f->keep = f->begin[2] & FCGI_KEEP_CONN;
		if (f->begin[0] != 0 || f->begin[1] != FCGI_RESPONDER)
			broken(f, "a role other than responder");
		else
			f->phase = FCGI_WANT_PARAMS;
	} else if (f->phase == FCGI_WANT_PARAMS && empty) {
		fault = params_fault(f);
		if (fault)
			broken(f, fault);
		else
			f->phase = FCGI_WANT_STDIN;
		f->held = !fault && f->holds_body;
	} else if (f->phase == FCGI_WANT_STDIN && empty) {
		f->phase = FCGI_COMPLETE;
	}
}

static size_t
at_most(size_t n, size_t max)
{
	return n < max ? n : max;
}

void
fcgi_feed(struct fcgi *f, struct str bytes, size_t *used)
{
	struct str rest = bytes;
	size_t n;

	while (f->phase < FCGI_COMPLETE && !f->held && rest.n > 0) {
		if (f->header_n < HEADER_BYTES) {
			n = at_most(rest.n, HEADER_BYTES - f->header_n);
			memcpy(f->header + f->header_n, rest.p, n);
			f->header_n += n;
			rest = str_sub(rest, n, rest.n - n);
			if (f->header_n < HEADER_BYTES)
				break;
			header_read(f);
			if (f->phase == FCGI_BROKEN)
				break;
		}
		n = at_most(rest.n, f->content_left);
		if (n > 0) {
			content_read(f, str_sub(rest, 0, n));
			if (f->phase == FCGI_BROKEN)
				break;
			f->content_left -= n;
			rest = str_sub(rest, n, rest.n - n);
		}
		n = at_most(rest.n, f->padding_left);
		if (f->content_left == 0) {
			f->padding_left -= n;
			rest = str_sub(rest, n, rest.n - n);
			if (f->padding_left == 0)
				record_end(f);
		}
	}
	*used = bytes.n - rest.n;
}

struct str
fcgi_param(const struct fcgi *f, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < f->nparams; i++)
		if (f->param[i].name.n == n &&
		    memcmp(f->param[i].name.p, name, n) == 0)
			return f->param[i].value;
	return STR_NONE;
}

static void
header_write(struct buf *out, uint8_t type, uint16_t id, size_t content)
{
	const char h[HEADER_BYTES] = { FCGI_VERSION_1, (char)type,
		(char)(id >> 8), (char)id, (char)(content >> 8), (char)content,
		0, 0 };

	buf_add(out, (struct str){ h, sizeof(h) });
}

void
fcgi_part(
    struct buf *out, uint16_t request_id, struct str head, struct str body)
{
	size_t n, from_head;

	while (head.n + body.n > 0) {
		n = at_most(head.n + body.n, RECORD_MAX);
		from_head = at_most(head.n, n);
		header_write(out, FCGI_STDOUT, request_id, n);
		buf_add(out, str_sub(head, 0, from_head));
		buf_add(out, str_sub(body, 0, n - from_head));
		head = str_sub(head, from_head, head.n - from_head);
		body = str_sub(body, n - from_head, body.n - (n - from_head));
	}
}

void
fcgi_end(struct buf *out, uint16_t request_id)
{
	static const char end[8] = { 0, 0, 0, 0, FCGI_REQUEST_COMPLETE };

	header_write(out, FCGI_STDOUT, request_id, 0);
	header_write(out, FCGI_END_REQUEST, request_id, sizeof(end));
	buf_add(out, (struct str){ end, sizeof(end) });
}

void
fcgi_answer(
    struct buf *out, uint16_t request_id, struct str head, struct str body)
{
	fcgi_part(out, request_id, head, body);
	fcgi_end(out, request_id);
}
