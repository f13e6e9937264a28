noinst_LIBRARIES += src/act/libact.a
src_act_libact_a_SOURCES = \
	src/act/act.c \
	src/act/bill.c \
	src/act/bill_credit.c \
	src/act/bill_issue.c \
	src/act/bill_receive.c \
	src/act/bill_statement.c \
	src/act/card.c \
	src/act/category.c \
	src/act/credit.c \
	src/act/endpoint.c \
	src/act/handover.c \
	src/act/licence.c \
	src/act/listing.c \
	src/act/listing_check.c \
	src/act/member.c \
	src/act/moves.h \
	src/act/order.c \
	src/act/order_deliver.c \
	src/act/order_paid.c \
	src/act/order_place.c \
	src/act/payment.c \
	src/act/payment_captured.c \
	src/act/pins.c \
	src/act/provision.c \
	src/act/publish.c \
	src/act/publish_rows.c \
	src/act/publish_rows.h \
	src/act/refund.c \
	src/act/refund_paid.c \
	src/act/seal.c \
	src/act/seal_head.c \
	src/act/seller.c \
	src/act/service.c \
	src/act/term.c \
	src/act/term_end.c \
	src/act/vpc.c
