/* Inside the server: the table of connections and what is done to one. */
#ifndef SRC_HTTP_CONN_H
#define SRC_HTTP_CONN_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "http/server.h"

enum { READ_BYTES = 32 * 1024, OUT_MAX = REPLY_MAX + 64 * 1024 };

/* epoll's word for what is no connection; those are index | serial << 32. */
#define EVENT_LISTEN UINT64_MAX
#define EVENT_STOP (UINT64_MAX - 1)

/*
 * A slot of the table.  Whoever holds the mutex owns the connection: the
 * thread that epoll woke, or the sweeper.  serial tells a late event of
 * the slot's former connection from one of its present.
 */
struct conn {
	pthread_mutex_t mutex;
	int fd;				/* -1: free */
	uint32_t serial;
	bool in_epoll;
	bool lingers;			/* answered early: the rest is lost */
	struct fcgi *in;		/* made by the slot's first use */
	struct buf out;			/* what the peer did not take yet */
	size_t out_sent;
	int file;			/* whose bytes come then, or -1 */
	uint64_t file_left;
	/* Read by the sweeper without the mutex, as a hint. */
	_Atomic int64_t deadline_us;	/* 0: free */
	_Atomic int64_t idle_since_us;	/* 0: not idle */
};

struct server {
	struct server_config config;
	const struct server_hooks *hooks;
	int epoll, stop_event;
	struct conn *conns;
	unsigned nconns;
	pthread_mutex_t free_mutex;
	unsigned *free_slots;		/* a stack: warm buffers come first */
	unsigned nfree;
	_Atomic bool draining;
	_Atomic bool listen_paused;	/* out of descriptors: back off */
	pthread_mutex_t tick_mutex;
	pthread_cond_t tick_wake;
	bool tick_stop;
};

struct worker {
	struct server *server;
	unsigned thread;
	pthread_t id;
	struct sending out;
	char in[READ_BYTES];
};

extern struct server_counts {
	_Atomic uint64_t accepted, refused_peer, refused_cap, broken,
	    timed_out, requests;
	_Atomic unsigned connections;
} server_counts;

/*
 * Reads what is there, and serves it.  At most one answer a wake: after it
 * the connection is parked, so that a busy one cannot keep a thread from
 * the others.  The caller holds the mutex.
 */
void conn_ready(struct worker *w, struct conn *c);

/* The caller holds the mutex and must not touch the connection after. */
void conn_close(struct server *s, struct conn *c);

/* conns.c */
enum err conns_open(struct server *s) MUST_CHECK;
void conns_close(struct server *s);

/* Arms the listening socket for one wake; op is EPOLL_CTL_ADD or _MOD. */
void conns_listen(struct server *s, int op);

/* Accepts one connection and serves what it has sent already. */
void conns_accept(struct worker *w);

/* What epoll said of a connection; a late word is ignored. */
void conns_wake(struct worker *w, uint64_t event);

/* Closes what is past its deadline; with drain set, what is idle too. */
void conns_sweep(struct server *s, bool drain);

#endif
