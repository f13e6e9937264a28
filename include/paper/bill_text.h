/* The words on bills: <dir>/<locale>.json, a catalogue as locale.h says. */
#ifndef PAPER_BILL_TEXT_H
#define PAPER_BILL_TEXT_H

#include "base/arena.h"
#include "base/err.h"
#include "locale/locale.h"

/* All languages that bills speak, en first.  As locales_open(). */
enum err bill_texts_open(struct locales **out, const char *dir,
    struct arena *a, struct str *why) MUST_CHECK;

#endif
