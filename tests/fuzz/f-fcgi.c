/*
 * Any bytes: the parser neither reads nor writes outside, keeps its
 * limits, and finds the same whether fed at once or in pieces.
 */
#include <stdlib.h>
#include <string.h>

#include "http/fcgi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
insist(bool fact)
{
	if (!fact)
		abort();
}

static void
check_limits(const struct fcgi *f)
{
	insist(f->nparams <= FCGI_PARAMS_MAX);
	insist(f->params.n <= FCGI_PARAMS_BYTES_MAX);
	insist(f->body.n <= f->body_max);
	insist((f->phase == FCGI_BROKEN) == (f->fault != NULL));
	for (size_t i = 0; i < f->nparams; i++) {
		struct str v = f->param[i].value;

		insist(f->param[i].name.n > 0);
		insist(v.n == 0 ||
		    (v.p >= f->params.p &&
			v.p + v.n <= f->params.p + f->params.n));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct fcgi whole, pieces;
	struct str bytes = { (const char *)data, n };
	size_t used = 0, at = 0;

	fcgi_open(&whole, 4096);
	fcgi_open(&pieces, 4096);
	fcgi_feed(&whole, bytes, &used);
	insist(used <= n);
	check_limits(&whole);
	while (at < n && pieces.phase < FCGI_COMPLETE) {
		size_t piece = 1 + at % 7, eaten;

		fcgi_feed(&pieces, str_sub(bytes, at, piece), &eaten);
		at += eaten;
	}
	check_limits(&pieces);
	insist(whole.phase == pieces.phase);
	insist(whole.phase != FCGI_COMPLETE || at == used);
	insist(whole.nparams == pieces.nparams);
	insist(str_eq(buf_str(&whole.body), buf_str(&pieces.body)));
	fcgi_close(&whole);
	fcgi_close(&pieces);
	return 0;
}
