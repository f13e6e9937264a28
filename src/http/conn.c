#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sys.h"
#include "conn.h"

/* An output buffer above this is given back after its answer. */
enum { KEEP_BYTES_MAX = 256 * 1024 };

/* What a wake sends of a file, in pieces of READ_BYTES. */
enum { FILE_PIECES = 32 };

/* What a wake throws away of a body that nobody wants, in reads. */
enum { DRAIN_READS = 16 };

static unsigned
conn_index(const struct server *s, const struct conn *c)
{
	return (unsigned)(c - s->conns);
}

static bool
conn_watch(struct server *s, struct conn *c, uint32_t events)
{
	struct epoll_event ev = { .events = events | EPOLLONESHOT,
		.data.u64 = conn_index(s, c) | (uint64_t)c->serial << 32 };
	int op = c->in_epoll ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	c->in_epoll = epoll_ctl(s->epoll, op, c->fd, &ev) == 0;
	return c->in_epoll;
}

static void
file_close(struct conn *c)
{
	if (c->file >= 0)
		close(c->file);
	c->file = -1;
	c->file_left = 0;
}

void
conn_close(struct server *s, struct conn *c)
{
	close(c->fd);
	c->fd = -1;
	file_close(c);
	c->serial++;
	c->deadline_us = 0;
	c->idle_since_us = 0;
	c->lingers = false;
	if (c->in)
		fcgi_reset(c->in);
	buf_close(&c->out);
	server_counts.connections--;
	pthread_mutex_lock(&s->free_mutex);
	s->free_slots[s->nfree++] = conn_index(s, c);
	pthread_mutex_unlock(&s->free_mutex);
}

static void
conn_broken(struct server *s, struct conn *c)
{
	server_counts.broken++;
	log_warn("connection closed", "why=%s", c->in->fault);
	conn_close(s, c);
}

static void
conn_park(struct server *s, struct conn *c, uint32_t events)
{
	if (!conn_watch(s, c, events))
		conn_close(s, c);
}

/*
 * Answered before the body's end.  Closing now would make the web server
 * lose the answer: unread bytes turn a close into a reset.  So it is told
 * that no more will come, and its own end is waited for.
 */
static void
conn_linger(struct server *s, struct conn *c)
{
	shutdown(c->fd, SHUT_WR);
	fcgi_reset(c->in);
	c->deadline_us = clock_mono_us() + s->config.request_deadline_us;
	conn_park(s, c, EPOLLIN);
}

static void
conn_drain(struct worker *w, struct conn *c)
{
	ssize_t n = 1;

	for (int i = 0; i < DRAIN_READS && n > 0; i++)
		n = recv(c->fd, w->in, sizeof(w->in), 0);
	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		conn_park(w->server, c, EPOLLIN);
	else
		conn_close(w->server, c);
}

/* The answer is out: the connection may be kept for the next request. */
static bool
conn_idle(struct server *s, struct conn *c)
{
	int64_t now_us = clock_mono_us();

	if (c->lingers) {
		conn_linger(s, c);
		return false;
	}
	if (!c->in->keep || s->draining) {
		conn_close(s, c);
		return false;
	}
	fcgi_reset(c->in);
	c->idle_since_us = now_us;
	c->deadline_us = now_us + s->config.idle_us;
	return true;
}

/* Sends from *out on; false when the connection is gone. */
static bool
conn_send(struct server *s, struct conn *c, const struct buf *out)
{
	while (c->out_sent < out->n) {
		ssize_t n = send(c->fd, out->p + c->out_sent,
		    out->n - c->out_sent, MSG_NOSIGNAL);

		if (n >= 0) {
			c->out_sent += (size_t)n;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			break;
		} else if (errno != EINTR) {
			conn_close(s, c);
			return false;
		}
	}
	return true;
}

/* The file's next piece as records; with the last one the answer's end. */
static bool
conn_piece(struct worker *w, struct conn *c)
{
	size_t want = c->file_left < sizeof(w->in) ? (size_t)c->file_left
						   : sizeof(w->in);
	ssize_t n;

	do
		n = read(c->file, w->in, want);
	while (n < 0 && errno == EINTR);
	if (n <= 0) {
		log_error("answer cut short: its file cannot be read", "why=%s",
		    n < 0 ? strerror(errno) : "it has become shorter");
		return false;
	}
	c->file_left -= (uint64_t)n;
	c->out_sent = 0;
	buf_clear(&c->out);
	fcgi_part(&c->out, c->in->request_id, STR_NONE,
	    (struct str){ w->in, (size_t)n });
	if (c->file_left == 0) {
		fcgi_end(&c->out, c->in->request_id);
		file_close(c);
	}
	return buf_err(&c->out) == OK;
}

/* Parks the connection until its peer takes more; each time it has a while. */
static bool
conn_wait(struct server *s, struct conn *c)
{
	c->deadline_us = clock_mono_us() + WRITE_DEADLINE_MS * INT64_C(1000);
	conn_park(s, c, EPOLLOUT);
	return false;
}

/* Sends on from the file.  As conn_reply(). */
static bool
conn_stream(struct worker *w, struct conn *c)
{
	struct server *s = w->server;

	for (int i = 0; i < FILE_PIECES && c->file >= 0; i++) {
		if (!conn_piece(w, c)) {
			conn_close(s, c);
			return false;
		}
		if (!conn_send(s, c, &c->out))
			return false;
		if (c->out_sent < c->out.n)
			break;
	}
	if (c->file >= 0 || c->out_sent < c->out.n)
		return conn_wait(s, c);
	buf_close(&c->out);
	return conn_idle(s, c);
}

/*
 * Sends the answer.  What the socket does not take at once changes hands:
 * the thread's buffer goes to the connection.  True when the connection is
 * idle again and still this thread's.
 */
static bool
conn_reply(struct worker *w, struct conn *c)
{
	struct server *s = w->server;
	struct buf *out = &w->out.records, spare;

	c->file = w->out.file;
	c->file_left = w->out.file_bytes;
	w->out.file = -1;
	if (buf_err(out) != OK) {
		log_error("answer lost", "why=%s", err_name(buf_err(out)));
		conn_close(s, c);
		return false;
	}
	c->out_sent = 0;
	if (!conn_send(s, c, out))
		return false;
	if (c->out_sent == out->n) {
		if (out->cap > KEEP_BYTES_MAX)
			buf_close(out);
		else
			buf_clear(out);
		return c->file >= 0 ? conn_stream(w, c) : conn_idle(s, c);
	}
	spare = c->out;
	c->out = *out;
	*out = spare;
	return conn_wait(s, c);
}

static bool
conn_answer(struct worker *w, struct conn *c)
{
	struct server *s = w->server;

	server_counts.requests++;
	buf_clear(&w->out.records);
	s->hooks->serve(s->hooks->arg, w->thread, c->in, &w->out);
	return conn_reply(w, c);
}

/* False: the answer is there before the body, and says no to it. */
static bool
conn_begin(struct worker *w, struct conn *c)
{
	struct server *s = w->server;

	c->in->held = false;
	buf_clear(&w->out.records);
	if (s->hooks->begin(s->hooks->arg, w->thread, c->in, &w->out.records))
		return false;
	if (c->in->sink.take)
		c->deadline_us += s->config.upload_deadline_us -
		    s->config.request_deadline_us;
	return true;
}

/*
 * Sends what conn_begin() made.  A body that has come already is passed over
 * and the connection is kept: a web server that has it for the next request
 * would lose that one.
 */
static bool
conn_refuse(struct worker *w, struct conn *c, struct str rest)
{
	size_t used;

	server_counts.requests++;
	fcgi_feed(c->in, rest, &used);
	c->lingers = c->in->phase != FCGI_COMPLETE || used < rest.n;
	return conn_reply(w, c);
}

/* False when the connection is parked or gone. */
static bool
conn_flush(struct worker *w, struct conn *c)
{
	struct server *s = w->server;

	if (!conn_send(s, c, &c->out))
		return false;
	if (c->out_sent < c->out.n) {
		conn_park(s, c, EPOLLOUT);
		return false;
	}
	if (c->file >= 0)
		return conn_stream(w, c);
	buf_close(&c->out);
	return conn_idle(s, c);
}

/* False when the connection is parked or gone. */
static bool
conn_feed(struct worker *w, struct conn *c, size_t n)
{
	struct str bytes = { w->in, n }, rest;
	size_t used, more = 0;

	if (c->idle_since_us != 0) {
		c->idle_since_us = 0;
		c->deadline_us = clock_mono_us() +
		    w->server->config.request_deadline_us;
	}
	fcgi_feed(c->in, bytes, &used);
	if (c->in->held) {
		rest = str_sub(bytes, used, n - used);
		if (!conn_begin(w, c))
			return conn_refuse(w, c, rest);
		fcgi_feed(c->in, rest, &more);
		used += more;
	}
	if (c->in->phase == FCGI_BROKEN) {
		conn_broken(w->server, c);
		return false;
	}
	if (c->in->phase != FCGI_COMPLETE) {
		if (c->in->sink_err == OK)
			return true;
		c->lingers = true;
		return conn_answer(w, c);
	}
	/*
	 * We never said that we multiplex, so a web server waits for the
	 * answer; bytes before it are another's.
	 */
	if (used < n)
		c->in->keep = false;
	return conn_answer(w, c);
}

void
conn_ready(struct worker *w, struct conn *c)
{
	bool served, ours;
	ssize_t n;

	if (c->out.n > 0 && !conn_flush(w, c))
		return;
	if (c->lingers) {
		conn_drain(w, c);
		return;
	}
	for (;;) {
		n = recv(c->fd, w->in, sizeof(w->in), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
		if (n <= 0) {
			conn_close(w->server, c);
			return;
		}
		ours = conn_feed(w, c, (size_t)n);
		/* What was read may be a password. */
		explicit_bzero(w->in, (size_t)n);
		if (!ours)
			return;
		served = c->idle_since_us != 0;
		if (served || (size_t)n < sizeof(w->in))
			break;
		/* While it is read the sweeper passes it over. */
		if (c->deadline_us <= clock_mono_us()) {
			server_counts.timed_out++;
			conn_close(w->server, c);
			return;
		}
	}
	conn_park(w->server, c, EPOLLIN);
}
