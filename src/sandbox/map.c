#include "map.h"

#include <stdint.h>
#include <stdlib.h>

enum { MAP_FIRST = 64 };

/* FNV-1a: the only caller is the shop under test, which floods nobody. */
static size_t
hash(struct str s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
	return (size_t)(h ^ h >> 32);
}

static struct map_slot *
slot(const struct map *m, struct str key)
{
	size_t i = hash(key) & (m->cap - 1);

	while (m->slots[i].value && !str_eq(m->slots[i].key, key))
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

void *
map_get(const struct map *m, struct str key)
{
	return m->cap ? slot(m, key)->value : NULL;
}

static enum err
grow(struct map *m)
{
	struct map larger = { .cap = m->cap ? m->cap * 2 : MAP_FIRST,
		.n = m->n };

	larger.slots = calloc(larger.cap, sizeof(*larger.slots));
	if (!larger.slots)
		return ERR_NOMEM;
	for (size_t i = 0; i < m->cap; i++)
		if (m->slots[i].value)
			*slot(&larger, m->slots[i].key) = m->slots[i];
	free(m->slots);
	*m = larger;
	return OK;
}

enum err
map_put(struct map *m, struct str key, void *value)
{
	if (2 * (m->n + 1) > m->cap) {
		enum err e = grow(m);

		if (e)
			return e;
	}
	struct map_slot *s = slot(m, key);
	m->n += s->value == NULL;
	s->key = key;
	s->value = value;
	return OK;
}

void
map_close(struct map *m)
{
	free(m->slots);
	*m = (struct map){ 0 };
}
