noinst_LIBRARIES += src/gateway/libgateway.a
src_gateway_libgateway_a_SOURCES = src/gateway/fields.c \
	src/gateway/fields.h src/gateway/gateway.c src/gateway/sandbox.c \
	src/gateway/sandbox_api.c src/gateway/sandbox_api.h \
	src/gateway/sandbox_event.c src/gateway/sandbox_refund.c \
	src/gateway/sandbox_setup.c src/gateway/signature.c \
	src/gateway/stripe.c src/gateway/stripe_amount.c \
	src/gateway/stripe_api.c src/gateway/stripe_api.h \
	src/gateway/stripe_charge.c src/gateway/stripe_event.c \
	src/gateway/stripe_look.c src/gateway/stripe_payment.c src/gateway/stripe_refund.c \
	src/gateway/stripe_setup.c src/gateway/timed.c src/gateway/timed.h
