noinst_LIBRARIES += src/db/libdb.a
src_db_libdb_a_SOURCES =
