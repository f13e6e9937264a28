/* soukctl: the operator's commands, one row each. */
#include <stdio.h>
#include <string.h>

#include "base/bounds.h"
#include "base/log.h"
#include "base/scrub.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/admin.h"
#include "ctl/commands.h"

enum { CTL_ARENA_MAX = 1024 * 1024 * 1024 };

static const struct command commands[] = {
	{ "setup", "create database, account and grants; migrate",
	    "setup " ADMIN_USAGE, command_setup, true },
	{ "check", "say what is wrong with a site, and how to mend it",
	    "check [--json]", command_check, false },
	{ "keygen", "make SOUK_SECRET_FILE", "keygen", command_keygen, true },
	{ "migrate", "bring the database up to this version's schema",
	    "migrate [--plan] [--dump] " ADMIN_USAGE, command_migrate, true },
	{ "company", "billing accounts",
	    "company list | show COMPANY |\n"
	    "        add --name NAME --country DE [--currency EUR]"
	    " [--tax-number N]",
	    command_company, true },
	{ "user", "people who sign in",
	    "user list [--company COMPANY] |\n"
	    "        add --email E --role R [--company COMPANY] [--name NAME]"
	    " [--locale L]\n"
	    "            [--password-file FILE] (or on standard input)"
	    " [--verified] |\n"
	    "        role EMAIL ROLE | verify EMAIL | lock EMAIL |"
	    " unlock EMAIL |\n"
	    "        password EMAIL [--password-file FILE] |"
	    " factor-off EMAIL",
	    command_user, true },
	{ "seller", "selling profiles",
	    "seller list | approve SLUG | suspend SLUG [--reason TEXT] |\n"
	    "        add --slug SLUG --name NAME --company COMPANY"
	    " [--website URL]\n"
	    "            [--support-email E]",
	    command_seller, true },
	{ "product", "what sellers list, whatever its state",
	    "product list [--state STATE] | approve SLUG | hide SLUG |"
	    " show SLUG |\n"
	    "        restrict SLUG --reason TEXT",
	    command_product, true },
	{ "popular", "what Popular Applications begin with",
	    "popular list | pin SLUG [--place N] | unpin SLUG", command_popular,
	    true },
	{ "category", "the category tree",
	    "category list |\n"
	    "        add SLUG --name NAME [--parent SLUG] [--position N]"
	    " [--locale L] |\n"
	    "        rename SLUG [--name NAME [--locale L]] [--slug NEW] |\n"
	    "        move SLUG [--parent SLUG] [--position N] | remove SLUG",
	    command_category, true },
	{ "region", "where servers are run",
	    "region list | add CODE --name NAME [--position N] |\n"
	    "        change CODE [--name NAME] [--position N] |"
	    " close CODE | open CODE",
	    command_region, true },
	{ "flavour", "sizes of servers, and what they cost",
	    "flavour list | close REGION CODE | open REGION CODE |\n"
	    "        set REGION CODE [--vcpus N] [--memory GIB] [--position N]"
	    "\n            [--monthly MINOR] [--yearly MINOR]"
	    " [--currency EUR]",
	    command_flavour, true },
	{ "credit", "what companies may owe",
	    "credit show COMPANY |\n"
	    "        set COMPANY [--general AMOUNT] [--milestone AMOUNT]"
	    " [--postpaid yes|no]",
	    command_credit, true },
	{ "bill", "what companies owe and have paid",
	    "bill list [--company COMPANY] [--state STATE] [--order ORDER] |\n"
	    "        cancel NUMBER --reason TEXT",
	    command_bill, true },
	{ "payment", "what came by bank transfer",
	    "payment record NUMBER AMOUNT --reference TEXT [--on DAY]",
	    command_payment, true },
	{ "refund", "what buyers want back, and was sent by hand",
	    "refund list | sent REFUND |\n"
	    "        rule REFUND --for|--against --reason TEXT |\n"
	    "        give ORDER [--amount 12.50] --reason TEXT",
	    command_refund, true },
	{ "offer", "private offers, and one that is taken back",
	    "offer list [--seller SLUG] [--company COMPANY] [--state STATE] |"
	    "\n        show OFFER | withdraw OFFER --reason TEXT",
	    command_offer, true },
	{ "dispute", "services that buyer and seller do not agree on",
	    "dispute list | rule HANDOVER --done|--rework|--cancel --reason TEXT",
	    command_dispute, true },
	{ "statement", "bill a month of orders on credit",
	    "statement [--month 2026-11]", command_statement, true },
	{ "settle", "state what sellers are owed of a month",
	    "settle [--month 2026-11]", command_settle, true },
	{ "payout", "what sellers are paid for their statements",
	    "payout list [--state STATE] |\n"
	    "        record NUMBER --reference TEXT [--on DAY]",
	    command_payout, true },
	{ "deliver",
	    "enter what was delivered for an order, or list what waits",
	    "deliver [ORDER [--line LINE] [--url URL] [--note TEXT]\n"
	    "        [--secret-file FILE]]",
	    command_deliver, true },
	{ "server", "what an image's order has to be started on",
	    "server ORDER [--password]", command_server, true },
	{ "service", "what was delivered, and whether it is open",
	    "service list | freeze SERVICE [--reason TEXT] |"
	    " unfreeze SERVICE |\n"
	    "        release SERVICE [--reason TEXT] |"
	    " renew SERVICE --until 2027-01-31T00:00:00Z",
	    command_service, true },
	{ "release", "say that what had ended was switched off",
	    "release ORDER", command_release, true },
	{ "import", "products from a JSON or CSV file, see souk-catalogue(5)",
	    "import FILE [--dry-run]", command_import, true },
	{ "evidence", "all that proves an order, as ZIP", "evidence ORDER FILE",
	    command_evidence, true },
	{ "export", "the ledger as a journal for hledger", "export ledger",
	    command_export, true },
	{ "demo", "the demonstration catalogue and its people",
	    "demo [--reset " ADMIN_USAGE "]", command_demo, true },
	{ "verify", "test ledger, chains and invariants",
	    "verify [--strict] [--unsealed] [--json]", command_verify, true },
	{ "routes", "print the routes of every responder",
	    "routes [--bin DIR] [--json]", command_routes, false },
};
enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void
help_print(FILE *to)
{
	size_t i;

	fputs("usage: soukctl [--site FILE] [--json] [--sql DIR] COMMAND"
	      " ...\n\n",
	    to);
	for (i = 0; i < COMMANDS; i++)
		fprintf(
		    to, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fputs("\nsoukctl COMMAND --help says how a command is called."
	      "  Exit status: 0 done,\n1 fault, 2 called wrongly.\n",
	    to);
}

static const struct command *
command_find(const char *name)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

/*
 * Takes the options that every command knows out of argv, wherever they
 * stand; what is left keeps its order.
 */
static int
globals_take(struct ctl *c, int argc, char **argv, bool *help)
{
	int i, n = 0;

	for (i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0)
			c->json = true;
		else if (strcmp(argv[i], "--help") == 0)
			*help = true;
		else if (strcmp(argv[i], "--site") == 0 && i + 1 < argc)
			c->site_path = argv[++i];
		else if (strncmp(argv[i], "--site=", 7) == 0)
			c->site_path = argv[i] + 7;
		else if (strcmp(argv[i], "--sql") == 0 && i + 1 < argc)
			c->sql_dir = argv[++i];
		else if (strncmp(argv[i], "--sql=", 6) == 0)
			c->sql_dir = argv[i] + 6;
		else if (strcmp(argv[i], "--clock") == 0 && i + 1 < argc)
			c->clock = argv[++i];
		else
			argv[n++] = argv[i];
	}
	return n;
}

static void
faults_print(struct ctl *c, const struct site_fault *faults, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		fprintf(stderr, "%s:%d: %.*s: %.*s\n", c->site_path,
		    faults[i].line, STR_FMT(faults[i].param),
		    STR_FMT(faults[i].what));
}

static int
site_read(struct ctl *c)
{
	struct conf_fault lines[SITE_FAULTS_MAX];
	struct site_fault faults[SITE_FAULTS_MAX];
	size_t i, n = SITE_FAULTS_MAX;
	enum err e;

	if (!c->site_path)
		return ctl_misused(c,
		    "--site FILE is missing:"
		    " the web server's file of SOUK_ parameters");
	e = conf_read(c->arena, &c->conf, c->site_path, lines, &n);
	if (e != OK) {
		for (i = 0; e == ERR_CONFIG && i < n; i++)
			fprintf(stderr, "%s:%d: %.*s\n", c->site_path,
			    lines[i].line, STR_FMT(lines[i].what));
		return ctl_failed(c, e, c->site_path);
	}
	n = SITE_FAULTS_MAX;
	e = site_config_read(c->arena, &c->config, &c->conf, faults, &n);
	if (e == ERR_CONFIG)
		faults_print(c, faults, n);
	return e == OK ? CTL_OK : ctl_failed(c, e, c->site_path);
}

static int
command_run(struct ctl *c, int argc, char **argv)
{
	int status = CTL_OK;

	if (c->command->site)
		status = site_read(c);
	if (status == CTL_OK)
		status = c->command->run(c, argc, argv);
	db_pool_close(c->pool);
	return status;
}

int
main(int argc, char **argv)
{
	struct ctl c = { .sql_dir = SOUK_SQL_DIR };
	bool help = false;
	int status;

	process_guard();
	argc = globals_take(&c, argc - 1, argv + 1, &help);
	argv++;
	c.command = argc > 0 ? command_find(argv[0]) : NULL;
	if (!c.command) {
		if (argc > 0)
			fprintf(stderr,
			    "soukctl: there is no command"
			    " \"%s\"\n",
			    argv[0]);
		help_print(help ? stdout : stderr);
		return help ? CTL_OK : CTL_USAGE;
	}
	if (help) {
		printf("usage: soukctl --site FILE %s\n", c.command->usage);
		return CTL_OK;
	}
	if (c.clock && clock_offset_file(c.clock) != OK)
		return ctl_fail(&c,
		    "--clock: a file with an offset in seconds,"
		    " in builds with --enable-debug");
	c.arena = arena_open(CTL_ARENA_MAX);
	if (!c.arena || text_open() != OK ||
	    log_open("soukctl", NULL, LOG_ERROR) != OK)
		return ctl_fail(&c, "out of memory");
	status = command_run(&c, argc - 1, argv + 1);
	text_close();
	arena_close(c.arena);
	if (fflush(stdout) != 0 || ferror(stdout))
		return ctl_fail(&c, "cannot write to standard output");
	return status;
}
