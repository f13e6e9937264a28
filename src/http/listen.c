#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/log.h"
#include "base/str.h"
#include "http/server.h"

static enum err
refuse(const char *address, const char *why, const char *mend)
{
	log_error(
	    "cannot listen", "address=%s why=%s mend=%s", address, why, mend);
	return ERR_CONFIG;
}

/* Somebody still answers at a socket file, or only the file is left. */
static bool
is_served(const struct sockaddr_un *name)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool served = fd >= 0 &&
	    connect(fd, (const struct sockaddr *)name, sizeof(*name)) == 0;

	if (fd >= 0)
		close(fd);
	return served;
}

static enum err
listen_unix(int *out, const char *path, unsigned mode)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	struct stat st;
	mode_t saved;
	int fd, rc;

	if (strlen(path) >= sizeof(name.sun_path))
		return refuse(path, "the path is too long for a socket",
		    "use one of at most 107 bytes");
	memcpy(name.sun_path, path, strlen(path) + 1);
	if (lstat(path, &st) == 0) {
		if (!S_ISSOCK(st.st_mode))
			return refuse(path, "a file that is no socket is there",
			    "remove it or choose another path");
		if (is_served(&name))
			return refuse(path, "another process listens there",
			    "stop it or choose another path");
		unlink(path);
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return ERR_IO;
	/* The mode must hold from the first moment on. */
	saved = umask((mode_t)(~mode & 0777));
	rc = bind(fd, (struct sockaddr *)&name, sizeof(name));
	umask(saved);
	if (rc != 0 || listen(fd, LISTEN_BACKLOG) != 0) {
		int why = errno;

		close(fd);
		return refuse(path, strerror(why),
		    "the folder must exist and be writable by this user");
	}
	*out = fd;
	return OK;
}

static int
bind_first(const struct addrinfo *list)
{
	for (const struct addrinfo *a = list; a; a = a->ai_next) {
		int on = 1;
		int fd = socket(a->ai_family,
		    a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

		if (fd < 0)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 &&
		    listen(fd, LISTEN_BACKLOG) == 0)
			return fd;
		close(fd);
	}
	return -1;
}

static enum err
listen_tcp(int *out, const char *address)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *list;
	char host[256];
	const char *colon = strrchr(address, ':');
	struct str name;
	int rc;

	if (!colon || (size_t)(colon - address) >= sizeof(host))
		return refuse(address, "no port",
		    "write tcp:HOST:PORT, for example tcp:127.0.0.1:9001");
	name = (struct str){ address, (size_t)(colon - address) };
	if (name.n > 2 && name.p[0] == '[' && name.p[name.n - 1] == ']')
		name = str_sub(name, 1, name.n - 2);
	memcpy(host, name.p, name.n);
	host[name.n] = '\0';
	rc = getaddrinfo(host, colon + 1, &hints, &list);
	if (rc != 0)
		return refuse(address, gai_strerror(rc),
		    "write an address of this machine and a port number");
	*out = bind_first(list);
	rc = errno;
	freeaddrinfo(list);
	return *out >= 0
	    ? OK
	    : refuse(address, strerror(rc),
		  "choose a free port on an address of this machine");
}

enum err
server_listen(int *fd, const char *address, unsigned mode)
{
	int listening = 0;
	socklen_t n = sizeof(listening);

	if (address && strncmp(address, "unix:", 5) == 0)
		return listen_unix(fd, address + 5, mode);
	if (address && strncmp(address, "tcp:", 4) == 0)
		return listen_tcp(fd, address + 4);
	if (address)
		return refuse(address, "unknown kind of address",
		    "write unix:PATH or tcp:HOST:PORT");
	if (getsockopt(0, SOL_SOCKET, SO_ACCEPTCONN, &listening, &n) != 0 ||
	    !listening)
		return refuse("fd 0", "it is not a listening socket",
		    "give --listen unix:PATH or tcp:HOST:PORT, or let the "
		    "web server or spawn-fcgi start this program");
	*fd = 0;
	return OK;
}
