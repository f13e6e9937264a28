#include <dlfcn.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/scrub.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif

/* Of this thread: what it frees is overwritten first. */
static _Thread_local bool scrubbing;

void
process_guard(void)
{
	const struct rlimit none = { 0, 0 };

	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &none);
}

static void
overwrite(void *p)
{
	explicit_bzero(p, malloc_usable_size(p));
}

void
scrub_free(void *p)
{
	if (p == NULL)
		return;
	overwrite(p);
	free(p);
}

/* Always moved: what realloc() would leave behind is overwritten. */
void *
scrub_realloc(void *p, size_t n)
{
	void *moved = malloc(n);
	size_t had;

	if (p == NULL || moved == NULL)
		return moved;
	had = malloc_usable_size(p);
	memcpy(moved, p, had < n ? had : n);
	scrub_free(p);
	return moved;
}

void
scrub_begin(void)
{
	scrubbing = true;
}

void
scrub_end(void)
{
	scrubbing = false;
}

#ifdef SANITIZED
/*
 * Its free() is its own, and tells; its realloc() calls that.  gcc comes
 * without the header that declares it.
 */
void __sanitizer_free_hook(const volatile void *p);

void
__sanitizer_free_hook(const volatile void *p)
{
	if (p != NULL && scrubbing)
		overwrite((void *)(uintptr_t)p);
}
#else
/*
 * A program's own free() and realloc() stand before libc's for each library
 * that it is linked with.  What comes next is looked for when it is first
 * needed, for the libraries' constructors free before any of ours runs.
 */
void
free(void *p)
{
	static void (*_Atomic next)(void *);
	void (*call)(void *) = atomic_load_explicit(
	    &next, memory_order_relaxed);

	if (call == NULL) {
		call = (void (*)(void *))dlsym(RTLD_NEXT, "free");
		atomic_store_explicit(&next, call, memory_order_relaxed);
	}
	if (p != NULL && scrubbing)
		overwrite(p);
	call(p);
}

void *
realloc(void *p, size_t n)
{
	static void *(*_Atomic next)(void *, size_t);
	void *(*call)(void *, size_t) = atomic_load_explicit(
	    &next, memory_order_relaxed);

	if (p != NULL && n != 0 && scrubbing)
		return scrub_realloc(p, n);
	if (call == NULL) {
		call = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
		atomic_store_explicit(&next, call, memory_order_relaxed);
	}
	return call(p, n);
}
#endif
