// The test provider by itself, a real process: one session for a key, one
// capture for a session, nothing forgotten by kill -9, each fault as named.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/http.mjs';
import { Proc, accepts, freePort, run, until } from '../lib/proc.mjs';

const build = process.env.TOP_BUILDDIR ?? path.resolve(import.meta.dirname, '../..');
const program = path.join(build, 'src/sandbox/souk-sandbox');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-sandbox-'));
const book = path.join(dir, 'book');
const secretFile = path.join(dir, 'secret');
const secret = 'a secret for this test alone';
const lateS = 2, pendingS = 2, silenceS = 2;

let port, sandbox, client, shop, refuse = 0;
const events = [];

const flags = () => ['--listen', `127.0.0.1:${port}`, '--book', book, '--secret-file', secretFile,
  '--late', lateS, '--pending', pendingS, '--silence', silenceS].map(String);

async function start() {
  sandbox = new Proc('sandbox', program, flags(), { log: path.join(dir, 'log') });
  await sandbox.ready(() => accepts({ port }));
}

before(async () => {
  fs.writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });
  shop = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    events.push({ body, at: Date.now(), json: JSON.parse(body),
      signature: request.headers['souk-sandbox-signature'], refused: refuse > 0 });
    response.writeHead(refuse-- > 0 ? 503 : 204).end();
  }).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  port = await freePort();
  client = new Client(`http://127.0.0.1:${port}`);
  await start();
});

after(async () => {
  client.close();
  await sandbox.stop();
  shop.closeAllConnections();
  shop.close();
  fs.rmSync(dir, { recursive: true });
});

let serial = 0;
const wanted = (more = {}) => ({ reference: `pay_${++serial}`, amount: 129900, currency: 'USD',
  description: 'Lumen <Gallery> & Pro', return_url: 'http://shop.example/result/ord_1',
  event_url: `http://127.0.0.1:${shop.address().port}/events`, ...more });

const create = (body, key = `key-${body.reference}-0`) => client.request('POST', '/v1/sessions', {
  headers: { 'Content-Type': 'application/json', ...(key && { 'Idempotency-Key': key }) },
  body: typeof body === 'string' ? body : JSON.stringify(body) });

const json = (answer) => JSON.parse(answer.text);
const session = async (id) => json(await client.get(`/v1/sessions/${id}`));
const press = (id, button) => client.request('POST', `/pay/${id}`, { body: button,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
const eventsOf = (id) => events.filter((e) => e.json.session === id);
const taken = (id, n = 1) => until(() => {
  const of = eventsOf(id).filter((e) => !e.refused);
  return of.length >= n ? of : null;
}, `${n} events of ${id}`);

async function paid(card, more) {
  const made = json(await create(wanted(more)));
  const back = await press(made.id, `card=${card}`);
  assert.equal(back.status, 303);
  return { ...made, location: back.headers.location };
}

test('one key, one session; another body under it is refused', async () => {
  const body = wanted();
  const first = await create(body);
  assert.equal(first.status, 201);
  const again = await create(body);
  assert.equal(again.status, 200);
  assert.equal(again.text, first.text);
  const other = await create({ ...body, amount: 1 }, `key-${body.reference}-0`);
  assert.equal(other.status, 409);
  assert.equal(json(other).code, 'key_reused');
  const taken = await create(body, 'another-key-0');
  assert.equal(json(taken).code, 'reference_in_use');
  const found = json(await client.get(`/v1/sessions?reference=${body.reference}`));
  assert.deepEqual(found, json(first));
  assert.equal((await client.get('/v1/sessions?reference=pay_none')).status, 404);
});

test('bad input is named and makes nothing', async () => {
  const before = json(await client.get('/v1/book')).sessions.length;
  const rows = [['not json', 400], ['{"reference":"x"}', 422], [JSON.stringify(wanted({ amount: 0 })), 422],
    [JSON.stringify(wanted({ amount: 1.5 })), 422], [JSON.stringify(wanted({ currency: 'XXX' })), 422],
    [JSON.stringify(wanted({ return_url: 'javascript:alert(1)' })), 422],
    [JSON.stringify(wanted({ surprise: 1 })), 422], [`{"a":"${'x'.repeat(70000)}"}`, 413]];
  for (const [body, status] of rows) {
    const answer = await create(body, `bad-key-${++serial}`);
    assert.equal(answer.status, status, `${body.slice(0, 60)}: ${answer.text}`);
    assert.ok(json(answer).detail);
  }
  assert.equal((await create(wanted(), null)).status, 400);
  assert.equal((await client.request('DELETE', '/v1/sessions')).status, 405);
  assert.equal((await client.get('/v1/nothing')).status, 404);
  assert.equal(json(await client.get('/v1/book')).sessions.length, before);
});

test('the page shows the amount, escapes what the shop wrote, and runs no script', async () => {
  const made = json(await create(wanted()));
  const page = await client.get(`/pay/${made.id}`);
  assert.equal(page.status, 200);
  assert.match(page.text, /USD\u00a01,299\.00/);
  assert.match(page.text, /Lumen &lt;Gallery&gt; &amp; Pro/);
  assert.match(page.text, /Test payments/);
  assert.doesNotMatch(page.text, /<script| style=/);
  const csp = page.headers['content-security-policy'];
  assert.match(csp, /default-src 'none'/);
  assert.match(csp, /form-action 'self' http:\/\/shop\.example;/);
  assert.equal((await client.get('/pay/ses_none')).status, 404);
  assert.equal((await press(made.id, 'card=gold')).status, 400);
  assert.equal((await session(made.id)).state, 'open');
});

test('success: captured, the browser sent back, one signed event', async () => {
  const made = await paid('success');
  assert.equal(made.location, 'http://shop.example/result/ord_1');
  assert.equal((await session(made.id)).state, 'captured');
  const [event] = await taken(made.id);
  assert.deepEqual([event.json.type, event.json.reference, event.json.amount, event.json.currency],
    ['session.captured', made.reference, 129900, 'USD']);
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(event.signature);
  const key = createHmac('sha256', secret).update('souk-sandbox event signature v1').digest();
  assert.equal(createHmac('sha256', key).update(`${t}.${event.body}`).digest('hex'), v1);
});

test('pressed again, and another card, change nothing', async () => {
  const made = await paid('success');
  assert.equal((await press(made.id, 'card=success')).status, 303);
  assert.equal((await press(made.id, 'card=decline')).status, 303);
  const now = await session(made.id);
  assert.equal(now.state, 'captured');
  const { sessions } = json(await client.get('/v1/book'));
  assert.equal(sessions.find((s) => s.id === made.id).captures, 1);
  await taken(made.id);
});

test('decline and refused challenge fail with their code', async () => {
  const declined = await paid('decline');
  assert.equal((await session(declined.id)).failure, 'card_declined');
  assert.equal((await taken(declined.id))[0].json.type, 'session.failed');
  const asked = await paid('challenge');
  assert.equal(asked.location, `/pay/${asked.id}`);
  assert.equal((await session(asked.id)).state, 'requires_action');
  assert.equal((await press(asked.id, 'challenge=refuse')).status, 303);
  assert.equal((await session(asked.id)).failure, 'authentication_failed');
  await press(asked.id, 'challenge=approve');
  assert.equal((await session(asked.id)).state, 'failed');
});

test('approved challenge is captured', async () => {
  const asked = await paid('challenge');
  await press(asked.id, 'challenge=approve');
  assert.equal((await session(asked.id)).state, 'captured');
});

test('duplicate_event: the same event twice', async () => {
  const made = await paid('duplicate_event');
  const [one, two] = await taken(made.id, 2);
  assert.equal(one.body, two.body);
});

test('late_event: captured at once, told later', async () => {
  const started = Date.now();
  const made = await paid('late_event');
  assert.equal((await session(made.id)).state, 'captured');
  const [event] = await taken(made.id);
  assert.ok(event.at - started >= lateS * 1000);
});

test('pending: processing, then captured', async () => {
  const made = await paid('pending');
  assert.equal((await session(made.id)).state, 'processing');
  await taken(made.id);
  assert.equal((await session(made.id)).state, 'captured');
});

test('timeout_after_capture: no event, and two look-ups left waiting', async () => {
  const made = await paid('timeout_after_capture');
  for (const query of [`/v1/sessions/${made.id}`, `/v1/sessions?reference=${made.reference}`]) {
    const started = Date.now();
    assert.equal(json(await client.get(query)).state, 'captured');
    assert.ok(Date.now() - started >= silenceS * 1000 - 50, query);
  }
  const started = Date.now();
  await session(made.id);
  assert.ok(Date.now() - started < 1000);
  assert.deepEqual(eventsOf(made.id), []);
});

test('an event that the shop refuses comes again, unchanged', async () => {
  refuse = 2;
  const made = await paid('success');
  await taken(made.id);
  const all = eventsOf(made.id);
  assert.equal(all.length, 3);
  assert.equal(new Set(all.map((e) => e.body)).size, 1);
});

test('kill -9 and a line cut off: all is as it was acknowledged', async () => {
  refuse = 1000;
  const owed = await paid('success');
  const pending = await paid('pending');
  await until(() => eventsOf(owed.id).length > 0, 'the event was tried');
  const told = json(await client.get('/v1/book'));
  await sandbox.kill('SIGKILL');
  client.close();
  fs.appendFileSync(book, '{"kind":"captured","at":17953');
  refuse = 0;
  await start();
  client = new Client(`http://127.0.0.1:${port}`);
  const sameStates = json(await client.get('/v1/book')).sessions.filter((s) => s.id !== pending.id);
  assert.deepEqual(sameStates, told.sessions.filter((s) => s.id !== pending.id));
  assert.equal((await create({ ...wanted(), reference: owed.reference }, 'another-key-1')).status, 409);
  await taken(owed.id);
  await taken(pending.id);
  assert.equal((await session(pending.id)).state, 'captured');
});

test('a second process on the same book, or a readable secret, is refused', async () => {
  const free = await freePort();
  const second = flags();
  second[1] = `127.0.0.1:${free}`;
  const locked = await run(program, second);
  assert.equal(locked.code, 1);
  assert.match(locked.stderr, /another process has it/);
  fs.chmodSync(secretFile, 0o644);
  const open = await run(program, [...second.slice(0, 2), '--book', path.join(dir, 'other'), '--secret-file', secretFile]);
  fs.chmodSync(secretFile, 0o600);
  assert.equal(open.code, 1);
  assert.match(open.stderr, /chmod 600/);
  assert.equal((await run(program, [])).code, 2);
});

test('SIGTERM ends it while a look-up waits', async () => {
  const made = await paid('timeout_after_capture');
  const waiting = session(made.id).catch(() => null);
  await until(() => sandbox.output().includes(made.id), 'the session is in the log');
  assert.deepEqual(await sandbox.stop(1500), { code: 0, signal: null });
  await waiting;
});
