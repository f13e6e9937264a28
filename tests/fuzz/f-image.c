/*
 * Any bytes: a picture within the caps or a sentence, and what was read can
 * be fitted and written.
 */
#include <stdlib.h>

#include "image/image.h"

enum { SMALL = 64, FILE_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
insist(bool fact)
{
	if (!fact)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str bytes = { (const char *)data, n };
	struct image image, fitted;
	struct image_fault why;
	const char *extension;
	struct buf file;
	enum err e = image_read(&image, &why, bytes);

	if (e != OK) {
		insist(e == ERR_NOMEM || why.text[0] != '\0');
		return 0;
	}
	insist(image.width > 0 && image.width <= IMAGE_SIDE_MAX);
	insist(image.height > 0 && image.height <= IMAGE_SIDE_MAX);
	insist((uint64_t)image.width * image.height <= IMAGE_PIXELS_MAX);
	insist(image_fit(&fitted, &image, SMALL, SMALL) == OK);
	insist(fitted.width <= SMALL && fitted.height <= SMALL);
	buf_open(&file, FILE_MAX);
	insist(image_write(&file, &extension, &fitted, IMAGE_DRAWN) == OK);
	insist(image_sniff(buf_str(&file)) != IMAGE_OTHER);
	buf_close(&file);
	image_free(&fitted);
	image_free(&image);
	return 0;
}
