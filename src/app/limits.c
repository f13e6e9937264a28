#include <pthread.h>
#include <string.h>

#include "app/cidr.h"
#include "app/limits.h"
#include "app/sites.h"
#include "base/sys.h"

enum { BUCKETS = 4096, PROBES = 8 };

struct bucket {
	uint64_t key;
	int64_t last_us;
	double tokens;
};

static struct {
	unsigned threads, rate_per_s;
	_Atomic unsigned waiting;
	pthread_mutex_t mutex;
	struct bucket buckets[BUCKETS];
} limits = { .threads = 1, .mutex = PTHREAD_MUTEX_INITIALIZER };

void
limits_open(unsigned threads, unsigned rate_per_s)
{
	limits.threads = threads;
	limits.rate_per_s = rate_per_s;
}

enum err
limits_enter(struct site *site, bool change)
{
	unsigned running = ++site->running;
	unsigned share = limits.threads / 2;

	if (change)
		share -= share / 4;
	/* A site alone has nobody to leave threads to. */
	if (limits.threads > 1 && running > share && sites_count() > 1) {
		site->running--;
		return ERR_BUSY;
	}
	return OK;
}

void
limits_leave(struct site *site)
{
	site->running--;
}

enum err
limits_wait_enter(void)
{
	unsigned waiting = ++limits.waiting;

	if (limits.threads > 1 && waiting > limits.threads / 2) {
		limits.waiting--;
		return ERR_BUSY;
	}
	return OK;
}

void
limits_wait_leave(void)
{
	limits.waiting--;
}

/* Its own bucket, or the one of its neighbours that is longest unused. */
static struct bucket *
bucket_of(uint64_t key, unsigned burst, int64_t now_us)
{
	size_t first = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 52);
	struct bucket *oldest = &limits.buckets[first];

	for (size_t i = 0; i < PROBES; i++) {
		struct bucket *b = &limits.buckets[(first + i) % BUCKETS];

		if (b->key == key)
			return b;
		if (b->last_us < oldest->last_us)
			oldest = b;
	}
	*oldest = (struct bucket){ key, now_us, burst };
	return oldest;
}

static enum err
take(uint64_t key, unsigned rate_per_s, unsigned burst, int64_t now_us)
{
	struct bucket *b;
	bool allowed;

	pthread_mutex_lock(&limits.mutex);
	b = bucket_of(key, burst, now_us);
	if (now_us > b->last_us) {
		b->tokens += (double)(now_us - b->last_us) * rate_per_s /
		    (double)SEC_US;
		if (b->tokens > burst)
			b->tokens = burst;
	}
	b->last_us = now_us;
	allowed = b->tokens >= 1;
	if (allowed)
		b->tokens--;
	pthread_mutex_unlock(&limits.mutex);
	return allowed ? OK : ERR_THROTTLED;
}

enum err
limits_mutation(struct site *site, struct str address, int64_t now_us)
{
	uint64_t key = cidr_bucket(address) ^ (uint64_t)(uintptr_t)site->pool;

	if (limits.rate_per_s == 0)
		return OK;
	return take(key, limits.rate_per_s, MUTATIONS_BURST, now_us);
}

/* An id's last bytes are its random ones. */
enum err
limits_key(struct id key_id, int64_t now_us)
{
	uint64_t key;

	if (limits.rate_per_s == 0)
		return OK;
	memcpy(&key, key_id.b + sizeof(key_id.b) - sizeof(key), sizeof(key));
	return take(key, KEY_REQUESTS_PER_S, KEY_REQUESTS_BURST, now_us);
}

/* Cuts the last item of a comma list off. */
static struct str
last_item(struct str *list)
{
	size_t n = list->n;
	struct str item;

	while (n > 0 && list->p[n - 1] != ',')
		n--;
	item = str_trim(str_sub(*list, n, list->n - n));
	*list = str_sub(*list, 0, n > 0 ? n - 1 : 0);
	return item;
}

struct str
limits_client(const struct site *site, const struct request *r)
{
	struct str proxies = site->config.trusted_proxies;
	struct str list, address = r->remote_addr;

	if (proxies.n == 0)
		return address;
	list = request_header(r, "HTTP_X_FORWARDED_FOR");
	while (list.n > 0 && cidr_contains(proxies, address)) {
		struct str before = last_item(&list);

		/* Not the proxy's own: that one may be allowed more. */
		if (!cidr_is_address(before))
			return STR("");
		address = before;
	}
	return address;
}

struct str
limits_network(struct arena *a, struct str address)
{
	if (str_find(address, ':') == address.n)
		return str_copy(a, address);
	return arena_printf(
	    a, "%016llx/64", (unsigned long long)cidr_bucket(address));
}
