/* The ledger as a journal for hledger and accountants. */
#include <stdio.h>

#include "app/site.h"
#include "ctl/commands.h"
#include "locale/zone.h"
#include "paper/journal.h"
#include "store/ledger.h"

enum { ENTRIES_AT_ONCE = 500, JOURNAL_CHUNK_MAX = 16 * 1024 * 1024 };

static int
chunk_print(struct ctl *c, struct buf *b)
{
	struct str text = buf_str(b);

	if (buf_err(b) != OK)
		return ctl_failed(c, buf_err(b), "journal");
	if (fwrite(text.p, 1, text.n, stdout) != text.n)
		return ctl_fail(c, "the journal cannot be written");
	buf_clear(b);
	return CTL_OK;
}

static enum err
head_write(struct ctl *c, struct db *db, struct buf *b)
{
	struct ledger_account *accounts;
	struct currency *currencies;
	size_t n, ncurrencies;
	enum err e = ledger_accounts(db, c->arena, &accounts, &n);

	if (e == OK)
		e = ledger_currencies(db, c->arena, &currencies, &ncurrencies);
	if (e != OK)
		return e;
	journal_head(b, currencies, ncurrencies);
	for (size_t i = 0; i < n; i++)
		journal_account(b, accounts[i].account, accounts[i].owner);
	return buf_err(b);
}

static int
entries_print(
    struct ctl *c, struct db *db, const struct zone *zone, struct buf *b)
{
	struct id after = { { 0 } };
	size_t n;
	int status = CTL_OK;

	do {
		struct arena_mark mark = arena_mark(c->arena);
		struct ledger_entry *entries;
		enum err e = ledger_entries(
		    db, c->arena, &entries, &n, after, ENTRIES_AT_ONCE);

		for (size_t i = 0; e == OK && i < n; i++) {
			const struct ledger_entry *l = &entries[i];
			const struct journal_entry j = { l->entry_id,
				l->order_id, zone_day(zone, l->created_at_us),
				l->occasion, &l->entry };

			e = journal_entry(b, &j);
			after = l->entry_id;
		}
		arena_rewind(c->arena, mark);
		status = e != OK ? ctl_failed(c, e, "ledger")
				 : chunk_print(c, b);
	} while (status == CTL_OK && n == ENTRIES_AT_ONCE);
	return status;
}

static int
export_ledger(struct ctl *c, int argc, char **argv)
{
	struct zone *zone;
	struct db *db;
	struct buf b;
	enum err e;
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);

	if (status != CTL_OK)
		return status;
	e = zone_open(&zone, c->arena, c->config.time_zone);
	if (e != OK)
		return ctl_failed(c, e, "SOUK_TIME_ZONE");
	status = ctl_read(c, &db);
	if (status != CTL_OK)
		return status;
	buf_open(&b, JOURNAL_CHUNK_MAX);
	e = head_write(c, db, &b);
	status = e != OK ? ctl_failed(c, e, "ledger") : chunk_print(c, &b);
	if (status == CTL_OK)
		status = entries_print(c, db, zone, &b);
	buf_close(&b);
	db_pool_give(c->pool, db);
	return status;
}

int
command_export(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "ledger", export_ledger },
	};

	return ctl_subcommand(c, argc, argv, subs, 1);
}
