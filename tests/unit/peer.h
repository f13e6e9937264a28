/*
 * The other side of a connection: a thread that takes one connection on
 * loopback, sends what it is told and keeps what it hears.
 */
#ifndef PEER_H
#define PEER_H

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

struct peer {
	int fd;
	_Atomic int taken; /* the connection, or -1 */
	unsigned port;
	pthread_t thread;
	/* Answers the n-th thing it hears; NULL ends the connection. */
	const char *(*answer)(int n, const char *heard);
	const char *greeting; /* sent first, or NULL */
	char heard[256 * 1024];
	size_t n;
};

static inline void
peer_send(int fd, const char *text)
{
	size_t n = strlen(text);

	while (n > 0) {
		ssize_t sent = send(fd, text, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		text += sent;
		n -= (size_t)sent;
	}
}

static inline void *
peer_run(void *arg)
{
	struct peer *p = arg;
	int fd = accept(p->fd, NULL, NULL);

	if (fd < 0)
		return NULL;
	p->taken = fd;
	if (p->greeting)
		peer_send(fd, p->greeting);
	for (int turn = 0; p->n + 1 < sizeof(p->heard); turn++) {
		ssize_t n = recv(
		    fd, p->heard + p->n, sizeof(p->heard) - 1 - p->n, 0);

		if (n <= 0)
			break;
		p->n += (size_t)n;
		const char *answer = p->answer(
		    turn, p->heard + p->n - (size_t)n);
		if (!answer)
			break;
		peer_send(fd, answer);
	}
	p->taken = -1;
	close(fd);
	return NULL;
}

static inline void
peer_open(struct peer *p, const char *greeting,
    const char *(*answer)(int n, const char *heard))
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);

	memset(p, 0, sizeof(*p));
	p->taken = -1;
	p->greeting = greeting;
	p->answer = answer;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	p->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(p->fd >= 0);
	assert_int_equal(bind(p->fd, (struct sockaddr *)&a, n), 0);
	assert_int_equal(listen(p->fd, 1), 0);
	assert_int_equal(getsockname(p->fd, (struct sockaddr *)&a, &n), 0);
	p->port = ntohs(a.sin_port);
	assert_int_equal(pthread_create(&p->thread, NULL, peer_run, p), 0);
}

/* Ends the accept that nobody came to, or the connection kept open. */
static inline void
peer_close(struct peer *p)
{
	shutdown(p->fd, SHUT_RDWR);
	if (p->taken >= 0)
		shutdown(p->taken, SHUT_RDWR);
	pthread_join(p->thread, NULL);
	close(p->fd);
}

#endif
