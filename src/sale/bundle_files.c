/* Files that lie in DATA_DIR: what was handed over, and bills on paper. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "bundle.h"
#include "store/bill.h"
#include "store/handover.h"

/* Mapped, not read: it may be larger than a request's memory. */
static enum err
file_map(struct str *out, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return ERR_IO;
	}
	if (st.st_size == 0) {
		close(fd);
		*out = STR("");
		return OK;
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return errno == ENOMEM ? ERR_NOMEM : ERR_IO;
	*out = (struct str){ p, (size_t)st.st_size };
	return OK;
}

static enum err
file_add(struct bundle *b, struct str name, struct str path, enum zip_way way)
{
	struct str data;
	enum err e = path.p == NULL ? ERR_NOMEM : file_map(&data, path.p);

	if (e != OK)
		return e;
	e = bundle_add(b, name, data, way);
	if (data.n > 0)
		munmap((void *)(uintptr_t)data.p, data.n);
	return e;
}

/* Under its id, for names may come back from round to round. */
static enum err
handed_over_add(struct bundle *b, const struct handover_file *f)
{
	const struct evidence *x = b->of;
	char text[ID_TEXT_MAX];
	struct str id = id_format(text, ID_HANDOVER_FILE, f->file_id);
	enum err e = file_add(b,
	    arena_printf(
		x->arena, "evidence/%.*s/%.*s", STR_FMT(id), STR_FMT(f->name)),
	    arena_printf(x->arena, "%.*s/evidence/%.*s", STR_FMT(x->data_dir),
		STR_FMT(id)),
	    ZIP_DEFLATE);

	if (e == ERR_NOT_FOUND || e == ERR_IO) {
		log_error("a file of evidence cannot be read", "file=%.*s",
		    STR_FMT(id));
		return ERR_IO;
	}
	return e;
}

/* Of rounds that were handed over: the rest is its seller's alone. */
static enum err
handover_add(struct bundle *b, const struct handover *h)
{
	const struct evidence *x = b->of;
	struct handover_round *rounds;
	struct handover_file *files;
	size_t n = 0, nrounds = 0;
	enum err e = handover_rounds_of(
	    x->db, x->arena, &rounds, &nrounds, h->handover_id);

	if (e == OK)
		e = handover_files_of(
		    x->db, x->arena, &files, &n, h->handover_id);
	for (size_t i = 0; e == OK && i < n; i++)
		if (nrounds > 0 && files[i].round <= rounds[nrounds - 1].round)
			e = handed_over_add(b, &files[i]);
	return e;
}

/* One whose paper is not what its row says now is in bills.json alone. */
static enum err
bill_add(struct bundle *b, const struct bill *bill)
{
	static const struct {
		const char *suffix;
		enum zip_way way;
	} files[] = { { "pdf", ZIP_STORE }, { "csv", ZIP_DEFLATE },
		{ "xml", ZIP_DEFLATE } };
	const struct evidence *x = b->of;
	char text[ID_TEXT_MAX];
	struct str id = id_format(text, ID_BILL, bill->bill_id);
	enum err e = OK;

	for (size_t i = 0; e == OK && i < sizeof(files) / sizeof(files[0]);
	     i++) {
		e = file_add(b,
		    arena_printf(x->arena, "bills/%.*s.%s",
			STR_FMT(bill->bill_no), files[i].suffix),
		    arena_printf(x->arena, "%.*s/bills/%.*s.%s",
			STR_FMT(x->data_dir), STR_FMT(id), files[i].suffix),
		    files[i].way);
		if (e == ERR_NOT_FOUND)
			e = OK;
	}
	return e;
}

static enum err
bills_add(struct bundle *b)
{
	const struct evidence *x = b->of;
	struct bill_filter of = { .order_id = x->order_id };
	struct id after = { { 0 } };
	struct bill *bills;
	size_t n = 0;
	enum err e;

	do {
		e = bills_list(
		    x->db, x->arena, &bills, &n, &of, after, LIST_MAX);
		if (n > LIST_MAX)
			n = LIST_MAX;
		for (size_t i = 0; e == OK && i < n; i++) {
			if (bills[i].paper_at_us != 0)
				e = bill_add(b, &bills[i]);
			after = bills[i].bill_id;
		}
	} while (e == OK && n == LIST_MAX);
	return e;
}

enum err
bundle_files_add(struct bundle *b)
{
	const struct evidence *x = b->of;
	struct handover *stages, whole;
	size_t n = 0;
	enum err e = handover_of_order(x->db, x->arena, &whole, x->order_id);

	if (e == OK)
		e = handover_add(b, &whole);
	if (e == OK || e == ERR_NOT_FOUND)
		e = handovers_of_stages(
		    x->db, x->arena, &stages, &n, x->order_id);
	for (size_t i = 0; e == OK && i < n; i++)
		e = handover_add(b, &stages[i]);
	return e == OK ? bills_add(b) : e;
}
