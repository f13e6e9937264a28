/* What fetch.c and smtp.c share of libcurl; private to this folder. */
#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

#include <curl/curl.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * This thread's own handle, as new but with its connections still open: the
 * next exchange with the same host saves the handshake.  Not to be cleaned
 * up; it goes with the thread.  Only for hosts that the operator named: an
 * open connection skips the guard that looks at the address.
 */
CURL *transfer_kept(
    int64_t total_ms, const char *ca_file, char error[CURL_ERROR_SIZE]);

/* A handle with the limits that hold for everything that goes out. */
CURL *transfer_open(
    int64_t total_ms, const char *ca_file, char error[CURL_ERROR_SIZE]);

/* sent: had the request begun to leave? */
enum err transfer_err(CURLcode code, int sent);

/* Sets *why (if asked for) to curl's sentence. */
void transfer_why(
    struct arena *a, struct str *why, CURLcode code, const char *error);

#endif
