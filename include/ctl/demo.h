/* What the demonstration has beside its catalogue and its people. */
#ifndef CTL_DEMO_H
#define CTL_DEMO_H

#include "ctl/ctl.h"

/* Regions and sizes of servers, for images; arg is the struct ctl. */
enum err demo_servers_add(struct db *db, void *arg) MUST_CHECK;

/*
 * Offers of a seller to the demo's buyer, once both are there; prints the
 * link of one, with its QR code.
 */
int demo_offers_add(struct ctl *c);

#endif
