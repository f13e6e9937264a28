/* The site's own documents as files: LEGAL_DIR/<locale>/<kind>.md. */
#ifndef APP_LEGAL_H
#define APP_LEGAL_H

#include "app/site.h"

enum { LEGAL_TITLE_MAX = 200 };

enum legal_kind {
	LEGAL_TERMS, LEGAL_REFUNDS, LEGAL_PRIVACY, LEGAL_SELLER_TERMS,
	LEGAL_IMPRINT, LEGAL__MAX
};
const char *legal_name(enum legal_kind kind);	/* "seller-terms" */

/* ERR_NOT_FOUND: the site has no LEGAL_DIR. */
enum err legal_path(struct arena *a, const char **path,
    const struct site_config *site, struct str locale, enum legal_kind kind)
    MUST_CHECK;

/* Cuts the heading off that a text begins with; else the kind's name. */
struct str legal_heading(struct str *text, enum legal_kind kind);

#endif
