// Checkout and worker die by SIGKILL at each recovery point: nothing that a
// client was told of is lost, nobody pays twice, the books balance.  X7.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectStatus, useCard } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { noFaults, top } from '../lib/world.mjs';

/** Every crash_point("name") below src, with the program that passes it. */
function points() {
  const found = new Map();
  for (const folder of ['act', 'app', 'checkout', 'worker', 'store', 'db', 'notify', 'provision']) {
    const dir = path.join(top, 'src', folder);
    for (const file of fs.existsSync(dir) ? fs.readdirSync(dir) : []) {
      if (!file.endsWith('.c')) continue;
      for (const [, name] of fs.readFileSync(path.join(dir, file), 'utf8').matchAll(/crash_point\("([^"]+)"\)/g)) {
        found.set(name, folder);
      }
    }
  }
  return [...found.keys()].sort();
}

const names = points();
const without = await noFaults();

story('kill', { ...setup(), worker: false }, (step) => {
  step('there are recovery points to die at', () => {
    assert.ok(names.length >= 4, names.join());
  });

  for (const name of names) {
    step(`checkout dies at ${name}`, async (world, t) => {
      if (without) return t.skip(without);
      const buyer = await Buyer.ready(world);
      const told = { orders: new Set(), captured: new Set() };
      const documents = await buyer.documents();
      const { quote } = await buyer.quote();
      const orderKey = randomUUID(), payKey = randomUUID();
      await world.procs.checkout.stop();
      const armed = await world.startResponder('checkout', ['--crash-at', name]);

      // One buyer's whole way; whenever checkout is dead, it is started
      // again without the trap and the step is repeated with its key.
      const revive = async () => {
        if (!world.procs.checkout.ended) return;
        await world.startResponder('checkout');
      };
      const insist = (attempt, status, what) => until(async () => {
        await revive();
        const answer = await attempt().catch(() => null);
        // Whoever died keeps its lease for half a minute; that is over now.
        if (answer?.status === 409) await world.sql(world.site, "UPDATE idempotency_keys SET lease_until = '2026-01-01' WHERE state = 'RUNNING'");
        return answer && [].concat(status).includes(answer.status) ? answer : null;
      }, what, 60000);

      const made = await insist(() => buyer.order({ quote, documents }, orderKey), 201, 'order');
      const order = made.json;
      told.orders.add(order.id);
      const started = (await insist(() => buyer.pay(order, payKey), 201, 'payment')).json;
      const back = await useCard(buyer.client, started.redirect_url, 'success');
      assert.ok(back.endsWith(`/result/${order.id}`));
      await insist(() => buyer.refresh(started.payment), 200, 'refresh');
      const active = await until(async () => {
        await revive();
        await world.work();
        const now = await buyer.client.get(`/api/checkout/orders/${order.id}`).catch(() => null);
        return now?.status === 200 && now.json.state === 'ACTIVE' ? now.json : null;
      }, `order is ACTIVE after dying at ${name}`, 60000);
      assert.equal(active.payment.state, 'CAPTURED');

      if (armed.ended) {
        assert.equal(armed.ended.signal, 'SIGKILL', `${name}: it died by the trap`);
      } else {
        // A point of the worker: let it die there, then go on.
        const killed = await world.tryWork('--crash-at', name);
        await armed.stop();
        await world.startResponder('checkout');
        if (killed.signal) await world.work();
      }
      const [[orders]] = await world.sql(world.site, `SELECT COUNT(*) FROM orders WHERE quote_hash = (SELECT quote_hash FROM orders ORDER BY created_at DESC LIMIT 1)`);
      assert.equal(orders, '1');
    });
  }

  step('the books balance: one capture an order, as the provider has them', async (world, t) => {
    if (without) return t.skip(without);
    await world.ctl(world.site, 'verify');
    const twice = await world.sql(world.site,
      "SELECT order_id FROM payments WHERE state = 'CAPTURED' GROUP BY order_id HAVING COUNT(*) > 1");
    assert.deepEqual(twice, []);
    const [[captured]] = await world.sql(world.site, "SELECT COUNT(*) FROM payments WHERE state = 'CAPTURED'");
    assert.equal(Number(captured), names.length);
  });
});
