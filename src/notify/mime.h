/* The encodings of a message's lines; private to this folder. */
#ifndef NOTIFY_MIME_H
#define NOTIFY_MIME_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * "Name: value", folded at 76 columns; what is not ASCII becomes encoded
 * words (RFC 2047).  ERR_INVALID: value has a line end.
 */
enum err mime_header(struct arena *a, struct buf *out, const char *name,
    struct str value) MUST_CHECK;

/* "Name: phrase <address>"; phrase may be empty. */
enum err mime_mailbox(struct arena *a, struct buf *out, const char *name,
    struct str phrase, struct str address) MUST_CHECK;

/* Quoted-printable (RFC 2045, 6.7); \n becomes CRLF. */
void mime_quoted_printable(struct buf *out, struct str text);

/* RFC 5322 date in UTC: "Mon, 23 Nov 2026 00:47:58 +0000". */
void mime_date(struct buf *out, int64_t us);

#endif
