/*
 * The web server's site file, read by the programs as well: nginx lines
 * "fastcgi_param SOUK_X value;" or Apache lines "SetEnv SOUK_X value",
 * recognised by themselves; comments and blank lines; nothing else.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct conf_param {
	struct str name;	/* with its SOUK_ prefix */
	struct str value;
	int line;
};

struct conf {
	const char *path;
	struct conf_param *params;	/* sorted by name */
	size_t count;
};

struct conf_fault {
	int line;		/* 0: the file as a whole */
	struct str what;	/* names the fault and the mend */
};

/*
 * ERR_CONFIG: faults[] (at most *nfaults, which is set) say why, each with
 * its line: syntax, a name twice, a variable ($), a name without SOUK_.
 * Everything lives in the arena.
 */
enum err conf_read(struct arena *a, struct conf *out, const char *path,
    struct conf_fault *faults, size_t *nfaults) MUST_CHECK;

/* The same from memory; path is only named in faults. */
enum err conf_parse(struct arena *a, struct conf *out, const char *path,
    struct str text, struct conf_fault *faults, size_t *nfaults) MUST_CHECK;

const struct conf_param *conf_find(const struct conf *c, const char *name);

#endif
