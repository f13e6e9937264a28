#include "source.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/bounds.h"
#include "store/document.h"

/* Products read at a time: more costs memory and gains nothing. */
enum { CHUNK = 1000, SLOTS = 2, HASHES_FIRST = 1024 };
#define CHUNK_BYTES_MAX ((size_t)1 << 30)

/* Agreements whose texts have been handed out. */
struct seen {
	struct hash *at;
	bool *used;
	size_t n, size;
};

struct slot {
	struct arena *arena;
	struct chunk chunk;
	bool full;
};

struct source {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	bool started, stop, ended;
	enum err err;
	struct slot slots[SLOTS];
	size_t taken; /* the slot in the reader's hands next */
	bool holding; /* the one before it is the packer's */
	/* of the thread alone */
	struct db *db;
	const struct id *ids;
	size_t nids;
	struct id after;
	struct seen seen;
};

static size_t
seen_place(const struct seen *s, const struct hash *hash)
{
	uint64_t h;
	size_t i;

	memcpy(&h, hash->b, sizeof(h));
	i = h & (s->size - 1);
	while (s->used[i] && memcmp(&s->at[i], hash, sizeof(*hash)) != 0)
		i = (i + 1) & (s->size - 1);
	return i;
}

static enum err
seen_grow(struct seen *s)
{
	struct seen old = *s;

	s->size = old.size ? old.size * 2 : HASHES_FIRST;
	s->at = calloc(s->size, sizeof(*s->at));
	s->used = calloc(s->size, sizeof(*s->used));
	if (!s->at || !s->used) {
		free(s->at);
		free(s->used);
		*s = old;
		return ERR_NOMEM;
	}
	for (size_t i = 0; i < old.size; i++)
		if (old.used[i]) {
			size_t to = seen_place(s, &old.at[i]);

			s->at[to] = old.at[i];
			s->used[to] = true;
		}
	free(old.at);
	free(old.used);
	return OK;
}

/* *new: it was not there. */
static enum err
seen_add(struct seen *s, const struct hash *hash, bool *new)
{
	size_t i;

	if (s->n * 2 >= s->size) {
		enum err e = seen_grow(s);

		if (e != OK)
			return e;
	}
	i = seen_place(s, hash);
	*new = !s->used[i];
	s->n += *new;
	s->at[i] = *hash;
	s->used[i] = true;
	return OK;
}

/* The texts of some agreements into the rows that name them. */
static enum err
texts_put(
    struct source *s, struct slot *slot, const struct hash *hashes, size_t n)
{
	struct product_set *set = &slot->chunk.set;
	struct document *all;
	size_t nall;
	enum err e = n == 0
	    ? OK
	    : documents_of_hashes(s->db, slot->arena, &all, &nall, hashes, n);

	if (e != OK || n == 0)
		return e;
	for (size_t i = 0; i < set->nagreements; i++)
		for (size_t k = 0; k < nall; k++)
			if (memcmp(&set->agreements[i].document, &all[k].hash,
				sizeof(all[k].hash)) == 0) {
				set->agreements[i].title = all[k].title;
				set->agreements[i].text = all[k].text;
			}
	return OK;
}

static enum err
agreements_read(struct source *s, struct slot *slot)
{
	struct product_set *set = &slot->chunk.set;
	struct hash wanted[LIST_MAX];
	size_t n = 0;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < set->nagreements; i++) {
		bool new;

		e = seen_add(&s->seen, &set->agreements[i].document, &new);
		if (e != OK || !new)
			continue;
		wanted[n++] = set->agreements[i].document;
		if (n == LIST_MAX) {
			e = texts_put(s, slot, wanted, n);
			n = 0;
		}
	}
	return e == OK ? texts_put(s, slot, wanted, n) : e;
}

static enum err
read_ids(struct source *s, struct slot *slot)
{
	size_t n = s->nids < LIST_MAX ? s->nids : LIST_MAX;
	const struct id *ids = s->ids;
	enum err e;

	if (n == 0)
		return OK;
	s->ids += n;
	s->nids -= n;
	e = product_set_read_ids(s->db, slot->arena, &slot->chunk.set, ids, n);
	return e == OK
	    ? popularity_of(s->db, slot->arena, &slot->chunk.popularity,
		  &slot->chunk.npopularity, ids, n)
	    : e;
}

static enum err
read_range(struct source *s, struct slot *slot)
{
	struct product_set *set = &slot->chunk.set;
	struct id first;
	enum err e = product_set_read_next(
	    s->db, slot->arena, set, s->after, CHUNK);

	if (e != OK || set->nproducts == 0)
		return e;
	first = set->products[0].product_id;
	s->after = set->products[set->nproducts - 1].product_id;
	return popularity_between(s->db, slot->arena, &slot->chunk.popularity,
	    &slot->chunk.npopularity, first, s->after);
}

/* *more false: there was nothing more to read. */
static enum err
slot_fill(struct source *s, struct slot *slot, bool *more)
{
	bool by_ids = s->ids != NULL;
	enum err e;

	arena_reset(slot->arena);
	memset(&slot->chunk, 0, sizeof(slot->chunk));
	*more = !by_ids || s->nids > 0;
	e = by_ids ? read_ids(s, slot) : read_range(s, slot);
	if (!by_ids)
		*more = slot->chunk.set.nproducts > 0;
	return e == OK ? agreements_read(s, slot) : e;
}

static void *
source_run(void *arg)
{
	struct source *s = arg;
	size_t next = 0;

	pthread_mutex_lock(&s->lock);
	while (!s->stop && !s->ended) {
		struct slot *slot = &s->slots[next];
		bool more;
		enum err e;

		if (slot->full) {
			pthread_cond_wait(&s->changed, &s->lock);
			continue;
		}
		pthread_mutex_unlock(&s->lock);
		e = slot_fill(s, slot, &more);
		pthread_mutex_lock(&s->lock);
		s->err = e;
		s->ended = e != OK || !more;
		slot->full = !s->ended;
		next = (next + 1) % SLOTS;
		pthread_cond_broadcast(&s->changed);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

enum err
source_open(struct source **out, struct db *db, const struct id *ids, size_t n)
{
	struct source *s = calloc(1, sizeof(*s));
	bool ok = s;

	if (!s)
		return ERR_NOMEM;
	s->db = db;
	s->ids = ids;
	s->nids = n;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	for (size_t i = 0; i < SLOTS; i++) {
		s->slots[i].arena = arena_open(CHUNK_BYTES_MAX);
		ok = ok && s->slots[i].arena;
	}
	ok = ok && pthread_create(&s->thread, NULL, source_run, s) == 0;
	s->started = ok;
	if (!ok) {
		source_close(s);
		return ERR_NOMEM;
	}
	*out = s;
	return OK;
}

void
source_close(struct source *s)
{
	if (!s)
		return;
	if (s->started) {
		pthread_mutex_lock(&s->lock);
		s->stop = true;
		pthread_cond_broadcast(&s->changed);
		pthread_mutex_unlock(&s->lock);
		pthread_join(s->thread, NULL);
	}
	for (size_t i = 0; i < SLOTS; i++)
		if (s->slots[i].arena)
			arena_close(s->slots[i].arena);
	free(s->seen.at);
	free(s->seen.used);
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

enum err
source_next(struct source *s, const struct chunk **out)
{
	enum err e;

	pthread_mutex_lock(&s->lock);
	if (s->holding) {
		s->slots[s->taken].full = false;
		s->taken = (s->taken + 1) % SLOTS;
		s->holding = false;
		pthread_cond_broadcast(&s->changed);
	}
	while (!s->slots[s->taken].full && !s->ended)
		pthread_cond_wait(&s->changed, &s->lock);
	s->holding = s->slots[s->taken].full;
	*out = s->holding ? &s->slots[s->taken].chunk : NULL;
	e = s->holding ? OK : s->err;
	pthread_mutex_unlock(&s->lock);
	return e;
}
