/* A quote as a signed token, without a row. */
#ifndef SALE_QUOTE_TOKEN_H
#define SALE_QUOTE_TOKEN_H

#include "sale/quote.h"

/* With a nonce: no two quotes are equal. */
enum err quote_sign(struct call *c, struct str *token,
    const struct quote *quote) MUST_CHECK;

/* ERR_QUOTE_TAMPERED, ERR_QUOTE_EXPIRED. */
enum err quote_open(struct call *c, struct quote *quote, struct str token)
    MUST_CHECK;

#endif
