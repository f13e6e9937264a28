/*
 * conf_parse: parameters come sorted, each once and with clean values; a
 * refused file has a fault with a line that exists.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bounds.h"
#include "base/conf.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
require(int holds)
{
	if (!holds)
		abort();
}

static void
check_params(const struct conf *c)
{
	require(c->count <= SITE_PARAMS_MAX);
	for (size_t i = 0; i < c->count; i++) {
		const struct conf_param *p = &c->params[i];
		char name[128] = "";

		require(str_starts(p->name, STR("SOUK_")) && p->name.n < 128);
		require(text_plain(p->value, false));
		require(memchr(p->value.p, '$', p->value.n) == NULL);
		require(i == 0 || str_cmp(p[-1].name, p->name) < 0);
		memcpy(name, p->name.p, p->name.n);
		require(conf_find(c, name) == p);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	enum { FAULTS = 4 };
	struct arena *a = arena_open(64 << 20);
	struct conf_fault faults[FAULTS];
	size_t nfaults = FAULTS;
	struct conf conf;
	int lines = 1;
	enum err err;

	require(a != NULL);
	for (size_t i = 0; i < n; i++)
		lines += data[i] == '\n';
	err = conf_parse(a, &conf, "fuzz",
	    (struct str){ (const char *)data, n }, faults, &nfaults);
	require(err == OK || err == ERR_CONFIG);
	require((err == OK) == (nfaults == 0) && nfaults <= FAULTS);
	if (err == OK)
		check_params(&conf);
	for (size_t i = 0; i < nfaults; i++)
		require(faults[i].line >= 0 && faults[i].line <= lines &&
		    faults[i].what.n > 0);
	arena_close(a);
	return 0;
}
