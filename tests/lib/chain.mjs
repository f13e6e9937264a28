// The chains over the ledger and the event log, reckoned apart from the
// program: rows in their canonical form, their hashes, and signed heads.
import { createHash, createPublicKey, verify } from 'node:crypto';

export const chains = { ledger: ['ledger_entries', 'entry_id'], events: ['events', 'event_id'] };
const columns = {
  ledger_entries: ['entry_id', 'occasion', 'subject_id', 'order_id', 'created_at', 'seal_no', 'seal_hash'],
  ledger_postings: ['entry_id', 'position', 'account', 'owner_id', 'currency', 'amount_minor'],
  events: ['event_id', 'subject', 'subject_id', 'kind', 'from_state', 'to_state', 'actor', 'actor_id', 'reason',
    'created_at', 'seal_no', 'seal_hash'],
};
const heads = { chain_heads: ['chain', 'last_no', 'last_hash'] };
export const tables = Object.keys(columns);
export const columnsOf = (table) => columns[table];
export const numbers = new Set(['position', 'amount_minor', 'seal_no', 'last_no']);
const plain = (name) => numbers.has(name) || name === 'created_at';

/** By table, in the order of their keys: every row as { column: Buffer, text of a number or a time, or null }; asked once that SQL has run. */
export async function allRows(world, sql = '') {
  const all = Object.entries({ ...columns, ...heads });
  const shown = (name) => (plain(name) ? `COALESCE(${name}, '-')` : `COALESCE(CONCAT('x', HEX(${name})), '-')`);
  const first = sql && `${sql.trim().replace(/;$/, '')};`;
  const cells = await world.sql(world.site, `${first}${all.map(([table, names]) =>
    `SELECT '${table}', ${names.map(shown).join()} FROM ${table} ORDER BY 2, 3`).join(';')}`);
  const row = (names, values) => Object.fromEntries(names.map((name, i) => [name, values[i] === '-' ? null
    : plain(name) ? values[i] : Buffer.from(values[i].slice(1), 'hex')]));
  return Object.fromEntries(all.map(([table, names]) =>
    [table, cells.filter(([of]) => of === table).map(([, ...values]) => row(names, values))]));
}

const number = (value) => `#${value},`;
const text = (bytes) => (bytes === null ? '-' : `${bytes.length}:${bytes.toString('latin1')},`);
const id = (bytes) => (bytes === null ? '-' : `32:${bytes.toString('hex')},`);
const micros = (time) => {
  const [second, fraction] = time.split('.');
  return BigInt(Date.parse(`${second.replace(' ', 'T')}Z`)) * 1000n + BigInt(fraction ?? 0);
};

export function canonical(chain, row, postings = []) {
  if (chain === 'events') {
    return id(row.event_id) + text(row.subject) + id(row.subject_id) + [row.kind, row.from_state, row.to_state, row.actor].map(text).join('') +
      id(row.actor_id) + text(row.reason) + number(micros(row.created_at));
  }
  return id(row.entry_id) + text(row.occasion) + id(row.subject_id) + id(row.order_id) + number(micros(row.created_at)) +
    postings.filter((p) => p.entry_id.equals(row.entry_id)).sort((a, b) => a.position - b.position)
      .map((p) => number(p.position) + text(p.account) + id(p.owner_id) + text(p.currency) + number(p.amount_minor)).join('');
}

/** SHA-256 of the predecessor's hash, the number and the row. */
export const sealed = (before, no, row) =>
  createHash('sha256').update(before).update(`#${no},`).update(Buffer.from(row, 'latin1')).digest();

/** A signed head: "number hash time signature"; key: 32 bytes in hexadecimal. */
export function headHolds(chain, line, key) {
  const [no, hash, time, signature] = line.split(' ');
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key, 'hex').toString('base64url') } });
  return verify(null, Buffer.from(`souk ${chain} ${no} ${hash} ${time}`), publicKey, Buffer.from(signature, 'hex'));
}
