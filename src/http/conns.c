/* The table of connections: who gets a slot, and who must leave his. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sys.h"
#include "conn.h"

struct server_counts server_counts;

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
		s->conns[i].file = -1;
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
