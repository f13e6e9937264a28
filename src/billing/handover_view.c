/* Handovers as their buyers, sellers and operators read them. */
#include "act/handover.h"
#include "act/milestone.h"
#include "app/auth.h"
#include "billing.h"

enum err
path_handover(struct id *out, const struct call *c)
{
	return id_parse(out, ID_HANDOVER, c->path_arg[0]) == OK ? OK
								: ERR_NOT_FOUND;
}

static void
handover_json(struct json *j, const struct handover *h)
{
	json_put_id(j, "id", ID_HANDOVER, h->handover_id);
	json_put_id(j, "order", ID_ORDER, h->order_id);
	json_put_cstr(j, "state", handover_state_name(h->state));
	json_put_i64(j, "stage", h->stage);
	json_put_i64(j, "round", h->round);
	json_put_str(j, "product", h->product_name);
	json_put_str(j, "buyer", h->company_name);
	json_put_str(j, "seller", h->seller_name);
	json_put_time(j, "opened_at", h->opened_at_us);
	json_put_time(j, "delivered_at", h->delivered_at_us);
	json_put_time(j, "accept_by_at", h->accept_by_us);
	json_put_bool(j, "deemed", h->deemed);
	json_put_time(j, "closed_at", h->closed_at_us);
	json_put_i64(j, "row_version", h->row_version);
}

static void
files_json(
    struct json *j, const struct handover_file *files, size_t n, int64_t round)
{
	char hex[HASH_HEX + 1];

	json_key(j, "files");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		if (files[i].round != round)
			continue;
		hash_hex(hex, files[i].hash);
		json_object(j);
		json_put_id(j, "id", ID_HANDOVER_FILE, files[i].file_id);
		json_put_str(j, "name", files[i].name);
		json_put_i64(j, "bytes", files[i].bytes);
		json_put_cstr(j, "sha256", hex);
		json_put_time(j, "added_at", files[i].added_at_us);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
round_json(struct json *j, const struct handover_round *r,
    const struct handover_file *files, size_t n)
{
	json_object(j);
	json_put_i64(j, "round", r->round);
	json_put_str(j, "note", r->note);
	json_put_time(j, "delivered_at", r->delivered_at_us);
	json_put_str(j, "answer", r->answer);
	json_put_time(j, "answered_at", r->answered_at_us);
	json_put_str(j, "appeal", r->appeal);
	json_put_str(j, "ruling", r->ruling);
	json_put_time(j, "ruled_at", r->ruled_at_us);
	files_json(j, files, n, r->round);
	json_end_object(j);
}

/* Of a stage what was agreed on it; of a service nothing was. */
static enum err
stage_json(struct call *c, struct json *j, const struct handover *h)
{
	struct plan_version v;
	struct order o;
	const struct id anybody = { { 0 } };
	const struct milestone *m = NULL;
	enum err e = OK;

	if (h->stage > 0)
		e = order_get(c->db, c->arena, &o, h->order_id, anybody);
	if (e == OK && h->stage > 0)
		e = payment_plan_get(
		    c->db, c->arena, &v, h->order_id, o.plan_version);
	if (e == OK && h->stage > 0 && h->stage <= (int64_t)v.plan.n)
		m = &v.plan.stages[h->stage - 1];
	json_put_str(j, "name", m == NULL ? STR_NONE : m->name);
	json_key(j, "criteria");
	criteria_json(j, m == NULL ? STR("") : m->criteria);
	return e;
}

void
criteria_json(struct json *j, struct str criteria)
{
	struct str line;

	json_array(j);
	while (criterion_next(&line, &criteria))
		json_str(j, line);
	json_end_array(j);
}

static void
answers_json(struct json *j, const struct handover_answer *answers, size_t n)
{
	json_key(j, "answers");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		json_put_i64(j, "round", answers[i].round);
		json_put_i64(j, "criterion", answers[i].criterion);
		json_put_bool(j, "met", answers[i].met);
		json_put_str(j, "comment", answers[i].comment);
		json_end_object(j);
	}
	json_end_array(j);
}

bool
handover_is_own(const struct call *c, const struct handover *h)
{
	return auth_sells(c) && id_eq(c->who.seller_id, h->seller_id);
}

enum err
handover_reader(const struct call *c)
{
	return id_is_nil(c->who.company_id) ? auth_operates(c) : OK;
}

/* To its buyer, its seller and operators, who have no company. */
enum err
handover_seen(struct call *c, struct handover *out, struct id handover_id)
{
	struct id seller_id = { { 0 } };
	enum err e = handover_reader(c);

	if (auth_sells(c))
		seller_id = c->who.seller_id;
	return e == OK ? handover_get(c->db, c->arena, out, handover_id,
			     c->who.company_id, seller_id)
		       : e;
}

enum err
handover_reply(struct call *c, struct id handover_id, int status)
{
	const struct id anybody = { { 0 } };
	struct handover_answer *answers;
	struct handover_round *rounds;
	struct handover_file *files;
	struct handover h;
	struct json *j;
	size_t n, nfiles, nanswers;
	bool own;
	enum err e;

	if ((e = handover_get(
		 c->db, c->arena, &h, handover_id, anybody, anybody)) != OK ||
	    (e = handover_rounds_of(
		 c->db, c->arena, &rounds, &n, handover_id)) != OK ||
	    (e = handover_files_of(
		 c->db, c->arena, &files, &nfiles, handover_id)) != OK ||
	    (e = handover_answers_of(
		 c->db, c->arena, &answers, &nanswers, handover_id)) != OK)
		return e;
	own = handover_is_own(c, &h) &&
	    (n == 0 || rounds[n - 1].round < h.round);
	j = reply_json(c, status);
	json_object(j);
	handover_json(j, &h);
	e = stage_json(c, j, &h);
	json_put_i64(j, "rounds_max", c->site->config.rework_rounds);
	json_put_time(j, "answer_by",
	    h.state == HANDOVER_DELIVERED && n > 0
		? handover_answer_by_us(&c->site->calendar, &rounds[n - 1])
		: 0);
	json_key(j, "rounds");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		round_json(j, &rounds[i], files, nfiles);
	json_end_array(j);
	answers_json(j, answers, nanswers);
	/* What the seller has gathered and not handed over yet. */
	files_json(j, files, own ? nfiles : 0, h.round);
	json_end_object(j);
	return e;
}

enum err
handover_show(struct call *c)
{
	struct handover h;
	struct id id;
	enum err e = path_handover(&id, c);

	if (e == OK)
		e = handover_seen(c, &h, id);
	return e == OK ? handover_reply(c, id, 200) : e;
}

typedef enum err list_read_fn(struct db *db, struct arena *a,
    struct handover **handovers, size_t *n, struct id seller_id,
    struct id after, int64_t limit);

static enum err
list_show(struct call *c, list_read_fn *read, struct id seller_id)
{
	struct handover *handovers;
	struct paging p;
	struct id after;
	struct json *j;
	size_t n = 0;
	enum err e;

	if ((e = paging_read_id(c, &p, &after)) != OK ||
	    (e = read(c->db, c->arena, &handovers, &n, seller_id, after,
		 p.limit)) != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		handover_json(j, &handovers[i]);
		json_end_object(j);
	}
	return paging_close_id(
	    c, &p, p.more ? &handovers[n - 1].handover_id : NULL);
}

enum err
handovers_show(struct call *c)
{
	struct str view = request_query(c->request, "view");

	if (str_empty(view))
		return list_show(c, handovers_list, c->who.seller_id);
	if (str_eq(view, STR("orders")))
		return list_show(c, handovers_staged, c->who.seller_id);
	return call_fault(c, "/view", "choice",
	    "\"orders\" lists orders in stages; without it each handover is "
	    "listed.");
}

enum err
disputes_show(struct call *c)
{
	return list_show(c, handovers_list, (struct id){ { 0 } });
}
