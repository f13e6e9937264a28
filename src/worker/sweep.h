/* What the sweeps of DATA_DIR's folders share; nobody else's. */
#ifndef SRC_WORKER_SWEEP_H
#define SRC_WORKER_SWEEP_H

#include <dirent.h>

#include "shop.h"

struct sweep {
	struct step *step;
	int folder;			/* descriptor of the one that is open */
	size_t deleted;
};

/* ERR_BUSY and the like end the sweep; it begins anew on another day. */
enum err sweep_media(struct sweep *w) MUST_CHECK;
enum err sweep_evidence(struct sweep *w) MUST_CHECK;

enum err sweep_tx(struct sweep *w, enum err (*run)(struct db *, void *),
    void *arg) MUST_CHECK;

/* Opens the folder of that name below DATA_DIR.  *dir NULL: there is none. */
enum err sweep_open(struct sweep *w, DIR **dir, const char *name) MUST_CHECK;

/*
 * Calls judge for each file in the folder, from the first again, until the
 * worker is to stop.  The name ends with a zero and is lost after the call,
 * as is what was taken from the arena.
 */
enum err sweep_files(struct sweep *w, DIR *dir,
    enum err (*judge)(void *arg, struct str name), void *arg) MUST_CHECK;

/* What is older than that and in use by nobody goes. */
int64_t sweep_old_us(const struct sweep *w);

/* The time of a file in the folder; 0: it is not there any more. */
int64_t sweep_sent_us(const struct sweep *w, const char *name);

void sweep_delete(struct sweep *w, const char *name);

#endif
