/*
 * Ids: UUIDv7 (RFC 9562), 16 bytes in the database, shown as TypeIDs
 * (jetify TypeID 0.3): "ord_01h455vb4pex5vsknk084sn02q".
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct id {
	uint8_t b[16];
};

enum { ID_TEXT_MAX = 40 };

/* Every prefix in use; a lint holds that no other is written. */
#define ID_COMPANY "com"
#define ID_USER "usr"
#define ID_INVITATION "inv"
#define ID_API_KEY "key"
#define ID_SESSION "ses"
#define ID_SELLER "sel"
#define ID_CATEGORY "cat"
#define ID_PRODUCT "prd"
#define ID_PLAN "pln"
#define ID_ORDER "ord"
#define ID_ORDER_LINE "lin"
#define ID_PAYMENT "pay"
#define ID_CARD "crd"
#define ID_BILL "bil"
#define ID_RECEIPT "rct"
#define ID_BILL_DISPUTE "dsp"
#define ID_REFUND "rfd"
#define ID_SETTLEMENT "stl"
#define ID_SETTLEMENT_LINE "stn"
#define ID_HANDOVER "hdo"
#define ID_HANDOVER_FILE "hdf"
#define ID_PLAN_CHANGE "chg"
#define ID_UPLOAD "upl"
#define ID_OFFER "off"
#define ID_OFFER_TEMPLATE "oft"
#define ID_OFFER_REQUEST "ofr"
#define ID_NOTIFICATION "ntf"
#define ID_ENTRY "ent"
#define ID_EVENT "evt"
#define ID_MESSAGE "msg"
#define ID_SERVICE "srv"
#define ID_TASK "tsk"
#define ID_VPC "vpc"
#define ID_SUBNET "sub"
#define ID_WEBHOOK "whk"
#define ID_WEBHOOK_MESSAGE "whm"

struct id id_new(void);			/* time-ordered within a process */
bool id_is_nil(struct id id);
bool id_eq(struct id a, struct id b);
struct str id_format(char out[ID_TEXT_MAX], const char *prefix, struct id id);
enum err id_parse(struct id *out, const char *prefix, struct str s)
    MUST_CHECK;

#endif
