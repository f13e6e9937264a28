/* souk-worker: drains the outbox and does what is due. */
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/num.h"
#include "base/scrub.h"
#include "base/sys.h"
#include "base/text.h"
#include "net/fetch.h"
#include "roster.h"

enum { EXIT_USAGE = 2, INTERVAL_MAX_MS = 60000 };

static const char usage[] =
    "usage: souk-worker --site FILE... [--once] [--www DIR] [--mail DIR]\n"
    "                   [--bills DIR] [--interval MS] [--log FILE]"
    " [--version]\n"
    "\n"
    "Sends mails and SMS, delivers what was paid, asks gateways about payments,\n"
    "expires unpaid orders, reminds of and ends terms, seals the ledger, calls\n"
    "webhooks, states what sellers are owed, puts bills on paper.  Any number may\n"
    "run.\n"
    "  --site      the site's parameter file; once for each site\n"
    "  --once      does what is due and ends, for cron\n"
    "  --www       where assets/locale lies\n"
    "  --mail      where the mail templates lie\n"
    "  --bills     where the words on bills lie\n"
    "  --interval  how often the outbox is looked at (1000)\n"
#ifdef SOUK_DEBUG
    "  --clock     a file with an offset in seconds\n"
    "  --crash-at  the recovery point at which to end\n"
#endif
    ;

/* Sellers' endpoints may be slow: no mail and no payment waits for them. */
static struct job deliveries[] = {
	{ "deliveries", deliveries_drain, 1000 },
};

/* So may companies' own servers. */
static const struct job webhooks[] = {
	{ "webhooks", webhooks_call, 1000 },
};

/* What asks others may be slow. */
static struct job errands[] = {
	{ "letters", letters_drain, 1000 },
	{ "payments", payments_reconcile, 2000 },
	{ "cards", cards_reconcile, 5000 },
	{ "events", events_apply, 5000 },
	{ "refunds", refunds_repay, 2000 },
};
/* Sealed within 5 s, whatever else is due: nothing else is done here. */
static const struct job seals[] = {
	{ "seal", chains_seal, 1000 },
	{ "heads", heads_sign, 60000 },
};
static const struct job upkeep[] = {
	{ "fan-out", webhooks_fan_out, 2000 },
	{ "expire", orders_expire, 10000 },
	{ "offers", offers_step, 10000 },
	{ "stages", stages_step, 60000 },
	{ "overdue", bills_overdue, 60000 },
	{ "reminders", bills_remind, 60000 },
	{ "terms", terms_step, 10000 },
	{ "settlement lines", settlement_lines_step, 5000 },
	{ "settlements", settlements_state, 60000 },
	{ "popularity", popularity_count, 60000 },
	{ "purge", leftovers_purge, 600000 },
	{ "files", files_sweep, 600000 },
};
_Static_assert(sizeof(upkeep) / sizeof(*upkeep) <= ROSTER_JOBS_MAX,
    "a roster has no place for so many jobs");

static const struct job press[] = {
	{ "statements", statements_issue, 60000 },
	{ "papers", papers_make, 1000 },
	{ "settlement papers", settlement_papers_make, 2000 },
};

#define ROSTER(jobs) \
	{ \
		(jobs), sizeof(jobs) / sizeof(*(jobs)) \
	}
/* Of a shop, each a thread; with --once in this order: what sellers are owed
 * and what webhooks tell is read from what is sealed. */
static const struct {
	const struct job *jobs;
	size_t n;
} rosters[] = { ROSTER(deliveries), ROSTER(errands), ROSTER(seals),
	ROSTER(upkeep), ROSTER(press), ROSTER(webhooks) };
enum { ROSTERS = sizeof(rosters) / sizeof(*rosters) };

static struct {
	const char *sites[SITES_MAX];
	size_t nsites;
	struct shop_dirs dirs;
	const char *log;
	bool once;
	struct shop shops[SITES_MAX];
	struct roster rosters[ROSTERS * SITES_MAX];
	size_t nshops;
	struct stopper stopper;
} self = { .dirs = { SOUK_WWW_DIR, SOUK_MAIL_DIR, SOUK_BILL_DIR } };

enum flag {
	FLAG_SITE = 1,
	FLAG_ONCE,
	FLAG_WWW,
	FLAG_MAIL,
	FLAG_BILLS,
	FLAG_INTERVAL,
	FLAG_LOG,
	FLAG_CLOCK,
	FLAG_CRASH_AT,
	FLAG_HELP,
	FLAG_VERSION
};

static const struct option flags[] = {
	{ "site", required_argument, NULL, FLAG_SITE },
	{ "once", no_argument, NULL, FLAG_ONCE },
	{ "www", required_argument, NULL, FLAG_WWW },
	{ "mail", required_argument, NULL, FLAG_MAIL },
	{ "bills", required_argument, NULL, FLAG_BILLS },
	{ "interval", required_argument, NULL, FLAG_INTERVAL },
	{ "log", required_argument, NULL, FLAG_LOG },
#ifdef SOUK_DEBUG
	{ "clock", required_argument, NULL, FLAG_CLOCK },
	{ "crash-at", required_argument, NULL, FLAG_CRASH_AT },
#endif
	{ "help", no_argument, NULL, FLAG_HELP },
	{ "version", no_argument, NULL, FLAG_VERSION },
	{ NULL, 0, NULL, 0 },
};

static enum err
flag_take(int flag, const char *value)
{
	enum err e;

	switch (flag) {
	case FLAG_SITE:
		if (self.nsites == SITES_MAX)
			return ERR_LIMIT;
		self.sites[self.nsites++] = value;
		return OK;
	case FLAG_ONCE:
		self.once = true;
		return OK;
	case FLAG_WWW:
		self.dirs.www = value;
		return OK;
	case FLAG_MAIL:
		self.dirs.mail = value;
		return OK;
	case FLAG_BILLS:
		self.dirs.bills = value;
		return OK;
	case FLAG_INTERVAL:
		e = num_parse_in(
		    &errands[0].every_ms, str_from(value), 10, INTERVAL_MAX_MS);
		deliveries[0].every_ms = errands[0].every_ms;
		return e;
	case FLAG_LOG:
		self.log = value;
		return OK;
	case FLAG_CLOCK:
		return clock_offset_file(value);
	case FLAG_CRASH_AT:
		return crash_at(value);
	default:
		return ERR_BUG;
	}
}

/* -1: go on; else the exit status. */
static int
flags_read(int argc, char **argv)
{
	int flag, index;

	while ((flag = getopt_long(argc, argv, "", flags, &index)) != -1) {
		if (flag == FLAG_VERSION) {
			puts("souk-worker " PACKAGE_VERSION);
			return EXIT_SUCCESS;
		}
		if (flag == FLAG_HELP) {
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		}
		if (flag == '?') {
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
		if (flag_take(flag, optarg) != OK) {
			fprintf(stderr,
			    "souk-worker: --%s: \"%s\" is "
			    "refused\n",
			    flags[index].name, optarg);
			return EXIT_USAGE;
		}
	}
	if (optind == argc && self.nsites > 0)
		return -1;
	fputs(usage, stderr);
	return EXIT_USAGE;
}

/* A faulty site is left out; the others go on. */
static void
shops_open(void)
{
	for (size_t i = 0; i < self.nsites; i++) {
		struct shop *s = &self.shops[self.nshops];
		struct roster *r = &self.rosters[ROSTERS * self.nshops];

		if (shop_open(s, self.sites[i], &self.dirs) != OK) {
			log_error("site left out", "file=%s", self.sites[i]);
			continue;
		}
		for (size_t k = 0; k < ROSTERS; k++)
			r[k] = (struct roster){ .shop = s,
				.jobs = rosters[k].jobs,
				.n = rosters[k].n,
				.stopper = &self.stopper };
		self.nshops++;
	}
}

static int
run_once(void)
{
	int status = self.nshops == self.nsites ? EXIT_SUCCESS : EXIT_FAILURE;

	for (size_t i = 0; i < ROSTERS * self.nshops; i++)
		if (roster_once(&self.rosters[i]) != OK)
			status = EXIT_FAILURE;
	return status;
}

static int
run_until_told(const sigset_t *signals)
{
	size_t started = 0;
	int signal_no = 0;

	while (started < ROSTERS * self.nshops &&
	    pthread_create(&self.rosters[started].thread, NULL, roster_run,
		&self.rosters[started]) == 0)
		started++;
	if (started < ROSTERS * self.nshops) {
		log_error(
		    "threads refused", "wanted=%zu", ROSTERS * self.nshops);
	} else {
		log_info("working", "sites=%zu", self.nshops);
		while (sigwait(signals, &signal_no) == 0 && signal_no == SIGHUP)
			log_reopen();
	}
	stopper_stop(&self.stopper);
	for (size_t i = 0; i < started; i++)
		pthread_join(self.rosters[i].thread, NULL);
	log_info("stopped", "signal=%d", signal_no);
	return signal_no ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void
signals_block(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGHUP);
	/* With --once nobody waits for them, and they end the process. */
	if (!self.once)
		pthread_sigmask(SIG_BLOCK, signals, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int
main(int argc, char **argv)
{
	sigset_t signals;
	int status = flags_read(argc, argv);

	if (status >= 0)
		return status;
	process_guard();
	signals_block(&signals);
	if (log_open("souk-worker", self.log, LOG_INFO) || text_open() ||
	    net_open()) {
		fputs("souk-worker: cannot start (memory, or --log)\n", stderr);
		return EXIT_FAILURE;
	}
	stopper_open(&self.stopper);
	/* A connection for each roster, so that none waits for another's. */
	db_pool_site_max(ROSTERS);
	shops_open();
	if (self.nshops == 0)
		status = EXIT_FAILURE;
	else
		status = self.once ? run_once() : run_until_told(&signals);
	papers_end();
	for (size_t i = 0; i < self.nshops; i++)
		shop_close(&self.shops[i]);
	net_close();
	text_close();
	log_close();
	return status;
}
