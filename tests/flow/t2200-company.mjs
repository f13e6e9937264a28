// A company's people: invited by mail, given roles, removed, leaving (R6).
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, mailToken, password } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { plain } from '../lib/smtp.mjs';

const unknown = 'a'.repeat(32);

class Person extends Buyer {
  static async ready(world) {
    const { email } = await Buyer.ready(world);
    const person = new Person(world, world.site, email);
    await person.signIn();
    return person;
  }

  api(method, path, body, headers = {}) {
    return this.client.api(method, `/api/storefront/${path}`, body, { headers });
  }

  async users() { return expectStatus(await this.api('GET', 'company/users'), 200, 'users').json.items; }

  async named(email) { return (await this.users()).find((user) => user.email === email); }

  async invite(email, role) {
    const at = this.world.mail.messages.length;
    const made = expectStatus(await this.api('POST', 'invitations', { email, role }), 201, 'invite').json;
    const mail = await this.world.mail.next(made.email, (text) => text.includes('/join/#'), at);
    return { ...made, mail, token: mailToken(mail, 'join') };
  }

  /** Accepts with a new account; the answer as it came. */
  accept(token, user_name, more = {}) {
    return this.api('POST', 'invitation-acceptances', { token, user_name, password, ...more });
  }

  async joined(token, user_name) {
    const session = expectStatus(await this.accept(token, user_name), 201, 'join').json;
    this.client.csrf = session.csrf;
    return session;
  }
}

story('company', setup(), (step) => {
  let owner, second, viewer, company;

  step('the company says who it is, and is edited under its version', async (world) => {
    owner = await Person.ready(world);
    const answer = expectStatus(await owner.api('GET', 'company'), 200);
    company = answer.json;
    assert.match(company.id, /^com_/);
    assert.equal(company.country, 'DE');
    assert.deepEqual([company.tax_number, company.postpaid, company.sells], [null, false, false]);
    expectProblem(await owner.api('PATCH', 'company', { name: 'No version' }), 428, 'if_match_missing');
    const version = { 'If-Match': answer.headers.etag };
    const bad = expectProblem(await owner.api('PATCH', 'company', { tax_number: '<b>' }, version), 422, 'invalid');
    assert.equal(bad.errors[0].pointer, '/tax_number');
    for (const [country, tax_number, code, words] of [['DE', 'DE123456789', 'check_digit', /wrong, or two/], ['AT', 'DE136695976', 'other_country', /another country than AT/],
      ['FR', 'FR12', 'format', /looks like FR/], ['US', 'no', 'format', /as it stands/]]) {
      const problem = expectProblem(await owner.api('PATCH', 'company', { country, tax_number }, version), 422, 'invalid');
      assert.deepEqual([problem.errors[0].pointer, problem.errors[0].code], ['/tax_number', code]);
      assert.match(problem.errors[0].detail, words);
    }
    const changed = expectStatus(await owner.api('PATCH', 'company',
      { name: 'Lima & Söhne', tax_number: ' atu 1358 5627 ', country: 'AT' }, version), 200);
    assert.deepEqual([changed.json.name, changed.json.tax_number, changed.json.country], ['Lima & Söhne', 'ATU13585627', 'AT']);
    expectProblem(await owner.api('PATCH', 'company', { name: 'Late' }, version), 412, 'stale');
    const cleared = await owner.api('PATCH', 'company', { tax_number: '' }, { 'If-Match': changed.headers.etag });
    assert.equal(expectStatus(cleared, 200).json.tax_number, null);
    assert.equal(cleared.json.name, 'Lima & Söhne');
    assert.equal((await owner.api('GET', 'session')).json.company.name, 'Lima & Söhne');
  });

  step('an invitation is mailed; its link is told to nobody else', async (world) => {
    const { mail, token, ...made } = await owner.invite(' Second@Guest.example ', 'owner');
    assert.equal(made.email, 'second@guest.example');
    assert.match(made.id, /^inv_/);
    assert.ok(Date.parse(made.expires_at) - Date.now() > 6.9 * 86400e3);
    assert.match(plain(mail.data), /Lima & Söhne/);
    const list = await owner.api('GET', 'invitations');
    assert.deepEqual(expectStatus(list, 200).json.items.map(({ email, role, expired }) => ({ email, role, expired })),
      [{ email: 'second@guest.example', role: 'owner', expired: false }]);
    assert.ok(!list.text.includes(token));
    const rows = (await world.sql(world.site, 'SELECT HEX(token_hash), HEX(token_sealed) FROM invitations')).flat().join('');
    assert.ok(!rows.includes(Buffer.from(token).toString('hex').toUpperCase()), 'the token is not at rest');
    second = new Person(world, world.site, made.email);
    second.token = token;
  });

  step('what cannot be invited says why', async () => {
    const why = async (body) => expectProblem(await owner.api('POST', 'invitations', body), 422, 'invalid').errors[0];
    assert.equal((await why({ email: owner.email, role: 'viewer' })).code, 'member');
    assert.equal((await why({ email: 'second@guest.example', role: 'viewer' })).code, 'invited');
    assert.equal((await why({ email: 'nobody', role: 'viewer' })).pointer, '/email');
    assert.equal((await why({ email: 'x@guest.example', role: 'admin' })).pointer, '/role');
  });

  step('a link shows what it offers; all that are none are alike', async (world) => {
    const view = (token) => world.client.post('/api/storefront/invitation-views', { token });
    const { expires_at: _, ...offered } = expectStatus(await view(second.token), 200).json;
    assert.deepEqual(offered, { company: 'Lima & Söhne', email: second.email, role: 'owner',
      invited_by: owner.email.split('@')[0], account: 'none' });
    const bare = (answer) => ({ ...expectProblem(answer, 410, 'token'), request_id: null });
    const first = bare(await view(unknown));
    for (const token of ['none', second.token.slice(1), `${second.token}a`, unknown.replace('a', 'b')]) assert.deepEqual(bare(await view(token)), first);
    assert.deepEqual(bare(await second.accept(unknown, 'Second')), first);
  });

  step('accepting makes a verified user of the company, signed in; the link works once', async () => {
    const faults = expectProblem(await second.api('POST', 'invitation-acceptances', { token: second.token }), 422, 'invalid').errors;
    assert.deepEqual(faults.map((fault) => fault.pointer), ['/user_name', '/password']);
    const taken = await second.accept(second.token, owner.email.split('@')[0]);
    assert.equal(expectProblem(taken, 422, 'invalid').errors[0].pointer, '/user_name');
    const session = await second.joined(second.token, 'Second');
    assert.deepEqual([session.user.email, session.user.role, session.user.verified, session.company.id],
      [second.email, 'owner', true, company.id]);
    expectProblem(await second.accept(second.token, 'Again'), 410, 'token');
    assert.deepEqual(expectStatus(await owner.api('GET', 'invitations'), 200).json.items, []);
    const users = await owner.users();
    assert.deepEqual(users.map((user) => [user.email, user.role, user.you]), [[owner.email, 'owner', true], [second.email, 'owner', false]]);
    assert.ok(users.every((user) => Date.now() - Date.parse(user.signed_in_at) < 3600e3));
    await second.client.api('DELETE', '/api/storefront/session');
    await second.signIn();
  });

  step('sent again, the earlier link is void; withdrawn, so is the later', async (world) => {
    const one = await owner.invite('third@guest.example', 'viewer');
    const at = world.mail.messages.length;
    const again = expectStatus(await owner.api('POST', `invitations/${one.id}/mails`, {}), 202).json;
    assert.equal(again.id, one.id);
    const token = mailToken(await world.mail.next('third@guest.example', (text) => text.includes('/join/#'), at), 'join');
    assert.notEqual(token, one.token);
    expectProblem(await world.client.post('/api/storefront/invitation-views', { token: one.token }), 410, 'token');
    expectStatus(await world.client.post('/api/storefront/invitation-views', { token }), 200);
    expectStatus(await owner.api('DELETE', `invitations/${one.id}`), 204);
    expectProblem(await owner.api('DELETE', `invitations/${one.id}`), 404, 'not_found');
    expectProblem(await owner.api('POST', `invitations/${one.id}/mails`, {}), 404, 'not_found');
    expectProblem(await world.client.post('/api/storefront/invitation-views', { token }), 410, 'token');
  });

  step('after seven days a link is none', async (world) => {
    const one = await owner.invite('late@guest.example', 'viewer');
    await world.sql(world.site, "UPDATE invitations SET expires_at = UTC_TIMESTAMP(6) WHERE email = 'late@guest.example'");
    expectProblem(await new Person(world).accept(one.token, 'Late'), 410, 'token');
    const [item] = expectStatus(await owner.api('GET', 'invitations'), 200).json.items;
    assert.equal(item.expired, true);
    expectStatus(await owner.api('DELETE', `invitations/${one.id}`), 204);
  });

  step('two who accept at once are one user', async (world) => {
    const one = await owner.invite('viewer@guest.example', 'viewer');
    const both = await Promise.all([0, 1].map((i) => new Person(world).accept(one.token, `Viewer ${i}`)));
    assert.deepEqual(both.map((answer) => answer.status).sort(), [201, 410], both.map((answer) => answer.text).join());
    viewer = new Person(world, world.site, 'viewer@guest.example');
    await viewer.signIn();
    assert.equal((await owner.users()).filter((user) => user.role === 'viewer').length, 1);
  });

  step('a change of role ends the sessions, is told, and holds at the next request', async (world) => {
    expectProblem(await viewer.api('GET', 'invitations'), 403, 'forbidden');
    const before = await owner.named(viewer.email);
    const path = `company/users/${before.id}`;
    expectProblem(await owner.api('PATCH', path, { role: 'finance' }, { 'If-Match': '"9999"' }), 412, 'stale');
    const at = world.mail.messages.length;
    const changed = await owner.api('PATCH', path, { role: 'purchaser' }, { 'If-Match': `"${before.row_version}"` });
    assert.equal(expectStatus(changed, 200).json.role, 'purchaser');
    expectProblem(await viewer.api('GET', 'company'), 401, 'unauthenticated');
    assert.match(plain((await world.mail.next(viewer.email, (text) => /role/.test(text), at)).data), /purchaser/);
    assert.equal((await viewer.signIn()).user.role, 'purchaser');
    // The same role again changes nothing, and ends nothing.
    expectStatus(await owner.api('PATCH', path, { role: 'purchaser' }), 200);
    expectStatus(await viewer.api('GET', 'company'), 200);
    expectProblem(await owner.api('PATCH', `company/users/usr_${unknown.slice(0, 26).replace('a', '0')}`, { role: 'viewer' }), 404, 'not_found');
  });

  step('two owners who end each other at once: one is left, every time', async (world) => {
    for (let round = 0; round < 6; round++) {
      const [a, b] = [await owner.named(owner.email), await owner.named(second.email)];
      const remove = round === 5;
      const act = (who, whom) => remove ? who.api('DELETE', `company/users/${whom.id}`) : who.api('PATCH', `company/users/${whom.id}`, { role: 'viewer' });
      const answers = await Promise.all([act(owner, b), act(second, a)]);
      const done = answers.filter((answer) => answer.status < 300).length;
      assert.equal(done, 1, answers.map((answer) => answer.text).join(' | '));
      const lost = answers.find((answer) => answer.status >= 300);
      assert.ok([401, 403, 409].includes(lost.status), lost.text);
      const [[owners]] = await world.sql(world.site, `SELECT COUNT(*) FROM users WHERE role = 'owner' AND state = 'ACTIVE'
        AND company_id = (SELECT company_id FROM companies WHERE name = 'Lima & Söhne')`);
      assert.equal(owners, '1');
      if (answers[1].status < 300) [owner, second] = [second, owner];
      if (remove) break;
      expectStatus(await owner.api('PATCH', `company/users/${(await owner.named(second.email)).id}`, { role: 'owner' }), 200);
      await second.signIn();
    }
  });

  step('the last owner cannot step down, leave, or be removed', async () => {
    const me = await owner.named(owner.email);
    expectProblem(await owner.api('PATCH', `company/users/${me.id}`, { role: 'viewer' }), 409, 'state');
    expectProblem(await owner.api('DELETE', `company/users/${me.id}`), 409, 'state');
    const leave = expectProblem(await owner.api('POST', 'company/departures', { company: 'Own', country: 'DE' }), 409, 'state');
    assert.match(leave.detail, /owner/);
    assert.equal((await owner.api('GET', 'session')).json.user.role, 'owner');
  });

  step('an owner who steps down goes on in a new session', async (world) => {
    const one = await owner.invite('fourth@guest.example', 'owner');
    const fourth = new Person(world, world.site, 'fourth@guest.example');
    await fourth.joined(one.token, 'Fourth');
    const me = await owner.named(owner.email);
    const cookies = () => [...owner.client.cookies.values()].join();
    const before = cookies();
    expectStatus(await owner.api('PATCH', `company/users/${me.id}`, { role: 'finance' }), 200);
    assert.notEqual(cookies(), before);
    const session = (await owner.api('GET', 'session')).json;
    assert.equal(session.user.role, 'finance');
    owner.client.csrf = session.csrf;
    expectProblem(await owner.api('GET', 'invitations'), 403, 'forbidden');
    expectStatus(await fourth.api('PATCH', `company/users/${me.id}`, { role: 'owner' }), 200);
    await owner.signIn();
  });

  step('an invitation is as good as its maker: removed or no owner, theirs are void', async (world) => {
    const view = (token) => world.client.post('/api/storefront/invitation-views', { token });
    const mine = await owner.invite('maker@guest.example', 'owner');
    const maker = new Person(world, world.site, 'maker@guest.example');
    await maker.joined(mine.token, 'Maker');
    const theirs = await maker.invite('accomplice@guest.example', 'owner');
    expectStatus(await view(theirs.token), 200);
    const { id } = await owner.named(maker.email);
    expectStatus(await owner.api('PATCH', `company/users/${id}`, { role: 'viewer' }), 200);
    expectProblem(await view(theirs.token), 410, 'token');
    expectStatus(await owner.api('PATCH', `company/users/${id}`, { role: 'owner' }), 200);
    expectStatus(await view(theirs.token), 200);
    expectStatus(await owner.api('DELETE', `company/users/${id}`), 204);
    expectProblem(await view(theirs.token), 410, 'token');
    expectProblem(await new Person(world).accept(theirs.token, 'Accomplice'), 410, 'token');
    const [item] = expectStatus(await owner.api('GET', 'invitations'), 200).json.items;
    assert.deepEqual([item.id, item.expired], [theirs.id, true]);
    // Sent again, it is an owner's.
    const at = world.mail.messages.length;
    expectStatus(await owner.api('POST', `invitations/${theirs.id}/mails`, {}), 202);
    const token = mailToken(await world.mail.next('accomplice@guest.example', (text) => text.includes('/join/#'), at), 'join');
    expectStatus(await view(token), 200);
    expectStatus(await owner.api('DELETE', `invitations/${theirs.id}`), 204);
  });

  step('who is removed is nobody at once; the orders stay', async (world) => {
    const order = await viewer.placeOrder();
    const them = await owner.named(viewer.email);
    const at = world.mail.messages.length;
    expectStatus(await owner.api('DELETE', `company/users/${them.id}`), 204);
    expectProblem(await viewer.api('GET', 'company'), 401, 'unauthenticated');
    expectProblem(await viewer.client.post('/api/storefront/session', { email: viewer.email, password }), 401, 'credentials');
    expectProblem(await owner.api('DELETE', `company/users/${them.id}`), 404, 'not_found');
    assert.equal(await owner.named(viewer.email), undefined);
    assert.equal((await owner.get(order)).id, order.id);
    await world.mail.next(viewer.email, (text) => /removed/.test(text), at);
    await until(async () => (await world.sql(world.site, "SELECT COUNT(*) FROM outbox WHERE address = 'viewer@guest.example'"))[0][0] === '0',
      'the address is wiped when the mail is sent');
    const [[rest]] = await world.sql(world.site, `SELECT COUNT(*) FROM users WHERE email LIKE 'viewer@guest%' OR user_name LIKE 'Viewer%'`);
    assert.equal(rest, '0', 'no personal data is left');
  });

  step('who leaves gets a company of their own, and takes nothing along', async (world) => {
    const one = await owner.invite('leaver@guest.example', 'purchaser');
    const leaver = new Person(world, world.site, 'leaver@guest.example');
    await leaver.joined(one.token, 'Leaver');
    const order = await leaver.placeOrder();
    const key = expectStatus(await leaver.api('POST', 'api-keys', { name: 'Mine', scopes: ['orders:read'] }), 201).json;
    const program = () => world.client.get('/api/checkout/orders', { headers: { Authorization: `Bearer ${key.secret}` } });
    expectStatus(await program(), 200);
    const session = expectStatus(await leaver.api('POST', 'company/departures', { company: 'Leaver Ltd', country: 'IE' }), 200).json;
    assert.deepEqual([session.user.role, session.company.name, session.company.country], ['owner', 'Leaver Ltd', 'IE']);
    leaver.client.csrf = session.csrf;
    expectProblem(await program(), 401, 'api_key');
    expectProblem(await leaver.client.get(`/api/checkout/orders/${order.id}`), 404, 'not_found');
    assert.equal((await owner.get(order)).id, order.id);
    const alone = expectProblem(await leaver.api('POST', 'company/departures', { company: 'Again', country: 'IE' }), 409, 'state');
    assert.match(alone.detail, /only one/);
    // With an account already, the link moves who is signed in with it.
    const back = await owner.invite('leaver@guest.example', 'viewer');
    const view = (who) => who.api('POST', 'invitation-views', { token: back.token });
    assert.equal((await view(new Person(world))).json.account, 'known');
    assert.equal((await view(leaver)).json.account, 'yours');
    assert.match(expectProblem(await new Person(world).accept(back.token, 'Leaver'), 409, 'exists').detail, /sign in/);
    const again = expectStatus(await leaver.api('POST', 'invitation-acceptances', { token: back.token }), 201).json;
    assert.deepEqual([again.company.id, again.user.role, again.user.email], [company.id, 'viewer', 'leaver@guest.example']);
  });

  step('nobody is lured away from a company that needs its owner', async (world) => {
    const sole = await Person.ready(world);
    await sole.placeOrder();
    const one = await owner.invite(sole.email, 'viewer');
    expectProblem(await sole.api('POST', 'invitation-acceptances', { token: one.token }), 409, 'state');
    assert.equal((await sole.api('GET', 'session')).json.user.role, 'owner');
    expectStatus(await sole.api('POST', 'invitation-views', { token: one.token }), 200);
  });

  step('mails to one address, and of one company, are counted', async () => {
    const { id } = expectStatus(await owner.api('POST', 'invitations', { email: 'often@guest.example', role: 'viewer' }), 201).json;
    const answers = [];
    for (let i = 0; i < 6; i++) answers.push((await owner.api('POST', `invitations/${id}/mails`, {})).status);
    assert.deepEqual(answers, [202, 202, 202, 202, 429, 429]);
  });

  step('the books are as they must be', async (world) => { await world.ctl(world.site, 'verify'); });
});
