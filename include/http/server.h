/*
 * The listening socket, the shared epoll set and its threads.  A
 * connection's bytes are read without blocking by whichever thread epoll
 * wakes; a thread is spent on a request only when its last byte is here.
 * So silent, slow and kept-alive peers hold a buffer, never a thread.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "http/fcgi.h"

struct server_config {
	int listen_fd;
	unsigned threads;
	size_t body_max;
	uid_t peer_uids[16];		/* allowed besides our own and root */
	size_t npeer_uids;
	int64_t request_deadline_us;
};

/*
 * Serves one complete request: appends the answer's records to *out.
 * After the bytes are written, done(arg, thread) is called.  thread is
 * 0..threads-1, so that per-thread state needs no lock.
 */
typedef void (*serve_fn)(void *arg, unsigned thread, const struct fcgi *in,
    struct buf *out);

struct server_hooks {
	serve_fn serve;
	void (*tick)(void *arg);	/* once a second, on thread 0's time */
	void (*reopen)(void *arg);	/* SIGHUP */
	void *arg;
};

struct server_stats {
	uint64_t accepted, refused_peer, refused_cap, broken, timed_out;
	uint64_t requests;
	unsigned connections;
};

/* "unix:PATH", "tcp:HOST:PORT", or NULL: fd 0.  mode for unix sockets. */
enum err server_listen(int *fd, const char *address, unsigned mode)
    MUST_CHECK;

/* Runs until SIGTERM or SIGINT, then drains (DRAIN_MS) and returns. */
enum err server_run(const struct server_config *config,
    const struct server_hooks *hooks) MUST_CHECK;
void server_stats(struct server_stats *out);

#endif
