/*
 * What sellers' endpoints and provisioners send: whatever it is, an answer
 * that is taken is of the documented form, one that is refused says why, and
 * what the debug page is shown is plain text.  The first byte chooses.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/provision/endpoint.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "provision/callback.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
require(int holds)
{
	if (!holds)
		abort();
}

static void
instance_check(const struct endpoint_instance *i)
{
	require(i->instance_id.n > 0 && i->instance_id.n <= ENDPOINT_ID_MAX);
	require(str_empty(i->app_url) || text_is(TEXT_URL, i->app_url));
	require(str_empty(i->admin_url) || text_is(TEXT_URL, i->admin_url));
	require(i->app_url.n <= 4 * URL_MAX_CHARS);
	require(i->user_name.n <= ENDPOINT_SIGN_IN_MAX);
	require(i->password.n <= ENDPOINT_SIGN_IN_MAX);
	require(text_plain(i->user_name, false));
	require(text_plain(i->password, false));
	require(i->license.n <= ENDPOINT_LICENSE_MAX);
	require(text_plain(i->license, true));
	require(text_plain(i->memo, true));
}

static void
answer_run(struct arena *a, enum endpoint_activity activity, struct str json)
{
	const struct endpoint_order order = { .instance_id = STR("i-1") };
	struct endpoint_instance got = { .instance_id = STR("") };
	struct str why = STR("");
	enum err e = endpoint_read(
	    a, &got, STR("key"), activity, &order, json, &why);

	require(str_empty(why) == (e == OK));
	if (!e)
		instance_check(&got);
	struct str shown = endpoint_masked(a, json);
	require(shown.p != NULL && text_plain(shown, false));
}

static void
callback_run(struct arena *a, struct str body)
{
	char key[32] = "0123456789abcdef0123456789abcde";
	const struct webhook_keys keys = { .key = { { key, sizeof(key) } },
		.n = 1 };
	struct callback_headers h = { STR("evt_1"), STR("1000"), STR("") };
	struct provision_callback c;
	struct str why;

	require(webhook_sign(a, &h.signature, &keys, h.id, 1000, body) == OK);
	enum err e = provision_callback_read(
	    a, &c, &keys, &h, body, 1000 * SEC_US, &why);
	require(str_empty(why) == (e == OK));
	if (e || c.failed)
		return;
	require(c.what.secret.n <= PROVISION_SECRET_MAX);
	require(text_plain(c.what.secret, true));
	require(text_plain(c.what.note, true));
}

static void
header_run(struct arena *a, struct str text)
{
	size_t at = str_find(text, '\n');
	bool missing;

	(void)endpoint_signed(a, STR("key"), str_sub(text, 0, at),
	    str_sub(text, at + 1, text.n), &missing);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open(16 * 1024 * 1024);
	struct str rest = { (const char *)data + 1, n - 1 };

	if (a && n > 0 && n <= JSON_FOREIGN_BYTES_MAX && text_open() == OK) {
		unsigned choice = data[0] - (unsigned)'0';

		if (choice < ENDPOINT__MAX)
			answer_run(a, (enum endpoint_activity)choice, rest);
		else if (choice == ENDPOINT__MAX)
			callback_run(a, rest);
		else
			header_run(a, rest);
		text_close();
	}
	arena_close(a);
	return 0;
}
