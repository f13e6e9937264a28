noinst_LIBRARIES += src/net/libnet.a
src_net_libnet_a_SOURCES = src/net/fetch.c \
	src/net/outbound.c src/net/smtp.c src/net/transfer.c src/net/transfer.h
