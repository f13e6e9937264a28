#include <stdlib.h>
#include <string.h>

#include "builder.h"

enum { SLOTS_FIRST = 256 };

/* A SHA-256 is a hash already. */
static uint32_t *
slot_of(const struct segment_builder *b, const uint8_t hash[32])
{
	uint64_t h;
	size_t i;

	memcpy(&h, hash, sizeof(h));
	i = h & (b->ndocument_slots - 1);
	while (b->document_slots[i] != 0 &&
	    memcmp(b->documents[b->document_slots[i] - 1].hash, hash, 32) != 0)
		i = (i + 1) & (b->ndocument_slots - 1);
	return &b->document_slots[i];
}

bool
documents_has(const struct segment_builder *b, const uint8_t hash[32])
{
	return b->ndocument_slots > 0 && *slot_of(b, hash) != 0;
}

static bool
grow(struct segment_builder *b)
{
	size_t cap = b->documents_cap ? b->documents_cap * 2 : SLOTS_FIRST / 2;
	uint32_t *slots = calloc(cap * 2, sizeof(*slots));
	struct segment_document *all = realloc(
	    b->documents, cap * sizeof(*all));

	if (all) {
		b->documents = all;
		b->documents_cap = cap;
	}
	if (!slots || !all) {
		free(slots);
		return false;
	}
	free(b->document_slots);
	b->document_slots = slots;
	b->ndocument_slots = cap * 2;
	for (size_t i = 0; i < b->ndocuments; i++)
		*slot_of(b, all[i].hash) = (uint32_t)i + 1;
	return true;
}

static struct str
keep(struct segment_builder *b, struct str s)
{
	const uint8_t *p = s.n > 0 ? slab_put(b->slab, s.p, s.n)
				   : (const uint8_t *)"";

	return (struct str){ (const char *)p, s.n };
}

enum err
documents_add(struct segment_builder *b, const uint8_t hash[32],
    struct str title, struct str html)
{
	struct segment_document d = { .title = keep(b, title),
		.html = keep(b, html) };

	if (!d.title.p || !d.html.p ||
	    (b->ndocuments * 2 >= b->ndocument_slots && !grow(b)))
		return ERR_NOMEM;
	memcpy(d.hash, hash, sizeof(d.hash));
	*slot_of(b, hash) = (uint32_t)b->ndocuments + 1;
	b->documents[b->ndocuments++] = d;
	return OK;
}

static int
document_cmp(const void *l, const void *r)
{
	const struct segment_document *a = l, *b = r;

	return memcmp(a->hash, b->hash, sizeof(a->hash));
}

enum err
documents_finish(struct segment_builder *b, struct segment *s)
{
	s->documents = ARENA_NEWS(
	    s->arena, struct segment_document, b->ndocuments);
	if (!s->documents)
		return ERR_NOMEM;
	s->ndocuments = b->ndocuments;
	if (b->ndocuments == 0)
		return OK;
	memcpy(
	    s->documents, b->documents, b->ndocuments * sizeof(*b->documents));
	qsort(s->documents, s->ndocuments, sizeof(*s->documents), document_cmp);
	return OK;
}
