// The authorisation matrix, generated from the route rows: every route, every
// kind of caller, own and foreign ids (G12, X7).  A route that nobody wrote a
// call for here fails the story.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, password } from '../lib/shop.mjs';
import { build, run } from '../lib/world.mjs';

const routes = ['storefront', 'checkout'].flatMap((responder) =>
  execFileSync(path.join(build, `src/${responder}/souk-${responder}`), ['--routes'], { encoding: 'utf8' })
    .trim().split('\n').map((line) => JSON.parse(line)));
const absent = '01h455vb4pex5vsknk084sn02q';

/** What a call needs of company A's: made anew for each call that may change it. */
async function thing(owner, kind) {
  if (kind === 'session') {
    const other = new Buyer(owner.world, owner.site, owner.email);
    await other.signIn();
    const { items } = expectStatus(await other.client.get('/api/storefront/sessions'), 200).json;
    return items.find((session) => session.current).id;
  }
  const order = await owner.placeOrder({ product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} });
  if (kind === 'order') return order.id;
  const { payment } = await owner.payWith('success', order);
  if (kind === 'payment') return payment.id;
  return (await owner.orderIn(order, 'ACTIVE')).services[0].id;
}

// How each route is called: its body or its id, and what a right caller gets
// when that is not the row's own status.
const calls = {
  'GET /api/storefront/healthz': {}, 'GET /api/storefront/readyz': {}, 'GET /api/storefront/metrics': {},
  'GET /api/checkout/healthz': {}, 'GET /api/checkout/readyz': {}, 'GET /api/checkout/metrics': {},
  'GET /api/storefront/site': {}, 'GET /api/storefront/categories': {}, 'GET /api/storefront/products': {},
  'GET /api/storefront/suggestions': {},
  'GET /api/storefront/products/{slug}': { id: 'lumen-gallery' },
  'GET /api/storefront/session': {},
  'POST /api/storefront/session': { body: { email: 'nobody@buyer.example', password: 'wrong wrong wrong' }, status: 401 },
  'DELETE /api/storefront/session': { last: true },
  'POST /api/storefront/users': { body: {}, status: 422 },
  'POST /api/storefront/verification-mails': { body: { email: 'no address' }, status: 422 },
  'POST /api/storefront/email-verifications': { body: { token: 'none' }, status: 410 },
  'POST /api/storefront/password-resets': { body: { email: 'no address' }, status: 422 },
  'POST /api/storefront/password-changes': { body: { token: 'none', password }, status: 410 },
  'GET /api/storefront/account': { staff: true },
  'PATCH /api/storefront/account': { staff: true, body: { locale: 'en' } },
  'POST /api/storefront/account/email-changes': { staff: true, body: { email: 'new@buyer.example', password: 'wrong' }, status: 422 },
  'POST /api/storefront/account/mobile-codes': { staff: true, body: { mobile: 'none' }, status: 422 },
  'POST /api/storefront/account/mobile-verifications': { staff: true, body: { code: '000000' }, status: 422 },
  'DELETE /api/storefront/account/mobile': { staff: true },
  'POST /api/storefront/account/passwords': { staff: true, body: { password: 'wrong', new_password: 'a quite long pass phrase' }, status: 422 },
  'GET /api/storefront/account/export': { staff: true },
  'POST /api/storefront/account/erasures': { staff: true, body: { password: 'wrong' }, status: 422 },
  'GET /api/storefront/sessions': { staff: true },
  'DELETE /api/storefront/sessions/{session}': { staff: true, kind: 'session', prefix: 'ses', own: true, changes: true },
  'DELETE /api/storefront/sessions': { staff: true },
  'POST /api/storefront/totp': { staff: true, body: { password: 'wrong' }, status: 422 },
  'POST /api/storefront/totp/confirmations': { staff: true, body: { code: '000000' }, status: 409 },
  'POST /api/storefront/totp/removals': { staff: true, body: { password: 'wrong', code: '000000' }, status: 422 },
  'POST /api/storefront/totp/recovery-codes': { staff: true, body: { password: 'wrong' }, status: 422 },
  'GET /': {}, 'GET /search': { query: 'q=mail' }, 'GET /c/{category}': { id: 'photos' }, 'GET /p/{product}': { id: 'lumen-gallery' },
  'GET /s/{seller}': { id: 'atelier' }, 'GET /legal/{kind}': { id: 'terms' }, 'GET /sitemap.xml': {}, 'GET /robots.txt': {},
  'POST /api/checkout/quotes': { body: { product: 'lumen-gallery', plan: 'basic', billing_mode: 'monthly' } },
  'GET /api/checkout/documents': { query: 'product=lumen-gallery' },
  'POST /api/checkout/orders': { quote: true, key: true },
  'GET /api/checkout/orders': {},
  'GET /api/checkout/orders/{order}': { kind: 'order', prefix: 'ord' },
  'POST /api/checkout/orders/{order}/cancellations': { kind: 'order', prefix: 'ord', body: {}, changes: true },
  'GET /api/checkout/payment-methods': { kind: 'order', prefix: 'ord', in: 'query' },
  'POST /api/checkout/payments': { kind: 'order', prefix: 'ord', in: 'body', key: true, changes: true },
  'POST /api/checkout/payments/{payment}/refreshes': { kind: 'payment', prefix: 'pay', body: {} },
  'POST /api/checkout/services/{service}/revelations': { kind: 'service', prefix: 'srv', body: {} },
  'POST /api/checkout/gateway-events/{gateway}': { id: 'sandbox', body: {}, status: 401 },
};

const callers = ['anonymous', 'unverified', 'viewer', 'finance', 'purchaser', 'owner', 'stranger', 'support', 'admin'];
const buyers = ['purchaser', 'owner', 'stranger'];

/** What the row says about a caller who names a thing of company A. */
function expected(route, call, caller) {
  const right = call.status ?? route.status;
  if (route.caller === 'user' || route.caller === 'buyer') {
    if (caller === 'anonymous') return [401, 'unauthenticated'];
    if (['support', 'admin'].includes(caller) && !call.staff) return [403, 'forbidden'];
    if (call.own && caller !== 'owner') return [404, 'not_found'];
    if (route.caller === 'buyer' && caller === 'unverified') return [403, 'unverified'];
    if (route.caller === 'buyer' && !buyers.includes(caller)) return [403, 'forbidden'];
    if (call.kind && ['stranger', 'unverified'].includes(caller)) return [404, 'not_found'];
  }
  return [right, null];
}

story('authorisation', setup(), (step) => {
  const who = {};
  const things = {};
  let owner;

  async function member(world, role, company) {
    const person = new Buyer(world, world.site, `${role}@staff.example`);
    const args = ['--site', world.site.file, 'user', 'add', '--email', person.email, '--role', role, '--verified',
      ...(company ? ['--company', company] : [])];
    const added = await run(world.program('ctl'), args, { input: `${password}\n` });
    assert.equal(added.code, 0, added.stdout + added.stderr);
    await person.signIn();
    return person;
  }

  step('people of every kind', async (world) => {
    owner = await Buyer.ready(world);
    const { company } = await owner.signIn();
    who.owner = owner;
    who.anonymous = new Buyer(world);
    who.unverified = new Buyer(world);
    await who.unverified.signUp();
    await who.unverified.signIn();
    who.stranger = await Buyer.ready(world);
    for (const role of ['viewer', 'finance', 'purchaser']) who[role] = await member(world, role, company.id);
    for (const role of ['support', 'admin']) who[role] = await member(world, role, null);
    for (const kind of ['session', 'order', 'payment', 'service']) things[kind] = await thing(owner, kind);
    assert.deepEqual(Object.keys(who).sort(), [...callers].sort());
  });

  step('every route has its call here', () => {
    assert.deepEqual(routes.map((route) => `${route.method} ${route.pattern}`).sort(), Object.keys(calls).sort());
  });

  async function ask(route, call, person, id, method = route.method, headers = {}) {
    let url = route.pattern.replace(/\{\w+\}/, () => id ?? call.id);
    let body = call.body;
    if (call.query) url += `?${call.query}`;
    if (call.in === 'query') url += `?order=${id}`;
    if (call.in === 'body') body = { order: id, method: 'card' };
    if (call.quote) {
      const { quote } = await owner.quote();
      body = { quote, documents: await owner.documents() };
    }
    return person.client.api(method, url, body, { headers: { ...(call.key ? { 'Idempotency-Key': randomUUID() } : {}), ...headers } });
  }

  const books = (world) => world.sql(world.site, `
    SELECT HEX(order_id), state, row_version FROM orders
    UNION ALL SELECT HEX(payment_id), state, row_version FROM payments
    UNION ALL SELECT HEX(subject_id), kind, COUNT(*) FROM events GROUP BY subject_id, kind ORDER BY 1, 2`);

  const inOrder = [...routes].sort((a, b) => !!calls[`${a.method} ${a.pattern}`]?.last - !!calls[`${b.method} ${b.pattern}`]?.last);
  for (const route of inOrder) {
    const name = `${route.method} ${route.pattern}`;
    const call = calls[name] ?? {};
    step(`${name} (${route.caller})`, async (world) => {
      for (const caller of callers) {
        const [status, code] = expected(route, call, caller);
        const refused = status >= 400 && code !== null;
        const id = call.kind && (call.changes && !refused ? await thing(owner, call.kind) : things[call.kind]);
        const before = refused && call.kind ? await books(world) : null;
        const answer = await ask(route, call, who[caller], id);
        expectStatus(answer, status, caller);
        if (code) expectProblem(answer, status, code);
        if (!refused) continue;
        assert.ok(!('set-cookie' in answer.headers), 'a refusal sets no cookie');
        if (before) assert.deepEqual(await books(world), before, `${caller} changed something`);
        if (status !== 404) continue;
        const none = await ask(route, call, who[caller], `${call.prefix}_${absent}`);
        const bare = (problem) => ({ ...problem.json, request_id: null });
        assert.deepEqual(bare(answer), bare(none), 'a foreign id is as one that is none');
        assert.deepEqual(Object.keys(answer.headers).sort(), Object.keys(none.headers).sort());
      }
    });
  }

  for (const pattern of new Set(routes.map((route) => route.pattern))) {
    const rows = routes.filter((route) => route.pattern === pattern);
    step(`${pattern}: other methods are refused, whatever a header says`, async () => {
      const methods = rows.flatMap((row) => (row.method === 'GET' ? ['GET', 'HEAD'] : [row.method]));
      const call = calls[`${rows[0].method} ${pattern}`] ?? {};
      const id = things[call.kind] ?? call.id;
      for (const method of ['HEAD', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
        if (methods.includes(method)) continue;
        for (const override of [{}, { 'X-HTTP-Method-Override': rows[0].method, 'X-Method-Override': rows[0].method }]) {
          const answer = await ask(rows[0], call, owner, id, method, override);
          assert.ok([400, 405, 501].includes(answer.status), `${method}: ${answer.status}`);
          if (answer.status === 405 && answer.headers.allow) assert.deepEqual(answer.headers.allow.split(', ').sort(), methods.sort());
        }
      }
    });
  }

  step('a user who is locked is nobody from then on', async (world) => {
    await who.viewer.signIn();
    await world.ctl(world.site, 'user', 'lock', who.viewer.email);
    expectProblem(await who.viewer.client.get('/api/checkout/orders'), 401, 'unauthenticated');
    const again = await who.viewer.client.post('/api/storefront/session', { email: who.viewer.email, password });
    expectProblem(again, 401, 'credentials');
  });

  step('the lists hold a company\'s own alone', async () => {
    await who.stranger.signIn();
    await owner.signIn();
    const ids = (answer) => expectStatus(answer, 200).json.items.map((order) => order.id);
    const mine = ids(await owner.client.get('/api/checkout/orders?limit=100'));
    const theirs = ids(await who.stranger.client.get('/api/checkout/orders?limit=100'));
    assert.ok(mine.includes(things.order) && theirs.length > 0);
    assert.deepEqual(theirs.filter((id) => mine.includes(id)), []);
    // A cursor is a place in a list, not a right to it.
    const after = (await owner.client.get('/api/checkout/orders?limit=1')).json.next;
    assert.ok(after);
    const page = ids(await who.stranger.client.get(`/api/checkout/orders?limit=100&after=${after}`));
    assert.deepEqual(page.filter((id) => !theirs.includes(id)), []);
  });

  step('the books are as they must be', async (world) => { await world.ctl(world.site, 'verify'); });
});
