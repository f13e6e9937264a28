/* Limits that a process keeps by itself: shares of threads, rates. */
#ifndef APP_LIMITS_H
#define APP_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/site.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "http/request.h"

/* threads of the process; changing requests a second and address. */
void limits_open(unsigned threads, unsigned rate_per_s);

/*
 * ERR_BUSY: the site has half of the threads already, and other sites
 * want theirs; what changes something leaves a quarter of them to reading,
 * for passwords and gateways take long.  What entered leaves exactly once.
 */
enum err limits_enter(struct site *site, bool change) MUST_CHECK;
void limits_leave(struct site *site);

/* ERR_THROTTLED: this address changes too much at once. */
enum err limits_mutation(struct site *site, struct str address,
    int64_t now_us) MUST_CHECK;

/* ERR_THROTTLED: this API key asks too much at once, reads too. */
enum err limits_key(struct id key_id, int64_t now_us) MUST_CHECK;

/*
 * For what waits on others, a gateway's answer or a turn to hash a password:
 * at most half of the threads at once, so that the rest goes on serving.
 * ERR_BUSY.  What entered leaves exactly once.  A process of one thread, or
 * one that serves no requests, has no such bound.
 */
enum err limits_wait_enter(void) MUST_CHECK;
void limits_wait_leave(void);

/*
 * Whom the request is from: the last address that no trusted proxy has;
 * empty when a trusted proxy names something that is no address.
 */
struct str limits_client(const struct site *site, const struct request *r);

/*
 * What tries are counted by: an IPv4 address as it is, the /64 of an IPv6
 * one, for a single customer has all of it.  .p NULL: no memory.
 */
struct str limits_network(struct arena *a, struct str address);

#endif
