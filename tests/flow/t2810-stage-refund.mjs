// X13, R40: the bill of a stage was paid by card, and the order ends before
// that stage is accepted: the worker sends the money back to the card.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { until } from '../lib/proc.mjs';
import { setup, story } from '../lib/story.mjs';
import { expectStatus, useCard } from '../lib/shop.mjs';
import { euro, stagedParams, stagedShop } from '../lib/staged.mjs';

story('stage refund', { ...setup(), params: stagedParams, worker: false }, (step) => {
  let buyer, seller, order, owed;

  const post = (who, path, body) => who.client.post(path, body, { headers: { 'Idempotency-Key': randomUUID() } });
  const look = async () => expectStatus(await buyer.client.get(`/api/billing/milestones?order=${order.id}`), 200).json;

  step('an order in stages, of which the first bill is paid by card', async (world) => {
    const shop = await stagedShop(world);
    ({ buyer, seller } = shop);
    await shop.credit('--postpaid', 'yes', '--milestone', '40000.00');
    const offer = await buyer.exclusive((await shop.sent()).id);
    order = expectStatus(await buyer.redeem(buyer.stagedBody(offer)), 201).json;
    expectStatus(await post(buyer, '/api/checkout/settlements', { order: order.id, method: 'monthly_settlement' }), 201);
    owed = (await look()).items[0].bill;
    const { payment, redirect_url } = expectStatus(await post(buyer, `/api/billing/bills/${owed.id}/payments`, {}), 201).json;
    await useCard(buyer.client, redirect_url, 'success');
    await until(async () => {
      await buyer.refresh(payment);
      return (await look()).items[0].bill.state === 'PAID';
    }, 'the bill is paid');
    assert.deepEqual((await look()).paid, euro(396627));
  });

  step('both agree that it ends: the account says what goes back', async () => {
    const change = expectStatus(await post(seller, '/api/billing/plan-changes', { order: order.id, kind: 'stop', reason: 'We cannot.' }), 201).json;
    assert.deepEqual([change.account.refund, change.account.paid, change.account.open], [euro(396627), euro(0), euro(0)]);
    expectStatus(await post(buyer, `/api/billing/plan-changes/${change.id}/confirmations`, { digest: change.digest }), 200);
    const seen = await look();
    assert.deepEqual([seen.state, seen.paid, seen.open, seen.next.what], ['CLOSED_EARLY', euro(0), euro(0), 'done']);
  });

  step('the worker sends it back to the card', async (world) => {
    const refunds = () => world.sql(world.site, 'SELECT r.state, r.cash_minor, p.state FROM refunds r JOIN payments p ON p.payment_id = r.payment_id');
    assert.deepEqual((await refunds()).map(([state, minor]) => [state, Number(minor)]), [['APPROVED', 396627]]);
    await until(async () => {
      await world.work();
      return (await refunds())[0][0] === 'REFUNDED';
    }, 'the card has its money back');
    assert.equal((await refunds())[0][2], 'REFUNDED');
    await world.ctl(world.site, 'verify');
  });
});
