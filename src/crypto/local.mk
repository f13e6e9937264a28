noinst_LIBRARIES += src/crypto/libsoukcrypto.a
src_crypto_libsoukcrypto_a_SOURCES = \
	src/crypto/account.c \
	src/crypto/base32.c \
	src/crypto/base64.c \
	src/crypto/cbc.c \
	src/crypto/common_passwords.c \
	src/crypto/common_passwords.h \
	src/crypto/hash.c \
	src/crypto/keys.c \
	src/crypto/memory.c \
	src/crypto/openssl.h \
	src/crypto/password.c \
	src/crypto/seal.c \
	src/crypto/sign.c \
	src/crypto/token.c \
	src/crypto/totp.c \
	src/crypto/webhook.c
