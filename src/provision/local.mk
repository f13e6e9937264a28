noinst_LIBRARIES += src/provision/libprovision.a
src_provision_libprovision_a_SOURCES = src/provision/demo.c \
	src/provision/drivers.h src/provision/provision.c \
	src/provision/record.c
