#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "image/image.h"
#include "paper/qr.h"
#include "unit.h"

enum { ARENA_MAX = 4 << 20, MEMORY_PART = 1 << 16 };

static struct arena *arena;

static int
arena_up(void **state)
{
	(void)state;
	arena = arena_open(ARENA_MAX);
	return arena ? 0 : -1;
}

static int
arena_down(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

/* The dark modules of a path, drawn into a square of side by side. */
static void
draw(char *square, int side, struct str svg)
{
	const char *at = memmem(svg.p, svg.n, "<path d=\"", 9);
	int x, y, n, used = 0;

	assert_non_null(at);
	memset(square, '.', (size_t)(side * side));
	for (at += 9; sscanf(at, "M%d %dh%dv1h-%*dz%n", &x, &y, &n, &used) == 3;
	     at += used)
		memset(square + y * side + x, '#', (size_t)n);
	assert_int_equal(*at, '"');
}

/* The three corners that a reader looks for, and the quiet zone. */
static void
test_qr__finder_patterns_and_quiet_zone(void **state)
{
	enum { SIDE = 21 + 8 };
	static const char *const finder[] = { "#######.", "#.....#.",
		"#.###.#.", "#.###.#.", "#.###.#.", "#.....#.", "#######.",
		"........" };
	char square[SIDE * SIDE];
	struct str svg;

	(void)state;
	assert_ok(qr_svg(arena, &svg, STR("HELLO")));
	assert_contains(svg, "viewBox=\"0 0 29 29\"");
	assert_contains(svg, "<path fill=\"#fff\" d=\"M0 0h29v29H0z\"/>");
	draw(square, SIDE, svg);
	for (int y = 0; y < 8; y++)
		assert_memory_equal(square + (y + 4) * SIDE + 4, finder[y], 8);
	for (int i = 0; i < SIDE; i++) {
		for (int q = 0; q < 4; q++) {
			assert_int_equal(square[q * SIDE + i], '.');
			assert_int_equal(square[i * SIDE + q], '.');
			assert_int_equal(
			    square[(SIDE - 1 - q) * SIDE + i], '.');
			assert_int_equal(square[i * SIDE + SIDE - 1 - q], '.');
		}
	}
}

/* The same modules as in the drawing, each a square of pixels (R24). */
static void
test_qr__the_png_is_the_same_code(void **state)
{
	enum { SIDE = 33 + 8 };
	const struct str link = STR(
	    "https://shop.example/o/#mfrggzdfmztwq2lknnwg23tpobyxe43u");
	char square[SIDE * SIDE];
	struct image_fault why;
	struct image image;
	struct str svg, png;

	(void)state;
	assert_ok(qr_svg(arena, &svg, link));
	assert_contains(svg, "viewBox=\"0 0 41 41\"");
	draw(square, SIDE, svg);
	assert_ok(qr_png(arena, &png, link));
	assert_true(png.n < 2048);
	assert_ok(image_read(&image, &why, png));
	assert_int_equal(image.width, SIDE * QR_PIXELS);
	assert_int_equal(image.height, SIDE * QR_PIXELS);
	for (unsigned y = 0; y < image.height; y++)
		for (unsigned x = 0; x < image.width; x++) {
			unsigned module = y / QR_PIXELS * SIDE + x / QR_PIXELS;
			uint8_t grey = image.rgba[(y * image.width + x) * 4];

			assert_int_equal(grey, square[module] == '#' ? 0 : 255);
		}
	image_free(&image);
}

/* Half blocks: what is light is drawn, two rows of modules a line. */
static void
test_qr__a_terminal_shows_the_same_code(void **state)
{
	struct str svg, lines;
	char square[64 * 64];
	int side, x = 0, y = 0;

	(void)state;
	assert_int_equal(qr_svg(arena, &svg, STR("souk")), OK);
	assert_int_equal(qr_text(arena, &lines, STR("souk")), OK);
	assert_int_equal(
	    sscanf(strstr(svg.p, "viewBox"), "viewBox=\"0 0 %d", &side), 1);
	draw(square, side, svg);
	for (size_t i = 0; i < lines.n;) {
		bool blank = lines.p[i] == ' ', end = lines.p[i] == '\n';
		/* U+2580 upper, U+2584 lower, U+2588 both: their last byte. */
		unsigned last = blank || end ? 0 : (uint8_t)lines.p[i + 2];

		if (!end) {
			assert_int_equal(square[y * side + x] == '.',
			    last == 0x80 || last == 0x88);
			assert_true(y + 1 >= side ||
			    (square[(y + 1) * side + x] == '.') ==
				(last == 0x84 || last == 0x88));
		}
		x = end ? 0 : x + 1;
		y += end ? 2 : 0;
		i += blank || end ? 1 : 3;
	}
	assert_true(y >= side);
}

static void
test_qr__a_text_too_long_is_refused(void **state)
{
	static char text[QR_TEXT_MAX + 1];
	struct str svg;

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_ok(qr_svg(arena, &svg, (struct str){ text, QR_TEXT_MAX }));
	assert_err(qr_svg(arena, &svg, (struct str){ text, QR_TEXT_MAX + 1 }),
	    ERR_LIMIT);
	assert_ok(qr_png(arena, &svg, (struct str){ text, QR_TEXT_MAX }));
	assert_err(qr_png(arena, &svg, (struct str){ text, QR_TEXT_MAX + 1 }),
	    ERR_LIMIT);
}

static size_t
count_in(const unsigned char *part, size_t n, const unsigned char *inverse,
    size_t inverse_n)
{
	const unsigned char *p = part, *end = part + n;
	size_t found = 0;

	while ((p = memchr(p, inverse[0] ^ 0xff, (size_t)(end - p))) != NULL) {
		size_t same = 0;

		while (same < inverse_n && p + same < end &&
		    (p[same] ^ inverse[same]) == 0xff)
			same++;
		found += same == inverse_n;
		p++;
	}
	return found;
}

static bool
overlaps(const unsigned char part[MEMORY_PART], uintptr_t at, size_t n)
{
	return at < (uintptr_t)part + MEMORY_PART && (uintptr_t)part < at + n;
}

/*
 * How often this process has it in memory that can be written to.  Asked for
 * by what it is not, so that asking leaves no copy; read by the kernel, since
 * the sanitizer does not let freed memory be looked at.
 */
static size_t
count_in_memory(const unsigned char *inverse, size_t n)
{
	static unsigned char part[MEMORY_PART];
	FILE *maps = fopen("/proc/self/maps", "r");
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	unsigned long low, high;
	char line[512], rights[8];
	size_t found = 0;

	assert_non_null(maps);
	assert_true(memory >= 0);
	while (fgets(line, sizeof(line), maps)) {
		assert_int_equal(
		    sscanf(line, "%lx-%lx %7s", &low, &high, rights), 3);
		/* The sanitizer's shadow holds no text. */
		if (rights[1] != 'w' || high - low > 1ul << 32)
			continue;
		for (; low < high; low += sizeof(part) - n) {
			size_t most = high - low < sizeof(part) ? high - low
								: sizeof(part);
			ssize_t got = pread(memory, part, most, (off_t)low);

			if (got > 0 && !overlaps(part, low, most))
				found += count_in(
				    part, (size_t)got, inverse, n);
		}
	}
	close(memory);
	fclose(maps);
	memset(part, 0, sizeof(part));
	return found;
}

/* I19: not in what libqrencode has given back, as text or as a code's bits. */
static void
test_qr__what_it_says_stays_nowhere(void **state)
{
	enum { N = 24 };
	unsigned char inverse[N], bits[N - 1];
	char text[QR_TEXT_MAX];
	struct str out;

	(void)state;
	for (unsigned i = 0; i < N; i++)
		inverse[i] = (unsigned char)~('a' + (i * 7 + i / 5) % 26);
	for (unsigned i = 0; i < N - 1; i++)
		bits[i] = (unsigned char)(inverse[i] << 4 |
		    inverse[i + 1] >> 4);
	for (size_t n = 40; n < sizeof(text); n += 327) {
		memset(text, '-', n);
		for (size_t i = 0; i < N; i++)
			text[n / 2 + i] = (char)~inverse[i];
		assert_true(count_in_memory(inverse, N) >= 1);
		assert_ok(qr_svg(arena, &out, (struct str){ text, n }));
		assert_ok(qr_text(arena, &out, (struct str){ text, n }));
		assert_ok(qr_png(arena, &out, (struct str){ text, n }));
		memset(text, 0, n);
		assert_int_equal(count_in_memory(inverse, N), 0);
		assert_int_equal(count_in_memory(bits, N - 1), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_qr__finder_patterns_and_quiet_zone, arena_up,
		    arena_down),
		cmocka_unit_test_setup_teardown(
		    test_qr__the_png_is_the_same_code, arena_up, arena_down),
		cmocka_unit_test_setup_teardown(
		    test_qr__a_terminal_shows_the_same_code, arena_up,
		    arena_down),
		cmocka_unit_test_setup_teardown(
		    test_qr__a_text_too_long_is_refused, arena_up, arena_down),
		cmocka_unit_test_setup_teardown(
		    test_qr__what_it_says_stays_nowhere, arena_up, arena_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
