#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/num.h"
#include "base/sys.h"

static int64_t
read_clock_us(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t) != 0)
		abort();
	return (int64_t)t.tv_sec * SEC_US + t.tv_nsec / 1000;
}

int64_t
clock_mono_us(void)
{
	return read_clock_us(CLOCK_MONOTONIC);
}

#ifdef SOUK_DEBUG
static struct {
	pthread_mutex_t lock;
	const char *path;
	struct timespec seen; /* mtime of what was read last */
	int64_t offset_us;
} offset = { .lock = PTHREAD_MUTEX_INITIALIZER };

static enum err
offset_load(int64_t *offset_us, struct timespec *mtime, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[32];
	struct stat st;
	int64_t seconds;
	ssize_t n;

	if (fd < 0)
		return ERR_IO;
	n = fstat(fd, &st) == 0 ? read(fd, text, sizeof(text)) : -1;
	close(fd);
	if (n < 0)
		return ERR_IO;
	if (num_parse_in(&seconds, str_trim((struct str){ text, (size_t)n }),
		-INT64_C(100) * 366 * 86400, INT64_C(100) * 366 * 86400) != OK)
		return ERR_CONFIG;
	*offset_us = seconds * SEC_US;
	*mtime = st.st_mtim;
	return OK;
}

enum err
clock_offset_file(const char *path)
{
	enum err err;

	pthread_mutex_lock(&offset.lock);
	err = offset_load(&offset.offset_us, &offset.seen, path);
	if (err == OK)
		offset.path = path;
	pthread_mutex_unlock(&offset.lock);
	return err;
}

/* A file caught half written keeps the offset that was read before. */
static int64_t
offset_now_us(void)
{
	struct stat st;
	int64_t us;

	pthread_mutex_lock(&offset.lock);
	if (offset.path != NULL && stat(offset.path, &st) == 0 &&
	    (st.st_mtim.tv_sec != offset.seen.tv_sec ||
		st.st_mtim.tv_nsec != offset.seen.tv_nsec) &&
	    offset_load(&us, &st.st_mtim, offset.path) == OK) {
		offset.offset_us = us;
		offset.seen = st.st_mtim;
	}
	us = offset.offset_us;
	pthread_mutex_unlock(&offset.lock);
	return us;
}

int64_t
clock_now_us(void)
{
	return read_clock_us(CLOCK_REALTIME) + offset_now_us();
}
#else
enum err
clock_offset_file(const char *path)
{
	(void)path;
	return ERR_CONFIG;
}

int64_t
clock_now_us(void)
{
	return read_clock_us(CLOCK_REALTIME);
}
#endif
