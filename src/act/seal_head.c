/* Signed heads, kept outside the database: DATA_DIR/seals/<chain>.heads. */
#include "act/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/log.h"
#include "base/num.h"
#include "base/sys.h"
#include "crypto/sign.h"

/* A number, a hash, a time and a signature are 240 at most. */
enum { LINE_MAX_BYTES = 256 };

/* What is signed: "souk events 17 <hash> <time>". */
static struct str
head_message(struct arena *a, enum chain c, struct str no, struct str hash,
    struct str time)
{
	return arena_printf(a, "souk %s %.*s %.*s %.*s", chain_name(c),
	    STR_FMT(no), STR_FMT(hash), STR_FMT(time));
}

static const char *
heads_path(struct arena *a, enum chain c, const char *dir)
{
	return arena_printf(a, "%s/%s.heads", dir, chain_name(c)).p;
}

/*
 * A line is there whole or not at all: half of one, from a full disk, would
 * be glued to the next, and found damaged ever after.
 */
static bool
line_write(int fd, struct str line)
{
	struct stat before;
	ssize_t written;

	if (fstat(fd, &before) < 0)
		return false;
	written = write(fd, line.p, line.n);
	if (written == (ssize_t)line.n)
		return true;
	if (written > 0 && ftruncate(fd, before.st_size) < 0)
		log_error("half a signed head is left", "errno=%d", errno);
	return false;
}

/* What soukctl makes as root is the worker's, like the folder it lies in. */
static bool
owned_as(const char *above, int fd)
{
	struct stat st;

	return geteuid() != 0 ||
	    (stat(above, &st) == 0 && fchown(fd, st.st_uid, st.st_gid) == 0);
}

static enum err
dir_make(struct arena *a, const char *dir)
{
	struct str above = arena_printf(a, "%s/..", dir);
	bool owned;
	int fd;

	if (above.p == NULL)
		return ERR_NOMEM;
	if (mkdir(dir, 0750) < 0)
		return errno == EEXIST ? OK : ERR_IO;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	owned = owned_as(above.p, fd);
	close(fd);
	return owned ? OK : ERR_IO;
}

static enum err
line_append(const char *dir, const char *path, struct str line)
{
	int fd, synced;
	bool written;

	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	if (fd < 0)
		return ERR_IO;
	if (!owned_as(dir, fd)) {
		close(fd);
		return ERR_IO;
	}
	written = line_write(fd, line);
	synced = fsync(fd);
	if (close(fd) < 0 || synced < 0 || !written)
		return ERR_IO;
	return OK;
}

enum err
seal_head_line(struct arena *a, struct str *line, enum chain c,
    const struct chain_head *head, const uint8_t seed[32], int64_t now_us)
{
	uint8_t signature[SIGNATURE_BYTES];
	char hex[2 * SIGNATURE_BYTES], hash[HASH_HEX + 1];
	char time[TIME_TEXT_MAX];
	struct str no = arena_printf(a, "%lld", (long long)head->last_no);
	struct str message = head_message(a, c, no,
	    hash_hex(hash, head->last_hash), time_format(time, now_us));
	enum err e;

	if (message.p == NULL)
		return ERR_NOMEM;
	e = sign_ed25519(signature, seed, message);
	if (e != OK)
		return e;
	hex_encode(hex, signature, sizeof(signature));
	*line = arena_printf(a, "%.*s %s %s %.*s", STR_FMT(no), hash, time,
	    (int)sizeof(hex), hex);
	return line->p == NULL ? ERR_NOMEM : OK;
}

enum err
seal_head_append(struct db *db, struct arena *a, enum chain c, const char *dir,
    const uint8_t seed[32], int64_t now_us)
{
	const char *path = heads_path(a, c, dir);
	struct chain_head head;
	struct str line;
	enum err e = chain_head_get(db, a, &head, c);

	if (e != OK || head.last_no == 0)
		return e;
	e = seal_head_line(a, &line, c, &head, seed, now_us);
	if (e == OK)
		e = dir_make(a, dir);
	if (e != OK)
		return e;
	line = arena_printf(a, "%.*s\n", STR_FMT(line));
	return path == NULL || line.p == NULL ? ERR_NOMEM
					      : line_append(dir, path, line);
}

/* A line as it was appended; ERR_SYNTAX when it is not one. */
struct head_line {
	struct str no, hash, time;
	int64_t number;
	struct hash head;
	uint8_t signature[SIGNATURE_BYTES];
};

static enum err
line_read(struct head_line *out, struct str line)
{
	if (!str_cut(&line, ' ', &out->no) ||
	    !str_cut(&line, ' ', &out->hash) ||
	    !str_cut(&line, ' ', &out->time))
		return ERR_SYNTAX;
	if (num_parse_i64(&out->number, out->no) != OK ||
	    hash_from_hex(&out->head, out->hash) != OK)
		return ERR_SYNTAX;
	return hex_decode(out->signature, sizeof(out->signature), line);
}

/* *fault says what is wrong with the line; .p NULL: nothing. */
static enum err
line_check(struct db *db, struct arena *a, struct str *fault, int64_t *number,
    enum chain c, struct str line, const uint8_t seed[32])
{
	struct head_line l = { .number = 0 };
	struct hash stored;
	struct str message;
	enum err e = line_read(&l, line);

	*number = l.number;
	if (e != OK) {
		*fault = STR("a line of the signed heads is damaged");
		return OK;
	}
	message = head_message(a, c, l.no, l.hash, l.time);
	if (message.p == NULL)
		return ERR_NOMEM;
	if (sign_ed25519_check(seed, message, l.signature) != OK) {
		*fault = STR("a signed head's signature is wrong");
		return OK;
	}
	e = chain_hash_at(db, a, &stored, c, l.number);
	if (e == ERR_NOT_FOUND) {
		*fault = STR("a row that was signed for is gone");
		return OK;
	}
	if (e == OK && !hash_eq(stored, l.head))
		*fault = STR("a row that was signed for was changed");
	return e;
}

/* Line by line: after years the file is large. */
static enum err
lines_check(struct db *db, struct arena *a, struct seal_report *out,
    enum chain c, FILE *f, const uint8_t seed[32])
{
	char text[LINE_MAX_BYTES];
	enum err e = OK;

	while (e == OK && out->fault.p == NULL &&
	    fgets(text, sizeof(text), f) != NULL) {
		struct arena_mark mark = arena_mark(a);
		struct str line = str_from(text);
		int64_t number = 0;

		line.n -= line.n > 0 && text[line.n - 1] == '\n';
		e = line_check(db, a, &out->fault, &number, c, line, seed);
		arena_rewind(a, mark);
		if (out->fault.p != NULL)
			out->fault_no = number > 0 ? number : 1;
		else
			out->rows++;
		if (out->signed_no < number)
			out->signed_no = number;
	}
	return e == OK && ferror(f) ? ERR_IO : e;
}

enum err
seal_heads_verify(struct db *db, struct arena *a, struct seal_report *out,
    enum chain c, const char *dir, const uint8_t seed[32])
{
	const char *path = heads_path(a, c, dir);
	FILE *f;
	enum err e;

	*out = (struct seal_report){ .rows = 0 };
	if (path == NULL)
		return ERR_NOMEM;
	f = fopen(path, "re");
	if (f == NULL)
		return errno == ENOENT ? OK : ERR_IO;
	e = lines_check(db, a, out, c, f, seed);
	fclose(f);
	return e;
}
