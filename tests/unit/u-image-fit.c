/* X12: a picture is fitted, set upright, and written anew. */
#include "image/image.h"
#include "unit.h"

#include "picture.h"

/* EXIF: big end first, one entry, the orientation. */
static const char exif[] = "Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1"
			   "\0\x06\0\0\0\0\0\0";

static struct image
plain(unsigned width, unsigned height)
{
	struct image image = { .width = width,
		.height = height,
		.opaque = true,
		.orientation = 1 };

	image.rgba = calloc((size_t)width * height, 4);
	for (size_t i = 0; i < (size_t)width * height; i++)
		image.rgba[i * 4 + 3] = 255;
	return image;
}

static void
test_fit__the_larger_side_decides(void **state)
{
	static const struct {
		unsigned width, height, fitted_width, fitted_height;
	} sizes[] = { { 1000, 500, 512, 256 }, { 500, 1000, 256, 512 },
		{ 512, 512, 512, 512 }, { 100, 90, 100, 90 },
		{ 513, 512, 512, 511 }, { 3000, 1, 512, 1 },
		{ 1, 3000, 1, 512 }, { 513, 1, 512, 1 } };
	struct image in, out;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		in = plain(sizes[i].width, sizes[i].height);
		assert_ok(image_fit(&out, &in, 512, 512));
		assert_int_equal(out.width, sizes[i].fitted_width);
		assert_int_equal(out.height, sizes[i].fitted_height);
		image_free(&in);
		image_free(&out);
	}
}

static void
test_fit__one_color_stays_itself(void **state)
{
	const uint8_t color[4] = { 3, 128, 250, 255 };
	struct image in = plain(997, 731), out;

	(void)state;
	for (size_t i = 0; i < (size_t)997 * 731; i++)
		memcpy(in.rgba + i * 4, color, 4);
	assert_ok(image_fit(&out, &in, 480, 480));
	for (size_t i = 0; i < (size_t)out.width * out.height; i++)
		assert_memory_equal(out.rgba + i * 4, color, 4);
	image_free(&in);
	image_free(&out);
}

/* Half black, half white is half the light: 188 in sRGB, not 128. */
static void
test_fit__light_is_averaged_not_its_code(void **state)
{
	struct image in = plain(200, 100), out;

	(void)state;
	for (size_t i = 0; i < (size_t)200 * 100; i += 2)
		memset(in.rgba + i * 4, 255, 3);
	assert_ok(image_fit(&out, &in, 100, 50));
	for (size_t i = 0; i < (size_t)100 * 50; i++)
		assert_int_equal(out.rgba[i * 4], 188);
	image_free(&in);
	image_free(&out);
}

/* What cannot be seen has no color: no dark rim around a logo. */
static void
test_fit__transparent_pixels_lend_no_color(void **state)
{
	struct image in = plain(200, 200), out;

	(void)state;
	in.opaque = false;
	for (size_t i = 0; i < (size_t)200 * 200; i++) {
		in.rgba[i * 4] = i % 2 ? 0 : 255;
		in.rgba[i * 4 + 3] = i % 2 ? 0 : 255;
	}
	assert_ok(image_fit(&out, &in, 100, 100));
	for (size_t i = 0; i < (size_t)100 * 100; i++) {
		assert_int_equal(out.rgba[i * 4], 255);
		assert_int_equal(out.rgba[i * 4 + 3], 128);
	}
	image_free(&in);
	image_free(&out);
}

/* The stored picture is 3 x 2: its corners say how it was turned. */
static void
test_fit__all_eight_orientations_become_upright(void **state)
{
	/* Each upright picture's top left and top right, as stored indices. */
	static const uint8_t corners[9][2] = { [1] = { 0, 2 },
		[2] = { 2, 0 },
		[3] = { 5, 3 },
		[4] = { 3, 5 },
		[5] = { 0, 3 },
		[6] = { 3, 0 },
		[7] = { 5, 2 },
		[8] = { 2, 5 } };

	(void)state;
	for (uint8_t o = 1; o <= 8; o++) {
		struct image in = plain(3, 2), out;

		in.orientation = o;
		for (uint8_t i = 0; i < 6; i++)
			in.rgba[i * 4] = i;
		assert_ok(image_fit(&out, &in, 100, 100));
		assert_int_equal(out.width, o < 5 ? 3 : 2);
		assert_int_equal(out.orientation, 1);
		assert_int_equal(out.rgba[0], corners[o][0]);
		assert_int_equal(out.rgba[(out.width - 1) * 4], corners[o][1]);
		image_free(&in);
		image_free(&out);
	}
}

static void
test_fit__a_photo_taken_aside_stands_up_and_fits(void **state)
{
	const uint8_t red[3] = { 250, 10, 10 };
	struct image_fault why;
	struct image in, out;
	struct buf file;

	(void)state;
	buf_open(&file, PICTURE_MAX);
	picture_jpeg(&file, 300, 200, JCS_RGB, red, false,
	    (struct str){ exif, sizeof(exif) - 1 });
	assert_ok(image_read(&in, &why, buf_str(&file)));
	assert_int_equal(in.orientation, 6);
	assert_ok(image_fit(&out, &in, 100, 150));
	assert_int_equal(out.width, 100);
	assert_int_equal(out.height, 150);
	image_free(&in);
	image_free(&out);
	buf_close(&file);
}

/* Writes, and reads what was written. */
static void
write_and_read(struct image *back, struct buf *file, const char **extension,
    const struct image *image, enum image_use use)
{
	struct image_fault why;

	buf_clear(file);
	assert_ok(image_write(file, extension, image, use));
	assert_ok(image_read(back, &why, buf_str(file)));
	assert_int_equal(back->width, image->width);
	assert_int_equal(back->height, image->height);
}

static void
test_write__a_drawing_comes_back_to_the_bit(void **state)
{
	struct image in = plain(256, 256), back;
	const char *extension;
	struct buf file;

	(void)state;
	in.opaque = false;
	for (unsigned i = 0; i < 256 * 256; i++) {
		in.rgba[i * 4] = i / 256 < 128 ? 255 : 20;
		in.rgba[i * 4 + 3] = i % 256 < 200 ? 255 : 40;
	}
	buf_open(&file, PICTURE_MAX);
	write_and_read(&back, &file, &extension, &in, IMAGE_DRAWN);
	assert_memory_equal(back.rgba, in.rgba, 256 * 256 * 4);
	assert_true(file.n < 2000);
	image_free(&back);
	image_free(&in);
	buf_close(&file);
}

/* Noise is what no lossless format makes small. */
static void
test_write__a_photo_is_made_small(void **state)
{
	struct image in = plain(400, 300), back;
	const char *extension;
	struct buf file;
	uint32_t seed = 1;

	(void)state;
	for (unsigned i = 0; i < 400 * 300; i++) {
		seed = seed * 1664525 + 1013904223;
		in.rgba[i * 4] = (uint8_t)(seed >> 24);
		in.rgba[i * 4 + 1] = (uint8_t)(seed >> 16);
	}
	buf_open(&file, PICTURE_MAX);
	write_and_read(&back, &file, &extension, &in, IMAGE_SEEN);
	assert_string_equal(extension, "webp");
	assert_true(file.n < 400 * 300 * 3 / 2);
	image_free(&back);
	image_free(&in);
	buf_close(&file);
}

/* A device's name and place, an editor's history: none goes on. */
static void
test_write__nothing_but_pixels_goes_on(void **state)
{
	const uint8_t red[3] = { 250, 10, 10 };
	struct image_fault why;
	struct image in, out;
	const char *extension;
	struct buf file, made;
	struct str secret = STR("Exif\0\0secret place");

	(void)state;
	buf_open(&file, PICTURE_MAX);
	buf_open(&made, PICTURE_MAX);
	picture_jpeg(&file, 30, 20, JCS_RGB, red, false, secret);
	assert_ok(image_read(&in, &why, buf_str(&file)));
	assert_ok(image_fit(&out, &in, 100, 100));
	assert_ok(image_write(&made, &extension, &out, IMAGE_SEEN));
	assert_non_null(memmem(file.p, file.n, "secret", 6));
	assert_null(memmem(made.p, made.n, "secret", 6));
	assert_null(memmem(made.p, made.n, "EXIF", 4));
	image_free(&in);
	image_free(&out);
	buf_close(&file);
	buf_close(&made);
}

static void
test_write__what_has_no_room_is_an_error(void **state)
{
	struct image in = plain(100, 100);
	const char *extension;
	struct buf file;

	(void)state;
	buf_open(&file, 20);
	assert_err(image_write(&file, &extension, &in, IMAGE_DRAWN), ERR_LIMIT);
	image_free(&in);
	buf_close(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fit__the_larger_side_decides),
		cmocka_unit_test(test_fit__one_color_stays_itself),
		cmocka_unit_test(test_fit__light_is_averaged_not_its_code),
		cmocka_unit_test(test_fit__transparent_pixels_lend_no_color),
		cmocka_unit_test(
		    test_fit__all_eight_orientations_become_upright),
		cmocka_unit_test(
		    test_fit__a_photo_taken_aside_stands_up_and_fits),
		cmocka_unit_test(test_write__a_drawing_comes_back_to_the_bit),
		cmocka_unit_test(test_write__a_photo_is_made_small),
		cmocka_unit_test(test_write__nothing_but_pixels_goes_on),
		cmocka_unit_test(test_write__what_has_no_room_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
