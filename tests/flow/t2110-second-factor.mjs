// The second factor (RFC 6238): set up, asked for at sign-in, recovery codes,
// turned off; no code counts twice, and nothing at rest shows any.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, mailToken, password } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { totp } from '../lib/totp.mjs';

story('second factor', setup(), (step) => {
  let buyer, other, secret, codes, id;
  const api = (method, path, body) => buyer.client.api(method, `/api/storefront/${path}`, body);
  const signIn = (world, more = {}) => world.client.post('/api/storefront/session', { email: buyer.email, password, ...more });
  const digest = (text) => createHash('sha256').update(text).digest('hex');

  /** Codes of this step have been used: time goes on by itself, the row is told. */
  const rest = (world) => world.sql(world.site, "UPDATE users SET totp_last_step = totp_last_step - 4 WHERE totp_confirmed_at IS NOT NULL");

  /** Not in a step's last seconds, or the server counts from the next one. */
  const midStep = () => until(() => Date.now() % 30000 < 24000, 'the middle of a step');

  step('before it is confirmed it is not in force', async (world) => {
    buyer = await Buyer.ready(world);
    other = new Buyer(world, world.site, buyer.email);
    await other.signIn();
    expectProblem(await api('POST', 'totp/confirmations', { code: '123456' }), 409, 'state');
    expectProblem(await api('POST', 'totp/removals', { password, code: '123456' }), 409, 'state');
    expectProblem(await api('POST', 'totp/recovery-codes', { password }), 409, 'state');
    assert.equal(expectProblem(await api('POST', 'totp', { password: 'not it' }), 422, 'invalid').errors[0].code, 'password_wrong');
    const setupAnswer = expectStatus(await api('POST', 'totp', { password }), 200).json;
    secret = setupAnswer.secret;
    assert.match(secret, /^[A-Z2-7]{32}$/);
    const uri = new URL(setupAnswer.uri);
    assert.equal(uri.protocol, 'otpauth:');
    assert.equal(decodeURIComponent(uri.pathname), `/Shop alpha:${buyer.email}`);
    assert.deepEqual(Object.fromEntries(uri.searchParams), { secret, issuer: 'Shop alpha', algorithm: 'SHA1', digits: '6', period: '30' });
    const svg = Buffer.from(setupAnswer.qr.replace('data:image/svg+xml;base64,', ''), 'base64').toString();
    assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
    assert.doesNotMatch(svg, /script|href/);
    expectStatus(await signIn(world), 201, 'not in force yet');
    const again = expectStatus(await api('POST', 'totp', { password }), 200).json;
    assert.notEqual(again.secret, secret, 'beginning anew makes a new secret');
    secret = again.secret;
  });

  step('its first code puts it in force and gives ten recovery codes, once', async (world) => {
    const wrong = String((Number(totp(secret)) + 1) % 1000000).padStart(6, '0');
    assert.equal(expectProblem(await api('POST', 'totp/confirmations', { code: wrong }), 422, 'invalid').errors[0].code, 'code_wrong');
    const code = totp(secret);
    codes = expectStatus(await api('POST', 'totp/confirmations', { code: `${code.slice(0, 3)} ${code.slice(3)}` }), 200).json.recovery_codes;
    assert.equal(new Set(codes).size, 10);
    for (const recovery of codes) assert.match(recovery, /^[a-z2-7]{10}$/);
    expectProblem(await api('POST', 'totp/confirmations', { code: totp(secret, 1) }), 409, 'exists');
    expectProblem(await api('POST', 'totp', { password }), 409, 'exists');
    const { totp: state } = (await api('GET', 'account')).json;
    assert.deepEqual([state.in_force, state.recovery_codes_left], [true, 10]);
    assert.equal((await other.client.get('/api/storefront/session')).json.user, null, 'other sessions end');
    assert.equal((await api('GET', 'session')).json.user.factor, true);
    await world.mail.next(buyer.email, (text) => /Two-step sign-in is on/.test(text));
    [[id]] = await world.sql(world.site, `SELECT HEX(user_id) FROM users WHERE email = '${buyer.email}'`);
    const rows = (await world.sql(world.site, "SELECT HEX(totp_sealed) FROM users WHERE totp_sealed IS NOT NULL UNION ALL SELECT HEX(code_hash) FROM recovery_codes")).flat().join(' ');
    for (const plain of [secret, secret.toLowerCase(), ...codes]) {
      assert.ok(!rows.includes(Buffer.from(plain).toString('hex').toUpperCase()));
      assert.ok(!rows.includes(digest(plain).toUpperCase()), 'not as a bare hash either');
    }
  });

  step('a password alone signs nobody in any more', async (world) => {
    await midStep();
    await rest(world);
    const client = world.client;
    const bare = await client.post('/api/storefront/session', { email: buyer.email, password });
    expectProblem(bare, 401, 'second_factor');
    assert.equal(client.cookies.size, 0, 'no half-signed-in session');
    expectProblem(await signIn(world, { code: totp(secret, 5) }), 401, 'second_factor');
    expectProblem(await world.client.post('/api/storefront/session', { email: buyer.email, password: 'wrong wrong wrong', code: totp(secret) }), 401, 'credentials');
    expectProblem(await world.client.post('/api/storefront/session', { email: buyer.email, password: 'wrong wrong wrong' }), 401, 'credentials');
    const answer = expectStatus(await signIn(world, { code: totp(secret) }), 201);
    assert.equal(answer.json.user.factor, true);
  });

  step('one step of drift passes, and no code twice, not even at once', async (world) => {
    await midStep();
    await rest(world);
    expectStatus(await signIn(world, { code: totp(secret, -1) }), 201, 'a phone that is late');
    expectProblem(await signIn(world, { code: totp(secret, -1) }), 401, 'second_factor');
    const code = totp(secret, 1);
    const answers = await Promise.all([0, 1, 2, 3].map(() => signIn(world, { code })));
    assert.deepEqual(answers.map((a) => a.status).sort(), [201, 401, 401, 401]);
    expectProblem(await signIn(world, { code: totp(secret) }), 401, 'second_factor');
  });

  step('a recovery code stands in once', async (world) => {
    const typed = `${codes[0].slice(0, 5)}-${codes[0].slice(5)}`.toUpperCase();
    const both = await Promise.all([signIn(world, { code: typed }), signIn(world, { code: codes[0] })]);
    assert.deepEqual(both.map((a) => a.status).sort(), [201, 401]);
    assert.equal((await api('GET', 'account')).json.totp.recovery_codes_left, 9);
    const stranger = await Buyer.ready(world);
    const begun = expectStatus(await stranger.client.post('/api/storefront/totp', { password }), 200).json;
    expectStatus(await stranger.client.post('/api/storefront/totp/confirmations', { code: totp(begun.secret) }), 200);
    expectProblem(await world.client.post('/api/storefront/session', { email: stranger.email, password, code: codes[1] }), 401, 'second_factor');
  });

  step('new recovery codes end the old ones', async (world) => {
    expectProblem(await api('POST', 'totp/recovery-codes', { password: 'wrong' }), 422, 'invalid');
    const fresh = expectStatus(await api('POST', 'totp/recovery-codes', { password }), 200).json.recovery_codes;
    expectProblem(await signIn(world, { code: codes[2] }), 401, 'second_factor');
    expectStatus(await signIn(world, { code: fresh[0] }), 201);
    codes = fresh;
    await world.mail.next(buyer.email, (text) => /new recovery codes were made/.test(text));
  });

  step('a reset by mail does not go around it', async (world) => {
    const fresh = 'a pass phrase by mail now';
    expectStatus(await world.client.post('/api/storefront/password-resets', { email: buyer.email }), 202);
    const token = mailToken(await world.mail.next(buyer.email, (text) => text.includes('/reset/#')), 'reset');
    expectStatus(await world.client.post('/api/storefront/password-changes', { token, password: fresh }), 200);
    expectProblem(await signIn(world, { password: fresh }), 401, 'second_factor');
    buyer.client.csrf = null;
    buyer.client.cookies.clear();
    const answer = expectStatus(await buyer.client.post('/api/storefront/session', { email: buyer.email, password: fresh, code: codes[1] }), 201);
    buyer.client.csrf = answer.json.csrf;
    const back = expectStatus(await api('POST', 'account/passwords', { password: fresh, new_password: password }), 200);
    buyer.client.csrf = back.json.csrf;
    assert.equal(back.json.user.factor, true, 'a new password keeps what was shown');
  });

  step('guessing codes is throttled for who has the password', async (world) => {
    let answer;
    for (let i = 0; i < 11; i++) answer = await signIn(world, { code: String(i).padStart(6, '0') });
    expectProblem(answer, 429, 'throttled');
    const right = await signIn(world, { code: codes[3] });
    expectProblem(right, 429, 'throttled');
    await world.sql(world.site, 'DELETE FROM throttles');
  });

  step('who has lost phone and codes is let in by the operator', async (world) => {
    const lost = await Buyer.ready(world);
    const begun = expectStatus(await lost.client.post('/api/storefront/totp', { password }), 200).json;
    expectStatus(await lost.client.post('/api/storefront/totp/confirmations', { code: totp(begun.secret) }), 200);
    await world.ctl(world.site, 'user', 'factor-off', lost.email);
    assert.equal((await lost.client.get('/api/storefront/session')).json.user, null, 'sessions end');
    await lost.signIn();
  });

  step('turning it off needs password and code', async (world) => {
    expectProblem(await api('POST', 'totp/removals', { password, code: '000000' }), 422, 'invalid');
    expectProblem(await api('POST', 'totp/removals', { password: 'wrong', code: codes[4] }), 422, 'invalid');
    expectStatus(await api('POST', 'totp/removals', { password, code: codes[4] }), 204);
    assert.deepEqual((await api('GET', 'account')).json.totp, { in_force: false, since: null, recovery_codes_left: 0, required: false });
    assert.equal((await api('GET', 'session')).json.user.factor, false);
    expectStatus(await signIn(world), 201);
    await world.mail.next(buyer.email, (text) => /Two-step sign-in is off/.test(text));
    const kinds = (await world.sql(world.site, `SELECT kind FROM events WHERE subject = 'user' AND HEX(subject_id) = '${id}' ORDER BY created_at`)).flat();
    assert.deepEqual(kinds.filter((kind) => kind !== 'password_changed'), ['factor_on', 'recovery_codes_made', 'factor_off']);
  });
});
