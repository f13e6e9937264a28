#include "sale/desk.h"

#include "app/texts.h"

enum err
desk_open(struct site *site)
{
	struct desk *desk = ARENA_NEW(site->arena, struct desk);
	enum err e = desk == NULL ? ERR_NOMEM : shelf_open(&desk->shelf);

	site->program = desk;
	if (e == OK)
		e = texts_open(&desk->texts, site, site->arena);
	return e == OK ? legal_open(&desk->legal, site) : e;
}

void
desk_tick(struct site *site)
{
	struct desk *desk = site->program;

	if (desk != NULL)
		legal_tick(desk->legal, site);
}

void
desk_close(struct site *site)
{
	struct desk *desk = site->program;

	if (desk == NULL)
		return;
	legal_close(desk->legal);
	locales_close(desk->texts);
	shelf_close(desk->shelf);
	site->program = NULL;
}

struct desk *
desk_of(const struct call *c)
{
	return c->site->program;
}
