noinst_LIBRARIES += src/store/libstore.a
src_store_libstore_a_SOURCES =
src_store_libstore_a_SOURCES += src/store/company.c src/store/user.c \
	src/store/mail_token.c src/store/seller.c src/store/category.c \
	src/store/product.c src/store/product_write.c src/store/catalogue.c
src_store_libstore_a_SOURCES += src/store/session.c src/store/idempotency.c \
	src/store/throttle.c
