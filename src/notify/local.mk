noinst_LIBRARIES += src/notify/libnotify.a
src_notify_libnotify_a_SOURCES = src/notify/block.c src/notify/block.h src/notify/fill.c src/notify/fill.h \
	src/notify/mail.c src/notify/mime.c src/notify/mime.h \
	src/notify/sms.c src/notify/source.c src/notify/source.h \
	src/notify/template.c src/notify/webhook.c
