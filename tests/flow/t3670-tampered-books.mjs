// X7; issue 6, done 5: what is changed in the ledger or in the event log by
// SQL - any byte of any column, rows taken out or put in, postings swapped,
// the tail cut off, the chain written anew - is found by soukctl verify.
// With SOUK_LONG a thousand bytes of a history of some thousand rows.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { allRows, canonical, chains, columnsOf, numbers, sealed, tables } from '../lib/chain.mjs';
import { Draws, seed } from '../lib/generated.mjs';
import { until } from '../lib/proc.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';

const long = Boolean(process.env.SOUK_LONG);
const bytesEach = long ? 40 : 1, nullsEach = long ? 10 : 1, ofKinds = long ? 40 : 1; // of each column, or kind
const rounds = long ? 12 : 1; // of sales
const draws = new Draws();
const kept = [...tables, 'chain_heads'];

const bytes = (b) => (b === null ? 'NULL' : `x'${b.toString('hex')}'`);
const literal = (column, v) => (v === null ? 'NULL' : Buffer.isBuffer(v) ? bytes(v) : numbers.has(column) ? v : `'${v}'`);
const isId = (column) => column.endsWith('_id') || column === 'seal_hash';
const optional = { ledger_entries: ['order_id', 'seal_no', 'seal_hash'], ledger_postings: ['owner_id'],
  events: ['from_state', 'to_state', 'actor_id', 'reason', 'seal_no', 'seal_hash'] };
const cells = tables.flatMap((table) => columnsOf(table).map((column) => [table, column]));

/** What strict servers do not store: duplicates, no times, no UTF-8, what a CHECK is against. */
const refusal = /ERROR (1062|1264|1292|1300|1366|4025) /;

/** As servers keep them: a number in 4 or 8 bytes, a time in 5 and 3 for its fraction. */
function stored(column, v) {
  if (Buffer.isBuffer(v)) return Buffer.from(v);
  const b = Buffer.alloc(column === 'position' ? 4 : 8);
  if (column === 'position') b.writeInt32BE(Number(v));
  else if (numbers.has(column)) b.writeBigInt64BE(BigInt(v));
  else {
    const [year, month, day, hour, minute, second, micros] = v.split(/[-: .]/).map(Number);
    b.writeUIntBE(((((year * 13 + month) * 32 + day) * 32 + hour) * 64 + minute) * 64 + second, 0, 5);
    b.writeUIntBE(micros, 5, 3);
  }
  return b;
}

/** And back; undefined: no value is stored so. */
function valueOf(column, v, b) {
  if (Buffer.isBuffer(v)) {
    // Of three characters, whatever is missing is blank.
    return column === 'currency' ? Buffer.from(b.toString('latin1').trimEnd(), 'latin1') : b;
  }
  if (numbers.has(column)) return String(column === 'position' ? b.readInt32BE() : b.readBigInt64BE());
  let whole = b.readUIntBE(0, 5);
  const part = (of) => { const n = whole % of; whole = Math.floor(whole / of); return n; };
  const [second, minute, hour, day, month, year] = [part(64), part(64), part(32), part(32), part(13), whole];
  const micros = b.readUIntBE(5, 3);
  if (micros > 999_999) return undefined;
  const digits = (n, of = 2) => String(n).padStart(of, '0');
  return `${digits(year, 4)}-${digits(month)}-${digits(day)} ${digits(hour)}:${digits(minute)}:${digits(second)}.${digits(micros, 6)}`;
}

/** A value that is stored with one byte other than this one's. */
function byteOff(column, v) {
  const b = stored(column, v), at = draws.int(0, b.length - 1);
  b[at] = (b[at] + draws.int(1, 255)) % 256;
  return valueOf(column, v, b);
}

story(`tampered books (SOUK_SEED=${seed})`, { ...setup(), worker: false, stepS: long ? 1800 : 180 }, (step) => {
  let now, restore, heads;
  const keyOf = (table, row) => (table === 'ledger_postings'
    ? `entry_id = ${bytes(row.entry_id)} AND position = ${row.position}`
    : `${table === 'events' ? 'event_id' : 'entry_id'} = ${bytes(row.event_id ?? row.entry_id)}`);
  const insert = (table, row) => `INSERT INTO ${table} (${columnsOf(table).join()}) VALUES (${columnsOf(table)
    .map((c) => literal(c, row[c])).join()});`;
  const update = (table, column, row, value) => `SET foreign_key_checks = 0, sql_mode = 'STRICT_ALL_TABLES,ALLOW_INVALID_DATES';
    UPDATE ${table} SET ${column} = ${literal(column, value)} WHERE ${keyOf(table, row)}`;
  const chainOf = (table) => (table === 'events' ? 'events' : 'ledger');
  const inOrder = (chain) => now[chains[chain][0]].toSorted((a, b) => a.seal_no - b.seal_no);
  const newId = () => Buffer.from(randomUUID().replaceAll('-', ''), 'hex');

  /** Rows changed, and each hash from there on reckoned anew. */
  function rewrite(chain, change) {
    const [table] = chains[chain], sql = [];
    let before = Buffer.alloc(32);
    for (const [i, old] of inOrder(chain).entries()) {
      const row = { ...old, ...change(old, i) };
      row.seal_hash = before = sealed(before, row.seal_no, canonical(chain, row, now.ledger_postings));
      if (!before.equals(old.seal_hash)) {
        sql.push(`UPDATE ${table} SET ${['subject_id', 'created_at', 'seal_hash'].map((c) => `${c} = ${literal(c, row[c])}`).join()}
          WHERE ${keyOf(table, row)};`);
      }
    }
    return `${sql.join(' ')} UPDATE chain_heads SET last_hash = ${bytes(before)} WHERE chain = '${chain}'`;
  }

  /** What verify says of the database as it is. */
  async function findings(world) {
    const { code, stdout, stderr } = await world.tryCtl(world.site, '--json', 'verify');
    const items = JSON.parse(stdout).items;
    assert.equal(code, items.some((i) => i.result === 'FAULT') ? 1 : 0, stdout + stderr);
    return items.filter((i) => i.result === 'FAULT').map((i) => `${i.check} ${i.subject ?? ''}`);
  }
  async function found(world, pattern, told) {
    const list = await findings(world);
    assert.ok(list.some((f) => pattern.test(f)), `not found: ${told}\n${list.join('\n')}`);
  }

  /** All rows after this SQL; null: it was refused, or all is as it was. */
  async function changed(world, sql) {
    try {
      const after = await allRows(world, sql);
      return isDeepStrictEqual(after, now) ? null : after;
    } catch (error) {
      if (!refusal.test(error.message)) throw error;
      assert.deepEqual(await allRows(world, restore), now);
      return null;
    }
  }
  async function undone(world, sql, told) {
    assert.deepEqual(await allRows(world, sql), now, `not as it was: ${told}`);
  }
  const byChain = (chain) => new RegExp(`^(chain-verifies|heads-verify) ${chain}|^postings-have-their-entry `);

  /** One cell gets that value, which is found, and its own again; false: it cannot have it. */
  async function cellChanges(world, table, column, row, value) {
    if (value === undefined) return false;
    const other = { ...row, [column]: value }, sql = update(table, column, row, value);
    const after = await changed(world, sql);
    if (!after) return false;
    const rows = (list) => list.map((r) => columnsOf(table).map((c) => literal(c, r[c])).join()).sort();
    assert.deepEqual(rows(after[table]), rows(now[table].with(now[table].indexOf(row), other)), `another change: ${sql}`);
    await found(world, byChain(chainOf(table)), sql);
    await undone(world, update(table, column, other, row[column]), sql);
    return true;
  }

  const kinds = {
    gone() {
      const table = draws.of(tables);
      return [chainOf(table), `DELETE FROM ${table} WHERE ${keyOf(table, draws.of(now[table]))}`];
    },
    swapped() { // postings of two entries, or two values of theirs
      const [a, b] = [draws.of(now.ledger_postings), draws.of(now.ledger_postings)];
      const column = draws.of(['entry_id', 'account', 'owner_id', 'amount_minor']);
      if (String(a[column]) === String(b[column]) || (column === 'entry_id' && a.position !== b.position)) return kinds.swapped();
      if (column !== 'entry_id') {
        return ['ledger', `UPDATE ledger_postings SET ${column} = ${literal(column, b[column])} WHERE ${keyOf('ledger_postings', a)};
          UPDATE ledger_postings SET ${column} = ${literal(column, a[column])} WHERE ${keyOf('ledger_postings', b)}`];
      }
      if (['account', 'owner_id', 'currency', 'amount_minor'].every((c) => String(a[c]) === String(b[c]))) return kinds.swapped();
      return ['ledger', `DELETE FROM ledger_postings WHERE (${keyOf('ledger_postings', a)}) OR (${keyOf('ledger_postings', b)});
        ${insert('ledger_postings', { ...a, entry_id: b.entry_id })} ${insert('ledger_postings', { ...b, entry_id: a.entry_id })}`];
    },
    renumbered() {
      const chain = draws.of(Object.keys(chains)), [table] = chains[chain], list = inOrder(chain);
      const at = draws.int(0, list.length - 2), [a, b] = [list[at], list[at + 1]];
      const seals = draws.bool() ? [b.seal_no, a.seal_no, a.seal_hash, b.seal_hash] : [b.seal_no, a.seal_no, b.seal_hash, a.seal_hash];
      return [chain, `UPDATE ${table} SET seal_no = NULL WHERE ${keyOf(table, b)};
        UPDATE ${table} SET seal_no = ${seals[0]}, seal_hash = ${bytes(seals[2])} WHERE ${keyOf(table, a)};
        UPDATE ${table} SET seal_no = ${seals[1]}, seal_hash = ${bytes(seals[3])} WHERE ${keyOf(table, b)}`];
    },
    put() { // a forged row with a number before, beyond or within the chain, or without one and old
      const chain = draws.of(Object.keys(chains)), [table, key] = chains[chain], list = inOrder(chain);
      const row = { ...draws.of(list), [key]: newId(), ...chain === 'ledger' && { subject_id: newId() } };
      const like = draws.of(list);
      const postings = chain === 'events' ? '' : now.ledger_postings.filter((p) => p.entry_id.equals(like.entry_id))
        .map((p) => insert('ledger_postings', { ...p, entry_id: row.entry_id })).join(' ');
      const no = draws.of([-1, 0, list.length + 1, list.length + draws.int(2, 2 ** 30), draws.int(1, list.length), null]);
      const room = no >= 1 && no <= list.length ? `UPDATE ${table} SET seal_no = seal_no + 1 WHERE seal_no >= ${no} ORDER BY seal_no DESC;
        UPDATE chain_heads SET last_no = last_no + 1 WHERE chain = '${chain}';` : '';
      const old = no === null ? { created_at: '2026-01-01 00:00:00.000000', seal_hash: draws.bool() ? null : row.seal_hash } : {};
      return [chain, `${room} ${insert(table, { ...row, seal_no: no === null ? null : String(no), ...old })} ${postings}`];
    },
    posted() { // more postings, which sum to zero
      const p = draws.of(now.ledger_postings), whole = draws.bool() ? p.entry_id : newId();
      return ['ledger', insert('ledger_postings', { ...p, entry_id: whole, position: '98', amount_minor: '7' }) +
        insert('ledger_postings', { ...p, entry_id: whole, position: '99', amount_minor: '-7' })];
    },
    cut() { // the last rows, and the head with them
      const chain = draws.of(Object.keys(chains)), [table] = chains[chain], list = inOrder(chain);
      const to = draws.int(1, list.length - 1), last = list[to - 1];
      return [chain, `DELETE FROM ${table} WHERE seal_no > ${to};
        UPDATE chain_heads SET last_no = ${to}, last_hash = ${bytes(last.seal_hash)} WHERE chain = '${chain}'`, /^heads-verify /];
    },
    rewritten() { // by somebody who knows how rows are hashed
      const chain = draws.of(Object.keys(chains)), at = draws.int(0, now[chains[chain][0]].length - 1);
      return [chain, rewrite(chain, (row, i) => i === at && { subject_id: newId() }), /^heads-verify /];
    },
    head() {
      const chain = draws.of(Object.keys(chains)), list = inOrder(chain), where = `WHERE chain = '${chain}'`;
      return [chain, draws.of([`DELETE FROM chain_heads ${where}`,
        `UPDATE chain_heads SET last_no = ${draws.int(0, list.length - 1)} ${where}`,
        `UPDATE chain_heads SET last_no = last_no + 1 ${where}`,
        `UPDATE chain_heads SET last_hash = ${bytes(byteOff('seal_hash', list.at(-1).seal_hash))} ${where}`])];
    },
    unsealed() { // so that the worker would seal it all again
      const chain = draws.of(Object.keys(chains)), [table] = chains[chain], from = draws.int(1, now[table].length);
      const last = inOrder(chain)[from - 2]?.seal_hash ?? Buffer.alloc(32);
      return [chain, `UPDATE ${table} SET seal_no = NULL, seal_hash = NULL WHERE seal_no >= ${from};
        UPDATE chain_heads SET last_no = ${from - 1}, last_hash = ${bytes(last)} WHERE chain = '${chain}'`, /^heads-verify /];
    },
  };

  step('a history of sales, sealed and signed for', async (world) => {
    const buyer = await Buyer.ready(world);
    await world.ctl(world.site, 'credit', 'set', (await buyer.client.get('/api/storefront/session')).json.company.id,
      '--postpaid', 'yes', '--general', '100000000');
    for (const way of Array(rounds).fill(['success', 'success', 'credit', 'decline', 'refund']).flat()) {
      const order = await buyer.placeOrder();
      if (way === 'credit') {
        expectStatus(await buyer.client.post('/api/checkout/settlements', { order: order.id, method: 'monthly_settlement' },
          { headers: { 'Idempotency-Key': randomUUID() } }), 201, way);
        continue;
      }
      await buyer.payWith(way === 'refund' ? 'success' : way, order);
      if (way !== 'decline') await until(async () => (await buyer.get(order)).paid_at, 'it is paid');
      if (way === 'refund') {
        expectStatus(await buyer.client.post(`/api/checkout/orders/${order.id}/refunds`, { kind: 'cooling_off' },
          { headers: { 'Idempotency-Key': randomUUID() } }), 201, way);
      }
    }
    await world.work();
    await world.work(); // which seals what the first one did
    await world.ctl(world.site, 'verify');
    const dir = path.join(world.site.data, 'seals');
    heads = Object.fromEntries(Object.keys(chains).map((c) => [c, fs.readFileSync(path.join(dir, `${c}.heads`), 'utf8')]));
    for (const [chain, [table]] of Object.entries(chains)) {
      const [[last]] = await world.sql(world.site, `SELECT MAX(seal_no) FROM ${table}`);
      assert.equal(heads[chain].trim().split('\n').at(-1).split(' ')[0], last, `verify signs for what it found right: ${chain}`);
    }
    // And only when there is news.
    await world.ctl(world.site, 'verify');
    for (const chain of Object.keys(chains)) assert.equal(fs.readFileSync(path.join(dir, `${chain}.heads`), 'utf8'), heads[chain]);
  });

  step('the chains are what is written of them: reckoned apart from the program', async (world) => {
    now = await allRows(world);
    for (const chain of Object.keys(chains)) {
      let before = Buffer.alloc(32);
      for (const row of inOrder(chain)) {
        before = sealed(before, row.seal_no, canonical(chain, row, now.ledger_postings));
        assert.deepEqual(row.seal_hash, before, `${chain} #${row.seal_no}`);
      }
    }
    await world.sql(world.site, kept.map((t) => `CREATE TABLE kept_${t} AS SELECT * FROM ${t};`).join(' '));
    restore = `SET foreign_key_checks = 0; ${kept.map((t) => `DELETE FROM ${t};`).join(' ')} ${
      kept.map((t) => `INSERT INTO ${t} SELECT * FROM kept_${t};`).join(' ')}`;
    await undone(world, restore, 'nothing');
    assert.deepEqual(await findings(world), []);
  });

  step(`each of ${bytesEach * cells.length} bytes that are changed is found, column by column`, async (world, t) => {
    for (const [table, column] of cells) {
      const rows = now[table].filter((r) => r[column]?.length > 0);
      assert.ok(rows.length > 0, `no ${table} has a ${column}`);
      let refused = 0;
      for (let n = 0; n < bytesEach;) {
        const row = draws.of(rows);
        if (await cellChanges(world, table, column, row, byteOff(column, row[column]))) n++;
        else refused++;
      }
      t.diagnostic(`${table}.${column}: ${bytesEach} found, of ${rows.length} rows; ${refused} not stored`);
    }
    assert.deepEqual(await findings(world), [], 'as it was, it holds');
  });

  step('a value where there was none, and none where there was one, are found', async (world, t) => {
    for (const [table, column] of cells.filter(([of, name]) => optional[of].includes(name))) {
      const [none, some] = [true, false].map((is) => now[table].filter((r) => (r[column] === null) === is));
      let n = 0;
      for (let i = 0; i < nullsEach; i++) {
        const value = isId(column) ? Buffer.alloc(16, draws.of([0, draws.int(1, 255)])) : Buffer.from(draws.of(['', 'x', '-']));
        if (some.length > 0 && await cellChanges(world, table, column, draws.of(some), null)) n++;
        if (none.length > 0 && await cellChanges(world, table, column, draws.of(none), value)) n++;
      }
      assert.ok(n >= nullsEach, `${table}.${column}: ${n}`);
      t.diagnostic(`${table}.${column}: ${n} found, of ${some.length} rows with and ${none.length} without`);
    }
  });

  step(`${ofKinds} of each other kind of change are found`, async (world, t) => {
    for (const kind of Object.keys(kinds)) {
      for (let n = 0; n < ofKinds;) {
        const [chain, sql, by] = kinds[kind]();
        if (!await changed(world, `SET foreign_key_checks = 0; ${sql}`)) continue;
        await found(world, by ?? byChain(chain), `${kind}: ${sql}`);
        await undone(world, restore, `${kind}: ${sql}`);
        n++;
      }
      t.diagnostic(`${kind}: ${ofKinds} found`);
    }
    assert.deepEqual(await findings(world), [], 'as it was, it holds');
  });

  step('a signed head that is changed, or gone with all others, is found', async (world) => {
    const dir = path.join(world.site.data, 'seals');
    for (const chain of Object.keys(chains)) {
      const file = path.join(dir, `${chain}.heads`);
      const text = heads[chain], at = draws.int(0, text.trimEnd().length - 1);
      const flipped = text[at] === '0' ? '1' : '0';
      fs.writeFileSync(file, text.slice(0, at) + flipped + text.slice(at + 1));
      await found(world, /^heads-verify /, `${chain}.heads, byte ${at}`);
      fs.writeFileSync(file, text);
      assert.deepEqual(await findings(world), []);
    }
    // All of it is hours old, and nothing vouches for it.
    for (const chain of Object.keys(chains)) {
      fs.rmSync(path.join(dir, `${chain}.heads`));
      await changed(world, rewrite(chain, () => ({ created_at: '2026-01-01 00:00:00.000000' })));
      await found(world, /^heads-are-signed /, `no ${chain}.heads`);
      await undone(world, restore, `no ${chain}.heads`);
      fs.writeFileSync(path.join(dir, `${chain}.heads`), heads[chain]);
    }
  });
});
