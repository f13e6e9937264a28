/* What fetch.c and smtp.c share of libcurl; private to this folder. */
#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

#include <curl/curl.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* A handle with the limits that hold for everything that goes out. */
CURL *transfer_open(
    int64_t total_ms, const char *ca_file, char error[CURL_ERROR_SIZE]);

/* sent: had the request begun to leave? */
enum err transfer_err(CURLcode code, int sent);

/* Sets *why (if asked for) to curl's sentence. */
void transfer_why(
    struct arena *a, struct str *why, CURLcode code, const char *error);

#endif
