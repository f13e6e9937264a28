// R26, R28, X8: what sales are worth to their seller, from the order to the payout: by card, by transfer, on credit, given
// back; two months, one of them carried; files, mails, the operator's record; the books hold and hledger reads them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setup, story } from '../lib/story.mjs';
import { hledgerMissing, hledgerSays, journalOf } from '../lib/books.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { lines, monthBefore, state } from '../lib/settle.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { plain } from '../lib/smtp.mjs';

story('settlement of sellers', { ...setup(), worker: false, params: () => ({ BANK_DETAILS: 'DE02 1203 0000 0000 2020 51' }) }, (step) => {
  const plans = [{ ...listing().plans[0], capacities: [], prices: [{ mode: 'one_time', currency: 'USD', amount: 10000 }] }];
  const get = async (who, what) => expectStatus(await who.client.get(`/api/billing/${what}`), 200, what).json;
  const linesOf = async (query = '') => (await get(seller, `settlement-lines${query}`)).items;
  const buy = async () => buyer.placeOrder({ product: 'halo-walls', plan: 'solo', billing_mode: 'one_time', capacities: {} });
  let seller, rival, operator, buyer, carded, first, paid;

  step('sold by card and delivered, a line is released; the commission is the site\'s', async (world) => {
    operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    rival = await Seller.applied(world, 'rival');
    for (const who of [seller, rival]) await operator.admit(who);
    await seller.revise(operator, await seller.begin('halo-walls'), listing({ texts: [{ ...listing().texts[0], name: 'Halo Walls' }], plans }));
    buyer = await Buyer.ready(world);
    carded = await buy();
    await buyer.payWith('success', carded);
    await world.work();
    const [line] = await linesOf();
    assert.deepEqual([line.order, line.product, line.kind, line.net.amount], [carded.id, 'Halo Walls', 'sale', 10000]);
    assert.equal(line.payable.amount, line.net.amount - line.commission.amount);
    assert.ok(line.commission.amount > 0);
    assert.deepEqual([line.bill.state, line.settlement], ['PAID', null]);
    await world.ctl(world.site, 'verify');
  });

  step('what nobody has paid for yet is held, and expected later', async (world) => {
    await lines(world, 1, 'RELEASABLE');
    const waits = await buy();
    expectStatus(await buyer.client.post('/api/checkout/settlements', { order: waits.id, method: 'bank_transfer' }, { headers: { 'Idempotency-Key': randomUUID() } }), 201);
    await world.work();
    assert.equal((await linesOf()).length, 1, 'no sale before the money is there');
    const { company } = await buyer.signIn();
    await world.ctl(world.site, 'credit', 'set', company.id, '--general', '1000.00', '--postpaid', 'yes');
    const credit = await buy();
    expectStatus(await buyer.client.post('/api/checkout/settlements', { order: credit.id, method: 'monthly_settlement' }, { headers: { 'Idempotency-Key': randomUUID() } }), 201);
    await world.work();
    const [held] = await linesOf('?state=HELD');
    assert.deepEqual([held.order, held.bill], [credit.id, null]);
    const { items, totals } = await get(seller, 'settlement-forecast');
    const by = Object.fromEntries(items.map((i) => [i.order, i]));
    assert.deepEqual([by[carded.id].state, by[carded.id].accepted, by[carded.id].paid], ['RELEASABLE', true, true]);
    assert.deepEqual([by[credit.id].state, by[credit.id].accepted, by[credit.id].billed], ['HELD', true, false]);
    for (const { expected_on: day } of items) assert.match(day, /^\d{4}-\d\d-01$/);
    assert.ok(by[credit.id].expected_on > by[carded.id].expected_on);
    assert.equal(totals[0].payout.amount, items.reduce((sum, i) => sum + i.payout.amount, 0));
    assert.deepEqual(await get(rival, 'settlement-forecast'), { items: [], totals: [], more: false });
    await world.ctl(world.site, 'verify');
  });

  step('a month is stated once; its numbers are on paper, in the mail and in the file', async (world) => {
    const [row] = await state(world, 2);
    assert.equal(row.state, 'ISSUED');
    assert.deepEqual(await state(world, 2), [], 'again it makes nothing');
    assert.equal((await world.tryCtl(world.site, 'settle', '--month', monthBefore(0))).code, 2, 'this month runs');
    await world.work();
    [first] = (await get(seller, 'settlements')).items;
    assert.deepEqual([first.number, first.month, first.state, first.files], [row.number, monthBefore(2), 'ISSUED', true]);
    assert.equal(first.payout.amount, first.sales.amount - first.commission.amount);
    const amount = (first.payout.amount / 100).toFixed(2);
    const mail = await world.mail.next('contact@halo.example', (text) => plain(text).includes(first.number));
    assert.match(plain(mail.data), new RegExp(`${amount.replace('.', '\\.')}`));
    assert.match(plain(mail.data), new RegExp(`/seller/settlements/${first.id}`));
    const csv = expectStatus(await seller.client.get(`/api/billing/settlements/${first.id}/csv`), 200);
    const [head, one] = csv.body.toString().trim().split('\r\n').map((line) => line.split(','));
    assert.equal(one[head.indexOf('payout')], amount);
    assert.equal(one[head.indexOf('order')].replaceAll('"', ''), carded.id);
    const pdf = path.join(world.site.dir, 'statement.pdf');
    const answer = expectStatus(await seller.client.get(`/api/billing/settlements/${first.id}/pdf`), 200);
    assert.equal(answer.headers['content-disposition'], `attachment; filename="${first.number}.pdf"`);
    fs.copyFileSync(path.join(world.site.data, 'settlements', `${first.id}.pdf`), pdf);
    if (process.env.SOUK_SHOTS) fs.copyFileSync(pdf, path.join(process.env.SOUK_SHOTS, 'statement.pdf'));
    const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
    for (const words of [first.number, 'Halo Walls', amount]) assert.ok(text.includes(words), `${words} in\n${text}`);
    const notes = expectStatus(await seller.client.get('/api/offers/notifications'), 200).json.items;
    assert.ok(notes.some((n) => n.kind === 'settlement_issued' && n.url.endsWith(`/seller/settlements/${first.id}`) && n.text.includes(first.number)));
    for (const what of ['', '/pdf', '/csv']) expectProblem(await rival.client.get(`/api/billing/settlements/${first.id}${what}`), 404, 'not_found');
    await world.ctl(world.site, 'verify');
  });

  step('an operator records the payout, once', async (world) => {
    const body = { row_version: first.row_version, reference: 'WIRE 4711' };
    const pay = (more) => operator.client.post(`/api/billing/settlements/${first.id}/payouts`, { ...body, ...more });
    expectProblem(await pay({ row_version: 999 }), 412, 'stale');
    expectProblem(await pay({ paid_on: '2999-01-01' }), 422, 'invalid');
    expectProblem(await seller.client.post(`/api/billing/settlements/${first.id}/payouts`, body), 403, 'forbidden');
    paid = expectStatus(await pay(), 200).json;
    assert.deepEqual([paid.state, paid.reference], ['SETTLED', 'WIRE 4711']);
    assert.equal(expectStatus(await pay(), 200).json.row_version, paid.row_version, 'again: nothing happens');
    expectProblem(await pay({ reference: 'WIRE 4712' }), 409, 'state');
    await world.work();
    const mail = await world.mail.next('contact@halo.example', (text) => plain(text).includes('WIRE 4711'));
    assert.ok(plain(mail.data).includes(first.number));
    assert.deepEqual((await linesOf('?state=SETTLED')).map((l) => l.order), [carded.id]);
    assert.match((await world.ctl(world.site, 'payout', 'list', '--state', 'SETTLED')).stdout, /WIRE 4711/);
    await world.ctl(world.site, 'verify');
  });

  step('what an operator reads of a statement is on record, and not what its seller reads', async (world) => {
    const reads = () => world.sql(world.site, "SELECT subject, actor, reason FROM events WHERE kind = 'read' ORDER BY created_at, event_id");
    for (const what of ['', '/pdf', '/csv']) {
      expectStatus(await seller.client.get(`/api/billing/settlements/${first.id}${what}`), 200);
      expectProblem(await rival.client.get(`/api/billing/payouts/${first.id}${what}`), 403, 'forbidden');
    }
    assert.deepEqual(await reads(), []);
    for (const what of ['', '/pdf', '/csv']) expectStatus(await operator.client.get(`/api/billing/payouts/${first.id}${what}`), 200);
    assert.deepEqual(await reads(), ['json', 'pdf', 'csv'].map((form) => ['settlement', 'operator', form]));
    await world.ctl(world.site, 'verify');
  });

  step('given back after that, the next statement is below zero and carried', async (world) => {
    await world.ctl(world.site, 'refund', 'give', carded.id, '--amount', '40.00', '--reason', 'A favour.');
    await world.work();
    await lines(world, 1, 'RELEASABLE');
    const [row] = await state(world, 1);
    assert.equal(row.state, 'CARRIED');
    const [carried] = (await get(seller, 'settlements')).items;
    assert.equal(carried.sales.amount, -4000);
    assert.ok(carried.payout.amount < 0);
    expectProblem(await operator.client.post(`/api/billing/settlements/${carried.id}/payouts`, { row_version: carried.row_version, reference: 'WIRE 1' }), 409, 'state');
    assert.notEqual((await world.tryCtl(world.site, 'payout', 'record', carried.number, '--reference', 'WIRE 1')).code, 0);
    await world.work();
    await world.ctl(world.site, 'verify');
  });

  step('hledger reads the books, and finds what the seller is owed', async (world) => {
    assert.equal(await hledgerMissing(), '');
    const journal = await journalOf(world);
    assert.match(journal, /\(.*settled/s);
    assert.equal(await hledgerSays(world, journal), '');
  });

  step('X8: of more lines than are listed the forecast sums all', async (world) => {
    const before = await get(seller, 'settlement-forecast');
    assert.equal(before.more, false);
    // 600 lines more, of entries that nobody made: the last step, for the books do not hold with them.
    await world.sql(world.site, `INSERT INTO ledger_entries (entry_id, occasion, subject_id, order_id, created_at)
      SELECT UNHEX(LPAD(HEX(n.seq), 32, '0')), 'invented', UNHEX(LPAD(HEX(n.seq), 32, '0')), l.order_id, l.created_at
      FROM seq_1_to_600 n JOIN (SELECT order_id, created_at FROM settlement_lines LIMIT 1) l`);
    await world.sql(world.site, `INSERT INTO settlement_lines (line_id, entry_id, seller_id, order_id, stage, kind, state, currency, net_minor, commission_minor, payable_minor, created_at, row_version)
      SELECT UNHEX(LPAD(HEX(n.seq), 32, '0')), UNHEX(LPAD(HEX(n.seq), 32, '0')), l.seller_id, l.order_id, 0, 'sale', 'HELD', l.currency, 100, 10, 90, l.created_at, 1
      FROM seq_1_to_600 n JOIN (SELECT seller_id, order_id, currency, created_at FROM settlement_lines LIMIT 1) l`);
    const after = await get(seller, 'settlement-forecast');
    assert.equal(after.more, true);
    assert.ok(after.items.length <= 500 + before.items.length);
    const due = (f) => f.totals.reduce((sum, t) => sum + t.payout.amount, 0);
    assert.equal(due(after) - due(before), 600 * 90);
  });
});
