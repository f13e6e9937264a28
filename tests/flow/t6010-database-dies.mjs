// MariaDB is killed under load: every order that a client was told of is
// there afterwards, none is there twice, and the shop recovers by itself.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';

const kills = process.env.SOUK_LONG ? 10 : 1;
const buyersCount = 4;

story('database dies', { ...setup(), own: true }, (step) => {
  step('orders under way survive it', async (world) => {
    const buyers = [];
    for (let i = 0; i < buyersCount; i++) buyers.push(await Buyer.ready(world));
    const documents = await buyers[0].documents();
    const told = new Map();
    let going = true, refused = 0;

    // Each buyer orders again and again; a failed try is repeated with its
    // key until it has an answer.
    const load = buyers.map(async (buyer) => {
      while (going) {
        const priced = await buyer.client.post('/api/checkout/quotes', { product: 'lumen-gallery', plan: 'basic',
          billing_mode: 'monthly', quantity: 1, periods: 1, currency: 'USD' }).catch(() => null);
        if (priced?.status !== 200) { refused++; continue; }
        const key = randomUUID();
        const made = await until(async () => {
          const answer = await buyer.order({ quote: priced.json.quote, documents }, key).catch(() => null);
          if (answer?.status === 201) return answer;
          refused++;
          assert.ok(!answer || [409, 429, 503].includes(answer.status), `${answer?.status} ${answer?.text}`);
          return null;
        }, 'an order after the crash', 90000);
        const { id } = made.json;
        assert.ok(!told.has(id), 'an order was told twice');
        told.set(id, buyer);
      }
    });

    for (let i = 0; i < kills; i++) {
      const before = told.size;
      await until(() => told.size >= before + 20, 'load is on', 60000);
      await world.procs.mariadb.kill('SIGKILL');
      await until(() => refused > 0, 'it is noticed');
      await world.startDatabase();
      const at = told.size;
      await until(() => told.size >= at + 10, 'orders go on', 60000);
    }
    going = false;
    await Promise.all(load);

    const rows = await world.sql(world.site, 'SELECT COUNT(*), COUNT(DISTINCT quote_hash) FROM orders');
    assert.equal(rows[0][0], rows[0][1]);
    assert.ok(Number(rows[0][0]) >= told.size);
    for (const [id, buyer] of told) {
      assert.equal(expectStatus(await buyer.client.get(`/api/checkout/orders/${id}`), 200).json.id, id);
    }
    await world.ctl(world.site, 'verify');
  });
});
