/*
 * X12: pictures from strangers.  Each kind is decoded to the pixels that its
 * maker meant, and what is too large, damaged or a trap is refused with a
 * sentence, within its time and memory.
 */
#include <sys/resource.h>

#include "base/sys.h"
#include "image/image.h"
#include "unit.h"

#include "picture.h"

static struct buf file;

static int
file_open(void **state)
{
	(void)state;
	buf_open(&file, PICTURE_MAX);
	return 0;
}

static int
file_close(void **state)
{
	(void)state;
	buf_close(&file);
	return 0;
}

static void
assert_refused(struct str bytes, const char *part)
{
	struct image_fault why;
	struct image image;

	assert_err(image_read(&image, &why, bytes), ERR_INVALID);
	assert_null(image.rgba);
	assert_contains(str_from(why.text), part);
}

static void
assert_near(const uint8_t *actual, const uint8_t expected[4])
{
	for (int i = 0; i < 4; i++)
		if (abs(actual[i] - expected[i]) > 4)
			fail_msg("channel %d is %d, not %d", i, actual[i],
			    expected[i]);
}

static void
test_image__types_are_told_by_their_bytes(void **state)
{
	(void)state;
	assert_int_equal(image_sniff(STR("\x89PNG\r\n\x1a\n....")), IMAGE_PNG);
	assert_int_equal(image_sniff(STR("\xff\xd8\xff\xe0")), IMAGE_JPEG);
	assert_int_equal(image_sniff(STR("RIFF....WEBPVP8 ")), IMAGE_WEBP);
	assert_int_equal(image_sniff(STR("RIFX....WEBPVP8 ")), IMAGE_OTHER);
	assert_int_equal(image_sniff(STR("\x89PN")), IMAGE_OTHER);
	assert_int_equal(image_sniff(STR("")), IMAGE_OTHER);
	assert_string_equal(
	    image_kind(STR("<?xml version='1.0'?><svg onload='x()'/>")),
	    "an SVG drawing");
	assert_string_equal(image_kind(STR("GIF89a")), "a GIF picture");
	assert_string_equal(image_kind(STR("<html>")), "not a picture");
	assert_refused(STR("<svg><script>alert(1)</script></svg>"),
	    "an SVG drawing; send a PNG, JPEG or WebP");
	assert_refused(STR(""), "empty");
}

static void
test_image__every_kind_of_png_is_read(void **state)
{
	static const struct png_kind kinds[] = {
		{ PNG_COLOR_TYPE_GRAY, 1, PNG_INTERLACE_NONE, false },
		{ PNG_COLOR_TYPE_GRAY, 2, PNG_INTERLACE_ADAM7, false },
		{ PNG_COLOR_TYPE_GRAY, 4, PNG_INTERLACE_NONE, true },
		{ PNG_COLOR_TYPE_GRAY, 16, PNG_INTERLACE_ADAM7, true },
		{ PNG_COLOR_TYPE_GRAY_ALPHA, 8, PNG_INTERLACE_NONE, false },
		{ PNG_COLOR_TYPE_GRAY_ALPHA, 16, PNG_INTERLACE_ADAM7, false },
		{ PNG_COLOR_TYPE_PALETTE, 1, PNG_INTERLACE_NONE, false },
		{ PNG_COLOR_TYPE_PALETTE, 8, PNG_INTERLACE_ADAM7, true },
		{ PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_NONE, true },
		{ PNG_COLOR_TYPE_RGB, 16, PNG_INTERLACE_ADAM7, false },
		{ PNG_COLOR_TYPE_RGB_ALPHA, 8, PNG_INTERLACE_ADAM7, false },
		{ PNG_COLOR_TYPE_RGB_ALPHA, 16, PNG_INTERLACE_NONE, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct image_fault why;
		struct image image;

		buf_clear(&file);
		picture_png(&file, 37, 23, kinds[i]);
		assert_ok(image_read(&image, &why, buf_str(&file)));
		assert_int_equal(image.width, 37);
		assert_int_equal(image.height, 23);
		image_free(&image);
	}
}

static void
test_image__a_palette_with_alpha_keeps_both(void **state)
{
	const struct png_kind kind = { PNG_COLOR_TYPE_PALETTE, 8,
		PNG_INTERLACE_NONE, true };
	const uint8_t tenth[4] = { 10, 245, 70, 10 };
	struct image_fault why;
	struct image image;

	(void)state;
	picture_png(&file, 64, 1, kind);
	assert_ok(image_read(&image, &why, buf_str(&file)));
	assert_memory_equal(image.rgba + 40, tenth, 4);
	assert_false(image.opaque);
	image_free(&image);
}

static void
test_image__every_kind_of_jpeg_is_read(void **state)
{
	static const struct {
		J_COLOR_SPACE space;
		uint8_t color[4], expected[4];
		bool progressive;
	} kinds[] = {
		{ JCS_RGB, { 200, 40, 60 }, { 200, 40, 60, 255 }, false },
		{ JCS_RGB, { 10, 90, 250 }, { 10, 90, 250, 255 }, true },
		{ JCS_GRAYSCALE, { 99 }, { 99, 99, 99, 255 }, false },
		/* Ink as its absence: no cyan, half of the rest. */
		{ JCS_CMYK, { 255, 128, 128, 255 }, { 255, 128, 128, 255 },
		    false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct image_fault why;
		struct image image;

		buf_clear(&file);
		picture_jpeg(&file, 40, 30, kinds[i].space, kinds[i].color,
		    kinds[i].progressive, STR(""));
		assert_ok(image_read(&image, &why, buf_str(&file)));
		assert_int_equal(image.width, 40);
		assert_true(image.opaque);
		assert_near(image.rgba + 4 * 100, kinds[i].expected);
		image_free(&image);
	}
}

static void
test_image__a_webp_with_alpha_is_read(void **state)
{
	const uint8_t color[4] = { 1, 2, 3, 77 };
	struct image_fault why;
	struct image image;

	(void)state;
	picture_webp(&file, 9, 5, color);
	assert_ok(image_read(&image, &why, buf_str(&file)));
	assert_int_equal(image.width, 9);
	assert_memory_equal(image.rgba + 8, color, 4);
	assert_false(image.opaque);
	image_free(&image);
}

static void
test_image__an_animated_webp_is_refused(void **state)
{
	(void)state;
	assert_refused(STR("RIFF\x2e\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0"
			   "\x0f\0\0\x0f\0\0ANIM\x06\0\0\0\0\0\0\0\0\0"
			   "ANMF\0\0\0\0"),
	    "animated; send a still picture");
}

static void
header_png(struct buf *out, const char ihdr[13])
{
	buf_add(out, STR("\x89PNG\r\n\x1a\n"));
	picture_chunk(out, "IHDR", (struct str){ ihdr, 13 });
}

/* 10000 x 5000 pixels: known from the header, before any memory is taken. */
static void
test_image__fifty_megapixels_are_refused_at_once(void **state)
{
	int64_t began_us = clock_mono_us();

	(void)state;
	header_png(&file, "\0\0\x27\x10\0\0\x13\x88\x08\x06\0\0\0");
	picture_chunk(&file, "IDAT", STR("x"));
	assert_refused(buf_str(&file),
	    "10000 x 5000 pixels, 50.0 megapixels; at most 24 megapixels and "
	    "12000 pixels a side");
	assert_true(clock_mono_us() - began_us < 50 * 1000);
}

static void
test_image__sides_and_areas_beyond_the_caps_are_refused(void **state)
{
	static const char *const sizes[] = {
		"\0\0\x2e\xe1\0\0\0\x01\x08\x06\0\0\0", /* 12001 x 1 */
		"\0\0\0\x01\0\0\x2e\xe1\x08\x06\0\0\0",
		"\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06\0\0\0",
		"\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\0\0\0",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		buf_clear(&file);
		header_png(&file, sizes[i]);
		assert_refused(buf_str(&file), "at most 24 megapixels");
	}
	buf_clear(&file);
	header_png(&file, "\0\0\0\0\0\0\0\x01\x08\x06\0\0\0");
	assert_refused(buf_str(&file), "no pixels");
}

/* A JPEG and a WebP say their size elsewhere. */
static void
test_image__large_jpeg_and_webp_headers_are_refused(void **state)
{
	static const char frame[] = "\xff\xd8\xff\xc0\0\x11\x08\x1f\x40\x1f\x40"
				    "\3\1\x22\0\2\x11\1\3\x11\1\xff\xda\0\x0c"
				    "\3\1\0\2\x11\3\x11\0\x3f\0";

	(void)state;
	assert_refused((struct str){ frame, sizeof(frame) - 1 },
	    "8000 x 8000 pixels, 64.0 megapixels");
	assert_refused(STR("RIFF\x12\0\0\0WEBPVP8L\x06\0\0\0\x2f\xff\xff\xff"
			   "\x0f\0\0\0\0\0"),
	    "16384 x 16384 pixels");
}

/* 100 MB of zeros in 100 KB of zTXt, many times over. */
static void
test_image__texts_in_a_png_are_never_inflated(void **state)
{
	const struct png_kind kind = { PNG_COLOR_TYPE_RGB, 8,
		PNG_INTERLACE_NONE, false };
	static char packed[100 * 1024] = "Comment\0\0\x78\xda\xec\xc1\x01\x01";
	struct rusage before, after;
	struct image_fault why;
	struct image image;
	struct buf plain;

	(void)state;
	buf_open(&plain, PICTURE_MAX);
	picture_png(&plain, 8, 8, kind);
	buf_add(&file, str_sub(buf_str(&plain), 0, 33));
	for (int i = 0; i < 1000; i++)
		picture_chunk(&file, i % 2 ? "zTXt" : "iCCP",
		    (struct str){ packed, sizeof(packed) });
	buf_add(&file, str_sub(buf_str(&plain), 33, plain.n));
	getrusage(RUSAGE_SELF, &before);
	assert_ok(image_read(&image, &why, buf_str(&file)));
	getrusage(RUSAGE_SELF, &after);
	assert_int_equal(image.width, 8);
	assert_true(after.ru_maxrss - before.ru_maxrss < 16 * 1024);
	image_free(&image);
	buf_close(&plain);
}

/* The last scan of a progressive file, ten thousand times over. */
static void
test_image__a_jpeg_of_ten_thousand_scans_is_refused(void **state)
{
	const uint8_t red[3] = { 250, 10, 10 };
	int64_t began_us = clock_mono_us();
	struct buf one;
	size_t scan;

	(void)state;
	buf_open(&one, PICTURE_MAX);
	picture_jpeg(&one, 1000, 1000, JCS_RGB, red, true, STR(""));
	for (scan = one.n - 2;
	     (uint8_t)one.p[scan] != 0xff || (uint8_t)one.p[scan + 1] != 0xda;)
		scan--;
	buf_add(&file, str_sub(buf_str(&one), 0, one.n - 2));
	for (int i = 0; i < 10000; i++)
		buf_add(&file, str_sub(buf_str(&one), scan, one.n - 2 - scan));
	buf_add(&file, STR("\xff\xd9"));
	assert_refused(buf_str(&file), "more than 64 scans");
	assert_true(clock_mono_us() - began_us < 20 * SEC_US);
	buf_close(&one);
}

/* Cut anywhere, and with any byte turned over: a sentence, or a picture. */
static void
mistreat(struct str whole, bool cut_is_refused)
{
	char *copy = malloc(whole.n);
	struct image_fault why;
	struct image image;

	for (size_t n = 0; n < whole.n; n += 1 + n / 50) {
		enum err e = image_read(&image, &why, str_sub(whole, 0, n));

		if (e == OK)
			image_free(&image);
		assert_true(e == ERR_INVALID || !cut_is_refused);
	}
	for (size_t at = 0; at < whole.n; at += 1 + at / 100) {
		memcpy(copy, whole.p, whole.n);
		copy[at] ^= (char)(1 + at % 255);
		if (image_read(&image, &why, (struct str){ copy, whole.n }) ==
		    OK)
			image_free(&image);
		else
			assert_true(why.text[0] != '\0');
	}
	free(copy);
}

static void
test_image__damaged_files_are_refused_or_read(void **state)
{
	const struct png_kind kind = { PNG_COLOR_TYPE_PALETTE, 8,
		PNG_INTERLACE_ADAM7, true };
	const uint8_t color[4] = { 90, 80, 70, 60 };

	(void)state;
	picture_png(&file, 50, 40, kind);
	mistreat(str_sub(buf_str(&file), 0, file.n - 12), true);
	buf_clear(&file);
	picture_jpeg(&file, 50, 40, JCS_RGB, color, false, STR(""));
	mistreat(str_sub(buf_str(&file), 0, file.n - 2), true);
	buf_clear(&file);
	picture_jpeg(&file, 50, 40, JCS_CMYK, color, true, STR(""));
	mistreat(buf_str(&file), false);
	buf_clear(&file);
	picture_webp(&file, 50, 40, color);
	mistreat(buf_str(&file), false);
}

static void
test_image__a_turn_is_given_back(void **state)
{
	(void)state;
	for (int i = 0; i < IMAGE_DECODES_AT_ONCE; i++)
		assert_ok(image_turn_take());
	assert_err(image_turn_take(), ERR_BUSY);
	for (int i = 0; i < IMAGE_DECODES_AT_ONCE; i++)
		image_turn_give();
	assert_ok(image_turn_take());
	image_turn_give();
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, file_open, file_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_image__types_are_told_by_their_bytes),
		CASE(test_image__every_kind_of_png_is_read),
		CASE(test_image__a_palette_with_alpha_keeps_both),
		CASE(test_image__every_kind_of_jpeg_is_read),
		CASE(test_image__a_webp_with_alpha_is_read),
		CASE(test_image__an_animated_webp_is_refused),
		CASE(test_image__fifty_megapixels_are_refused_at_once),
		CASE(test_image__sides_and_areas_beyond_the_caps_are_refused),
		CASE(test_image__large_jpeg_and_webp_headers_are_refused),
		CASE(test_image__texts_in_a_png_are_never_inflated),
		CASE(test_image__a_jpeg_of_ten_thousand_scans_is_refused),
		CASE(test_image__damaged_files_are_refused_or_read),
		CASE(test_image__a_turn_is_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
