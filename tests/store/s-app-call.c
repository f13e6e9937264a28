/*
 * One request after another through the whole skeleton, without sockets:
 * site, session, CSRF, body, key, transaction, answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../unit/fcgi_client.h"
#include "app/csrf.h"
#include "app/health.h"
#include "app/limits.h"
#include "app/serve_call.h"
#include "app/session.h"
#include "app/sites.h"
#include "base/sys.h"
#include "fixture.h"
#include "store/session.h"

enum { ANSWER_MAX = 1 << 20, PARAMS_MAX = 40 };

static char folder[] = "/tmp/s-app-call-XXXXXX";
static char site_path[128], other_path[128], key_path[128];
static struct lane lane, other_lane;
static struct router router;

/* --- the program under the skeleton ---------------------------------- */

struct note_body {
	struct str text;
	int64_t fail;
};

static const struct field note_fields[] = { { .name = "text",
						.type = FIELD_TEXT,
						.required = true,
						.min = 1,
						.max = 40,
						.offset = offsetof(
						    struct note_body, text) },
	{ .name = "fail",
	    .type = FIELD_INT,
	    .max = 9,
	    .offset = offsetof(struct note_body, fail) } };
static const struct shape note_shape = SHAPE(
    "Note", struct note_body, note_fields);

static const char note_sql[] = "INSERT INTO notes (text) VALUES (?)";

static enum err
note_insert(struct call *c, const char *suffix)
{
	const struct note_body *b = c->body;

	return db_exec(c->db, NULL, note_sql,
	    DB_ARGS(db_str(
		arena_printf(c->arena, "%.*s%s", STR_FMT(b->text), suffix))));
}

static enum err
note_answer(struct call *c)
{
	const struct note_body *b = c->body;
	struct json *j = reply_json(c, 201);

	json_object(j);
	json_put_str(j, "text", b->text);
	json_put_id(j, "id", ID_EVENT, id_new());
	json_end_object(j);
	return OK;
}

/* One transaction; fails after its effect when asked to. */
static enum err
note_post(struct call *c)
{
	const struct note_body *b = c->body;
	enum err e = note_insert(c, "");

	if (e == OK && b->fail == 1)
		return call_fail(c, ERR_STATE, "It was asked to fail.");
	if (e == OK)
		e = note_answer(c);
	/* More than an answer may hold. */
	if (b->fail == 3)
		(void)buf_reserve(&c->reply->body, REPLY_MAX);
	return e;
}

static int phase_calls;

static enum err
phase_first(struct call *c, void *arg)
{
	bool *resumed = arg;
	struct str note;
	enum err e = idem_phase_begin(c, STR_NONE, resumed, &note);

	if (e != OK)
		return e;
	if (*resumed && !str_is(note, "first"))
		return ERR_BUG;
	if (!*resumed)
		e = note_insert(c, " first");
	return e == OK ? idem_phase_note(c, STR("first")) : e;
}

static enum err
phase_last(struct call *c, void *arg)
{
	enum err e = note_insert(c, " last");

	(void)arg;
	if (e == OK)
		e = note_answer(c);
	return e == OK ? idem_store(c) : e;
}

static enum err
note_phases(struct call *c)
{
	const struct note_body *b = c->body;
	bool resumed;
	enum err e = call_tx(c, phase_first, &resumed);

	phase_calls++;
	if (e == OK && b->fail == 2 && !resumed)
		return ERR_UNAVAILABLE;
	return e == OK ? call_tx(c, phase_last, NULL) : e;
}

static enum err
who_get(struct call *c)
{
	struct json *j = reply_json(c, 200);

	json_object(j);
	json_put_str(j, "user", c->who.user_name);
	json_put_str(j, "csrf", csrf_token(c));
	json_end_object(j);
	return OK;
}

static enum err
page_get(struct call *c)
{
	bool done = false;
	enum err e = call_not_modified(c, STR("r1"), &done);

	if (e != OK || done)
		return e;
	c->reply->content_type = "text/html; charset=utf-8";
	buf_add(&c->reply->body, STR("<p>page "));
	buf_add(&c->reply->body, c->path_arg[0]);
	return OK;
}

static enum err
sign_in_unit(struct call *c, void *arg)
{
	return session_start(c, *(struct id *)arg, false);
}

static struct id user_id;

static enum err
sign_in(struct call *c)
{
	enum err e = call_throttle(c, "sign-in", STR("x"), 3, 900);

	if (e == OK)
		e = call_tx(c, sign_in_unit, &user_id);
	if (e == OK)
		e = who_get(c);
	c->reply->status = 201;
	return e;
}

static enum err
sign_out(struct call *c)
{
	return session_end(c);
}

static const char *const page_query[] = { "limit", "after", NULL };

static const struct route routes[] = { { .method = "POST",
					   .pattern = "/api/t/notes",
					   .handler = note_post,
					   .caller = CALLER_BUYER,
					   .tx = TX_WRITE,
					   .idempotent = true,
					   .body = &note_shape,
					   .status = 201 },
	{ .method = "POST",
	    .pattern = "/api/t/phases",
	    .handler = note_phases,
	    .caller = CALLER_USER,
	    .tx = TX_PHASES,
	    .idempotent = true,
	    .body = &note_shape,
	    .status = 201 },
	{ .method = "GET",
	    .pattern = "/api/t/who",
	    .handler = who_get,
	    .caller = CALLER_VISITOR,
	    .tx = TX_NONE,
	    .query = page_query },
	{ .method = "GET",
	    .pattern = "/api/t/mine",
	    .handler = who_get,
	    .caller = CALLER_USER,
	    .tx = TX_READ },
	{ .method = "POST",
	    .pattern = "/api/t/session",
	    .handler = sign_in,
	    .caller = CALLER_VISITOR,
	    .tx = TX_PHASES,
	    .status = 201 },
	{ .method = "DELETE",
	    .pattern = "/api/t/session",
	    .handler = sign_out,
	    .caller = CALLER_USER,
	    .tx = TX_WRITE,
	    .status = 204 },
	{ .method = "GET",
	    .pattern = "/p/{slug}",
	    .handler = page_get,
	    .caller = CALLER_ANYONE,
	    .tx = TX_NONE,
	    .page = true },
	{ .method = NULL } };
static const struct route *const tables[] = { routes, NULL };
static const struct program program = {
	.name = "souk-t", .responder = "t", .routes = tables
};

/* --- the web server's side ------------------------------------------- */

struct param {
	const char *name, *value;
};

static struct param site_params_of[PARAMS_MAX];
static size_t nsite_params;

struct ask {
	const char *method, *uri, *body, *cookie, *csrf, *key, *origin;
	const char *length;   /* instead of the body's */
	struct param instead; /* of a SOUK_ parameter */
	struct param more;
	struct lane *lane;
};

struct answer {
	int status;
	char *text; /* head and body */
	const char *body;
};

static void
params_write(struct buf *out, const struct ask *q)
{
	char n[24];

	for (size_t i = 0; i < nsite_params; i++) {
		const struct param *p = &site_params_of[i];
		bool other = q->instead.name &&
		    strcmp(q->instead.name, p->name) == 0;

		if (!other || q->instead.value)
			pair_cstr(
			    out, p->name, other ? q->instead.value : p->value);
	}
	pair_cstr(out, "REQUEST_METHOD", q->method);
	pair_cstr(out, "REQUEST_URI", q->uri);
	pair_cstr(out, "REMOTE_ADDR", "127.0.0.1");
	if (q->body) {
		snprintf(n, sizeof(n), "%zu", strlen(q->body));
		pair_cstr(out, "CONTENT_LENGTH", q->length ? q->length : n);
		pair_cstr(out, "CONTENT_TYPE", "application/json");
	}
	if (q->cookie)
		pair_cstr(out, "HTTP_COOKIE", q->cookie);
	if (q->csrf)
		pair_cstr(out, "HTTP_X_SOUK_CSRF", q->csrf);
	if (q->key)
		pair_cstr(out, "HTTP_IDEMPOTENCY_KEY", q->key);
	if (q->origin)
		pair_cstr(out, "HTTP_ORIGIN", q->origin);
	if (q->more.name)
		pair_cstr(out, q->more.name, q->more.value);
}

static struct answer
unwrap(const struct buf *out)
{
	struct answer a = { .text = test_calloc(1, ANSWER_MAX) };
	size_t at = 0, n = 0;

	while (at + 8 <= out->n) {
		const uint8_t *h = (const uint8_t *)out->p + at;
		size_t content = (size_t)(h[4] << 8 | h[5]);

		if (h[1] == FCGI_STDOUT) {
			memcpy(a.text + n, h + 8, content);
			n += content;
		}
		at += 8 + content;
	}
	assert_int_equal(sscanf(a.text, "Status: %d", &a.status), 1);
	a.body = strstr(a.text, "\r\n\r\n");
	assert_non_null(a.body);
	a.body += 4;
	return a;
}

static struct answer
ask(struct ask q)
{
	static __thread struct fcgi f;
	struct buf params, wire;
	struct sending out = { .file = -1 };
	struct answer a;
	size_t used;

	buf_open(&params, 1 << 20);
	buf_open(&wire, 1 << 20);
	buf_open(&out.records, ANSWER_MAX);
	if (!q.method)
		q.method = q.body ? "POST" : "GET";
	params_write(&params, &q);
	record_begin(&wire, 1, FCGI_RESPONDER, true);
	record(&wire, FCGI_PARAMS, 1, buf_str(&params), 0);
	record(&wire, FCGI_PARAMS, 1, STR(""), 0);
	for (struct str rest = str_from(q.body); rest.n > 0;) {
		record(&wire, FCGI_STDIN, 1, str_sub(rest, 0, 60000), 0);
		rest = str_sub(rest, 60000, rest.n);
	}
	record(&wire, FCGI_STDIN, 1, STR(""), 0);
	fcgi_open(&f, router.body_max);
	fcgi_feed(&f, buf_str(&wire), &used);
	assert_int_equal(f.phase, FCGI_COMPLETE);
	call_serve(&program, &router, q.lane ? q.lane : &lane, &f, &out);
	a = unwrap(&out.records);
	fcgi_close(&f);
	buf_close(&params);
	buf_close(&wire);
	assert_int_equal(out.file, -1);
	buf_close(&out.records);
	return a;
}

static void
done(struct answer a)
{
	test_free(a.text);
}

static void
assert_status(struct answer a, int status, const char *part)
{
	if (a.status != status)
		fail_msg("%d instead of %d: %s", a.status, status, a.text);
	if (part && !strstr(a.text, part))
		fail_msg("\"%s\" is not in: %s", part, a.text);
	done(a);
}

#define ASK(...) ask((struct ask){ __VA_ARGS__ })
#define EXPECT(status, part, ...) assert_status(ASK(__VA_ARGS__), status, part)
#define OURS .origin = "http://127.0.0.1:8080"

/* --- rows ------------------------------------------------------------- */

static char cookie[128], csrf[80];

/* A fresh session of the user; its cookie and token. */
static void
sign_user_in(void)
{
	struct answer a;
	const char *at;

	fixture_exec("DELETE FROM throttles");
	a = ASK(.method = "POST", .uri = "/api/t/session", OURS);
	assert_int_equal(a.status, 201);
	at = strstr(a.text, "Set-Cookie: ");
	assert_non_null(at);
	snprintf(cookie, sizeof(cookie), "%.*s", (int)strcspn(at + 12, ";"),
	    at + 12);
	at = strstr(a.text, "\"csrf\":\"");
	assert_non_null(at);
	snprintf(csrf, sizeof(csrf), "%.64s", at + 8);
	done(a);
}

static const char user_sql[] =
    "INSERT INTO users (user_id, company_id, user_name, email,"
    " email_verified_at, password_phc, role, locale, created_at)"
    " VALUES (?, ?, 'maria', 'maria@example.org', ?, 'x', 'owner', 'en', ?)";
static const char company_sql[] =
    "INSERT INTO companies (company_id, name, country, currency, created_at)"
    " VALUES (?, 'Acme', 'DE', 'EUR', ?)";

static void
people_insert(void)
{
	struct id company = id_new();
	int64_t now_us = clock_now_us();

	user_id = id_new();
	assert_int_equal(db_exec(fixture_db(), NULL, company_sql,
			     DB_ARGS(db_id(company), db_us(now_us))),
	    OK);
	assert_int_equal(db_exec(fixture_db(), NULL, user_sql,
			     DB_ARGS(db_id(user_id), db_id(company),
				 db_us(now_us), db_us(now_us))),
	    OK);
}

static void
param_set(const char *name, const char *value)
{
	assert_true(nsite_params < PARAMS_MAX);
	site_params_of[nsite_params++] = (struct param){ name, value };
}

/* changed: a parameter of another value, or a further one. */
static void
file_write_params(const char *path, struct param changed)
{
	FILE *f = fopen(path, "w");
	bool used = false;

	assert_non_null(f);
	for (size_t i = 0; i < nsite_params; i++) {
		bool this = changed.name &&
		    strcmp(changed.name, site_params_of[i].name) == 0;

		used |= this;
		fprintf(f, "fastcgi_param %s \"%s\";\n", site_params_of[i].name,
		    this ? changed.value : site_params_of[i].value);
	}
	if (changed.name && !used)
		fprintf(f, "fastcgi_param %s \"%s\";\n", changed.name,
		    changed.value);
	fclose(f);
	chmod(path, 0644);
}

static int
all_open(void **state)
{
	const struct sites_hooks none = { NULL, NULL };

	fixture_open(state);
	assert_non_null(mkdtemp(folder));
	snprintf(site_path, sizeof(site_path), "%s/a.conf", folder);
	snprintf(other_path, sizeof(other_path), "%s/b.conf", folder);
	snprintf(key_path, sizeof(key_path), "%s/key", folder);
	assert_int_equal(keys_create(key_path), OK);
	param_set("SOUK_SITE", "alpha");
	param_set("SOUK_PUBLIC_URL", "http://127.0.0.1:8080");
	param_set("SOUK_DB_SOCKET", fixture_config()->socket);
	param_set("SOUK_DB_NAME", fixture_config()->name);
	param_set("SOUK_DB_USER", fixture_config()->user);
	param_set("SOUK_SECRET_FILE", key_path);
	param_set("SOUK_PAYMENT", "none");
	file_write_params(site_path, (struct param){ NULL, NULL });
	assert_int_equal(router_add(&router, health_routes(&program)), OK);
	assert_int_equal(router_add(&router, routes), OK);
	assert_int_equal(metrics_open("t", router.labels, router.n), OK);
	assert_int_equal(lane_open(&lane), OK);
	assert_int_equal(lane_open(&other_lane), OK);
	limits_open(4, 0);
	sites_open(&none);
	assert_int_equal(sites_add_file(site_path), OK);
	fixture_exec("CREATE TABLE notes (n INT AUTO_INCREMENT PRIMARY KEY,"
		     " text VARCHAR(80) NOT NULL)");
	people_insert();
	return 0;
}

static int
all_close(void **state)
{
	sites_close();
	metrics_close();
	lane_close(&lane);
	lane_close(&other_lane);
	unlink(site_path);
	unlink(other_path);
	unlink(key_path);
	rmdir(folder);
	return fixture_close(state);
}

static int
clear(void **state)
{
	(void)state;
	fixture_exec("DELETE FROM notes");
	fixture_exec("DELETE FROM sessions");
	fixture_exec("DELETE FROM idempotency_keys");
	fixture_exec("UPDATE users SET role = 'owner', state = 'ACTIVE',"
		     " email_verified_at = created_at");
	phase_calls = 0;
	sign_user_in();
	return 0;
}

static int64_t
notes(void)
{
	return fixture_i64("SELECT COUNT(*) FROM notes");
}

/* --- tests ------------------------------------------------------------ */

static void
test_call__parameters_must_equal_the_listed_ones(void **state)
{
	(void)state;
	EXPECT(200, "\"user\":null", .uri = "/api/t/who");
	EXPECT(503, "\"code\":\"site\"", .uri = "/api/t/who",
	    .instead = { "SOUK_DB_NAME", "mysql" });
	EXPECT(503, "\"code\":\"site\"", .uri = "/api/t/who",
	    .instead = { "SOUK_PAYMENT", NULL });
	EXPECT(503, "\"code\":\"site\"", .uri = "/api/t/who",
	    .instead = { "SOUK_SITE", "beta" });
	EXPECT(503, "\"code\":\"site\"", .uri = "/api/t/who",
	    .more = { "SOUK_NAME", "More" });
	EXPECT(503, "\"code\":\"site\"", .uri = "/api/t/who",
	    .more = { "SOUK_PAYMENT", "none" });
	EXPECT(503, "<h1>Not served here</h1>", .uri = "/p/x",
	    .instead = { "SOUK_DB_NAME", "mysql" });
}

static void
test_call__a_faulty_site_stops_alone(void **state)
{
	(void)state;
	site_params_of[0].value = "beta";
	file_write_params(
	    other_path, (struct param){ "SOUK_CURRENCY", "EURO" });
	assert_int_equal(sites_add_file(other_path), OK);
	EXPECT(503, "\"code\":\"misconfigured\"", .uri = "/api/t/who",
	    .more = { "SOUK_CURRENCY", "EURO" });
	EXPECT(503, "misconfigured", .uri = "/p/x",
	    .more = { "SOUK_CURRENCY", "EURO" });
	site_params_of[0].value = "alpha";
	EXPECT(200, NULL, .uri = "/api/t/who");
	/* Mended, it is served within a tick. */
	site_params_of[0].value = "beta";
	file_write_params(other_path, (struct param){ "SOUK_CURRENCY", "EUR" });
	sites_tick();
	EXPECT(
	    200, NULL, .uri = "/api/t/who", .more = { "SOUK_CURRENCY", "EUR" });
	/* Edited: both sets, until the web server has reloaded. */
	file_write_params(other_path, (struct param){ "SOUK_CURRENCY", "GBP" });
	sites_tick();
	EXPECT(
	    200, NULL, .uri = "/api/t/who", .more = { "SOUK_CURRENCY", "EUR" });
	EXPECT(
	    200, NULL, .uri = "/api/t/who", .more = { "SOUK_CURRENCY", "GBP" });
	EXPECT(
	    503, NULL, .uri = "/api/t/who", .more = { "SOUK_CURRENCY", "USD" });
	/* Gone, it is served no more. */
	unlink(other_path);
	sites_tick();
	EXPECT(
	    503, NULL, .uri = "/api/t/who", .more = { "SOUK_CURRENCY", "GBP" });
	site_params_of[0].value = "alpha";
}

static void
test_call__a_file_that_others_may_write_is_not_believed(void **state)
{
	const char *why = NULL;

	(void)state;
	file_write_params(other_path, (struct param){ NULL, NULL });
	assert_int_equal(site_file_trusted(other_path, &why), OK);
	chmod(other_path, 0666);
	assert_int_equal(site_file_trusted(other_path, &why), ERR_CONFIG);
	assert_non_null(strstr(why, "chmod"));
	unlink(other_path);
}

static void
test_call__paths_and_methods(void **state)
{
	(void)state;
	EXPECT(404, "\"code\":\"not_found\"", .uri = "/api/t/nothing");
	EXPECT(404, "<h1>Not found</h1>", .uri = "/nothing");
	EXPECT(405, "Allow: GET, HEAD\r\n", .uri = "/api/t/who",
	    .method = "DELETE");
	EXPECT(405, "Allow: POST, DELETE\r\n", .uri = "/api/t/session");
	EXPECT(405, NULL, .uri = "/api/t/who", .method = "TRACE");
	EXPECT(400, "\"code\":\"syntax\"", .uri = "/api/t//who");
	EXPECT(422, "query parameter", .uri = "/api/t/who?colour=red");
	EXPECT(200, "page caf\xc3\xa9", .uri = "/p/caf%C3%A9?utm=x");
	EXPECT(404, NULL, .uri = "/p/");
	EXPECT(404, NULL, .uri = "/p/a/b");
}

static size_t
occurrences(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

static void
test_call__each_security_header_exactly_once(void **state)
{
	static const char *const names[] = { "Content-Security-Policy: ",
		"X-Content-Type-Options: nosniff", "Referrer-Policy: ",
		"Cache-Control: ", "X-Request-Id: ", "Content-Length: " };
	static const char *const uris[] = { "/api/t/who", "/p/x",
		"/api/t/nothing", "/nothing", "/api/t//" };

	(void)state;
	for (size_t u = 0; u < 5; u++) {
		struct answer a = ASK(.uri = uris[u]);

		for (size_t i = 0; i < 6; i++)
			assert_int_equal(occurrences(a.text, names[i]), 1);
		done(a);
	}
}

static void
test_call__head_is_get_without_a_body(void **state)
{
	struct answer a = ASK(.uri = "/p/x", .method = "HEAD");

	(void)state;
	assert_int_equal(a.status, 200);
	assert_non_null(strstr(a.text, "Content-Length: 9\r\n"));
	assert_string_equal(a.body, "");
	done(a);
}

static void
test_call__etag_answers_304(void **state)
{
	(void)state;
	EXPECT(200, "ETag: \"r1\"\r\n", .uri = "/p/x");
	EXPECT(304, "ETag: \"r1\"\r\n", .uri = "/p/x",
	    .more = { "HTTP_IF_NONE_MATCH", "\"r0\", W/\"r1\"" });
	EXPECT(200, NULL, .uri = "/p/x",
	    .more = { "HTTP_IF_NONE_MATCH", "\"r0\"" });
}

static void
test_call__session_from_cookie(void **state)
{
	(void)state;
	EXPECT(
	    200, "\"user\":\"maria\"", .uri = "/api/t/who", .cookie = cookie);
	EXPECT(
	    200, "\"user\":\"maria\"", .uri = "/api/t/mine", .cookie = cookie);
	EXPECT(401, "\"code\":\"unauthenticated\"", .uri = "/api/t/mine");
	EXPECT(401, NULL, .uri = "/api/t/mine",
	    .cookie = "souk-alpha=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	EXPECT(401, NULL, .uri = "/api/t/mine", .cookie = "souk-alpha=' OR 1");
	fixture_exec("UPDATE users SET state = 'LOCKED'");
	EXPECT(401, NULL, .uri = "/api/t/mine", .cookie = cookie);
}

static void
test_call__session_ends_when_idle_or_old(void **state)
{
	(void)state;
	fixture_exec("UPDATE sessions SET seen_at = seen_at"
		     " - INTERVAL 29 MINUTE");
	EXPECT(200, NULL, .uri = "/api/t/mine", .cookie = cookie);
	/* It was touched: the idle limit starts anew. */
	assert_int_equal(fixture_i64("SELECT TIMESTAMPDIFF(MINUTE, seen_at,"
				     " UTC_TIMESTAMP(6)) FROM sessions"),
	    0);
	fixture_exec("UPDATE sessions SET seen_at = seen_at"
		     " - INTERVAL 31 MINUTE");
	EXPECT(401, NULL, .uri = "/api/t/mine", .cookie = cookie);
	fixture_exec("UPDATE sessions SET seen_at = seen_at"
		     " + INTERVAL 31 MINUTE, created_at = created_at"
		     " - INTERVAL 721 MINUTE");
	EXPECT(401, NULL, .uri = "/api/t/mine", .cookie = cookie);
}

/* Who is refused all the time is at work all the same. */
static void
test_call__a_refused_change_counts_as_use(void **state)
{
	(void)state;
	fixture_exec("UPDATE sessions SET seen_at = seen_at"
		     " - INTERVAL 29 MINUTE");
	EXPECT(409, NULL, .uri = "/api/t/notes",
	    .body = "{\"text\":\"x\",\"fail\":1}", .cookie = cookie,
	    .csrf = csrf, .key = "key-0001");
	assert_int_equal(notes(), 0);
	assert_int_equal(fixture_i64("SELECT TIMESTAMPDIFF(MINUTE, seen_at,"
				     " UTC_TIMESTAMP(6)) FROM sessions"),
	    0);
}

static void
test_call__sign_out_ends_the_session(void **state)
{
	(void)state;
	EXPECT(403, "\"code\":\"csrf\"", .uri = "/api/t/session",
	    .method = "DELETE", .cookie = cookie);
	EXPECT(204, "Max-Age=0", .uri = "/api/t/session", .method = "DELETE",
	    .cookie = cookie, .csrf = csrf);
	EXPECT(401, NULL, .uri = "/api/t/mine", .cookie = cookie);
}

static void
test_call__signing_in_anew_ends_the_old_session(void **state)
{
	(void)state;
	EXPECT(201, "Set-Cookie: souk-alpha=", .method = "POST",
	    .uri = "/api/t/session", .cookie = cookie, OURS);
	EXPECT(401, NULL, .uri = "/api/t/mine", .cookie = cookie);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM sessions"), 1);
}

static void
test_call__visitors_posts_need_our_origin(void **state)
{
	(void)state;
	EXPECT(403, "\"code\":\"csrf\"", .method = "POST",
	    .uri = "/api/t/session");
	EXPECT(403, NULL, .method = "POST", .uri = "/api/t/session",
	    .origin = "http://evil.example");
	EXPECT(403, NULL, .method = "POST", .uri = "/api/t/session",
	    .origin = "null");
	EXPECT(403, NULL, .method = "POST", .uri = "/api/t/session", OURS,
	    .more = { "HTTP_SEC_FETCH_SITE", "cross-site" });
	EXPECT(201, NULL, .method = "POST", .uri = "/api/t/session",
	    .origin = "null", .more = { "HTTP_SEC_FETCH_SITE", "same-origin" });
}

#define NOTE \
	.uri = "/api/t/notes", .body = "{\"text\":\"hello\"}", \
	.cookie = cookie, .csrf = csrf, .key = "key-0001"

static void
test_call__csrf_token_is_the_sessions(void **state)
{
	char old[80];

	(void)state;
	memcpy(old, csrf, sizeof(old));
	sign_user_in();
	EXPECT(403, "\"code\":\"csrf\"", .uri = "/api/t/notes",
	    .body = "{\"text\":\"x\"}", .cookie = cookie, .csrf = old,
	    .key = "key-0001", OURS);
	EXPECT(403, NULL, NOTE, .origin = "http://evil.example");
	assert_int_equal(notes(), 0);
	EXPECT(201, NULL, NOTE);
}

static void
test_call__callers_by_role_and_verification(void **state)
{
	(void)state;
	EXPECT(401, NULL, .uri = "/api/t/notes", .body = "{\"text\":\"x\"}",
	    .key = "key-0001", OURS);
	fixture_exec("UPDATE users SET role = 'finance'");
	EXPECT(403, "\"code\":\"forbidden\"", NOTE);
	fixture_exec("UPDATE users SET role = 'purchaser',"
		     " email_verified_at = NULL");
	EXPECT(403, "\"code\":\"unverified\"", NOTE);
	assert_int_equal(notes(), 0);
}

static void
test_call__bodies(void **state)
{
	static char large[BODY_MAX + 100];

	(void)state;
	EXPECT(400, "\"code\":\"syntax\"", .uri = "/api/t/notes",
	    .body = "{\"text\":", .cookie = cookie, .csrf = csrf,
	    .key = "key-0001");
	EXPECT(422, "\"pointer\":\"/colour\"", .uri = "/api/t/notes",
	    .body = "{\"text\":\"x\",\"colour\":1}", .cookie = cookie,
	    .csrf = csrf, .key = "key-0001");
	EXPECT(415, NULL, .uri = "/api/t/notes", .method = "POST",
	    .cookie = cookie, .csrf = csrf, .key = "key-0001");
	memset(large, ' ', sizeof(large) - 1);
	EXPECT(413, "\"code\":\"body_too_large\"", .uri = "/api/t/notes",
	    .body = large, .cookie = cookie, .csrf = csrf, .key = "key-0001");
	EXPECT(400, NULL, NOTE, .length = "99");
	assert_int_equal(notes(), 0);
}

static void
test_call__a_key_has_one_effect_and_one_answer(void **state)
{
	struct answer first = ASK(NOTE), second = ASK(NOTE);

	(void)state;
	assert_int_equal(first.status, 201);
	assert_null(strstr(first.text, "Idempotent-Replayed"));
	assert_int_equal(second.status, 201);
	assert_non_null(strstr(second.text, "Idempotent-Replayed: true\r\n"));
	assert_string_equal(first.body, second.body);
	assert_int_equal(notes(), 1);
	done(first);
	done(second);
	EXPECT(422, "\"code\":\"key_reused\"", .uri = "/api/t/notes",
	    .body = "{\"text\":\"other\"}", .cookie = cookie, .csrf = csrf,
	    .key = "key-0001");
	EXPECT(400, "\"code\":\"key_missing\"", .uri = "/api/t/notes",
	    .body = "{\"text\":\"other\"}", .cookie = cookie, .csrf = csrf);
	EXPECT(400, NULL, .uri = "/api/t/notes", .body = "{\"text\":\"other\"}",
	    .cookie = cookie, .csrf = csrf, .key = "short");
	assert_int_equal(notes(), 1);
}

static void
test_call__a_failure_leaves_nothing_behind(void **state)
{
	(void)state;
	EXPECT(409, "It was asked to fail.", .uri = "/api/t/notes",
	    .body = "{\"text\":\"x\",\"fail\":1}", .cookie = cookie,
	    .csrf = csrf, .key = "key-0001");
	assert_int_equal(notes(), 0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM"
				     " idempotency_keys"),
	    0);
	EXPECT(201, NULL, NOTE);
}

static void *
note_in_thread(void *arg)
{
	struct answer *a = arg;

	*a = ASK(NOTE, .lane = &other_lane);
	return NULL;
}

static void
test_call__two_at_once_have_one_effect(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		struct answer one, two;
		pthread_t thread;

		fixture_exec("DELETE FROM idempotency_keys");
		fixture_exec("DELETE FROM notes");
		assert_int_equal(
		    pthread_create(&thread, NULL, note_in_thread, &two), 0);
		one = ASK(NOTE);
		pthread_join(thread, NULL);
		assert_int_equal(one.status, 201);
		assert_int_equal(two.status, 201);
		assert_string_equal(one.body, two.body);
		assert_int_equal(notes(), 1);
		done(one);
		done(two);
	}
}

/*
 * Each statement and COMMIT of the call fails in turn, in each way, until
 * one passes untouched: never two effects, and never an acknowledged one
 * without effect.
 */
static void
every_failure(const char *uri, int64_t effects)
{
	static const enum err ways[] = { ERR_RETRY, ERR_UNAVAILABLE,
		ERR_UNKNOWN };

	for (size_t w = 0; w < 3; w++) {
		for (unsigned long n = 1; n <= 16; n++) {
			struct answer a;
			int first;

			fixture_exec("DELETE FROM idempotency_keys");
			fixture_exec("DELETE FROM notes");
			db_fail_at(n, ways[w]);
			a = ASK(.uri = uri, .body = "{\"text\":\"hello\"}",
			    .cookie = cookie, .csrf = csrf, .key = "key-0001");
			db_fail_at(0, OK);
			first = a.status;
			done(a);
			if (first == 201)
				assert_int_equal(notes(), effects);
			a = ASK(.uri = uri, .body = "{\"text\":\"hello\"}",
			    .cookie = cookie, .csrf = csrf, .key = "key-0001");
			if (a.status != 201)
				fail_msg("failure %lu of way %zu: %d, then "
					 "%s",
				    n, w, first, a.text);
			done(a);
			assert_int_equal(notes(), effects);
		}
	}
}

static void
test_call__every_lost_statement_ends_in_one_effect(void **state)
{
	(void)state;
	every_failure("/api/t/notes", 1);
}

static void
test_call__every_lost_statement_of_phases_ends_in_one_effect(void **state)
{
	(void)state;
	every_failure("/api/t/phases", 2);
}

#define PHASES(body_) \
	.uri = "/api/t/phases", .body = (body_), .cookie = cookie, \
	.csrf = csrf, .key = "key-0002"

static void
test_call__phases_replay_their_answer(void **state)
{
	struct answer first = ASK(PHASES("{\"text\":\"x\"}"));
	struct answer second = ASK(PHASES("{\"text\":\"x\"}"));

	(void)state;
	assert_int_equal(first.status, 201);
	assert_int_equal(second.status, 201);
	assert_string_equal(first.body, second.body);
	assert_non_null(strstr(second.text, "Idempotent-Replayed: true"));
	assert_int_equal(notes(), 2);
	done(first);
	done(second);
	EXPECT(422, "key_reused", PHASES("{\"text\":\"y\"}"));
}

static void
test_call__a_failed_phase_is_resumed_at_once(void **state)
{
	(void)state;
	EXPECT(503, "Retry-After: ", PHASES("{\"text\":\"x\",\"fail\":2}"));
	assert_int_equal(notes(), 1);
	EXPECT(201, NULL, PHASES("{\"text\":\"x\",\"fail\":2}"));
	assert_int_equal(notes(), 2);
	assert_int_equal(phase_calls, 2);
}

/* The process died after its first phase: nobody gave the lease back. */
static void
test_call__a_lease_holds_until_it_ends(void **state)
{
	(void)state;
	EXPECT(503, NULL, PHASES("{\"text\":\"x\",\"fail\":2}"));
	fixture_exec("UPDATE idempotency_keys SET lease_until ="
		     " UTC_TIMESTAMP(6) + INTERVAL 20 SECOND");
	EXPECT(409, "Retry-After: ", PHASES("{\"text\":\"x\",\"fail\":2}"));
	assert_int_equal(notes(), 1);
	fixture_exec("UPDATE idempotency_keys SET lease_until ="
		     " UTC_TIMESTAMP(6) - INTERVAL 1 SECOND");
	EXPECT(201, NULL, PHASES("{\"text\":\"x\",\"fail\":2}"));
	assert_int_equal(notes(), 2);
}

static void
test_call__tries_are_counted_although_refused(void **state)
{
	(void)state;
	fixture_exec("DELETE FROM throttles");
	for (int i = 0; i < 3; i++)
		EXPECT(
		    201, NULL, .method = "POST", .uri = "/api/t/session", OURS);
	EXPECT(429, "Retry-After: ", .method = "POST", .uri = "/api/t/session",
	    OURS);
	fixture_exec("UPDATE throttles SET window_start = window_start"
		     " - INTERVAL 901 SECOND");
	EXPECT(201, NULL, .method = "POST", .uri = "/api/t/session", OURS);
}

static void
test_call__changes_are_limited_by_address(void **state)
{
	int refused = 0;

	(void)state;
	limits_open(4, 1);
	for (int i = 0; i < MUTATIONS_BURST + 20; i++) {
		struct answer a = ASK(.uri = "/api/t/session",
		    .method = "DELETE");

		refused += a.status == 429;
		done(a);
	}
	limits_open(4, 0);
	assert_true(refused >= 10 && refused <= 20);
	EXPECT(200, NULL, .uri = "/api/t/who");
}

static void
test_call__health_readiness_metrics(void **state)
{
	(void)state;
	EXPECT(200, "\"status\":\"ok\"", .uri = "/api/t/healthz");
	/* The fixture's migrations have no history: not ready. */
	EXPECT(503, "soukctl migrate", .uri = "/api/t/readyz");
	fixture_exec(
	    "INSERT INTO schema_migrations VALUES (48, 'x',"
	    " REPEAT('x', 32), 1, 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))");
	EXPECT(200, "\"status\":\"ready\"", .uri = "/api/t/readyz");
	EXPECT(200,
	    "souk_requests_total{site=\"alpha\",responder=\"t\","
	    "method=\"GET\",route=\"/api/t/healthz\",status=\"200\"} 1\n",
	    .uri = "/api/t/metrics");
	EXPECT(200, "le=\"+Inf\"} ", .uri = "/api/t/metrics");
}

/* Connections that died while they lay in the pool: nobody notices. */
static void
test_call__stale_connections_are_replaced(void **state)
{
	struct db_result r;

	(void)state;
	EXPECT(200, NULL, .uri = "/api/t/mine", .cookie = cookie);
	assert_int_equal(db_query(fixture_db(), fixture_arena(), &r,
			     "SELECT id FROM information_schema.processlist"
			     " WHERE db = DATABASE() AND id <> CONNECTION_ID()",
			     DB_NO_ARGS),
	    OK);
	assert_true(r.rows > 0);
	while (db_next(&r)) {
		char kill[40];

		snprintf(kill, sizeof(kill), "KILL %lld",
		    (long long)db_get_i64(&r, 0));
		assert_int_equal(db_script(fixture_db(), str_from(kill)), OK);
	}
	EXPECT(200, "maria", .uri = "/api/t/mine", .cookie = cookie);
	EXPECT(201, NULL, NOTE);
	assert_int_equal(notes(), 1);
}

static void
test_call__without_database_503_and_when_to_come_back(void **state)
{
	(void)state;
	site_params_of[0].value = "gamma";
	file_write_params(other_path,
	    (struct param){ "SOUK_DB_SOCKET", "/nonexistent/socket" });
	assert_int_equal(sites_add_file(other_path), OK);
	EXPECT(503, "Retry-After: ", .uri = "/api/t/mine",
	    .cookie = "souk-gamma=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    .instead = { "SOUK_DB_SOCKET", "/nonexistent/socket" });
	EXPECT(200, NULL, .uri = "/p/x",
	    .instead = { "SOUK_DB_SOCKET", "/nonexistent/socket" });
	site_params_of[0].value = "alpha";
	unlink(other_path);
	sites_tick();
}

/* An answer that is cut is no answer, and must not be kept as one. */
static void
test_call__what_cannot_be_answered_is_not_done(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		EXPECT(500, "\"code\":\"internal\"", .uri = "/api/t/notes",
		    .body = "{\"text\":\"a\",\"fail\":3}", .cookie = cookie,
		    .csrf = csrf, .key = "key-too-long-1");
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM notes"), 0);
	EXPECT(201, "\"text\":\"a\"", .uri = "/api/t/notes",
	    .body = "{\"text\":\"a\"}", .cookie = cookie, .csrf = csrf,
	    .key = "key-too-long-1");
}

/*
 * As mod_fcgid starts it, told of no site: a file that was missing and is
 * there now is found without a change of the parameters.  The last test:
 * the other sites are closed.
 */
static void
test_call__an_adopted_site_recovers(void **state)
{
	const struct sites_hooks none = { NULL, NULL };
	const struct timespec pause = { 0, 50 * 1000 * 1000 };
	char late[160];
	struct ask q = { .uri = "/api/t/who",
		.instead = { "SOUK_SECRET_FILE", late } };
	int status = 0;

	(void)state;
	snprintf(late, sizeof(late), "%s/late-key", folder);
	sites_close();
	sites_open(&none);
	EXPECT(503, "misconfigured", .uri = q.uri, .instead = q.instead);
	assert_int_equal(keys_create(late), OK);
	for (int i = 0; i < 200 && status != 200; i++) {
		struct answer a = ask(q);

		status = a.status;
		done(a);
		nanosleep(&pause, NULL);
	}
	unlink(late);
	assert_int_equal(status, 200);
}

#define CASE(name) cmocka_unit_test_setup(name, clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_call__parameters_must_equal_the_listed_ones),
		CASE(test_call__a_faulty_site_stops_alone),
		CASE(test_call__a_file_that_others_may_write_is_not_believed),
		CASE(test_call__paths_and_methods),
		CASE(test_call__each_security_header_exactly_once),
		CASE(test_call__head_is_get_without_a_body),
		CASE(test_call__etag_answers_304),
		CASE(test_call__session_from_cookie),
		CASE(test_call__session_ends_when_idle_or_old),
		CASE(test_call__a_refused_change_counts_as_use),
		CASE(test_call__sign_out_ends_the_session),
		CASE(test_call__signing_in_anew_ends_the_old_session),
		CASE(test_call__visitors_posts_need_our_origin),
		CASE(test_call__csrf_token_is_the_sessions),
		CASE(test_call__callers_by_role_and_verification),
		CASE(test_call__bodies),
		CASE(test_call__a_key_has_one_effect_and_one_answer),
		CASE(test_call__a_failure_leaves_nothing_behind),
		CASE(test_call__two_at_once_have_one_effect),
		CASE(test_call__every_lost_statement_ends_in_one_effect),
		CASE(
		    test_call__every_lost_statement_of_phases_ends_in_one_effect),
		CASE(test_call__phases_replay_their_answer),
		CASE(test_call__a_failed_phase_is_resumed_at_once),
		CASE(test_call__a_lease_holds_until_it_ends),
		CASE(test_call__tries_are_counted_although_refused),
		CASE(test_call__changes_are_limited_by_address),
		CASE(test_call__health_readiness_metrics),
		CASE(test_call__stale_connections_are_replaced),
		CASE(test_call__without_database_503_and_when_to_come_back),
		CASE(test_call__what_cannot_be_answered_is_not_done),
		CASE(test_call__an_adopted_site_recovers)
	};

	return cmocka_run_group_tests(tests, all_open, all_close);
}
