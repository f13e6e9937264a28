/* A line of the book, written and read in one place. */
#ifndef SANDBOX_RECORD_H
#define SANDBOX_RECORD_H

#include "provider.h"

enum record_kind {
	RECORD_SESSION,	   /* a session was made */
	RECORD_ACTION,	   /* the buyer was sent to a challenge */
	RECORD_PROCESSING, /* with the bank until due */
	RECORD_CAPTURED,
	RECORD_FAILED, /* and maybe an event is owed */
	RECORD_SENT,   /* an event was taken */
	RECORD_REFUND, /* asked for; pending until one of the next */
	RECORD_REFUND_DONE,
	RECORD_REFUND_FAILED,
	RECORD_SETUP, /* session is the set-up's id in these */
	RECORD_SETUP_DONE,
	RECORD_SETUP_FAILED,
	RECORD_FORGOTTEN /* the set-up's method */
};

struct record {
	enum record_kind kind;
	int64_t at_us;
	struct str session;  /* its id */
	struct session made; /* RECORD_SESSION */
	int64_t due_us;	     /* PROCESSING: of the capture; CAPTURED
					   and FAILED: of the event */
	struct str event;    /* its id; empty: none is owed */
	int64_t copies;	     /* how often it is sent */
	int64_t silent;	     /* CAPTURED */
	struct str failure;  /* FAILED, REFUND_FAILED, SETUP_FAILED */
	struct str card;     /* what the buyer pressed; empty: nothing */
	struct str refund;   /* its id, in REFUND... */
	struct refund made_refund; /* RECORD_REFUND */
	struct setup made_setup;   /* RECORD_SETUP */
	struct str method;	   /* SETUP_DONE: its id */
};

enum err record_write(struct buf *out, const struct record *r) MUST_CHECK;

/* Texts are copied into the arena. */
enum err record_read(
    struct record *out, struct arena *a, struct str line) MUST_CHECK;

#endif
