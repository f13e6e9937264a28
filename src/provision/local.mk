noinst_LIBRARIES += src/provision/libprovision.a
src_provision_libprovision_a_SOURCES = src/provision/answer.c \
	src/provision/callback.c src/provision/delivered.c \
	src/provision/demo.c src/provision/drivers.h \
	src/provision/endpoint.c src/provision/endpoint.h \
	src/provision/provision.c src/provision/record.c \
	src/provision/request.c src/provision/trace.c \
	src/provision/webhook.c
