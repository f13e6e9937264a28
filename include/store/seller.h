/* Selling profiles of companies. */
#ifndef STORE_SELLER_H
#define STORE_SELLER_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"

struct seller {
	struct id seller_id;
	struct id company_id;
	struct str slug, name;
	struct str legal_name, tax_number;	/* .p NULL: none */
	struct str website, about, support_email;	/* .p NULL: none */
	struct str contact_email;	/* told of decisions; .p NULL: none */
	struct str payout_sealed, payout_hint;	/* .p NULL: none */
	struct str payout_next_hint;	/* a change not in force yet; .p NULL */
	int64_t payout_next_at_us;
	bool has_terms;
	struct hash terms;		/* the seller terms that were accepted */
	struct str state;		/* "APPLIED", "ACTIVE", "SUSPENDED" */
	int64_t created_at_us;
	int64_t decided_at_us;		/* approved or suspended; 0: not yet */
	struct str decision_reason;	/* .p NULL: none */
	int64_t row_version;
	struct str country;		/* read only: of the company */
};

/*
 * ERR_EXISTS: db_constraint() is sellers_slug_uq or sellers_company_uq.
 * A payout that is given with it is in force at once.
 */
enum err seller_insert(struct db *db, const struct seller *s) MUST_CHECK;
enum err seller_by_slug(struct db *db, struct arena *a, struct seller *out,
    struct str slug) MUST_CHECK;
/*
 * At now_us: a changed payout whose time has come is the one in force,
 * whether or not its columns were moved.
 */
enum err seller_get(struct db *db, struct arena *a, struct seller *out,
    struct id seller_id, int64_t now_us) MUST_CHECK;

/* Of one state, oldest first, after the given id (nil: from the first). */
enum err sellers_in(struct db *db, struct arena *a, struct seller **sellers,
    size_t *n, struct str state, struct id after, int64_t limit,
    int64_t now_us) MUST_CHECK;

/* All of the site, by slug. */
enum err sellers_all(struct db *db, struct arena *a, struct seller **sellers,
    size_t *n) MUST_CHECK;

/*
 * Names, tax number, website, about, both addresses.  ERR_STALE by
 * row_version.
 */
enum err seller_update(struct db *db, const struct seller *s) MUST_CHECK;

/* ERR_STATE when it is not in from. */
enum err seller_set_state(struct db *db, struct id seller_id, struct str from,
    struct str to) MUST_CHECK;

/*
 * From s->state and s->row_version, with who has to know why; reason .p
 * NULL: none.  ERR_STALE: it has changed since.
 */
enum err seller_decide(struct db *db, const struct seller *s, const char *to,
    struct str reason, int64_t now_us) MUST_CHECK;

/*
 * A new account to pay to, in force from in_force_us on (now_us: at once).
 * One that waited and whose time has come is kept until then.
 */
struct payout {
	struct str sealed, hint;
	int64_t now_us, in_force_us;
};
enum err seller_payout_set(struct db *db, struct id seller_id,
    const struct payout *p) MUST_CHECK;

/*
 * Whom to write to: the contact address, or .p NULL and *user_id is an
 * owner of the company; nil: nobody.
 */
enum err seller_contact(struct db *db, struct arena *a, struct str *address,
    struct id *user_id, struct id seller_id) MUST_CHECK;

#endif
