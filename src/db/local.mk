noinst_LIBRARIES += src/db/libdb.a
src_db_libdb_a_SOURCES = \
	src/db/arg.c src/db/cache.c src/db/client.c src/db/client.h \
	src/db/db.c src/db/fail.c src/db/fault.c src/db/insert.c \
	src/db/pool.c src/db/quote.c src/db/result.c src/db/script.c \
	src/db/statement.c src/db/time.c src/db/tx.c
