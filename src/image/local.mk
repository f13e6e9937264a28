noinst_LIBRARIES += src/image/libimage.a
src_image_libimage_a_SOURCES = src/image/codec.h src/image/exif.c \
	src/image/fit.c src/image/image.c src/image/jpeg.c src/image/png.c \
	src/image/webp.c
