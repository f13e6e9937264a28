// The gateway fails at each step of a payment, in each way: its start, the
// question what became of it, the question that an event raises.  Nothing is
// paid twice or lost, and what is UNKNOWN is settled once it is back.  X7.
// Without SOUK_LONG: one gateway in some of the ways, chosen by chance.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after } from 'node:test';
import { chance, seed } from '../lib/chance.mjs';
import { FaultyHop } from '../lib/faulty-hop.mjs';
import { freePort } from '../lib/proc.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';
import { noFixtures } from '../lib/stripe-shapes.mjs';
import { stripeShop } from '../lib/stripe-shop.mjs';
import { quietSandbox, SandboxTill, StripeTill, threeDaysS } from '../lib/till.mjs';

const long = Boolean(process.env.SOUK_LONG);
const fast = ['away', 'cut', 'broken', 'cut after', 'broken after', 'half', 'garbled'];
const notDone = ['away', 'cut', 'broken'];
const waysOf = (step) => (long ? [...fast, 'silent'] : chance(step).shuffled(fast).slice(0, 2));

const shop = noFixtures ? null : await stripeShop();
const sandboxPort = await freePort();
const hops = { sandbox: await new FaultyHop(`http://127.0.0.1:${sandboxPort}`).listen() };
if (shop) hops.stripe = await new FaultyHop(shop.fake.url).listen();
after(async () => {
  for (const hop of Object.values(hops)) await hop.close();
  await shop?.close();
});

const options = { ...setup(), worker: false, stepS: 600, sandboxPort, flags: { sandbox: quietSandbox },
  sites: shop ? ['alpha', 'beta'] : ['alpha'],
  params: (site) => (site.name === 'beta'
    ? { ...shop.options.params(site), STRIPE_API_URL: hops.stripe.url }
    : { SANDBOX_URL: hops.sandbox.url }) };

/** Two minutes are over: leases, delays, and the time that a request may be on its way. */
const timePasses = (world, site) => world.sql(site, `UPDATE idempotency_keys SET lease_until = '2026-01-01' WHERE state = 'RUNNING';
  UPDATE payments SET next_check_at = '2026-01-01' WHERE next_check_at IS NOT NULL;
  UPDATE payments SET created_at = created_at - INTERVAL 2 MINUTE WHERE captured_at IS NULL;
  UPDATE payment_events SET received_at = '2026-01-01' WHERE applied_at IS NULL`);

story('gateway faults', options, (step) => {
  const gateways = Object.keys(hops);
  for (const gateway of long ? gateways : [gateways[chance().below(gateways.length)]]) {
    const hop = hops[gateway];
    let site, till, buyer, rows;

    /** Does it while the next request of that method fails. */
    const failing = async (method, way, act) => {
      if (way === 'away') await hop.away();
      else hop.fault(method, way);
      try {
        return await act();
      } finally {
        if (way === 'away') await hop.back();
        assert.deepEqual(hop.faults.splice(0), [], `${way} was met`);
      }
    };
    const stateOf = async (order) => (await buyer.get(order)).payment.state;
    const paid = async (order) => {
      const now = await buyer.get(order);
      assert.equal(now.payment.state, 'CAPTURED');
      assert.ok(now.paid_at);
    };
    const start = async (order) => expectStatus(await buyer.pay(order), 201, 'payment').json;
    const captured = async () => {
      const order = await buyer.placeOrder();
      const payment = await start(order);
      await till.captureQuietly(payment);
      return { order, payment };
    };
    const startedWhileFailing = async (way) => {
      const order = await buyer.placeOrder();
      const key = randomUUID();
      expectProblem(await failing('POST', way, () => buyer.pay(order, key)), 503, 'unavailable');
      assert.equal(await stateOf(order), way === 'away' ? 'FAILED' : 'UNKNOWN', way);
      return { order, key };
    };
    const kept = async () => Number((await rows(
      `SELECT COUNT(*) FROM payment_events WHERE applied_at IS NULL AND gateway = '${gateway}'`))[0][0]);

    step(`${gateway}: a start that fails goes on when the buyer asks again`, async (world, t) => {
      t.diagnostic(`seed ${seed}`);
      site = world.sites[gateway === 'stripe' ? 'beta' : 'alpha'];
      till = gateway === 'stripe' ? new StripeTill(shop.fake, site) : new SandboxTill(world, site);
      buyer = await Buyer.ready(world, site);
      rows = (text) => world.sql(site, text);
      for (const way of waysOf(`${gateway} start`)) {
        const { order, key } = await startedWhileFailing(way);
        const again = expectStatus(await buyer.pay(order, key), 201, way).json;
        await till.captureQuietly(again);
        expectStatus(await buyer.refresh(again.payment), 200);
        await paid(order);
      }
    });

    step(`${gateway}: a start that fails and is left is settled by the worker`, async (world) => {
      const left = [];
      for (const way of waysOf(`${gateway} left`)) left.push({ way, ...await startedWhileFailing(way) });
      await timePasses(world, site);
      await world.work();
      for (const { way, order } of left) {
        assert.equal(await stateOf(order), notDone.includes(way) ? 'FAILED' : 'REQUIRES_ACTION', way);
        const payment = await start(order);
        await till.captureQuietly(payment);
        expectStatus(await buyer.refresh(payment.payment), 200);
        await paid(order);
      }
    });

    step(`${gateway}: no answer on the buyer's return is UNKNOWN until there is one`, async (world) => {
      const left = [];
      for (const way of waysOf(`${gateway} return`)) {
        const { order, payment } = await captured();
        const said = expectStatus(await failing('GET', way, () => buyer.refresh(payment.payment)), 200).json;
        assert.equal(said.state, 'UNKNOWN', way);
        assert.equal((await buyer.get(order)).state, 'PENDING_PAYMENT');
        left.push(order);
      }
      await timePasses(world, site);
      await world.work();
      for (const order of left) await paid(order);
    });

    step(`${gateway}: an event whose question fails is taken, kept and applied once`, async (world) => {
      const left = [];
      for (const way of waysOf(`${gateway} event`)) {
        const { order, payment } = await captured();
        const event = till.event(payment, order);
        expectStatus(await failing('GET', way, () => till.deliver(event)), 204, way);
        assert.equal(await stateOf(order), 'UNKNOWN', way);
        left.push(order);
      }
      assert.equal(await kept(), left.length);
      await timePasses(world, site);
      await rows("UPDATE payments SET next_check_at = '2099-01-01' WHERE next_check_at IS NOT NULL");
      await world.work();
      assert.equal(await kept(), 0);
      for (const order of left) await paid(order);
    });

    step(`${gateway}: an event that comes before the answer to the start`, async () => {
      const order = await buyer.placeOrder();
      hop.fault('POST', async (made) => {
        const payment = { payment: { id: made.reference ?? made.client_reference_id }, redirect_url: made.url };
        await till.captureQuietly(payment);
        expectStatus(await till.deliver(till.event(payment, order)), 204);
      });
      const { payment, redirect_url: url } = await start(order);
      assert.deepEqual([payment.state, url], ['CAPTURED', null]);
      await paid(order);
    });

    step(`${gateway}: another amount pays nothing, whoever tells of it`, async (world) => {
      const asked = await captured(), told = await captured();
      await failing('GET', 'other amount', () => buyer.refresh(asked.payment.payment));
      await failing('GET', 'other amount', async () => expectStatus(await till.deliver(till.event(told.payment, told.order)), 204));
      for (const { order } of [asked, told]) assert.equal((await buyer.get(order)).state, 'PENDING_PAYMENT');
      await timePasses(world, site);
      await world.work();
      for (const { order } of [asked, told]) await paid(order);
    });

    step(`${gateway}: a card that may have been charged stays so, though the gateway is away when it is asked again`, async () => {
      const card = await till.cardOf(buyer);
      const order = await buyer.placeOrder();
      const charge = () => buyer.client.post('/api/checkout/payments', { order: order.id, method: 'card', card: card.id },
        { headers: { 'Idempotency-Key': randomUUID() } });
      assert.equal(expectStatus(await failing('POST', 'cut after', charge), 201).json.payment.state, 'UNKNOWN');
      const again = await failing('POST', 'away', charge);
      // The sandbox's event may have been faster.
      if (again.status === 409) expectProblem(again, 409, 'state');
      else assert.equal(expectStatus(again, 201).json.payment.state, 'UNKNOWN');
      const { payment } = await buyer.get(order);
      assert.equal(payment.attempt, 1);
      expectStatus(await buyer.refresh(payment), 200);
      await paid(order);
    });

    step(`${gateway}: an event of three days ago is applied, a signature of then is refused`, async () => {
      const { order, payment } = await captured();
      const old = { madeS: Math.floor(Date.now() / 1000) - threeDaysS };
      expectProblem(await till.deliver(till.event(payment, order, { ...old, signedS: old.madeS })), 401, 'signature');
      assert.equal((await buyer.get(order)).state, 'PENDING_PAYMENT');
      expectStatus(await till.deliver(till.event(payment, order, old)), 204);
      await paid(order);
    });

    step(`${gateway}: away for a while: all is kept, and settled when it is back`, async (world) => {
      const many = [];
      for (let i = 0; i < (long ? 40 : 12); i++) many.push(await captured());
      // Events of a gateway that the shop had before do not stand in the way.
      for (let i = 0; i < 12; i++) await rows(`INSERT INTO payment_events (gateway, event_ref, gateway_ref, kind, received_at) VALUES ('former', 'evt_${i}', 'ses', 'kept', '2025-01-01')`);
      await hop.away();
      // An event of a step before may have come while the gateway was away.
      const before = await kept();
      for (const { order, payment } of many) expectStatus(await till.deliver(till.event(payment, order)), 204);
      assert.equal(await kept(), before + many.length);
      await timePasses(world, site);
      await world.work();
      for (const { order } of many) assert.equal(await stateOf(order), 'UNKNOWN');
      await hop.back();
      await timePasses(world, site);
      await world.work();
      assert.equal(await kept(), 0);
      for (const { order } of many) await paid(order);
      await rows("DELETE FROM payment_events WHERE gateway = 'former'");
    });

    step(`${gateway}: our books balance and agree with the gateway's`, async (world) => {
      await world.ctl(site, 'verify');
      assert.ok(await till.agrees(world) > 0);
      const [[unknown]] = await rows("SELECT COUNT(*) FROM payments WHERE state IN ('UNKNOWN', 'CREATED')");
      assert.equal(unknown, '0');
      const [[events, payments]] = await rows(
        "SELECT COUNT(*), COUNT(DISTINCT gateway_ref) FROM payment_events WHERE outcome = 'captured'");
      assert.equal(events, payments, 'no payment was captured by two events');
    });
  }
});
