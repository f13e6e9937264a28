/* Statements and their lines as sellers and operators read them. */
#include "billing.h"

#include "domain/days.h"

enum { AGAIN_S = 2 };

enum err
settlement_of_path(struct call *c, struct settlement *out, struct id seller_id)
{
	struct id id;

	return id_parse(&id, ID_SETTLEMENT, c->path_arg[0]) == OK
	    ? settlement_get(c->db, c->arena, out, id, seller_id)
	    : ERR_NOT_FOUND;
}

static struct str
month_text(struct arena *a, int64_t day)
{
	struct ymd d = ymd_from_days(day);

	return arena_printf(a, "%04d-%02d", (int)d.year, (int)d.month);
}

enum err
settlement_json(struct call *c, struct json *j, const struct settlement *s)
{
	struct money due;
	enum err e = settlement_due(&due, &s->worth, s->carried);

	if (e != OK)
		return e;
	json_object(j);
	json_put_id(j, "id", ID_SETTLEMENT, s->settlement_id);
	json_put_str(j, "number", s->settlement_no);
	json_put_str(j, "month", month_text(c->arena, s->month_day));
	json_put_cstr(j, "state", settlement_state_name(s->state));
	json_put_str(j, "seller", s->seller.name);
	json_put_money(j, "sales", s->worth.net);
	json_put_money(j, "commission", s->worth.commission);
	json_put_money(j, "payable", s->worth.payable);
	json_put_money(j, "carried", s->carried);
	json_put_money(j, "payout", due);
	json_put_time(j, "issued_at", s->issued_at_us);
	json_put_time(j, "settled_at", s->settled_at_us);
	json_put_str(j, "reference", s->payout_reference);
	json_put_bool(j, "files", s->paper_at_us != 0);
	json_put_i64(j, "row_version", s->row_version);
	json_end_object(j);
	return OK;
}

static enum err
state_read(struct call *c, struct str *out)
{
	enum settlement_state state;

	*out = request_query(c->request, "state");
	if (out->p == NULL || settlement_state_parse(&state, *out) == OK)
		return OK;
	return call_fault(
	    c, "/state", "invalid", "Ask for ISSUED, SETTLED or CARRIED.");
}

enum err
settlements_answer(struct call *c, struct id seller_id)
{
	struct settlement_filter f = { .seller_id = seller_id };
	struct settlement *list;
	struct paging p;
	struct id before;
	struct json *j;
	size_t n;
	enum err e;

	if ((e = state_read(c, &f.state)) != OK ||
	    (e = paging_read_id(c, &p, &before)) != OK ||
	    (e = settlements_list(
		 c->db, c->arena, &list, &n, &f, before, p.limit + 1)) != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; e == OK && i < n; i++)
		e = settlement_json(c, j, &list[i]);
	return e != OK ? e
		       : paging_close_id(
			     c, &p, p.more ? &list[n - 1].settlement_id : NULL);
}

static void
line_bill_json(struct json *j, const struct settlement_line *l)
{
	json_key(j, "bill");
	if (!l->billed) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_str(j, "number", l->bill_no);
	json_put_cstr(j, "state", bill_state_name(l->bill_state));
	json_put_time(j, "due_at", l->bill_due_at_us);
	json_end_object(j);
}

static void
line_statement_json(struct json *j, const struct settlement_line *l)
{
	json_key(j, "settlement");
	if (id_is_nil(l->settlement_id)) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_id(j, "id", ID_SETTLEMENT, l->settlement_id);
	json_put_str(j, "number", l->settlement_no);
	json_end_object(j);
}

static void
line_json(struct json *j, const struct settlement_line *l)
{
	json_object(j);
	json_put_id(j, "id", ID_SETTLEMENT_LINE, l->line_id);
	json_put_id(j, "order", ID_ORDER, l->order_id);
	json_put_str(j, "product", l->product_name);
	json_put_i64(j, "stage", l->stage);
	json_put_str(j, "stage_name", l->stage_name);
	json_put_cstr(j, "kind", settlement_line_kind_name(l->kind));
	json_put_cstr(j, "state", settlement_line_state_name(l->state));
	json_put_money(j, "net", l->worth.net);
	json_put_money(j, "commission", l->worth.commission);
	json_put_money(j, "tax", l->tax);
	json_put_money(j, "payable", l->worth.payable);
	json_put_bool(j, "accepted", l->accepted);
	line_bill_json(j, l);
	line_statement_json(j, l);
	json_put_time(j, "created_at", l->created_at_us);
	json_put_time(j, "released_at", l->released_at_us);
	json_end_object(j);
}

static enum err
line_filter_read(struct call *c, struct settlement_line_filter *f)
{
	struct str of = request_query(c->request, "settlement");
	enum settlement_line_state state;

	f->state = request_query(c->request, "state");
	if (f->state.p != NULL && !str_is(f->state, "open") &&
	    settlement_line_state_parse(&state, f->state) != OK)
		return call_fault(c, "/state", "invalid",
		    "Ask for open, HELD, RELEASABLE, IN_STATEMENT or SETTLED.");
	if (of.p != NULL &&
	    id_parse(&f->settlement_id, ID_SETTLEMENT, of) != OK)
		return call_fault(
		    c, "/settlement", "invalid", "This is no statement's id.");
	return OK;
}

enum err
settlement_lines_answer(struct call *c, struct id seller_id)
{
	struct settlement_line_filter f = { .seller_id = seller_id };
	struct settlement_line *lines;
	struct paging p;
	struct id before;
	struct json *j;
	size_t n;
	enum err e;

	if ((e = line_filter_read(c, &f)) != OK ||
	    (e = paging_read_id(c, &p, &before)) != OK ||
	    (e = settlement_lines_list(
		 c->db, c->arena, &lines, &n, &f, before, p.limit + 1)) != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		line_json(j, &lines[i]);
	return paging_close_id(c, &p, p.more ? &lines[n - 1].line_id : NULL);
}

enum err
settlement_file(struct call *c, const struct settlement *s, const char *suffix,
    const char *type)
{
	struct str id;
	char text[ID_TEXT_MAX];

	if (s->paper_at_us == 0) {
		c->retry_after_s = AGAIN_S;
		return call_fail(c, ERR_BUSY,
		    "This statement is being put on paper; ask again in some "
		    "seconds.");
	}
	id = id_format(text, ID_SETTLEMENT, s->settlement_id);
	return kept_file_send(c,
	    arena_printf(c->arena, "%.*s/settlements/%.*s.%s",
		STR_FMT(c->site->config.data_dir), STR_FMT(id), suffix),
	    arena_printf(
		c->arena, "%.*s.%s", STR_FMT(s->settlement_no), suffix),
	    type);
}
