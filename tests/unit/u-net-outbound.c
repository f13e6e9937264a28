#include "unit.h"

#include <arpa/inet.h>

#include "net/outbound.h"

static struct sockaddr_storage
address(const char *text)
{
	struct sockaddr_storage out = { 0 };
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1) {
		memcpy(&out, &in, sizeof(in));
	} else {
		assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
		memcpy(&out, &in6, sizeof(in6));
	}
	return out;
}

static bool
is_public(const char *text)
{
	struct sockaddr_storage a = address(text);

	return outbound_public((struct sockaddr *)&a);
}

static void
test_outbound__inner_addresses_are_not_public(void **state)
{
	static const char *const inner[] = { "0.0.0.0", "10.1.2.3",
		"100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1",
		"169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1",
		"192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
		"198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1",
		"240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1",
		"::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
		"64:ff9b::7f00:1", "fc00::1", "fd12::1", "fe80::1", "ff02::1",
		"2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1",
		"100::1" };

	(void)state;
	for (size_t i = 0; i < sizeof(inner) / sizeof(*inner); i++)
		if (is_public(inner[i]))
			fail_msg("%s counts as public", inner[i]);
}

static void
test_outbound__others_are_public(void **state)
{
	static const char *const outer[] = { "1.1.1.1", "9.255.255.255",
		"11.0.0.1", "100.63.255.255", "100.128.0.1", "126.0.0.1",
		"128.0.0.1", "172.15.255.255", "172.32.0.1", "192.167.0.1",
		"198.17.0.1", "198.20.0.1", "223.255.255.255",
		"2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8" };

	(void)state;
	for (size_t i = 0; i < sizeof(outer) / sizeof(*outer); i++)
		if (!is_public(outer[i]))
			fail_msg("%s does not count as public", outer[i]);
}

static void
test_outbound__exceptions_and_ports_are_read(void **state)
{
	struct sockaddr_storage in = address("10.20.30.40");
	struct sockaddr_storage out = address("10.21.0.1");
	struct sockaddr_storage six = address("fd00::7");
	struct outbound o;

	(void)state;
	assert_ok(
	    outbound_read(&o, STR("443, 8443"), STR("10.20.0.0/16, fd00::/8")));
	assert_true(outbound_port(&o, 8443));
	assert_false(outbound_port(&o, 80));
	assert_true(outbound_excepted(&o, (struct sockaddr *)&in));
	assert_false(outbound_excepted(&o, (struct sockaddr *)&out));
	assert_true(outbound_excepted(&o, (struct sockaddr *)&six));
	assert_ok(outbound_read(&o, STR(""), STR("")));
	assert_true(outbound_port(&o, 443));
	assert_false(outbound_excepted(&o, (struct sockaddr *)&in));
}

static void
test_outbound__faulty_rules_are_refused(void **state)
{
	static const char *const ports[] = { "0", "65536", "443,", "https",
		"-1" };
	static const char *const nets[] = { "10.0.0.0", "10.0.0.0/33",
		"fd00::/129", "host/8", "10.0.0.0/8,", "/8" };
	struct outbound o;

	(void)state;
	for (size_t i = 0; i < sizeof(ports) / sizeof(*ports); i++)
		assert_err(
		    outbound_read(&o, str_from(ports[i]), STR("")), ERR_CONFIG);
	for (size_t i = 0; i < sizeof(nets) / sizeof(*nets); i++)
		assert_err(
		    outbound_read(&o, STR(""), str_from(nets[i])), ERR_CONFIG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outbound__inner_addresses_are_not_public),
		cmocka_unit_test(test_outbound__others_are_public),
		cmocka_unit_test(test_outbound__exceptions_and_ports_are_read),
		cmocka_unit_test(test_outbound__faulty_rules_are_refused),
	};

	return cmocka_run_group_tests_name("net/outbound", tests, NULL, NULL);
}
