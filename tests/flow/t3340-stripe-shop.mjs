// A shop on Stripe (R4, R19, X7): orders paid on its hosted page, its events
// and its silence, a key that is wrong; at the end our books and its agree.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { after, test } from 'node:test';
import { idHex } from '../lib/id.mjs';
import { until } from '../lib/proc.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { plain } from '../lib/smtp.mjs';
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

    const cards = (what = '', body = {}) => buyer.client.post(`/api/checkout/cards${what}`, body, { headers: { 'Idempotency-Key': randomUUID() } });
    const putOnFile = async (name) => {
      const { id, redirect_url: url } = expectStatus(await cards(), 201, 'card').json;
      assert.equal(new URL(press(fake, url, name)).pathname, `/my/cards/${id}`);
      return expectStatus(await cards(`/${id}/refreshes`), 200).json;
    };
    const charge = async (order, card) => expectStatus(await buyer.client.post('/api/checkout/payments',
      { order: order.id, method: 'card', card: card.id }, { headers: { 'Idempotency-Key': randomUUID() } }), 201, 'charge').json;

    step('a card is set up on its page, of one customer, and charged at once', async (world) => {
      const card = await putOnFile('visa');
      assert.deepEqual([card.state, card.brand, card.last4, card.expires_month, card.expires_year], ['ON_FILE', 'visa', '4242', 8, 2034]);
      const order = await buyer.placeOrder();
      const { payment, redirect_url: url } = await charge(order, card);
      assert.deepEqual([payment.state, url], ['CAPTURED', null]);
      await buyer.orderIn(order, 'ACTIVE');
      assert.equal(fake.captures(payment.id).length, 1);
      await putOnFile('challenge');
      const [[customers]] = await world.sql(world.site, "SELECT COUNT(DISTINCT customer_ref) FROM cards WHERE state = 'ON_FILE'");
      assert.equal(customers, '1');
    });

    step('the bank asks the buyer: approved it is paid, refused another card pays', async () => {
      const { items } = expectStatus(await buyer.client.get('/api/checkout/cards'), 200).json;
      const [challenged, plain] = ['3184', '4242'].map((last4) => items.find((each) => each.last4 === last4));
      for (const approved of [true, false]) {
        const order = await buyer.placeOrder();
        const { payment, redirect_url: url } = await charge(order, challenged);
        assert.equal(payment.state, 'REQUIRES_ACTION');
        fake.approve(new URL(url).pathname.split('/').at(-1), approved);
        await until(async () => {
          await buyer.refresh(payment);
          return (await buyer.get(order)).payment.state === (approved ? 'CAPTURED' : 'FAILED');
        }, `approved: ${approved}`);
        if (!approved) assert.equal((await charge(order, plain)).payment.state, 'CAPTURED');
        await buyer.orderIn(order, 'ACTIVE');
      }
    });

    step('a charge whose answer is lost is not said to be none, and is one', async () => {
      const { items } = expectStatus(await buyer.client.get('/api/checkout/cards'), 200).json;
      const order = await buyer.placeOrder();
      fake.fault(/^POST \/v1\/payment_intents$/, 'reset', 'reset', 'reset');
      const { payment, redirect_url: url } = await charge(order, items.find((each) => each.last4 === '4242'));
      fake.faults.length = 0;
      assert.ok(['UNKNOWN', 'CAPTURED'].includes(payment.state), payment.state);
      assert.equal(url, null);
      await until(async () => {
        await buyer.refresh(payment);
        return (await buyer.get(order)).state === 'ACTIVE';
      }, 'known in the end', 60000);
      assert.equal(fake.captures(payment.id).length, 1);
    });

    step('paid on the page as well: that goes back by Stripe, once, and all of it', async (world) => {
      const { items } = expectStatus(await buyer.client.get('/api/checkout/cards'), 200).json;
      const order = await buyer.placeOrder();
      const page = expectStatus(await buyer.pay(order), 201).json;
      assert.equal((await charge(order, items.find((each) => each.last4 === '4242'))).payment.state, 'CAPTURED');
      press(fake, page.redirect_url, 'visa');
      const [[reference]] = await until(async () => {
        const rows = await world.sql(world.site, `SELECT gateway_ref FROM refunds WHERE kind = 'surplus' AND state = 'REFUNDED'
          AND payment_id = X'${idHex(page.payment.id)}'`);
        return rows.length && rows;
      }, 'it went back', 60000);
      const [twice] = fake.captures(page.payment.id);
      const back = fake.all('refund').filter((r) => r.payment_intent === twice.id);
      assert.deepEqual(back.map((r) => [r.id, r.amount, r.status]), [[reference, order.total.amount, 'succeeded']]);
      const states = await world.sql(world.site, `SELECT state FROM payments WHERE order_id = X'${idHex(order.id)}' ORDER BY attempt`);
      assert.deepEqual(states, [['REFUNDED'], ['CAPTURED']]);
    });

    step('a refund that the bank returns weeks later is told, and sent by hand', async (world) => {
      const order = await buyer.placeOrder();
      const { payment } = await pay(order, 'visa');
      await buyer.orderIn(order, 'ACTIVE');
      await world.ctl(world.site, 'refund', 'give', order.id, '--reason', 'A favour.');
      const read = async () => expectStatus(await buyer.client.get(`/api/checkout/orders/${order.id}/refunds`), 200).json.items[0];
      const refund = await until(async () => {
        const now = await read();
        return now.state === 'REFUNDED' && now;
      }, 'sent by Stripe', 60000);
      const theirs = fake.all('refund').find((r) => r.metadata.souk_reference === refund.id);
      fake.failRefund(theirs.id);
      await until(async () => (await read()).state === 'FAILED', 'what the event told of is asked about', 60000);
      assert.deepEqual([(await read()).refunded_at, (await buyer.get(order)).payment.state], [null, 'CAPTURED']);
      const mail = await world.mail.next(buyer.email, (text) => plain(text).includes('Your bank has returned it'));
      assert.match(plain(mail.data), new RegExp(`/my/orders/${order.id}`));
      assert.match((await world.ctl(world.site, 'deliver')).stdout, new RegExp(`${order.id}.*refund`), 'an operator has it to do');
      await world.ctl(world.site, 'verify');
      await world.ctl(world.site, 'refund', 'sent', refund.id);
      assert.deepEqual([(await read()).state, (await buyer.get(order)).payment.state], ['REFUNDED', 'REFUNDED']);
      fake.tellAgain(theirs.id);
      await Promise.all(fake.deliveries);
      assert.equal((await read()).state, 'REFUNDED', 'the same news about what was sent by hand');
      const sums = await world.sql(world.site, `SELECT p.account, SUM(p.amount_minor) FROM ledger_entries e JOIN ledger_postings p ON p.entry_id = e.entry_id
        WHERE e.order_id = X'${idHex(order.id)}' GROUP BY p.account ORDER BY p.account`);
      assert.deepEqual(sums.map(([account, sum]) => [account, Number(sum)]), [['bank', -order.total.amount], ['customer_deposits', 0],
        ['gateway_clearing', order.total.amount], ['revenue_commission', 0], ['seller_payable', 0]]);
      assert.equal(fake.captures(payment.id).length, 1);
    });

    step('declined when it is charged; removed, Stripe forgets it', async () => {
      const card = await putOnFile('declines_later');
      const order = await buyer.placeOrder();
      assert.deepEqual((({ state, failure }) => [state, failure])((await charge(order, card)).payment), ['FAILED', 'generic_decline']);
      const method = fake.all('payment_method').find((m) => m.card.last4 === '0341');
      assert.ok(method.customer);
      expectStatus(await buyer.client.api('DELETE', `/api/checkout/cards/${card.id}`), 204);
      await until(() => method.customer === null, 'detached', 20000);
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
      const ours = await world.sql(world.site, "SELECT COUNT(*), SUM(amount_minor) FROM payments WHERE state IN ('CAPTURED', 'REFUNDED')");
      const theirs = fake.all('payment_intent').filter((i) => i.status === 'succeeded' && i.amount_received === i.amount);
      assert.deepEqual(ours[0].map(Number), [theirs.length, theirs.reduce((sum, i) => sum + i.amount_received, 0)]);
    });
  });
}
