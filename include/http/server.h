/*
 * The listening socket, the shared epoll set and its threads.  A
 * connection's bytes are read without blocking by whichever thread epoll
 * wakes; a thread is spent on a request only when its last byte is here.
 * So silent, slow and kept-alive peers hold a buffer, never a thread.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bounds.h"
#include "base/err.h"
#include "http/fcgi.h"

enum { PEER_UIDS_MAX = 16 };

struct server_config {
	int listen_fd;			/* the caller's to close */
	unsigned threads;
	size_t body_max;
	uid_t peer_uids[PEER_UIDS_MAX];	/* allowed besides our own and root */
	size_t npeer_uids;
	unsigned connections_max;	/* 0: CONNECTIONS_MAX */
	int64_t request_deadline_us;	/* 0: REQUEST_DEADLINE_MS */
	int64_t upload_deadline_us;	/* 0: UPLOAD_DEADLINE_MS */
	int64_t idle_us;		/* 0: KEEP_ALIVE_MS */
};

/*
 * An answer on its way: records as they are, and behind them, if file is not
 * -1, so many of its bytes from where it stands, and the end, which the
 * server wraps piece by piece as the peer takes them.  It closes the file.
 */
struct sending {
	struct buf records;
	int file;
	uint64_t file_bytes;
};

/*
 * Serves one complete request: appends the answer's records to *out.
 * thread is 0..threads-1, so that per-thread state needs no lock.
 */
typedef void (*serve_fn)(void *arg, unsigned thread, const struct fcgi *in,
    struct sending *out);

/*
 * Looks at a request before its body: may give it a sink, and with it
 * UPLOAD_DEADLINE_MS.  True: *out has the answer already; what else comes is
 * thrown away.  A sink that refuses has serve called before the body's end.
 */
typedef bool (*begin_fn)(void *arg, unsigned thread, struct fcgi *in,
    struct buf *out);

struct server_hooks {
	begin_fn begin;			/* or NULL */
	serve_fn serve;
	void (*tick)(void *arg);	/* once a second, on its own thread */
	void (*reopen)(void *arg);	/* SIGHUP */
	void *arg;
};

struct server_stats {
	uint64_t accepted, refused_peer, refused_cap, broken, timed_out;
	uint64_t requests;
	unsigned connections;
};

/*
 * "unix:PATH", "tcp:HOST:PORT", or NULL: fd 0.  mode is the socket
 * file's; one that nobody listens on any more is replaced.  ERR_CONFIG:
 * logged with the mend.
 */
enum err server_listen(int *fd, const char *address, unsigned mode)
    MUST_CHECK;

/*
 * To be called before the process starts any thread: one that has SIGTERM
 * open would be given it, and end the process in the midst of its work.
 */
void server_signals_block(void);

/*
 * Runs until SIGTERM or SIGINT, then drains (DRAIN_MS) and returns.
 * ERR_TIMEOUT: a thread would not end; its memory is left to it, and the
 * caller should exit.
 */
enum err server_run(const struct server_config *config,
    const struct server_hooks *hooks) MUST_CHECK;

/* Asks the running server to drain, as SIGTERM does. */
void server_retire(void);
void server_stats(struct server_stats *out);

#endif
