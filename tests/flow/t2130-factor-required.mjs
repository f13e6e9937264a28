// SOUK_TOTP required, as it is by default: who sells or operates needs a
// session that showed a second factor; everybody else does not (X7).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { setup, story } from '../lib/story.mjs';
import { Seller } from '../lib/seller.mjs';
import { Buyer, expectProblem, expectStatus, password } from '../lib/shop.mjs';
import { totp } from '../lib/totp.mjs';
import { build, run } from '../lib/world.mjs';

const routes = execFileSync(path.join(build, 'src/storefront/souk-storefront'), ['--routes'], { encoding: 'utf8' })
  .trim().split('\n').map((line) => JSON.parse(line));
const guarded = { seller: ['seller'], support: ['operator'], admin: ['operator', 'admin'] };

story('factor required', { ...setup(), params: () => ({ TOTP: null }) }, (step) => {
  const who = {};

  step('a buyer, a seller and operators', async (world) => {
    who.buyer = await Buyer.ready(world);
    who.seller = await Seller.applied(world, 'halo');
    for (const role of ['support', 'admin']) {
      who[role] = new Buyer(world, world.site, `${role}@staff.example`);
      const added = await run(world.program('ctl'), ['--site', world.site.file, 'user', 'add', '--email', who[role].email,
        '--role', role, '--verified'], { input: `${password}\n` });
      assert.equal(added.code, 0, added.stdout + added.stderr);
      await who[role].signIn();
    }
  });

  const call = (role, route) => who[role].client.api(route.method, route.pattern.replace(/\{\w+\}/g, 'none'), route.method === 'GET' ? undefined : {});

  step('without it, what is for operators says what is missing and where', async () => {
    for (const [role, kinds] of Object.entries(guarded)) {
      for (const route of routes.filter((row) => kinds.includes(row.caller))) {
        const answer = await call(role, route);
        if (!route.page) expectProblem(answer, 403, 'second_factor_required');
        assert.equal(answer.status, 403, `${route.method} ${route.pattern}`);
        assert.match(answer.text, /\/my\/security\//, `${route.method} ${route.pattern}`);
      }
    }
  });

  step('nor are operators shown what buyers and sellers hand over', async () => {
    for (const role of ['support', 'admin']) {
      for (const url of ['handovers/hdo_01h455vb4pex5vsknk084sn02q', 'evidence/hdf_01h455vb4pex5vsknk084sn02q'])
        expectProblem(await who[role].client.get(`/api/billing/${url}`), 403, 'second_factor_required');
    }
  });

  step('nor does an owner who sells make others sellers, or say who is paid', async () => {
    const owners = routes.filter((row) => row.caller === 'owner');
    assert.ok(owners.some((row) => row.pattern.endsWith('/seller/payouts')) && owners.some((row) => row.pattern.endsWith('/invitations')));
    for (const route of owners) {
      const mine = await call('seller', route);
      if (route.method === 'GET') expectStatus(mine, 200);
      else expectProblem(mine, 403, 'second_factor_required');
      assert.notEqual((await call('buyer', route)).json?.code, 'second_factor_required', `${route.method} ${route.pattern}`);
    }
  });

  step('nor is a key made that could do without it', async () => {
    const make = (person, scopes) => person.client.post('/api/storefront/api-keys', { name: scopes.join(), scopes });
    expectProblem(await make(who.seller, ['orders:read', 'listings:write']), 403, 'second_factor_required');
    who.key = expectStatus(await make(who.seller, ['orders:read']), 201).json.secret;
  });

  step('their own account is open, and says that it is required', async () => {
    for (const role of Object.keys(guarded)) {
      assert.equal(expectStatus(await who[role].client.get('/api/storefront/account'), 200).json.totp.required, true);
    }
    assert.equal(expectStatus(await who.buyer.client.get('/api/storefront/account'), 200).json.totp.required, false);
  });

  step('with it, the same session is let in, and so is a later one', async (world) => {
    for (const [role, kinds] of Object.entries(guarded)) {
      const { client } = who[role];
      const { secret } = expectStatus(await client.post('/api/storefront/totp', { password }), 200).json;
      expectStatus(await client.post('/api/storefront/totp/confirmations', { code: totp(secret) }), 200);
      const again = new Buyer(world, world.site, who[role].email);
      const answer = expectStatus(await again.client.post('/api/storefront/session', { email: again.email, password, code: totp(secret, 1) }), 201);
      again.client.csrf = answer.json.csrf;
      for (const person of [who[role], again]) {
        for (const route of routes.filter((row) => kinds.includes(row.caller))) {
          const reply = await person.client.api(route.method, route.pattern.replace(/\{\w+\}/g, 'none'), route.method === 'GET' ? undefined : {});
          assert.doesNotMatch(reply.text, /second_factor_required|\/my\/security\//, `${route.method} ${route.pattern}`);
        }
      }
    }
  });

  step('a key for listings is let in while its user has one in force', async (world) => {
    const made = await who.seller.client.post('/api/storefront/api-keys', { name: 'Listings', scopes: ['listings:read'] });
    const { secret } = expectStatus(made, 201).json;
    const ask = (key, url) => world.client.get(url, { headers: { Authorization: `Bearer ${key}` } });
    expectStatus(await ask(secret, '/api/storefront/listings'), 200);
    expectStatus(await ask(who.key, '/api/checkout/orders'), 200);
    await world.sql(world.site, `UPDATE users SET totp_confirmed_at = NULL WHERE email = '${who.seller.email}'`);
    expectProblem(await ask(secret, '/api/storefront/listings'), 403, 'second_factor_required');
  });
});
