#include "generated.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <cmocka.h>

enum { SEED = 20261123 };

static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

int64_t
draw(struct draws *d, int64_t min, int64_t max)
{
	uint64_t room = (uint64_t)max - (uint64_t)min;
	uint64_t above = 0;

	if (min > max || d->at == DRAWS_MAX)
		draws_fail(d, "a draw from nothing, or too many", "case", 0);
	if (!d->replays)
		above = next_random(&d->state);
	else if (d->at < d->n)
		above = d->tape[d->at];
	/* A shorter range than when it was drawn: the largest it has. */
	if (!d->replays && room < UINT64_MAX)
		above %= room + 1;
	else if (above > room)
		above = room;
	d->tape[d->at++] = above;
	return (int64_t)((uint64_t)min + above);
}

bool
draw_bool(struct draws *d)
{
	return draw(d, 0, 1) != 0;
}

int64_t
draw_size(struct draws *d, int64_t max)
{
	int bits = 0;

	while (bits < 62 && (INT64_C(1) << bits) <= max)
		bits++;
	bits = (int)draw(d, 0, bits);
	max = (INT64_C(1) << bits) - 1 < max ? (INT64_C(1) << bits) - 1 : max;
	return draw(d, 0, max);
}

void
tell(struct draws *d, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(d->told + d->ntold, TOLD_MAX - d->ntold, format, args);
	va_end(args);
	if (n < 0 || (size_t)n + 2 > TOLD_MAX - d->ntold)
		return;
	d->ntold += (size_t)n;
	d->told[d->ntold++] = '\n';
	d->told[d->ntold] = '\0';
}

_Noreturn void
draws_fail(struct draws *d, const char *what, const char *file, int line)
{
	const char *name = strrchr(file, '/');

	snprintf(d->why, sizeof(d->why), "%s (%s:%d)", what,
	    name == NULL ? file : name + 1, line);
	longjmp(d->out, 1);
}

/* Runs one case; true: it holds. */
static bool
case_holds(const struct generated *g, struct draws *d)
{
	d->state = d->seed;
	d->at = d->ntold = 0;
	d->told[0] = d->why[0] = '\0';
	if (setjmp(d->out) != 0)
		return false;
	g->run(d);
	return true;
}

/* Keeps the shorter tape if the case still fails with it. */
static bool
try_tape(const struct generated *g, struct draws *best, struct draws *with,
    unsigned *left)
{
	if (*left == 0)
		return false;
	--*left;
	with->replays = true;
	if (case_holds(g, with))
		return false;
	/* Draws beyond the tape were zeros: the next run will say them. */
	with->n = with->at;
	while (with->n > 0 && with->tape[with->n - 1] == 0)
		with->n--;
	*best = *with;
	return true;
}

static bool
draws_drop(const struct generated *g, struct draws *best, struct draws *with,
    unsigned *left, size_t size)
{
	bool better = false;

	for (size_t at = best->n; at >= size; at--) {
		size_t from = at - size;

		if (at > best->n)
			continue;
		*with = *best;
		memmove(with->tape + from, with->tape + at,
		    (best->n - at) * sizeof(with->tape[0]));
		with->n -= size;
		better |= try_tape(g, best, with, left);
	}
	return better;
}

/* The least number in one place with which it still fails. */
static bool
draw_lower(const struct generated *g, struct draws *best, struct draws *with,
    unsigned *left, size_t i)
{
	uint64_t low = 0, middle = 0; /* zero is tried first */
	bool better = false;

	while (i < best->n && low < best->tape[i] && *left > 0) {
		*with = *best;
		with->tape[i] = middle;
		if (try_tape(g, best, with, left))
			better = true;
		else
			low = middle + 1;
		middle = i < best->n ? low + (best->tape[i] - low) / 2 : 0;
	}
	return better;
}

/* with is room to work in: a case is too large for many on the stack. */
static void
make_smaller(const struct generated *g, struct draws *best, struct draws *with)
{
	unsigned left = g->shrinks_max;
	bool better = true;

	best->n = best->at;
	while (better && left > 0) {
		better = false;
		for (size_t size = 64; size > 0; size /= 2)
			better |= draws_drop(g, best, with, &left, size);
		for (size_t i = 0; i < best->n; i++)
			better |= draw_lower(g, best, with, &left, i);
	}
}

static uint64_t
seed_of_run(void)
{
	const char *given = getenv("SOUK_SEED");
	uint64_t seed = SEED;

	if (given != NULL)
		return strtoull(given, NULL, 0);
	if (getenv("SOUK_LONG") != NULL &&
	    getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		seed = SEED;
	return seed;
}

bool
generated_holds(const struct generated *g, struct draws *smallest)
{
	unsigned cases = g->cases;
	uint64_t seed = seed_of_run();
	struct draws *with;

	if (getenv("SOUK_LONG") != NULL)
		cases *= GENERATED_LONG;
	printf("# %s: %u cases from seed %" PRIu64 "\n", g->name, cases, seed);
	for (unsigned i = 0; i < cases; i++) {
		smallest->seed = seed + i;
		smallest->replays = false;
		if (case_holds(g, smallest))
			continue;
		with = malloc(sizeof(*with));
		assert_non_null(with);
		make_smaller(g, smallest, with);
		free(with);
		return false;
	}
	return true;
}

void
generated_check(const struct generated *g)
{
	static struct draws d;

	if (!generated_holds(g, &d))
		fail_msg("%s does not hold: %s\n%sthe smallest case of those "
			 "tried; the first one again: SOUK_SEED=%" PRIu64,
		    g->name, d.why, d.told, d.seed);
}
