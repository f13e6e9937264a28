noinst_LIBRARIES += src/app/libapp.a
src_app_libapp_a_SOURCES =
src_app_libapp_a_SOURCES += src/app/auth.c src/app/call.c src/app/cidr.c \
	src/app/config.c src/app/csrf.c src/app/health.c src/app/idem.c \
	src/app/legal.c src/app/limits.c src/app/metrics.c src/app/paging.c src/app/param.c src/app/param.h \
	src/app/problem.c src/app/report.c src/app/route.c src/app/routes.c src/app/serve.c \
	src/app/serve_flags.c src/app/serve_flags.h \
	src/app/serve_call.c src/app/session.c src/app/site.c \
	src/app/site_match.c src/app/site_match.h src/app/sites.c src/app/tx.c src/app/tx.h
src_app_libapp_a_SOURCES += src/app/endpoint.c src/app/pay.c src/app/pay_call.c src/app/provision.c \
	src/app/settle.c src/app/settle_card.c src/app/settle_gateway.c \
	src/app/settle_unit.c src/app/settle_unit.h \
	src/app/texts.c
src_app_libapp_a_SOURCES += src/app/upload.c src/app/api_key.c
