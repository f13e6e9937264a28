/*
 * The clock and randomness: the only two sources of non-determinism, so
 * that tests can hold them.  Times are int64_t microseconds since the
 * epoch, UTC (suffix _us).
 */
#ifndef BASE_SYS_H
#define BASE_SYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define SEC_US INT64_C(1000000)
#define MIN_US (60 * SEC_US)
#define HOUR_US (60 * MIN_US)
#define DAY_US (24 * HOUR_US)

int64_t clock_now_us(void);	/* wall clock, plus the test offset */
int64_t clock_mono_us(void);	/* for deadlines and durations */

/*
 * Debug builds, --clock FILE: the file holds an offset in seconds that is
 * added to the wall clock; it is read again when its mtime changes.
 */
enum err clock_offset_file(const char *path) MUST_CHECK;

enum { TIME_TEXT_MAX = 32 };

/* RFC 3339 in UTC, whole seconds: "2026-11-23T00:47:58Z". */
struct str time_format(char out[TIME_TEXT_MAX], int64_t us);

/*
 * RFC 3339 with any offset and fraction (kept to the microsecond), capital
 * T and Z; no leap second.  ERR_SYNTAX or ERR_RANGE.
 */
enum err time_parse(int64_t *us, struct str s) MUST_CHECK;

/* From the kernel; never fails (aborts if the kernel has none). */
void random_bytes(void *out, size_t n);
uint64_t random_below(uint64_t bound);	/* for jitter */

/*
 * Debug builds, --crash-at NAME: a recovery point of that name ends the
 * process with SIGKILL.  Nothing in other builds.
 */
void crash_point(const char *name);
enum err crash_at(const char *name) MUST_CHECK;

/*
 * Reads a whole regular file into the arena.  ERR_NOT_FOUND, ERR_LIMIT,
 * ERR_IO.  With secret set, ERR_CONFIG if others may read it or the group
 * may write it: modes 0600 and 0640 pass.
 */
enum err file_read(struct arena *a, struct str *out, const char *path,
    size_t max, int secret) MUST_CHECK;

/* Writes beside, fsyncs, renames over path; mode as given.  ERR_STORAGE. */
enum err file_write(const char *path, struct str data, unsigned mode)
    MUST_CHECK;

/* A new file in a folder that never has a name; -1: errno says why. */
int file_nameless(const char *folder);

/* A regular file, for reading, and its bytes.  ERR_NOT_FOUND, ERR_IO. */
enum err file_read_open(int *fd, uint64_t *bytes, const char *path) MUST_CHECK;

#endif
