#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/sys.h"

enum { LINE_MAX_BYTES = 4096, VALUE_MAX = 2048 };

static struct {
	const char *program;
	const char *path; /* NULL: stderr */
	int fd;
	enum log_level least;
} sink = { .program = "souk", .fd = STDERR_FILENO, .least = LOG_INFO };

/* What does not fit is dropped; the line still ends in a newline. */
struct line {
	char *p;
	size_t n, max;
};

static int
open_sink(const char *path)
{
	return open(
	    path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
}

enum err
log_open(const char *program, const char *path_or_null, enum log_level least)
{
	int fd = STDERR_FILENO;

	if (path_or_null != NULL) {
		fd = open_sink(path_or_null);
		if (fd < 0)
			return ERR_IO;
	}
	sink.program = program;
	sink.path = path_or_null;
	sink.fd = fd;
	sink.least = least;
	return OK;
}

/* dup3 swaps the file behind the number, so writers need no lock. */
void
log_reopen(void)
{
	int fd;

	if (sink.path == NULL)
		return;
	fd = open_sink(sink.path);
	if (fd < 0) {
		log_error(
		    "log not reopened", "file=%s errno=%d", sink.path, errno);
		return;
	}
	if (dup3(fd, sink.fd, O_CLOEXEC) < 0)
		log_error(
		    "log not reopened", "file=%s errno=%d", sink.path, errno);
	close(fd);
}

void
log_close(void)
{
	if (sink.path == NULL)
		return;
	close(sink.fd);
	sink.fd = STDERR_FILENO;
	sink.path = NULL;
}

static void
line_add(struct line *l, struct str s)
{
	if (s.n > l->max - l->n)
		s.n = l->max - l->n;
	memcpy(l->p + l->n, s.p, s.n);
	l->n += s.n;
}

/* A control byte in a value must not forge a line or move a cursor. */
static void
line_add_escaped(struct line *l, char c)
{
	char code[8];

	if (c == '"' || c == '\\')
		snprintf(code, sizeof(code), "\\%c", c);
	else if (c == '\n')
		snprintf(code, sizeof(code), "\\n");
	else if ((unsigned char)c < 0x20 || c == 0x7f)
		snprintf(code, sizeof(code), "\\x%02x", (unsigned char)c);
	else
		snprintf(code, sizeof(code), "%c", c);
	line_add(l, str_from(code));
}

static bool
needs_quotes(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f ||
		    strchr("\"=\\", s.p[i]) != NULL)
			return true;
	}
	return s.n == 0;
}

static void
line_add_value(struct line *l, struct str s)
{
	if (!needs_quotes(s)) {
		line_add(l, s);
		return;
	}
	line_add(l, STR("\""));
	for (size_t i = 0; i < s.n; i++)
		line_add_escaped(l, s.p[i]);
	line_add(l, STR("\""));
}

/*
 * The values have to be known apart from the text around them to be
 * quoted, so the format is read here.  Conversions: s d i u x c f p %,
 * with width, precision and length; what else appears is a mistake.
 */
struct spec {
	int width, precision; /* precision -1: none */
	char size;	      /* 0, 'l', 'q' (ll, j), 'z' */
	char conversion;
};

static const char *
spec_number(int *out, const char *f, va_list *ap)
{
	if (*f == '*') {
		*out = va_arg(*ap, int);
		return f + 1;
	}
	for (*out = 0; *f >= '0' && *f <= '9'; f++)
		*out = *out * 10 + *f - '0';
	return f;
}

static const char *
spec_read(struct spec *spec, const char *f, va_list *ap)
{
	*spec = (struct spec){ .precision = -1 };
	f = spec_number(&spec->width, f, ap);
	if (*f == '.')
		f = spec_number(&spec->precision, f + 1, ap);
	for (; *f == 'l' || *f == 'z' || *f == 'j' || *f == 'h'; f++) {
		if (*f == 'z')
			spec->size = 'z';
		else if (*f == 'j' || spec->size == 'l')
			spec->size = 'q';
		else if (*f == 'l')
			spec->size = 'l';
	}
	spec->conversion = *f;
	return f + 1;
}

static intmax_t
take_signed(const struct spec *spec, va_list *ap)
{
	switch (spec->size) {
	case 'l':
		return va_arg(*ap, long);
	case 'q':
		return va_arg(*ap, long long);
	case 'z':
		return va_arg(*ap, ssize_t);
	default:
		return va_arg(*ap, int);
	}
}

static uintmax_t
take_unsigned(const struct spec *spec, va_list *ap)
{
	switch (spec->size) {
	case 'l':
		return va_arg(*ap, unsigned long);
	case 'q':
		return va_arg(*ap, unsigned long long);
	case 'z':
		return va_arg(*ap, size_t);
	default:
		return va_arg(*ap, unsigned);
	}
}

static struct str
take_text(const struct spec *spec, va_list *ap)
{
	const char *s = va_arg(*ap, const char *);

	if (s == NULL)
		return spec->precision == 0 ? STR("") : STR("null");
	if (spec->precision < 0)
		return str_from(s);
	return (struct str){ s, strnlen(s, (size_t)spec->precision) };
}

static void
value_convert(struct line *value, const struct spec *spec, va_list *ap)
{
	char text[64] = "";

	switch (spec->conversion) {
	case 's':
		line_add(value, take_text(spec, ap));
		return;
	case 'd':
	case 'i':
		snprintf(text, sizeof(text), "%0*" PRIdMAX, spec->width,
		    take_signed(spec, ap));
		break;
	case 'u':
		snprintf(text, sizeof(text), "%0*" PRIuMAX, spec->width,
		    take_unsigned(spec, ap));
		break;
	case 'x':
		snprintf(text, sizeof(text), "%0*" PRIxMAX, spec->width,
		    take_unsigned(spec, ap));
		break;
	case 'f':
		snprintf(text, sizeof(text), "%.*f", spec->precision,
		    va_arg(*ap, double));
		break;
	case 'c':
		snprintf(text, sizeof(text), "%c", va_arg(*ap, int));
		break;
	case 'p':
		snprintf(text, sizeof(text), "%p", va_arg(*ap, void *));
		break;
	case '%':
		snprintf(text, sizeof(text), "%%");
		break;
	default:
		assert(0 && "conversion that log does not know");
	}
	line_add(value, str_from(text));
}

/* Does " key=" begin here?  Else the space belongs to the value. */
static bool
at_next_pair(const char *f)
{
	if (*f++ != ' ')
		return false;
	while ((*f >= 'a' && *f <= 'z') || (*f >= '0' && *f <= '9') ||
	    *f == '_' || *f == '.')
		f++;
	return *f == '=';
}

static const char *
pair_add(struct line *l, const char *f, va_list *ap)
{
	char bytes[VALUE_MAX];
	struct line value = { bytes, 0, sizeof(bytes) };
	size_t key = strcspn(f, "=%");
	struct spec spec;

	line_add(l, STR(" "));
	if (f[key] == '=') {
		line_add(l, (struct str){ f, key + 1 });
		f += key + 1;
	} else {
		line_add(l, STR("detail="));
	}
	while (*f != '\0' && !at_next_pair(f)) {
		if (*f == '%') {
			f = spec_read(&spec, f + 1, ap);
			value_convert(&value, &spec, ap);
		} else {
			line_add(&value, (struct str){ f++, 1 });
		}
	}
	line_add_value(l, (struct str){ value.p, value.n });
	return *f == ' ' ? f + 1 : f;
}

static void
line_start(struct line *l, const char *level, const char *message)
{
	char time[TIME_TEXT_MAX], head[160];
	int64_t now_us = clock_now_us();
	struct str seconds = time_format(time, now_us);

	snprintf(head, sizeof(head),
	    "time=%.*s.%03dZ level=%s program=%s message=", (int)seconds.n - 1,
	    seconds.p, (int)(now_us % SEC_US / 1000), level, sink.program);
	line_add(l, str_from(head));
	line_add_value(l, str_from(message));
}

static void
log_line(
    enum log_level level, const char *message, const char *fmt, va_list *ap)
{
	static const char *const levels[] = { "debug", "info", "warn",
		"error" };
	char bytes[LINE_MAX_BYTES];
	struct line l = { bytes, 0, sizeof(bytes) - 1 };
	int saved = errno;
	ssize_t ignored;

	line_start(&l, levels[level], message);
	while (fmt != NULL && *fmt != '\0')
		fmt = pair_add(&l, fmt, ap);
	bytes[l.n++] = '\n';
	ignored = write(sink.fd, bytes, l.n);
	(void)ignored;
	errno = saved;
}

#define LOG_AT(level, message, fmt) \
	do { \
		va_list ap; \
\
		if ((level) < sink.least) \
			return; \
		va_start(ap, fmt); \
		log_line((level), (message), (fmt), &ap); \
		va_end(ap); \
	} while (0)

void
log_debug(const char *message, const char *fmt, ...)
{
	LOG_AT(LOG_DEBUG, message, fmt);
}

void
log_info(const char *message, const char *fmt, ...)
{
	LOG_AT(LOG_INFO, message, fmt);
}

void
log_warn(const char *message, const char *fmt, ...)
{
	LOG_AT(LOG_WARN, message, fmt);
}

void
log_error(const char *message, const char *fmt, ...)
{
	LOG_AT(LOG_ERROR, message, fmt);
}
