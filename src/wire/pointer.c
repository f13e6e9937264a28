#include "base/buf.h"
#include "pointer.h"

enum { POINTER_MAX = 4096 };

static void
add_key(struct buf *b, struct str key)
{
	for (size_t i = 0; i < key.n; i++) {
		if (key.p[i] == '~')
			buf_add(b, STR("~0"));
		else if (key.p[i] == '/')
			buf_add(b, STR("~1"));
		else
			buf_add_char(b, key.p[i]);
	}
}

static void
add_steps(struct buf *b, const struct step *at)
{
	if (at == NULL || at->up == NULL)
		return;
	add_steps(b, at->up);
	buf_add_char(b, '/');
	if (at->key.p != NULL)
		add_key(b, at->key);
	else
		buf_add_u64(b, at->index);
}

/* One longer than POINTER_MAX, from hostile keys, is cut. */
struct str
pointer_text(struct arena *a, const struct step *at)
{
	struct str text;
	struct buf b;

	buf_open(&b, POINTER_MAX);
	add_steps(&b, at);
	text = str_copy(a, buf_str(&b));
	buf_close(&b);
	return text;
}
