/*
 * trivial: the least a FastCGI responder can do, written with libfcgi: the
 * measure that Souk's answers are held against.  Every request gets the
 * same BYTES bytes of body.
 *
 *   trivial SOCKET THREADS BYTES
 *
 * libfcgi gives a kept connection a thread of its own for as long as it
 * lives, so THREADS must exceed the connections that the web server opens.
 */
#include <fcgiapp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BACKLOG = 4096, THREADS_MAX = 1024, BYTES_MAX = 1 << 20 };

static int listen_fd;
static char *answer;
static int answer_bytes;

static void *
serve(void *arg)
{
	FCGX_Request request;

	(void)arg;
	if (FCGX_InitRequest(&request, listen_fd, 0) != 0)
		return NULL;
	while (FCGX_Accept_r(&request) == 0) {
		FCGX_PutStr(answer, answer_bytes, request.out);
		FCGX_Finish_r(&request);
	}
	return NULL;
}

static int
compose_answer(int body_bytes)
{
	char head[128];
	int head_bytes;

	head_bytes = snprintf(head, sizeof(head),
	    "Status: 200 OK\r\nContent-Type: application/json\r\n"
	    "Content-Length: %d\r\n\r\n",
	    body_bytes);
	answer_bytes = head_bytes + body_bytes;
	answer = malloc((size_t)answer_bytes);
	if (answer == NULL)
		return -1;
	memcpy(answer, head, (size_t)head_bytes);
	memset(answer + head_bytes, 'x', (size_t)body_bytes);
	return 0;
}

int
main(int argc, char **argv)
{
	pthread_t thread;
	int threads, bytes, i;

	if (argc != 4) {
		fprintf(stderr, "usage: trivial SOCKET THREADS BYTES\n");
		return 2;
	}
	threads = atoi(argv[2]);
	bytes = atoi(argv[3]);
	if (threads < 1 || threads > THREADS_MAX || bytes < 1 ||
	    bytes > BYTES_MAX) {
		fprintf(stderr, "trivial: 1 to %d threads, 1 to %d bytes\n",
		    THREADS_MAX, BYTES_MAX);
		return 2;
	}
	FCGX_Init();
	signal(SIGTERM, SIG_DFL);
	listen_fd = FCGX_OpenSocket(argv[1], BACKLOG);
	if (listen_fd < 0 || compose_answer(bytes) != 0) {
		fprintf(stderr, "trivial: cannot listen on %s\n", argv[1]);
		return 1;
	}
	for (i = 1; i < threads; i++) {
		if (pthread_create(&thread, NULL, serve, NULL) != 0) {
			fprintf(stderr, "trivial: cannot start thread %d\n", i);
			return 1;
		}
	}
	serve(NULL);
	return 0;
}
