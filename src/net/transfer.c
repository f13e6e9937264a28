#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bounds.h"
#include "base/scrub.h"
#include "transfer.h"
#include "net/fetch.h"

/* Each thread's kept handle; threads that never fetch have none. */
static pthread_key_t kept;

enum err
net_open(void)
{
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, scrub_free,
		scrub_realloc, strdup, calloc) != CURLE_OK)
		return ERR_NOMEM;
	if (pthread_key_create(&kept, curl_easy_cleanup) == 0)
		return OK;
	curl_global_cleanup();
	return ERR_NOMEM;
}

/* The calling thread's key has no destructor to wait for: it ends here. */
void
net_close(void)
{
	curl_easy_cleanup(pthread_getspecific(kept));
	pthread_setspecific(kept, NULL);
	pthread_key_delete(kept);
	curl_global_cleanup();
}

static bool
limits_set(
    CURL *c, int64_t total_ms, const char *ca_file, char error[CURL_ERROR_SIZE])
{
	CURLcode bad = CURLE_OK;

	error[0] = '\0';
	if (total_ms <= 0)
		total_ms = NET_TOTAL_MS;
	if (total_ms > NET_WEBHOOK_MS)
		total_ms = NET_WEBHOOK_MS;
	bad |= curl_easy_setopt(c, CURLOPT_ERRORBUFFER, error);
	bad |= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	bad |= curl_easy_setopt(
	    c, CURLOPT_CONNECTTIMEOUT_MS, (long)NET_CONNECT_MS);
	bad |= curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)total_ms);
	/* An environment's http_proxy would carry secrets elsewhere. */
	bad |= curl_easy_setopt(c, CURLOPT_PROXY, "");
	bad |= curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	bad |= curl_easy_setopt(
	    c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (ca_file && *ca_file)
		bad |= curl_easy_setopt(c, CURLOPT_CAINFO, ca_file);
	return bad == CURLE_OK;
}

CURL *
transfer_open(
    int64_t total_ms, const char *ca_file, char error[CURL_ERROR_SIZE])
{
	CURL *c = curl_easy_init();

	if (c && limits_set(c, total_ms, ca_file, error))
		return c;
	curl_easy_cleanup(c);
	return NULL;
}

CURL *
transfer_kept(
    int64_t total_ms, const char *ca_file, char error[CURL_ERROR_SIZE])
{
	CURL *c = pthread_getspecific(kept);

	if (c) {
		curl_easy_reset(c);
	} else {
		c = curl_easy_init();
		if (!c || pthread_setspecific(kept, c) != 0) {
			curl_easy_cleanup(c);
			return NULL;
		}
	}
	return limits_set(c, total_ms, ca_file, error) ? c : NULL;
}

enum err
transfer_err(CURLcode code, int sent)
{
	switch (code) {
	case CURLE_OK:
		return OK;
	/* Of an answer it means a header line of more than 100 KiB, too. */
	case CURLE_OUT_OF_MEMORY:
		return sent ? ERR_IO : ERR_NOMEM;
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return ERR_INVALID;
	case CURLE_OPERATION_TIMEDOUT:
		return sent ? ERR_TIMEOUT : ERR_UNAVAILABLE;
	case CURLE_WRITE_ERROR:
	case CURLE_FILESIZE_EXCEEDED:
		return ERR_LIMIT;
	/*
	 * Also what no connection came about of: curl asks again by itself
	 * when a kept one ended without an answer.
	 */
	default:
		return sent ? ERR_IO : ERR_UNAVAILABLE;
	}
}

void
transfer_why(struct arena *a, struct str *why, CURLcode code, const char *error)
{
	if (why)
		*why = arena_printf(
		    a, "%s", error[0] ? error : curl_easy_strerror(code));
}
