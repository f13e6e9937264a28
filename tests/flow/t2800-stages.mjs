// X4, X13, R41: an order in stages from both sides: whose turn it is, a
// rejection criterion by criterion, a recall, a dispute and its ruling, a
// plan that is changed, silence that accepts, and an early end; webhooks tell
// of each step.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { after } from 'node:test';
import { Receiver } from '../lib/receiver.mjs';
import { bundleHolds, json, sha256 } from '../lib/bundle.mjs';
import { setup, story } from '../lib/story.mjs';
import { expectProblem, expectStatus } from '../lib/shop.mjs';
import { plain } from '../lib/smtp.mjs';
import { euro, stagedParams, stagedShop } from '../lib/staged.mjs';
import { unzip } from '../lib/zip.mjs';

const DAY_S = 86400;

const { Webhook } = createRequire(import.meta.url)('standardwebhooks');
const receiver = await Receiver.start();
after(() => receiver.stop());
const params = () => ({ ...stagedParams(), OUTBOUND_PORTS: `443, ${receiver.port}`, OUTBOUND_ALLOW: '127.0.0.0/8' });
const told = [...['opened', 'delivered', 'recalled', 'accepted', 'rejected', 'disputed'].map((what) => `milestone.${what}`), 'order.closed_early'];

story('stages', { ...setup(), params, worker: false }, (step) => {
  const secrets = {};
  let shop, buyer, seller, operator, order, change;

  const key = () => ({ headers: { 'Idempotency-Key': randomUUID() } });
  const look = async (who = buyer) => expectStatus(await who.client.get(`/api/billing/milestones?order=${order.id}`), 200).json;
  const act = async (who, stage, what, body = {}) => {
    const item = (await look(who)).items[stage - 1];
    return who.client.post(`/api/billing/handovers/${item.handover}/${what}`, { row_version: item.row_version, ...body }, key());
  };
  const done = async (...args) => expectStatus(await act(...args), 200).json;
  const turn = async () => Object.values((await look()).next);
  const propose = (who, body) => who.client.post('/api/billing/plan-changes', { order: order.id, reason: 'As we said.', stages: [], ...body }, key());
  const answer = (who, what, body) => who.client.post(`/api/billing/plan-changes/${change.id}/${what}`, body, key());
  const states = async () => (await look()).items.map((m) => m.state);
  const letter = async (world, to, words) => plain((await world.mail.next(to, (text) => words.test(plain(text)))).data);

  const gather = async (stage, name, text) => {
    const { handover } = (await look()).items[stage - 1];
    return expectStatus(await seller.client.post(`/api/billing/evidence?handover=${handover}&name=${name}`, Buffer.from(text),
      { headers: { 'Content-Type': 'application/octet-stream' } }), 201).json.id;
  };
  /** What was recalled is its seller's alone: in no page, no file, no bundle. */
  const unseen = async (file, note) => {
    for (const who of [buyer, operator]) {
      expectProblem(await who.client.get(`/api/billing/evidence/${file}`), 404);
      const bundle = unzip(expectStatus(await who.client.get(`/api/billing/evidence-bundles/${order.id}`), 200).body);
      assert.ok(![...bundle.keys()].some((name) => name.includes(file)), 'no file of it');
      const { handover_rounds: rounds, handover_files: files } = json(bundle, 'handovers.json');
      assert.ok(!rounds.some((r) => r.note === note) && !files.some((f) => f.file_id === file), 'nor a word');
      for (const { handover } of (await look()).items) {
        const { rounds: told, files: gathered } = expectStatus(await who.client.get(`/api/billing/handovers/${handover}`), 200).json;
        assert.deepEqual([told.filter((r) => r.note === note), gathered], [[], []]);
      }
    }
    expectStatus(await seller.client.get(`/api/billing/evidence/${file}`), 200, 'its own');
  };

  step('ordered, its seller begins, and both sides see whose turn it is', async (world) => {
    shop = await stagedShop(world);
    ({ buyer, seller, operator } = shop);
    await shop.credit('--postpaid', 'yes', '--milestone', '40000.00');
    for (const [side, who, kinds] of [['buyer', buyer, [...told, 'bill.issued', 'bill.voided']], ['seller', seller, [...told, 'bill.issued']]])
      secrets[side] = expectStatus(await who.client.post('/api/billing/webhooks', { url: receiver.url, kinds }), 201).json.secret;
    const offer = await buyer.exclusive((await shop.sent({ deemed_days: 2 })).id);
    order = expectStatus(await buyer.redeem(buyer.stagedBody(offer)), 201).json;
    assert.deepEqual(await turn(), ['buyer', 'pay', null]);
    order = expectStatus(await buyer.client.post('/api/checkout/settlements', { order: order.id, method: 'monthly_settlement' }, key()), 201).json;
    const seen = await look();
    assert.deepEqual([seen.state, seen.version, seen.billing, seen.deemed_days], ['IN_DELIVERY', 1, 'advance', 2]);
    assert.deepEqual([seen.total, seen.billed, seen.paid, seen.open], [euro(1190001), euro(396627), euro(0), euro(396627)]);
    assert.deepEqual(seen.items.map((m) => [m.stage, m.name, m.state, m.billed_by, m.amount]),
      [[1, 'Concept', 'OPEN', 0, euro(396627)], [2, 'Build', 'PLANNED', 1, euro(396627)], [3, 'Handover', 'PLANNED', 2, euro(396747)]]);
    assert.equal(seen.items[0].bill.state, 'ISSUED');
    assert.equal(seen.items[1].bill, null);
    assert.deepEqual(await turn(), ['seller', 'deliver', 1]);
    // What became of the sale is not the buyer's, what its books call it not the seller's.
    const unsettled = (items) => items.map(({ settlement, ...rest }) => rest);
    assert.deepEqual(unsettled((await look(seller)).items), seen.items.map(({ po_number: po, cost_centre: cost, ...rest }) => rest));
    assert.deepEqual(unsettled((await look(operator)).items), seen.items);
    await world.work();
    await world.work();
    assert.deepEqual((await look(seller)).items.map((m) => m.settlement), ['HELD', null, null]);
    assert.deepEqual(seen.events.map((e) => e.kind).filter((kind) => kind.startsWith('handover')), ['handover.opened']);
    const stranger = await stagedStranger(world);
    expectProblem(await stranger.client.get(`/api/billing/milestones?order=${order.id}`), 404);
    expectProblem(await propose(stranger, { kind: 'stop' }), 404);
  });

  const stagedStranger = async (world) => {
    const other = new buyer.constructor(world);
    await other.signUp({ currency: 'EUR' });
    await other.verify();
    await other.signIn();
    return other;
  };

  step('evidence comes in pieces, and goes on where it broke off', async (world) => {
    const bytes = Buffer.alloc(1500000, 'The concept. ');
    const hash = createHash('sha256').update(bytes).digest('hex');
    const { handover } = (await look()).items[0];
    const begin = (more = {}) => seller.client.post('/api/billing/uploads', { handover, name: 'concept.txt', bytes: bytes.length, hash, ...more });
    const put = (upload, from, to) => seller.client.api('PUT', `/api/billing/uploads/${upload.id}?from=${from}`, bytes.subarray(from, to),
      { headers: { 'Content-Type': 'application/octet-stream' } });
    expectProblem(await begin({ name: '../x' }), 422);
    const upload = expectStatus(await begin(), 201).json;
    assert.equal(upload.received, 0);
    assert.equal(expectStatus(await put(upload, 0, 1000000), 200).json.received, 1000000);
    assert.equal(expectProblem(await put(upload, 0, 1000000), 409).received, 1000000);
    assert.equal(expectStatus(await seller.client.get(`/api/billing/uploads/${upload.id}`), 200).json.received, 1000000);
    expectProblem(await buyer.client.get(`/api/billing/uploads/${upload.id}`), 403);
    const whole = expectStatus(await put(upload, 1000000), 200).json;
    assert.match(whole.file, /^hdf_/);
    expectProblem(await seller.client.get(`/api/billing/uploads/${upload.id}`), 404);
    const wrong = expectStatus(await begin({ name: 'other.txt', hash: '0'.repeat(64) }), 201).json;
    expectStatus(await put(wrong, 0, 1000000), 200);
    assert.equal(expectProblem(await put(wrong, 1000000), 422).errors[0].pointer, '/hash');
    const { files } = expectStatus(await seller.client.get(`/api/billing/handovers/${handover}`), 200).json;
    assert.deepEqual(files.map((f) => [f.name, f.bytes, f.sha256]), [['concept.txt', bytes.length, hash]]);
    const kept = await seller.client.get(`/api/billing/evidence/${whole.file}`);
    assert.equal(kept.status, 200);

    // A call that is late still has the file open in which the pieces were.
    const racy = expectStatus(await begin({ name: 'racy.txt' }), 201).json;
    expectStatus(await put(racy, 0, 1000000), 200);
    const late = fs.openSync(path.join(world.site.data, 'uploads', racy.id), 'r+');
    const { file } = expectStatus(await put(racy, 1000000), 200).json;
    fs.writeSync(late, 'Something else. ', 0);
    fs.closeSync(late);
    assert.equal(sha256((await seller.client.get(`/api/billing/evidence/${file}`)).body), hash, 'what was hashed is what is kept');
    assert.deepEqual(fs.readdirSync(path.join(world.site.data, 'uploads')), []);
    expectStatus(await seller.client.api('DELETE', `/api/billing/evidence/${file}`), 204);
    const twice = expectStatus(await begin({ name: 'twice.txt' }), 201).json;
    expectStatus(await put(twice, 0, 1000000), 200);
    const ends = await Promise.all([1, 2, 3].map(() => put(twice, 1000000)));
    const made = ends.filter((a) => a.status === 200);
    assert.ok(made.length === 1 && ends.every((a) => [200, 404, 409].includes(a.status)), ends.map((a) => a.status).join());
    expectStatus(await seller.client.api('DELETE', `/api/billing/evidence/${made[0].json.file}`), 204);
  });

  step('rejected criterion by criterion, it goes back', async (world) => {
    await done(seller, 1, 'deliveries', { note: 'The concept.' });
    assert.deepEqual(await turn(), ['buyer', 'accept', 1]);
    expectProblem(await act(buyer, 1, 'rejections', { reason: 'No.' }), 422);
    expectProblem(await act(buyer, 1, 'rejections', { reason: 'No.', criteria: [{ criterion: 1, met: true }, { criterion: 2, met: true }] }), 422);
    const sent = await done(buyer, 1, 'rejections', { reason: 'Not yet.',
      criteria: [{ criterion: 1, met: true }, { criterion: 2, met: false, comment: 'Nobody here has seen it.' }] });
    assert.deepEqual([sent.state, sent.stage, sent.name, sent.criteria], ['REWORK', 1, 'Concept', ['A written concept', 'Approved by both']]);
    assert.deepEqual(sent.answers, [{ round: 1, criterion: 1, met: true, comment: '' },
      { round: 1, criterion: 2, met: false, comment: 'Nobody here has seen it.' }]);
    assert.deepEqual(await turn(), ['seller', 'rework', 1]);
    await world.work();
  });

  step('what was handed over by mistake is recalled, and cannot be accepted meanwhile', async () => {
    for (const note of [' \n\t ', '\u200b\n\u2060']) expectProblem(await act(seller, 1, 'deliveries', { note }), 422, 'invalid');
    const wrong = await gather(1, 'wrong.txt', 'Of another customer.');
    await done(seller, 1, 'deliveries', { note: 'Wrong file.' });
    const seen = (await look()).items[0];
    expectStatus(await buyer.client.get(`/api/billing/evidence/${wrong}`), 200, 'handed over');
    const open = await done(seller, 1, 'recalls');
    assert.deepEqual([open.state, open.round, open.rounds.length], ['OPEN', 2, 1]);
    await unseen(wrong, 'Wrong file.');
    expectStatus(await seller.client.api('DELETE', `/api/billing/evidence/${wrong}`), 204);
    expectProblem(await buyer.client.post(`/api/billing/handovers/${seen.handover}/acceptances`, { row_version: seen.row_version }, key()), 409, 'state');
    const again = await done(seller, 1, 'deliveries', { note: 'The right one.' });
    assert.deepEqual(again.rounds.map((r) => r.note), ['The concept.', 'The right one.']);
    expectProblem(await buyer.client.post(`/api/billing/handovers/${seen.handover}/acceptances`, { row_version: seen.row_version }, key()), 412, 'stale');
  });

  step('R34: what a bill to come will name is said before it is made', async () => {
    const refer = (who, body) => who.client.api('PUT', `/api/billing/milestones/${order.id}/references`, body);
    expectProblem(await refer(buyer, { stage: 1, po_number: 'PO-1' }), 409, 'state');
    expectProblem(await refer(buyer, { stage: 9 }), 422);
    expectProblem(await refer(seller, { stage: 2, po_number: 'PO-2' }), 404);
    const { items } = expectStatus(await refer(buyer, { stage: 2, po_number: 'PO-2', cost_centre: 'Works' }), 200).json;
    assert.deepEqual(items.map((m) => [m.po_number, m.cost_centre]), [[null, null], ['PO-2', 'Works'], [null, null]]);
    assert.ok(!('settlement' in items[0]));
    expectStatus(await operator.client.get(`/api/billing/receivables/${items[0].bill.id}`), 200, 'read on record');
    for (const [who, told] of [[buyer, 1], [operator, 1], [seller, 0]]) {
      const seen = await look(who);
      assert.deepEqual([seen.events.filter((e) => e.kind === 'handover.referenced').length, Number('po_number' in seen.items[1])], [told, told]);
      assert.ok(!seen.events.some((e) => e.kind === 'bill.read'), 'what operators read is on record, and changes nothing');
      if (!told) assert.ok(!/PO-2|Works/.test(JSON.stringify(seen)), 'its seller does not hear of it');
    }
  });

  step('R41: accepted, the next bill is there, once, and the next stage opens', async () => {
    await done(buyer, 1, 'acceptances');
    const seen = await look();
    assert.deepEqual(await states(), ['ACCEPTED', 'OPEN', 'PLANNED']);
    assert.deepEqual([seen.items[1].bill.state, seen.billed], ['ISSUED', euro(793254)]);
    const bill = expectStatus(await buyer.client.get(`/api/billing/bills/${seen.items[1].bill.id}`), 200).json;
    assert.deepEqual([bill.po_number, bill.cost_centre], ['PO-2', 'Works']);
    assert.deepEqual(await turn(), ['seller', 'deliver', 2]);
  });

  step('other stages are agreed on: the digest that was shown, by the other side', async () => {
    const stages = [{ name: 'Handover, smaller', criteria: ['It is short'], net: 100000 }, { name: 'Training', criteria: [], net: 50000 }];
    for (const criteria of [['It is \u202eshort'], ['\u200b'], ['  '], ['x'.repeat(201)], Array(20).fill('\u20ac'.repeat(200))])
      assert.equal(expectProblem(await propose(seller, { kind: 'change', stages: [{ name: 'Handover', criteria, net: 1 }] }), 422, 'invalid').errors[0].pointer, '/stages');
    change = expectStatus(await propose(seller, { kind: 'change', stages }), 201).json;
    assert.deepEqual([change.kind, change.state, change.side, change.account, change.can], ['change', 'PROPOSED', 'seller', null, ['withdraw']]);
    assert.deepEqual(change.after.map((m) => [m.stage, m.name, m.net.amount, m.tax.amount]),
      [[1, 'Concept', 333300, 63327], [2, 'Build', 333300, 63327], [3, 'Handover, smaller', 100000, 19000], [4, 'Training', 50000, 9500]]);
    assert.deepEqual(change.before.map((m) => m.name), ['Concept', 'Build', 'Handover']);
    assert.deepEqual(await turn(), ['buyer', 'confirm_change', null]);
    expectProblem(await propose(buyer, { kind: 'stop' }), 409, 'state');
    expectProblem(await answer(seller, 'confirmations', { digest: change.digest }), 403);
    expectProblem(await answer(buyer, 'confirmations', { digest: 'a'.repeat(64) }), 409, 'plan_changed');
    const { change: shown, events } = await look();
    assert.equal(events.find((e) => e.kind === 'order.plan_proposed').who, 'seller');
    assert.equal(events.find((e) => e.kind === 'order.placed').who, 'buyer');
    assert.deepEqual([shown.id, shown.can], [change.id, ['confirm', 'decline']]);
    assert.equal(expectStatus(await answer(buyer, 'confirmations', { digest: shown.digest }), 200).json.state, 'CONFIRMED');
    const seen = await look();
    assert.deepEqual([seen.version, seen.total, seen.change], [2, euro(793254 + 119000 + 59500), null]);
    assert.deepEqual(seen.items.map((m) => m.state), ['ACCEPTED', 'OPEN', 'PLANNED', 'PLANNED']);
    const pool = (await buyer.client.get('/api/billing/credit')).json.pools.find((p) => p.pool === 'milestone');
    assert.deepEqual([pool.reserved, pool.billed], [euro(178500), euro(793254)]);
  });

  step('a dispute by the buyer is ruled on: once more', async (world) => {
    await done(seller, 2, 'deliveries', { note: 'It runs.' });
    await done(buyer, 2, 'disputes', { reason: 'It does not.' });
    assert.deepEqual(await turn(), ['operator', 'rule', 2]);
    expectProblem(await act(buyer, 2, 'acceptances'), 409, 'state');
    const ruled = await done(operator, 2, 'rulings', { ruling: 'rework', reason: 'It does not start.' });
    assert.deepEqual([ruled.state, ruled.round], ['REWORK', 2]);
    await world.work();
    assert.match(await letter(world, buyer.email, /We have looked at/), /2: Build/);
  });

  step('silence accepts, where that was agreed, after its reminders', async (world) => {
    const clock = world.path('clock');
    const later = async (days) => {
      fs.writeFileSync(clock, String(days * DAY_S));
      // What the first run decides, the second one mails.
      await world.work('--clock', clock);
      await world.work('--clock', clock);
      // Sessions of that long ago have ended.
      for (const who of [buyer, seller, operator]) await who.signIn();
    };
    const { accept_by_at } = await done(seller, 2, 'deliveries', { note: 'Now it does.' });
    assert.ok(accept_by_at);
    // Away for weeks, the worker reminds first and waits a business day.
    await later(20);
    assert.deepEqual(await states(), ['ACCEPTED', 'DELIVERED', 'PLANNED', 'PLANNED']);
    assert.match(await letter(world, buyer.email, /counts as accepted after/), /2: Build/);
    await later(26);
    const [, second] = (await look()).items;
    assert.deepEqual([second.state, second.deemed], ['ACCEPTED', true]);
    assert.deepEqual(await states(), ['ACCEPTED', 'ACCEPTED', 'OPEN', 'PLANNED']);
    assert.equal((await look()).items[2].bill.state, 'ISSUED');
  });

  step('X13: it ends early by a final account that both sides confirm', async (world) => {
    const taken = await gather(3, 'taken.txt', 'Not the buyer\'s.');
    await done(seller, 3, 'deliveries', { note: 'Too early.' });
    await done(seller, 3, 'recalls');
    change = expectStatus(await propose(buyer, { kind: 'stop' }), 201).json;
    assert.deepEqual(change.account, { total: euro(971754), accepted: euro(793254), billed: euro(912254), credited: euro(119000),
      paid: euro(0), open: euro(793254), refund: euro(0), freed: euro(59500) });
    assert.deepEqual(change.after.map((m) => m.stage), [1, 2]);
    assert.equal(expectStatus(await answer(seller, 'declines', { reason: 'Pay first.' }), 200).json.answer, 'Pay first.');
    change = expectStatus(await propose(buyer, { kind: 'stop' }), 201).json;
    expectStatus(await answer(seller, 'confirmations', { digest: change.digest }), 200);
    const seen = await look();
    assert.deepEqual([seen.state, seen.open], ['CLOSED_EARLY', euro(793254)]);
    assert.deepEqual(seen.items.map((m) => m.state), ['ACCEPTED', 'ACCEPTED', 'CANCELLED', 'CANCELLED']);
    await unseen(taken, 'Too early.');
    assert.deepEqual(await turn(), ['buyer', 'pay', 1]);
    const pool = (await buyer.client.get('/api/billing/credit')).json.pools.find((p) => p.pool === 'milestone');
    assert.deepEqual([pool.reserved, pool.billed], [euro(0), euro(793254)]);
    await world.work();
    assert.match(await letter(world, buyer.email, /ended early/), new RegExp(order.id));
    await world.ctl(world.site, 'verify');
  });

  step('both sides were told of each step, the buyer of the bills', async (world) => {
    await world.work();
    for (const { id, headers, body, json } of receiver.heard) // some are of weeks to come, which verify() refuses
      assert.equal(headers['webhook-signature'], new Webhook(secrets[json.data.side]).sign(id, new Date(headers['webhook-timestamp'] * 1000), body));
    const heard = (side, kinds) => receiver.heard.map(({ json }) => json).filter(({ type, data }) => data.side === side && kinds.includes(type))
      .map(({ type, data }) => [type.split('.')[1], data.stage ?? null]);
    const steps = [['opened', 1], ['delivered', 1], ['rejected', 1], ['delivered', 1], ['recalled', 1], ['delivered', 1], ['accepted', 1],
      ['opened', 2], ['delivered', 2], ['disputed', 2], ['rejected', 2], ['delivered', 2], ['accepted', 2], ['opened', 3],
      ['delivered', 3], ['recalled', 3], ['closed_early', null]];
    for (const side of ['buyer', 'seller']) assert.deepEqual(heard(side, told), steps, side);
    assert.deepEqual(heard('seller', ['bill.issued']), []);
    const bills = receiver.heard.map(({ json }) => json).filter(({ type }) => type === 'bill.issued').map(({ data }) => [data.kind, data.stage, data.total]);
    assert.deepEqual(bills, [['bill', 1, euro(396627)], ['bill', 2, euro(396627)], ['bill', 3, euro(119000)]]);
    assert.deepEqual(heard('buyer', ['bill.voided']), [['voided', 3]]);
  });

  step('X7: its evidence bundle has each version of the plan, each round and what was handed over', async (world) => {
    await world.work(); // which seals what the last one did
    const bundle = unzip(expectStatus(await buyer.client.get(`/api/billing/evidence-bundles/${order.id}`), 200).body);
    bundleHolds(bundle, (await buyer.client.get('/api/storefront/site')).json.seal_key);
    const { payment_plans: plans, milestones, plan_changes: changes } = json(bundle, 'plan.json');
    assert.deepEqual(plans.slice(0, 2).map((p) => [p.version, p.stages, p.total_minor]), [[1, 3, 1190001], [2, 4, 971754]]);
    assert.deepEqual(milestones.filter((m) => m.version === 1).map((m) => m.name), ['Concept', 'Build', 'Handover']);
    assert.deepEqual(changes.map((c) => [c.kind, c.state, c.side]),
      [['change', 'CONFIRMED', 'seller'], ['stop', 'DECLINED', 'buyer'], ['stop', 'CONFIRMED', 'buyer']]);
    const { handover_rounds: rounds, handover_answers: answers, handover_files: [file] } = json(bundle, 'handovers.json');
    assert.ok(rounds.some((r) => r.note === 'The concept.' && r.answer === 'Not yet.'));
    assert.ok(rounds.some((r) => r.answer === 'It does not.' && r.ruling === 'It does not start.'));
    assert.deepEqual(answers.map((a) => [a.criterion, a.met, a.comment]), [[1, 1, ''], [2, 0, 'Nobody here has seen it.']]);
    assert.equal(sha256(bundle.get(`evidence/${file.file_id}/concept.txt`)), file.content_hash);
    const { bills } = json(bundle, 'bills.json');
    assert.deepEqual(bills.filter((b) => b.kind === 'bill').map((b) => b.stage), [1, 2, 3]);
  });
});
