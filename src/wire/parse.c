#include <limits.h>

#include "parse.h"

enum { SLACK_LEVELS = 2 }; /* json-c counts scalars as levels */

static enum err
parse_scanned(struct json_object **out, struct str text, unsigned depth_max)
{
	struct json_tokener *t = json_tokener_new_ex(
	    (int)depth_max + SLACK_LEVELS);
	enum json_tokener_error error;

	if (t == NULL)
		return ERR_NOMEM;
	*out = json_tokener_parse_ex(t, text.p, (int)text.n);
	/* A number at the very end is known to be complete by the space. */
	if (json_tokener_get_error(t) == json_tokener_continue)
		*out = json_tokener_parse_ex(t, " ", 1);
	error = json_tokener_get_error(t);
	json_tokener_free(t);
	/* The scan has passed, so only memory can have been lacking. */
	return error == json_tokener_success ? OK : ERR_NOMEM;
}

enum err
parse_json(struct json_object **out, struct arena *a, struct str text,
    unsigned depth_max, struct scan_fault *fault)
{
	enum err err;

	if (text.n > INT_MAX)
		return ERR_LIMIT;
	err = scan_json(a, text, depth_max, fault);
	if (err != OK)
		return err;
	return parse_scanned(out, text, depth_max);
}

/*
 * json-c clamps to INT64_MIN and UINT64_MAX without a word, so both of
 * them count as out of range.
 */
bool
parse_i64(int64_t *out, bool *fits, struct json_object *number)
{
	if (!json_object_is_type(number, json_type_int))
		return false;
	*out = json_object_get_int64(number);
	*fits = json_object_get_uint64(number) <= INT64_MAX &&
	    *out != INT64_MIN;
	return true;
}

struct str
parse_str(struct json_object *string)
{
	return (struct str){ json_object_get_string(string),
		(size_t)json_object_get_string_len(string) };
}
