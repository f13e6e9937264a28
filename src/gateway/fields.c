#include "fields.h"

enum { ID_CHARS_MAX = 255 };

enum err
field_text(struct arena *a, struct str *out, const struct node *object,
    const char *key)
{
	struct str text;
	enum err e = node_str(&text, node_get(object, key));

	if (e)
		return e;
	*out = str_copy(a, text);
	return out->p ? OK : ERR_NOMEM;
}

enum err
field_maybe(struct arena *a, struct str *out, const struct node *object,
    const char *key)
{
	enum err e = field_text(a, out, object, key);

	if (!e || e == ERR_NOMEM)
		return e;
	*out = STR("");
	return OK;
}

bool
field_is_id(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	return s.n > 0 && s.n <= ID_CHARS_MAX;
}
