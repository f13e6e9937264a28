/* Does the ledger say what the model does? */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "model_steps.h"

static const struct id nobody = { { 0 } };

static struct id
owner_id(const struct m_posting *p)
{
	if (p->owner == M_NONE)
		return nobody;
	return p->account == MA_PAYABLE ? world_seller(p->owner)
					: world_company(p->owner);
}

static void
posting_find(struct world *w, const struct db_result *r)
{
	struct model *m = &w->model;

	for (int i = 0; i < m->nposted; i++) {
		struct m_posting *p = &m->posted[i];

		if (!str_is(db_get_str(r, 2), m_account_name(p->account)) ||
		    !id_eq(db_get_id(r, 3), owner_id(p)) ||
		    !id_eq(db_get_id(r, 1),
			p->order == M_NONE ? nobody : w->orders[p->order]))
			continue;
		p->minor -= db_get_i64(r, 4);
		return;
	}
	world_fail(w, "the ledger has %" PRId64 " in %.*s that is not due",
	    db_get_i64(r, 4), STR_FMT(db_get_str(r, 2)));
}

/* An act may post to one account twice: it is the sum that counts. */
static void
posted_sum(struct model *m)
{
	for (int i = 0; i < m->nposted; i++)
		for (int k = 0; k < i; k++) {
			struct m_posting *a = &m->posted[k];
			struct m_posting *b = &m->posted[i];

			if (a->order != b->order || a->account != b->account ||
			    a->owner != b->owner)
				continue;
			a->minor += b->minor;
			b->minor = 0;
			break;
		}
}

void
world_look_at_ledger(struct world *w)
{
	static const char sql[] =
	    "SELECT e.entry_id, e.order_id, p.account, p.owner_id, "
	    "p.amount_minor FROM ledger_entries e "
	    "JOIN ledger_postings p ON p.entry_id = e.entry_id "
	    "WHERE e.entry_id > ? ORDER BY e.entry_id, p.position";
	struct model *m = &w->model;
	struct db_result r = world_ask(w, sql,
	    DB_ARGS(db_bytes((struct str){
		(const char *)w->last_entry.b, sizeof(w->last_entry.b) })));

	posted_sum(m);
	while (db_next(&r)) {
		w->last_entry = db_get_id(&r, 0);
		posting_find(w, &r);
	}
	for (int i = 0; i < m->nposted; i++)
		if (m->posted[i].minor != 0)
			world_fail(w,
			    "the ledger lacks %" PRId64 " in %s of order %d",
			    m->posted[i].minor,
			    m_account_name(m->posted[i].account),
			    m->posted[i].order);
	m->nposted = 0;
}

void
world_look_at_balances(struct world *w)
{
	static const char sql[] =
	    "SELECT account, owner_id, SUM(amount_minor) FROM ledger_postings "
	    "GROUP BY account, owner_id";
	struct model *m = &w->model;
	struct db_result r = world_ask(w, sql, DB_NO_ARGS);
	int64_t left[MA_DEPOSITS + 1][M_COMPANIES + 1];

	memcpy(left, m->balances, sizeof(left));
	while (db_next(&r))
		for (int a = 0; a <= MA_DEPOSITS; a++)
			for (int k = 0; k <= M_COMPANIES; k++) {
				struct m_posting p = {
					.account = (enum m_account)a,
					.owner = k == M_COMPANIES ? M_NONE : k
				};

				if (str_is(db_get_str(&r, 0),
					m_account_name(p.account)) &&
				    id_eq(db_get_id(&r, 1), owner_id(&p)))
					left[a][k] -= db_get_i64(&r, 2);
			}
	for (int a = 0; a <= MA_DEPOSITS; a++)
		for (int k = 0; k <= M_COMPANIES; k++)
			world_same(w, m_account_name((enum m_account)a), k,
			    "balance, less what it must be,", left[a][k], 0);
}
