noinst_LIBRARIES += src/crypto/libsoukcrypto.a
src_crypto_libsoukcrypto_a_SOURCES =
