/*
 * The evidence bundle of an order: a ZIP with what was agreed, handed over,
 * billed and paid, its rows of both chains, and how to verify all of it by
 * sha256sum and openssl alone.  X7; src/DESIGN.md has its form.
 */
#ifndef SALE_EVIDENCE_H
#define SALE_EVIDENCE_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "paper/sink.h"

struct evidence {
	struct db *db;
	struct arena *arena;
	struct str data_dir, public_url;
	const uint8_t *seed;		/* KEY_CHAIN */
	int64_t now_us;
	struct id order_id;		/* that there is one, is asked before */
	bool whole;			/* an operator's: the ledger's rows with
					   what seller and site get, and who
					   has read its bills */
};

/*
 * Reads a snapshot of its own.  ERR_IO: a file that was handed over is gone;
 * else what the sink says.  What was written before a failure is no ZIP.
 */
enum err evidence_write(struct paper_sink to, const struct evidence *x)
    MUST_CHECK;

#endif
