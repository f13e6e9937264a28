noinst_LIBRARIES += src/act/libact.a
src_act_libact_a_SOURCES =
