noinst_LIBRARIES += src/store/libstore.a
src_store_libstore_a_SOURCES =
src_store_libstore_a_SOURCES += src/store/company.c src/store/user.c \
	src/store/mail_token.c src/store/seller.c src/store/category.c \
	src/store/product.c src/store/product_insert.c \
	src/store/product_row.h src/store/product_set.c src/store/product_write.c \
	src/store/catalogue.c
src_store_libstore_a_SOURCES += src/store/session.c src/store/idempotency.c \
	src/store/throttle.c
src_store_libstore_a_SOURCES += src/store/bill.c src/store/bill_dispute.c src/store/bill_due.c \
	src/store/bill_line.c src/store/calendar_feed.c src/store/spend.c src/store/card.c \
	src/store/chain.c src/store/chain_rows.c src/store/counter.c src/store/credit.c src/store/credit_statement.c src/store/document.c src/store/event.c src/store/evidence.c \
	src/store/ids.c src/store/ledger.c src/store/ledger_list.c src/store/order.c \
	src/store/order_line.c src/store/outbox.c src/store/payment.c \
	src/store/payment_event.c src/store/plan.c src/store/receipt.c \
	src/store/row.c \
	src/store/service.c src/store/task.c src/store/waiting.c
src_store_libstore_a_SOURCES += src/store/webhook.c src/store/webhook_message.c \
	src/store/webhook_subject.c
src_store_libstore_a_SOURCES += src/store/favourite.c \
	src/store/payment_plan.c src/store/upkeep.c
src_store_libstore_a_SOURCES += src/store/customer.c \
	src/store/draft.c src/store/licence_key.c \
	src/store/listing.c \
	src/store/media.c src/store/revision.c
src_store_libstore_a_SOURCES += src/store/api_key.c src/store/invitation.c \
	src/store/member.c
src_store_libstore_a_SOURCES += src/store/flavour.c src/store/order_server.c \
	src/store/vpc.c
src_store_libstore_a_SOURCES += src/store/endpoint.c \
	src/store/order_contact.c src/store/provision.c \
	src/store/provision_result.c
src_store_libstore_a_SOURCES += src/store/factor.c src/store/mobile_code.c \
	src/store/personal.c src/store/profile.c src/store/refund.c \
	src/store/handover.c src/store/handover_answers.c \
	src/store/handover_files.c src/store/handover_rounds.c src/store/plan_change.c src/store/upload.c
src_store_libstore_a_SOURCES += src/store/capacities.c src/store/notification.c \
	src/store/offer_request.c
src_store_libstore_a_SOURCES += src/store/offer.c src/store/offer_draft.c src/store/offer_erase.c \
	src/store/offer_list.c src/store/offer_row.h src/store/offer_trace.c \
	src/store/offer_version.c
src_store_libstore_a_SOURCES += src/store/cursor.c src/store/settlement.c \
	src/store/settlement_line.c
