/*
 * bare: the ceiling for orders.  T threads write the rows of paid orders
 * straight into the database, with prepared statements, in the commits that
 * Souk makes for them: order, payment intent, redirect, capture.  No HTTP, no
 * checks, no reads but the bill's number.
 *
 *   bare SOCKET DATABASE USER THREADS SECONDS event|return|card
 *
 * event: the gateway tells of the capture; return: the buyer's page asks for
 * it, and no event is kept; card: one on file is charged, without a redirect.
 *
 * The fixture (company, user, seller, product, plan, documents) is that of
 * the last order in the database, so run Souk's own benchmark first; the
 * driver compares the rows that both have written.  Prints one JSON line.
 */
#include <mysql.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum {
	ID = 16,
	HASH = 32,
	DOCUMENTS_MAX = 8,
	ARGS_MAX = 64,
	TEXT = 40,
	STATEMENTS = 40,
	THREADS_MAX = 64,
	ORDERS_MAX = 1000000 /* of a thread, whose times are kept */
};

enum way {
	BY_EVENT = 1,
	BY_RETURN = 2,
	BY_PAGE = BY_EVENT | BY_RETURN,
	BY_CARD = 4,
	BY_ALL = BY_PAGE | BY_CARD
};

/*
 * A statement, and a letter for each argument:
 *   o order, p payment, b bill, e ledger entry: ids of the current round
 *   c company, u user, s seller, r product, l plan, y card: the fixture's ids
 *   n a new id, q its quote's hash, k and K the keys of order and payment
 *   d the fixture's documents, one after another
 *   g the gateway's id, v its event's, N the bill's number, t now
 */
struct step {
	unsigned ways;
	const char *args;
	const char *sql; /* NULL: COMMIT */
};

#define EVENT \
	"INSERT INTO events (event_id, subject, subject_id, kind, " \
	"from_state, to_state, actor, actor_id, reason, created_at) " \
	"VALUES "
#define EVENT_ROW \
	"(?, 'order', ?, 'step', 'BEFORE', 'AFTER', 'user', ?, NULL, ?)"

#define KEY_DONE \
	"UPDATE idempotency_keys SET state = 'DONE', lease_until = NULL, " \
	"status = 201, answer = 'payment' WHERE scope_hash = ?"

/* A statement a row, wrapped by hand. */
/* clang-format off */
static struct step steps[STATEMENTS] = {
	{ BY_ALL, "kqt",
	    "INSERT INTO idempotency_keys (scope_hash, body_hash, state, "
	    "created_at) VALUES (?, ?, 'RUNNING', ?)" },
	{ BY_ALL, "ocusqtt",
	    "INSERT INTO orders (order_id, company_id, user_id, "
	    "seller_id, state, currency, net_minor, tax_minor, "
	    "total_minor, quote_hash, created_at, expires_at) VALUES (?, "
	    "?, ?, ?, 'PENDING_PAYMENT', 'USD', 1900, 0, 1900, ?, ?, ?)" },
	{ BY_ALL, "norl",
	    "INSERT INTO order_lines (line_id, order_id, position, kind, "
	    "product_id, product_revision, plan_id, product_name, "
	    "plan_name, billing_mode, quantity, periods, capacities, "
	    "unit_minor, net_minor, tax_minor) VALUES (?, ?, 1, "
	    "'software', ?, 1, ?, 'Lumen Gallery', 'Starter', 'monthly', "
	    "1, 1, '', 1900, 1900, 0)" },
	{ BY_ALL, NULL, NULL }, /* the consents: one row a document */
	{ BY_ALL, "nout", EVENT EVENT_ROW },
	{ BY_ALL, "kk",
	    "UPDATE idempotency_keys SET state = 'DONE', status = 201, "
	    "answer = REPEAT(HEX(?), 16) WHERE scope_hash = ?" },
	{ BY_ALL, "", NULL },

	{ BY_ALL, "Kqtt",
	    "INSERT INTO idempotency_keys (scope_hash, body_hash, state, "
	    "lease_until, created_at) VALUES (?, ?, 'RUNNING', ?, ?)" },
	{ BY_PAGE, "pocott",
	    "INSERT INTO payments (payment_id, order_id, company_id, "
	    "open_order_id, attempt, gateway, state, currency, "
	    "amount_minor, next_check_at, created_at) VALUES (?, ?, ?, ?, "
	    "1, 'sandbox', 'CREATED', 'USD', 1900, ?, ?)" },
	{ BY_CARD, "pocoytt",
	    "INSERT INTO payments (payment_id, order_id, company_id, "
	    "open_order_id, attempt, gateway, card_id, state, currency, "
	    "amount_minor, next_check_at, created_at) VALUES (?, ?, ?, ?, "
	    "1, 'sandbox', ?, 'CREATED', 'USD', 1900, ?, ?)" },
	{ BY_ALL, "nput", EVENT EVENT_ROW },
	{ BY_ALL, "", NULL },

	{ BY_PAGE, "gp",
	    "UPDATE payments SET state = 'REQUIRES_ACTION', gateway_ref = "
	    "?, redirect_url = 'https://gateway.example/pay', row_version "
	    "= row_version + 1 WHERE payment_id = ?" },
	{ BY_PAGE, "nput", EVENT EVENT_ROW },
	{ BY_PAGE, "K", KEY_DONE },
	{ BY_PAGE, "", NULL },

	{ BY_PAGE, "tp",
	    "UPDATE payments SET state = 'CAPTURED', captured_at = ?, "
	    "next_check_at = NULL, row_version = row_version + 1 WHERE "
	    "payment_id = ?" },
	{ BY_CARD, "tgp",
	    "UPDATE payments SET state = 'CAPTURED', captured_at = ?, "
	    "gateway_ref = ?, next_check_at = NULL, row_version = row_version "
	    "+ 1 WHERE payment_id = ?" },
	{ BY_ALL, "to",
	    "UPDATE orders SET state = 'PAID', paid_at = ?, row_version = "
	    "row_version + 1 WHERE order_id = ?" },
	{ BY_ALL, "epot",
	    "INSERT INTO ledger_entries (entry_id, occasion, subject_id, "
	    "order_id, created_at) VALUES (?, 'order_paid', ?, ?, ?)" },
	{ BY_ALL, "eese",
	    "INSERT INTO ledger_postings (entry_id, position, account, "
	    "owner_id, currency, amount_minor) VALUES (?, 1, "
	    "'gateway_clearing', NULL, 'USD', 1900), (?, 2, "
	    "'seller_payable', ?, 'USD', -1710), (?, 3, "
	    "'revenue_commission', NULL, 'USD', -190)" },
	{ BY_ALL, "nuottnuott",
	    "INSERT INTO outbox (message_id, kind, template, user_id, "
	    "subject_id, state, next_at, created_at) VALUES (?, "
	    "'provision', 'provision', ?, ?, 'SENT', ?, ?), (?, 'mail', "
	    "'order_paid', ?, ?, 'SENT', ?, ?)" },
	{ BY_ALL, "npctnoctnbct", EVENT EVENT_ROW ", " EVENT_ROW ", " EVENT_ROW },
	{ BY_EVENT, "vgtt",
	    "INSERT INTO payment_events (gateway, event_ref, gateway_ref, "
	    "kind, received_at, applied_at, outcome) VALUES ('sandbox', ?, "
	    "?, 'session.captured', ?, ?, 'captured')" },
	{ BY_ALL, "",
	    "UPDATE document_counters SET last_no = last_no + 1 WHERE "
	    "kind = 'bench'" },
	{ BY_ALL, "bNoocttt",
	    "INSERT INTO bills (bill_id, bill_no, order_id, "
	    "billed_order_id, stage, company_id, state, currency, "
	    "net_minor, tax_minor, total_minor, paid_minor, issued_at, "
	    "due_at, paid_at, issuer_name, customer_name) VALUES "
	    "(?, ?, ?, ?, 0, ?, 'PAID', 'USD', 1900, 0, 1900, 1900, ?, ?, "
	    "?, 'Shop', 'Buyer')" },
	{ BY_ALL, "bo",
	    "INSERT INTO bill_lines (bill_id, position, order_id, line_id, "
	    "seller_name, product_name, plan_name, billing_mode, quantity, "
	    "periods, unit_minor, net_minor, tax_kind, tax_rate, tax_minor) "
	    "SELECT ?, position, order_id, line_id, 'Seller', product_name, "
	    "plan_name, billing_mode, quantity, periods, unit_minor, "
	    "net_minor, tax_kind, tax_rate, tax_minor FROM order_lines "
	    "WHERE order_id = ?" },
	{ BY_ALL, "nbptt",
	    "INSERT INTO bill_receipts (receipt_id, bill_id, method, "
	    "payment_id, currency, amount_minor, applied_minor, "
	    "received_at, recorded_at) VALUES (?, ?, 'card', ?, 'USD', "
	    "1900, 1900, ?, ?)" },
	{ BY_ALL, "", NULL },

	{ BY_CARD, "K", KEY_DONE },
	{ BY_CARD, "", NULL },

	{ 0, NULL, NULL },
};
/* clang-format on */

static char consents_sql[512];
static char consents_args[ARGS_MAX];
static unsigned nsteps;

static struct {
	const char *socket, *database, *user;
	unsigned char company[ID], person[ID], seller[ID], product[ID],
	    plan[ID], card[ID], documents[DOCUMENTS_MAX][HASH];
	unsigned ndocuments;
	enum way way;
	double seconds;
} bench;

struct round {
	unsigned char order[ID], payment[ID], bill[ID], entry[ID];
	unsigned char quote[HASH], order_key[HASH], payment_key[HASH];
	char gateway[TEXT], event[TEXT], number[TEXT];
	MYSQL_TIME now;
};

struct worker {
	pthread_t thread;
	unsigned index;
	uint64_t orders;
	float *times_ms;
	bool failed;
};

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "bare: %s: %s\n", what, why);
	exit(1);
}

static MYSQL *
connect_database(void)
{
	MYSQL *my = mysql_init(NULL);

	if (my == NULL ||
	    mysql_real_connect(my, NULL, bench.user, NULL, bench.database, 0,
		bench.socket, 0) == NULL)
		die("cannot connect",
		    my == NULL ? "no memory" : mysql_error(my));
	if (mysql_query(my,
		"SET SESSION TRANSACTION ISOLATION LEVEL READ "
		"COMMITTED") != 0 ||
	    mysql_autocommit(my, 0) != 0)
		die("cannot set the session", mysql_error(my));
	return my;
}

static double
now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Ids that grow with time, as UUIDv7 does, so that the indexes fill alike. */
static void
id_make(unsigned char out[ID])
{
	struct timespec ts;
	uint64_t ms;

	if (getrandom(out, ID, 0) != ID)
		die("getrandom", "short");
	clock_gettime(CLOCK_REALTIME, &ts);
	ms = (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
	for (int i = 0; i < 6; i++)
		out[i] = (unsigned char)(ms >> (40 - 8 * i));
}

static void
hash_make(unsigned char out[HASH])
{
	if (getrandom(out, HASH, 0) != HASH)
		die("getrandom", "short");
}

static void
round_make(struct round *r, const struct worker *w)
{
	time_t t = time(NULL);
	struct tm tm;

	id_make(r->order);
	id_make(r->payment);
	id_make(r->bill);
	id_make(r->entry);
	hash_make(r->quote);
	hash_make(r->order_key);
	hash_make(r->payment_key);
	snprintf(r->gateway, TEXT, "bare-%ld-%u-%llu", (long)t, w->index,
	    (unsigned long long)w->orders);
	snprintf(r->event, TEXT, "evt-%ld-%u-%llu", (long)t, w->index,
	    (unsigned long long)w->orders);
	snprintf(r->number, sizeof(r->number), "B%ld-%u-%llu",
	    (long)t % 100000000, w->index, (unsigned long long)w->orders);
	gmtime_r(&t, &tm);
	r->now = (MYSQL_TIME){ .year = (unsigned)tm.tm_year + 1900,
		.month = (unsigned)tm.tm_mon + 1,
		.day = (unsigned)tm.tm_mday,
		.hour = (unsigned)tm.tm_hour,
		.minute = (unsigned)tm.tm_min,
		.second = (unsigned)tm.tm_sec,
		.time_type = MYSQL_TIMESTAMP_DATETIME };
}

static void
bind_bytes(MYSQL_BIND *b, enum enum_field_types type, void *p, size_t n)
{
	memset(b, 0, sizeof(*b));
	b->buffer_type = type;
	b->buffer = p;
	b->buffer_length = n;
}

static void
bind_letter(MYSQL_BIND *b, char letter, struct round *r,
    unsigned char fresh[ID], unsigned *document)
{
	switch (letter) {
	case 'o':
		bind_bytes(b, MYSQL_TYPE_BLOB, r->order, ID);
		break;
	case 'p':
		bind_bytes(b, MYSQL_TYPE_BLOB, r->payment, ID);
		break;
	case 'b':
		bind_bytes(b, MYSQL_TYPE_BLOB, r->bill, ID);
		break;
	case 'e':
		bind_bytes(b, MYSQL_TYPE_BLOB, r->entry, ID);
		break;
	case 'c':
		bind_bytes(b, MYSQL_TYPE_BLOB, bench.company, ID);
		break;
	case 'u':
		bind_bytes(b, MYSQL_TYPE_BLOB, bench.person, ID);
		break;
	case 's':
		bind_bytes(b, MYSQL_TYPE_BLOB, bench.seller, ID);
		break;
	case 'r':
		bind_bytes(b, MYSQL_TYPE_BLOB, bench.product, ID);
		break;
	case 'l':
		bind_bytes(b, MYSQL_TYPE_BLOB, bench.plan, ID);
		break;
	case 'y':
		bind_bytes(b, MYSQL_TYPE_BLOB, bench.card, ID);
		break;
	case 'q':
		bind_bytes(b, MYSQL_TYPE_BLOB, r->quote, HASH);
		break;
	case 'k':
		bind_bytes(b, MYSQL_TYPE_BLOB, r->order_key, HASH);
		break;
	case 'K':
		bind_bytes(b, MYSQL_TYPE_BLOB, r->payment_key, HASH);
		break;
	case 'g':
		bind_bytes(
		    b, MYSQL_TYPE_STRING, r->gateway, strlen(r->gateway));
		break;
	case 'v':
		bind_bytes(b, MYSQL_TYPE_STRING, r->event, strlen(r->event));
		break;
	case 'N':
		bind_bytes(b, MYSQL_TYPE_STRING, r->number, strlen(r->number));
		break;
	case 't':
		bind_bytes(b, MYSQL_TYPE_DATETIME, &r->now, sizeof(r->now));
		break;
	case 'd':
		bind_bytes(
		    b, MYSQL_TYPE_BLOB, bench.documents[(*document)++], HASH);
		break;
	default:
		id_make(fresh);
		bind_bytes(b, MYSQL_TYPE_BLOB, fresh, ID);
	}
}

static bool
step_run(
    MYSQL *my, MYSQL_STMT *statement, const struct step *s, struct round *r)
{
	MYSQL_BIND bind[ARGS_MAX];
	unsigned char fresh[ARGS_MAX][ID];
	unsigned document = 0;

	if (s->sql == NULL)
		return mysql_commit(my) == 0;
	for (size_t i = 0; s->args[i] != '\0'; i++)
		bind_letter(&bind[i], s->args[i], r, fresh[i], &document);
	if ((s->args[0] != '\0' && mysql_stmt_bind_param(statement, bind)) ||
	    mysql_stmt_execute(statement) != 0) {
		fprintf(stderr, "bare: %s: %s\n", s->sql,
		    mysql_stmt_error(statement));
		return false;
	}
	return true;
}

static bool
step_is_ours(const struct step *s)
{
	return (s->ways & bench.way) != 0;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	MYSQL *my = connect_database();
	MYSQL_STMT *statements[STATEMENTS] = { NULL };
	double end;

	for (unsigned i = 0; i < nsteps; i++) {
		if (steps[i].sql == NULL || !step_is_ours(&steps[i]))
			continue;
		statements[i] = mysql_stmt_init(my);
		if (statements[i] == NULL ||
		    mysql_stmt_prepare(
			statements[i], steps[i].sql, strlen(steps[i].sql)) != 0)
			die(steps[i].sql, mysql_error(my));
	}
	for (end = now_s() + bench.seconds; now_s() < end && !w->failed;) {
		double begun = now_s();
		struct round r;

		round_make(&r, w);
		for (unsigned i = 0; i < nsteps && !w->failed; i++)
			w->failed = step_is_ours(&steps[i]) &&
			    !step_run(my, statements[i], &steps[i], &r);
		if (w->orders < ORDERS_MAX)
			w->times_ms[w->orders] = (float)((now_s() - begun) *
			    1000);
		w->orders += !w->failed;
	}
	mysql_close(my);
	mysql_thread_end();
	return NULL;
}

static void
column_copy(
    unsigned char *out, const char *from, unsigned long n, unsigned long want)
{
	if (from == NULL || n != want)
		die("fixture", "no paid order in the database: run Souk first");
	memcpy(out, from, n);
}

static void
card_read(MYSQL *my)
{
	MYSQL_RES *rows;
	MYSQL_ROW row;

	if (mysql_query(my,
		"SELECT card_id FROM cards WHERE state = 'ON_FILE' LIMIT 1") !=
		0 ||
	    (rows = mysql_store_result(my)) == NULL)
		die("card", mysql_error(my));
	if ((row = mysql_fetch_row(rows)) == NULL)
		die("card", "none is on file: run Souk first");
	column_copy(bench.card, row[0], mysql_fetch_lengths(rows)[0], ID);
	mysql_free_result(rows);
}

static void
fixture_read(MYSQL *my)
{
	MYSQL_RES *rows;
	MYSQL_ROW row;
	unsigned long *n;

	if (mysql_query(my,
		"SELECT o.company_id, o.user_id, o.seller_id, "
		"l.product_id, l.plan_id, o.order_id FROM orders o JOIN order_lines"
		" l ON l.order_id = o.order_id WHERE o.paid_at IS NOT NULL "
		"ORDER BY o.order_id DESC LIMIT 1") != 0 ||
	    (rows = mysql_store_result(my)) == NULL)
		die("fixture", mysql_error(my));
	if ((row = mysql_fetch_row(rows)) == NULL)
		die("fixture", "no paid order in the database: run Souk first");
	n = mysql_fetch_lengths(rows);
	column_copy(bench.company, row[0], n[0], ID);
	column_copy(bench.person, row[1], n[1], ID);
	column_copy(bench.seller, row[2], n[2], ID);
	column_copy(bench.product, row[3], n[3], ID);
	column_copy(bench.plan, row[4], n[4], ID);
	mysql_free_result(rows);
	if (mysql_query(my,
		"SELECT document_hash FROM order_consents WHERE "
		"order_id = (SELECT MAX(order_id) FROM orders WHERE paid_at IS NOT "
		"NULL)") != 0 ||
	    (rows = mysql_store_result(my)) == NULL)
		die("fixture", mysql_error(my));
	while ((row = mysql_fetch_row(rows)) != NULL &&
	    bench.ndocuments < DOCUMENTS_MAX) {
		n = mysql_fetch_lengths(rows);
		column_copy(
		    bench.documents[bench.ndocuments++], row[0], n[0], HASH);
	}
	mysql_free_result(rows);
	if (mysql_query(my,
		"INSERT INTO document_counters (kind, year, last_no)"
		" VALUES ('bench', 0, 0) ON DUPLICATE KEY UPDATE last_no = last_no") !=
		0 ||
	    mysql_commit(my) != 0)
		die("counter", mysql_error(my));
}

/* Fills the consents' step: as many rows as the fixture has documents. */
static void
steps_finish(void)
{
	char *p = consents_sql, *end = p + sizeof(consents_sql);

	p += snprintf(p, (size_t)(end - p),
	    "INSERT INTO order_consents "
	    "(order_id, document_hash, user_id, accepted_at) VALUES");
	for (unsigned i = 0; i < bench.ndocuments; i++) {
		p += snprintf(
		    p, (size_t)(end - p), "%s (?, ?, ?, ?)", i > 0 ? "," : "");
		strcat(consents_args, "odut");
	}
	for (unsigned i = 0; i < STATEMENTS; i++) {
		if (steps[i].args != NULL)
			continue;
		if (nsteps == 0) {
			steps[i] = (struct step){ BY_ALL, consents_args,
				consents_sql };
			nsteps = 1;
			continue;
		}
		nsteps = i;
		return;
	}
}

static int
time_compare(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* Of all threads' orders the slowest but one in a hundred. */
static double
p99_ms(const struct worker *workers, unsigned threads, uint64_t orders)
{
	float *all = malloc((orders + 1) * sizeof(*all));
	size_t n = 0;
	double p99;

	if (all == NULL)
		die("times", "no memory");
	for (unsigned i = 0; i < threads; i++)
		for (uint64_t k = 0; k < workers[i].orders && k < ORDERS_MAX;
		     k++)
			all[n++] = workers[i].times_ms[k];
	qsort(all, n, sizeof(*all), time_compare);
	p99 = n == 0 ? 0 : (double)all[n * 99 / 100];
	free(all);
	return p99;
}

static enum way
way_read(const char *name)
{
	return strcmp(name, "event") == 0 ? BY_EVENT
	    : strcmp(name, "return") == 0 ? BY_RETURN
	    : strcmp(name, "card") == 0	  ? BY_CARD
					  : 0;
}

int
main(int argc, char **argv)
{
	struct worker workers[THREADS_MAX] = { 0 };
	uint64_t orders = 0;
	bool failed = false;
	double start, seconds;
	unsigned threads;
	MYSQL *my;

	if (argc != 7 || (bench.way = way_read(argv[6])) == 0) {
		fprintf(stderr,
		    "usage: bare SOCKET DATABASE USER THREADS SECONDS "
		    "event|return|card\n");
		return 2;
	}
	bench.socket = argv[1];
	bench.database = argv[2];
	bench.user = argv[3];
	threads = (unsigned)atoi(argv[4]);
	bench.seconds = atof(argv[5]);
	if (threads < 1 || threads > THREADS_MAX || bench.seconds <= 0) {
		fprintf(stderr, "bare: 1 to %d threads, more than 0 seconds\n",
		    THREADS_MAX);
		return 2;
	}
	if (mysql_library_init(0, NULL, NULL) != 0)
		die("client library", "no memory");
	my = connect_database();
	fixture_read(my);
	if (bench.way == BY_CARD)
		card_read(my);
	mysql_close(my);
	steps_finish();
	start = now_s();
	for (unsigned i = 0; i < threads; i++) {
		workers[i].index = i;
		workers[i].times_ms = malloc(ORDERS_MAX * sizeof(float));
		if (workers[i].times_ms == NULL)
			die("times", "no memory");
		if (pthread_create(
			&workers[i].thread, NULL, work, &workers[i]) != 0)
			die("pthread_create", "no thread");
	}
	for (unsigned i = 0; i < threads; i++) {
		pthread_join(workers[i].thread, NULL);
		orders += workers[i].orders;
		failed |= workers[i].failed;
	}
	seconds = now_s() - start;
	printf("{\"orders\":%llu,\"seconds\":%.3f,\"p99\":%.1f}\n",
	    (unsigned long long)orders, seconds,
	    p99_ms(workers, threads, orders));
	return failed;
}
