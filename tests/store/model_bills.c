/* Steps of the model: bills by card, reminders, write-offs. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "act/bill.h"
#include "model_steps.h"

static const struct id nobody = { { 0 } };

/* --- by card -------------------------------------------------------------- */

static enum err
card_page(struct act *act, struct id bill_id, struct id company_id,
    int64_t minor, const char *ref)
{
	struct payment p;
	enum err e = payment_create_for_bill(act, &p, id_new(), bill_id,
	    company_id, minor, STR("sandbox"), SHOP_NO_CARD);

	return e == OK ? payment_redirected(act, &p, str_from(ref),
			     STR("https://pay.example/2"))
		       : e;
}

/* All that is open, a part, or too much. */
static void
step_card(struct world *w)
{
	int i = world_bill(w), company;
	int64_t open, amount;
	struct act act;
	bool modelled;
	char ref[32];

	if (i == M_NONE)
		return;
	company = w->model.bills[i].company;
	act = world_act(ACTOR_USER, world_user(company));
	open = world_open_of(&w->model.bills[i]);
	amount = world_chance(w, 3) ? 0
	    : world_chance(w, 12)   ? open + 1
				    : world_draw(w, open + 1);
	snprintf(ref, sizeof(ref), "ses_%u", ++w->serial);
	world_tell(
	    w, "%" PRId64 " of bill %d are to be paid by card", amount, i);
	modelled = model_pay_bill_by_card(&w->model, i, amount);
	world_judge(w, modelled,
	    WORLD_TX(card_page(
		&act, w->bills[i], world_company(company), amount, ref)));
}

/* --- given up ------------------------------------------------------------- */

static int
draw_overdue(struct world *w)
{
	const struct model *m = &w->model;
	int from = (int)world_draw(w, m->nbills);

	for (int k = 0; k < m->nbills; k++) {
		const struct m_bill *b = &m->bills[(from + k) % m->nbills];

		if (b->state == MB_OVERDUE &&
		    (b->pool != M_NONE || world_chance(w, 4)))
			return (from + k) % m->nbills;
	}
	return M_NONE;
}

static void
step_write_off(struct world *w)
{
	struct act act = world_act(ACTOR_OPERATOR, nobody);
	struct bill b;
	bool modelled;
	int i;

	if (w->model.nbills == 0)
		return;
	i = world_chance(w, 6) ? world_bill(w) : draw_overdue(w);
	if (i == M_NONE)
		return;
	world_tell(w, "bill %d is written off", i);
	modelled = model_write_off(&w->model, i);
	world_judge(w, modelled,
	    WORLD_TX(bill_write_off(&act, &b, w->bills[i], STR("Bankrupt."))));
}

/* --- the ladder ----------------------------------------------------------- */

/* Which of the reminders that are due this mail is. */
static void
mail_find(struct world *w, const struct db_result *r)
{
	struct model *m = &w->model;

	for (int i = 0; i < m->nmails; i++) {
		struct m_reminder *mail = &m->mails[i];

		if (mail->bill == M_NONE ||
		    !str_is(db_get_str(r, 1), m_mail_name(mail->mail)) ||
		    !id_eq(db_get_id(r, 2), w->bills[mail->bill]) ||
		    !id_eq(db_get_id(r, 3),
			world_user(m->bills[mail->bill].company)))
			continue;
		mail->bill = M_NONE;
		return;
	}
	world_fail(w, "a mail %.*s is not due", STR_FMT(db_get_str(r, 1)));
}

void
world_look_at_mails(struct world *w)
{
	static const char sql[] =
	    "SELECT message_id, template, subject_id, user_id FROM outbox "
	    "WHERE message_id > ? AND template IN "
	    "('bill_due', 'bill_overdue', 'bill_reminder') "
	    "ORDER BY message_id";
	struct model *m = &w->model;
	struct db_result r = world_ask(w, sql,
	    DB_ARGS(db_bytes((struct str){
		(const char *)w->last_message.b, sizeof(w->last_message.b) })));

	while (db_next(&r)) {
		w->last_message = db_get_id(&r, 0);
		mail_find(w, &r);
	}
	for (int i = 0; i < m->nmails; i++)
		if (m->mails[i].bill != M_NONE)
			world_fail(w, "the mail %s of bill %d is missing",
			    m_mail_name(m->mails[i].mail), m->mails[i].bill);
	m->nmails = 0;
}

static void
step_remind(struct world *w)
{
	struct act act = world_act(ACTOR_WORKER, nobody);
	int done = 0, must = model_remind(&w->model);
	size_t n = 1;

	world_tell(w, "the worker reminds of bills");
	for (; n > 0; done += (int)n)
		assert_int_equal(WORLD_TX(bill_remind_due(&act, &n)), OK);
	if (done != must)
		world_fail(w, "%d bills take a step of the ladder, must be %d",
		    done, must);
	world_look_at_mails(w);
	world_done(w);
}

const struct world_kind world_bills[] = {
	{ 6, step_card },
	{ 2, step_write_off },
	{ 3, step_remind },
	{ 0, NULL },
};
