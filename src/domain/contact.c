#include "domain/contact.h"

struct contact
contact_of(struct str mobile, struct str email, struct str user_name)
{
	if (mobile.n > 0)
		return (struct contact){ CONTACT_MOBILE, mobile };
	if (email.n > 0)
		return (struct contact){ CONTACT_EMAIL, email };
	return (struct contact){
		user_name.n > 0 ? CONTACT_USER_NAME : CONTACT_NONE, user_name
	};
}

static const char *const names[CONTACT__MAX] = {
	[CONTACT_NONE] = "none",
	[CONTACT_MOBILE] = "mobile",
	[CONTACT_EMAIL] = "email",
	[CONTACT_USER_NAME] = "user_name",
};

const char *
contact_kind_name(enum contact_kind k)
{
	return names[k];
}

enum err
contact_kind_parse(enum contact_kind *out, struct str s)
{
	for (int k = 0; k < CONTACT__MAX; k++)
		if (str_is(s, names[k])) {
			*out = (enum contact_kind)k;
			return OK;
		}
	return ERR_INVALID;
}
