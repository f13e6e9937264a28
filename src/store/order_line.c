/* Order lines: the price snapshot. */
#include <string.h>

#include "store/capacities.h"
#include "store/ids.h"
#include "store/order.h"
#include "store/row.h"

enum { LINE_COLUMNS = 19 };

bool
line_is_server(const struct order_line *l)
{
	return str_is(l->kind, "infrastructure");
}

/* Then nothing is kept of it: the price is the list's. */
static bool
line_is_at_list(const struct order_line *l)
{
	return l->list_unit.currency.code[0] == '\0' ||
	    l->list_unit.minor == l->unit.minor;
}

static const char line_insert_rows_sql[] =
    "INSERT INTO order_lines (line_id, order_id, position, kind, "
    "product_id, product_revision, plan_id, product_name, plan_name, "
    "billing_mode, quantity, periods, capacities, unit_minor, net_minor, "
    "tax_minor, tax_kind, tax_rate, list_unit_minor) VALUES";

enum err
order_lines_insert(struct db *db, const struct order_line *lines, size_t n)
{
	struct db_arg args[LINES_MAX * LINE_COLUMNS];
	char capacities[LINES_MAX][CAPACITIES_TEXT_MAX];
	struct db_arg *arg = args;

	if (n > LINES_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		const struct order_line *l = &lines[i];
		struct str text;
		enum err e = capacities_write(capacities[i], &text, &l->choice);

		if (e != OK)
			return e;
		*arg++ = db_id(l->line_id);
		*arg++ = db_id(l->order_id);
		*arg++ = db_i64(l->position);
		*arg++ = db_str(l->kind);
		*arg++ = db_id(l->product_id);
		*arg++ = db_i64(l->product_revision);
		*arg++ = db_id(l->plan_id);
		*arg++ = db_str(l->product_name);
		*arg++ = db_str(l->plan_name);
		*arg++ = db_cstr(billing_mode_name(l->choice.mode));
		*arg++ = db_i64(l->choice.quantity);
		*arg++ = db_i64(l->choice.periods);
		*arg++ = db_str(text);
		*arg++ = db_i64(l->unit.minor);
		*arg++ = db_i64(l->net.minor);
		*arg++ = db_i64(l->tax.minor);
		*arg++ = db_cstr(tax_kind_name(l->tax_kind));
		*arg++ = db_i64(l->tax_rate_milli);
		*arg++ = line_is_at_list(l) ? db_null()
					    : db_i64(l->list_unit.minor);
	}
	return db_insert_rows(db, line_insert_rows_sql, LINE_COLUMNS, args, n);
}

static enum err
line_from_row(struct order_line *l, const struct db_result *r)
{
	struct currency c = row_currency(r, 16);
	enum err e;

	memset(l, 0, sizeof(*l));
	l->line_id = db_get_id(r, 0);
	l->order_id = db_get_id(r, 1);
	l->position = db_get_i64(r, 2);
	l->kind = db_get_str(r, 3);
	l->product_id = db_get_id(r, 4);
	l->product_revision = db_get_i64(r, 5);
	l->plan_id = db_get_id(r, 6);
	l->product_name = db_get_str(r, 7);
	l->plan_name = db_get_str(r, 8);
	l->choice.quantity = db_get_i64(r, 10);
	l->choice.periods = db_get_i64(r, 11);
	l->choice.currency = c;
	l->unit = (struct money){ db_get_i64(r, 13), c };
	l->net = (struct money){ db_get_i64(r, 14), c };
	l->tax = (struct money){ db_get_i64(r, 15), c };
	l->product_slug = db_get_str(r, 17);
	l->logo = db_get_str(r, 19);
	l->plan_code = db_get_str(r, 20);
	l->tax_rate_milli = db_get_i64(r, 22);
	l->refund_days = db_get_i64(r, 23);
	l->list_unit = db_is_null(r, 24)
	    ? l->unit
	    : (struct money){ db_get_i64(r, 24), c };
	e = delivery_type_parse(&l->delivery, db_get_str(r, 18));
	if (e == OK)
		e = billing_mode_parse(&l->choice.mode, db_get_str(r, 9));
	if (e == OK)
		e = tax_kind_parse(&l->tax_kind, db_get_str(r, 21));
	if (e == OK)
		e = capacities_read(&l->choice, db_get_str(r, 12));
	return row_fault(e);
}

static const char order_lines_of_sql[] =
    "SELECT l.line_id, l.order_id, l.position, l.kind, l.product_id, "
    "l.product_revision, l.plan_id, l.product_name, l.plan_name, "
    "l.billing_mode, l.quantity, l.periods, l.capacities, l.unit_minor, "
    "l.net_minor, l.tax_minor, o.currency, p.slug, p.delivery, p.logo, "
    "pl.code, l.tax_kind, l.tax_rate, p.refund_days, l.list_unit_minor "
    "FROM order_lines l "
    "JOIN orders o ON o.order_id = l.order_id "
    "JOIN products p ON p.product_id = l.product_id "
    "JOIN plans pl ON pl.plan_id = l.plan_id "
    "WHERE l.order_id IN " IDS_IN " ORDER BY l.order_id, l.position";

enum err
order_lines_of(struct db *db, struct arena *a, struct order_line **lines,
    size_t *n, const struct id *order_ids, size_t norders)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, order_ids, norders);
	e = db_query(db, a, &r, order_lines_of_sql, args, LIST_MAX);
	if (e != OK)
		return e;
	*n = 0;
	*lines = ARENA_NEWS(a, struct order_line, r.rows);
	if (*lines == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = line_from_row(&(*lines)[(*n)++], &r);
	return e;
}
