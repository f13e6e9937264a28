/* The sandbox's HTTP server (libmicrohttpd), a thread a connection. */
#ifndef SANDBOX_HTTPD_H
#define SANDBOX_HTTPD_H

#include "base/err.h"
#include "provider.h"

struct httpd;

/* Takes the listening socket over; public_url has no final slash. */
enum err httpd_open(struct httpd **out, int listen_fd,
    struct provider *provider, struct str public_url) MUST_CHECK;

/* After provider_stop(), so that no handler waits out a silence. */
void httpd_close(struct httpd *h);

#endif
