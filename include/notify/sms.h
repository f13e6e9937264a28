/*
 * Short messages: <dir>/<locale>/sms/<name>.txt is one line with {names};
 * it goes out by a GET of the site's SMS_URL, as Kannel's sendsms and its
 * like take it.
 */
#ifndef NOTIFY_SMS_H
#define NOTIFY_SMS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "notify/template.h"

/* What one message holds: septets of the GSM alphabet, else UCS-2. */
enum { SMS_SEPTETS = 160, SMS_UCS2 = 70 };

/* Of a longer one the gateway makes parts, whose headers take some of it. */
enum { SMS_PART_SEPTETS = 153, SMS_PART_UCS2 = 67, SMS_PARTS_MAX = 3 };

/*
 * Septets in the GSM 7 bit default alphabet and its extension (3GPP TS
 * 23.038); false: it has others.
 */
bool sms_gsm(struct str text, size_t *septets);

/* Parts that the text takes; characters beyond the BMP count twice. */
size_t sms_parts(struct str text);

/*
 * At most max code points of a name, in one line, ".." for what is cut off.
 * .p NULL: out of memory.
 */
struct str sms_name(struct arena *a, struct str name, size_t max);

/* ERR_SYNTAX: a {name} that is not in args; *why says where. */
enum err sms_render(struct arena *a, struct str *out, const char *dir,
    struct str locale, struct str fallback, const char *name,
    struct template_args args, struct str *why) MUST_CHECK;

struct sms_gateway {
	/* {to} {text} {password} {coding} {report}: percent-encoded, UTF-8;
	 * coding is Kannel's, 0 for the GSM alphabet and 2 for UCS-2. */
	struct str url;
	struct str report;		/* got with what became of it; empty:
					   nobody asks */
	struct str password;		/* empty: none */
	const char *ca_file;		/* NULL: the system's */
};

/* The URL to be got; it holds text and password: wipe it after use. */
enum err sms_url(struct arena *a, struct str *out,
    const struct sms_gateway *gateway, struct str to, struct str text)
    MUST_CHECK;

/*
 * ERR_INVALID: the gateway will never take this message (400, 422).
 * ERR_UNAVAILABLE, ERR_TIMEOUT, ERR_IO: try later.  *why: without secrets.
 */
enum err sms_send(struct arena *a, const struct sms_gateway *gateway,
    struct str to, struct str text, struct str *why) MUST_CHECK;

#endif
