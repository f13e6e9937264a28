// Checkout and worker are ended by SIGKILL before each of the system calls
// by which they take an order and its payment, one after another; the client
// asks again with its key, the gateway sends its event again, the next worker
// goes on.  What was told stands, nobody pays twice, the books agree.  X7.
// Without SOUK_LONG: at some of the calls, chosen by chance.  t6020 tells it
// with the test provider, t6021 beside it with Stripe.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { chance, seed } from '../lib/chance.mjs';
import { idHex } from '../lib/id.mjs';
import { accepts, until } from '../lib/proc.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';
import { noFixtures } from '../lib/stripe-shapes.mjs';
import { stripeShop } from '../lib/stripe-shop.mjs';
import { KilledAtCall } from '../lib/syscall-kill.mjs';
import { quietSandbox, SandboxTill, StripeTill } from '../lib/till.mjs';

const long = Boolean(process.env.SOUK_LONG);
const some = 1, among = 30, callsMax = 3000;
// Runs differ by some calls: the web server's connection is a new or a kept
// one, an answer comes in one piece or in two.  So often in a row there must be
// none left to die in; and if none died after its answer, the ends of those
// that lived are tried again.
const enough = long ? 6 : 1, tailCalls = 8, tailTries = 12;
/** The calls to die at: all, or some. */
function* calls(name) {
  const dice = chance(name);
  if (long) for (let n = 1; n < callsMax; n++) yield n;
  else for (let i = 0; i < some; i++) yield 1 + dice.below(among);
}

const park = (world, site) => world.sql(site, `UPDATE outbox SET next_at = '2099-01-01' WHERE state IN ('QUEUED', 'RETRY');
  UPDATE payments SET next_check_at = '2099-01-01' WHERE next_check_at IS NOT NULL`);

/** Leases end, and what was put off is due. */
const timePasses = (world, site, since) => world.sql(site, `UPDATE idempotency_keys SET lease_until = '2026-01-01' WHERE state = 'RUNNING';
  UPDATE outbox SET next_at = '2026-01-01' WHERE state IN ('QUEUED', 'RETRY') AND created_at >= '${since}';
  UPDATE payments SET next_check_at = '2026-01-01' WHERE next_check_at IS NOT NULL;
  UPDATE payment_events SET received_at = '2026-01-01' WHERE applied_at IS NULL`);

/** An answer with this status; until then none, or one that says "not now". */
const insist = (attempt, status, what) => until(async () => {
  const answer = await attempt().catch(() => null);
  if (answer?.status === status) return answer;
  assert.ok(!answer || [409, 429, 502, 503].includes(answer.status), `${what}: ${answer?.status} ${answer?.text}`);
  return null;
}, what, 60000);

async function started(buyer) {
  const order = await buyer.placeOrder();
  const payment = expectStatus(await buyer.pay(order), 201, 'payment').json;
  return { order, payment };
}
async function captured(buyer, till) {
  const run = await started(buyer);
  await till.captureQuietly(run.payment);
  return run;
}
const isPaid = async (buyer, order) => {
  const now = await buyer.get(order);
  assert.equal(now.payment.state, 'CAPTURED');
  assert.ok(now.paid_at, `order ${order.id} is paid`);
};

/**
 * What a client or a gateway asks of checkout: begin() is what comes before,
 * ask() the request in which it dies and which is repeated, end() looks at
 * the last answer.  What asks no gateway is tried with one of them.
 */
const requests = {
  order: {
    status: 201,
    async begin(buyer) {
      const { quote } = await buyer.quote();
      return { body: { quote, documents: await buyer.documents() }, key: randomUUID() };
    },
    ask: (run, buyer) => buyer.order(run.body, run.key),
    async end(run, buyer, till, last) {
      assert.equal((await buyer.get(last.json)).state, 'PENDING_PAYMENT');
    },
  },
  payment: {
    asksGateway: true,
    status: 201,
    async begin(buyer) { return { order: await buyer.placeOrder(), key: randomUUID() }; },
    ask: (run, buyer) => buyer.pay(run.order, run.key),
    async end(run, buyer, till, last) {
      await till.captureQuietly(last.json);
      assert.equal(expectStatus(await buyer.refresh(last.json.payment), 200).json.state, 'CAPTURED');
      await isPaid(buyer, run.order);
    },
  },
  charge: {
    asksGateway: true,
    status: 201,
    async begin(buyer, till) { return { card: await till.cardOf(buyer), order: await buyer.placeOrder(), key: randomUUID() }; },
    ask: (run, buyer) => buyer.client.post('/api/checkout/payments', { order: run.order.id, method: 'card', card: run.card.id },
      { headers: { 'Idempotency-Key': run.key } }),
    async end(run, buyer, till, { json: { payment } }) {
      if (payment.state === 'UNKNOWN') expectStatus(await buyer.refresh(payment), 200);
      else assert.equal(payment.state, 'CAPTURED');
      await isPaid(buyer, run.order);
    },
  },
  event: {
    asksGateway: true,
    status: 204,
    async begin(buyer, till) {
      const run = await captured(buyer, till);
      return { ...run, event: till.event(run.payment, run.order) };
    },
    ask: (run, buyer, till) => till.deliver(run.event),
    end: (run, buyer) => isPaid(buyer, run.order),
  },
  refresh: {
    asksGateway: true,
    status: 200,
    begin: captured,
    ask: (run, buyer) => buyer.refresh(run.payment.payment),
    end: (run, buyer) => isPaid(buyer, run.order),
  },
};

/** Dies in the n-th call of a request, unless there are fewer: then it has answered. */
async function dieAsking(world, request, n, buyer, till) {
  const checkout = await world.startResponder('checkout', ['--threads', '1'], KilledAtCall);
  const run = await request.begin(buyer, till);
  await checkout.quiet();
  await checkout.at(n);
  run.first = await request.ask(run, buyer, till).catch(() => null);
  run.answered = run.first?.status === request.status;
  run.calls = await checkout.quiet();
  run.survived = run.calls !== null;
  if (run.survived) {
    // Gone before another one listens there.
    await checkout.at(1);
    await accepts({ path: world.socket('checkout') });
  }
  await checkout.dead;
  assert.ok(checkout.killed, checkout.output().slice(-2000));
  return run;
}

/** What the worker does by itself: begin() makes it due, isDone() tells. */
const duties = {
  delivery: {
    async begin(buyer, till, world, site) {
      const run = await captured(buyer, till);
      await park(world, site);
      expectStatus(await buyer.refresh(run.payment.payment), 200);
      return run;
    },
    isDone: (run, world, site) => isDrained(world, site),
  },
  reconciliation: {
    asksGateway: true,
    async begin(buyer, till, world, site) {
      const run = await captured(buyer, till);
      await park(world, site);
      await world.sql(site, `UPDATE payments SET next_check_at = '2026-01-01' WHERE payment_id = X'${idHex(run.payment.payment.id)}'`);
      return run;
    },
    isDone: (run, world, site) => isCaptured(run, world, site),
  },
  'kept event': {
    async begin(buyer, till, world, site) {
      const run = await captured(buyer, till);
      await park(world, site);
      await world.sql(site, `INSERT INTO payment_events (gateway, event_ref, gateway_ref, kind, received_at) VALUES ('${till.name}',
        'kept_${randomBytes(8).toString('hex')}', '${till.ref(run.payment)}', 'kept', '2026-01-01')`);
      return run;
    },
    isDone: (run, world, site) => isCaptured(run, world, site),
  },
};
async function isDrained(world, site) {
  const [[open]] = await world.sql(site, `SELECT (SELECT COUNT(*) FROM outbox WHERE state IN ('QUEUED', 'RETRY') AND next_at < '2090-01-01')
    + (SELECT COUNT(*) FROM payments WHERE next_check_at < '2090-01-01')
    + (SELECT COUNT(*) FROM payment_events WHERE applied_at IS NULL)`);
  return open === '0';
}
async function isCaptured(run, world, site) {
  const [[state]] = await world.sql(site, `SELECT state FROM payments WHERE payment_id = X'${idHex(run.payment.payment.id)}'`);
  return state === 'CAPTURED';
}

/** By which gateway: 'sandbox' or 'stripe'. */
export async function killStory(gateway) {
  if (gateway === 'stripe' && noFixtures) {
    test('kill at every call: stripe', { skip: noFixtures }, () => {});
    return;
  }
  const stripe = gateway === 'stripe' ? await stripeShop() : null;
  after(() => stripe?.close());
  const options = { ...setup(), worker: false, stepS: long ? 1200 : 180, flags: { sandbox: quietSandbox },
    params: (site) => stripe?.options.params(site) ?? {} };

  story('kill at every call', options, (step) => {
    let site, till, buyer, since;
    const open = async (world) => {
      if (site) return;
      ({ site } = world);
      till = stripe ? new StripeTill(stripe.fake, site) : new SandboxTill(world, site);
      buyer = await Buyer.ready(world, site);
    };

    for (const [name, request] of Object.entries(requests)) {
      if (!request.asksGateway && gateway !== 'sandbox') continue;
      step(`${gateway}: checkout dies in each call of "${name}"`, async (world, t) => {
        await open(world);
        await world.procs.checkout.stop();
        const runs = [];
        const dieAt = async (n) => {
          // A web server may still lead to who died before: that counts for nothing.
          for (;;) {
            const run = await dieAsking(world, request, n, buyer, till);
            runs.push(run);
            if (!run.survived || run.answered) return run;
          }
        };
        const isLate = (run) => run.answered && !run.survived;
        let inARow = 0;
        for (const n of calls(`${gateway} ${name}`)) {
          inARow = (await dieAt(n)).survived ? inARow + 1 : 0;
          if (inARow === enough) break;
        }
        for (let i = 0; long && i < tailTries * tailCalls && !runs.some(isLate); i++) {
          const ends = runs.filter((r) => r.survived && r.answered).map((r) => r.calls).sort((a, b) => a - b);
          await dieAt(ends[Math.floor(i / tailCalls) % ends.length] - i % tailCalls);
        }
        const late = runs.filter(isLate).length;
        t.diagnostic(`seed ${seed}: died in ${runs.filter((r) => !r.survived).length} calls, ${late} after the answer`);
        await world.ctl(site, 'verify');

        await world.startResponder('checkout');
        await timePasses(world, site, '2099-01-01');
        for (const run of runs) {
          const last = await insist(() => request.ask(run, buyer, till), request.status, `${name} is answered in the end`);
          if (run.answered) assert.equal(last.text, run.first.text, 'told the same again');
          await request.end(run, buyer, till, last);
        }
        const [[orders, quotes]] = await world.sql(site, 'SELECT COUNT(*), COUNT(DISTINCT quote_hash) FROM orders');
        assert.equal(orders, quotes, 'each quote made one order');
        await world.ctl(site, 'verify');
        await till.agrees(world);
        if (long) assert.ok(inARow === enough && late > 0, `${runs.length} runs, ${late} died after the answer`);
      });
    }

    for (const [name, duty] of Object.entries(duties)) {
      if (!duty.asksGateway && gateway !== 'sandbox') continue;
      step(`${gateway}: the worker dies in each call of a ${name}`, async (world, t) => {
        await open(world);
        await park(world, site);
        [[since]] = await world.sql(site, 'SELECT UTC_TIMESTAMP(6)');
        const runs = [];
        for (const n of calls(`${gateway} ${name}`)) {
          const run = await duty.begin(buyer, till, world, site);
          runs.push(run);
          const killed = await world.workUntilCall(n);
          const done = await duty.isDone(run, world, site);
          await park(world, site);
          if (done || !killed) break;
        }
        t.diagnostic(`seed ${seed}: died at ${runs.length} calls`);
        if (long) assert.ok(runs.length > 20, `only ${runs.length} calls`);
        await world.ctl(site, 'verify');

        await timePasses(world, site, since);
        const worker = await world.startWorker();
        try {
          await until(async () => {
            assert.ok(!worker.ended, 'the worker is there');
            return isDrained(world, site);
          }, 'all is delivered and told', 600000);
        } finally {
          await worker.stop();
        }
        for (const run of runs) {
          assert.equal((await buyer.get(run.order)).state, 'ACTIVE');
          await isPaid(buyer, run.order);
        }
        await world.ctl(site, 'verify');
        await till.agrees(world);
      });
    }

    step(`${gateway}: each event was applied, and a mail that came twice came under one name`, async (world) => {
      const [[open]] = await world.sql(site, 'SELECT COUNT(*) FROM payment_events WHERE applied_at IS NULL');
      assert.equal(open, '0');
      const [[sent]] = await world.sql(site, "SELECT COUNT(*) FROM outbox WHERE kind = 'mail' AND state = 'SENT'");
      const names = world.mail.messages.filter((m) => m.to.includes(buyer.email))
        .map((m) => /^Message-ID: <(.*)>/mi.exec(m.data)[1]);
      assert.equal(new Set(names).size, Number(sent));
    });
  });
}
