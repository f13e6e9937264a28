// R5, X4: a service is done by its seller, handed over with evidence, and
// accepted or sent back by its buyer; too often, and an operator rules.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, password } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { plain } from '../lib/smtp.mjs';
import { run } from '../lib/world.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';

story('handovers', { ...setup(), params: () => ({ REWORK_ROUNDS: 2 }) }, (step) => {
  let buyer, other, rival, seller, operator, work, order, gathered;
  const plans = [{ ...listing().plans[0], capacities: [], prices: [{ mode: 'one_time', currency: 'USD', amount: 90000 }] }];
  const body = (name, more = {}) => listing({ texts: [{ ...listing().texts[0], name }], plans, refund_days: 0, ...more });
  const report = Buffer.from('%PDF-1.7\nWhat was done.\n');
  const read = async (who = buyer, id = work.id) => expectStatus(await who.client.get(`/api/billing/handovers/${id}`), 200).json;
  const act = (who, what, more, key) => who.client.post(`/api/billing/handovers/${work.id}/${what}`, { row_version: work.row_version, ...more },
    key ? { headers: { 'Idempotency-Key': key } } : {});
  const add = (who, name, bytes = report, id = work.id) => who.client.post(`/api/billing/evidence?handover=${id}&name=${encodeURIComponent(name)}`, bytes,
    { headers: { 'Content-Type': 'application/octet-stream' } });
  const inFolder = (world) => fs.existsSync(path.join(world.site.data, 'evidence')) ? fs.readdirSync(path.join(world.site.data, 'evidence')).length : 0;
  const buy = async () => {
    order = await buyer.placeOrder({ product: 'halo-hanging', plan: 'solo', billing_mode: 'one_time', capacities: {} });
    await buyer.payWith('success', order);
    order = await until(async () => { const o = await buyer.get(order); return o.state === 'PROVISIONING' && o.handover && o; }, 'the seller was told');
    work = await read(buyer, order.handover.id);
  };
  const give = async (note) => { work = expectStatus(await act(seller, 'deliveries', { note }), 200).json; };

  step('a service is listed, at a price for once', async (world) => {
    operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    await operator.admit(seller);
    rival = await Seller.applied(world, 'rival');
    await operator.admit(rival);
    const id = await seller.begin('halo-hanging', { delivery: 'service' });
    const monthly = expectStatus(await seller.put(id, body('Halo Hanging', { plans: listing().plans })), 200).json;
    assert.ok(monthly.faults.some((f) => f.pointer === '/plans/0/prices/0/mode'), JSON.stringify(monthly.faults));
    await seller.revise(operator, id, body('Halo Hanging'));
    buyer = await Buyer.ready(world);
    other = await Buyer.ready(world);
  });

  step('ordered and paid, its seller is told, and no operator has to do it', async (world) => {
    await buy();
    assert.deepEqual([order.state, work.state, work.round, work.rounds], ['PROVISIONING', 'OPEN', 1, []]);
    const mail = await world.mail.next('contact@halo.example', (text) => plain(text).includes('has ordered Halo Hanging'));
    assert.match(plain(mail.data), new RegExp(`/seller/handovers/${work.id}`));
    assert.doesNotMatch((await world.ctl(world.site, 'deliver')).stdout, new RegExp(order.id));
    assert.notEqual((await world.tryCtl(world.site, 'deliver', order.id, '--note', 'Done.')).code, 0, 'its buyer accepts it');
    const { items } = expectStatus(await seller.client.get('/api/billing/handovers'), 200).json;
    assert.deepEqual(items.map((h) => h.id), [work.id]);
    assert.deepEqual((await seller.buyersWait()).map((w) => [w.kind, w.id, w.product, w.amount]), [['handover', work.id, 'Halo Hanging', undefined]]);
    assert.deepEqual(await rival.buyersWait(), []);
  });

  step('evidence is gathered unseen, checked, and only by its seller', async (world) => {
    for (const who of [buyer, rival, other]) assert.ok([403, 404].includes((await add(who, 'report.pdf')).status));
    const file = expectStatus(await add(seller, 'report.pdf'), 201).json;
    assert.deepEqual([file.bytes, file.sha256], [report.length, createHash('sha256').update(report).digest('hex')]);
    assert.equal(expectProblem(await add(seller, 'report.pdf'), 422, 'invalid').errors[0].pointer, '/name');
    for (const name of ['', '../x', 'a/b', 'a\\b', '.hidden', 'a\nb', 'x'.repeat(121)])
      assert.equal(expectProblem(await add(seller, name), 422, 'invalid').errors[0].pointer, '/name', name);
    const twice = expectStatus(await add(seller, '照片 1.png', Buffer.from('x')), 201).json;
    assert.equal(inFolder(world), 2, 'what was refused left nothing');
    assert.equal((await read()).files.length, 0, 'not handed over yet');
    expectProblem(await buyer.client.get(`/api/billing/evidence/${file.id}`), 404);
    expectStatus(await seller.client.api('DELETE', `/api/billing/evidence/${twice.id}`), 204);
    expectProblem(await rival.client.api('DELETE', `/api/billing/evidence/${file.id}`), 404);
    assert.equal(inFolder(world), 1);
    assert.deepEqual((await read(seller)).files.map((f) => f.name), ['report.pdf']);
    expectStatus(await seller.client.get(`/api/billing/evidence/${file.id}`), 200);
    gathered = file;
  });

  step('the seller\'s desk is for those who sell, not for colleagues or programs', async (world) => {
    const urls = [`/api/billing/handovers/${work.id}`, `/api/billing/evidence/${gathered.id}`];
    const { company } = await seller.signIn();
    for (const role of ['viewer', 'finance', 'purchaser', 'seller']) {
      const person = new Buyer(world, world.site, `${role}@halo.example`);
      const added = await run(world.program('ctl'), ['--site', world.site.file, 'user', 'add', '--email', person.email,
        '--role', role, '--verified', '--company', company.id], { input: `${password}\n` });
      assert.equal(added.code, 0, added.stdout + added.stderr);
      await person.signIn();
      for (const url of urls) expectStatus(await person.client.get(url), role === 'seller' ? 200 : 404, role);
    }
    const { secret } = expectStatus(await seller.client.post('/api/storefront/api-keys', { name: 'Reads', scopes: ['orders:read'] }), 201).json;
    for (const url of urls) expectProblem(await world.client.get(url, { headers: { Authorization: `Bearer ${secret}` } }), 404);
  });

  step('handed over, the buyer sees it with its checksum, others nothing', async (world) => {
    expectProblem(await act(rival, 'deliveries', { note: 'Mine.' }), 404);
    expectProblem(await act(seller, 'deliveries', { note: 'Done.', row_version: 9 }), 412, 'stale');
    await give('Twelve frames hang in the hall.');
    assert.equal(work.state, 'DELIVERED');
    assert.deepEqual(await seller.buyersWait(), [], 'it is the buyer who is waited for');
    const mail = await world.mail.next(buyer.email, (text) => plain(text).includes('Twelve frames hang'));
    assert.match(plain(mail.data), new RegExp(`/my/handovers/${work.id}`));
    const seen = await read();
    assert.equal(seen.rounds[0].note, 'Twelve frames hang in the hall.');
    const [file] = seen.rounds[0].files;
    const answer = expectStatus(await buyer.client.get(`/api/billing/evidence/${file.id}`), 200);
    assert.equal(answer.text, report.toString());
    assert.match(answer.headers['content-disposition'], /^attachment;.*report\.pdf/);
    assert.match(answer.headers['content-type'], /^application\/octet-stream/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    for (const who of [other, rival]) {
      expectProblem(await who.client.get(`/api/billing/handovers/${work.id}`), 404);
      expectProblem(await who.client.get(`/api/billing/evidence/${file.id}`), 404);
    }
    expectProblem(await add(seller, 'late.pdf'), 409, 'state');
    expectProblem(await seller.client.api('DELETE', `/api/billing/evidence/${file.id}`), 409, 'state');
    const refunds = expectStatus(await buyer.client.get(`/api/checkout/orders/${order.id}/refunds`), 200).json;
    assert.equal(refunds.cooling_off.is, 'delivered', 'the work is done, though it is not accepted');
  });

  step('sent back with what is missing; mended; accepted once', async (world) => {
    expectProblem(await act(other, 'rejections', { reason: 'Not mine.' }), 404);
    work = expectStatus(await act(buyer, 'rejections', { reason: 'Two hang askew.' }), 200).json;
    assert.deepEqual([work.state, work.round], ['REWORK', 2]);
    assert.deepEqual((await seller.buyersWait()).map((w) => [w.kind, w.id]), [['rework', work.id]]);
    await world.mail.next('contact@halo.example', (text) => plain(text).includes('Two hang askew.'));
    expectProblem(await act(buyer, 'acceptances', {}, randomUUID()), 409, 'state');
    await give('Now they hang straight.');
    const key = randomUUID();
    const answers = await Promise.all([act(buyer, 'acceptances', {}, key), act(buyer, 'acceptances', {}, key)]);
    assert.ok(answers.every((a) => [200, 409].includes(a.status)), answers.map((a) => a.status).join());
    const done = await buyer.orderIn(order, 'ACTIVE');
    assert.deepEqual([done.handover.state, done.services.length, done.services[0].note], ['ACCEPTED', 1, 'Now they hang straight.']);
    const seen = await read();
    assert.deepEqual(seen.rounds.map((r) => [r.answer, Boolean(r.answered_at)]), [['Two hang askew.', true], [null, true]]);
    await world.mail.next('contact@halo.example', (text) => plain(text).includes('has accepted Halo Hanging'));
    expectProblem(await act(buyer, 'rejections', { reason: 'After all.' }), 409, 'state');
    await world.ctl(world.site, 'verify');
  });

  step('sent back too often, an operator rules: one more round, then done', async (world) => {
    await buy();
    await give('One.');
    work = expectStatus(await act(buyer, 'rejections', { reason: 'No.' }), 200).json;
    await give('Two.');
    work = expectStatus(await act(buyer, 'rejections', { reason: 'Still no.' }), 200).json;
    assert.equal(work.state, 'DISPUTED');
    expectProblem(await act(buyer, 'acceptances', {}, randomUUID()), 409, 'state');
    expectProblem(await act(seller, 'deliveries', { note: 'Three.' }), 409, 'state');
    expectProblem(await act(buyer, 'rulings', { ruling: 'rework', reason: 'Me.' }), 403);
    const { items } = expectStatus(await operator.client.get('/api/billing/disputes'), 200).json;
    assert.deepEqual(items.map((h) => h.id), [work.id]);
    assert.equal((await read(operator)).rounds.length, 2);
    work = expectStatus(await act(operator, 'rulings', { ruling: 'rework', reason: 'The hook is missing.' }), 200).json;
    assert.deepEqual([work.state, work.round], ['REWORK', 3]);
    await world.mail.next(buyer.email, (text) => plain(text).includes('The hook is missing.'));
    await give('Three, with a hook.');
    work = expectStatus(await act(buyer, 'rejections', { reason: 'I do not like it.' }), 200).json;
    assert.equal(work.state, 'DISPUTED');
    assert.match((await world.ctl(world.site, 'dispute', 'list')).stdout, new RegExp(`${work.id}.*DISPUTED`));
    await world.ctl(world.site, 'dispute', 'rule', work.id, '--done', '--reason', 'It is as described.');
    assert.notEqual((await world.tryCtl(world.site, 'dispute', 'rule', work.id, '--rework', '--reason', 'After all.')).code, 0);
    assert.equal((await read()).rounds[2].ruling, 'It is as described.');
    await buyer.orderIn(order, 'ACTIVE');
    await world.ctl(world.site, 'verify');
  });

  step('a buyer who does not answer is passed over', async (world) => {
    await buy();
    await give('Done, and waiting.');
    expectProblem(await act(seller, 'disputes', { reason: 'Too soon.' }), 409, 'state');
    await world.sql(world.site, "UPDATE handover_rounds SET delivered_at = delivered_at - INTERVAL 20 DAY WHERE answered_at IS NULL");
    expectProblem(await act(rival, 'disputes', { reason: 'Not mine.' }), 404);
    work = expectStatus(await act(seller, 'disputes', { reason: 'No answer for weeks.' }), 200).json;
    assert.deepEqual([work.state, work.rounds[0].appeal], ['DISPUTED', 'No answer for weeks.']);
    work = expectStatus(await act(operator, 'rulings', { ruling: 'accept', reason: 'It is done.' }), 200).json;
    await buyer.orderIn(order, 'ACTIVE');
  });

  step('given back before anything was done, nothing is handed over any more', async () => {
    await buy();
    expectStatus(await buyer.client.post(`/api/checkout/orders/${order.id}/refunds`, { kind: 'cooling_off' }, { headers: { 'Idempotency-Key': randomUUID() } }), 201);
    assert.equal((await read()).state, 'CANCELLED');
    expectProblem(await act(seller, 'deliveries', { note: 'Too late.' }), 409, 'state');
    expectProblem(await add(seller, 'late.pdf'), 409, 'state');
  });

  step('a seller keeps so much and no more', async (world) => {
    await buy();
    const file = expectStatus(await add(seller, 'large.pdf'), 201).json;
    const set = (bytes) => world.sql(world.site, `UPDATE handover_files SET bytes = ${bytes} WHERE name = 'large.pdf'`);
    await set(10 * 2 ** 30);
    const before = inFolder(world);
    assert.match(expectProblem(await add(seller, 'more.pdf'), 413, 'body_too_large').detail, /10 GiB.*Remove some.*link/s);
    assert.equal(inFolder(world), before, 'nothing is left of it');
    expectStatus(await seller.client.api('DELETE', `/api/billing/evidence/${file.id}`), 204);
    expectStatus(await add(seller, 'more.pdf'), 201);
  });

  step('what nothing mentions is deleted after thirty days; what was handed over is kept', async (world) => {
    const folder = path.join(world.site.data, 'evidence'), clock = world.path('later');
    const later = (days) => {
      fs.writeFileSync(clock, `${days * 86400}\n`);
      return world.work('--clock', clock);
    };
    const known = async () => Number((await world.sql(world.site, 'SELECT COUNT(*) FROM handover_files'))[0][0]);
    expectStatus(await buyer.client.post(`/api/checkout/orders/${order.id}/refunds`, { kind: 'cooling_off' }, { headers: { 'Idempotency-Key': randomUUID() } }), 201);
    const [orphan, half] = [`hdf_01k${'0'.repeat(23)}`, `hdf_01k${'0'.repeat(23)}.Ab1dE9`];
    for (const name of [orphan, half, 'note.txt']) fs.writeFileSync(path.join(folder, name), 'x');
    const [files, rows] = [inFolder(world), await known()];
    await later(29);
    assert.deepEqual([inFolder(world), await known()], [files, rows]);
    await later(31);
    assert.deepEqual([inFolder(world), await known()], [files - 3, rows - 1], 'two, and what was gathered for nothing');
    const left = fs.readdirSync(folder);
    assert.ok(left.includes('note.txt') && !left.includes(orphan) && !left.includes(half));
    assert.ok(rows > 1 && left.includes(gathered.id), 'evidence stays');
  });
});
