// R40, R39, X5, X6: a bill on credit is paid by card in parts, disputed, dunned and written off; the gateway gives no
// answer, a transfer and a dispute come at the same time; the books hold after each.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { randomUUID } from 'node:crypto';
import { Operator } from '../lib/seller.mjs';
import { idHex } from '../lib/id.mjs';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, useCard } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { json } from '../lib/bundle.mjs';
import { unzip } from '../lib/zip.mjs';

const choice = { product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} };

story('bills owed', { ...setup(), worker: false }, (step) => {
  const get = async (what) => expectStatus(await buyer.client.get(`/api/billing/${what}`), 200, what).json;
  const bill = (id) => get(`bills/${id}`);
  const pay = (id, body = {}, key = randomUUID()) => buyer.client.post(`/api/billing/bills/${id}/payments`, body, { headers: { 'Idempotency-Key': key } });
  const dispute = (id, amount) => buyer.client.post(`/api/billing/bills/${id}/disputes`, { amount, reason: 'Not what was ordered.' });
  const record = (world, number, minor, reference) => world.ctl(world.site, 'payment', 'record', number, (minor / 100).toFixed(2), '--reference', reference);
  const pool = async () => (await get('credit/general'));
  let buyer, stranger, operator, company, total, owed, clock, months = 0;

  /** Two orders on credit, a month later one bill over them. */
  async function statement(world) {
    for (let i = 0; i < 2; i++) {
      const order = await buyer.placeOrder(choice);
      expectStatus(await buyer.client.post('/api/checkout/settlements', { order: order.id, method: 'monthly_settlement' },
        { headers: { 'Idempotency-Key': randomUUID() } }), 201);
      total = order.total.amount * 2;
    }
    months += 1;
    fs.writeFileSync(clock, String(months * 32 * 86400));
    await world.work('--clock', clock);
    await buyer.signIn();
    await stranger.signIn();
    await operator.signIn();
    const [made] = (await get('bills?state=ISSUED')).items;
    assert.deepEqual([made.kind, made.open.amount], ['statement', total]);
    return made;
  }

  const captured = async (id, payment) => until(async () => {
    await buyer.refresh(payment);
    const { items } = await get(`bills/${id}/payments`);
    return items.find((p) => p.id === payment.id)?.state === 'CAPTURED' ? bill(id) : null;
  }, 'the card payment has come');

  step('a company with credit owes a monthly bill', async (world) => {
    clock = world.path('clock');
    buyer = await Buyer.ready(world);
    stranger = await Buyer.ready(world);
    operator = await Operator.ready(world, 'support');
    company = (await buyer.signIn()).company.id;
    await world.ctl(world.site, 'credit', 'set', company, '--postpaid', 'yes', '--general', '5000');
    owed = await statement(world);
    const mine = await pool();
    assert.deepEqual([mine.billed.amount, mine.reserved.amount, mine.bills.map((b) => b.id)], [total, 0, [owed.id]]);
  });

  step('a card pays a part of it; the same key pays once', async (world) => {
    const key = randomUUID();
    const started = expectStatus(await pay(owed.id, { amount: 1000 }, key), 201).json;
    assert.deepEqual(expectStatus(await pay(owed.id, { amount: 1000 }, key), 201).json, started);
    assert.equal(expectStatus(await pay(owed.id, { amount: 1000 }), 201).json.payment.id, started.payment.id, 'another tab, the same attempt');
    const back = await useCard(buyer.client, started.redirect_url, 'success');
    assert.ok(JSON.stringify(back).includes(`/my/bills/${owed.id}?payment=${started.payment.id}`), 'the provider sends the browser back to the bill');
    const now = await captured(owed.id, started.payment);
    assert.deepEqual([now.state, now.open.amount, now.receipts.map((r) => [r.method, r.amount.amount])], ['PARTLY_PAID', total - 1000, [['card', 1000]]]);
    assert.equal((await pool()).billed.amount, total - 1000);
    const { bill: of, order } = expectStatus(await buyer.refresh(started.payment), 200).json;
    assert.deepEqual([of, order], [owed.id, null]);
    assert.equal(expectProblem(await pay(owed.id, { amount: total }), 422, 'invalid').errors[0].pointer, '/amount');
    expectProblem(await stranger.client.post(`/api/billing/bills/${owed.id}/payments`, {}, { headers: { 'Idempotency-Key': randomUUID() } }), 404, 'not_found');
    await world.ctl(world.site, 'verify');
  });

  step('a card that is declined leaves the bill; no answer is settled by the worker', async (world) => {
    const refused = expectStatus(await pay(owed.id, { amount: 500 }), 201).json;
    await useCard(buyer.client, refused.redirect_url, 'decline');
    await until(async () => (await buyer.refresh(refused.payment)).json.state === 'FAILED', 'it is declined');
    const lost = expectStatus(await pay(owed.id, { amount: 500 }), 201).json;
    await useCard(buyer.client, lost.redirect_url, 'timeout_after_capture');
    await world.procs.sandbox.kill('SIGKILL');
    await world.procs.sandbox.exited;
    assert.equal(expectStatus(await buyer.refresh(lost.payment), 200).json.state, 'UNKNOWN');
    expectProblem(await pay(owed.id, { amount: 700 }), 503, 'unavailable');
    assert.equal((await get(`bills/${owed.id}/payments`)).items[0].state, 'UNKNOWN', 'what may have been charged has not failed');
    await world.startSandbox();
    await until(async () => {
      await world.sql(world.site, "UPDATE payments SET next_check_at = '2026-01-01' WHERE state = 'UNKNOWN'");
      await world.work();
      return (await bill(owed.id)).open.amount === total - 1500;
    }, 'the worker has asked', 60000);
    await world.ctl(world.site, 'verify');
  });

  step('a transfer of all and a card at once: what is too much goes back to the card', async (world) => {
    const started = expectStatus(await pay(owed.id), 201).json;
    await Promise.all([useCard(buyer.client, started.redirect_url, 'success'), record(world, owed.number, total - 1500, 'KTO 1')]);
    const now = await captured(owed.id, started.payment);
    assert.deepEqual([now.state, now.open.amount, now.paid.amount], ['PAID', 0, total]);
    assert.equal(now.receipts.reduce((sum, r) => sum + r.amount.amount, 0), total + total - 1500);
    expectProblem(await pay(owed.id), 409, 'state');
    await until(async () => {
      await world.work();
      const [[n]] = await world.sql(world.site, "SELECT COUNT(*) FROM refunds WHERE kind = 'surplus' AND payment_id IS NOT NULL AND state = 'REFUNDED'");
      const [[byHand]] = await world.sql(world.site, "SELECT COUNT(*) FROM refunds WHERE kind = 'surplus' AND payment_id IS NULL");
      return Number(n) + Number(byHand) === 1;
    }, 'the surplus is sent back, or waits for an operator');
    await world.ctl(world.site, 'verify');
  });

  step('an amount in dispute: no reminder, and a ruling with its credit note', async (world) => {
    owed = await statement(world);
    assert.equal(expectProblem(await dispute(owed.id, total + 1), 422, 'invalid').errors[0].pointer, '/amount');
    const begun = expectStatus(await pay(owed.id, { amount: 300 }), 201).json;
    const [opened] = await Promise.all([dispute(owed.id, 700), useCard(buyer.client, begun.redirect_url, 'success')]);
    const d = expectStatus(opened, 201).json;
    await captured(owed.id, begun.payment);
    assert.deepEqual([(await bill(owed.id)).state, (await bill(owed.id)).open.amount], ['DISPUTED', total - 300]);
    expectProblem(await dispute(owed.id, 1), 409, 'exists');
    expectProblem(await stranger.client.post(`/api/billing/bills/${owed.id}/disputes`, { amount: 1, reason: 'No.' }), 404, 'not_found');
    await world.sql(world.site, `UPDATE bills SET due_at = UTC_TIMESTAMP() - INTERVAL 20 DAY, issued_at = UTC_TIMESTAMP() - INTERVAL 50 DAY WHERE bill_id = X'${idHex(owed.id)}'`);
    await world.work();
    assert.equal((await bill(owed.id)).state, 'DISPUTED');
    assert.equal((await pool()).overdue.amount, total - 1000, 'what is disputed is not late');
    const desk = expectStatus(await operator.client.get('/api/billing/bill-disputes?state=OPEN'), 200).json.items;
    assert.deepEqual(desk.map((x) => [x.id, x.amount.amount, x.bill.number]), [[d.id, 700, owed.number]]);
    const rule = (body, by = operator) => by.client.post(`/api/billing/bill-disputes/${d.id}/rulings`, { row_version: d.row_version, ruling: 'Half of it.', ...body });
    expectProblem(await rule({ uphold: true }, buyer), 403, 'forbidden');
    expectProblem(await rule({ uphold: true, row_version: 99 }), 412, 'stale');
    assert.equal(expectProblem(await rule({ uphold: true, amount: 701 }), 422, 'invalid').errors[0].pointer, '/amount');
    const ruled = expectStatus(await rule({ uphold: true, amount: 350 }), 200).json;
    assert.deepEqual([ruled.state, ruled.credited.amount], ['UPHELD', 350]);
    const now = await bill(owed.id);
    assert.deepEqual([now.state, now.open.amount, now.notes.map((n) => n.total.amount)], ['OVERDUE', total - 650, [350]]);
    expectProblem(await rule({ uphold: false }), 409, 'state');
    await world.ctl(world.site, 'verify');
  });

  step('reminders once a step, none when paid; credit stops', async (world) => {
    const mails = async () => Number((await world.sql(world.site, "SELECT COUNT(*) FROM outbox WHERE template IN ('bill_due', 'bill_overdue', 'bill_reminder')"))[0][0]);
    const before = await mails();
    for (let i = 0; i < 3; i++) await world.work();
    assert.equal(await mails(), before + 1, 'of the steps that have passed the last, once');
    assert.equal((await get('credit')).pools[0].stopped, true);
    await world.ctl(world.site, 'verify');
  });

  step('written off, the books let go of it; money that comes later is booked again', async (world) => {
    const off = (id, by = operator, body = { reason: 'Insolvent.' }) => by.client.post(`/api/billing/receivables/${id}/write-offs`, body);
    const payable = async () => Number((await world.sql(world.site, "SELECT SUM(amount_minor) FROM ledger_postings WHERE account = 'seller_payable'"))[0][0]);
    const before = await payable();
    expectProblem(await off(owed.id, buyer), 403, 'forbidden');
    const gone = expectStatus(await off(owed.id), 200).json;
    assert.deepEqual([gone.state, gone.open.amount], ['UNCOLLECTIBLE', total - 650]);
    assert.ok(await payable() > before, 'less is owed to the seller');
    assert.deepEqual([(await pool()).billed.amount, (await pool()).stopped], [0, false]);
    await world.ctl(world.site, 'verify');
    await record(world, owed.number, total - 650, 'KTO 7');
    assert.deepEqual([(await bill(owed.id)).state, await payable()], ['PAID', before]);
    await world.ctl(world.site, 'verify');
  });

  step('X7: the evidence of an order has the statement that billed it, and its own lines of it', async (world) => {
    await world.work('--clock', clock);
    for (const who of [buyer, stranger, operator]) await who.signIn();
    const [line] = (await bill(owed.id)).lines;
    const bundle = unzip(expectStatus(await buyer.client.get(`/api/billing/evidence-bundles/${line.order}`), 200).body);
    const { bills, bill_lines: lines, bill_receipts: receipts } = json(bundle, 'bills.json');
    assert.deepEqual(bills.map((b) => b.kind), ['statement', 'credit_note']);
    assert.equal(bills[0].bill_no, owed.number);
    assert.deepEqual(lines.filter((l) => l.bill_id === owed.id).map((l) => l.net_minor), [line.net.amount]);
    assert.ok(receipts.some((r) => r.reference === 'KTO 7'));
    assert.ok(bundle.has(`bills/${owed.number}.pdf`));
    assert.ok(json(bundle, 'chains/events.json').rows.some((row) => row.canonical.includes('11:written_off,')));
  });

  step('the statement of the pool begins with nothing and ends as the pool is', async () => {
    const [[first]] = [['2026-01']];
    const now = await pool();
    let { reserved, billed } = { reserved: 0, billed: 0 };
    const opening = (await get(`credit/general/statement?month=${first}`)).opening;
    assert.deepEqual([opening.reserved.amount, opening.billed.amount], [0, 0]);
    const all = [];
    for (let m = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 1)), i = 0; i < 6; i++, m.setUTCMonth(m.getUTCMonth() + 1)) {
      const month = await get(`credit/general/statement?month=${m.toISOString().slice(0, 7)}`);
      assert.deepEqual([month.opening.reserved.amount, month.opening.billed.amount], [reserved, billed], 'it goes on where the month before ended');
      all.push(...month.items);
      reserved = month.closing.reserved.amount;
      billed = month.closing.billed.amount;
    }
    assert.deepEqual([reserved, billed], [now.reserved.amount, now.billed.amount]);
    for (const what of ['credit_reserved', 'bill_issued', 'bill_paid', 'bill_credited', 'written_off', 'recovered'])
      assert.ok(all.some((x) => x.what === what), what);
    expectProblem(await buyer.client.get('/api/billing/credit/general/statement?month=2026-13'), 422, 'invalid');
    expectProblem(await buyer.client.get('/api/billing/credit/milestone'), 404, 'not_found');
    expectProblem(await stranger.client.get('/api/billing/credit/general'), 404, 'not_found');
  });

  step('bills are found by words, month and state', async () => {
    assert.deepEqual((await get(`bills?q=${owed.number}`)).items.map((b) => b.id), [owed.id]);
    assert.deepEqual((await get('bills?q=%25')).items, []);
    assert.deepEqual((await get('bills?month=2020-01')).items, []);
    expectProblem(await buyer.client.get('/api/billing/bills?month=soon'), 422, 'invalid');
  });
});
