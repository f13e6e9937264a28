/*
 * Runs a fuzz target over its saved inputs, one TAP line each.  The corpus
 * of tests/fuzz/f-NAME is $TOP_SRCDIR/tests/fuzz/corpus/NAME.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1 << 20, INPUTS_MAX = 100000, FILE_NAME_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int
not_hidden(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int
replay(const char *path, uint8_t *input)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		return -1;
	size_t n = fread(input, 1, INPUT_MAX, f);
	int failed = ferror(f);
	fclose(f);
	if (failed)
		return -1;
	/* An exact heap copy, so that ASan sees a read past the end. */
	uint8_t *copy = malloc(n > 0 ? n : 1);
	if (copy == NULL)
		return -1;
	if (n > 0)
		memcpy(copy, input, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
	return 0;
}

int
main(int argc, char **argv)
{
	static uint8_t input[INPUT_MAX];
	const char *top = getenv("TOP_SRCDIR");
	const char *name = argc > 0 ? strrchr(argv[0], '/') : NULL;
	name = name != NULL ? name + 1 : argv[0];
	if (strncmp(name, "f-", 2) == 0)
		name += 2;
	char folder[FILE_NAME_MAX];
	snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s",
	    top != NULL ? top : ".", name);

	struct dirent **entries;
	int count = scandir(folder, &entries, not_hidden, alphasort);
	if (count <= 0 || count > INPUTS_MAX) {
		printf("Bail out! %s: no inputs\n", folder);
		return 1;
	}
	printf("1..%d\n", count);
	int failures = 0;
	for (int i = 0; i < count; i++) {
		char path[FILE_NAME_MAX + 256];
		snprintf(
		    path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		int bad = replay(path, input) != 0;
		printf("%sok %d - %s\n", bad ? "not " : "", i + 1,
		    entries[i]->d_name);
		fflush(stdout);
		failures += bad;
		free(entries[i]);
	}
	free(entries);
	return failures > 0;
}
