#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sys.h"
#include "conn.h"

enum { JOIN_MS = 1000 };

static _Atomic int retire_event = -1;

void
server_stats(struct server_stats *out)
{
	out->accepted = server_counts.accepted;
	out->refused_peer = server_counts.refused_peer;
	out->refused_cap = server_counts.refused_cap;
	out->broken = server_counts.broken;
	out->timed_out = server_counts.timed_out;
	out->requests = server_counts.requests;
	out->connections = server_counts.connections;
}

static void
event_raise(int fd)
{
	uint64_t one = 1;

	/* Full only when it was raised already, which does as well. */
	if (write(fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		log_error("eventfd", "why=%s", strerror(errno));
}

void
server_retire(void)
{
	int fd = retire_event;

	if (fd >= 0)
		event_raise(fd);
}

static void *
worker_main(void *arg)
{
	struct worker *w = arg;
	struct server *s = w->server;
	struct epoll_event ev;

	for (;;) {
		int n = epoll_wait(s->epoll, &ev, 1, -1);

		if (n <= 0)
			continue;
		if (ev.data.u64 == EVENT_STOP)
			break;
		if (ev.data.u64 == EVENT_LISTEN)
			conns_accept(w);
		else
			conns_wake(w, ev.data.u64);
	}
	return NULL;
}

static void *
tick_main(void *arg)
{
	struct server *s = arg;
	struct timespec at;

	pthread_mutex_lock(&s->tick_mutex);
	clock_gettime(CLOCK_MONOTONIC, &at);
	while (!s->tick_stop) {
		at.tv_sec++;
		while (!s->tick_stop &&
		    pthread_cond_timedwait(
			&s->tick_wake, &s->tick_mutex, &at) == 0)
			;
		if (s->tick_stop)
			break;
		pthread_mutex_unlock(&s->tick_mutex);
		s->hooks->tick(s->hooks->arg);
		pthread_mutex_lock(&s->tick_mutex);
		clock_gettime(CLOCK_MONOTONIC, &at);
	}
	pthread_mutex_unlock(&s->tick_mutex);
	return NULL;
}

/* Reads one signal; true when it asks to stop. */
static bool
signal_stops(struct server *s, int signals)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) != sizeof(info))
		return false;
	if (info.ssi_signo != SIGHUP)
		return true;
	log_reopen();
	if (s->hooks->reopen)
		s->hooks->reopen(s->hooks->arg);
	return false;
}

/* Until a signal or server_retire() asks to stop. */
static void
supervise(struct server *s, int signals, int retire)
{
	struct pollfd wait[2] = { { .fd = signals, .events = POLLIN },
		{ .fd = retire, .events = POLLIN } };
	int64_t interval_ms = s->config.request_deadline_us / 4 / 1000;

	if (interval_ms < 10)
		interval_ms = 10;
	else if (interval_ms > 1000)
		interval_ms = 1000;
	for (;;) {
		if (poll(wait, 2, (int)interval_ms) > 0) {
			if (wait[1].revents ||
			    (wait[0].revents && signal_stops(s, signals)))
				return;
		}
		conns_sweep(s, false);
		if (s->listen_paused) {
			s->listen_paused = false;
			conns_listen(s, EPOLL_CTL_MOD);
		}
	}
}

static void
drain(struct server *s)
{
	int64_t until_us = clock_mono_us() + DRAIN_MS * INT64_C(1000);
	const struct timespec pause = { 0, 5 * 1000 * 1000 };

	s->draining = true;
	epoll_ctl(s->epoll, EPOLL_CTL_DEL, s->config.listen_fd, NULL);
	log_info(
	    "draining", "connections=%u", (unsigned)server_counts.connections);
	do {
		conns_sweep(s, true);
		if (server_counts.connections == 0)
			break;
		nanosleep(&pause, NULL);
	} while (clock_mono_us() < until_us);
}

static bool
join_in_time(pthread_t id)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += JOIN_MS / 1000;
	return pthread_timedjoin_np(id, NULL, &until) == 0;
}

static enum err
server_new(struct server **out, const struct server_config *config,
    const struct server_hooks *hooks)
{
	struct server *s = calloc(1, sizeof(*s));
	pthread_condattr_t monotonic;

	if (!s)
		return ERR_NOMEM;
	s->config = *config;
	s->hooks = hooks;
	if (s->config.request_deadline_us == 0)
		s->config.request_deadline_us = REQUEST_DEADLINE_MS *
		    INT64_C(1000);
	if (s->config.upload_deadline_us == 0)
		s->config.upload_deadline_us = UPLOAD_DEADLINE_MS *
		    INT64_C(1000);
	if (s->config.idle_us == 0)
		s->config.idle_us = KEEP_ALIVE_MS * INT64_C(1000);
	s->nconns = config->connections_max ? config->connections_max
					    : CONNECTIONS_MAX;
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	*out = s;
	if (s->epoll < 0 || s->stop_event < 0)
		return ERR_IO;
	pthread_mutex_init(&s->tick_mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&s->tick_wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return conns_open(s);
}

static void
server_free(struct server *s)
{
	conns_close(s);
	if (s->epoll >= 0)
		close(s->epoll);
	if (s->stop_event >= 0)
		close(s->stop_event);
	free(s);
}

/* Starts the workers and the ticker; *started says how many workers. */
static enum err
threads_start(struct server *s, struct worker *workers, unsigned *started,
    pthread_t *ticker)
{
	for (*started = 0; *started < s->config.threads; (*started)++) {
		struct worker *w = &workers[*started];

		w->server = s;
		w->thread = *started;
		buf_open(&w->out.records, OUT_MAX);
		w->out.file = -1;
		if (pthread_create(&w->id, NULL, worker_main, w) != 0)
			return ERR_NOMEM;
	}
	if (s->hooks->tick && pthread_create(ticker, NULL, tick_main, s) != 0)
		return ERR_NOMEM;
	return OK;
}

static enum err
threads_stop(struct server *s, struct worker *workers, unsigned started,
    const pthread_t *ticker)
{
	bool joined = true;

	pthread_mutex_lock(&s->tick_mutex);
	s->tick_stop = true;
	pthread_cond_signal(&s->tick_wake);
	pthread_mutex_unlock(&s->tick_mutex);
	event_raise(s->stop_event);
	for (unsigned i = 0; i < started; i++)
		joined = join_in_time(workers[i].id) && joined;
	if (ticker)
		joined = join_in_time(*ticker) && joined;
	if (!joined)
		return ERR_TIMEOUT;
	for (unsigned i = 0; i < started; i++)
		buf_close(&workers[i].out.records);
	return OK;
}

static enum err
server_loop(struct server *s, int signals, int retire)
{
	struct epoll_event stop = { .events = EPOLLIN, .data.u64 = EVENT_STOP };
	struct worker *workers = calloc(s->config.threads, sizeof(*workers));
	pthread_t ticker;
	unsigned started;
	enum err e, stopped;

	if (!workers)
		return ERR_NOMEM;
	epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->stop_event, &stop);
	/* Another process may share the socket and take what woke us. */
	fcntl(s->config.listen_fd, F_SETFL,
	    fcntl(s->config.listen_fd, F_GETFL) | O_NONBLOCK);
	conns_listen(s, EPOLL_CTL_ADD);
	e = threads_start(s, workers, &started, &ticker);
	if (e == OK) {
		supervise(s, signals, retire);
		drain(s);
	}
	stopped = threads_stop(
	    s, workers, started, e == OK && s->hooks->tick ? &ticker : NULL);
	if (stopped != OK)
		return stopped;
	free(workers);
	return e;
}

static sigset_t
signals_ours(void)
{
	sigset_t ours;

	sigemptyset(&ours);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGHUP);
	return ours;
}

void
server_signals_block(void)
{
	const sigset_t ours = signals_ours();

	pthread_sigmask(SIG_BLOCK, &ours, NULL);
}

enum err
server_run(const struct server_config *config, const struct server_hooks *hooks)
{
	const sigset_t ours = signals_ours();
	struct server *s = NULL;
	sigset_t before;
	int signals, retire;
	enum err e;

	signal(SIGPIPE, SIG_IGN);
	pthread_sigmask(SIG_BLOCK, &ours, &before);
	signals = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
	retire = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	retire_event = retire;
	e = signals >= 0 && retire >= 0 ? server_new(&s, config, hooks)
					: ERR_IO;
	if (e == OK)
		e = server_loop(s, signals, retire);
	retire_event = -1;
	/* A thread that would not end still uses the server. */
	if (s && e != ERR_TIMEOUT)
		server_free(s);
	if (signals >= 0)
		close(signals);
	if (retire >= 0)
		close(retire);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return e;
}
