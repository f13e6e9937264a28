// A shop on Stripe (R4, R19, X7): orders paid on its hosted page, its events
// and its silence, a key that is wrong; at the end our books and its agree.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, test } from 'node:test';
import { until } from '../lib/proc.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { story } from '../lib/story.mjs';
import { press, stripeShop } from '../lib/stripe-shop.mjs';
import { noFixtures } from '../lib/stripe-shapes.mjs';

if (noFixtures) test('a shop on Stripe', { skip: noFixtures });
else {
  const shop = await stripeShop({ server: 'nginx' });
  const { fake } = shop;
  after(() => shop.close());

  story('a shop on Stripe', shop.options, (step) => {
    let buyer;
    const pay = async (order, card) => {
      const started = expectStatus(await buyer.pay(order), 201, 'payment').json;
      return { ...started, back: press(fake, started.redirect_url, card) };
    };

    step('pages may send the browser to Stripe alone', async (world) => {
      shop.opened(world);
      const site = expectStatus(await world.client.get('/api/storefront/site'), 200).json;
      assert.deepEqual(site.gateway_origins, ['https://checkout.stripe.com', 'https://hooks.stripe.com', fake.url]);
      assert.deepEqual([site.payment, site.test_payments], ['stripe', false]);
      assert.match((await world.ctl(world.site, 'check')).stdout, /Stripe at http:\S+ answers/);
    });

    step('paid on the hosted page, by one session', async (world) => {
      buyer = await Buyer.ready(world);
      const order = await buyer.placeOrder();
      const { payment, back } = await pay(order, 'visa');
      assert.equal(new URL(back).pathname, `/result/${order.id}`);
      await buyer.orderIn(order, 'ACTIVE');
      assert.equal(fake.captures(payment.id).length, 1);
    });

    step('declined on the page, then paid by another card', async () => {
      const order = await buyer.placeOrder();
      const { payment, back, redirect_url: url } = await pay(order, 'declined');
      assert.equal(back, null);
      assert.equal(expectStatus(await buyer.refresh(payment), 200).json.state, 'REQUIRES_ACTION');
      press(fake, url, 'visa');
      await buyer.orderIn(order, 'ACTIVE');
    });

    for (const card of ['pending', 'timeout_after_capture', 'duplicate_event', 'out_of_order', 'late_event', 'forged_event']) {
      step(`${card}: paid once, in the end`, async () => {
        const order = await buyer.placeOrder();
        const { payment, redirect_url: url } = await pay(order, card);
        if (card === 'pending') {
          await until(async () => (await buyer.get(order)).payment.state === 'PROCESSING', 'the bank has it');
          fake.settle(new URL(url).pathname.split('/').at(-1));
        }
        await until(async () => {
          await buyer.refresh(payment);
          return (await buyer.get(order)).state === 'ACTIVE';
        }, `paid by ${card}`, 60000);
        assert.equal(fake.captures(payment.id).length, 1);
        fake.deliverLate();
        fake.deliverHeld();
      });
    }

    step('another amount than the order\'s pays nothing', async () => {
      const order = await buyer.placeOrder();
      const { payment } = await pay(order, 'wrong_amount');
      await until(async () => !['CREATED'].includes(expectStatus(await buyer.refresh(payment), 200).json.state), 'asked');
      assert.equal((await buyer.get(order)).state, 'PENDING_PAYMENT');
    });

    step('events: forged refused, of others and unknown taken and forgotten', async (world) => {
      const post = (event, secret) => {
        const body = JSON.stringify(event);
        return world.client.post('/api/checkout/gateway-events/stripe', body,
          { headers: { 'Stripe-Signature': fake.sign(body, secret), 'Content-Type': 'application/json' } });
      };
      const of = (object) => ({ id: `evt_${Math.random().toString(36).slice(2)}`, object: 'event',
        type: 'invoice.paid', data: { object } });
      expectStatus(await post(of({ id: 'in_1', object: 'invoice' })), 204);
      expectStatus(await post(of({ id: 'cs_other', object: 'checkout.session', mode: 'payment', metadata: {} })), 204);
      assert.notEqual((await post(of({ id: 'in_1', object: 'invoice' }), 'whsec_of_nobody_at_all')).status, 204);
      const kept = await world.sql(world.site, "SELECT COUNT(*) FROM payment_events WHERE kind = 'invoice.paid'");
      assert.deepEqual(kept, [['0']]);
    });

    step('a wrong key charges nothing, is told to the operator, and the order can be paid later', async (world) => {
      fs.writeFileSync(shop.key, 'sk_test_wrong\n');
      const order = await buyer.placeOrder();
      const { detail } = expectProblem(await buyer.pay(order), 503, 'unavailable');
      assert.match(detail, /nothing was charged/);
      const check = await world.tryCtl(world.site, 'check');
      assert.equal(check.code, 1);
      assert.match(check.stdout, /does not know the key in SOUK_STRIPE_KEY_FILE/);
      fs.writeFileSync(shop.key, `${fake.key}\n`);
      await pay(order, 'visa');
      await buyer.orderIn(order, 'ACTIVE');
    });

    step('our books balance and agree with Stripe\'s', async (world) => {
      await world.ctl(world.site, 'verify');
      const ours = await world.sql(world.site, "SELECT COUNT(*), SUM(amount_minor) FROM payments WHERE state = 'CAPTURED'");
      const theirs = fake.all('payment_intent').filter((i) => i.status === 'succeeded' && i.amount_received === i.amount);
      assert.deepEqual(ours[0].map(Number), [theirs.length, theirs.reduce((sum, i) => sum + i.amount_received, 0)]);
    });
  });
}
