// A person's own account: name and language, a new address, a mobile number,
// a new password, and where the account is signed in (R6).
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, mailToken, password } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { plain } from '../lib/smtp.mjs';
import { smsCode } from '../lib/sms.mjs';

const number = '+4915123456789';

story('profile', setup(), (step) => {
  let buyer, api;

  const queueDrained = (world) => until(async () => {
    const [[n]] = await world.sql(world.site, "SELECT COUNT(*) FROM outbox WHERE kind IN ('mail', 'sms') AND state IN ('QUEUED', 'RETRY')");
    return n === '0';
  }, 'all messages are out');

  step('the account says who one is', async (world) => {
    buyer = await Buyer.ready(world);
    api = (method, path, body, options) => buyer.client.api(method, `/api/storefront/${path}`, body, options);
    const answer = expectStatus(await api('GET', 'account'), 200);
    const account = answer.json;
    assert.equal(account.email, buyer.email);
    assert.equal(account.verified, true);
    assert.equal(account.mobile, null);
    assert.equal(account.sms, true);
    assert.deepEqual(account.totp, { in_force: false, since: null, recovery_codes_left: 0, required: false });
    assert.match(answer.headers.etag, /^"\d+"$/);
  });

  step('name and language change, and mails follow the language', async () => {
    const before = expectStatus(await api('GET', 'account'), 200);
    const changed = expectStatus(await api('PATCH', 'account', { user_name: 'María', locale: 'zh-CN' },
      { headers: { 'If-Match': before.headers.etag } }), 200);
    assert.equal(changed.json.user_name, 'María');
    assert.equal((await api('GET', 'session')).json.user.user_name, 'María');
    const stale = await api('PATCH', 'account', { user_name: 'Late' }, { headers: { 'If-Match': before.headers.etag } });
    expectProblem(stale, 412, 'stale');
    expectProblem(await api('PATCH', 'account', { user_name: 'Late' }, { headers: { 'If-Match': '"x"' } }), 412, 'stale');
    assert.equal(expectProblem(await api('PATCH', 'account', { locale: 'fr' }), 422, 'invalid').errors[0].pointer, '/locale');
    assert.equal(expectProblem(await api('PATCH', 'account', { user_name: ' \u202e' }), 422, 'invalid').errors[0].pointer, '/user_name');
  });

  step('a new address counts when its link is opened; the old one is told at once', async (world) => {
    const fresh = 'fresh@buyer.example', old = buyer.email;
    const wrong = await api('POST', 'account/email-changes', { email: fresh, password: 'not my password' });
    assert.equal(expectProblem(wrong, 422, 'invalid').errors[0].code, 'password_wrong');
    const same = await api('POST', 'account/email-changes', { email: old.toUpperCase(), password });
    assert.equal(expectProblem(same, 422, 'invalid').errors[0].pointer, '/email');
    expectStatus(await api('POST', 'account/email-changes', { email: fresh, password }), 202);
    const account = expectStatus(await api('GET', 'account'), 200).json;
    assert.equal(account.email, old);
    assert.equal(account.email_pending, fresh);
    const notice = await world.mail.next(old, (text) => text.includes('/my/security/'));
    assert.doesNotMatch(plain(notice.data), /#[a-z2-7]{16}/, 'the notice carries no token');
    const mail = await world.mail.next(fresh, (text) => text.includes('/verify/#'));
    await buyer.signIn();
    const token = mailToken(mail, 'verify');
    assert.equal(expectStatus(await world.client.post('/api/storefront/email-verifications', { token }), 200).json.email, fresh);
    expectProblem(await world.client.post('/api/storefront/email-verifications', { token }), 410, 'token');
    const now = expectStatus(await api('GET', 'account'), 200).json;
    assert.deepEqual([now.email, now.verified, now.email_pending], [fresh, true, null]);
    buyer.email = fresh;
    await queueDrained(world);
    const kept = await world.sql(world.site, 'SELECT COUNT(*) FROM outbox WHERE address IS NOT NULL');
    assert.equal(kept[0][0], '0', 'addresses of sent messages are wiped');
  });

  step("another user's address gets the same answer, and no link", async (world) => {
    const other = await Buyer.ready(world);
    const at = world.mail.messages.length;
    const known = await api('POST', 'account/email-changes', { email: other.email, password });
    const unknown = await api('POST', 'account/email-changes', { email: 'nobody@buyer.example', password });
    assert.deepEqual([known.status, Object.keys(known.json)], [unknown.status, Object.keys(unknown.json)]);
    await queueDrained(world);
    assert.ok(!world.mail.messages.slice(at).some((m) => m.to.includes(other.email)));
    expectStatus(await api('GET', 'account'), 200);
  });

  step('an address that got taken meanwhile is not taken over', async (world) => {
    const wanted = 'race@buyer.example';
    expectStatus(await api('POST', 'account/email-changes', { email: wanted, password }), 202);
    const token = mailToken(await world.mail.next(wanted, (text) => text.includes('/verify/#')), 'verify');
    const quick = new Buyer(world, world.site, wanted);
    await quick.signUp();
    expectProblem(await world.client.post('/api/storefront/email-verifications', { token }), 410, 'token');
    assert.equal((await api('GET', 'account')).json.email, buyer.email);
  });

  step('a mobile number is verified by a code, as people write numbers', async (world) => {
    for (const mobile of ['none', '0151 23456789', '+49 151 <b>', '+1']) {
      assert.equal(expectProblem(await api('POST', 'account/mobile-codes', { mobile }), 422, 'invalid').errors[0].pointer, '/mobile');
    }
    const sent = expectStatus(await api('POST', 'account/mobile-codes', { mobile: '0049 (151) 2345-6789' }), 202);
    assert.equal(sent.json.mobile, number);
    const message = await world.sms.next(number);
    assert.equal(message.coding, '2', 'Chinese goes out as UCS-2');
    assert.ok([...message.text].length <= 70, message.text);
    const code = smsCode(message);
    const dump = (await world.sql(world.site, 'SELECT HEX(code_hash), HEX(code_sealed) FROM mobile_codes')).flat().join('');
    assert.ok(!dump.includes(Buffer.from(code).toString('hex').toUpperCase()));
    const wrong = code === '000000' ? '000001' : '000000';
    assert.equal(expectProblem(await api('POST', 'account/mobile-verifications', { code: wrong }), 422, 'invalid').errors[0].code, 'mobile_code_wrong');
    expectStatus(await api('POST', 'account/mobile-verifications', { code: ` ${code} ` }), 200);
    assert.equal((await api('GET', 'account')).json.mobile, number);
    expectProblem(await api('POST', 'account/mobile-verifications', { code }), 422, 'invalid');
  });

  step('five wrong codes, and the right one counts no more', async (world) => {
    expectStatus(await api('PATCH', 'account', { locale: 'en' }), 200);
    const at = world.sms.messages.length;
    expectStatus(await api('POST', 'account/mobile-codes', { mobile: '+4915100000001' }), 202);
    const message = await world.sms.next('+4915100000001', at);
    assert.equal(message.coding, '0', 'English goes out in the GSM alphabet');
    assert.ok(message.text.length <= 160, message.text);
    const code = smsCode(message);
    const wrong = code === '000000' ? '000001' : '000000';
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await api('POST', 'account/mobile-verifications', { code: wrong }));
    answers.push(await api('POST', 'account/mobile-verifications', { code }));
    const bodies = answers.map((a) => JSON.stringify({ ...expectProblem(a, 422, 'invalid'), request_id: null }));
    assert.equal(new Set(bodies).size, 1, 'wrong and used up are alike');
    assert.equal((await api('GET', 'account')).json.mobile, number, 'the number until now stays');
  });

  step('a code holds for ten minutes', async (world) => {
    const at = world.sms.messages.length;
    expectStatus(await api('POST', 'account/mobile-codes', { mobile: '+4915100000002' }), 202);
    const code = smsCode(await world.sms.next('+4915100000002', at));
    const [[minutes]] = await world.sql(world.site, 'SELECT TIMESTAMPDIFF(MINUTE, created_at, expires_at) FROM mobile_codes');
    assert.equal(minutes, '10');
    await world.sql(world.site, 'UPDATE mobile_codes SET expires_at = UTC_TIMESTAMP(6)');
    expectProblem(await api('POST', 'account/mobile-verifications', { code }), 422, 'invalid');
  });

  step('codes are counted by user, number and network', async () => {
    let answer;
    for (let i = 0; i < 6; i++) answer = await api('POST', 'account/mobile-codes', { mobile: `+491510000010${i}` });
    expectProblem(answer, 429, 'throttled');
    assert.ok(Number(answer.headers['retry-after']) > 0);
  });

  step('the number is forgotten on demand', async () => {
    expectStatus(await api('DELETE', 'account/mobile'), 204);
    assert.equal((await api('GET', 'account')).json.mobile, null);
  });

  step('an SMS that the gateway refuses is tried again, and dead when it is no use', async (world) => {
    const user = await Buyer.ready(world);
    const send = (mobile) => user.client.post('/api/storefront/account/mobile-codes', { mobile });
    const row = () => world.sql(world.site, "SELECT state, tries, COALESCE(last_error, '') FROM outbox WHERE kind = 'sms' ORDER BY created_at DESC LIMIT 1");
    world.sms.fail(503);
    const before = world.sms.tries;
    expectStatus(await send('+4915100000200'), 202);
    await until(() => world.sms.tries > before, 'the gateway was asked');
    const [[state, , error]] = await until(async () => { const rows = await row(); return rows[0][0] === 'RETRY' ? rows : null; }, 'a retry is noted');
    assert.deepEqual([state, error], ['RETRY', 'the SMS gateway answered 503']);
    world.sms.fail(0);
    await world.sms.next('+4915100000200');
    await until(async () => (await row())[0][0] === 'SENT', 'sent after all');
    world.sms.fail(400);
    expectStatus(await send('+4915100000201'), 202);
    await until(async () => (await row())[0][0] === 'DEAD', 'a refusal for good');
    world.sms.fail(0);
    const errors = (await world.sql(world.site, "SELECT COALESCE(last_error, '') FROM outbox")).flat().join(' ');
    assert.doesNotMatch(errors, /sms-secret|text=/, 'no secret in errors');
  });

  step('sessions have a device and a place, and can be ended', async (world) => {
    const other = new Buyer(world, world.site, buyer.email);
    other.client.headers['User-Agent'] = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
    await other.signIn();
    const { items } = expectStatus(await api('GET', 'sessions'), 200).json;
    assert.equal(items.filter((s) => s.current).length, 1);
    const theirs = items.find((s) => s.device.system === 'iPhone');
    assert.deepEqual([theirs.device.browser, theirs.address, theirs.current, theirs.factor], ['Safari', '127.0.0.1', false, false]);
    const stranger = await Buyer.ready(world);
    expectProblem(await stranger.client.api('DELETE', `/api/storefront/sessions/${theirs.id}`), 404, 'not_found');
    expectStatus(await api('DELETE', `sessions/${theirs.id}`), 204);
    assert.equal((await other.client.get('/api/storefront/session')).json.user, null);
    expectProblem(await api('DELETE', `sessions/${theirs.id}`), 404, 'not_found');
    await other.signIn();
    expectStatus(await api('DELETE', 'sessions'), 204);
    assert.equal((await other.client.get('/api/storefront/session')).json.user, null);
    assert.equal((await api('GET', 'sessions')).json.items.length, 1);
    const [own] = (await api('GET', 'sessions')).json.items;
    expectStatus(await api('DELETE', `sessions/${own.id}`), 204);
    assert.equal((await api('GET', 'session')).json.user, null);
    await buyer.signIn();
  });

  step('what a browser calls itself is kept as text, or not at all', async (world) => {
    const other = new Buyer(world, world.site, buyer.email);
    other.client.headers['User-Agent'] = `${'x'.repeat(299)}\u00fc<script>`;
    await other.signIn();
    const { items } = (await other.client.get('/api/storefront/sessions')).json;
    assert.deepEqual(items.find((s) => s.current).device, { browser: null, system: null });
  });

  step('a new password ends all other sessions and is told by mail', async (world) => {
    const other = new Buyer(world, world.site, buyer.email);
    await other.signIn();
    const fresh = 'quite another pass phrase';
    const at = world.mail.messages.length;
    expectStatus(await api('POST', 'account/email-changes', { email: 'thief@buyer.example', password }), 202);
    const token = mailToken(await world.mail.next('thief@buyer.example', (text) => text.includes('/verify/#')), 'verify');
    assert.equal(expectProblem(await api('POST', 'account/passwords', { password, new_password: 'password1234' }), 422, 'invalid').errors[0].pointer, '/new_password');
    assert.equal(expectProblem(await api('POST', 'account/passwords', { password: fresh, new_password: fresh }), 422, 'invalid').errors[0].pointer, '/password');
    const answer = expectStatus(await api('POST', 'account/passwords', { password, new_password: fresh }), 200);
    assert.equal(answer.json.user.email, buyer.email);
    assert.notEqual(answer.json.csrf, buyer.client.csrf, 'a new session');
    buyer.client.csrf = answer.json.csrf;
    assert.equal((await other.client.get('/api/storefront/session')).json.user, null);
    expectStatus(await api('PATCH', 'account', { locale: 'en' }), 200, 'the new token holds');
    await world.mail.next(buyer.email, (text) => /was changed/.test(text), at);
    expectProblem(await other.client.post('/api/storefront/session', { email: buyer.email, password }), 401, 'credentials');
    expectProblem(await world.client.post('/api/storefront/email-verifications', { token }), 410, 'token');
    assert.equal((await api('GET', 'account')).json.email_pending, null, 'what was asked for with the old one is void');
    await buyer.signIn(fresh);
  });

  step('guessing the password of an open session is throttled', async () => {
    let answer;
    for (let i = 0; i < 11; i++) answer = await api('POST', 'totp', { password: 'a guess of somebody' });
    expectProblem(answer, 429, 'throttled');
    expectProblem(await api('POST', 'account/erasures', { password: 'quite another pass phrase' }), 429, 'throttled');
  });
});
