// R5: licences from the seller's own keys: each is sold once, by the order it was added in, and lies sealed.
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { plain } from '../lib/smtp.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';

const keys = (from, n) => Array.from({ length: n }, (_, i) => `HALO-${String(from + i).padStart(4, '0')}-PLANTED`);

story('licence keys', setup(), (step) => {
  let seller, operator, buyer, id;
  const choice = { product: 'halo-desktop', plan: 'solo', capacities: {} };
  const add = (list, plan = 'solo') => seller.api('POST', `listings/${id}/licence-keys`, { plan, keys: list });
  const pool = async () => (expectStatus(await seller.api('GET', `listings/${id}/licence-keys`), 200).json).items[0];
  const buy = async (quantity = 1) => {
    const order = await buyer.placeOrder({ ...choice, quantity });
    await buyer.payWith('success', order);
    return order;
  };
  const revealed = async (order) => {
    await buyer.orderIn(order, 'ACTIVE');
    const [service] = (await buyer.get(order)).services;
    return expectStatus(await buyer.client.post(`/api/checkout/services/${service.id}/revelations`, {}), 200).json.secret.split('\n');
  };

  step('a licence goes on sale; until there are keys its host delivers', async (world) => {
    operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    await operator.admit(seller);
    id = await seller.begin('halo-desktop', { delivery: 'license' });
    expectProblem(await add(['A']), 422, 'invalid');
    await seller.revise(operator, id, listing({ texts: [{ ...listing().texts[0], name: 'Halo Desktop' }] }));
    const hosted = await seller.begin('halo-frames');
    assert.deepEqual(expectStatus(await seller.api('GET', `listings/${hosted}/licence-keys`), 200).json.items, [], 'no licence, no pool, no fault');
    expectProblem(await seller.api('POST', `listings/${hosted}/licence-keys`, { plan: 'solo', keys: ['A'] }), 409, 'state');
    buyer = await Buyer.ready(world);
    assert.deepEqual(await pool(), { plan: 'solo', name: 'Solo', free: 0, sold: 0, low: false });
  });

  step('keys are added once, whoever adds them again; what is no key is named', async () => {
    const answer = expectStatus(await add([...keys(1, 12), '  HALO-0001-PLANTED  ']), 200).json;
    assert.deepEqual(answer, { added: 12, known: 1, pool: { plan: 'solo', name: 'Solo', free: 12, sold: 0, low: false } });
    const again = expectStatus(await add(keys(1, 13)), 200).json;
    assert.deepEqual([again.added, again.known, again.pool.free], [1, 12, 13]);
    for (const [list, pointer] of [[[], '/keys'], [['ok', '   '], '/keys/1'], [['x'.repeat(501)], '/keys/0'], [['two\nlines'], '/keys/0'], [Array(2001).fill('k'), '/keys']]) {
      const problem = expectProblem(await add(list), 422, 'invalid');
      assert.equal(problem.errors[0].pointer, pointer, JSON.stringify(problem.errors));
    }
    assert.equal(expectProblem(await add(['K'], 'team'), 422, 'invalid').errors[0].pointer, '/plan');
    assert.equal((await pool()).free, 13);
  });

  step('a sale takes the oldest; several, in their order; the seller is told once that few are left', async (world) => {
    assert.deepEqual(await revealed(await buy()), keys(1, 1));
    assert.deepEqual(await revealed(await buy(3)), keys(2, 3));
    assert.deepEqual(await pool(), { plan: 'solo', name: 'Solo', free: 9, sold: 4, low: true });
    const mail = await world.mail.next('contact@halo.example', (text) => plain(text).includes('Few licence keys'));
    assert.match(plain(mail.data), new RegExp(`/seller/keys/${id}`));
    assert.deepEqual(await revealed(await buy()), keys(5, 1));
    const [[mails]] = await world.sql(world.site, "SELECT COUNT(*) FROM outbox WHERE template = 'licence_keys_low'");
    assert.equal(Number(mails), 1);
  });

  step('too few: the order waits and takes none; more keys deliver it', async (world) => {
    const order = await buy(10);
    await world.mail.next('contact@halo.example', (text) => plain(text).includes('waits for licence keys'));
    assert.equal((await buyer.get(order)).state, 'PROVISIONING');
    assert.equal((await pool()).free, 8, 'none was taken');
    assert.equal(expectStatus(await add(keys(100, 5)), 200).json.added, 5);
    assert.deepEqual(await revealed(order), [...keys(6, 8), ...keys(100, 2)]);
    assert.deepEqual([(await pool()).free, (await pool()).sold], [3, 15]);
  });

  step('what is not sold can be taken back; what is sold cannot', async (world) => {
    const gone = expectStatus(await seller.api('POST', `listings/${id}/licence-key-removals`, { plan: 'solo' }), 200).json;
    assert.deepEqual([gone.removed, gone.pool.free, gone.pool.sold], [3, 0, 15]);
    await world.ctl(world.site, 'verify');
  });

  step('no key is in the database, the logs or a mail in clear', async (world) => {
    const [[rows]] = await world.sql(world.site,
      "SELECT (SELECT COUNT(*) FROM licence_keys WHERE INSTR(key_sealed, 'PLANTED') > 0)"
      + " + (SELECT COUNT(*) FROM services WHERE INSTR(COALESCE(secret_sealed, ''), 'PLANTED') > 0)"
      + " + (SELECT COUNT(*) FROM events WHERE INSTR(COALESCE(reason, ''), 'PLANTED') > 0)"
      + " + (SELECT COUNT(*) FROM idempotency_keys WHERE INSTR(COALESCE(answer, ''), 'PLANTED') > 0)");
    assert.equal(Number(rows), 0);
    assert.doesNotMatch(world.logs(100000), /PLANTED/);
  });
});
