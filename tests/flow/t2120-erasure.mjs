// A person's own copy of the data, and its erasure: what names the person
// goes, orders and events stay, and the address is free again.
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, password } from '../lib/shop.mjs';
import { run } from '../lib/world.mjs';
import { smsCode } from '../lib/sms.mjs';
import { totp } from '../lib/totp.mjs';

story('erasure', setup(), (step) => {
  let buyer, order, id, mate;
  const api = (method, path, body) => buyer.client.api(method, `/api/storefront/${path}`, body);

  async function member(world, role, company) {
    const person = new Buyer(world, world.site, `${role}@mates.example`);
    const added = await run(world.program('ctl'), ['--site', world.site.file, 'user', 'add', '--email', person.email,
      '--role', role, '--verified', '--company', company], { input: `${password}\n` });
    assert.equal(added.code, 0, added.stdout + added.stderr);
    await person.signIn();
    return person;
  }

  step('a person with an order, a number and a second factor', async (world) => {
    buyer = await Buyer.ready(world);
    const session = await buyer.signIn();
    order = await buyer.placeOrder();
    await buyer.payWith('success', order);
    await buyer.orderIn(order, 'ACTIVE');
    expectStatus(await api('POST', 'account/mobile-codes', { mobile: '+4915100000300' }), 202);
    expectStatus(await api('POST', 'account/mobile-verifications', { code: smsCode(await world.sms.next('+4915100000300')) }), 200);
    const { secret } = expectStatus(await api('POST', 'totp', { password }), 200).json;
    expectStatus(await api('POST', 'totp/confirmations', { code: totp(secret) }), 200);
    [[id]] = await world.sql(world.site, `SELECT HEX(user_id) FROM users WHERE email = '${buyer.email}'`);
    mate = await member(world, 'viewer', session.company.id);
  });

  step('the copy has all of it, and no secrets', async (world) => {
    const answer = expectStatus(await api('GET', 'account/export'), 200);
    assert.match(answer.headers['content-disposition'], /^attachment; filename=/);
    assert.match(answer.headers['content-type'], /^application\/json/);
    const copy = answer.json;
    assert.equal(copy.account.email, buyer.email);
    assert.equal(copy.account.mobile, '+4915100000300');
    assert.equal(copy.orders[0].id, order.id);
    assert.ok(copy.sessions.length > 0 && copy.consents.length > 0 && copy.messages.length > 0);
    assert.ok(copy.events.some((event) => event.kind === 'factor_on'));
    for (const name of ['api_keys', 'favourites', 'invitations']) assert.deepEqual(copy[name], []);
    const [[phc]] = await world.sql(world.site, `SELECT password_phc FROM users WHERE HEX(user_id) = '${id}'`);
    assert.ok(!answer.text.includes(phc) && !/hash|sealed|phc/.test(answer.text));
    expectProblem(await world.client.get('/api/storefront/account/export'), 401, 'unauthenticated');
    const theirs = expectStatus(await mate.client.get('/api/storefront/account/export'), 200).json;
    assert.deepEqual(theirs.orders, [], 'only what is the own');
  });

  step('the last owner of a company with others in it stays', async (world) => {
    const wrong = await api('POST', 'account/erasures', { password: 'wrong' });
    assert.equal(expectProblem(wrong, 422, 'invalid').errors[0].pointer, '/password');
    expectProblem(await api('POST', 'account/erasures', { password }), 409, 'state');
    assert.equal((await api('GET', 'account')).json.email, buyer.email);
    expectStatus(await mate.client.post('/api/storefront/account/erasures', { password }), 204, 'who is no owner may go');
    assert.equal((await mate.client.get('/api/storefront/session')).json.user, null);
  });

  step('two owners cannot both leave at once', async (world) => {
    const session = (await api('GET', 'session')).json;
    const [second, third] = [await member(world, 'owner', session.company.id), await member(world, 'finance', session.company.id)];
    const answers = await Promise.all([api('POST', 'account/erasures', { password }),
      second.client.post('/api/storefront/account/erasures', { password })]);
    assert.deepEqual(answers.map((a) => a.status).sort(), [204, 409], answers.map((a) => a.text).join('\n'));
    const left = answers[0].status === 204 ? second : buyer;
    expectStatus(await third.client.post('/api/storefront/account/erasures', { password }), 204);
    expectStatus(await left.client.post('/api/storefront/account/erasures', { password }), 204, 'alone, an owner may go');
  });

  step('what named the person is gone, what the law wants is there', async (world) => {
    const [row] = await world.sql(world.site, `SELECT state, user_name, email, COALESCE(mobile, '-'), password_phc, COALESCE(HEX(totp_sealed), '-'), erased_at IS NOT NULL
      FROM users WHERE HEX(user_id) = '${id}'`);
    assert.deepEqual([row[0], row[3], row[4], row[5], row[6]], ['ERASED', '-', '', '-', '1']);
    assert.match(row[2], /@erased\.invalid$/);
    for (const table of ['sessions', 'mail_tokens', 'mobile_codes', 'recovery_codes', 'api_keys', 'favourites']) {
      assert.equal((await world.sql(world.site, `SELECT COUNT(*) FROM ${table} WHERE HEX(user_id) = '${id}'`))[0][0], '0', table);
    }
    const orders = await world.sql(world.site, `SELECT state FROM orders WHERE HEX(user_id) = '${id}'`);
    assert.deepEqual(orders, [['ACTIVE']]);
    const [[events]] = await world.sql(world.site, `SELECT COUNT(*) FROM events WHERE HEX(actor_id) = '${id}'`);
    assert.ok(Number(events) > 1);
    const verified = await world.tryCtl(world.site, 'verify');
    assert.equal(verified.code, 0, verified.stdout + verified.stderr);
    expectProblem(await world.client.post('/api/storefront/session', { email: buyer.email, password }), 401, 'credentials');
  });

  step('the address is free for a new account, which inherits nothing', async (world) => {
    const at = world.mail.messages.length;
    const again = new Buyer(world, world.site, buyer.email);
    await again.signUp();
    const mail = await world.mail.next(again.email, (text) => text.includes('/verify/#'), at);
    const token = /\/verify\/#([a-z2-7]+)/.exec(mail.data.replaceAll('=\r\n', ''))[1];
    expectStatus(await again.client.post('/api/storefront/email-verifications', { token }), 200);
    await again.signIn();
    assert.deepEqual(expectStatus(await again.client.get('/api/checkout/orders'), 200).json.items, []);
    assert.equal((await again.client.get('/api/storefront/account')).json.mobile, null);
  });
});
