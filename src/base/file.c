#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/sys.h"

static enum err
check_file(int fd, size_t *size, size_t max, int secret)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return ERR_IO;
	if (secret && (st.st_mode & (S_IRWXO | S_IWGRP)) != 0)
		return ERR_CONFIG;
	if ((uintmax_t)st.st_size > max)
		return ERR_LIMIT;
	*size = (size_t)st.st_size;
	return OK;
}

/* Reads until n bytes or the end; the file may shrink meanwhile. */
static enum err
read_fully(int fd, char *p, size_t *n)
{
	size_t got = 0;

	while (got < *n) {
		ssize_t r = read(fd, p + got, *n - got);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return ERR_IO;
		if (r == 0)
			break;
		got += (size_t)r;
	}
	*n = got;
	return OK;
}

static enum err
read_open_file(struct arena *a, struct str *out, int fd, size_t max, int secret)
{
	size_t n;
	enum err err = check_file(fd, &n, max, secret);
	char *p;

	if (err != OK)
		return err;
	p = arena_alloc(a, n + 1);
	if (p == NULL)
		return ERR_NOMEM;
	err = read_fully(fd, p, &n);
	if (err == OK)
		*out = (struct str){ p, n };
	return err;
}

/* O_NONBLOCK: a FIFO in the file's place must not hang us. */
enum err
file_read(
    struct arena *a, struct str *out, const char *path, size_t max, int secret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum err err;

	if (fd < 0) {
		return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND
							   : ERR_IO;
	}
	err = read_open_file(a, out, fd, max, secret);
	close(fd);
	return err;
}

/* A full disk is told apart: its mend is another. */
static enum err
write_err(void)
{
	return errno == ENOSPC || errno == EDQUOT || errno == EFBIG
	    ? ERR_STORAGE
	    : ERR_IO;
}

static enum err
write_fully(int fd, struct str data)
{
	while (data.n > 0) {
		ssize_t w = write(fd, data.p, data.n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return write_err();
		data = str_sub(data, (size_t)w, data.n);
	}
	return OK;
}

/* A rename is durable only when its folder is. */
static enum err
sync_folder_of(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int n = slash == NULL ? 0 : (int)(slash - path) + 1;
	int fd, failed;

	snprintf(
	    folder, sizeof(folder), "%.*s", n > 0 ? n : 1, n > 0 ? path : ".");
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	failed = fsync(fd);
	close(fd);
	return failed ? ERR_IO : OK;
}

static enum err
fill_file(int fd, struct str data, unsigned mode)
{
	enum err err = fchmod(fd, (mode_t)mode) == 0 ? OK : ERR_IO;

	if (err == OK)
		err = write_fully(fd, data);
	if (err == OK && fsync(fd) != 0)
		err = write_err();
	if (close(fd) != 0 && err == OK)
		err = ERR_IO;
	return err;
}

enum err
file_write(const char *path, struct str data, unsigned mode)
{
	char beside[PATH_MAX];
	enum err err;
	int fd, n;

	n = snprintf(beside, sizeof(beside), "%s.XXXXXX", path);
	if (n < 0 || (size_t)n >= sizeof(beside))
		return ERR_LIMIT;
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		return write_err();
	err = fill_file(fd, data, mode);
	if (err == OK && rename(beside, path) != 0)
		err = ERR_IO;
	if (err != OK) {
		unlink(beside);
		return err;
	}
	return sync_folder_of(path);
}

/* Some file systems know no O_TMPFILE: there it loses its name at once. */
int
file_nameless(const char *folder)
{
	char path[PATH_MAX];
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0 || errno != EOPNOTSUPP)
		return fd;
	if ((size_t)snprintf(path, sizeof(path), "%s/nameless-XXXXXX",
		folder) >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

enum err
file_read_open(int *fd, uint64_t *bytes, const char *path)
{
	struct stat st;

	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	if (fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(*fd);
		return ERR_IO;
	}
	*bytes = (uint64_t)st.st_size;
	return OK;
}
