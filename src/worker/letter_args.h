/* Whom a mail goes to, and the values that its template names. */
#ifndef WORKER_LETTER_ARGS_H
#define WORKER_LETTER_ARGS_H

#include "notify/template.h"
#include "shop.h"

enum { LETTER_ARGS_MAX = 40 };

struct letter {
	struct str to;
	const struct locale *locale;
	struct template_arg args[LETTER_ARGS_MAX];
	size_t n;
	struct str token, link; /* to be wiped */
	bool coded;		/* the HTML shows the link as a QR code */
};

#define LETTER_PICTURE "qr"
struct str letter_host(const struct shop *shop);	/* of Message-ID */

/*
 * Reads what m is about.  ERR_NOT_FOUND: the user is erased, the order or
 * the mailed token is gone; ERR_INVALID: there is no such template.
 */
enum err letter_args(struct db *db, const struct step *s, struct letter *out,
    const struct message *m) MUST_CHECK;

#endif
