// A storm of gateways' events at checkout: duplicates, out of order, forged
// ones among them, many at once.  Each is applied once, no forged one leaves
// a trace, and each payment is captured by one.  X7.
// With SOUK_LONG 5,000 deliveries a gateway, of which 30 % are duplicates,
// 30 % are out of their order and 5 % are forged; without it 160.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { chance, seed } from '../lib/chance.mjs';
import { until } from '../lib/proc.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';
import { noFixtures } from '../lib/stripe-shapes.mjs';
import { stripeShop } from '../lib/stripe-shop.mjs';
import { quietSandbox, SandboxTill, StripeTill } from '../lib/till.mjs';

const long = Boolean(process.env.SOUK_LONG);
const deliveries = long ? 5000 : 160, eventsOfEach = 13, atOnce = 32, buyersCount = long ? 4 : 1;
const share = (percent) => Math.round(deliveries * percent / 100);
const forgedCount = share(5), duplicates = share(30), reordered = share(30);
const distinct = deliveries - forgedCount - duplicates;
const shop = noFixtures ? null : await stripeShop();
after(() => shop?.close());

const options = { ...setup(), worker: false, stepS: 900, flags: { sandbox: quietSandbox },
  sites: shop ? ['alpha', 'beta'] : ['alpha'],
  params: (site) => (site.name === 'beta' ? shop.options.params(site) : {}) };

/** Does it for each of the list, so many at once. */
async function each(list, n, act) {
  const left = list.entries();
  await Promise.all(Array.from({ length: n }, async () => {
    for (const [i, item] of left) await act(item, i);
  }));
}

/** Events of payments, by turns: each payment's first before its second. */
function eventsOf(till, payments) {
  const events = [];
  for (let i = 0; events.length < distinct; i++) {
    const { order, payment } = payments[i % payments.length];
    events.push({ event: till.event(payment, order), forged: false });
  }
  return events;
}

/** That many of the list go to places that chance gives them. */
function outOfOrder(list, n, dice) {
  const picked = dice.shuffled(list.keys()).slice(0, n);
  const out = [...list];
  dice.shuffled(picked).forEach((from, i) => { out[picked[i]] = list[from]; });
  return out;
}

/** Put in at places that chance gives. */
function mixed(list, more, dice) {
  const out = [...list];
  for (const one of more) out.splice(dice.below(out.length + 1), 0, one);
  return out;
}

story('webhooks', options, (step) => {
  for (const gateway of shop ? ['sandbox', 'stripe'] : ['sandbox']) {
    let site, till, payments;

    step(`${gateway}: payments are captured, and nobody has told yet`, async (world, t) => {
      t.diagnostic(`seed ${seed}`);
      site = world.sites[gateway === 'stripe' ? 'beta' : 'alpha'];
      till = gateway === 'stripe' ? new StripeTill(shop.fake, site) : new SandboxTill(world, site);
      const buyers = [];
      for (let i = 0; i < buyersCount; i++) buyers.push(await Buyer.ready(world, site));
      payments = Array.from({ length: Math.ceil(distinct / eventsOfEach) }, () => ({}));
      await each(payments, buyersCount, async (one, i) => {
        const buyer = buyers[i % buyersCount];
        one.buyer = buyer;
        one.order = await buyer.placeOrder();
        one.payment = expectStatus(await buyer.pay(one.order), 201, 'payment').json;
        await till.captureQuietly(one.payment);
      });
    });

    step(`${gateway}: ${deliveries} deliveries`, async (world, t) => {
      const dice = chance(gateway);
      const events = eventsOf(till, payments);
      const again = dice.shuffled(events).slice(0, duplicates);
      const forged = Array.from({ length: forgedCount }, (_, i) => {
        const { order, payment } = payments[dice.below(payments.length)];
        return { event: till.forged(till.event(payment, order), i), forged: true };
      });
      const storm = mixed(mixed(outOfOrder(events, reordered, dice), again, dice), forged, dice);
      assert.equal(storm.length, deliveries);
      let tries = 0, refused = 0;
      const began = Date.now();
      // A gateway sends it again while the shop has no time for it.
      await each(storm, atOnce, async ({ event, forged: isForged }) => {
        const answer = await until(async () => {
          tries++;
          const now = await till.deliver(event);
          return now.status === 503 ? null : now;
        }, 'the shop has time', 60000);
        if (isForged) {
          expectProblem(answer, 401, 'signature');
          refused++;
        } else {
          expectStatus(answer, 204);
        }
      });
      t.diagnostic(`${deliveries} in ${Date.now() - began} ms, ${tries} tries, ${refused} refused`);
      assert.equal(refused, forgedCount);
    });

    step(`${gateway}: each was applied once, by the call or by the worker`, async (world, t) => {
      const kept = await world.sql(site, 'SELECT COUNT(*) FROM payment_events WHERE applied_at IS NULL');
      t.diagnostic(`left to the worker: ${kept}`);
      await world.sql(site, "UPDATE payment_events SET received_at = '2026-01-01' WHERE applied_at IS NULL");
      const worker = await world.startWorker();
      await until(async () => {
        assert.ok(!worker.ended, 'the worker is there');
        const [[open]] = await world.sql(site, 'SELECT COUNT(*) FROM payment_events WHERE applied_at IS NULL');
        return open === '0';
      }, 'what was kept is applied', 300000);
      await worker.stop();
      const outcomes = await world.sql(site, 'SELECT outcome, COUNT(*), COUNT(DISTINCT gateway_ref) FROM payment_events GROUP BY outcome ORDER BY outcome');
      assert.deepEqual(outcomes.map((row) => [row[0], Number(row[1]), Number(row[2])]), [
        ['captured', payments.length, payments.length],
        ['captured before', distinct - payments.length, payments.length],
      ]);
      const [[entries]] = await world.sql(site, "SELECT COUNT(*) FROM ledger_entries WHERE occasion = 'order_paid'");
      const [[moves]] = await world.sql(site, "SELECT COUNT(*) FROM events WHERE subject = 'payment' AND kind = 'captured'");
      assert.deepEqual([Number(entries), Number(moves)], [payments.length, payments.length]);
      await each(payments, buyersCount, async ({ buyer, order }) => assert.ok((await buyer.get(order)).paid_at));
    });

    step(`${gateway}: our books balance and agree with the gateway's`, async (world) => {
      await world.ctl(site, 'verify');
      assert.equal(await till.agrees(world), payments.length);
    });
  }
});
