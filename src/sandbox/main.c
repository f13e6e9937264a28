/* souk-sandbox: the test payment provider. */
#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/num.h"
#include "base/scrub.h"
#include "base/sys.h"
#include "base/text.h"
#include "http/server.h"
#include "httpd.h"
#include "net/fetch.h"

enum { EXIT_USAGE = 2, SECRET_MIN = 16, SECRET_MAX = 4096, WAIT_MAX_S = 86400 };

static const char usage[] =
    "usage: souk-sandbox --listen HOST:PORT --book FILE --secret-file FILE\n"
    "                    [--public-url URL] [--late SECONDS]\n"
    "                    [--pending SECONDS] [--silence SECONDS]\n"
    "                    [--log FILE] [--version]\n"
    "\n"
    "The test payment provider: named test cards, no money.\n"
    "  --listen       address and port; 127.0.0.1:0 chooses a free port\n"
    "  --book         its memory, an append-only file; made when absent\n"
    "  --secret-file  signs its events; the site's\n"
    "                 SOUK_SANDBOX_SECRET_FILE names the same file\n"
    "  --public-url   where browsers reach it (http://HOST:PORT)\n"
    "  --late         how late the late event is (20)\n"
    "  --pending      how long the pending card takes (30)\n"
    "  --silence      how long look-ups wait after the time-out card (15)\n"
#ifdef SOUK_DEBUG
    "  --clock        a file with an offset in seconds\n"
#endif
    ;

struct options {
	const char *listen, *book, *secret_file, *public_url, *log;
	int64_t late_s, pending_s, silence_s;
};

static int
seconds(int64_t *out, const char *flag, const char *text)
{
	if (num_parse_in(out, str_from(text), 0, WAIT_MAX_S) == OK)
		return 0;
	fprintf(
	    stderr, "souk-sandbox: --%s %s: give whole seconds\n", flag, text);
	return EXIT_USAGE;
}

/* Of builds that know a test clock. */
static int
clock_flag(const char *path)
{
	enum err e = clock_offset_file(path);

	if (e == OK)
		return 0;
	fprintf(stderr, "souk-sandbox: --clock %s: %s\n", path, err_name(e));
	return EXIT_USAGE;
}

/* -1: go on; else the exit status. */
static int
options_read(struct options *o, int argc, char **argv)
{
	static const struct option flags[] = {
		{ "listen", required_argument, NULL, 'l' },
		{ "book", required_argument, NULL, 'b' },
		{ "secret-file", required_argument, NULL, 's' },
		{ "public-url", required_argument, NULL, 'u' },
		{ "late", required_argument, NULL, 'a' },
		{ "pending", required_argument, NULL, 'p' },
		{ "silence", required_argument, NULL, 'i' },
		{ "log", required_argument, NULL, 'o' },
		{ "clock", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	int c, bad = 0;

	while ((c = getopt_long(argc, argv, "", flags, NULL)) != -1) {
		switch (c) {
		case 'l':
			o->listen = optarg;
			break;
		case 'b':
			o->book = optarg;
			break;
		case 's':
			o->secret_file = optarg;
			break;
		case 'u':
			o->public_url = optarg;
			break;
		case 'a':
			bad |= seconds(&o->late_s, "late", optarg);
			break;
		case 'p':
			bad |= seconds(&o->pending_s, "pending", optarg);
			break;
		case 'i':
			bad |= seconds(&o->silence_s, "silence", optarg);
			break;
		case 'o':
			o->log = optarg;
			break;
		case 'c':
			bad |= clock_flag(optarg);
			break;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		case 'v':
			puts("souk-sandbox " PACKAGE_VERSION);
			return EXIT_SUCCESS;
		default:
			bad = EXIT_USAGE;
		}
	}
	if (!bad && optind == argc && o->listen && o->book && o->secret_file)
		return -1;
	fputs(usage, stderr);
	return EXIT_USAGE;
}

static enum err
secret_read(struct arena *a, struct str *out, const char *path)
{
	enum err e = file_read(a, out, path, SECRET_MAX, 1);

	if (e == ERR_CONFIG)
		fprintf(stderr,
		    "souk-sandbox: %s: others may read it; "
		    "chmod 600 it\n",
		    path);
	else if (e)
		fprintf(stderr, "souk-sandbox: %s: cannot be read (%s)\n", path,
		    err_name(e));
	if (e)
		return e;
	*out = str_trim(*out);
	if (out->n >= SECRET_MIN)
		return OK;
	fprintf(stderr, "souk-sandbox: %s: shorter than %d characters\n", path,
	    SECRET_MIN);
	return ERR_CONFIG;
}

static unsigned
port_of(int fd)
{
	struct sockaddr_storage a = { 0 };
	socklen_t n = sizeof(a);
	struct sockaddr_in in;

	/* The port lies at one place in both families' addresses. */
	if (getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		return 0;
	memcpy(&in, &a, sizeof(in));
	return ntohs(in.sin_port);
}

static struct str
public_url(struct arena *a, const struct options *o, int fd)
{
	struct str host = str_from(o->listen);
	struct str url = str_from(o->public_url);

	if (!url.n) {
		host.n = (size_t)(strrchr(host.p, ':') - host.p);
		url = arena_printf(
		    a, "http://%.*s:%u", STR_FMT(host), port_of(fd));
	}
	while (str_ends(url, STR("/")))
		url = str_sub(url, 0, url.n - 1);
	return url;
}

static int
serve_until_told(struct arena *a, const struct options *o,
    struct provider *provider, const sigset_t *signals)
{
	struct str address = arena_printf(a, "tcp:%s", o->listen);
	struct httpd *httpd;
	int fd, signal_no;

	if (!address.p || server_listen(&fd, address.p, 0)) {
		fprintf(stderr,
		    "souk-sandbox: --listen %s: cannot be listened on; give "
		    "ADDRESS:PORT\n",
		    o->listen);
		return EXIT_FAILURE;
	}
	struct str url = public_url(a, o, fd);
	if (httpd_open(&httpd, fd, provider, url)) {
		fputs("souk-sandbox: the HTTP server does not start\n", stderr);
		return EXIT_FAILURE;
	}
	log_info("listening", "url=%.*s", STR_FMT(url));
	sigwait(signals, &signal_no);
	provider_stop(provider);
	httpd_close(httpd);
	log_info("stopped", "signal=%d", signal_no);
	return EXIT_SUCCESS;
}

static int
run(struct arena *a, const struct options *o, const sigset_t *signals)
{
	struct provider_config config = { .book_path = o->book,
		.late_us = o->late_s * SEC_US,
		.pending_us = o->pending_s * SEC_US,
		.silence_us = o->silence_s * SEC_US };
	struct provider *provider;

	if (secret_read(a, &config.secret, o->secret_file))
		return EXIT_FAILURE;
	enum err e = provider_open(&provider, &config);
	if (e) {
		fprintf(stderr, "souk-sandbox: --book %s: %s\n", o->book,
		    e == ERR_EXISTS ? "another process has it" : err_name(e));
		return EXIT_FAILURE;
	}
	int status = serve_until_told(a, o, provider, signals);
	provider_close(provider);
	return status;
}

int
main(int argc, char **argv)
{
	struct options o = { .late_s = 20, .pending_s = 30, .silence_s = 15 };
	sigset_t signals;
	int status = options_read(&o, argc, argv);

	if (status >= 0)
		return status;
	process_guard();
	/* Before any thread is made, so that all of them leave it to us. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	struct arena *a = arena_open(1024 * 1024);
	if (!a || log_open("souk-sandbox", o.log, LOG_INFO) || text_open() ||
	    net_open()) {
		fputs(
		    "souk-sandbox: cannot start (memory, or --log)\n", stderr);
		return EXIT_FAILURE;
	}
	status = run(a, &o, &signals);
	net_close();
	text_close();
	log_close();
	arena_close(a);
	return status;
}
