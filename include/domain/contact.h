/* How a buyer is reached: what a seller may be told of one (R17, R18). */
#ifndef DOMAIN_CONTACT_H
#define DOMAIN_CONTACT_H

#include "base/err.h"
#include "base/str.h"

enum contact_kind {
	CONTACT_NONE,
	CONTACT_MOBILE,
	CONTACT_EMAIL,
	CONTACT_USER_NAME,
	CONTACT__MAX
};

/* One value, or none. */
struct contact {
	enum contact_kind kind;
	struct str value;
};

/* The first that there is: mobile number, e-mail address, user name. */
struct contact contact_of(struct str mobile, struct str email,
    struct str user_name);

/* "mobile", "email", "user_name"; of none "none". */
const char *contact_kind_name(enum contact_kind k);
enum err contact_kind_parse(enum contact_kind *out, struct str s) MUST_CHECK;

#endif
