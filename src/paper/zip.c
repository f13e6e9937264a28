#include "paper/zip.h"

#include <stdbool.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/sys.h"

enum { BLOCK_BYTES = 64 * 1024, NAME_MAX_BYTES = 1024 };

static la_ssize_t
block_write(struct archive *archive, void *arg, const void *p, size_t n)
{
	struct zip *z = arg;

	(void)archive;
	if (z->dropped)
		return -1;
	if (z->err == OK)
		z->err = z->to.write(z->to.arg, p, n);
	return z->err == OK ? (la_ssize_t)n : -1;
}

/* What libarchive says, unless the sink has said it before. */
static enum err
told(struct zip *z, int status)
{
	if (status < ARCHIVE_WARN && z->err == OK)
		z->err = ERR_NOMEM;
	return z->err;
}

enum err
zip_open(struct zip *z, struct paper_sink to)
{
	*z = (struct zip){ .archive = archive_write_new(), .to = to };
	if (z->archive == NULL)
		return ERR_NOMEM;
	if (told(z, archive_write_set_format_zip(z->archive)) == OK &&
	    told(z,
		archive_write_set_options(
		    z->archive, "zip:hdrcharset=UTF-8")) == OK &&
	    told(z,
		archive_write_set_bytes_per_block(z->archive, BLOCK_BYTES)) ==
		OK &&
	    told(z, archive_write_set_bytes_in_last_block(z->archive, 1)) == OK)
		told(z,
		    archive_write_open(z->archive, z, NULL, block_write, NULL));
	if (z->err != OK)
		zip_drop(z);
	return z->err;
}

/* Nothing that an unpacker would put elsewhere than into its folder. */
static bool
name_copy(char out[NAME_MAX_BYTES], struct str name)
{
	struct str rest = name, part;

	if (name.n == 0 || name.n >= NAME_MAX_BYTES ||
	    name.p[name.n - 1] == '/' || memchr(name.p, '\0', name.n) ||
	    memchr(name.p, '\\', name.n))
		return false;
	while (str_cut(&rest, '/', &part)) {
		if (part.n == 0 || str_is(part, ".") || str_is(part, ".."))
			return false;
	}
	memcpy(out, name.p, name.n);
	out[name.n] = '\0';
	return true;
}

static enum err
entry_write(struct zip *z, struct archive_entry *entry, struct str data)
{
	if (told(z, archive_write_header(z->archive, entry)) != OK)
		return z->err;
	while (data.n > 0 && z->err == OK) {
		la_ssize_t n = archive_write_data(z->archive, data.p, data.n);

		if (told(z, n <= 0 ? ARCHIVE_FATAL : ARCHIVE_OK) == OK)
			data = str_sub(data, (size_t)n, data.n);
	}
	return z->err != OK ? z->err
			    : told(z, archive_write_finish_entry(z->archive));
}

enum err
zip_add(struct zip *z, struct str name, struct str data, enum zip_way way,
    int64_t at_us)
{
	char path[NAME_MAX_BYTES];
	struct archive_entry *entry;
	enum err e;

	if (z->err != OK)
		return z->err;
	if (!name_copy(path, name))
		return ERR_INVALID;
	if (told(z,
		way == ZIP_STORE
		    ? archive_write_zip_set_compression_store(z->archive)
		    : archive_write_zip_set_compression_deflate(z->archive)) !=
	    OK)
		return z->err;
	entry = archive_entry_new();
	if (entry == NULL)
		return z->err = ERR_NOMEM;
	archive_entry_set_pathname_utf8(entry, path);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)data.n);
	archive_entry_set_mtime(entry, at_us / SEC_US, 0);
	e = entry_write(z, entry, data);
	archive_entry_free(entry);
	return e;
}

enum err
zip_end(struct zip *z)
{
	if (z->err == OK)
		told(z, archive_write_close(z->archive));
	zip_drop(z);
	return z->err;
}

void
zip_drop(struct zip *z)
{
	if (z->archive == NULL)
		return;
	/* Closing frees what is open, and writes: but not to the sink now. */
	z->dropped = true;
	archive_write_close(z->archive);
	archive_write_free(z->archive);
	z->archive = NULL;
}
