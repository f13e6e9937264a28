#include "base/bounds.h"
#include "base/log.h"
#include "base/sys.h"
#include "gateway/sandbox.h"
#include "net/fetch.h"
#include "state.h"
#include "wire/json.h"

enum {
	EVENT_ARENA_MAX = 4 * 1024 * 1024,
	EVENT_ANSWER_MS = 5000,
	EVENT_TRIES_MAX = 20,
	EVENT_RETRY_MAX_S = 60,
	IDLE_S = 3600
};

/* What sending needs, taken out from under the lock. */
struct errand {
	struct str event, event_url;
	struct str type, about, id, reference;
	struct money amount; /* none: no currency */
	int64_t at_us;
};

static struct errand
errand_of(const struct duty *d)
{
	struct errand x = { .event = d->event, .at_us = d->made_at_us };

	if (d->refund) {
		x.type = d->refund->state == REFUND_FAILED
		    ? STR("refund.failed")
		    : STR("refund.done");
		x.about = STR("refund");
		x.id = d->refund->id;
		x.event_url = d->refund->event_url;
		x.reference = d->refund->reference;
		x.amount = d->refund->amount;
	} else if (d->setup) {
		x.type = d->setup->state == SETUP_FAILED ? STR("setup.failed")
							 : STR("setup.done");
		x.about = STR("setup");
		x.id = d->setup->id;
		x.event_url = d->setup->event_url;
		x.reference = d->setup->reference;
	} else {
		x.type = d->session->state == SESSION_FAILED
		    ? STR("session.failed")
		    : STR("session.captured");
		x.about = STR("session");
		x.id = d->session->id;
		x.event_url = d->session->event_url;
		x.reference = d->session->reference;
		x.amount = d->session->amount;
	}
	return x;
}

static void
event_body(struct buf *out, const struct errand *x)
{
	struct json j;

	json_start(&j, out);
	json_object(&j);
	json_put_str(&j, "id", x->event);
	json_put_str(&j, "type", x->type);
	json_key_str(&j, x->about);
	json_str(&j, x->id);
	json_put_str(&j, "reference", x->reference);
	if (x->amount.currency.code[0]) {
		json_put_i64(&j, "amount", x->amount.minor);
		json_put_cstr(&j, "currency", x->amount.currency.code);
	}
	json_put_time(&j, "created", x->at_us);
	json_end_object(&j);
}

/* True when the shop took it: any 2xx. */
static bool
event_post(
    struct arena *a, struct str secret, const struct errand *x, struct str body)
{
	struct str signature = sandbox_sign(a, secret, body, clock_now_us());
	const struct fetch_header headers[] = {
		{ STR("Content-Type"), STR("application/json") },
		{ STR("Souk-Sandbox-Signature"), signature },
	};
	const struct fetch f = { .method = "POST",
		.url = x->event_url,
		.headers = headers,
		.nheaders = sizeof(headers) / sizeof(*headers),
		.body = body,
		.total_ms = EVENT_ANSWER_MS };
	struct fetch_answer answer;
	struct str why;

	enum err e = signature.p ? fetch(a, &answer, &f, &why) : ERR_NOMEM;
	if (e) {
		log_warn("event not sent", "event=%.*s error=%s why=%.*s",
		    STR_FMT(x->event), err_name(e),
		    STR_FMT(signature.p ? why : STR("")));
		return false;
	}
	if (answer.status / 100 == 2)
		return true;
	log_warn("event refused", "event=%.*s status=%d", STR_FMT(x->event),
	    answer.status);
	return false;
}

static bool
event_send(struct arena *a, struct str secret, const struct errand *x)
{
	struct buf body;
	bool taken = false;

	buf_open(&body, EVENT_BODY_MAX);
	event_body(&body, x);
	if (!buf_err(&body))
		taken = event_post(a, secret, x, buf_str(&body));
	buf_close(&body);
	return taken;
}

/* Called and left with the lock held; sends without it. */
static void
event_duty(struct provider *p, struct arena *a, struct duty *d)
{
	const struct errand x = errand_of(d);
	struct record sent = {
		.kind = RECORD_SENT, .session = x.id, .event = x.event
	};

	d->taken = true;
	provider_call_duty(p);
	pthread_mutex_unlock(&p->lock);
	bool heard = event_send(a, p->config.secret, &x);
	arena_reset(a);
	pthread_mutex_lock(&p->lock);
	d->taken = false;
	if (heard && provider_commit(p, &sent) == OK)
		return;
	int64_t wait_s = INT64_C(1) << (d->tries < 6 ? d->tries : 6);
	if (wait_s > EVENT_RETRY_MAX_S)
		wait_s = EVENT_RETRY_MAX_S;
	d->due_us = clock_now_us() + wait_s * SEC_US;
	if (++d->tries >= EVENT_TRIES_MAX) {
		log_error("event given up", "event=%.*s", STR_FMT(d->event));
		state_drop_duty(&p->state, d);
	}
}

static void
duty_do(struct provider *p, struct arena *a, struct duty *d)
{
	if (!str_empty(d->event))
		event_duty(p, a, d);
	else if (d->refund ? provider_refund_settle(p, d->refund)
			   : provider_capture(p, d->session))
		d->due_us = clock_now_us() + SEC_US;
}

void *
duties_run(void *provider)
{
	struct provider *p = provider;
	struct arena *a = arena_open(EVENT_ARENA_MAX);

	pthread_mutex_lock(&p->lock);
	while (a && !p->stopping) {
		struct duty *d = state_next_duty(&p->state);
		int64_t wait_us = d ? d->due_us - clock_now_us()
				    : IDLE_S * SEC_US;

		if (wait_us <= 0)
			duty_do(p, a, d);
		else
			provider_wait(p, &p->duty, clock_mono_us() + wait_us);
	}
	pthread_mutex_unlock(&p->lock);
	if (a)
		arena_close(a);
	return NULL;
}
