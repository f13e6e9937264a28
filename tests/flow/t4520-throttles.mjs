// What is counted, by whom it is counted, and who is let in again (X7): the
// addresses come through a trusted proxy, as they would in front of a shop.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../lib/proc.mjs';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, mailToken, password } from '../lib/shop.mjs';

const wrong = 'not the password at all';

story('throttles', { ...setup(), params: () => ({ TRUSTED_PROXIES: '127.0.0.1' }),
  flags: { checkout: ['--connections', '6'] } }, (step) => {
  let buyer;
  const from = (address) => ({ headers: { 'X-Forwarded-For': address } });
  const signIn = (world, email, secret, address) =>
    world.client.post('/api/storefront/session', { email, password: secret }, from(address));

  step('an IPv6 network has one counter, not one an address', async (world) => {
    buyer = await Buyer.ready(world);
    for (let i = 0; i < 10; i++) expectProblem(await signIn(world, buyer.email, wrong, `2001:db8::${i + 1}`), 401, 'credentials');
    expectProblem(await signIn(world, buyer.email, wrong, '2001:db8::ffff'), 429, 'throttled');
    expectProblem(await signIn(world, buyer.email, password, '2001:db8::ffff'), 429, 'throttled');
    expectStatus(await signIn(world, buyer.email, password, '2001:db8:0:1::1'), 201, 'another network');
  });

  step('case and spaces do not make another account', async (world) => {
    for (const email of [` ${buyer.email}`, buyer.email.toUpperCase(), `${buyer.email} `]) {
      expectProblem(await signIn(world, email, wrong, '2001:db8::1'), 429, 'throttled');
    }
  });

  step('mails are counted by network as well', async (world) => {
    for (let i = 0; i < 20; i++) {
      expectStatus(await world.client.post('/api/storefront/password-resets', { email: `n${i}@buyer.example` }, from(`2001:db8:5::${i + 1}`)), 202);
    }
    expectProblem(await world.client.post('/api/storefront/password-resets', { email: 'n99@buyer.example' }, from('2001:db8:5::99')), 429, 'throttled');
  });

  step('a new password by mail lets its owner in at once', async (world) => {
    expectStatus(await world.client.post('/api/storefront/password-resets', { email: buyer.email }, from('192.0.2.1')), 202);
    const token = mailToken(await world.mail.next(buyer.email, (text) => text.includes('/reset/#')), 'reset');
    const fresh = 'another correct horse battery';
    expectStatus(await world.client.post('/api/storefront/password-changes', { token, password: fresh }, from('2001:db8::1')), 200);
    expectStatus(await signIn(world, buyer.email, fresh, '2001:db8::1'), 201);
  });

  step('metrics are for those whom the site allows, behind a proxy too', async (world) => {
    const metrics = (address) => world.client.get('/api/storefront/metrics', from(address));
    for (const address of ['192.0.2.7', '127.0.0.1, 192.0.2.7', 'unknown', '192.0.2.7:5678', '127.0.0.1, x']) {
      expectProblem(await metrics(address), 403, 'forbidden');
    }
    expectStatus(await metrics('127.0.0.1'), 200);
  });

  // Its table is locked, so that each request keeps the connection that it has.
  step('as many connections to the database are opened as the flag allows', async (world) => {
    const { client } = await Buyer.ready(world);
    const open = async () => Number(/^souk_db_connections\{[^}]*\} (\d+)$/m.exec(
      (await world.client.get('/api/checkout/metrics', from('127.0.0.1'))).text)[1]);
    const holder = spawn('mariadb', ['--no-defaults', '--user=root', `--socket=${world.dbSocket}`, '--unbuffered',
      '--batch', '--skip-column-names', world.site.database]);
    holder.stdin.write("LOCK TABLES sessions WRITE; SELECT 'locked';\n");
    await once(holder.stdout, 'data');
    const asked = Array.from({ length: 10 }, () => client.get('/api/checkout/orders'));
    try {
      await until(async () => await open() === 6, 'six connections are open', 5000);
      // Who finds none free is told so, and no seventh is opened.
      expectProblem(await Promise.race(asked), 503, 'busy');
      assert.equal(await open(), 6);
    } finally {
      holder.stdin.end();
      await once(holder, 'exit');
    }
    const answers = await Promise.all(asked);
    assert.equal(answers.filter((a) => a.status === 200).length, 6, answers.map((a) => a.status).join(' '));
  });

  step('what a client calls itself in other headers is nothing', async (world) => {
    for (const name of ['Souk-Site', 'Souk-Db-Name', 'Remote-Addr', 'Request-Uri']) {
      const answer = await world.client.get('/api/storefront/site', { headers: { [name]: 'other' } });
      assert.equal(expectStatus(answer, 200).json.site, 'alpha');
    }
  });
});
