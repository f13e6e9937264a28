// R43, R39, X5: a company lists its bills, downloads them, sees its credit; nobody else does; the books export.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { journalOf } from '../lib/books.mjs';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { run } from '../lib/proc.mjs';
import { top } from '../lib/world.mjs';

const params = () => ({ TAX_TABLE: path.join(top, 'share/tax/europe.tax'), LEGAL_ENTITY: 'Souk Test GmbH',
  LEGAL_ADDRESS: 'Hauptstr. 1, 10115 Berlin', TAX_NUMBER: 'DE123456789', BANK_DETAILS: 'DE02 1203 0000 0000 2020 51' });

/** The text of a PDF, page by page, as people select it. */
async function pdfText(bytes, file) {
  fs.writeFileSync(file, bytes);
  const made = await run('pdftotext', ['-layout', file, '-']);
  assert.equal(made.code, 0, made.stderr);
  return made.stdout;
}

/** The cells of a row, RFC 4180. @param {string} line */
const cellsOf = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
  .map(([, cell]) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'));

story('bills', { ...setup(), params }, (step) => {
  const get = (client, what) => client.get(`/api/billing/${what}`);
  const post = (client, what, body, headers = {}) => client.api('POST', what, body, { headers });
  let buyer, stranger, order, bill;

  step('a paid order has a whole bill', async (world) => {
    buyer = await Buyer.ready(world);
    stranger = await Buyer.ready(world);
    const { quote } = await buyer.quote({ quantity: 2, periods: 3 });
    const placed = await post(buyer.client, '/api/checkout/orders', { quote, documents: await buyer.documents(),
      po_number: 'PO-7781', cost_centre: '4100' }, { 'Idempotency-Key': randomUUID() });
    order = expectStatus(placed, 201).json;
    await buyer.payWith('success', order);
    const paid = await buyer.orderIn(order, 'ACTIVE');
    bill = await buyer.billFiles(paid.bill);
    assert.deepEqual([bill.kind, bill.state, bill.order, bill.number], ['bill', 'PAID', order.id, paid.bill.number]);
    assert.deepEqual([bill.total.amount, bill.paid.amount, bill.open.amount], [order.total.amount, order.total.amount, 0]);
    assert.deepEqual(bill.issuer, { name: 'Souk Test GmbH', address: 'Hauptstr. 1, 10115 Berlin', country: 'DE', tax_number: 'DE123456789' });
    assert.equal(bill.customer.country, 'DE');
    assert.deepEqual([bill.po_number, bill.cost_centre, bill.bank], ['PO-7781', '4100', null]);
    assert.deepEqual(bill.lines.map((l) => [l.order, l.quantity, l.periods, l.tax_rate, l.net.amount]), [[order.id, 2, 3, '19', order.net.amount]]);
    assert.deepEqual(bill.receipts.map((r) => [r.method, r.applied.amount]), [['card', order.total.amount]]);
  });

  step('the list is the company\'s own, page by page', async () => {
    for (let i = 0; i < 2; i++) {
      const more = await buyer.placeOrder();
      await buyer.payWith('success', more);
      await buyer.orderIn(more, 'ACTIVE');
    }
    const first = expectStatus(await get(buyer.client, 'bills?limit=2'), 200);
    assert.equal(first.json.items.length, 2);
    assert.match(first.headers.link, /rel="next"/);
    const paid = expectStatus(await get(buyer.client, 'bills?limit=1&state=PAID'), 200);
    assert.match(paid.headers.link, /[?&]state=PAID&/, 'the next page is of the same list');
    const rest = expectStatus(await get(buyer.client, `bills?limit=2&after=${first.json.next}`), 200).json;
    assert.deepEqual([rest.items.map((b) => b.id), rest.next], [[bill.id], null]);
    assert.deepEqual(expectStatus(await get(stranger.client, 'bills'), 200).json, { items: [], next: null });
    assert.equal(expectStatus(await get(buyer.client, `bills?order=${order.id}`), 200).json.items.length, 1);
    assert.equal(expectStatus(await get(buyer.client, 'bills?state=open'), 200).json.items.length, 0);
    expectProblem(await get(buyer.client, 'bills?state=owed'), 422, 'invalid');
    expectProblem(await get(buyer.client, 'bills?after=xyz'), 422, 'invalid');
    for (const what of ['', '/pdf', '/csv']) {
      expectProblem(await get(stranger.client, `bills/${bill.id}${what}`), 404, 'not_found');
      expectProblem(await get(buyer.client.fresh(), `bills/${bill.id}${what}`), 401, 'unauthenticated');
    }
    expectProblem(await get(buyer.client, 'bills/bil_01h455vb4pex5vsknk084sn02q/pdf'), 404, 'not_found');
    expectStatus(await get(buyer.client, 'bills/..%2F..%2Fsecret/pdf'), 404);
  });

  step('CSV and PDF say what the bill says', async (world) => {
    const csv = expectStatus(await get(buyer.client, `bills/${bill.id}/csv`), 200);
    assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8');
    assert.equal(csv.headers['content-disposition'], `attachment; filename="${bill.number}.csv"`);
    assert.match(csv.headers['cache-control'], /no-store/);
    const [head, row] = csv.text.split('\r\n').map(cellsOf);
    const cell = (name) => row[head.indexOf(name)];
    assert.deepEqual([cell('number'), cell('po_number'), cell('tax_percent'), cell('status')], [bill.number, 'PO-7781', '19.000', 'paid']);
    assert.equal(Number(cell('bill_total')) * 100, order.total.amount);
    const pdf = expectStatus(await get(buyer.client, `bills/${bill.id}/pdf`), 200);
    assert.equal(pdf.headers['content-type'], 'application/pdf');
    const text = await pdfText(fs.readFileSync(path.join(world.site.dir, 'data/bills', `${bill.id}.pdf`)), world.path('bill.pdf'));
    for (const word of ['Souk Test GmbH', bill.number, 'PO-7781', 'Lumen Gallery', '3 months', 'DE123456789']) assert.ok(text.includes(word), `no ${word} in\n${text}`);
  });

  step('who pays in advance has no credit; the operator gives some', async (world) => {
    const none = expectStatus(await get(buyer.client, 'credit'), 200).json;
    assert.deepEqual([none.postpaid, none.pools], [false, []]);
    const { id } = (await buyer.signIn()).company;
    assert.equal((await world.tryCtl(world.site, 'credit', 'set', id, '--general', '1,000')).code, 2);
    assert.equal((await world.tryCtl(world.site, 'credit', 'set', id, '--postpaid', 'maybe')).code, 2);
    await world.ctl(world.site, 'credit', 'set', id, '--general', '1000.50', '--postpaid', 'yes');
    await world.ctl(world.site, 'credit', 'set', id, '--postpaid', 'yes');
    assert.deepEqual(await world.sql(world.site, "SELECT from_state, to_state FROM events WHERE kind = 'postpaid'"), [['no', 'yes']]);
    const open = await buyer.placeOrder();
    const credit = expectStatus(await get(buyer.client, `credit?order=${open.id}`), 200).json;
    assert.equal(credit.postpaid, true);
    assert.deepEqual(credit.pools.map((p) => [p.pool, p.limit.amount, p.free.amount, p.free_after.amount, p.refusal]),
      [['general', 100050, 100050, 100050 - open.total.amount, null]]);
    expectProblem(await get(stranger.client, `credit?order=${open.id}`), 404, 'not_found');
    const shown = JSON.parse((await world.ctl(world.site, 'credit', 'show', id, '--json')).stdout).items;
    assert.deepEqual(shown.map((p) => [p.pool, p.postpaid, Number(p.limit)]), [['general', 'yes', 1000.5]]);
  });

  step('soukctl lists bills, exports a journal, and verifies', async (world) => {
    const bills = JSON.parse((await world.ctl(world.site, 'bill', 'list', '--state', 'PAID', '--json')).stdout).items;
    assert.equal(bills.length, 3);
    assert.deepEqual(bills.map((b) => Number(b.open)), [0, 0, 0]);
    assert.match(await journalOf(world), /gateway_clearing/); // t3620 has hledger read it
    await world.ctl(world.site, 'verify');
  });
});
