// Sign-up, verification by mail, sign-in, sign-out, password reset; and that
// nobody learns from them who has an account.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, mailToken, password } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { plain } from '../lib/smtp.mjs';

const other = 'another long pass phrase';

story('account', setup(), (step) => {
  let buyer;

  step('a visitor has no session, and that is no error', async ({ client }) => {
    const session = expectStatus(await client.get('/api/storefront/session'), 200).json;
    assert.equal(session.user, null);
    assert.equal(client.cookies.size, 0, 'looking sets no cookie');
  });

  step('sign-up says what is wrong with each field at once', async ({ client }) => {
    const answer = await client.post('/api/storefront/users', { email: 'nobody', password: 'short', user_name: '', company: '', country: 'germany' });
    const pointers = expectProblem(answer, 422, 'invalid').errors.map((e) => e.pointer);
    for (const pointer of ['/password', '/user_name', '/company', '/country']) assert.ok(pointers.includes(pointer), `${pointer} in ${pointers}`);
    const address = await client.post('/api/storefront/users', { email: 'nobody', password, user_name: 'n', company: 'N', country: 'DE' });
    assert.deepEqual(expectProblem(address, 422, 'invalid').errors.map((e) => e.pointer), ['/email']);
    const unseen = await client.post('/api/storefront/users', { email: 'nobody@buyer.example', password, user_name: ' \u200d', company: 'N\u202egnp', country: 'DE' });
    assert.deepEqual(expectProblem(unseen, 422, 'invalid').errors.map((e) => e.pointer), ['/user_name', '/company']);
  });

  step('a common password is refused', async ({ client }) => {
    const answer = await client.post('/api/storefront/users', { email: 'weak@buyer.example', password: 'password1234',
      user_name: 'weak', company: 'Weak', country: 'DE' });
    assert.equal(expectProblem(answer, 422, 'invalid').errors[0].pointer, '/password');
  });

  step('signing in before verification works only after the mail', async (world) => {
    buyer = new Buyer(world);
    await buyer.signUp();
    const token = await buyer.verify();
    const again = await buyer.client.post('/api/storefront/email-verifications', { token });
    assert.ok([200, 404, 410].includes(again.status), `a used token: ${again.status}`);
    const session = await buyer.signIn();
    assert.equal(session.user.email, buyer.email);
    assert.equal(session.user.verified, true);
    assert.equal(session.user.role, 'owner');
    assert.ok(session.csrf);
  });

  step('the cookie is HttpOnly, SameSite=Strict, and its value is not in the database', async (world) => {
    const fresh = world.client;
    const answer = await fresh.post('/api/storefront/session', { email: buyer.email, password });
    const [cookie] = answer.all('set-cookie');
    assert.match(cookie, /HttpOnly/i);
    assert.match(cookie, /SameSite=Strict/i);
    assert.match(cookie, /Path=\//i);
    const value = [...fresh.cookies.values()][0];
    const dump = await world.sql(world.site, 'SELECT HEX(session_hash) FROM sessions');
    assert.ok(dump.length > 0);
    assert.ok(!dump.flat().includes(Buffer.from(value).toString('hex').toUpperCase()));
  });

  step('a known and an unknown address get the same answers', async ({ client }) => {
    const body = { password, user_name: 'x', company: 'X', country: 'DE' };
    const known = await client.post('/api/storefront/users', { ...body, email: buyer.email });
    const unknown = await client.post('/api/storefront/users', { ...body, email: 'new@buyer.example' });
    assert.equal(known.status, unknown.status);
    assert.deepEqual(Object.keys(known.json), Object.keys(unknown.json));
    for (const path of ['password-resets', 'verification-mails']) {
      const a = await client.post(`/api/storefront/${path}`, { email: buyer.email });
      const b = await client.post(`/api/storefront/${path}`, { email: 'nobody@buyer.example' });
      assert.equal(expectStatus(a, 202).status, b.status);
    }
    const wrong = await client.post('/api/storefront/session', { email: buyer.email, password: other });
    const nobody = await client.post('/api/storefront/session', { email: 'nobody2@buyer.example', password: other });
    const [p, q] = [expectProblem(wrong, 401, 'credentials'), expectProblem(nobody, 401, 'credentials')];
    assert.equal(p.detail, q.detail);
  });

  step('a request from another site is refused', async () => {
    const { client } = buyer;
    const elsewhere = { headers: { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' } };
    expectProblem(await client.post('/api/storefront/session', { email: buyer.email, password }, elsewhere), 403, 'csrf');
    expectProblem(await client.api('DELETE', '/api/storefront/session', undefined, elsewhere), 403, 'csrf');
    // No Origin at all, and a token that is none.
    const unsaid = { headers: { Origin: null, 'Sec-Fetch-Site': null, 'X-Souk-CSRF': 'wrong' } };
    expectProblem(await client.api('DELETE', '/api/storefront/session', undefined, unsaid), 403, 'csrf');
  });

  step('sign-out ends the session on the server', async (world) => {
    const { client } = buyer;
    const cookies = new Map(client.cookies);
    expectStatus(await client.api('DELETE', '/api/storefront/session'), 204);
    client.cookies = cookies;
    assert.equal((await client.get('/api/storefront/session')).json.user, null);
    expectProblem(await client.get('/api/checkout/orders'), 401, 'unauthenticated');
  });

  step('a reset link sets a new password once and ends all sessions', async (world) => {
    await buyer.signIn();
    // Mails asked for above have links of this kind too, ended by the next one.
    await until(async () => {
      const [[queued]] = await world.sql(world.site,
        "SELECT COUNT(*) FROM outbox WHERE kind = 'mail' AND state IN ('QUEUED', 'RETRY')");
      return queued === '0';
    }, 'earlier mails are out');
    const key = expectStatus(await buyer.client.post('/api/storefront/api-keys', { name: 'Ordering', scopes: ['orders:read'] }), 201).json;
    const before = world.mail.messages.length;
    expectStatus(await world.client.post('/api/storefront/password-resets', { email: buyer.email }), 202);
    const mail = await world.mail.next(buyer.email, (text) => text.includes('/reset/#'), before);
    const token = mailToken(mail, 'reset');
    expectStatus(await world.client.post('/api/storefront/password-changes', { token, password: other }), 200);
    const notice = await world.mail.next(buyer.email, (text) => /was changed/.test(text), before);
    assert.doesNotMatch(plain(notice.data), /#[a-z2-7]{16}/, 'the notice carries no token');
    // Programs go on, and the notice says so and where to end them.
    expectStatus(await world.client.get('/api/checkout/orders', { headers: { Authorization: `Bearer ${key.secret}` } }), 200);
    for (const words of ['API keys in force: 1.', `${world.site.url}/my/keys/`]) assert.ok(plain(notice.data).includes(words), plain(notice.data));
    assert.equal((await buyer.client.get('/api/storefront/session')).json.user, null);
    const again = await world.client.post('/api/storefront/password-changes', { token, password });
    assert.equal(expectProblem(again, again.status).code, 'token');
    buyer.client.csrf = null;
    buyer.client.cookies.clear();
    await buyer.signIn(other);
    expectStatus(await buyer.client.api('DELETE', `/api/storefront/api-keys/${key.key.id}`), 204);
  });

  step('mails carry no token in a query, and a text part', async (world) => {
    for (const { data } of world.mail.messages) {
      assert.doesNotMatch(plain(data), /\?token=/);
      assert.match(data, /^Message-ID: /im);
      assert.match(data, /^Subject: /im);
      assert.match(data, /text\/plain/i);
    }
  });

  step('guessing is throttled, with a time to wait', async (world) => {
    const { client } = world;
    const email = 'guess@buyer.example';
    const answer = await until(async () => {
      const tried = await client.post('/api/storefront/session', { email, password: 'wrong wrong wrong' });
      return tried.status === 429 ? tried : null;
    }, 'throttled', 60000);
    expectProblem(answer, 429, 'throttled');
    assert.ok(Number(answer.headers['retry-after']) > 0);
  });

  step('so is guessing one account from everywhere, or all from one address', async (world) => {
    for (const [purpose, subject] of [['sign-in account', buyer.email], ['sign-in client', '127.0.0.1']]) {
      const hash = createHash('sha256').update(`${purpose}\n${subject}`).digest('hex');
      const row = `throttles WHERE throttle_hash = UNHEX('${hash}')`;
      expectStatus(await world.client.post('/api/storefront/session', { email: buyer.email, password: other }), 201);
      assert.ok(Number((await world.sql(world.site, `SELECT tries FROM ${row}`))[0][0]) > 0);
      await world.sql(world.site, `UPDATE throttles SET tries = 200 WHERE throttle_hash = UNHEX('${hash}')`);
      const answer = await world.client.post('/api/storefront/session', { email: buyer.email, password: other });
      expectProblem(answer, 429, 'throttled');
      await world.sql(world.site, `DELETE FROM ${row}`);
    }
  });
});
