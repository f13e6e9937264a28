/* What keeps secrets from who looks at a process, or at what it left. */
#ifndef BASE_SCRUB_H
#define BASE_SCRUB_H

#include <stddef.h>

/* No core file, and no debugger but root's.  Once, first of all. */
void process_guard(void);

/*
 * For libraries that copy what they are given and free it as it is: given
 * these in place of malloc's, they leave no secret behind in freed memory.
 */
void scrub_free(void *p);
void *scrub_realloc(void *p, size_t n);

/*
 * For those that take no functions: whatever this thread frees or moves from
 * scrub_begin() to scrub_end() is overwritten.  Not within one another.
 */
void scrub_begin(void);
void scrub_end(void);

#endif
