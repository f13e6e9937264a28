// I19, X9: passwords, tokens, keys, card numbers and first sign-ins that are
// planted in the flows are found afterwards in no table, log of the database,
// log of a program or web server, mail, core file, nor in what /proc shows of
// the programs.  In mails stands what they are for: the link's one-time token.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { Endpoint } from '../lib/endpoint.mjs';
import { family, freePort, mustRun, Proc, until } from '../lib/proc.mjs';
import { newKey, Provisioner } from '../lib/provisioner.mjs';
import { allowCores, programs, rare, Secrets } from '../lib/secrets.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { addServers, makeVpc, sellImage, serverOf } from '../lib/servers.mjs';
import { Buyer, expectProblem, expectStatus, mailToken } from '../lib/shop.mjs';
import { OfferDesk } from '../lib/offer.mjs';
import { smsCode } from '../lib/sms.mjs';
import { MailSink, plain } from '../lib/smtp.mjs';
import { setup, story } from '../lib/story.mjs';
import { press, stripeShop } from '../lib/stripe-shop.mjs';
import { noFixtures } from '../lib/stripe-shapes.mjs';
import { totp } from '../lib/totp.mjs';
import { top } from '../lib/world.mjs';

const pem = path.join(top, 'tests/data/endpoint-tls.pem');
const cores = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-cores-'));
const secrets = new Secrets(cores);
/** What the QR codes look like that say a secret. */
const pictures = new Secrets(cores);
/** Of a file's middle what can be searched for and is in no other. */
function inside(file) {
  for (let at = file.length >> 1; at + 40 < file.length; at++) {
    const part = file.subarray(at, at + 40);
    if (!part.includes(0) && !part.includes(10)) return part;
  }
  throw new Error('no part to search for');
}
/** Stands where it may, so that the search must find it. */
const canary = secrets.know('canary', rare());
const smtpPassword = secrets.plant('SMTP password');
const provisionKey = secrets.know('provisioner key', newKey().slice(6), 'base64');
const endpointKey = secrets.plant('endpoint key', (core) => `ek-${core}`);
const typedCard = secrets.know('card number that was typed', '4000056655665556');
const echoedCard = secrets.know('card number that the gateway repeats', '4000002500003155');

// Programs may leave core files here, and the sanitizer is not to forbid it.
process.env.ASAN_OPTIONS = `${process.env.ASAN_OPTIONS ?? ''}:disable_coredump=0`;
process.chdir(cores);
const coresAllowed = await allowCores().then(() => true, () => false);
const post = await MailSink.start({ pem: fs.readFileSync(pem), password: smtpPassword });
const host = await Provisioner.start(`whsec_${provisionKey}`);
const port = await freePort();
// Behind mod_fcgid the responders are the web server's user, who cannot read the fake's keys.
const stripe = noFixtures || setup().server === 'apache-fcgid' ? null : await stripeShop();
if (stripe) {
  secrets.know('gateway key', stripe.fake.key);
  secrets.know('gateway webhook secret', stripe.fake.webhookSecret);
}
// Each web server has logs of its own: the others' are for the long run.
if (process.env.SOUK_LONG && !process.env.SOUK_SERVER)
  for (const server of ['apache-proxy', 'apache-fcgid'])
    test(`secrets: behind ${server}`, { timeout: 300000 }, () => {
      const { NODE_TEST_CONTEXT, ...env } = process.env;
      return mustRun(process.execPath, ['--test', '--test-reporter=tap', import.meta.filename], { env: { ...env, SOUK_SERVER: server } });
    });

after(async () => {
  host.stop();
  await stripe?.close();
  fs.rmSync(cores, { recursive: true, force: true });
});

/** In a file of the site's, which nobody else may read. */
function kept(site, name, text) {
  const file = path.join(site.dir, name);
  if (!fs.existsSync(file)) fs.writeFileSync(file, `${text}\n`, { mode: 0o600 });
  secrets.belongs(file);
  return file;
}

/** Readable for the web server's user, wherever the checkout lies. */
function authority(site) {
  const file = path.join(site.dir, 'ca.pem');
  fs.copyFileSync(pem, file);
  return file;
}

const params = (site) => ({ LEGAL_ADDRESS: `1 Market Street ${canary}`, CA_FILE: authority(site), OUTBOUND_PORTS: `443, ${port}`,
  OUTBOUND_ALLOW: '127.0.0.0/8', MAIL_URL: `smtps://shop@127.0.0.1:${post.port}`, MAIL_PASSWORD_FILE: kept(site, 'smtp.password', smtpPassword),
  PROVISION: 'webhook', PROVISION_URL: host.url, PROVISION_KEY_FILE: kept(site, 'provision.key', `whsec_${provisionKey}`),
  ...(site.name === 'beta' ? stripe.options.params(site) : {}) });

story('secrets', { ...setup(), sites: stripe ? ['alpha', 'beta'] : ['alpha'], own: true, mail: post, accessLog: true, params,
  dbFlags: ['--log-bin=binlog', '--server-id=1', '--binlog-format=ROW', '--general-log=1', '--general-log-file=general.log'] }, (step, world) => {
  let buyer, operator, seller;
  /** Those that mails carry: [name, address]. */
  const mailed = [];
  /** Held only while it is needed: not in memory afterwards. */
  const passing = [];
  const used = (name, text, code) => {
    passing.push(name);
    return secrets.know(name, text, code);
  };
  const typed = (name, shape) => {
    passing.push(name);
    return secrets.plant(name, shape);
  };
  const api = (method, what, body, headers = {}, who = buyer) => who.client.api(method, `/api/storefront/${what}`, body, { headers });
  const link = async (name, to, folder) => {
    const token = mailToken(await post.next(to, (text) => text.includes(`/${folder}/#`)), folder);
    mailed.push([name, to]);
    return used(name, token, 'base32');
  };
  const sessions = () => {
    for (const [person, client] of [['buyer', buyer.client], ['seller', seller?.client], ['operator', operator?.client]])
      for (const value of client?.cookies.values() ?? []) used(`session of ${person} ${secrets.names.size}`, value, 'base32');
  };
  const quiet = (site = world().site) => until(async () => (await world().sql(site,
    "SELECT COUNT(*) FROM outbox WHERE kind <> 'provision' AND state IN ('QUEUED', 'RETRY')"))[0][0] === '0', 'all mails are sent', 60000);
  const revealed = async (name, order, who = buyer) => {
    const done = await who.orderIn(order, 'ACTIVE');
    return expectStatus(await who.client.post(`/api/checkout/services/${done.services[0].id}/revelations`, {}), 200, name).json.secret;
  };
  const buy = async (product, more = {}) => {
    const { contact, items } = expectStatus(await buyer.client.get(`/api/checkout/documents?product=${product}`), 200).json;
    const { quote } = await buyer.quote({ product, plan: 'solo', capacities: {} });
    const order = expectStatus(await buyer.order({ quote, documents: items.map(({ hash }) => hash), ...(contact ? { contact: contact.consent } : {}), ...more }), 201, product).json;
    await buyer.payWith('success', order);
    return order;
  };

  step('an account: passwords, links, a second factor, keys of programs', async (w) => {
    secrets.belongs(w.secret);
    for (const site of Object.values(w.sites))
      for (const file of ['keys', 'db.password']) secrets.know(`${site.name} ${file}`, fs.readFileSync(path.join(site.dir, file), 'utf8').trim());
    passing.push('alpha keys');
    secrets.know('sandbox secret', fs.readFileSync(w.secret, 'utf8').trim(), 'hex');
    for (const file of ['keys', 'db.password', 'sms.password']) secrets.belongs(file);

    const first = typed('password at sign-up');
    buyer = new Buyer(w, w.site, 'planted@buyer.example');
    await buyer.signUp({ password: first, company: `Company ${canary}` });
    const verification = await link('verification link', buyer.email, 'verify');
    expectStatus(await w.client.post('/api/storefront/email-verifications', { token: verification }), 200);
    await buyer.signIn(first);
    sessions();
    expectProblem(await w.client.post('/api/storefront/session', { email: buyer.email, password: typed('wrong password') }), 401, 'credentials');

    expectStatus(await w.client.post('/api/storefront/password-resets', { email: buyer.email }), 202);
    const second = typed('password of the reset');
    expectStatus(await w.client.post('/api/storefront/password-changes', { token: await link('reset link', buyer.email, 'reset'), password: second }), 200);
    await buyer.signIn(second);
    const third = typed('new password');
    const changed = expectStatus(await api('POST', 'account/passwords', { password: second, new_password: third }), 200);
    buyer.client.csrf = changed.json.csrf ?? buyer.client.csrf;
    await buyer.signIn(third);
    sessions();
    expectStatus(await api('POST', 'account/email-changes', { email: 'moved@buyer.example', password: third }), 202);
    await link('change link', 'moved@buyer.example', 'verify');
    expectStatus(await api('POST', 'invitations', { email: 'guest@buyer.example', role: 'purchaser' }), 201);
    await link('invitation link', 'guest@buyer.example', 'join');

    const { secret, uri, qr } = expectStatus(await api('POST', 'totp', { password: third }), 200).json;
    used('TOTP secret', secret, 'base32');
    assert.ok(uri.includes(secret));
    pictures.know('TOTP secret, drawn', inside(Buffer.from(qr.split(',')[1], 'base64')));
    const codes = expectStatus(await api('POST', 'totp/confirmations', { code: totp(secret) }), 200).json.recovery_codes;
    for (const [i, code] of codes.entries()) used(`recovery code ${i}`, code);
    expectStatus(await w.client.post('/api/storefront/session', { email: buyer.email, password: third, code: codes[0] }), 201);
    secrets.know('SMS password', fs.readFileSync(path.join(w.site.dir, 'sms.password'), 'utf8').trim());
    expectStatus(await api('POST', 'account/mobile-codes', { mobile: '+4915112345678' }), 202);
    expectStatus(await api('POST', 'account/mobile-verifications', { code: smsCode(await w.sms.next('+4915112345678')) }), 200);
    const key = expectStatus(await api('POST', 'api-keys', { name: 'Program', scopes: ['orders:read'] }), 201).json.secret;
    used('API key', key.slice(5));
    expectStatus(await w.client.request('GET', '/api/checkout/orders', { headers: { Authorization: `Bearer ${key}` } }), 200);
    const { secret: hook } = expectStatus(await buyer.client.api('POST', '/api/billing/webhooks', { url: 'https://hooks.example/souk', kinds: ['order.placed'] }), 201).json;
    secrets.know('webhook secret', hook.slice(6), 'base64');
  });

  step('what is sold: a first sign-in, licence keys, a server', async (w) => {
    const planted = typed('first sign-in of the endpoint', (core) => `Pw-${core}`);
    const endpoint = await Endpoint.start(endpointKey, fs.readFileSync(pem), port);
    endpoint.password = planted;
    await addServers(w);
    ({ operator, seller } = await sellImage(w));
    const saas = await seller.publish(operator, 'halo-cloud', listing({ texts: [{ ...listing().texts[0], name: 'Halo Cloud' }] }));
    passing.push('endpoint key');
    expectStatus(await seller.api('PUT', `listings/${saas}/endpoint`, { url: `https://127.0.0.1:${port}/saas`, key: endpointKey, contact: true }, { 'If-Match': '"0"' }), 200);
    const tried = expectStatus(await seller.api('POST', `listings/${saas}/endpoint-tests`, { activity: 'create', plan: 'solo' }), 200).json;
    assert.equal(tried.passed, true, tried.why);
    const licence = await seller.begin('halo-desktop', { delivery: 'license' });
    await seller.revise(operator, licence, listing({ texts: [{ ...listing().texts[0], name: 'Halo Desktop' }] }));
    const keys = [typed('licence key, sold', (core) => `HALO-${core}`), typed('licence key, in the pool', (core) => `HALO-${core}`)];
    expectStatus(await seller.api('POST', `listings/${licence}/licence-keys`, { plan: 'solo', keys }), 200);
    sessions();

    assert.match(await revealed('endpoint', await buy('halo-cloud', { po_number: canary })), new RegExp(planted));
    assert.equal(await revealed('licence', await buy('halo-desktop')), keys[0]);
    const vpc = await makeVpc(buyer);
    const server = serverOf(vpc, { password: typed('server password', (core) => `Pw9-${core}`) });
    await buyer.orderIn(await buy('halo-server', { server }), 'ACTIVE');
    assert.equal(host.heard.at(-1).data.server.password, server.password);
    const waits = serverOf(vpc, { password: typed('server password of an order that waits', (core) => `Pw9-${core}`) });
    const { quote } = await buyer.quote({ product: 'halo-server', plan: 'solo', capacities: {} });
    expectStatus(await buyer.order({ quote, documents: await buyer.documents('halo-server'), server: waits }), 201);
    host.mode = 'later';
    const order = await buyer.placeOrder();
    await buyer.payWith('success', order);
    const { data } = await until(() => host.heard.find((one) => one.data.order === order.id), 'asked');
    const sent = typed('first sign-in of the host');
    const { headers, body } = host.callback(data.line, { secret: sent });
    expectStatus(await w.client.request('POST', '/api/checkout/provision-callbacks', { headers, body }), 204);
    assert.equal(await revealed('host', order), sent);
    expectStatus(await buyer.client.get('/api/billing/bills'), 200);
    await quiet();
    endpoint.stop();
    assert.equal(endpoint.fault, undefined);
  });

  step('a private offer: its link by mail and SMS, opened, and ordered by', async (w) => {
    const desk = new OfferDesk(seller);
    const { id } = await desk.sent(buyer.email, { product: 'halo-desktop', title: canary });
    const { link: shown, qr } = await desk.offer(id);
    const token = used('offer link', /\/o\/#([a-z2-7]{32})$/.exec(shown)[1], 'base32');
    pictures.know('offer link, drawn', inside(Buffer.from(qr)));
    mailed.push(['offer link', buyer.email]);
    const { data } = await post.next(buyer.email, (text) => text.includes('/o/#'));
    pictures.know('offer link, mailed', inside(Buffer.from(/^iVBORw0KGgo[\w+/=\r\n]+/m.exec(data)[0], 'base64')));
    await until(() => w.sms.messages.some(({ text }) => text.includes(`/o/#${token}`)), 'an SMS');
    for (const who of [new Buyer(w), seller, buyer]) expectStatus(await who.client.post('/api/offers/openings', { token }), 200);
    for (const wrong of [token.slice(1), `${token}a`, token.toUpperCase()]) expectProblem(await buyer.client.post('/api/offers/openings', { token: wrong }), 404, 'offer_token');
    const { version, confirm } = expectStatus(await buyer.client.get(`/api/offers/exclusive-offers/${id}`), 200).json;
    expectStatus(await buyer.client.post('/api/offers/redemptions', { offer: id, version, digest: confirm.digest, documents: confirm.documents.map((d) => d.hash) },
      { headers: { 'Idempotency-Key': randomUUID() } }), 201);
    await quiet();
  });

  step('card numbers, where nobody asks for them', async (w) => {
    const order = await buyer.placeOrder();
    const answer = await buyer.client.post('/api/checkout/payments', { order: order.id, method: 'card', number: typedCard }, { headers: { 'Idempotency-Key': randomUUID() } });
    assert.equal(expectProblem(answer, 422, 'invalid').errors[0].pointer, '/number');
    assert.ok(!answer.text.includes(typedCard));
    passing.push('card number that was typed');
    if (!stripe) return;
    stripe.opened({ site: w.sites.beta });
    const other = await Buyer.ready(w, w.sites.beta);
    const bought = await other.placeOrder();
    const { payment, redirect_url: url } = expectStatus(await other.pay(bought), 201).json;
    press(stripe.fake, url, 'declined');
    // A gateway that repeats what was typed on its page.
    const intent = stripe.fake.all('payment_intent').at(-1);
    intent.last_payment_error.message = `Your card ${echoedCard} was declined.`;
    intent.last_payment_error.payment_method = { card: { number: echoedCard } };
    assert.equal(expectStatus(await other.refresh(payment), 200).json.state, 'REQUIRES_ACTION');
    const event = JSON.stringify({ id: `evt_${rare()}`, object: 'event', type: 'payment_intent.payment_failed', data: { object: intent } });
    expectStatus(await w.sites.beta.client().post('/api/checkout/gateway-events/stripe', event, { headers: { 'Stripe-Signature': stripe.fake.sign(event) } }), 204);
    press(stripe.fake, url, 'visa');
    await until(async () => {
      await other.refresh(payment);
      return (await other.get(bought)).payment?.state === 'CAPTURED';
    }, 'captured', 60000);
    await quiet(w.sites.beta);
    passing.push('gateway key', 'gateway webhook secret');
  });

  step('the search finds what is there to be found, in each of its forms', async () => {
    const bytes = Buffer.from(canary), at = (n) => Buffer.concat([Buffer.from('abc'.slice(0, n)), bytes, Buffer.from('xyz')]);
    for (const [form, text] of Object.entries({ raw: at(1), base64a: at(0).toString('base64'), base64b: at(1).toString('base64'), base64c: at(2).toString('base64url'),
      hex: at(0).toString('hex'), capitals: at(2).toString('hex').toUpperCase(), json: JSON.stringify({ a: canary }) })) {
      const file = secrets.file(form, text);
      assert.deepEqual(await secrets.in(file), [`canary in ${file}`], form);
      fs.unlinkSync(file);
    }
    const packed = secrets.file('packed', Buffer.from(provisionKey, 'base64').toString('hex'));
    assert.deepEqual(await secrets.in(packed), [`provisioner key in ${packed}`]);
    fs.unlinkSync(packed);
    const program = new Proc('canary', 'sh', ['-c', 'sleep 60; :', canary], { env: { CANARY: canary } });
    await until(() => family(program.pid).length === 2, 'it runs');
    const found = await secrets.in(...secrets.processes(family(program.pid)));
    await program.kill('SIGKILL');
    assert.deepEqual(found.map((line) => line.slice(0, 9)), ['canary in', 'canary in'], 'in environment and command');
  });

  step('/proc: no secret in a command or an environment', async (w) => {
    const pids = Object.values(w.procs).filter((proc) => !proc.ended).flatMap(({ pid }) => family(pid));
    assert.ok(pids.length >= 6, pids.join());
    assert.deepEqual(await secrets.in(...secrets.processes(pids)), []);
  });

  step('/proc: no memory of who used it keeps what was used', async (w, t) => {
    if (process.getuid() !== 0) {
      assert.throws(() => fs.openSync(`/proc/${w.procs.worker.pid}/mem`), /EACCES|EPERM/);
      return t.diagnostic('nobody but root can look at all');
    }
    await quiet();
    for (const { name, pid } of programs(Object.values(w.procs)).filter((one) => one.name !== 'souk-sandbox')) {
      const memory = secrets.memory(`${name}-${pid}`, pid);
      const found = await secrets.in(memory);
      const names = found.map((line) => line.split(' in ')[0]);
      assert.ok(names.includes('canary'), `the site's own address is in ${name}`);
      assert.deepEqual(names.filter((one) => passing.includes(one)), [], name);
      assert.deepEqual(await pictures.in(memory), [], name);
    }
    return null;
  });

  step('a crash leaves no core', async (w, t) => {
    const all = programs(Object.values(w.procs));
    assert.deepEqual([...new Set(all.map(({ name }) => name))].sort(), ['souk-billing', 'souk-checkout', 'souk-offers', 'souk-sandbox', 'souk-storefront', 'souk-worker']);
    const folders = [...new Set([cores, ...all.map(({ cwd }) => cwd)])];
    const left = () => folders.flatMap((dir) => fs.readdirSync(dir).filter((name) => name.startsWith('core')).map((name) => path.join(dir, name)));
    const before = left();
    for (const { name, pid } of all) {
      assert.match(fs.readFileSync(`/proc/${pid}/limits`, 'utf8'), /^Max core file size +0 +0 /m, name);
      process.kill(pid, 'SIGABRT');
      await until(() => !fs.existsSync(`/proc/${pid}/limits`) || /^State:\tZ/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8')), `${name} has crashed`);
    }
    assert.deepEqual(left(), before);
    // What guards nothing leaves one, with what was in its memory.
    if (!coresAllowed || !/^core/.test(fs.readFileSync('/proc/sys/kernel/core_pattern', 'utf8')))
      return t.diagnostic('this machine keeps no core files here; the limits alone were looked at');
    const program = new Proc('canary', 'sh', ['-c', 'kill -ABRT $$', canary]);
    assert.equal((await program.exited).signal, 'SIGABRT');
    const made = left().filter((file) => !before.includes(file));
    assert.equal(made.length, 1);
    assert.deepEqual(await secrets.in(...made), [`canary in ${made[0]}`]);
    return null;
  });

  step('mails carry the links that they are for, to whom they are for, and nothing else', async () => {
    const written = post.messages.map((message, i) => secrets.file(`mail-${i}`, `${message.data}\n${plain(message.data)}`));
    const found = await secrets.in(...written);
    assert.ok(found.some((line) => line.startsWith('canary in')));
    const seen = found.filter((line) => !line.startsWith('canary in')).map((line) => {
      const [name, file] = line.split(' in ');
      const message = post.messages[Number(file.split('-').at(-1))];
      const text = plain(message.data), token = secrets.names.get(name);
      assert.equal(text.split(token).length, text.split(`/#${token}`).length, `${name} stands in its link alone`);
      return [name, ...message.to];
    });
    assert.deepEqual(seen.sort(), mailed.sort());
  });

  step('tables, the database\'s own files and logs, programs\' and web server\'s logs', async (w) => {
    const { stdout } = await mustRun('mariadb-dump', ['--no-defaults', '--user=root', `--socket=${w.dbSocket}`, '--all-databases', '--hex-blob', '--skip-extended-insert']);
    const dump = secrets.file('dump.sql', stdout);
    await w.procs.mariadb.stop();
    const found = await secrets.in(dump, w.dir);
    const where = (name) => found.filter((line) => line.startsWith(`${name} in `)).map((line) => line.slice(name.length + 4));
    const canaries = where('canary');
    for (const part of ['dump.sql', 'ib_logfile0', 'binlog.000', 'general.log', 'orders.ibd'])
      assert.ok(canaries.some((file) => file.includes(part)), `${part} is looked at: ${canaries.join('\n')}`);
    for (const name of [...Object.keys(w.procs).map((one) => `${one}.log`), path.join(w.site.name, 'access.log')]) {
      const file = path.join(w.dir, name);
      assert.ok(fs.existsSync(file) && (name.startsWith('web-') || name.startsWith('sandbox') || fs.statSync(file).size > 0), `${name} is written`);
    }
    assert.deepEqual(found.filter((line) => !line.startsWith('canary in ')), []);
  });
});
