/*
 * What a program that makes orders keeps for a site: its legal texts, the
 * plans on its shelf, and the words of consents.  It is the site's
 * `program`; desk_open(), desk_tick() and desk_close() are the program's
 * site_open, tick and site_close.
 */
#ifndef SALE_DESK_H
#define SALE_DESK_H

#include "app/call.h"
#include "locale/locale.h"
#include "sale/legal.h"
#include "sale/shelf.h"

struct desk {
	struct legal *legal;
	struct shelf *shelf;
	struct locales *texts;		/* of consents */
};

enum err desk_open(struct site *site) MUST_CHECK;
void desk_tick(struct site *site);
void desk_close(struct site *site);

struct desk *desk_of(const struct call *c);

#endif
