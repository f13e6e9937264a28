// R2: what is not delivered can be given back for some days without asking;
// later the seller is asked, and the operator has the last word.  The money
// goes back the way it came, once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { plain } from '../lib/smtp.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { noFaults } from '../lib/world.mjs';

const without = await noFaults();

story('refunds', { ...setup(), params: () => ({ PROVISION: 'record' }) }, (step) => {
  let buyer, other, seller, operator, choice, work;
  const ask = (order, body, who = buyer, key = randomUUID()) => who.client.post(`/api/checkout/orders/${order.id}/refunds`, body, { headers: { 'Idempotency-Key': key } });
  const read = async (order) => expectStatus(await buyer.client.get(`/api/checkout/orders/${order.id}/refunds`), 200).json;
  const act = (who, refund, what, body = {}) => who.client.post(`/api/checkout/refunds/${refund.id}/${what}`, body);
  const sent = async (order) => {
    await work();
    return until(async () => (await read(order)).items.find((r) => r.state === 'REFUNDED'), 'the money was sent');
  };
  const buy = async (more = {}) => {
    const order = await buyer.placeOrder({ ...choice, ...more });
    await buyer.payWith('success', order);
    return buyer.orderIn(order, 'PROVISIONING');
  };
  const deliver = async (world, order) => {
    await world.ctl(world.site, 'deliver', order.id, '--note', 'Here it is.');
    return buyer.get(order);
  };
  /** What the test payment provider's book says was sent back. */
  const balances = async (world, order) => Object.fromEntries((await world.sql(world.site, `SELECT p.account, SUM(p.amount_minor)
    FROM ledger_entries e JOIN ledger_postings p ON p.entry_id = e.entry_id JOIN orders o ON o.order_id = e.order_id
    WHERE o.created_at = (SELECT MAX(created_at) FROM orders) GROUP BY p.account`)).map(([account, sum]) => [account, Number(sum)]));

  step('a seller with a rule, a buyer, an operator', async (world) => {
    work = () => world.work();
    operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    await operator.admit(seller);
    const id = await seller.begin('halo-desktop', { delivery: 'saas' });
    await seller.revise(operator, id, listing({ refund_days: 14, texts: [{ ...listing().texts[0], name: 'Halo Desktop' }] }));
    buyer = await Buyer.ready(world);
    other = await Buyer.ready(world);
    choice = { product: 'halo-desktop', plan: 'solo', capacities: {} };
  });

  step('not delivered: given back at once, all of it, once', async (world) => {
    const order = await buy();
    const before = await read(order);
    assert.deepEqual([before.cooling_off.is, before.waiting, before.available], ['open', false, order.total]);
    expectProblem(await ask(order, { kind: 'cooling_off' }, other), 404);
    const key = randomUUID();
    const refund = expectStatus(await ask(order, { kind: 'cooling_off' }, buyer, key), 201).json;
    const again = expectStatus(await ask(order, { kind: 'cooling_off' }, buyer, key), 201);
    assert.deepEqual([again.json.id, again.headers['idempotent-replayed']], [refund.id, 'true']);
    assert.deepEqual([refund.state, refund.amount, refund.kind], ['APPROVED', order.total, 'cooling_off']);
    expectProblem(await ask(order, { kind: 'cooling_off' }), 409, 'state');
    assert.equal((await buyer.get(order)).state, 'REFUNDED');
    await sent(order);
    await world.mail.next(buyer.email, (text) => plain(text).includes('was sent back'));
    assert.deepEqual(await balances(world, order), { gateway_clearing: 0, seller_payable: 0, revenue_commission: 0, customer_deposits: 0 }, 'nothing is left of the sale');
    assert.equal((await buyer.get(order)).payment.state, 'REFUNDED');
    const waiting = (await world.ctl(world.site, 'deliver')).stdout;
    assert.doesNotMatch(waiting, new RegExp(order.id), 'nobody has to deliver it');
    assert.notEqual((await world.tryCtl(world.site, 'deliver', order.id, '--note', 'Too late.')).code, 0);
    await world.ctl(world.site, 'verify');
  });

  step('delivered: no more of that, but the seller can be asked, and agrees', async (world) => {
    const order = await deliver(world, await buy());
    const { cooling_off: cooling, rule } = await read(order);
    assert.deepEqual([cooling.is, rule], ['delivered', { days: 14, holds: true }]);
    expectProblem(await ask(order, { kind: 'cooling_off' }), 409, 'state');
    assert.equal(expectProblem(await ask(order, { kind: 'request' }), 422, 'invalid').errors[0].pointer, '/reason');
    assert.equal(expectProblem(await ask(order, { kind: 'request', amount: order.total.amount + 1, reason: 'More.' }), 422, 'invalid').errors[0].pointer, '/amount');
    const refund = expectStatus(await ask(order, { kind: 'request', amount: 1000, reason: 'The export does not work.' }), 201).json;
    assert.equal(refund.state, 'REQUESTED');
    expectProblem(await ask(order, { kind: 'request', reason: 'Again.' }), 409, 'exists');
    const mail = await world.mail.next('contact@halo.example', (text) => plain(text).includes('asks for money back'));
    assert.match(plain(mail.data), /The export does not work\./);
    const { items } = expectStatus(await seller.client.get('/api/checkout/refund-requests'), 200).json;
    assert.deepEqual(items.map((r) => [r.id, r.state]), [[refund.id, 'REQUESTED']]);
    assert.deepEqual(await seller.buyersWait(), [{ kind: 'refund', id: refund.id, product: items[0].product, buyer: items[0].buyer,
      amount: refund.amount, since: refund.created_at }]);
    expectProblem(await act(seller, refund, 'approvals', { row_version: refund.row_version + 1 }), 412, 'stale');
    for (let i = 0; i < 2; i++) {
      assert.equal(expectStatus(await act(seller, refund, 'approvals', { row_version: refund.row_version }), 200).json.state === 'REQUESTED', false);
    }
    assert.deepEqual(await seller.buyersWait(), []);
    await sent(order);
    const now = await buyer.get(order);
    assert.deepEqual([now.state, now.payment.state], ['ACTIVE', 'PARTLY_REFUNDED'], 'a part of it: it goes on');
    const left = await balances(world, order);
    assert.equal(left.gateway_clearing, order.total.amount - 1000);
    assert.equal(Object.values(left).reduce((a, b) => a + b, 0), 0);
    assert.equal((await read(order)).available.amount, order.total.amount - 1000);
    await world.ctl(world.site, 'verify');
  });

  step('refused: the operator looks at it, once asked to, and rules', async (world) => {
    const order = await deliver(world, await buy());
    const refund = expectStatus(await ask(order, { kind: 'request', reason: 'I do not need it.' }), 201).json;
    expectProblem(await act(buyer, refund, 'escalations', { reason: 'Too soon.' }), 409, 'state');
    const refused = expectStatus(await act(seller, refund, 'refusals', { row_version: refund.row_version, reason: 'It works as described.' }), 200).json;
    assert.deepEqual([refused.state, refused.answer], ['REFUSED', 'It works as described.']);
    await world.mail.next(buyer.email, (text) => plain(text).includes('It works as described.'));
    expectProblem(await act(operator, refund, 'rulings', { row_version: refused.row_version, approve: true, reason: 'Not mine yet.' }), 409, 'state');
    expectProblem(await act(other, refund, 'escalations', { reason: 'Not mine.' }), 404);
    const review = expectStatus(await act(buyer, refund, 'escalations', { reason: 'The rule says 14 days.' }), 200).json;
    assert.equal(review.state, 'IN_REVIEW');
    expectProblem(await act(seller, refund, 'approvals', { row_version: review.row_version }), 409, 'state');
    const desk = expectStatus(await operator.client.get('/api/checkout/refund-reviews'), 200).json.items;
    assert.equal(desk[0].appeal, 'The rule says 14 days.');
    const ruled = expectStatus(await act(operator, refund, 'rulings', { row_version: review.row_version, approve: true, reason: 'The rule holds.' }), 200).json;
    assert.deepEqual([ruled.ruling, ruled.state === 'REFUSED'], ['The rule holds.', false]);
    await sent(order);
    const now = await buyer.get(order);
    assert.equal(now.state, 'REFUNDED');
    assert.ok(now.services[0].ended_at, 'what was paid back is served no more');
    await world.mail.next('contact@halo.example', (text) => plain(text).includes('The rule holds.'));
    assert.match((await world.ctl(world.site, 'deliver')).stdout, new RegExp(`${order.id}.*release`));
    await world.ctl(world.site, 'release', order.id);
    assert.doesNotMatch((await world.ctl(world.site, 'deliver')).stdout, /release/);
  });

  step('a ruling against the buyer is the last word', async (world) => {
    const order = await deliver(world, await buy());
    const refund = expectStatus(await ask(order, { kind: 'request', reason: 'Too dear.' }), 201).json;
    await act(seller, refund, 'refusals', { row_version: 1, reason: 'No.' });
    const review = expectStatus(await act(buyer, refund, 'escalations', { reason: 'Please.' }), 200).json;
    const ruled = expectStatus(await act(operator, refund, 'rulings', { row_version: review.row_version, approve: false, reason: 'The price was shown.' }), 200).json;
    assert.equal(ruled.state, 'REFUSED');
    expectProblem(await act(buyer, refund, 'escalations', { reason: 'Again.' }), 409, 'state');
    assert.equal((await buyer.get(order)).state, 'ACTIVE');
    await world.mail.next(buyer.email, (text) => plain(text).includes('The price was shown.'));
  });

  step('a seller who does not answer in time is passed over', async (world) => {
    const order = await deliver(world, await buy());
    const refund = expectStatus(await ask(order, { kind: 'request', reason: 'No answer so far.' }), 201).json;
    expectProblem(await act(buyer, refund, 'escalations', { reason: 'Hello?' }), 409, 'state');
    await world.sql(world.site, "UPDATE refunds SET answer_by = UTC_TIMESTAMP(6) WHERE state = 'REQUESTED'");
    assert.equal(expectStatus(await act(buyer, refund, 'escalations', { reason: 'Hello?' }), 200).json.state, 'IN_REVIEW');
    assert.match((await world.ctl(world.site, 'refund', 'list')).stdout, new RegExp(`${refund.id}.*IN_REVIEW`));
    assert.equal((await world.tryCtl(world.site, 'refund', 'rule', refund.id, '--for', '--against', '--reason', 'Both.')).code, 2);
    await world.ctl(world.site, 'refund', 'rule', refund.id, '--for', '--reason', 'Nobody answered.');
    await sent(order);
    assert.equal((await world.tryCtl(world.site, 'refund', 'sent', refund.id)).code, 0, 'sent already, nothing more');
    await world.ctl(world.site, 'verify');
  });

  step('two who approve at once pay once; requests never exceed what was paid', async (world) => {
    const order = await deliver(world, await buy());
    const refund = expectStatus(await ask(order, { kind: 'request', reason: 'All of it.' }), 201).json;
    const answers = await Promise.all([1, 2, 3].map(() => act(seller, refund, 'approvals', { row_version: 1 })));
    assert.ok(answers.every((answer) => [200, 409, 412].includes(answer.status)), answers.map((a) => a.status).join());
    await sent(order);
    const [[entries]] = await world.sql(world.site, "SELECT COUNT(*) FROM ledger_entries WHERE occasion = 'refund' AND order_id = (SELECT order_id FROM orders ORDER BY created_at DESC LIMIT 1)");
    assert.equal(Number(entries), 1);
    expectProblem(await ask(order, { kind: 'request', amount: 1, reason: 'More.' }), 409, 'state');
    await world.ctl(world.site, 'verify');
  });

  step('what the provider cannot send back, an operator sends and says so', async (world) => {
    const order = await buy();
    await world.sql(world.site, "UPDATE payments SET gateway_ref = CONCAT(gateway_ref, 'x') WHERE order_id = (SELECT order_id FROM orders ORDER BY created_at DESC LIMIT 1)");
    const refund = expectStatus(await ask(order, { kind: 'cooling_off' }), 201).json;
    await until(async () => (await read(order)).items[0].state === 'FAILED', 'the provider refused');
    assert.match((await world.ctl(world.site, 'deliver')).stdout, new RegExp(`${order.id}.*refund`));
    expectProblem(await act(buyer, refund, 'transfers'), 403);
    assert.equal(expectStatus(await act(operator, refund, 'transfers'), 200).json.state, 'REFUNDED');
    const left = await balances(world, order);
    assert.equal(left.bank, -order.total.amount);
    assert.doesNotMatch((await world.ctl(world.site, 'deliver')).stdout, new RegExp(`${order.id}.*refund`));
    await world.ctl(world.site, 'verify');
  });

  step('an operator gives back what nobody has asked for: a part, then the rest', async (world) => {
    const order = await buy();
    for (const bad of [['--amount', '1,5'], ['--amount', '-1'], []])
      assert.equal((await world.tryCtl(world.site, 'refund', 'give', order.id, ...bad, ...(bad.length ? ['--reason', 'A favour.'] : []))).code, 2, bad.join());
    assert.equal((await world.tryCtl(world.site, 'refund', 'give', order.id, '--amount', '99999', '--reason', 'Too much.')).code, 1);
    await world.ctl(world.site, 'refund', 'give', order.id, '--amount', '1.50', '--reason', 'A favour.');
    await sent(order);
    const { items: [part], available } = await read(order);
    assert.deepEqual([part.amount.amount, part.ruling, available.amount], [150, 'A favour.', order.total.amount - 150]);
    await world.ctl(world.site, 'refund', 'give', order.id, '--reason', 'It cannot be delivered.');
    await until(async () => (await read(order)).items.every((r) => r.state === 'REFUNDED'), 'all was sent');
    assert.equal((await buyer.get(order)).state, 'REFUNDED');
    await world.mail.next('contact@halo.example', (text) => plain(text).includes('It cannot be delivered.'));
    await world.ctl(world.site, 'verify');
  });

  for (const name of ['refund.started', 'refund.answered']) {
    step(`the worker dies at ${name}: the money goes back once`, async (world, t) => {
      if (without) return t.skip(without);
      const order = await buy();
      await world.procs.worker.stop();
      const refund = expectStatus(await ask(order, { kind: 'cooling_off' }), 201).json;
      // A late event has an earlier refund asked for first: then it dies at that one, and this one is still claimed.
      for (let i = 0; i < 5 && (await read(order)).items[0].state === 'APPROVED'; i++) {
        await world.sql(world.site, "UPDATE refunds SET next_check_at = UTC_TIMESTAMP(6) WHERE state = 'APPROVED'");
        assert.equal((await world.tryWork('--crash-at', name)).signal, 'SIGKILL');
      }
      assert.equal((await read(order)).items[0].state, 'PROCESSING');
      await world.sql(world.site, "UPDATE refunds SET next_check_at = UTC_TIMESTAMP(6) WHERE state = 'PROCESSING'");
      await world.work();
      assert.equal((await read(order)).items[0].state, 'REFUNDED');
      const book = fs.readFileSync(world.path('sandbox.book'), 'utf8').split('\n');
      assert.equal(book.filter((line) => line.includes(refund.id)).length, 1, 'in the book of the provider');
      await world.ctl(world.site, 'verify');
      await world.startWorker();
    });
  }
});
