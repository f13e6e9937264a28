// R4, R20, X5: orders are paid by bank transfer and by monthly settlement; parts, too much, over the limit, given up.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { Operator } from '../lib/seller.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { idHex } from '../lib/id.mjs';
import { until } from '../lib/proc.mjs';
import { plain } from '../lib/smtp.mjs';

const account = 'Souk Test GmbH, DE02 1203 0000 0000 2020 51';
const choice = { product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} };

story('settlement', { ...setup(), worker: false, params: () => ({ BANK_DETAILS: account }) }, (step) => {
  const get = async (what) => expectStatus(await buyer.client.get(`/api/${what}`), 200, what).json;
  const settle = (order, method, key = randomUUID()) => buyer.client.post('/api/checkout/settlements',
    { order: order.id, method }, { headers: { 'Idempotency-Key': key } });
  const methods = async (order) => Object.fromEntries((await get(`checkout/payment-methods?order=${order.id}`)).items.map((m) => [m.method, m]));
  const record = (world, ...args) => world.ctl(world.site, 'payment', 'record', ...args);
  const bill = (id) => get(`billing/bills/${id}`);
  const pool = async () => (await get('billing/credit')).pools[0];
  let buyer, company, order, statement;

  step('methods are listed with the reason of each that is not offered', async (world) => {
    buyer = await Buyer.ready(world);
    company = (await buyer.signIn()).company.id;
    order = await buyer.placeOrder(choice);
    const { card, monthly_settlement: monthly, bank_transfer: transfer } = await methods(order);
    assert.deepEqual([card.eligible, monthly.eligible, transfer.eligible], [true, false, true]);
    assert.match(monthly.reason, /not on monthly settlement; the shop's operator/);
    assert.deepEqual([card.code, monthly.code, transfer.code], [null, 'not_postpaid', null]);
    expectProblem(await settle(order, 'monthly_settlement'), 409, 'method_unavailable');
    assert.equal((await buyer.get(order)).state, 'PENDING_PAYMENT');
  });

  step('a transfer: the bill says where to, parts come in, what is too much is kept', async (world) => {
    const key = randomUUID();
    const waits = expectStatus(await settle(order, 'bank_transfer', key), 201).json;
    assert.deepEqual([waits.state, waits.bill.state], ['PENDING_PAYMENT', 'ISSUED']);
    const again = await settle(order, 'bank_transfer', key);
    assert.equal(again.headers['idempotent-replayed'], 'true');
    assert.equal(expectStatus(await settle(order, 'bank_transfer'), 201).json.bill.id, waits.bill.id, 'another tab, the same bill');
    const { number, open, bank } = await bill(waits.bill.id);
    assert.deepEqual([open.amount, bank], [order.total.amount, account]);
    await world.work();
    await until(() => world.mail.messages.some((m) => m.to.includes(buyer.email) && m.data.includes(number)), 'the bill is mailed', 10000);
    const half = (order.total.amount - 1) / 100;
    await record(world, number, half.toFixed(2), '--reference', 'KTO 1', '--on', '2026-11-20');
    assert.deepEqual([(await bill(waits.bill.id)).state, (await buyer.get(order)).state], ['PARTLY_PAID', 'PENDING_PAYMENT']);
    const begun = await methods(order);
    assert.deepEqual(['card', 'monthly_settlement', 'bank_transfer'].map((m) => begun[m].code), ['transfer_begun', 'transfer_begun', null]);
    const card = await buyer.client.post('/api/checkout/payments', { order: order.id, method: 'card' }, { headers: { 'Idempotency-Key': randomUUID() } });
    assert.match(expectProblem(card, 409, 'method_unavailable').detail, /transfer the rest/);
    assert.match((await record(world, number, half.toFixed(2), '--reference', 'KTO 1')).stdout, /recorded before/);
    assert.equal((await world.tryCtl(world.site, 'payment', 'record', number, '1.00', '--reference', 'KTO 1')).code, 1);
    assert.equal((await world.tryCtl(world.site, 'payment', 'record', number, '1,00', '--reference', 'KTO 2')).code, 2);
    assert.equal((await world.tryCtl(world.site, 'payment', 'record', '2020-000001', '1.00', '--reference', 'KTO 2')).code, 1);
    expectProblem(await buyer.client.post(`/api/checkout/orders/${order.id}/cancellations`, {}), 409, 'payment_open');
    assert.match((await record(world, number, '5.00', '--reference', 'KTO 2')).stdout, /PAID.*4\.99 kept as a deposit; its order goes on/);
    await buyer.orderIn(order, 'ACTIVE');
    const paid = await bill(waits.bill.id);
    assert.deepEqual([paid.state, paid.open.amount, paid.receipts.map((r) => r.reference)], ['PAID', 0, ['KTO 1', 'KTO 2']]);
    await world.ctl(world.site, 'verify');
  });

  step('an order given up voids its bill; a card pays one that waited for a transfer', async (world) => {
    const given = await buyer.placeOrder(choice);
    const { bill: voided } = expectStatus(await settle(given, 'bank_transfer'), 201).json;
    expectStatus(await buyer.client.post(`/api/checkout/orders/${given.id}/cancellations`, {}), 200);
    assert.equal((await bill(voided.id)).state, 'VOID');
    assert.deepEqual(Object.values(await methods(given)).map((m) => [m.eligible, m.code]), Array(3).fill([false, 'cancelled']));
    const changed = await buyer.placeOrder(choice);
    const { bill: first } = expectStatus(await settle(changed, 'bank_transfer'), 201).json;
    await buyer.payWith('success', changed);
    const now = await buyer.orderIn(changed, 'ACTIVE');
    assert.deepEqual([(await bill(first.id)).state, now.bill.state, now.bill.id === first.id], ['VOID', 'PAID', false]);
    await world.ctl(world.site, 'verify');
  });

  step('a part that came and no more: an operator cancels, and the part goes back', async (world) => {
    const operator = await Operator.ready(world, 'support');
    const cancel = (id, body = { reason: 'The rest never came.' }, by = operator) => by.client.post(`/api/billing/receivables/${id}/cancellations`, body);
    const stuck = await buyer.placeOrder(choice);
    const { bill: { id, number } } = expectStatus(await settle(stuck, 'bank_transfer'), 201).json;
    await record(world, number, '3.00', '--reference', 'KTO 5');
    assert.match(expectProblem(await buyer.client.post(`/api/checkout/orders/${stuck.id}/cancellations`, {}), 409, 'payment_open').detail, /ask the shop's operator/);
    expectProblem(await cancel(id, undefined, buyer), 403, 'forbidden');
    assert.equal(expectProblem(await cancel(id, { reason: ' ' }), 422, 'invalid').errors[0].pointer, '/reason');
    for (let i = 0; i < 2; i++) {
      const now = expectStatus(await cancel(id), 200).json;
      assert.deepEqual([now.state, now.open.amount, now.paid.amount, now.notes.map((n) => n.total.amount)], ['VOID', 0, 300, [stuck.total.amount]]);
    }
    const now = await buyer.get(stuck);
    assert.deepEqual([now.state, now.bill], ['CANCELLED', null]);
    assert.ok(now.events.some((e) => e.subject === 'refund' && e.kind === 'returned'), 'its page tells of it');
    const { items: [refund] } = await get(`checkout/orders/${stuck.id}/refunds`);
    assert.deepEqual([refund.kind, refund.state, refund.cash.amount, refund.by_gateway], ['surplus', 'APPROVED', 300, false]);
    await world.work();
    const mail = await world.mail.next(buyer.email, (text) => plain(text).includes('The rest never came.'));
    assert.match(plain(mail.data), /USD\s*3\.00[^]*which account/);
    const [note] = (await bill(id)).notes;
    assert.deepEqual([(await bill(id)).files, (await bill(note.id)).files], [true, true], 'both can be printed');
    assert.equal((await bill(note.id)).corrects.number, number);
    await world.ctl(world.site, 'verify');
    await world.ctl(world.site, 'refund', 'sent', refund.id);
    const sums = await world.sql(world.site, `SELECT p.account, SUM(p.amount_minor) FROM ledger_entries e JOIN ledger_postings p ON p.entry_id = e.entry_id
      WHERE e.order_id = X'${idHex(stuck.id)}' GROUP BY p.account`);
    assert.deepEqual(sums.map(([, sum]) => Number(sum)), Array(sums.length).fill(0), 'nothing is left of it');

    const other = await buyer.placeOrder(choice);
    const { bill: second } = expectStatus(await settle(other, 'bank_transfer'), 201).json;
    assert.equal((await world.tryCtl(world.site, 'bill', 'cancel', second.number)).code, 2);
    assert.equal((await world.tryCtl(world.site, 'bill', 'cancel', '2020-000001', '--reason', 'No.')).code, 1);
    assert.match((await world.ctl(world.site, 'bill', 'cancel', second.number, '--reason', 'Asked for by phone.')).stdout, /is void, its order cancelled/);
    assert.deepEqual([(await bill(second.id)).state, (await buyer.get(other)).state], ['VOID', 'CANCELLED']);
    expectProblem(await cancel(note.id), 409, 'state');
    assert.equal((await world.tryCtl(world.site, 'bill', 'cancel', note.number, '--reason', 'No.')).code, 1);
    await world.ctl(world.site, 'verify');
  });

  step('monthly settlement: within the limit at once, over it refused with what is free', async (world) => {
    await world.ctl(world.site, 'credit', 'set', company, '--postpaid', 'yes', '--general', String(order.total.amount * 2 / 100 + 1));
    for (let i = 0; i < 2; i++) {
      const next = await buyer.placeOrder(choice);
      const offered = (await methods(next)).monthly_settlement;
      assert.equal(offered.eligible, true);
      assert.equal(offered.credit.free_after.amount, order.total.amount * (1 - i) + 100);
      const key = randomUUID();
      const [one, two] = await Promise.all([settle(next, 'monthly_settlement', key), settle(next, 'monthly_settlement', key)]);
      assert.deepEqual([one.status, two.status].sort(), [201, 201], 'a double click is one settlement');
      const active = await buyer.orderIn(next, 'ACTIVE');
      assert.deepEqual([active.payment, active.bill], [null, null]);
    }
    const over = await buyer.placeOrder(choice);
    const refused = expectProblem(await settle(over, 'monthly_settlement'), 409, 'method_unavailable');
    assert.match(refused.detail, /has 1\.00 USD of its credit left/);
    assert.equal((await methods(over)).monthly_settlement.code, 'short');
    assert.deepEqual([(await pool()).reserved.amount, (await pool()).free.amount], [order.total.amount * 2, 100]);
    assert.equal((await buyer.get(over)).state, 'PENDING_PAYMENT');
    await world.ctl(world.site, 'verify');
  });

  step('when the month has ended the worker makes one bill of it, once', async (world) => {
    const clock = world.path('clock');
    fs.writeFileSync(clock, String(32 * 86400));
    await world.work('--clock', clock);
    await world.work('--clock', clock);
    await buyer.signIn(); // by that clock the session was long over
    const { items } = await get('billing/bills');
    const made = items.filter((b) => b.kind === 'statement');
    assert.equal(made.length, 1);
    [statement] = made;
    assert.deepEqual([statement.state, statement.credit, statement.total.amount], ['ISSUED', 'general', order.total.amount * 2]);
    assert.equal((await bill(statement.id)).lines.length, 2);
    assert.deepEqual([(await pool()).reserved.amount, (await pool()).billed.amount], [0, order.total.amount * 2]);
    assert.deepEqual(JSON.parse((await world.ctl(world.site, 'statement', '--json')).stdout).items, []);
    assert.equal((await world.tryCtl(world.site, 'statement', '--month', '2026-13')).code, 2);
    assert.equal((await world.tryCtl(world.site, 'statement', '--month', '2999-01')).code, 2);
  });

  step('its payment frees the credit; the books hold', async (world) => {
    const { stdout } = await record(world, statement.number, (statement.total.amount / 100 + 5).toFixed(2), '--reference', 'KTO 9');
    assert.match(stdout, /is PAID, 0\.00 USD open, 5\.00 kept as a deposit/);
    const { items: [surplus] } = await get(`checkout/orders/${(await bill(statement.id)).lines.at(-1).order}/refunds`);
    assert.deepEqual([surplus.kind, surplus.state, surplus.cash.amount, surplus.bill.number], ['surplus', 'APPROVED', 500, statement.number]);
    assert.match((await world.ctl(world.site, 'refund', 'list')).stdout, new RegExp(`${surplus.id}.*${statement.number}.*APPROVED`));
    await world.ctl(world.site, 'refund', 'sent', surplus.id);
    await world.work();
    await world.mail.next(buyer.email, (text) => plain(text).includes('was sent back') && plain(text).includes(statement.number));
    assert.deepEqual([(await bill(statement.id)).state, (await pool()).free.amount], ['PAID', order.total.amount * 2 + 100]);
    const open = await buyer.placeOrder(choice);
    expectStatus(await settle(open, 'monthly_settlement'), 201);
    const { items } = JSON.parse((await world.ctl(world.site, 'statement', '--month', new Date().toISOString().slice(0, 7), '--json')).stdout);
    assert.deepEqual(items.map((b) => Number(b.total) * 100), [order.total.amount]);
    await world.ctl(world.site, 'verify');
  });

  step('an operator records what has come: a part, too much, the same again, for a bill that is paid', async (world) => {
    const operator = await Operator.ready(world);
    const asks = (what) => operator.client.get(`/api/billing/receivables${what}`);
    const enter = (amount, reference, more = {}, by = operator, key = randomUUID()) => by.client.post('/api/billing/bill-payments',
      { bill: waits.id, amount, currency: 'USD', reference, ...more }, { headers: { 'Idempotency-Key': key } });
    const late = await buyer.placeOrder(choice);
    const { bill: waits } = expectStatus(await settle(late, 'bank_transfer'), 201).json;
    const total = late.total.amount;

    const open = expectStatus(await asks('?state=open&limit=1'), 200);
    assert.deepEqual(open.json.items.map((b) => [b.id, typeof b.customer.name]), [[waits.id, 'string']]);
    assert.match(open.headers.link ?? 'none', /^(none|<[^>]+\/api\/billing\/receivables\?state=open&limit=1&after=[^>]+>; rel="next")$/);
    assert.deepEqual(expectStatus(await asks(`?number=%20${waits.number}`), 200).json.items.map((b) => b.id), [waits.id]);
    assert.deepEqual(expectStatus(await asks('?number=2020-000001'), 200).json.items, []);
    expectProblem(await asks(`/${waits.id.replace(/.{4}$/, '0000')}`), 404);
    expectProblem(await enter(100, 'KTO 20', {}, buyer), 403, 'forbidden');

    const faulty = async (more, amount = 100) => expectProblem(await enter(amount, 'KTO 20', more), 422, 'invalid').errors[0].pointer;
    assert.equal(await faulty({ currency: 'EUR' }), '/currency');
    assert.equal(await faulty({ received_on: '2999-01-01' }), '/received_on');
    assert.equal(await faulty({ received_on: '23.11.2026' }), '/received_on');
    for (const day of ['1970-01-01', '0001-01-01', '1999-12-31']) assert.equal(await faulty({ received_on: day }), '/received_on', day);
    assert.equal(await faulty({}, 0), '/amount');
    assert.equal(await faulty({ reference: ' ' }), '/reference');

    const key = randomUUID();
    const part = expectStatus(await enter(100, 'KTO 20', { received_on: '2026-11-20' }, operator, key), 201).json;
    assert.deepEqual([part.bill.state, part.bill.open.amount, part.applied.amount, part.deposit.amount, part.order_paid], ['PARTLY_PAID', total - 100, 100, 0, false]);
    assert.equal((await enter(100, 'KTO 20', { received_on: '2026-11-20' }, operator, key)).headers['idempotent-replayed'], 'true');
    assert.deepEqual([expectStatus(await enter(100, 'KTO 20'), 201).json.repeated, (await bill(waits.id)).receipts.length], [true, 1]);
    assert.equal(await faulty({}, 200), '/reference');

    const rest = expectStatus(await enter(total, 'KTO 21'), 201).json;
    assert.deepEqual([rest.bill.state, rest.applied.amount, rest.deposit.amount, rest.order_paid, rest.repeated], ['PAID', total - 100, 100, true, false]);
    assert.equal((await buyer.get(late)).state === 'PENDING_PAYMENT', false);
    const again = expectStatus(await enter(500, 'KTO 22'), 201).json;
    assert.deepEqual([again.bill.state, again.applied.amount, again.deposit.amount], ['PAID', 0, 500]);
    assert.deepEqual(await world.sql(world.site, "SELECT COUNT(*) FROM bill_receipts WHERE reference LIKE 'KTO 2_' AND recorded_by IS NOT NULL"), [['3']]);
    await world.ctl(world.site, 'verify');
  });
});
