noinst_LIBRARIES += src/provision/libprovision.a
src_provision_libprovision_a_SOURCES =
