/* What the demonstration has beside its catalogue and its people. */
#ifndef CTL_DEMO_H
#define CTL_DEMO_H

#include "ctl/ctl.h"

/* Regions and sizes of servers, for images; arg is the struct ctl. */
enum err demo_servers_add(struct db *db, void *arg) MUST_CHECK;

#endif
