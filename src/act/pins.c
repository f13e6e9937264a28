#include "act/pins.h"

#include "store/catalogue.h"

static enum err
pin_move(struct act *act, struct id product_id, int64_t pin, const char *kind)
{
	const struct event event = act_event(
	    act, "product", product_id, kind, NULL, NULL, STR_NONE);
	enum err e = popularity_pin(act->db, product_id, pin, act->now_us);

	return e == OK ? events_insert(act->db, &event, 1) : e;
}

/* Its place among them, from 1; 0: it is not. */
static int64_t
place_of(const struct id *products, size_t n, struct id product_id)
{
	for (size_t i = 0; i < n; i++) {
		if (id_eq(products[i], product_id))
			return (int64_t)i + 1;
	}
	return 0;
}

static int64_t
pin_of(const struct popularity *rows, size_t n, struct id product_id)
{
	for (size_t i = 0; i < n; i++) {
		if (id_eq(rows[i].product_id, product_id))
			return rows[i].pin;
	}
	return 0;
}

enum err
pins_set(struct act *act, const struct id *products, size_t n)
{
	struct popularity *old;
	struct id *moved;
	size_t nold = 0, nmoved = 0;
	enum err e = popularity_pinned(act->db, act->arena, &old, &nold);

	if (e != OK)
		return e;
	moved = ARENA_NEWS(act->arena, struct id, nold + n);
	if (moved == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; e == OK && i < nold; i++) {
		if (place_of(products, n, old[i].product_id) > 0)
			continue;
		moved[nmoved++] = old[i].product_id;
		e = pin_move(act, old[i].product_id, 0, "unpinned");
	}
	for (size_t i = 0; e == OK && i < n; i++) {
		if (pin_of(old, nold, products[i]) == (int64_t)i + 1)
			continue;
		moved[nmoved++] = products[i];
		e = pin_move(act, products[i], (int64_t)i + 1, "pinned");
	}
	return e == OK && nmoved > 0
	    ? catalogue_changed(act->db, act->arena, moved, nmoved)
	    : e;
}
