/* The pages' words, for programs that say some of them. */
#ifndef APP_TEXTS_H
#define APP_TEXTS_H

#include "app/site.h"
#include "locale/locale.h"

/*
 * The site's languages, from the folder of --www, for as long as the site's
 * arena; a language without a file speaks the first one's words.
 */
enum err texts_open(struct locales **out, const struct site *site,
    struct arena *a) MUST_CHECK;

#endif
