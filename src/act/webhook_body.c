#include "webhook_body.h"

#include "base/buf.h"
#include "wire/json.h"

enum { WEBHOOK_BODY_MAX = 8192 };

static void
id_put(struct json *j, const char *key, const char *prefix, struct id id)
{
	if (!id_is_nil(id)) {
		json_put_id(j, key, prefix, id);
		return;
	}
	json_key(j, key);
	json_null(j);
}

static void
minor_put(struct json *j, const char *key, const struct webhook_subject *s,
    int64_t minor)
{
	json_put_money(j, key, (struct money){ minor, s->currency });
}

static void
sale_put(struct json *j, const struct webhook_subject *s)
{
	id_put(j, "order", ID_ORDER, s->order_id);
	id_put(j, "seller", ID_SELLER, s->seller_id);
}

static void
sums_put(struct json *j, const struct webhook_subject *s)
{
	minor_put(j, "net", s, s->net_minor);
	minor_put(j, "tax", s, s->tax_minor);
	minor_put(j, "total", s, s->total_minor);
}

static void
order_put(
    struct json *j, const struct webhook_subject *s, const struct event *event)
{
	sale_put(j, s);
	json_put_str(j, "product", s->product);
	sums_put(j, s);
	if (!str_is(event->kind, "delivered"))
		return;
	json_key(j, "services");
	json_array(j);
	for (size_t i = 0; i < s->nservices; i++)
		json_id(j, ID_SERVICE, s->services[i]);
	json_end_array(j);
}

static void
handover_put(
    struct json *j, const struct webhook_subject *s, const struct event *event)
{
	json_put_id(j, "handover", ID_HANDOVER, event->subject_id);
	sale_put(j, s);
	json_put_i64(j, "stage", s->stage);
	json_put_str(j, "name", s->name);
	json_put_i64(j, "round", s->round);
	sums_put(j, s);
}

static void
bill_put(
    struct json *j, const struct webhook_subject *s, const struct event *event)
{
	json_put_id(j, "bill", ID_BILL, event->subject_id);
	json_put_str(j, "number", s->number);
	json_put_str(j, "kind", s->kind);
	id_put(j, "corrects", ID_BILL, s->bill_id);
	id_put(j, "order", ID_ORDER, s->order_id);
	json_put_i64(j, "stage", s->stage);
	json_put_str(j, "name", s->name);
	sums_put(j, s);
	minor_put(j, "paid", s, s->paid_minor);
	minor_put(j, "credited", s, s->credited_minor);
	json_put_time(j, "due_at", s->due_at_us);
}

static void
payment_put(
    struct json *j, const struct webhook_subject *s, const struct event *event)
{
	json_put_id(j, "payment", ID_PAYMENT, event->subject_id);
	id_put(j, "order", ID_ORDER, s->order_id);
	id_put(j, "bill", ID_BILL, s->bill_id);
	minor_put(j, "amount", s, s->total_minor);
	json_put_str(j, "failure", s->failure);
}

static void
refund_put(
    struct json *j, const struct webhook_subject *s, const struct event *event)
{
	json_put_id(j, "refund", ID_REFUND, event->subject_id);
	sale_put(j, s);
	json_put_str(j, "kind", s->kind);
	minor_put(j, "amount", s, s->total_minor);
}

static void
settlement_put(
    struct json *j, const struct webhook_subject *s, const struct event *event)
{
	json_put_id(j, "settlement", ID_SETTLEMENT, event->subject_id);
	json_put_str(j, "number", s->number);
	id_put(j, "seller", ID_SELLER, s->seller_id);
	minor_put(j, "sales", s, s->net_minor);
	minor_put(j, "payable", s, s->total_minor);
	minor_put(j, "carried", s, s->carried_minor);
	minor_put(j, "payout", s, s->total_minor + s->carried_minor);
}

static void
offer_put(
    struct json *j, const struct webhook_subject *s, const struct event *event)
{
	json_put_id(j, "offer", ID_OFFER, event->subject_id);
	sale_put(j, s);
	minor_put(j, "net", s, s->net_minor);
}

static const struct {
	const char *subject;
	void (*put)(struct json *j, const struct webhook_subject *s,
	    const struct event *event);
} writers[] = {
	{ "order", order_put },
	{ "handover", handover_put },
	{ "bill", bill_put },
	{ "payment", payment_put },
	{ "refund", refund_put },
	{ "settlement", settlement_put },
	{ "offer", offer_put },
};

static void
data_put(struct json *j, enum webhook_side side, const struct event *event,
    const struct webhook_subject *s)
{
	json_object(j);
	json_put_id(j, "event", ID_EVENT, event->event_id);
	json_put_cstr(j, "side", side == WEBHOOK_BUYER ? "buyer" : "seller");
	json_put_str(j, "state", event->to_state);
	for (size_t i = 0; i < sizeof(writers) / sizeof(*writers); i++)
		if (str_is(event->subject, writers[i].subject))
			writers[i].put(j, s, event);
	json_end_object(j);
}

static void
head_put(struct json *j, struct buf *out, const char *type, int64_t at_us)
{
	buf_open(out, WEBHOOK_BODY_MAX);
	json_start(j, out);
	json_object(j);
	json_put_cstr(j, "type", type);
	json_put_time(j, "timestamp", at_us);
	json_key(j, "data");
}

static enum err
body_end(struct arena *a, struct str *out, struct json *j, struct buf *text)
{
	enum err e;

	json_end_object(j);
	e = buf_err(text);
	if (e == OK) {
		*out = str_copy(a, buf_str(text));
		e = out->p == NULL ? ERR_NOMEM : OK;
	}
	buf_close(text);
	return e;
}

enum err
webhook_body(struct arena *a, struct str *out, enum webhook_kind kind,
    enum webhook_side side, const struct event *event,
    const struct webhook_subject *s)
{
	struct json j;
	struct buf text;

	head_put(&j, &text, webhook_kinds[kind], event->created_at_us);
	data_put(&j, side, event, s);
	return body_end(a, out, &j, &text);
}

enum err
webhook_test_body(
    struct arena *a, struct str *out, struct id webhook_id, int64_t now_us)
{
	struct json j;
	struct buf text;

	head_put(&j, &text, WEBHOOK_TEST, now_us);
	json_object(&j);
	json_put_id(&j, "webhook", ID_WEBHOOK, webhook_id);
	json_end_object(&j);
	return body_end(a, out, &j, &text);
}
