/*
 * One event a line on stderr, logfmt: time, level, program, message, then
 * key=value pairs.  Values are quoted and escaped; secrets never go in.
 * log_reopen() serves SIGHUP when --log FILE was given.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

enum err log_open(const char *program, const char *path_or_null,
    enum log_level least) MUST_CHECK;
void log_reopen(void);
void log_close(void);

/*
 * log_info("import done", "rows=%zu file=%s", n, path); fmt NULL: no pairs.
 * The format is a list of key=value; conversions are s d i u x c f p %.
 */
void log_debug(const char *message, const char *fmt, ...) PRINTF(2, 3);
void log_info(const char *message, const char *fmt, ...) PRINTF(2, 3);
void log_warn(const char *message, const char *fmt, ...) PRINTF(2, 3);
void log_error(const char *message, const char *fmt, ...) PRINTF(2, 3);

#endif
