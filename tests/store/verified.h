/* What soukctl verify asks of a database, asked in a test. */
#ifndef TESTS_STORE_VERIFIED_H
#define TESTS_STORE_VERIFIED_H

/* Fails the test where one does not hold, by its name. */
void verified(void);

/* The same as cmocka's teardown, after every story. */
int verified_after(void **state);

#endif
