#include "codec.h"

/* CIPA DC-008: the tag, and the type of a 16-bit number. */
enum {
	TAG_ORIENTATION = 0x0112,
	TYPE_SHORT = 3,
	ENTRY_BYTES = 12,
	ENTRIES_MAX = 256
};

/* A number of n bytes at an offset; 0 when it is not all there. */
static uint32_t
number_at(struct str s, size_t at, unsigned n, bool big_end)
{
	uint32_t v = 0;

	if (at > s.n || n > s.n - at)
		return 0;
	for (unsigned i = 0; i < n; i++) {
		size_t from = big_end ? at + i : at + n - 1 - i;

		v = v << 8 | (uint8_t)s.p[from];
	}
	return v;
}

/* The block itself: a TIFF header and its first directory. */
static uint8_t
tiff_orientation(struct str tiff)
{
	bool big_end = str_starts(tiff, STR("MM"));
	size_t at;
	uint32_t n, value;

	if (!big_end && !str_starts(tiff, STR("II")))
		return 1;
	at = number_at(tiff, 4, 4, big_end);
	n = number_at(tiff, at, 2, big_end);
	at += 2;
	for (uint32_t i = 0; i < n && i < ENTRIES_MAX; i++, at += ENTRY_BYTES) {
		if (number_at(tiff, at, 2, big_end) != TAG_ORIENTATION ||
		    number_at(tiff, at + 2, 2, big_end) != TYPE_SHORT)
			continue;
		value = number_at(tiff, at + 8, 2, big_end);
		return value >= 1 && value <= 8 ? (uint8_t)value : 1;
	}
	return 1;
}

/* APP1 "Exif\0\0" before the first scan (JPEG's marker segments). */
static struct str
jpeg_block(struct str s)
{
	const struct str name = STR("Exif\0\0");
	size_t at = 2;

	while (at + 4 <= s.n && (uint8_t)s.p[at] == 0xff) {
		uint8_t marker = (uint8_t)s.p[at + 1];
		size_t n = number_at(s, at + 2, 2, true);
		struct str body;

		if (marker == 0xff) {
			at++;
			continue;
		}
		if (marker == 0xda || n < 2)
			break;
		body = str_sub(s, at + 4, n - 2);
		if (marker == 0xe1 && str_starts(body, name))
			return str_sub(body, name.n, body.n);
		at += 2 + n;
	}
	return STR_NONE;
}

/* A PNG's eXIf chunk: lengths are before names, big end first. */
static struct str
png_block(struct str s)
{
	size_t at = 8;

	while (at + 12 <= s.n) {
		size_t n = number_at(s, at, 4, true);
		struct str name = str_sub(s, at + 4, 4);

		if (str_is(name, "eXIf"))
			return str_sub(s, at + 8, n);
		if (str_is(name, "IEND") || n > s.n - at - 12)
			break;
		at += 12 + n;
	}
	return STR_NONE;
}

/* A RIFF chunk "EXIF": names are before lengths, padded to even ones. */
static struct str
webp_block(struct str s)
{
	size_t at = 12;

	while (at + 8 <= s.n) {
		size_t n = number_at(s, at + 4, 4, false);
		struct str body = str_sub(s, at + 8, n);

		if (str_is(str_sub(s, at, 4), "EXIF"))
			return str_starts(body, STR("Exif\0\0"))
			    ? str_sub(body, 6, body.n)
			    : body;
		if (n > s.n - at - 8)
			break;
		at += 8 + n + n % 2;
	}
	return STR_NONE;
}

uint8_t
exif_orientation(enum image_type type, struct str bytes)
{
	switch (type) {
	case IMAGE_JPEG:
		return tiff_orientation(jpeg_block(bytes));
	case IMAGE_PNG:
		return tiff_orientation(png_block(bytes));
	case IMAGE_WEBP:
		return tiff_orientation(webp_block(bytes));
	case IMAGE_OTHER:
		break;
	}
	return 1;
}
