#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/buf.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "ctl/import.h"
#include "wire/json.h"
#include "wire/tree.h"

enum { WHY_MAX = 1000 };

static void
progress_bar(size_t done, size_t total)
{
	enum { WIDTH = 40 };
	size_t filled = total ? done * WIDTH / total : WIDTH;
	char bar[WIDTH + 1];

	memset(bar, ' ', WIDTH);
	memset(bar, '#', filled);
	bar[WIDTH] = '\0';
	fprintf(stderr, "\r[%s] %zu of %zu%s", bar, done, total,
	    done == total ? "\n" : "");
}

static void
report_line(const struct import_fault *f)
{
	fprintf(stderr, "%.*s%s%.*s %.*s: %.*s\n", STR_FMT(f->where),
	    f->where.n && f->field.n ? ": " : "", STR_FMT(f->field),
	    STR_FMT(f->fault), STR_FMT(f->mend));
}

static void
report_text(const struct import *im)
{
	size_t shown = im->nfaults < IMPORT_FAULTS_SHOWN ? im->nfaults
							 : IMPORT_FAULTS_SHOWN;

	for (size_t i = 0; i < shown; i++)
		report_line(&im->faults[i]);
	if (im->nfaults > shown)
		fprintf(
		    stderr, "... and %zu more faults\n", im->nfaults - shown);
	printf("%s%zu added, %zu updated, %zu unchanged, %zu fault%s%s\n",
	    im->dry_run ? "dry run: " : "", im->added, im->updated,
	    im->unchanged, im->nfaults, im->nfaults == 1 ? "" : "s",
	    im->nfaults ? "; rows with a fault were left out" : "");
}

static void
report_json(const struct import *im)
{
	struct buf out;
	struct json j;

	buf_open(&out, REPLY_MAX);
	json_start(&j, &out);
	json_object(&j);
	json_put_bool(&j, "dry_run", im->dry_run);
	json_put_i64(&j, "added", (int64_t)im->added);
	json_put_i64(&j, "updated", (int64_t)im->updated);
	json_put_i64(&j, "unchanged", (int64_t)im->unchanged);
	json_put_i64(&j, "faults", (int64_t)im->nfaults);
	json_key(&j, "items");
	json_array(&j);
	for (size_t i = 0; i < im->nfaults && i < IMPORT_FAULTS_SHOWN; i++) {
		json_object(&j);
		json_put_str(&j, "where", im->faults[i].where);
		json_put_str(&j, "field", im->faults[i].field);
		json_put_str(&j, "fault", im->faults[i].fault);
		json_put_str(&j, "mend", im->faults[i].mend);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	printf("%.*s\n", STR_FMT(buf_str(&out)));
	buf_close(&out);
}

static struct str
folder_of(struct str path)
{
	size_t n = path.n;

	while (n > 0 && path.p[n - 1] != '/')
		n--;
	if (n == 0)
		return STR(".");
	return str_sub(path, 0, n > 1 ? n - 1 : 1);
}

static bool
is_csv(struct str name)
{
	return name.n >= 4 &&
	    str_eq_nocase(str_sub(name, name.n - 4, 4), STR(".csv"));
}

static enum err
import_read(struct import *im, const char *path, struct str *why)
{
	struct str text, name = str_from(path);
	enum err e = file_read(im->a, &text, path, IMPORT_FILE_MAX, 0);

	im->folder = folder_of(name);
	if (e == ERR_NOMEM)
		return e;
	if (e != OK) {
		*why = e == ERR_NOT_FOUND ? STR("there is no such file")
		    : e == ERR_LIMIT ? STR("it is larger than 64 MiB; split it")
				     : STR("it cannot be read");
		return e;
	}
	e = is_csv(name) ? import_csv(im, text, why)
			 : import_json(im, text, why);
	return e == OK ? import_check(im) : e;
}

/* What is written stays; an import again goes on behind it. */
static enum err
import_store(struct import *im, struct db_pool *pool, struct str *why)
{
	enum err e = import_logos(im);
	size_t done;

	if (e == ERR_IO)
		*why = arena_printf(im->a,
		    "logos cannot be written to %.*s/media; let this user"
		    " write there (SOUK_DATA_DIR)",
		    STR_FMT(im->data_dir));
	if (e != OK)
		return e;
	e = import_write(im, pool);
	done = im->added + im->updated + im->unchanged;
	if (e == ERR_EXISTS || e == ERR_STALE || e == ERR_NOT_FOUND)
		*why = STR("someone else changed the catalogue meanwhile;"
			   " import it again");
	else if (e != OK && done > 0)
		*why = arena_printf(im->a,
		    "%s after %zu of %zu products, which stay; import it"
		    " again for the others",
		    e == ERR_UNAVAILABLE
			? "the database went away, or became read-only,"
			: err_name(e),
		    done, im->file.nproducts);
	return e;
}

static void
import_open(struct import *im, const struct ctl *c, bool dry_run)
{
	*im = (struct import){ .a = c->arena,
		.currency = c->config.currency,
		.country = c->config.country,
		.locale = c->config.locales[0],
		.data_dir = c->config.data_dir,
		.now_us = clock_now_us(),
		.dry_run = dry_run,
		.progress = isatty(STDERR_FILENO) ? progress_bar : NULL };
}

int
import_path(struct ctl *c, const char *path, bool dry_run)
{
	struct import *im = ARENA_NEW(c->arena, struct import);
	struct str why = STR_NONE;
	struct db_pool *pool;
	int status = ctl_pool(c, &pool);
	enum err e;

	if (status != CTL_OK)
		return status;
	if (!im)
		return ctl_failed(c, ERR_NOMEM, path);
	import_open(im, c, dry_run);
	e = import_read(im, path, &why);
	if (e == OK)
		e = import_store(im, pool, &why);
	why = why.p ? text_shown(c->arena, why, WHY_MAX) : why;
	if (why.p)
		status = ctl_fail(c, "%s: %.*s", path, STR_FMT(why));
	else if (e != OK)
		status = ctl_failed(c, e, path);
	else if (c->json)
		report_json(im);
	else
		report_text(im);
	tree_close(im->tree);
	return status == CTL_OK && im->nfaults > 0 ? CTL_FAULT : status;
}

int
command_import(struct ctl *c, int argc, char **argv)
{
	bool dry_run = false;
	const struct ctl_option options[] = {
		{ "--dry-run", NULL, &dry_run },
	};
	const char *path = NULL;
	size_t n = 1;
	int status = ctl_options(c, argc, argv, options, 1, &path, &n);

	if (status != CTL_OK)
		return status;
	if (n != 1)
		return ctl_misused(c, "name the file to import");
	return import_path(c, path, dry_run);
}
