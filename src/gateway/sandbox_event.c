#include <string.h>

#include "base/bounds.h"
#include "sandbox_api.h"

enum { EVENT_ID_MAX = 255, EVENT_KIND_MAX = 64 };

/* What cannot be kept, or asked about, would be tried for ever. */
static bool
event_fits(const struct gateway_event *event)
{
	return event->event_ref.n > 0 && event->event_ref.n <= EVENT_ID_MAX &&
	    event->kind.n > 0 && event->kind.n <= EVENT_KIND_MAX &&
	    sandbox_is_ref(event->ref);
}

static enum err
event_read(struct arena *a, struct gateway_event *out, const struct node *event)
{
	static const struct {
		const char *field;
		enum gateway_subject about;
	} subjects[] = {
		{ "refund", GATEWAY_ABOUT_REFUND },
		{ "setup", GATEWAY_ABOUT_SETUP },
		{ "session", GATEWAY_ABOUT_PAYMENT },
	};
	enum err e = field_text(a, &out->event_ref, event, "id");

	if (!e)
		e = field_text(a, &out->kind, event, "type");
	if (e)
		return e;
	e = ERR_INVALID;
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects) && e; i++) {
		out->about = subjects[i].about;
		e = field_text(a, &out->ref, event, subjects[i].field);
		if (e == ERR_NOMEM)
			return e;
	}
	return e;
}

enum err
sandbox_event(struct arena *a, struct gateway_event *out,
    const struct gateway_config *config, struct str signature, struct str body,
    int64_t now_us)
{
	struct tree *tree;
	enum err e = sandbox_signed(config->secret, body, signature, now_us);

	memset(out, 0, sizeof(*out));
	if (!e)
		e = tree_parse(&tree, a, body, JSON_FOREIGN_DEPTH_MAX, NULL);
	if (e)
		return e;
	e = event_read(a, out, tree_root(tree));
	tree_close(tree);
	if (!e && !event_fits(out))
		e = ERR_INVALID;
	return e == ERR_NOT_FOUND ? ERR_INVALID : e;
}
