#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sys.h"
#include "conn.h"

/* An output buffer above this is given back after its answer. */
enum { KEEP_BYTES_MAX = 256 * 1024 };

/* What a wake throws away of a body that nobody wants, in reads. */
enum { DRAIN_READS = 16 };

struct server_counts server_counts;

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

/* The caller holds the mutex and must not touch the connection after. */
static void
conn_close(struct server *s, struct conn *c)
{
	close(c->fd);
	c->fd = -1;
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

/*
 * Sends the answer.  What the socket does not take at once changes hands:
 * the thread's buffer goes to the connection.  True when the connection is
 * idle again and still this thread's.
 */
static bool
conn_reply(struct worker *w, struct conn *c)
{
	struct server *s = w->server;
	struct buf spare;

	if (buf_err(&w->out) != OK) {
		log_error("answer lost", "why=%s", err_name(buf_err(&w->out)));
		conn_close(s, c);
		return false;
	}
	c->out_sent = 0;
	if (!conn_send(s, c, &w->out))
		return false;
	if (c->out_sent == w->out.n) {
		if (w->out.cap > KEEP_BYTES_MAX)
			buf_close(&w->out);
		else
			buf_clear(&w->out);
		return conn_idle(s, c);
	}
	spare = c->out;
	c->out = w->out;
	w->out = spare;
	c->deadline_us = clock_mono_us() + WRITE_DEADLINE_MS * INT64_C(1000);
	conn_park(s, c, EPOLLOUT);
	return false;
}

static bool
conn_answer(struct worker *w, struct conn *c)
{
	struct server *s = w->server;

	server_counts.requests++;
	buf_clear(&w->out);
	s->hooks->serve(s->hooks->arg, w->thread, c->in, &w->out);
	return conn_reply(w, c);
}

/* False: the answer is there before the body, and says no to it. */
static bool
conn_begin(struct worker *w, struct conn *c)
{
	struct server *s = w->server;

	c->in->held = false;
	buf_clear(&w->out);
	if (s->hooks->begin(s->hooks->arg, w->thread, c->in, &w->out))
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

/*
 * At most one answer a wake: after it the connection is parked, so that
 * a busy one cannot keep a thread from the others.
 */
static void
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

static bool
peer_allowed(const struct server *s, int fd)
{
	struct sockaddr_storage name;
	struct ucred cred;
	socklen_t n = sizeof(name);

	if (getsockname(fd, (struct sockaddr *)&name, &n) != 0)
		return false;
	if (name.ss_family != AF_UNIX)
		return true;
	n = sizeof(cred);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) != 0)
		return false;
	if (cred.uid == geteuid() || cred.uid == 0)
		return true;
	for (size_t i = 0; i < s->config.npeer_uids; i++)
		if (s->config.peer_uids[i] == cred.uid)
			return true;
	log_warn("peer refused", "uid=%ld mend=%s", (long)cred.uid,
	    "if this is the web server's user, start with --peer-uid");
	return false;
}

/* The oldest idle connection makes room; false when none is idle. */
static bool
close_oldest_idle(struct server *s)
{
	struct conn *oldest = NULL;
	int64_t since_us = INT64_MAX;
	bool closed = false;

	for (unsigned i = 0; i < s->nconns; i++) {
		int64_t idle_us = s->conns[i].idle_since_us;

		if (idle_us != 0 && idle_us < since_us) {
			since_us = idle_us;
			oldest = &s->conns[i];
		}
	}
	if (!oldest || pthread_mutex_trylock(&oldest->mutex) != 0)
		return false;
	if (oldest->fd >= 0 && oldest->idle_since_us == since_us) {
		conn_close(s, oldest);
		closed = true;
	}
	pthread_mutex_unlock(&oldest->mutex);
	return closed;
}

static struct conn *
conn_take_free(struct server *s)
{
	struct conn *c = NULL;

	pthread_mutex_lock(&s->free_mutex);
	if (s->nfree > 0)
		c = &s->conns[s->free_slots[--s->nfree]];
	pthread_mutex_unlock(&s->free_mutex);
	return c;
}

/* The parser is large, so that a slot has none before its first use. */
static bool
conn_parser(const struct server *s, struct conn *c)
{
	if (!c->in) {
		c->in = calloc(1, sizeof(*c->in));
		if (c->in) {
			fcgi_open(c->in, s->config.body_max);
			c->in->holds_body = s->hooks->begin != NULL;
		}
	}
	return c->in != NULL;
}

void
conns_listen(struct server *s, int op)
{
	struct epoll_event ev = { .events = EPOLLIN | EPOLLONESHOT,
		.data.u64 = EVENT_LISTEN };

	if (epoll_ctl(s->epoll, op, s->config.listen_fd, &ev) != 0)
		log_error("epoll", "why=%s", strerror(errno));
}

/* The new connection's descriptor, or -1. */
static int
peer_accept(struct server *s)
{
	int fd = accept4(
	    s->config.listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM ||
		    errno == ENOBUFS) {
			/* Accepting again at once would only spin. */
			log_error("accept", "why=%s mend=%s", strerror(errno),
			    "raise the limit on open files");
			close_oldest_idle(s);
			s->listen_paused = true;
		}
		return -1;
	}
	server_counts.accepted++;
	if (!peer_allowed(s, fd)) {
		server_counts.refused_peer++;
		close(fd);
		return -1;
	}
	return fd;
}

void
conns_accept(struct worker *w)
{
	struct server *s = w->server;
	struct conn *c;
	int fd;

	if (s->draining)
		return;
	fd = peer_accept(s);
	if (!s->listen_paused)
		conns_listen(s, EPOLL_CTL_MOD);
	if (fd < 0)
		return;
	if (server_counts.connections >= s->nconns - s->nconns / 8)
		close_oldest_idle(s);
	c = conn_take_free(s);
	if (!c) {
		server_counts.refused_cap++;
		close(fd);
		return;
	}
	server_counts.connections++;
	pthread_mutex_lock(&c->mutex);
	c->fd = fd;
	c->in_epoll = false;
	if (!conn_parser(s, c)) {
		conn_close(s, c);
		pthread_mutex_unlock(&c->mutex);
		return;
	}
	c->deadline_us = clock_mono_us() + s->config.request_deadline_us;
	conn_ready(w, c); /* its request is mostly here already */
	pthread_mutex_unlock(&c->mutex);
}

void
conns_wake(struct worker *w, uint64_t event)
{
	struct conn *c = &w->server->conns[(uint32_t)event];

	pthread_mutex_lock(&c->mutex);
	if (c->fd >= 0 && c->serial == event >> 32)
		conn_ready(w, c);
	pthread_mutex_unlock(&c->mutex);
}

void
conns_sweep(struct server *s, bool drain)
{
	int64_t now_us = clock_mono_us();

	for (unsigned i = 0; i < s->nconns; i++) {
		struct conn *c = &s->conns[i];
		int64_t deadline_us = c->deadline_us;
		bool idle = c->idle_since_us != 0;

		if (deadline_us == 0 ||
		    (deadline_us > now_us && !(drain && idle)))
			continue;
		/* Held: a thread is at work on it right now. */
		if (pthread_mutex_trylock(&c->mutex) != 0)
			continue;
		idle = c->idle_since_us != 0;
		if (c->fd >= 0 &&
		    (c->deadline_us <= now_us || (drain && idle))) {
			if (!idle)
				server_counts.timed_out++;
			conn_close(s, c);
		}
		pthread_mutex_unlock(&c->mutex);
	}
}

enum err
conns_open(struct server *s)
{
	s->conns = calloc(s->nconns, sizeof(*s->conns));
	s->free_slots = calloc(s->nconns, sizeof(*s->free_slots));
	if (!s->conns || !s->free_slots)
		return ERR_NOMEM;
	pthread_mutex_init(&s->free_mutex, NULL);
	for (unsigned i = s->nconns; i-- > 0;) {
		pthread_mutex_init(&s->conns[i].mutex, NULL);
		s->conns[i].fd = -1;
		buf_open(&s->conns[i].out, OUT_MAX);
		s->free_slots[s->nfree++] = i;
	}
	return OK;
}

void
conns_close(struct server *s)
{
	bool opened = s->conns && s->free_slots;

	for (unsigned i = 0; opened && i < s->nconns; i++) {
		struct conn *c = &s->conns[i];

		if (c->fd >= 0)
			conn_close(s, c);
		if (c->in)
			fcgi_close(c->in);
		free(c->in);
		buf_close(&c->out);
		pthread_mutex_destroy(&c->mutex);
	}
	free(s->conns);
	free(s->free_slots);
}
