/* A request's SOUK_ parameters beside those of a site's file. */
#ifndef APP_PRIVATE_SITE_MATCH_H
#define APP_PRIVATE_SITE_MATCH_H

#include <stdbool.h>

#include "app/site.h"
#include "http/fcgi.h"

/*
 * Name by name, byte by byte, each once: .p NULL when the request's set is
 * the site's, else the name of the first that differs.
 */
struct str site_difference(const struct site *s, const struct fcgi *request);

/*
 * The request's set in given, sorted by name, as *conf is to have it; their
 * texts stay the request's.  false: more than SITE_PARAMS_MAX.
 */
bool site_params_given(struct conf *conf,
    struct conf_param given[SITE_PARAMS_MAX], const struct fcgi *request);

#endif
