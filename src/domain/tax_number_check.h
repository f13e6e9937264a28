/*
 * The check digits of VAT numbers, a function a country.  s has the form
 * that the table of tax_number.c gives it, without prefix.
 */
#ifndef DOMAIN_TAX_NUMBER_CHECK_H
#define DOMAIN_TAX_NUMBER_CHECK_H

#include <stdbool.h>

typedef bool tax_number_check_fn(const char *s);

tax_number_check_fn check_at, check_be, check_bg, check_ch, check_cy, check_cz,
    check_de, check_dk, check_ee, check_es, check_fi, check_fr, check_gb,
    check_gr, check_hr, check_hu, check_ie, check_it, check_lt, check_lu,
    check_lv, check_mt, check_nl, check_no, check_pl, check_pt, check_ro,
    check_se, check_si, check_sk;

#endif
