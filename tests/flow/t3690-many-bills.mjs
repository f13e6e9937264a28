// Done means: the bills of a company with 10,000 of them are listed in less than 50 ms.  Real sales of every kind are
// copied row by row inside the database, over three years; then every list, filter, chart and statement is asked for
// through the web server, compared with what the database has, and timed.  The short form has 2,000 bills, and
// looks at how many rows are read, which no other work on the machine changes; SOUK_LONG=1 asserts the time, too,
// of an optimised build.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { idHex } from '../lib/id.mjs';
import { until } from '../lib/proc.mjs';
import { Operator } from '../lib/seller.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';
import { build } from '../lib/world.mjs';

const long = Boolean(process.env.SOUK_LONG);
const BILLS = long ? 10_000 : 2_000, TIMES = long ? 11 : 3, PAGE = 50, MONTHS = 36;
const targetMs = 50;
const optimised = !/-fsanitize|-O0/.test(fs.readFileSync(path.join(build, 'config.status'), 'utf8'));
const params = () => ({ BANK_DETAILS: 'Souk Test GmbH, DE02 1203 0000 0000 2020 51' });
const choice = { product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} };

/** Of each kind of sale: how many in a hundred bills are of it, and over how many months. */
const mix = { card: [50, MONTHS], transfer: [12, MONTHS], refunded: [10, MONTHS], statement: [14, MONTHS], disputed: [1, 6], lost: [1, MONTHS],
  cancelled: [3, MONTHS], part: [2, 2], late: [3, 3], waiting: [3, 1], owed: [1, 1] };

/** Tables with rows of a sale, and how to find them: O its orders, B its bills. */
const bySale = {
  orders: 'order_id IN (O)', order_lines: 'order_id IN (O)', order_consents: 'order_id IN (O)', services: 'order_id IN (O)',
  payments: 'order_id IN (O) OR bill_id IN (B)', bills: 'bill_id IN (B)', bill_lines: 'bill_id IN (B)', bill_receipts: 'bill_id IN (B)',
  bill_disputes: 'bill_id IN (B)', refunds: 'order_id IN (O)', credit_reservations: 'order_id IN (O)',
  ledger_entries: 'order_id IN (O) OR subject_id IN (B) OR subject_id IN (SELECT receipt_id FROM bill_receipts WHERE bill_id IN (B))',
  ledger_postings: `entry_id IN (SELECT entry_id FROM ledger_entries WHERE order_id IN (O) OR subject_id IN (B)
    OR subject_id IN (SELECT receipt_id FROM bill_receipts WHERE bill_id IN (B)))`,
  events: `subject_id IN (O, B) OR subject_id IN (SELECT payment_id FROM payments WHERE order_id IN (O) OR bill_id IN (B))
    OR subject_id IN (SELECT service_id FROM services WHERE order_id IN (O)) OR subject_id IN (SELECT refund_id FROM refunds WHERE order_id IN (O))`,
};
const own = new Set(['order_id', 'line_id', 'payment_id', 'open_order_id', 'open_bill_id', 'bill_id', 'billed_order_id', 'corrects_id', 'receipt_id',
  'service_id', 'term_order_id', 'refund_id', 'dispute_id', 'entry_id', 'event_id', 'subject_id']);

/** What a column of the n-th copy holds, so many minutes a copy earlier; ids are of their time. */
function copied([column, type], step) {
  const c = `t.${column}`;
  if (own.has(column)) {
    return `IF(${c} IS NULL, NULL, CONCAT(UNHEX(LPAD(CONV(CONV(HEX(LEFT(${c}, 6)), 16, 10) - s.seq * ${step * 60000}, 10, 16), 12, '0')),
      SUBSTR(${c}, 7, 5), UNHEX(LPAD(HEX(s.seq), 10, '0'))))`;
  }
  if (type === 'datetime') return `${c} - INTERVAL s.seq * ${step} MINUTE`;
  if (column === 'quote_hash') return `UNHEX(SHA2(CONCAT(${c}, s.seq), 256))`;
  if (column === 'bill_no') return `MD5(CONCAT(${c}, s.seq))`;
  if (column === 'gateway_ref') return `CONCAT(${c}, '_', s.seq)`;
  if (column === 'po_number') return "CONCAT('PO-', s.seq)";
  if (column === 'cost_centre') return "CONCAT('Centre ', s.seq % 40)";
  return ['seal_no', 'seal_hash'].includes(column) ? 'NULL' : c;
}

story('many bills', { ...setup(), params, worker: false, own: true, bufferPool: '128M', dbFlags: ['--innodb-flush-log-at-trx-commit=2'], stepS: 300 }, (step) => {
  const get = async (what, client = buyer.client) => expectStatus(await client.get(`/api/billing/${what}`), 200, what).json;
  const settle = async (order, method) => expectStatus(await buyer.client.post('/api/checkout/settlements', { order: order.id, method },
    { headers: { 'Idempotency-Key': randomUUID() } }), 201, method).json;
  const record = (world, { number }, minor) => world.ctl(world.site, 'payment', 'record', number, (minor / 100).toFixed(2), '--reference', randomUUID());
  const hex = (id) => `x'${idHex(id)}'`;
  const all = "ORDER BY issued_at DESC, bill_id DESC";
  let buyer, operator, company, month, sales, bills;

  const place = () => buyer.placeOrder(choice);
  /** One order, to be paid by a transfer. */
  async function transfer() {
    const order = await place();
    const { bill } = await settle(order, 'bank_transfer');
    return { orders: [order], bill: await get(`bills/${bill.id}`) };
  }
  /** Two orders on credit, and the month's bill over them. */
  async function statement(world) {
    const orders = [await place(), await place()];
    for (const order of orders) await settle(order, 'monthly_settlement');
    const { items: [{ number }] } = JSON.parse((await world.ctl(world.site, 'statement', '--month', month, '--json')).stdout);
    return { orders, bill: (await get(`bills?q=${number}`)).items[0] };
  }
  const overdue = (world, { bill }) => world.sql(world.site, `UPDATE bills SET due_at = due_at - INTERVAL 40 DAY WHERE bill_id = ${hex(bill.id)}`);
  const make = {
    async card() {
      const order = await place();
      await buyer.payWith('success', order);
      await until(async () => (await buyer.get(order)).paid_at, 'it is paid');
      return { orders: [order] };
    },
    async refunded() {
      const sale = await make.card();
      expectStatus(await buyer.client.post(`/api/checkout/orders/${sale.orders[0].id}/refunds`, { kind: 'cooling_off' },
        { headers: { 'Idempotency-Key': randomUUID() } }), 201);
      return sale;
    },
    async transfer(world) {
      const sale = await transfer();
      await record(world, sale.bill, 1000);
      await record(world, sale.bill, sale.bill.total.amount - 1000);
      return sale;
    },
    waiting: transfer,
    async part(world) {
      const sale = await transfer();
      await record(world, sale.bill, 1000);
      return sale;
    },
    async late(world) {
      const sale = await transfer();
      await overdue(world, sale);
      return sale;
    },
    async cancelled() {
      const sale = await transfer();
      expectStatus(await buyer.client.post(`/api/checkout/orders/${sale.orders[0].id}/cancellations`, {}), 200);
      return sale;
    },
    owed: statement,
    async statement(world) {
      const sale = await statement(world);
      await record(world, sale.bill, sale.bill.total.amount);
      return sale;
    },
    async disputed(world) {
      const sale = await statement(world);
      expectStatus(await buyer.client.post(`/api/billing/bills/${sale.bill.id}/disputes`, { amount: 700, reason: 'Not what was ordered.' }), 201);
      return sale;
    },
    async lost(world) {
      const sale = await statement(world);
      await overdue(world, sale);
      await world.work();
      expectStatus(await operator.client.post(`/api/billing/receivables/${sale.bill.id}/write-offs`, { reason: 'Insolvent.' }), 200);
      return sale;
    },
  };

  step('a sale of every kind', async (world) => {
    buyer = await Buyer.ready(world);
    operator = await Operator.ready(world, 'support');
    company = (await buyer.signIn()).company.id;
    await world.ctl(world.site, 'credit', 'set', company, '--postpaid', 'yes', '--general', '5000');
    month = new Date().toISOString().slice(0, 7);
    sales = {};
    for (const kind of Object.keys(mix)) sales[kind] = await make[kind](world);
    for (let i = 0; i < 3; i++) await world.work();
    const states = await world.sql(world.site, 'SELECT DISTINCT state FROM bills');
    assert.deepEqual(states.flat().sort(), ['DISPUTED', 'ISSUED', 'OVERDUE', 'PAID', 'PARTLY_PAID', 'UNCOLLECTIBLE', 'VOID']);
    await world.ctl(world.site, 'verify');
  });

  step(`${BILLS} bills over ${MONTHS} months, numbered without a gap`, async (world, t) => {
    const sql = (text) => world.sql(world.site, text);
    const names = Object.fromEntries(await Promise.all(Object.keys(bySale).map(async (table) => [table, await sql(`SELECT column_name, data_type
      FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '${table}' ORDER BY ordinal_position`)])));
    let left = BILLS - Number((await sql('SELECT COUNT(*) FROM bills'))[0][0]);
    const copies = [];
    for (const [kind, { orders }] of Object.entries(sales).reverse()) {
      const O = orders.map((o) => hex(o.id)).join();
      const of = await sql(`SELECT HEX(bill_id) FROM bills WHERE order_id IN (${O}) UNION SELECT HEX(bill_id) FROM bill_lines WHERE order_id IN (${O})`);
      const B = of.map(([id]) => `x'${id}'`).join(), [share, months] = mix[kind];
      const n = kind === 'card' ? left : Math.round(BILLS * share / 100 / of.length);
      left -= n * of.length;
      const minutes = Math.floor(months * 30.4 * 1440 / n);
      copies.push(Object.entries(bySale).map(([table, where]) => `INSERT INTO ${table} (${names[table].map(([name]) => name).join()})
        SELECT ${names[table].map((name) => copied(name, minutes)).join()} FROM seq_1_to_${n} AS s
        JOIN (SELECT * FROM ${table} WHERE ${where.replaceAll('(O', `(${O}`).replaceAll('B)', `${B})`)}) AS t;`).join('\n'));
    }
    for (const text of copies) await sql(`SET foreign_key_checks = 0, unique_checks = 0; BEGIN; ${text} COMMIT`);
    await sql(`UPDATE bills SET bill_no = MD5(bill_id), paper_at = COALESCE(paper_at, issued_at);
      UPDATE bills b JOIN (SELECT bill_id, CONCAT(YEAR(issued_at), '-', LPAD(ROW_NUMBER() OVER (PARTITION BY YEAR(issued_at)
        ORDER BY issued_at, bill_id), 6, '0')) AS no FROM bills) n ON n.bill_id = b.bill_id SET b.bill_no = n.no;
      INSERT INTO document_counters (kind, year, last_no) SELECT 'bill', YEAR(issued_at), COUNT(*) FROM bills GROUP BY YEAR(issued_at)
        ON DUPLICATE KEY UPDATE last_no = VALUES(last_no);
      UPDATE credit_pools SET limit_minor = 100000000000, billed_minor = (SELECT SUM(total_minor - credited_minor - paid_minor + refunded_minor)
        FROM bills WHERE pool = 'general' AND state IN ('ISSUED', 'PARTLY_PAID', 'OVERDUE', 'DISPUTED'));
      ANALYZE TABLE ${Object.keys(bySale).join()}`);
    const counts = await sql('SELECT kind, state, COUNT(*) FROM bills GROUP BY kind, state WITH ROLLUP');
    assert.equal(Number(counts.at(-1)[2]), BILLS);
    t.diagnostic(counts.filter(([, state]) => state !== 'NULL').map(([kind, state, n]) => `${kind} ${state} ${n}`).join(', '));
    const rest = await Promise.all(['orders', 'bill_receipts', 'ledger_entries', 'ledger_postings', 'events'].map(async (table) =>
      `${table} ${(await sql(`SELECT COUNT(*) FROM ${table}`))[0]}`));
    t.diagnostic(rest.join(', '));
  });

  const found = async (world, where, more = `LIMIT ${PAGE}`) => (await world.sql(world.site,
    `SELECT HEX(bill_id) FROM bills WHERE company_id = ${hex(company)} AND (${where}) ${all} ${more}`)).flat();
  const ids = (list) => list.map(({ id }) => idHex(id).toUpperCase());
  const cursors = [];

  step('page by page each bill is there once, the newest first', async (world) => {
    bills = [];
    for (let next = null; next !== null || bills.length === 0;) {
      const answer = await get(`bills?limit=100${next ? `&after=${next}` : ''}`);
      bills.push(...answer.items);
      ({ next } = answer);
      cursors.push(next);
    }
    assert.deepEqual(ids(bills), await found(world, '1', ''));
    assert.equal(bills.length, BILLS);
  });

  /** { name: [what to ask for, what of the bills it is to list] }. */
  function lists() {
    const months = [...new Set(bills.map((b) => b.issued_at.slice(0, 7)))];
    const of = (m) => `issued_at >= '${m}-01' AND issued_at < '${m}-01' + INTERVAL 1 MONTH`;
    const middle = months[MONTHS / 2], one = bills[BILLS / 2];
    const stated = sales.statement.orders[1];
    const word = (q) => `bill_no LIKE '%${q}%' OR po_number LIKE '%${q}%' OR cost_centre LIKE '%${q}%'`;
    return {
      'first page': ['', '1'],
      ...Object.fromEntries([...new Set(bills.map((b) => b.state))].sort().map((state) => [`state ${state}`, [`state=${state}`, `state = '${state}'`]])),
      'state open': ['state=open', "state IN ('ISSUED', 'PARTLY_PAID', 'OVERDUE', 'DISPUTED')"],
      'the first month': [`month=${months.at(-1)}`, of(months.at(-1))],
      'a month in the middle': [`month=${middle}`, of(middle)],
      'this month': [`month=${months[0]}`, of(months[0])],
      'a month without': ['month=2019-01', '0'],
      'of an order': [`order=${bills.find((b) => b.order && b.kind === 'bill' && b.issued_at < one.issued_at).order}`,
        `order_id = ${hex(bills.find((b) => b.order && b.kind === 'bill' && b.issued_at < one.issued_at).order)}`],
      'of an order on a statement': [`order=${stated.id}`, `bill_id = ${hex(sales.statement.bill.id)}`],
      'a number': [`q=${bills.at(-1).number}`, word(bills.at(-1).number)],
      'a part of a number': ['q=0042', word('0042')],
      'a purchase order': ['q=PO-1234', word('PO-1234')],
      'a cost centre': ['q=Centre%2039', word('Centre 39')],
      'words that are nowhere': ['q=nowhere', '0'],
      'state, month and words': [`state=PAID&month=${middle}&q=PO-`, `state = 'PAID' AND ${of(middle)} AND (${word('PO-')})`],
      'open, a month and words that are nowhere': [`state=open&month=${middle}&q=nowhere`, '0'],
    };
  }

  const took = {};
  async function time(world, name, path_, client = buyer.client) {
    const read = async () => (await world.sql(world.site, "SHOW GLOBAL STATUS LIKE 'Handler_read%'")).reduce((sum, [, n]) => sum + Number(n), 0);
    const idle = -await read() + await read(), before = await read();
    const first = expectStatus(await client.get(path_), 200, path_);
    const rows = await read() - before - idle, ms = [];
    for (let i = 0; i < TIMES; i++) {
      const from = performance.now();
      expectStatus(await client.get(path_), 200, path_);
      ms.push(performance.now() - from);
    }
    ms.sort((a, b) => a - b);
    took[name] = { median: ms[(TIMES - 1) / 2], most: ms.at(-1), rows, bytes: first.body.length };
    return first;
  }
  function told(t, names) {
    for (const name of names) {
      const { median, most, rows, bytes } = took[name];
      t.diagnostic(`${name.padEnd(42)}${median.toFixed(1).padStart(7)} ms, at most ${most.toFixed(1).padStart(6)}; ${String(rows).padStart(6)} rows read, ${bytes} bytes`);
    }
  }
  const slow = (names) => (long && optimised ? names.filter((name) => took[name].median >= targetMs) : []);

  step('a list of each kind says what there is, and in time', async (world, t) => {
    const nobody = await Buyer.ready(world);
    await time(world, 'a company without bills', '/api/billing/bills', nobody.client);
    for (const [name, [query, where]] of Object.entries(lists())) {
      const answer = await time(world, name, `/api/billing/bills?limit=${PAGE}&${query}`);
      assert.deepEqual(ids(answer.json.items), await found(world, where), name);
    }
    await time(world, 'a hundred', '/api/billing/bills?limit=100');
    await time(world, 'a page in the middle', `/api/billing/bills?limit=${PAGE}&after=${cursors[cursors.length / 2]}`);
    await time(world, 'the last page', `/api/billing/bills?limit=${PAGE}&after=${cursors.at(-2)}`);
    await time(world, 'the last page of what is paid', `/api/billing/bills?limit=${PAGE}&state=PAID&after=${cursors.at(-2)}`);
    told(t, Object.keys(took));
    assert.deepEqual(slow(Object.keys(took)), [], `over ${targetMs} ms`);
    for (const name of ['first page', 'a hundred', 'the last page', 'a month in the middle', 'of an order', 'of an order on a statement']) assert.ok(took[name].rows < 5 * PAGE, `${name}: ${took[name].rows} rows`);
  });

  step('charts, credit and its statement, a bill, a calendar', async (world, t) => {
    const months = [...new Set(bills.map((b) => b.issued_at.slice(0, 7)))];
    const asks = { 'spend of a year': 'spend', 'spend of three years': 'spend?months=36', credit: 'credit', 'a pool': 'credit/general',
      'the statement of this month': `credit/general/statement?month=${months[0]}`,
      'the statement of a month in the middle': `credit/general/statement?month=${months[MONTHS / 2]}`,
      'a bill': `bills/${sales.card.bill?.id ?? bills.find((b) => b.state === 'PAID').id}`, 'a statement of orders': `bills/${sales.statement.bill.id}` };
    for (const [name, what] of Object.entries(asks)) await time(world, name, `/api/billing/${what}`);
    const { url } = expectStatus(await buyer.client.post('/api/billing/calendar'), 201).json;
    await time(world, 'the calendar', new URL(url).pathname);
    told(t, [...Object.keys(asks), 'the calendar']);
  });

  step('what all companies owe, for operators', async (world, t) => {
    const before = Object.keys(took).length;
    for (const [name, [query, where]] of Object.entries(lists())) {
      const answer = await time(world, `operator: ${name}`, `/api/billing/receivables?limit=${PAGE}&${query}`, operator.client);
      assert.deepEqual(ids(answer.json.items), await found(world, where), name);
    }
    await time(world, 'operator: the last page', `/api/billing/receivables?limit=${PAGE}&after=${cursors.at(-2)}`, operator.client);
    await time(world, 'operator: by its number', `/api/billing/receivables?number=${bills[BILLS / 2].number}`, operator.client);
    const names = Object.keys(took).slice(before);
    told(t, names);
    assert.deepEqual(slow(names), [], `over ${targetMs} ms`);
  });

  step('a month leaves as one ZIP', async (world, t) => {
    const files = path.join(world.site.data, 'bills'), middle = bills[BILLS / 2].issued_at.slice(0, 7);
    const like = fs.readdirSync(files).find((name) => name.endsWith('.xml')).slice(0, -4);
    const list = bills.filter((b) => b.issued_at.startsWith(middle));
    for (const { id } of list) for (const kind of ['pdf', 'csv', 'xml']) fs.linkSync(path.join(files, `${like}.${kind}`), path.join(files, `${id}.${kind}`));
    const from = performance.now();
    const { body } = expectStatus(await buyer.client.get(`/api/billing/bill-archives?month=${middle}`), 200);
    t.diagnostic(`${list.length} bills, ${body.length} bytes in ${(performance.now() - from).toFixed(0)} ms`);
    assert.ok(body.length > list.length * 1000);
  });
});
