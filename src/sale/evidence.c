#include "sale/evidence.h"

#include <string.h>

#include "base/hex.h"
#include "base/sys.h"
#include "bundle.h"
#include "crypto/sign.h"
#include "crypto/token.h"
#include "store/document.h"
#include "store/evidence.h"
#include "store/order.h"
#include "wire/json.h"

enum { JSON_MAX = 32 * 1024 * 1024, SUMS_MAX = 4 * 1024 * 1024 };

/* The DER that an Ed25519 key's 32 bytes follow in a PEM file (RFC 8410). */
static const char key_head[] = "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21";

static const char readme[] =
    "Evidence of order %.*s, made by %.*s on %.*s.\n"
    "\n"
    "order.json      what was bought, by whom, and what was agreed to\n"
    "plan.json       the payment plan, each version, and its changes\n"
    "handovers.json  what was handed over, answered and ruled, by round\n"
    "bills.json      bills, their lines and what was received for them\n"
    "payments.json   payments and refunds\n"
    "documents/      the texts that were agreed to, named by their SHA-256\n"
    "evidence/       the files that were handed over\n"
    "bills/          the bills as PDF, CSV and UBL\n"
    "chains/         the order's rows of the event log and of the ledger\n"
    "Amounts are counted in minor units of their currency; times are UTC.\n"
    "\n"
    "1. Nothing in here was changed since:\n"
    "     sha256sum --check SHA256SUMS\n"
    "     openssl pkeyutl -verify -rawin -pubin -inkey key.pem \\\n"
    "         -in SHA256SUMS -sigfile SHA256SUMS.sig\n"
    "   key.pem is the shop's Ed25519 key; compare it with the seal_key that\n"
    "   %.*s/api/storefront/site tells, or that you kept before:\n"
    "     %.*s\n"
    "\n"
    "2. The rows are those of the shop's books.  Both are chains: the hash of\n"
    "   a row is SHA-256 of the hash before it (32 bytes), of \"#NUMBER,\" and\n"
    "   of the row as text, its \"canonical\".  In chains/events.json and\n"
    "   chains/ledger.json, for each row:\n"
    "     python3 -c 'import hashlib,json\n"
    "     for r in json.load(open(\"chains/events.json\"))[\"rows\"]:\n"
    "       if r[\"canonical\"]: print(r[\"no\"], hashlib.sha256(\n"
    "         bytes.fromhex(r[\"before\"]) + (\"#%%d,\" %% r[\"no\"]).encode() +\n"
    "         r[\"canonical\"].encode()).hexdigest() == r[\"hash\"])'\n"
    "   \"head\" is number, hash, time and the signature (in hexadecimal) of\n"
    "   \"souk events NUMBER HASH TIME\" (\"souk ledger ...\") by that key: the\n"
    "   shop cannot deny the row, or tell it otherwise, later.  Whoever holds\n"
    "   all of the chain finds the same hash at that number.  Rows without a\n"
    "   number are not sealed yet; ask again in a minute.\n"
    "   A row of the ledger without a canonical tells what seller and shop\n"
    "   get of each other: its hash is signed, its text is theirs.\n"
    "\n"
    "The canonical of a row is its fields one after the other: texts as their\n"
    "length in bytes, \":\", text, \",\"; ids as texts of 32 hexadecimal digits;\n"
    "numbers, and times in microseconds since 1970, as \"#\", number, \",\"; none\n"
    "as \"-\".  Of an event: id, subject, its id, kind, state before, state\n"
    "after, actor, its id, reason, time.  Of an entry: id, occasion, what caused\n"
    "it, order, time, and for each posting: position, account, owner, currency,\n"
    "amount (debit positive).\n";

static void
cell_json(struct json *j, const struct db_result *r, size_t i,
    const struct evidence_column *c)
{
	char hex[HASH_HEX + 1];
	struct hash h;

	json_key(j, c->name);
	if (db_is_null(r, i)) {
		json_null(j);
		return;
	}
	switch (c->kind) {
	case EVIDENCE_TEXT:
		json_str(j, db_get_str(r, i));
		break;
	case EVIDENCE_NUMBER:
		json_i64(j, db_get_i64(r, i));
		break;
	case EVIDENCE_TIME:
		json_time(j, db_get_us(r, i));
		break;
	case EVIDENCE_HASH:
		db_get_hash(r, i, h.b);
		json_str(j, hash_hex(hex, h));
		break;
	case EVIDENCE_ID:
		json_id(j, c->prefix, db_get_id(r, i));
		break;
	}
}

static enum err
table_json(struct bundle *b, struct json *j, const struct evidence_table *t)
{
	struct db_result r;
	enum err e = evidence_rows(
	    b->of->db, b->of->arena, &r, t, b->of->order_id);

	if (e != OK)
		return e;
	json_key(j, t->name);
	json_array(j);
	while (db_next(&r)) {
		json_object(j);
		for (size_t i = 0; i < t->ncolumns; i++)
			cell_json(j, &r, i, &t->columns[i]);
		json_end_object(j);
	}
	json_end_array(j);
	return OK;
}

/* Tables of one file stand together. */
static enum err
file_json(struct bundle *b, size_t *at)
{
	const struct evidence_table *t = evidence_tables;
	const char *file = t[*at].file;
	struct buf text;
	struct json j;
	enum err e = OK;

	buf_open(&text, JSON_MAX);
	json_start(&j, &text);
	json_object(&j);
	while (e == OK && *at < nevidence_tables &&
	    str_is(str_from(file), t[*at].file))
		e = table_json(b, &j, &t[(*at)++]);
	json_end_object(&j);
	if (e == OK)
		e = buf_err(&text);
	if (e == OK)
		e = bundle_add(b, arena_printf(b->of->arena, "%s.json", file),
		    buf_str(&text), ZIP_DEFLATE);
	buf_close(&text);
	return e;
}

static enum err
tables_add(struct bundle *b)
{
	enum err e = OK;

	for (size_t at = 0; e == OK && at < nevidence_tables;) {
		struct arena_mark mark = arena_mark(b->of->arena);

		e = file_json(b, &at);
		arena_rewind(b->of->arena, mark);
	}
	return e;
}

/* Hashed once more by whoever reads: a document's name is its hash. */
static enum err
documents_add(struct bundle *b)
{
	const struct evidence *x = b->of;
	struct order_document *accepted;
	struct document *documents;
	struct hash *hashes;
	char hex[HASH_HEX + 1];
	size_t n = 0, found = 0;
	enum err e = order_documents_of(
	    x->db, x->arena, &accepted, &n, &x->order_id, 1);

	if (e != OK || n == 0)
		return e;
	hashes = ARENA_NEWS(x->arena, struct hash, n);
	if (hashes == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		hashes[i] = accepted[i].hash;
	e = documents_of_hashes(x->db, x->arena, &documents, &found, hashes, n);
	for (size_t i = 0; e == OK && i < found; i++)
		e = bundle_add(b,
		    arena_printf(x->arena, "documents/%s.md",
			hash_hex(hex, documents[i].hash).p),
		    documents[i].text, ZIP_DEFLATE);
	return e;
}

static enum err
readme_add(struct bundle *b, const uint8_t key[PUBLIC_KEY_BYTES])
{
	const struct evidence *x = b->of;
	char order[ID_TEXT_MAX], time[TIME_TEXT_MAX], hex[2 * PUBLIC_KEY_BYTES];
	struct str text;

	hex_encode(hex, key, PUBLIC_KEY_BYTES);
	text = arena_printf(x->arena, readme,
	    STR_FMT(id_format(order, ID_ORDER, x->order_id)),
	    STR_FMT(x->public_url), STR_FMT(time_format(time, x->now_us)),
	    STR_FMT(x->public_url), (int)sizeof(hex), hex);
	return text.p == NULL
	    ? ERR_NOMEM
	    : bundle_add(b, STR("README.txt"), text, ZIP_DEFLATE);
}

static enum err
key_add(struct bundle *b, const uint8_t key[PUBLIC_KEY_BYTES])
{
	char der[sizeof(key_head) + PUBLIC_KEY_BYTES];
	struct str base64, text;
	enum err e;

	/* With its NUL: the key's bits are padded by none. */
	memcpy(der, key_head, sizeof(key_head));
	memcpy(der + sizeof(key_head), key, PUBLIC_KEY_BYTES);
	e = base64_encode(
	    b->of->arena, &base64, (struct str){ der, sizeof(der) });
	if (e != OK)
		return e;
	text = arena_printf(b->of->arena,
	    "-----BEGIN PUBLIC KEY-----\n%.*s\n-----END PUBLIC KEY-----\n",
	    STR_FMT(base64));
	return text.p == NULL
	    ? ERR_NOMEM
	    : bundle_add(b, STR("key.pem"), text, ZIP_DEFLATE);
}

/* What names all other files is signed for itself. */
static enum err
sums_add(struct bundle *b)
{
	uint8_t signature[SIGNATURE_BYTES];
	struct str sums = buf_str(&b->sums);
	enum err e = buf_err(&b->sums);

	if (e == OK)
		e = sign_ed25519(signature, b->of->seed, sums);
	if (e == OK)
		e = zip_add(&b->zip, STR("SHA256SUMS"), sums, ZIP_DEFLATE,
		    b->of->now_us);
	if (e != OK)
		return e;
	return zip_add(&b->zip, STR("SHA256SUMS.sig"),
	    (struct str){ (const char *)signature, sizeof(signature) },
	    ZIP_STORE, b->of->now_us);
}

static enum err
all_add(struct bundle *b)
{
	uint8_t key[PUBLIC_KEY_BYTES];
	enum err e = sign_ed25519_public(key, b->of->seed);

	if (e == OK)
		e = readme_add(b, key);
	if (e == OK)
		e = key_add(b, key);
	if (e == OK)
		e = tables_add(b);
	if (e == OK)
		e = documents_add(b);
	if (e == OK)
		e = bundle_files_add(b);
	if (e == OK)
		e = bundle_chains_add(b);
	return e == OK ? sums_add(b) : e;
}

enum err
bundle_add(struct bundle *b, struct str name, struct str data, enum zip_way way)
{
	char hex[HASH_HEX + 1];

	if (name.p == NULL)
		return ERR_NOMEM;
	buf_addf(&b->sums, "%s  %.*s\n", hash_hex(hex, hash_sha256(data)).p,
	    STR_FMT(name));
	return zip_add(&b->zip, name, data, way, b->of->now_us);
}

enum err
evidence_write(struct paper_sink to, const struct evidence *x)
{
	struct bundle b = { .of = x };
	enum err e = db_begin_snapshot(x->db);

	if (e == OK)
		e = zip_open(&b.zip, to);
	if (e != OK) {
		db_rollback(x->db);
		return e;
	}
	buf_open(&b.sums, SUMS_MAX);
	e = all_add(&b);
	buf_close(&b.sums);
	db_rollback(x->db);
	if (e == OK)
		return zip_end(&b.zip);
	zip_drop(&b.zip);
	return e;
}
