#include "act/notification.h"

static enum err
notify(struct act *act, const struct notice *notice, struct id *users, size_t n)
{
	size_t others = 0;

	for (size_t i = 0; i < n; i++)
		if (!id_eq(users[i], act->user_id))
			users[others++] = users[i];
	return notifications_insert(
	    act->db, notice, users, others, act->now_us);
}

enum err
notify_buyers(
    struct act *act, struct id company_id, const struct notice *notice)
{
	struct id *users = NULL;
	size_t n = 0;
	enum err e = OK;

	if (!id_is_nil(company_id))
		e = notice_buyers(act->db, act->arena, &users, &n, company_id);
	return e == OK ? notify(act, notice, users, n) : e;
}

enum err
notify_sellers(
    struct act *act, struct id seller_id, const struct notice *notice)
{
	struct id *users = NULL;
	size_t n = 0;
	enum err e = notice_sellers(act->db, act->arena, &users, &n, seller_id);

	return e == OK ? notify(act, notice, users, n) : e;
}
