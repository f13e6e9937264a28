/*
 * Redemptions of one offer at the same time, and against whatever else may
 * happen to it: one order or none, never two (issue 5, done 2).  On one
 * server, or on two nodes of a cluster that are written at once.
 */
#ifndef TESTS_STORE_OFFER_RACE_H
#define TESTS_STORE_OFFER_RACE_H

/* cmocka's group setups; the cluster's skips the test where there is none. */
int race_open(void **state);
int race_open_cluster(void **state);
int race_close(void **state);

void test_race__one_of_many_redeems(void **state);
void test_race__redeem_against_withdraw(void **state);
void test_race__redeem_against_revise(void **state);
void test_race__redeem_against_expire(void **state);
void test_race__redeem_against_cancel(void **state);

#endif
