/*
 * Lists by pages (design 4-interfaces, Conventions): ?limit= and ?after=
 * in, {"items": [...], "next": "..."} and the header Link (RFC 8288) out.
 *
 *	e = paging_read_id(c, &p, &after);
 *	e = things_of(c->db, c->arena, &things, &n, after, p.limit + 1);
 *	n = paging_cut(&p, n);
 *	j = paging_open(c);
 *	for (size_t i = 0; i < n; i++)
 *		thing_json(j, &things[i]);
 *	return paging_close_id(c, &p, p.more ? &things[n - 1].id : NULL);
 *
 * Readers ask for one row more than the limit, to know of a next page.
 */
#ifndef APP_PAGING_H
#define APP_PAGING_H

#include "app/call.h"

struct paging {
	int64_t limit;
	struct str after;		/* the cursor, decoded; .n 0: none */
	bool more;			/* set by paging_cut() */
};

/* ERR_INVALID: a limit or a cursor that is none; the fault is set. */
enum err paging_read(struct call *c, struct paging *p) MUST_CHECK;

/* The cursor is an id's bytes; nil: there was none. */
enum err paging_read_id(struct call *c, struct paging *p, struct id *after)
    MUST_CHECK;

/* A fault of the cursor, for whoever reads one of another form. */
enum err paging_fault(struct call *c) MUST_CHECK;

/* How many of the n rows that were read are shown. */
size_t paging_cut(struct paging *p, size_t n);

/* Answers 200 as far as the list's items. */
struct json *paging_open(struct call *c);

/*
 * Ends the items and writes "next", leaving the object open for more
 * members; cursor: of the last row shown, looked at when there are more.
 */
enum err paging_next(struct call *c, const struct paging *p,
    struct str cursor) MUST_CHECK;

/* paging_next() with an id's bytes (NULL: no more), and the object's end. */
enum err paging_close_id(struct call *c, const struct paging *p,
    const struct id *last) MUST_CHECK;

/* The end of a list that is always told whole. */
void paging_close_all(struct call *c);

#endif
