#include "drivers.h"

#include "base/bounds.h"
#include "base/text.h"

static enum err
fault(struct str *why, struct str sentence)
{
	*why = sentence;
	return sentence.p ? ERR_INVALID : ERR_NOMEM;
}

/* Four bytes a character at most, so nothing huge is counted. */
enum err
optional_text(struct arena *a, struct str *out, const struct node *object,
    const char *key, size_t max, bool lines, struct str *why)
{
	const struct node *n = node_get(object, key);
	struct str text;

	*out = STR("");
	if (node_type(n) == NODE_ABSENT || node_type(n) == NODE_NULL)
		return OK;
	if (node_str(&text, n) != OK || text.n > 4 * max ||
	    text_length(text) > max || !text_plain(text, lines))
		return fault(why,
		    arena_printf(a,
			"%s is not plain text of at most %zu characters", key,
			max));
	*out = str_copy(a, text);
	return out->p ? OK : ERR_NOMEM;
}

enum err
optional_url(struct arena *a, struct str *out, const struct node *object,
    const char *key, struct str *why)
{
	enum err e = optional_text(
	    a, out, object, key, URL_MAX_CHARS, false, why);

	if (!e && !str_empty(*out) && !text_is(TEXT_URL, *out))
		return fault(why,
		    arena_printf(
			a, "%s is not an absolute http or https URL", key));
	return e;
}

enum err
delivered_read(struct arena *a, struct delivered *out,
    const struct node *object, struct str *why)
{
	enum err e = optional_url(
	    a, &out->access_url, object, "access_url", why);

	if (!e)
		e = optional_text(a, &out->secret, object, "secret",
		    PROVISION_SECRET_MAX, true, why);
	if (!e && out->secret.n > PROVISION_SECRET_MAX)
		e = fault(why, STR("secret is longer than 2000 bytes"));
	if (!e)
		e = optional_text(a, &out->note, object, "note",
		    PROVISION_NOTE_MAX, true, why);
	return e;
}
