// Each test card of the provider, to its end: what it did with the money and
// what the order shows are the same.
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';

story('cards', setup(), (step) => {
  let buyer;

  step('decline: the order stays open and can be paid by another card', async (world) => {
    buyer = await Buyer.ready(world);
    const order = await buyer.placeOrder();
    const { payment } = await buyer.payWith('decline', order);
    const failed = await until(async () => {
      const state = expectStatus(await buyer.refresh(payment), 200).json;
      return state.state === 'FAILED' ? state : null;
    }, 'the payment failed');
    assert.ok(failed.failure);
    assert.equal((await buyer.get(order)).state, 'PENDING_PAYMENT');
    await buyer.payWith('success', order);
    await buyer.orderIn(order, 'ACTIVE');
    const rows = await world.sql(world.site, 'SELECT state FROM payments ORDER BY attempt');
    assert.deepEqual(rows.map(([s]) => s), ['FAILED', 'CAPTURED']);
  });

  for (const card of ['challenge', 'duplicate_event', 'late_event', 'pending', 'timeout_after_capture']) {
    step(`${card}: paid once, in the end`, async (world) => {
      const order = await buyer.placeOrder();
      const { payment } = await buyer.payWith(card, order);
      // No event and nobody who comes back: only the worker's question is left, which is due after a minute.
      if (card === 'timeout_after_capture')
        await world.sql(world.site, "UPDATE payments SET next_check_at = created_at WHERE state = 'REQUIRES_ACTION' AND captured_at IS NULL");
      const active = await buyer.orderIn(order, 'ACTIVE', 120000);
      assert.equal(active.payment.state, 'CAPTURED');
      assert.equal(active.payment.id, payment.id);
      const rows = await world.sql(world.site,
        'SELECT order_id, COUNT(*) FROM bills GROUP BY order_id HAVING COUNT(*) > 1');
      assert.deepEqual(rows, []);
    });
  }

  step('the books balance and agree with the provider\'s', async (world) => {
    await world.ctl(world.site, 'verify');
    const [[captured]] = await world.sql(world.site, "SELECT COUNT(*) FROM payments WHERE state = 'CAPTURED'");
    assert.equal(captured, '6');
  });
});
