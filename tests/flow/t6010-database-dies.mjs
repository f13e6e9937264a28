// MariaDB is killed under load: every order and every capture that a client
// was told of is there afterwards, none is there twice, the gateway's book
// says the same, and the shop recovers by itself.  X7.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { chance, seed } from '../lib/chance.mjs';
import { until } from '../lib/proc.mjs';
import { Buyer, expectStatus, useCard } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';
import { SandboxTill } from '../lib/till.mjs';

const long = Boolean(process.env.SOUK_LONG);
const kills = long ? 100 : 1;
const buyersCount = 4;
const ordersBetween = 8;
// Whoever dies in the middle of a payment keeps its lease for 30 s.
const patienceMs = 2500;

story('database dies', { ...setup(), own: true, stepS: long ? 1500 : 180 }, (step) => {
  step('orders and payments under way survive it', async (world, t) => {
    t.diagnostic(`seed ${seed}`);
    const dice = chance();
    const buyers = [];
    for (let i = 0; i < buyersCount; i++) buyers.push(await Buyer.ready(world));
    const documents = await buyers[0].documents();
    const told = new Map(), aside = [];
    let going = true, refused = 0, captured = 0;

    /** The answer with that status; null: not in time, and "not now" until then. */
    const insist = async (attempt, status, isIt = () => true, ms = patienceMs) => {
      for (const end = Date.now() + ms; Date.now() < end; await pause(20)) {
        const answer = await attempt().catch(() => null);
        if (answer?.status === status && isIt(answer.json)) return answer;
        if (answer?.status !== status) refused++;
        assert.ok(!answer || [status, 409, 429, 502, 503].includes(answer.status), `${answer?.status} ${answer?.text}`);
      }
      return null;
    };
    /** Pays, with the same key at each try; false: to be gone on with. */
    const pay = async (way) => {
      const { buyer, id, key } = way;
      const started = await insist(() => buyer.pay(id, key), 201);
      if (!started) return false;
      const { payment, redirect_url: url } = started.json;
      if (url && !way.pressed) await useCard(buyer.client, url, 'success');
      way.pressed = true;
      if (!await insist(() => buyer.refresh(payment), 200, (now) => now.state === 'CAPTURED')) return false;
      told.get(id).captured = true;
      captured++;
      return true;
    };

    const load = Promise.all(buyers.map(async (buyer) => {
      while (going) {
        const quote = await insist(() => buyer.client.post('/api/checkout/quotes', { product: 'lumen-gallery', plan: 'basic',
          billing_mode: 'monthly', quantity: 1, periods: 1, currency: 'USD' }), 200);
        if (!quote) continue;
        const key = randomUUID();
        const made = await insist(() => buyer.order({ quote: quote.json.quote, documents }, key), 201, undefined, 90000);
        assert.ok(made, 'an order after the crash');
        const { id } = made.json;
        assert.ok(!told.has(id), 'an order was told twice');
        told.set(id, { buyer });
        const way = { buyer, id, key: randomUUID() };
        if (!await pay(way)) aside.push(way);
      }
    }));
    const storm = async () => {
      for (let i = 0; i < kills; i++) {
        const before = told.size;
        await until(() => told.size >= before + ordersBetween, `load is on after ${i} kills`, 60000);
        await pause(dice.below(100));
        const had = refused;
        await world.procs.mariadb.kill('SIGKILL');
        await until(() => refused > had, 'it is noticed');
        await world.startDatabase();
      }
      const at = captured;
      await until(() => captured >= at + 5, 'orders are paid after the last one', 60000);
    };
    try {
      await Promise.race([storm(), load]);
    } finally {
      going = false;
    }
    await load;
    t.diagnostic(`${kills} kills, ${told.size} orders, ${refused} refusals, ${aside.length} payments put aside`);

    await world.sql(world.site, "UPDATE idempotency_keys SET lease_until = '2026-01-01' WHERE state = 'RUNNING'");
    for (const way of aside) {
      await until(() => pay(way), `order ${way.id} is paid`, 60000);
    }
    const [[rows, quotes]] = await world.sql(world.site, 'SELECT COUNT(*), COUNT(DISTINCT quote_hash) FROM orders');
    assert.equal(rows, quotes);
    assert.ok(Number(rows) >= told.size);
    for (const [id, { buyer, captured: isCaptured }] of told) {
      const order = expectStatus(await buyer.client.get(`/api/checkout/orders/${id}`), 200).json;
      assert.equal(order.id, id);
      assert.ok(isCaptured && order.paid_at, `order ${id} is paid`);
      assert.equal(order.payment.state, 'CAPTURED');
    }
    await world.ctl(world.site, 'verify');
    await new SandboxTill(world, world.site).agrees(world);
    for (const name of ['checkout', 'storefront', 'worker']) assert.ok(!world.procs[name].ended, `${name} is there`);
  });
});
