#include <limits.h>
#include <string.h>

#include "parse.h"

enum { SLACK_LEVELS = 2 }; /* json-c counts scalars as levels */

/*
 * json-c gathers each text in a buffer that it moves when it grows: large
 * enough from the start, there is one place to overwrite.
 */
static bool
gathering_open(struct json_tokener *t, size_t n)
{
	if (printbuf_memset(t->pb, 0, 0, (int)n) != 0)
		return false;
	printbuf_reset(t->pb);
	return true;
}

static void
gathering_close(struct json_tokener *t)
{
	explicit_bzero(t->pb->buf, (size_t)t->pb->size);
	json_tokener_free(t);
}

static enum err
parse_scanned(struct json_object **out, struct str text, unsigned depth_max)
{
	struct json_tokener *t = json_tokener_new_ex(
	    (int)depth_max + SLACK_LEVELS);
	enum json_tokener_error error;

	if (t == NULL)
		return ERR_NOMEM;
	if (!gathering_open(t, text.n)) {
		json_tokener_free(t);
		return ERR_NOMEM;
	}
	*out = json_tokener_parse_ex(t, text.p, (int)text.n);
	/* A number at the very end is known to be complete by the space. */
	if (json_tokener_get_error(t) == json_tokener_continue)
		*out = json_tokener_parse_ex(t, " ", 1);
	error = json_tokener_get_error(t);
	gathering_close(t);
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

/* As deep as the scan let it be. */
static void
texts_wipe(struct json_object *o)
{
	size_t n;

	switch (json_object_get_type(o)) {
	case json_type_string:
		n = (size_t)json_object_get_string_len(o);
		explicit_bzero((void *)(uintptr_t)json_object_get_string(o), n);
		break;
	case json_type_array:
		n = json_object_array_length(o);
		for (size_t i = 0; i < n; i++)
			texts_wipe(json_object_array_get_idx(o, i));
		break;
	case json_type_object: {
		json_object_object_foreach(o, key, value)
		{
			(void)key;
			texts_wipe(value);
		}
		break;
	}
	default:
		break;
	}
}

void
parse_drop(struct json_object *o)
{
	texts_wipe(o);
	json_object_put(o);
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
