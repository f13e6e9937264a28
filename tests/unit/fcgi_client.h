/* FastCGI from the web server's side, for tests: records and answers. */
#ifndef FCGI_CLIENT_H
#define FCGI_CLIENT_H

#include <fastcgi.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

static inline void
record(struct buf *out, int type, int id, struct str content, size_t padding)
{
	static const char zeros[255];
	const char h[8] = { FCGI_VERSION_1, (char)type, (char)(id >> 8),
		(char)id, (char)(content.n >> 8), (char)content.n,
		(char)padding, 0 };

	buf_add(out, (struct str){ h, sizeof(h) });
	buf_add(out, content);
	buf_add(out, (struct str){ zeros, padding });
}

static inline void
record_begin(struct buf *out, int id, int role, bool keep)
{
	const char b[8] = { 0, (char)role, keep ? FCGI_KEEP_CONN : 0 };

	record(out, FCGI_BEGIN_REQUEST, id, (struct str){ b, 8 }, 0);
}

static inline void
length(struct buf *out, size_t n)
{
	if (n < 128) {
		buf_add_char(out, (char)n);
		return;
	}
	buf_add_char(out, (char)(n >> 24 | 0x80));
	buf_add_char(out, (char)(n >> 16));
	buf_add_char(out, (char)(n >> 8));
	buf_add_char(out, (char)n);
}

static inline void
pair(struct buf *out, struct str name, struct str value)
{
	length(out, name.n);
	length(out, value.n);
	buf_add(out, name);
	buf_add(out, value);
}

static inline void
pair_cstr(struct buf *out, const char *name, const char *value)
{
	pair(out, str_from(name), str_from(value));
}

/* A whole POST with its body; more: further raw pairs. */
static inline void
request_bytes(struct buf *out, int id, bool keep, const char *uri,
    struct str body, struct str more)
{
	struct buf pairs;
	char n[24];

	buf_open(&pairs, 1 << 20);
	pair_cstr(&pairs, "REQUEST_METHOD", body.n > 0 ? "POST" : "GET");
	pair_cstr(&pairs, "REQUEST_URI", uri);
	if (body.n > 0) {
		snprintf(n, sizeof(n), "%zu", body.n);
		pair_cstr(&pairs, "CONTENT_LENGTH", n);
	}
	buf_add(&pairs, more);
	record_begin(out, id, FCGI_RESPONDER, keep);
	record(out, FCGI_PARAMS, id, buf_str(&pairs), 3);
	record(out, FCGI_PARAMS, id, STR(""), 0);
	while (body.n > 0) {
		struct str part = str_sub(body, 0, 60000);

		record(out, FCGI_STDIN, id, part, 0);
		body = str_sub(body, part.n, body.n - part.n);
	}
	record(out, FCGI_STDIN, id, STR(""), 0);
	buf_close(&pairs);
}

#endif
