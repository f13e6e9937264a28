/*
 * Generated cases for what must hold of every one.  A case is told by the
 * numbers that it draws; one for which something does not hold is made
 * smaller (fewer draws, smaller numbers) while it still fails, and is told
 * with its seed.  SOUK_SEED=n runs from that seed; SOUK_LONG takes a new one
 * and GENERATED_LONG times as many cases.
 */
#ifndef TESTS_LIB_GENERATED_H
#define TESTS_LIB_GENERATED_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GENERATED_LONG = 20, DRAWS_MAX = 4096, TOLD_MAX = 16384 };

struct draws {
	uint64_t seed;			/* of the case */
	uint64_t state;
	uint64_t tape[DRAWS_MAX];	/* what was drawn, above each min */
	size_t n, at;
	bool replays;			/* the tape is read, then zeros */
	jmp_buf out;
	char why[512];			/* what does not hold, and where */
	char told[TOLD_MAX];		/* by tell(), of the last run */
	size_t ntold;
};

typedef void (*case_fn)(struct draws *d);

/* min to max, both in. */
int64_t draw(struct draws *d, int64_t min, int64_t max);
bool draw_bool(struct draws *d);
/* 0 to max, every size as likely: small ones round, large ones overflow. */
int64_t draw_size(struct draws *d, int64_t max);

/* A line about the case, shown when it fails. */
void tell(struct draws *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Ends the case, as failed, when the condition does not hold. */
#define HOLDS(d, condition)                                             \
	((condition) ? (void)0                                          \
		     : draws_fail((d), #condition, __FILE__, __LINE__))
_Noreturn void draws_fail(struct draws *d, const char *what,
    const char *file, int line);

struct generated {
	const char *name;
	case_fn run;
	unsigned cases;
	unsigned shrinks_max;		/* runs spent on making it smaller */
};

/*
 * Does it hold of every case?  If not, *smallest is the smallest one that
 * was found to fail.
 */
bool generated_holds(const struct generated *g, struct draws *smallest);

/* Fails the cmocka test, telling the smallest case and how to repeat it. */
void generated_check(const struct generated *g);

#endif
