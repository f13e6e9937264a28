#include "app/provision.h"

#include "base/log.h"
#include "base/sys.h"
#include "crypto/hash.h"

enum { KEY_FILE_MAX = 4096 };

enum err
provision_keys(
    struct arena *a, struct webhook_keys *out, const struct site *site)
{
	const struct site_config *c = &site->config;
	const char *path = str_cstr(a, c->provision_key_file);
	struct str text = STR_NONE;
	enum err e;

	out->n = 0;
	if (!str_is(c->provision, "webhook"))
		return ERR_NOT_FOUND;
	if (!path)
		return ERR_NOMEM;
	e = file_read(a, &text, path, KEY_FILE_MAX, 1);
	if (e == OK) {
		e = webhook_keys_read(a, out, text);
		secret_wipe((void *)(uintptr_t)text.p, text.n);
	}
	if (e == OK || e == ERR_NOMEM)
		return e;
	log_error("provisioner's key", "file=%s error=%s", path, err_name(e));
	return ERR_CONFIG;
}
