#include "fault.h"

#include <stdio.h>

#include "base/text.h"
#include "wire/write.h"

bool
fault_add(struct arena *a, struct wire_faults *f, struct str pointer,
    const char *code, const char *fmt, va_list ap)
{
	char detail[FAULT_DETAIL_MAX];
	struct wire_fault *fault;

	if (f->n == WIRE_FAULTS_MAX)
		return true;
	vsnprintf(detail, sizeof(detail), fmt, ap);
	fault = &f->at[f->n++];
	fault->pointer = pointer;
	fault->code = code;
	/* Others' words may be cut in it, but not within a character. */
	fault->detail = str_copy(
	    a, text_cut(str_from(detail), FAULT_DETAIL_MAX));
	return pointer.p != NULL && fault->detail.p != NULL;
}

void
wire_fault_add(struct arena *a, struct wire_faults *f, struct str pointer,
    const char *code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)fault_add(a, f, str_copy(a, pointer), code, fmt, ap);
	va_end(ap);
}

void
wire_faults_write(
    struct json *j, const char *key, const struct wire_faults *faults)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < faults->n; i++) {
		json_object(j);
		json_put_str(j, "pointer", faults->at[i].pointer);
		json_put_cstr(j, "code", faults->at[i].code);
		json_put_str(j, "detail", faults->at[i].detail);
		json_end_object(j);
	}
	json_end_array(j);
}
