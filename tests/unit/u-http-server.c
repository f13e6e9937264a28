/*
 * The server over real sockets: it runs in a child process with 4 threads;
 * the test is the web server, well-behaved or not.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/sys.h"
#include "http/server.h"
#include "unit.h"

#include "fcgi_client.h"

enum { STRANGER = 65534 }; /* a user that is neither root nor us */
enum { THREADS = 4, MANY = 64, DEADLINE_MS = 400, WAIT_MS = 8000 };

/* An upload has longer, and its sink is full at a megabyte. */
enum { UPLOAD_MS = 1500, SINK_MAX = 1 << 20 };
enum { FILE_LINE = 16, FILE_LINES = 100 * 1000 };

static char folder[] = "/tmp/u-http-server-XXXXXX";
static char address[80];
static pid_t server;
/* Shared with the server: its peers are told to be STRANGER's. */
static volatile bool *estranged;

/*
 * In place of the library's, in the server too: who is not root has no second
 * user to connect as.
 */
int
getsockopt(
    int fd, int level, int option, void *restrict value, socklen_t *restrict n)
{
	long got = syscall(SYS_getsockopt, fd, level, option, value, n);

	if (got == 0 && level == SOL_SOCKET && option == SO_PEERCRED &&
	    *estranged)
		((struct ucred *)value)->uid = STRANGER;
	return (int)got;
}

struct sink {
	size_t n;
	uint32_t sum;
};

static enum err
sink_take(void *arg, struct str part)
{
	struct sink *sink = arg;

	for (size_t i = 0; i < part.n; i++)
		sink->sum = sink->sum * 31 + (uint8_t)part.p[i];
	sink->n += part.n;
	return sink->n > SINK_MAX ? ERR_STORAGE : OK;
}

static void
sink_close(void *arg)
{
	free(arg);
}

/* "/upload" has a sink, "/refused" is answered before its body. */
static bool
begin(void *arg, unsigned thread, struct fcgi *in, struct buf *out)
{
	struct str uri = fcgi_param(in, "REQUEST_URI");

	(void)arg;
	(void)thread;
	if (str_is(uri, "/upload"))
		in->sink = (struct fcgi_sink){ sink_take, sink_close,
			calloc(1, sizeof(struct sink)) };
	if (str_is(uri, "/refused"))
		fcgi_answer(out, in->request_id,
		    STR("Status: 403 Forbidden\r\n\r\n"), STR("refused"));
	return out->n > 0;
}

static void
serve_upload(const struct fcgi *in, struct buf *out)
{
	const struct sink *sink = in->sink.arg;
	char text[80];

	snprintf(text, sizeof(text), "%s %zu %u", err_name(in->sink_err),
	    sink->n, sink->sum);
	fcgi_answer(
	    out, in->request_id, STR("Status: 200 OK\r\n\r\n"), str_from(text));
}

/* The bytes of "/file": lines that have their number. */
static const char *
file_bytes(void)
{
	static char bytes[FILE_LINES * FILE_LINE + 1];

	for (size_t i = 0; bytes[0] == '\0' && i < FILE_LINES; i++)
		snprintf(bytes + i * FILE_LINE, FILE_LINE + 1, "%015zu\n",
		    FILE_LINES - i);
	return bytes;
}

/* A file that has no name; "/short" says that it is longer than it is. */
static void
serve_file(const struct fcgi *in, struct sending *out, uint64_t more)
{
	FILE *f = tmpfile();

	if (!f ||
	    fwrite(file_bytes(), FILE_LINE, FILE_LINES, f) != FILE_LINES ||
	    fflush(f) != 0)
		abort();
	fcgi_part(&out->records, in->request_id, STR("Status: 200 OK\r\n\r\n"),
	    STR_NONE);
	out->file = dup(fileno(f));
	out->file_bytes = FILE_LINES * FILE_LINE + more;
	fclose(f);
	if (out->file < 0 || lseek(out->file, 0, SEEK_SET) != 0)
		abort();
}

/* "/slow" takes a while, "/big" answers a megabyte; else echoes. */
static void
serve(void *arg, unsigned thread, const struct fcgi *in, struct sending *out)
{
	static char big[1 << 20];
	const struct timespec while_us = { 0, 300 * 1000 * 1000 };
	struct str uri = fcgi_param(in, "REQUEST_URI");
	struct str body = buf_str(&in->body);

	(void)arg;
	if (thread >= THREADS)
		abort();
	if (in->sink.take) {
		serve_upload(in, &out->records);
		return;
	}
	if (str_is(uri, "/file") || str_is(uri, "/short")) {
		serve_file(in, out, str_is(uri, "/short"));
		return;
	}
	if (str_is(uri, "/slow"))
		nanosleep(&while_us, NULL);
	if (str_is(uri, "/big"))
		body = (struct str){ big, sizeof(big) };
	fcgi_answer(&out->records, in->request_id,
	    STR("Status: 200 OK\r\n\r\n"), body.n > 0 ? body : uri);
}

/* What a responder's own threads do: they are there before the server. */
static void *
other_thread(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static int
serve_child(void)
{
	pthread_t other;
	const struct server_hooks hooks = { .begin = begin, .serve = serve };
	struct server_config config = { .threads = THREADS,
		.body_max = BODY_MAX,
		.connections_max = MANY + 16,
		.request_deadline_us = DEADLINE_MS * 1000,
		.upload_deadline_us = UPLOAD_MS * 1000 };

	file_bytes();
	server_signals_block();
	if (pthread_create(&other, NULL, other_thread, NULL) != 0 ||
	    server_listen(&config.listen_fd, address, 0666) != OK)
		return 2;
	return server_run(&config, &hooks) == OK ? 0 : 3;
}

static int
server_start(void **state)
{
	(void)state;
	server = fork();
	if (server == 0)
		_exit(serve_child());
	return server > 0 ? 0 : -1;
}

/* SIGTERM; the exit status, or -1 when it was none. */
static int
server_stop(void)
{
	int status = -1;

	kill(server, SIGTERM);
	waitpid(server, &status, 0);
	server = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
server_end(void **state)
{
	(void)state;
	return server == 0 || server_stop() == 0 ? 0 : -1;
}

/* Tries until the server listens: it has just been started. */
static int
client(void)
{
	const struct timespec pause = { 0, 5 * 1000 * 1000 };
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(name.sun_path, address + 5);
	for (int i = 0; i < 1000; i++) {
		if (connect(fd, (struct sockaddr *)&name, sizeof(name)) == 0)
			return fd;
		nanosleep(&pause, NULL);
	}
	fail_msg("no connection to %s", address);
	return -1;
}

static void
send_all(int fd, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);

		assert_true(n > 0);
		bytes = str_sub(bytes, (size_t)n, bytes.n);
	}
}

/* One more byte to come within WAIT_MS? */
static bool
readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, WAIT_MS) == 1;
}

static bool
read_exactly(int fd, char *out, size_t n)
{
	while (n > 0) {
		ssize_t got = readable(fd) ? read(fd, out, n) : -1;

		if (got <= 0)
			return false;
		out += got;
		n -= (size_t)got;
	}
	return true;
}

/* The answer's content; false when the connection ended before. */
static bool
answer_read(int fd, struct buf *out)
{
	static char content[65535 + 255];
	uint8_t h[8];

	while (read_exactly(fd, (char *)h, 8)) {
		size_t n = (size_t)(h[4] << 8 | h[5]);

		if (!read_exactly(fd, content, n + h[6]))
			return false;
		if (h[1] == FCGI_END_REQUEST)
			return true;
		buf_add(out, (struct str){ content, n });
	}
	return false;
}

static void
assert_closed(int fd)
{
	char c;

	assert_true(readable(fd));
	assert_true(read(fd, &c, 1) <= 0);
	close(fd);
}

static void
assert_answer(int fd, const char *expected)
{
	struct buf got;

	buf_open(&got, 1 << 21);
	assert_true(answer_read(fd, &got));
	assert_contains(buf_str(&got), expected);
	buf_close(&got);
}

static void
ask(int fd, const char *uri, struct str body, bool keep)
{
	struct buf bytes;

	buf_open(&bytes, 1 << 20);
	request_bytes(&bytes, 1, keep, uri, body, STR(""));
	send_all(fd, buf_str(&bytes));
	buf_close(&bytes);
}

static void
assert_serves(void)
{
	int fd = client();

	ask(fd, "/alive", STR(""), false);
	assert_answer(fd, "/alive");
	assert_closed(fd);
}

static void
test_server__many_requests_on_one_connection(void **state)
{
	int fd = client();
	char uri[32];

	(void)state;
	for (int i = 0; i < 500; i++) {
		snprintf(uri, sizeof(uri), "/number/%d", i);
		ask(fd, uri, STR(""), true);
		assert_answer(fd, uri);
	}
	close(fd);
}

static void
test_server__a_body_that_arrives_byte_by_byte(void **state)
{
	int fd = client();
	struct buf bytes;

	(void)state;
	buf_open(&bytes, 1 << 20);
	request_bytes(&bytes, 1, true, "/x", STR("twelve bytes"), STR(""));
	for (size_t i = 0; i < bytes.n; i++)
		send_all(fd, str_sub(buf_str(&bytes), i, 1));
	buf_close(&bytes);
	assert_answer(fd, "twelve bytes");
	close(fd);
}

/* More silent peers than threads, and one who asks is served at once. */
static void
test_server__silent_peers_hold_no_thread(void **state)
{
	int silent[2 * THREADS];
	int64_t began_us = clock_mono_us();

	(void)state;
	for (int i = 0; i < 2 * THREADS; i++)
		silent[i] = client();
	assert_serves();
	assert_true(clock_mono_us() - began_us < DEADLINE_MS * 1000);
	for (int i = 0; i < 2 * THREADS; i++)
		assert_closed(silent[i]);
}

static void
test_server__a_stalled_request_is_closed_at_the_deadline(void **state)
{
	int64_t began_us = clock_mono_us(), took_us;
	int fd = client();
	struct buf bytes;

	(void)state;
	buf_open(&bytes, 1 << 20);
	request_bytes(&bytes, 1, true, "/x", STR("body"), STR(""));
	send_all(fd, str_sub(buf_str(&bytes), 0, bytes.n - 9));
	buf_close(&bytes);
	assert_closed(fd);
	took_us = clock_mono_us() - began_us;
	assert_true(took_us >= DEADLINE_MS * 1000);
	assert_true(took_us < 4 * DEADLINE_MS * 1000);
}

/* The deadline is of the whole request: bytes do not move it. */
static void
test_server__a_dribbling_peer_is_closed_all_the_same(void **state)
{
	const struct timespec pause = { 0, 20 * 1000 * 1000 };
	int64_t began_us = clock_mono_us();
	int fd = client();
	struct buf bytes;
	size_t sent = 0;

	(void)state;
	buf_open(&bytes, 1 << 20);
	request_bytes(&bytes, 1, true, "/x", STR("body"), STR(""));
	while (
	    sent < bytes.n && send(fd, bytes.p + sent, 1, MSG_NOSIGNAL) == 1) {
		sent++;
		nanosleep(&pause, NULL);
	}
	assert_true(sent < bytes.n);
	assert_true(clock_mono_us() - began_us < 4 * DEADLINE_MS * 1000);
	buf_close(&bytes);
	close(fd);
}

/* A body without end, faster than it is read: the thread is not its own. */
static void
test_server__a_pouring_peer_is_closed_all_the_same(void **state)
{
	static const char zeros[60000];
	const struct timeval wait = { .tv_sec = WAIT_MS / 1000 };
	int64_t began_us = clock_mono_us();
	int fd = client();
	struct buf head, part;

	(void)state;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	buf_open(&head, 1 << 20);
	buf_open(&part, 1 << 20);
	request_bytes(&head, 1, true, "/x", STR(""), STR(""));
	send_all(fd, str_sub(buf_str(&head), 0, head.n - 8));
	record(&part, FCGI_STDIN, 1, (struct str){ zeros, sizeof(zeros) }, 0);
	while (send(fd, part.p, part.n, MSG_NOSIGNAL) > 0 &&
	    clock_mono_us() - began_us < WAIT_MS * 1000)
		;
	assert_true(clock_mono_us() - began_us < 4 * DEADLINE_MS * 1000);
	buf_close(&head);
	buf_close(&part);
	close(fd);
}

static char large[900 * 1000];

static uint32_t
sum_of(struct str s)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < s.n; i++)
		sum = sum * 31 + (uint8_t)s.p[i];
	return sum;
}

/* More than any body that is kept in memory, on a kept connection. */
static void
test_server__an_upload_goes_to_its_sink(void **state)
{
	struct str body = { large, sizeof(large) };
	char expected[80];
	int fd = client();

	(void)state;
	for (size_t i = 0; i < sizeof(large); i++)
		large[i] = (char)(i * 7 / 3);
	snprintf(expected, sizeof(expected), "ok %zu %u", body.n, sum_of(body));
	for (int i = 0; i < 3; i++) {
		ask(fd, "/upload", body, true);
		assert_answer(fd, expected);
		ask(fd, "/between", STR("small"), true);
		assert_answer(fd, "small");
	}
	close(fd);
}

/* Longer than others have, and many more at once than threads. */
static void
test_server__slow_uploads_hold_no_thread(void **state)
{
	const struct timespec pause = { 0, 10 * 1000 * 1000 };
	int64_t began_us = clock_mono_us();
	int fds[4 * THREADS];
	struct buf bytes;

	(void)state;
	buf_open(&bytes, 1 << 20);
	request_bytes(&bytes, 1, true, "/upload", STR("twelve bytes"), STR(""));
	for (int i = 0; i < 4 * THREADS; i++) {
		fds[i] = client();
		send_all(fds[i], str_sub(buf_str(&bytes), 0, bytes.n - 15));
	}
	for (size_t at = bytes.n - 15; at < bytes.n - 1; at++) {
		for (int i = 0; i < 4 * THREADS; i++)
			send_all(fds[i], str_sub(buf_str(&bytes), at, 1));
		assert_serves();
		nanosleep(&pause, NULL);
	}
	while (clock_mono_us() - began_us < 2 * DEADLINE_MS * 1000)
		nanosleep(&pause, NULL);
	for (int i = 0; i < 4 * THREADS; i++) {
		send_all(fds[i], str_sub(buf_str(&bytes), bytes.n - 1, 1));
		assert_answer(fds[i], "ok 12 ");
		close(fds[i]);
	}
	buf_close(&bytes);
}

static void
test_server__an_upload_has_its_deadline_too(void **state)
{
	int64_t began_us = clock_mono_us(), took_us;
	int fd = client();
	struct buf bytes;

	(void)state;
	buf_open(&bytes, 1 << 20);
	request_bytes(&bytes, 1, true, "/upload", STR("body"), STR(""));
	send_all(fd, str_sub(buf_str(&bytes), 0, bytes.n - 9));
	buf_close(&bytes);
	assert_closed(fd);
	took_us = clock_mono_us() - began_us;
	assert_true(took_us >= UPLOAD_MS * 1000);
	assert_true(took_us < 4 * UPLOAD_MS * 1000);
}

/* The answer is there before the body, and is not lost by sending on. */
static void
test_server__a_refused_body_is_thrown_away(void **state)
{
	struct str rest = { large, sizeof(large) };
	struct buf bytes;
	int fd = client();

	(void)state;
	buf_open(&bytes, 1 << 21);
	request_bytes(&bytes, 1, true, "/refused", rest, STR(""));
	send_all(fd, str_sub(buf_str(&bytes), 0, 2000));
	assert_answer(fd, "refused");
	send_all(fd, str_sub(buf_str(&bytes), 2000, bytes.n));
	buf_close(&bytes);
	assert_closed(fd);
	assert_serves();
}

/* A web server that keeps the connection sends its next request on it. */
static void
test_server__a_refused_body_that_came_leaves_the_connection(void **state)
{
	struct str body = { large, 900 };
	int fd = client();

	(void)state;
	for (int i = 0; i < 3; i++) {
		ask(fd, "/refused", body, true);
		assert_answer(fd, "refused");
	}
	ask(fd, "/refused", body, false);
	assert_answer(fd, "refused");
	assert_closed(fd);
}

static void
test_server__a_sink_that_is_full_answers_at_once(void **state)
{
	struct str part = { large, 60000 };
	struct buf head, more;
	int fd = client();

	(void)state;
	buf_open(&head, 1 << 20);
	buf_open(&more, 1 << 20);
	request_bytes(&head, 1, true, "/upload", STR(""), STR(""));
	send_all(fd, str_sub(buf_str(&head), 0, head.n - 8));
	record(&more, FCGI_STDIN, 1, part, 0);
	for (size_t sent = 0; sent <= SINK_MAX; sent += part.n)
		send_all(fd, buf_str(&more));
	assert_answer(fd, "storage 1");
	buf_close(&head);
	buf_close(&more);
	close(fd);
	assert_serves();
}

static void
test_server__malformed_records_close_their_connection_alone(void **state)
{
	static const struct str bad[] = { { "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
					      27 },
		{ "\x02\x01\x00\x01\x00\x08\x00\x00", 8 },
		{ "\x01\x09\x00\x00\x00\x00\x00\x00", 8 },
		{ "\x01\x04\x00\x01\x00\x00\x00\x00", 8 },
		{ "\x01\x01\x00\x01\xff\xff\x00\x00", 8 },
		{ "\x01\x01\x00\x01\x00\x08\x00\x00\x00\x03\x00\x00\x00\x00"
		  "\x00\x00",
		    16 },
		{ "\x01\x63\x00\x01\x00\x00\x00\x00", 8 },
		{ "\xff\xff\xff\xff\xff\xff\xff\xff", 8 } };
	int kept = client();

	(void)state;
	ask(kept, "/before", STR(""), true);
	assert_answer(kept, "/before");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int fd = client();

		send_all(fd, bad[i]);
		assert_closed(fd);
	}
	ask(kept, "/after", STR(""), true);
	assert_answer(kept, "/after");
	close(kept);
}

static void
test_server__no_kept_connection_starves(void **state)
{
	int fds[MANY];
	char uri[32];

	(void)state;
	for (int i = 0; i < MANY; i++)
		fds[i] = client();
	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < MANY; i++) {
			snprintf(uri, sizeof(uri), "/%d/%d", round, i);
			ask(fds[i], uri, STR(""), true);
		}
		for (int i = MANY; i-- > 0;) {
			snprintf(uri, sizeof(uri), "/%d/%d", round, i);
			assert_answer(fds[i], uri);
		}
	}
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
}

/* Far more connections than the cap: the oldest idle ones make room. */
static void
test_server__idle_connections_make_room(void **state)
{
	int fds[2 * MANY];

	(void)state;
	for (int i = 0; i < 2 * MANY; i++) {
		fds[i] = client();
		ask(fds[i], "/one", STR(""), true);
		assert_answer(fds[i], "/one");
	}
	assert_closed(fds[0]);
	ask(fds[2 * MANY - 1], "/two", STR(""), true);
	assert_answer(fds[2 * MANY - 1], "/two");
	for (int i = 1; i < 2 * MANY; i++)
		close(fds[i]);
}

/* An answer larger than the socket's buffer, read late. */
static void
test_server__a_slow_reader_holds_no_thread(void **state)
{
	int slow[2 * THREADS];

	(void)state;
	for (int i = 0; i < 2 * THREADS; i++) {
		slow[i] = client();
		ask(slow[i], "/big", STR(""), true);
	}
	assert_serves();
	for (int i = 0; i < 2 * THREADS; i++) {
		struct buf got;

		buf_open(&got, 1 << 22);
		assert_true(answer_read(slow[i], &got));
		assert_true(got.n > 1 << 20);
		buf_close(&got);
		ask(slow[i], "/again", STR(""), true);
		assert_answer(slow[i], "/again");
		close(slow[i]);
	}
}

static void
assert_file(int fd)
{
	struct str head = STR("Status: 200 OK\r\n\r\n");
	size_t n = (size_t)FILE_LINES * FILE_LINE;
	struct buf got;

	buf_open(&got, 1 << 22);
	assert_true(answer_read(fd, &got));
	assert_int_equal(got.n, head.n + n);
	assert_memory_equal(got.p, head.p, head.n);
	assert_memory_equal(got.p + head.n, file_bytes(), n);
	buf_close(&got);
}

static void
test_server__files_leave_as_they_are_taken(void **state)
{
	int slow[2 * THREADS], left = client();

	(void)state;
	for (int i = 0; i < 2 * THREADS; i++) {
		slow[i] = client();
		ask(slow[i], "/file", STR(""), true);
	}
	ask(left, "/file", STR(""), true);
	assert_true(readable(left));
	close(left);
	assert_serves();
	for (int i = 0; i < 2 * THREADS; i++) {
		assert_file(slow[i]);
		ask(slow[i], "/again", STR(""), true);
		assert_answer(slow[i], "/again");
		ask(slow[i], "/file", STR(""), false);
		assert_file(slow[i]);
		assert_closed(slow[i]);
	}
}

static void
test_server__a_file_that_became_shorter_is_no_whole_answer(void **state)
{
	struct buf got;
	int fd = client();

	(void)state;
	buf_open(&got, 1 << 22);
	ask(fd, "/short", STR(""), true);
	assert_false(answer_read(fd, &got));
	assert_true(got.n > (size_t)FILE_LINES * FILE_LINE);
	buf_close(&got);
	close(fd);
	assert_serves();
}

/* Becomes STRANGER, truly when it may; the exit status of its attempt. */
static int
stranger_connect(void)
{
	int fd;
	char c;

	if (geteuid() == 0 && (setgid(STRANGER) != 0 || setuid(STRANGER) != 0))
		return 2;
	fd = client();
	if (!readable(fd))
		return 3;
	return read(fd, &c, 1) <= 0 ? 0 : 4;
}

static void
test_server__another_user_is_refused(void **state)
{
	pid_t stranger;
	int status;

	(void)state;
	assert_serves();
	*estranged = geteuid() != 0;
	stranger = fork();
	if (stranger == 0)
		_exit(stranger_connect());
	waitpid(stranger, &status, 0);
	*estranged = false;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_serves();
}

static void
test_server__sigterm_answers_what_is_in_flight(void **state)
{
	int busy = client(), idle = client(), status = -1;

	(void)state;
	ask(idle, "/idle", STR(""), true);
	assert_answer(idle, "/idle");
	ask(busy, "/slow", STR(""), true);
	/* The request is taken up when a second one has been answered. */
	assert_serves();
	kill(server, SIGTERM);
	assert_answer(busy, "/slow");
	assert_closed(busy);
	assert_closed(idle);
	waitpid(server, &status, 0);
	server = 0;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
test_server__sighup_finds_no_thread_that_it_ends(void **state)
{
	(void)state;
	assert_serves();
	kill(server, SIGHUP);
	assert_serves();
	assert_int_equal(server_stop(), 0);
}

#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, server_start, server_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_server__many_requests_on_one_connection),
		CASE(test_server__a_body_that_arrives_byte_by_byte),
		CASE(test_server__silent_peers_hold_no_thread),
		CASE(test_server__a_stalled_request_is_closed_at_the_deadline),
		CASE(test_server__a_dribbling_peer_is_closed_all_the_same),
		CASE(test_server__a_pouring_peer_is_closed_all_the_same),
		CASE(test_server__an_upload_goes_to_its_sink),
		CASE(test_server__slow_uploads_hold_no_thread),
		CASE(test_server__an_upload_has_its_deadline_too),
		CASE(test_server__a_refused_body_is_thrown_away),
		CASE(
		    test_server__a_refused_body_that_came_leaves_the_connection),
		CASE(test_server__a_sink_that_is_full_answers_at_once),
		CASE(
		    test_server__malformed_records_close_their_connection_alone),
		CASE(test_server__no_kept_connection_starves),
		CASE(test_server__files_leave_as_they_are_taken),
		CASE(
		    test_server__a_file_that_became_shorter_is_no_whole_answer),
		CASE(test_server__idle_connections_make_room),
		CASE(test_server__a_slow_reader_holds_no_thread),
		CASE(test_server__another_user_is_refused),
		CASE(test_server__sigterm_answers_what_is_in_flight),
		CASE(test_server__sighup_finds_no_thread_that_it_ends)
	};
	int failed;

	estranged = mmap(NULL, sizeof(*estranged), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (estranged == MAP_FAILED || !mkdtemp(folder))
		return 1;
	chmod(folder, 0755);
	snprintf(address, sizeof(address), "unix:%s/s", folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(address + 5);
	rmdir(folder);
	return failed;
}
