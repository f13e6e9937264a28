/* Cards put on file on the provider's page. */
#include "base/sys.h"
#include "state.h"

const char *
setup_state_name(enum setup_state s)
{
	static const char *const names[SETUP__MAX] = { "open", "done",
		"failed" };

	return names[s];
}

static enum err
setup_give(
    struct provider *p, struct setup *out, const struct setup *s, enum err e)
{
	if (s && !e)
		*out = *s;
	pthread_mutex_unlock(&p->lock);
	return s || e ? e : ERR_NOT_FOUND;
}

enum err
provider_setup_by_id(struct provider *p, struct setup *out, struct str id)
{
	pthread_mutex_lock(&p->lock);
	return setup_give(p, out, map_get(&p->state.setups, id), OK);
}

enum err
provider_setup_by_reference(
    struct provider *p, struct setup *out, struct str reference)
{
	pthread_mutex_lock(&p->lock);
	return setup_give(
	    p, out, map_get(&p->state.setup_references, reference), OK);
}

enum err
provider_setup(struct provider *p, struct setup *out, bool *repeated,
    const struct setup *wanted)
{
	char id[48];
	struct record r = { .kind = RECORD_SETUP, .made_setup = *wanted };
	enum err e = OK;

	pthread_mutex_lock(&p->lock);
	const struct setup *s = map_get(
	    &p->state.setup_references, wanted->reference);
	*repeated = s != NULL;
	if (!s) {
		r.session = provider_id(id, "set_");
		e = provider_commit(p, &r);
		s = e ? NULL : map_get(&p->state.setups, r.session);
	} else if (!str_eq(s->customer, wanted->customer) ||
	    !str_eq(s->return_url, wanted->return_url)) {
		e = ERR_KEY_REUSED;
	}
	return setup_give(p, out, s, e);
}

enum err
provider_set_up(
    struct provider *p, struct setup *out, struct str id, enum card card)
{
	char event[48], method[48];
	struct record r = { .kind = RECORD_SETUP_FAILED,
		.session = id,
		.due_us = clock_now_us(),
		.copies = 1 };
	enum err e = OK;

	pthread_mutex_lock(&p->lock);
	const struct setup *s = map_get(&p->state.setups, id);
	if (s && s->state == SETUP_OPEN) {
		r.event = provider_id(event, "sev_");
		if (card == CARD__MAX) {
			r.failure = STR("card_refused");
		} else {
			r.kind = RECORD_SETUP_DONE;
			r.card = str_from(card_name(card));
			r.method = provider_id(method, "met_");
		}
		e = provider_commit(p, &r);
	}
	return setup_give(p, out, s, e);
}

enum err
provider_forget(struct provider *p, struct str method)
{
	struct record r = { .kind = RECORD_FORGOTTEN };
	enum err e = ERR_NOT_FOUND;

	pthread_mutex_lock(&p->lock);
	const struct setup *s = map_get(&p->state.methods, method);
	if (s && !s->forgotten) {
		r.session = s->id;
		e = provider_commit(p, &r);
	}
	pthread_mutex_unlock(&p->lock);
	return e;
}
