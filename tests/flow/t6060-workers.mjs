// Workers die by SIGKILL between any two of their calls, and come in pairs: a month's statements for sellers and bills for
// companies are made once and numbered without a gap, each mail and webhook's message comes once a try, the books hold.
// X7, R28.  SOUK_LONG=1: at each call, more sellers, and for longer.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { catalogue } from '../lib/catalogue.mjs';
import { chance, seed } from '../lib/chance.mjs';
import { idHex } from '../lib/id.mjs';
import { until } from '../lib/proc.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { story } from '../lib/story.mjs';
import { noFaults } from '../lib/world.mjs';

const long = Boolean(process.env.SOUK_LONG);
const makers = long ? 6 : 2, companies = long ? 4 : 2, some = 2, deaths = long ? 60 : 4, callsMax = 2000;
const once = (amount) => ({ mode: 'one_time', currency: 'USD', amount });

/** Some sellers with a product each, sold once. */
function shop() {
  const all = catalogue(makers), [maker] = all.sellers;
  all.sellers = all.products.map((p, i) => ({ ...maker, slug: `maker-${i}`, name: `Maker ${i}` }));
  all.products = all.products.map((p, i) => ({ ...p, slug: `made-${i}`, seller: `maker-${i}`, delivery: 'saas',
    plans: [{ code: 'solo', texts: { en: { name: 'Solo', summary: 'Once' } }, options: [], capacities: [],
      prices: [once(10000 + i)] }] }));
  const file = path.join(os.tmpdir(), `souk-makers-${process.pid}.json`);
  fs.writeFileSync(file, JSON.stringify(all));
  after(() => fs.rmSync(file));
  return file;
}

/** The words of SQL by which each of a worker's jobs begins, and about how many calls it has. */
const jobs = {
  settlements: ['SELECT DISTINCT l.seller_id, l.currency', 110],
  bills: ['SELECT DISTINCT company_id FROM credit_reservations', 110],
  reminders: ["SELECT bill_id FROM bills WHERE state IN ('ISSUED', 'PARTLY_PAID', 'OVERDUE') AND due_at", 60],
  letter: ['SELECT message_id, kind, template', 140],
  'fan-out': ['SELECT seal_no, event_id, subject', 55],
  webhook: ['SELECT w.company_id FROM webhook_messages m', 95],
};

const mailId = ({ data }) => idHex(/^Message-ID: <([^@>]+)/mi.exec(data)[1]);

async function tell() {
  const receiver = await Receiver.start();
  after(() => receiver.stop());
  const params = () => ({ OUTBOUND_PORTS: `443, ${receiver.port}`, OUTBOUND_ALLOW: '127.0.0.0/8' });
  const options = { server: 'nginx', worker: false, clock: true, data: shop(), params, stepS: long ? 1800 : 180 };

  story('workers', options, (step) => {
    const buyers = [], slugs = Array.from({ length: makers }, (_, i) => `made-${i}`);
    let seller, hook, days = 0, killed = 0, again = 0;
    const one = async (world, sql) => Number((await world.sql(world.site, sql))[0][0]);
    const later = (world, seconds) => world.at(days += seconds / 86400);
    const buy = (buyer, product) => buyer.placeOrder({ product, plan: 'solo', billing_mode: 'one_time', capacities: {} });
    const paid = async (buyer, product) => buyer.payWith('success', await buy(buyer, product));
    const onCredit = async (buyer, product) => expectStatus(await buyer.client.post('/api/checkout/settlements',
      { order: (await buy(buyer, product)).id, method: 'monthly_settlement' }, { headers: { 'Idempotency-Key': randomUUID() } }), 201, 'on credit');
    const open = (world) => one(world, `SELECT (SELECT COUNT(*) FROM outbox WHERE state IN ('QUEUED', 'RETRY'))
      + (SELECT COUNT(*) FROM webhook_messages WHERE state IN ('QUEUED', 'RETRY'))
      + (SELECT COUNT(*) FROM events WHERE seal_no IS NULL) + (SELECT COUNT(*) FROM ledger_entries WHERE seal_no IS NULL)
      + (SELECT MAX(seal_no) FROM events) - (SELECT last_no FROM cursors WHERE name = 'webhooks')
      + (SELECT MAX(seal_no) FROM ledger_entries) - (SELECT last_no FROM cursors WHERE name = 'settlement_lines')`);
    /** Workers' rounds, so many at once, until nothing is left; leases of the dead end. */
    const drain = (world, atOnce = 1) => until(async () => {
      const ended = await Promise.all(Array.from({ length: atOnce }, () => world.tryWork()));
      for (const { code } of ended) assert.equal(code, 0, 'a round goes well beside others');
      later(world, 300);
      return await open(world) === 0;
    }, 'all is told', 60000);

    /** Dies in one call after another (or in some) of a job; each time there is work for it, and then all is looked at. */
    async function dieIn(world, t, name, { arm = () => {}, look, isDone }) {
      const [words, bound] = jobs[name], dice = chance(name), before = killed;
      for (let n = 1; n < callsMax; n++) {
        if (!long && n > some) break;
        await arm();
        const ended = await world.workUntilCallSince(words, long ? n : 1 + dice.below(bound));
        killed += ended.killed;
        // What it had sent arrives.
        await until(async () => world.mail.sockets.size + await receiver.connections() === 0, 'nobody talks any more');
        const done = await isDone();
        await look();
        if (long && (done || !ended.killed)) break;
      }
      t.diagnostic(`seed ${seed}: ${name}: died ${killed - before} times`);
      if (long) assert.ok(killed - before > 20, `only ${killed - before} calls`);
    }

    /** Nothing came more often than it was tried, and twice only from those who died. */
    async function toldOnceATry(world) {
      const mails = new Map(), extra = { mails: 0, webhooks: 0 };
      for (const id of world.mail.messages.map(mailId)) mails.set(id, (mails.get(id) ?? 0) + 1);
      for (const [id, state, tries] of await world.sql(world.site, "SELECT HEX(message_id), state, tries FROM outbox WHERE kind = 'mail'")) {
        const came = mails.get(id) ?? 0;
        assert.ok(state === 'SENT' && came >= 1 && came <= Number(tries), `mail ${id}: ${state}, came ${came} times in ${tries} tries`);
        extra.mails += came - 1;
      }
      const heard = new Map();
      for (const { id } of receiver.heard) heard.set(idHex(id), (heard.get(idHex(id)) ?? 0) + 1);
      for (const [id, state, tries] of await world.sql(world.site, 'SELECT HEX(message_id), state, tries FROM webhook_messages')) {
        const came = heard.get(id) ?? 0;
        assert.ok(state === 'SENT' && came >= 1 && came <= Number(tries), `message ${id}: ${state}, came ${came} times in ${tries} tries`);
        extra.webhooks += came - 1;
      }
      assert.ok(extra.mails + extra.webhooks <= killed + again, `${JSON.stringify(extra)} for ${killed} deaths and ${again} asked for again`);
      assert.deepEqual(await world.sql(world.site, 'SELECT webhook_id FROM webhook_messages GROUP BY webhook_id, event_id HAVING COUNT(*) > 1'), []);
    }

    /** Of each kind and year, numbers from 1 on. */
    async function gapless(world) {
      const rows = await world.sql(world.site, `SELECT 'settlement', settlement_no FROM settlements UNION ALL
        SELECT kind, bill_no FROM bills WHERE kind = 'statement'`);
      const [settlements, bills] = ['settlement', 'statement'].map((kind) => rows.filter(([k]) => k === kind).map(([, no]) => no));
      for (const year of new Set(settlements.map((no) => no.split('-')[1]))) {
        const numbers = settlements.filter((no) => no.split('-')[1] === year).map((no) => Number(no.split('-')[2]));
        assert.deepEqual(numbers.sort((a, b) => a - b), numbers.map((_, i) => i + 1));
      }
      assert.equal(new Set(bills).size, bills.length);
      await world.ctl(world.site, 'verify');
    }

    step('a month of sales, by card and on credit', async (world) => {
      const operator = await Operator.ready(world);
      seller = await Seller.applied(world, 'halo');
      await operator.admit(seller);
      await seller.revise(operator, await seller.begin('halo-walls'), listing({ plans: [{ ...listing().plans[0], capacities: [], prices: [once(9000)] }] }));
      slugs.push('halo-walls');
      const hooks = '/api/billing/webhooks';
      expectStatus(await seller.client.post(hooks, { url: receiver.url, kinds: ['order.placed', 'settlement.issued'] }), 201);
      for (let i = 0; i < companies; i++) {
        const buyer = await Buyer.ready(world);
        const { company } = await buyer.signIn();
        await world.ctl(world.site, 'credit', 'set', company.id, '--general', '5000.00', '--postpaid', 'yes');
        buyers.push(buyer);
      }
      ({ webhook: hook } = expectStatus(await buyers[0].client.post(hooks, { url: receiver.url, kinds: ['order.placed', 'order.paid', 'bill.issued'] }), 201).json);
      for (const [i, product] of slugs.entries()) await paid(buyers[i % companies], product);
      for (const [i, buyer] of buyers.entries()) await onCredit(buyer, slugs[i % slugs.length]);
      await drain(world);
      assert.equal(await one(world, "SELECT COUNT(*) FROM settlement_lines WHERE state = 'RELEASABLE'"), slugs.length);
      await toldOnceATry(world);
    });

    step("the month's statements: it dies in each call, then three go on at once", async (world, t) => {
      later(world, 32 * 86400);
      const stated = () => one(world, "SELECT COUNT(*) FROM settlement_lines WHERE state = 'IN_STATEMENT'");
      const billed = () => one(world, "SELECT COUNT(*) FROM bills WHERE kind = 'statement'");
      await dieIn(world, t, 'settlements', { look: () => gapless(world), isDone: async () => await stated() === slugs.length });
      await dieIn(world, t, 'bills', { look: () => gapless(world), isDone: async () => await billed() === companies });
      await drain(world, 3);
      await drain(world, 3);
      assert.equal(await stated(), slugs.length);
      assert.deepEqual(await world.sql(world.site, "SELECT COUNT(*), COUNT(DISTINCT seller_id) FROM settlements WHERE state = 'ISSUED'"),
        [[`${slugs.length}`, `${slugs.length}`]]);
      assert.deepEqual(await world.sql(world.site, "SELECT COUNT(*), COUNT(DISTINCT company_id) FROM bills WHERE kind = 'statement'"), [[`${companies}`, `${companies}`]]);
      assert.deepEqual(await world.sql(world.site, `SELECT COUNT(DISTINCT settlement_id) - COUNT(*), COUNT(*) FROM settlement_lines WHERE state = 'IN_STATEMENT'
        AND seller_id = (SELECT seller_id FROM sellers WHERE slug = 'halo')`), [['0', '1']]);
      assert.equal(receiver.heard.filter(({ json }) => json.type === 'settlement.issued').length, 1);
      assert.equal(receiver.heard.filter(({ json }) => json.type === 'bill.issued' && json.data.kind === 'statement').length, 1);
      await gapless(world);
      await toldOnceATry(world);
    });

    step('a bill is due soon: it dies in each call, then three go on at once, and everybody is reminded once', async (world, t) => {
      const rows = (sql) => world.sql(world.site, sql);
      const [[due, rung]] = await rows("SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), MIN(due_at)), MAX(reminders) FROM bills WHERE kind = 'statement'");
      assert.equal(rung, '0');
      world.at(days = (Number(due) - 3 * 86400) / 86400);
      const counted = () => one(world, "SELECT COUNT(*) FROM bills WHERE kind = 'statement' AND reminders = 1");
      await dieIn(world, t, 'reminders', { isDone: async () => await counted() === companies,
        // With the count goes its one mail to each, or neither is there.
        look: async () => assert.equal(await one(world, "SELECT COUNT(DISTINCT subject_id) FROM outbox WHERE template = 'bill_due'"), await counted()) });
      await drain(world, 3);
      await drain(world, 3);
      assert.equal(await counted(), companies);
      assert.deepEqual(await rows("SELECT HEX(subject_id) FROM outbox WHERE template = 'bill_due' GROUP BY subject_id, user_id HAVING COUNT(*) > 1"), []);
      assert.equal(await one(world, "SELECT COUNT(*) FROM events WHERE kind = 'reminded'"), companies);
      await world.ctl(world.site, 'verify');
      await toldOnceATry(world);
    });

    /** What was told is asked for again, in this way; it dies in each call on its way. */
    async function dieTelling(world, t, name, { table, id, came, ask }) {
      const now = async () => {
        const [[state, n]] = await world.sql(world.site, `SELECT state, tries FROM ${table} WHERE message_id = X'${id}'`);
        return { state, tries: Number(n) };
      };
      let before, tries;
      await dieIn(world, t, name, {
        async arm() {
          await drain(world);
          ({ tries } = await now());
          before = came();
          again++;
          await ask();
        },
        isDone: async () => (await now()).state === 'SENT',
        async look() {
          const { state, tries: taken } = await now(), first = came() - before;
          assert.ok(first <= taken - tries && taken - tries <= 1, `came ${first} times in ${taken - tries} tries`);
          await world.work();
          if (taken > tries) assert.equal(came() - before, first, 'its lease holds');
          await drain(world);
          assert.deepEqual([(await now()).state, came() - before], ['SENT', state === 'SENT' || !first ? 1 : 2]);
        },
      });
      await toldOnceATry(world);
    }

    step('a mail: it dies in each call on the way, and the mail comes once a try', async (world, t) => {
      const [[id]] = await world.sql(world.site, "SELECT HEX(message_id) FROM outbox WHERE kind = 'mail' AND token_hash IS NULL ORDER BY message_id LIMIT 1");
      await dieTelling(world, t, 'letter', { table: 'outbox', id,
        came: () => world.mail.messages.filter((mail) => mailId(mail) === id).length,
        ask: () => world.sql(world.site, `UPDATE outbox SET state = 'QUEUED', next_at = '2026-01-01' WHERE message_id = X'${id}'`) });
    });

    step('a webhook: from the event to the receiver, it dies in each call', async (world, t) => {
      const [buyer] = buyers;
      await buyer.signIn();
      let order;
      const placed = () => receiver.heard.filter(({ json }) => json.type === 'order.placed' && json.data.order === order.id && json.data.side === 'buyer');
      await dieIn(world, t, 'fan-out', {
        async arm() { order = await buy(buyer, slugs[0]); },
        isDone: async () => await one(world, `SELECT COUNT(*) FROM webhook_messages WHERE webhook_id = X'${idHex(hook.id)}' AND body LIKE '%${order.id}%'`) > 0,
        async look() {
          await drain(world);
          assert.equal(placed().length, 1, 'told once');
        },
      });
      const [message] = placed();
      await dieTelling(world, t, 'webhook', { table: 'webhook_messages', id: idHex(message.id),
        came: () => receiver.heard.filter(({ id }) => id === message.id).length,
        async ask() {
          await buyer.signIn();
          expectStatus(await buyer.client.post(`/api/billing/webhook-messages/${message.id}/replays`, {}), 200);
        } });
      for (const { id, body } of receiver.heard) assert.ok(id !== message.id || body === message.body);
    });

    step('two workers, of which one dies again and again, while orders come in', async (world) => {
      const dice = chance('deaths');
      const begin = async () => {
        const begun = (worker) => worker.output().split('message=working').length;
        const worker = world.startWorker(), before = begun(worker);
        return worker.ready(() => begun(worker) > before);
      };
      const workers = [await begin(), await begin()];
      for (const buyer of buyers) await buyer.signIn();
      const before = await one(world, 'SELECT COUNT(*) FROM orders');
      for (let i = 0; i < deaths; i++) {
        await paid(buyers[i % companies], slugs[i % slugs.length]);
        await onCredit(buyers[(i + 1) % companies], slugs[i % slugs.length]);
        await pause(dice.below(300)); // wherever it is then
        const which = dice.below(2);
        assert.equal((await workers[which].kill('SIGKILL')).signal, 'SIGKILL');
        killed++;
        workers[which] = await begin();
      }
      for (const worker of workers) assert.deepEqual(await worker.stop(), { code: 0, signal: null });
      later(world, 300);
      await drain(world);
      assert.equal(await one(world, "SELECT COUNT(*) FROM orders WHERE state = 'ACTIVE'") >= 2 * deaths, true);
      assert.equal(await one(world, 'SELECT COUNT(*) FROM orders') - before, 2 * deaths);
      later(world, 32 * 86400);
      await drain(world, 3);
      await drain(world, 3);
      assert.equal(await one(world, "SELECT COUNT(*) FROM settlement_lines WHERE state = 'RELEASABLE'"), 0);
      await gapless(world);
      await toldOnceATry(world);
    });
  });
}

const without = await noFaults();
if (without) test('workers', { skip: without }, () => {});
else await tell();
