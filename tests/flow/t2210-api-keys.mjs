// API keys: programs that act for a user, within scopes (X9; RFC 6750).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { run } from '../lib/world.mjs';

story('API keys', setup(), (step) => {
  let owner, ordering, reading;

  const keys = async () => expectStatus(await owner.client.get('/api/storefront/api-keys'), 200).json.items;
  const make = (body, who = owner) => who.client.post('/api/storefront/api-keys', body);
  const made = async (body, who) => expectStatus(await make(body, who), 201, 'key').json;

  /** As a program asks: the key, and nothing that a browser sends. */
  const ask = (world, secret, method, url, json, headers = {}) => world.client.request(method, url, {
    headers: { Authorization: `Bearer ${secret}`, ...(json ? { 'Content-Type': 'application/json' } : {}), ...headers },
    body: json ? JSON.stringify(json) : undefined });

  step('a key is shown once, and kept as its hash', async (world) => {
    owner = await Buyer.ready(world);
    ordering = await made({ name: 'Ordering', scopes: ['orders:write', 'catalogue:read', 'orders:read', 'orders:read'] });
    assert.match(ordering.secret, /^souk_[a-z2-7]{32}$/);
    assert.deepEqual(ordering.key.scopes, ['catalogue:read', 'orders:read', 'orders:write']);
    assert.equal(ordering.key.hint, ordering.secret.slice(-4));
    assert.deepEqual([ordering.key.used_at, ordering.key.expires_at, ordering.key.expired], [null, null, false]);
    const list = await owner.client.get('/api/storefront/api-keys');
    assert.ok(!list.text.includes(ordering.secret));
    const [[hash]] = await world.sql(world.site, 'SELECT key_hash = UNHEX(SHA2(\'' + ordering.secret + '\', 256)) FROM api_keys');
    assert.equal(hash, '1');
    await world.mail.next(owner.email, (text) => /API key/.test(text));
  });

  step('what makes no key says why', async () => {
    const why = async (body) => expectProblem(await make(body), 422, 'invalid').errors[0].pointer;
    assert.equal(await why({ name: '', scopes: ['orders:read'] }), '/name');
    assert.equal(await why({ name: 'x', scopes: [] }), '/scopes');
    assert.equal(await why({ name: 'x', scopes: ['orders:read', 'orders:*'] }), '/scopes/1');
    assert.equal(await why({ name: 'x', scopes: ['orders:read'], expires_at: 'tomorrow' }), '/expires_at');
    assert.equal(await why({ name: 'x', scopes: ['orders:read'], expires_at: '2001-01-01T00:00:00Z' }), '/expires_at');
    assert.equal(await why({ name: 'x', scopes: ['orders:read'], expires_at: '2999-01-01T00:00:00Z' }), '/expires_at');
  });

  step('a program orders with it: no cookie, no CSRF token, no Origin', async (world) => {
    const { quote } = expectStatus(await ask(world, ordering.secret, 'POST', '/api/checkout/quotes',
      { product: 'lumen-gallery', plan: 'basic', billing_mode: 'monthly' }), 200).json;
    const { items } = expectStatus(await ask(world, ordering.secret, 'GET', '/api/checkout/documents?product=lumen-gallery'), 200).json;
    const answer = await ask(world, ordering.secret, 'POST', '/api/checkout/orders',
      { quote, documents: items.map((item) => item.hash) }, { 'Idempotency-Key': randomUUID() });
    const order = expectStatus(answer, 201).json;
    assert.ok(!('set-cookie' in answer.headers));
    assert.equal((await owner.get(order)).id, order.id);
    const list = expectStatus(await ask(world, ordering.secret, 'GET', '/api/checkout/orders'), 200).json;
    assert.deepEqual(list.items.map((item) => item.id), [order.id]);
  });

  step('the hour of its last use is kept', async (world) => {
    const [key] = await keys();
    assert.match(key.used_at, /T\d\d:00:00/);
    assert.ok(Date.now() - Date.parse(key.used_at) < 3600e3 + 60e3);
    const [[used]] = await world.sql(world.site, 'SELECT used_at FROM api_keys');
    await ask(world, ordering.secret, 'GET', '/api/checkout/orders');
    assert.equal((await world.sql(world.site, 'SELECT used_at FROM api_keys'))[0][0], used);
  });

  step('outside of its scopes it is refused, with the scope that it lacks', async (world) => {
    reading = await made({ name: 'Reading', scopes: ['orders:read'] });
    expectStatus(await ask(world, reading.secret, 'GET', '/api/checkout/orders'), 200);
    const answer = await ask(world, reading.secret, 'GET', '/api/storefront/account');
    assert.match(expectProblem(answer, 403, 'scope').detail, /account:read/);
    assert.equal(answer.headers['www-authenticate'], 'Bearer realm="souk", error="insufficient_scope", scope="account:read"');
    for (const [method, url] of [['GET', '/api/storefront/api-keys'], ['GET', '/api/storefront/session'], ['DELETE', '/api/storefront/sessions'],
      ['GET', '/api/storefront/invitations'], ['GET', '/api/storefront/account/export']]) {
      expectProblem(await ask(world, ordering.secret, method, url), 403, 'scope');
    }
    // What all the world may read takes no notice of it.
    expectStatus(await ask(world, 'souk_none', 'GET', '/api/storefront/site'), 200);
    expectStatus(await ask(world, 'souk_none', 'GET', '/p/lumen-gallery'), 200);
  });

  step('what is no key gets one answer', async (world) => {
    const bare = (answer) => ({ ...expectProblem(answer, 401, 'api_key'), request_id: null });
    const first = await ask(world, `souk_${'a'.repeat(32)}`, 'GET', '/api/checkout/orders');
    assert.equal(first.headers['www-authenticate'], 'Bearer realm="souk", error="invalid_token"');
    for (const secret of ['', 'souk_', 'x', reading.secret.slice(0, -1), `${reading.secret}a`, reading.secret.toUpperCase(), `${reading.secret.slice(5)}souk_`]) {
      assert.deepEqual(bare(await ask(world, secret, 'GET', '/api/checkout/orders')), bare(first));
    }
    const none = await world.client.get('/api/checkout/orders');
    expectProblem(none, 401, 'unauthenticated');
    assert.equal(none.headers['www-authenticate'], 'Cookie realm="souk", Bearer realm="souk"');
    // Another scheme is not ours to judge: a shop may lie behind a password.
    const basic = await owner.client.get('/api/checkout/orders', { headers: { Authorization: 'Basic c291azpzb3Vr' } });
    expectStatus(basic, 200);
  });

  step('a session and a key together are refused: it must be clear who acts', async () => {
    const both = await owner.client.get('/api/checkout/orders', { headers: { Authorization: `bearer ${reading.secret}` } });
    assert.match(expectProblem(both, 400, 'syntax').detail, /not both/);
  });

  step('expired or revoked it is none', async (world) => {
    const soon = await made({ name: 'Soon over', scopes: ['orders:read'], expires_at: new Date(Date.now() + 86400e3).toISOString() });
    expectStatus(await ask(world, soon.secret, 'GET', '/api/checkout/orders'), 200);
    await world.sql(world.site, "UPDATE api_keys SET expires_at = UTC_TIMESTAMP(6) WHERE name = 'Soon over'");
    expectProblem(await ask(world, soon.secret, 'GET', '/api/checkout/orders'), 401, 'api_key');
    assert.equal((await keys()).find((key) => key.name === 'Soon over').expired, true);
    const path = `/api/storefront/api-keys/${reading.key.id}`;
    expectStatus(await owner.client.api('DELETE', path), 204);
    expectProblem(await owner.client.api('DELETE', path), 404, 'not_found');
    expectProblem(await ask(world, reading.secret, 'GET', '/api/checkout/orders'), 401, 'api_key');
    assert.ok(!(await keys()).some((key) => key.name === 'Reading'));
  });

  step('it may do what its user may now, and no more', async (world) => {
    const { company } = await owner.signIn();
    const colleague = new Buyer(world, world.site, 'colleague@staff.example');
    const added = await run(world.program('ctl'), ['--site', world.site.file, 'user', 'add', '--email', colleague.email,
      '--role', 'purchaser', '--verified', '--company', company.id], { input: 'correct horse battery staple\n' });
    assert.equal(added.code, 0, added.stderr);
    await colleague.signIn();
    const key = await made({ name: 'Colleague', scopes: ['orders:read', 'orders:write'] }, colleague);
    const order = await owner.placeOrder();
    const cancel = (id) => ask(world, key.secret, 'POST', `/api/checkout/orders/${id}/cancellations`, {});
    // Their own keys alone, but for an owner.
    assert.deepEqual(expectStatus(await colleague.client.get('/api/storefront/api-keys'), 200).json.items.map((k) => k.name), ['Colleague']);
    expectProblem(await colleague.client.api('DELETE', `/api/storefront/api-keys/${ordering.key.id}`), 404, 'not_found');
    const all = await keys();
    assert.equal(all.find((k) => k.name === 'Colleague').yours, false);
    const user = expectStatus(await owner.client.get('/api/storefront/company/users'), 200).json.items.find((u) => u.email === colleague.email);
    const role = (name) => owner.client.api('PATCH', `/api/storefront/company/users/${user.id}`, { role: name });
    expectStatus(await role('viewer'), 200);
    expectProblem(await cancel(order.id), 403, 'forbidden');
    expectStatus(await ask(world, key.secret, 'GET', `/api/checkout/orders/${order.id}`), 200);
    expectStatus(await role('purchaser'), 200);
    expectStatus(await cancel(order.id), 200);
    await world.ctl(world.site, 'user', 'lock', colleague.email);
    expectProblem(await cancel(order.id), 401, 'api_key');
    await world.ctl(world.site, 'user', 'unlock', colleague.email);
    expectStatus(await owner.client.api('DELETE', `/api/storefront/api-keys/${key.key.id}`), 204);
    expectProblem(await cancel(order.id), 401, 'api_key');
  });

  step('twenty in force, however many are asked for at once', async () => {
    const inForce = (await keys()).filter((key) => !key.expired).length;
    const answers = await Promise.all(Array.from({ length: 24 }, (_, i) => make({ name: `Many ${i}`, scopes: ['orders:read'] })));
    for (const answer of answers) assert.ok([201, 409, 503].includes(answer.status), answer.text);
    let made = answers.filter((answer) => answer.status === 201).length;
    while (inForce + made < 20) {
      expectStatus(await make({ name: `More ${made}`, scopes: ['orders:read'] }), 201);
      made++;
    }
    expectProblem(await make({ name: 'One more', scopes: ['orders:read'] }), 409, 'state');
    assert.equal((await keys()).filter((key) => !key.expired).length, 20);
  });

  step('no log has a key', async (world) => {
    assert.ok(!world.logs(100000).includes(ordering.secret));
  });
});
