// The worker when things go wrong: mail servers that are away, refuse or
// dawdle, workers that die or come in pairs, orders nobody pays.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { setup, story } from '../lib/story.mjs';
import { noFaults } from '../lib/world.mjs';

// Between the worker and the mail server; mode says how it behaves.
let mode = 'pass', mailPort = 0, waiting = 0;
const proxy = net.createServer((socket) => {
  socket.on('error', () => {});
  if (mode === 'away') { socket.destroy(); return; }
  if (mode === 'pass' || mode === 'slow') {
    waiting++;
    const pass = () => {
      const onward = net.connect(mailPort, '127.0.0.1');
      onward.on('error', () => socket.destroy());
      socket.pipe(onward).pipe(socket);
    };
    if (mode === 'slow') setTimeout(pass, 1500);
    else pass();
    return;
  }
  socket.write('220 proxy\r\n');
  socket.on('data', (chunk) => {
    const verb = chunk.toString().slice(0, 4).toUpperCase();
    socket.write(verb === 'RCPT' ? `${mode} no\r\n` : verb === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
  });
}).listen(0, '127.0.0.1');
await once(proxy, 'listening');
proxy.unref();

const outbox = (world, where = '1 = 1') => world.sql(world.site,
  `SELECT state, tries, COALESCE(last_error, ''), next_at > UTC_TIMESTAMP(6), template, HEX(message_id) FROM outbox WHERE ${where} ORDER BY message_id`);
const overdue = (world) => world.sql(world.site, 'UPDATE outbox SET next_at = \'2026-01-01\' WHERE state IN (\'QUEUED\', \'RETRY\')');
const messageIds = (world, to) => world.mail.messages.filter((m) => m.to.includes(to))
  .map((m) => /^Message-ID: <(.*)>/m.exec(m.data)[1]);

const options = { ...setup(), worker: false,
  params: () => ({ MAIL_URL: `smtp://127.0.0.1:${proxy.address().port}`, PROVISION: 'record' }) };

story('worker', options, (step) => {
  let buyer;

  step('a mail server that is away: tried again later, then sent', async (world) => {
    mailPort = world.mail.port;
    mode = 'away';
    buyer = new Buyer(world);
    await buyer.signUp();
    await world.work();
    const [[state, tries, error, later]] = await outbox(world);
    assert.deepEqual([state, tries, later], ['RETRY', '1', '1']);
    assert.notEqual(error, '');
    await world.work();
    assert.equal((await outbox(world))[0][1], '1', 'not before its time');
    mode = '451';
    await overdue(world);
    await world.work();
    assert.deepEqual((await outbox(world))[0].slice(0, 2), ['RETRY', '2']);
    mode = 'pass';
    await overdue(world);
    await world.work();
    assert.equal((await outbox(world))[0][0], 'SENT');
    assert.equal(messageIds(world, buyer.email).length, 1);
    await buyer.verify();
    await buyer.signIn();
  });

  step('a mailbox that is refused for good is dead at once; so is the last try', async (world) => {
    mode = '550';
    const nobody = new Buyer(world);
    await nobody.signUp();
    await world.work();
    const [state, tries, error] = (await outbox(world)).at(-1);
    assert.deepEqual([state, tries], ['DEAD', '1']);
    assert.match(error, /550/);
    mode = 'away';
    const other = new Buyer(world);
    await other.signUp();
    await world.sql(world.site, 'UPDATE outbox SET tries = 11 WHERE state = \'QUEUED\'');
    await world.work();
    assert.deepEqual((await outbox(world)).at(-1).slice(0, 2), ['DEAD', '12']);
    mode = 'pass';
    await world.sql(world.site, 'DELETE FROM outbox WHERE state = \'DEAD\'');
  });

  step('killed after sending: sent once more, as the same message', async (world, t) => {
    const without = await noFaults();
    if (without) return t.skip(without);
    const person = new Buyer(world);
    await person.signUp();
    const ended = await world.tryWork('--crash-at', 'outbox.sent');
    assert.equal(ended.signal, 'SIGKILL');
    assert.equal(messageIds(world, person.email).length, 1);
    await world.work();
    assert.equal(messageIds(world, person.email).length, 1, 'the lease holds');
    await overdue(world);
    await world.work();
    const ids = messageIds(world, person.email);
    assert.equal(ids.length, 2);
    assert.equal(ids[0], ids[1]);
    assert.equal((await outbox(world)).at(-1)[0], 'SENT');
  });

  step('two workers: every mail once', async (world) => {
    const people = [];
    for (let i = 0; i < 12; i++) {
      const person = new Buyer(world);
      await person.signUp();
      people.push(person.email);
    }
    await Promise.all([world.tryWork(), world.tryWork(), world.tryWork()]);
    await world.work();
    for (const email of people) assert.equal(messageIds(world, email).length, 1, email);
  });

  step('a mail is in the language of its reader', async (world) => {
    const person = new Buyer(world);
    await person.signUp({ locale: 'zh-CN' });
    await world.work();
    const mail = await world.mail.next(person.email, (text) => text.includes('/verify/#'));
    assert.match(mail.data, /Content-Type: multipart\/alternative/);
    const words = [...mail.data.matchAll(/=\?UTF-8\?B\?(.*?)\?=/g)].map((m) => Buffer.from(m[1], 'base64'));
    assert.match(Buffer.concat(words).toString(), /请确认/);
  });

  step('record: paid, then an operator delivers', async (world) => {
    const order = await buyer.placeOrder();
    await buyer.payWith('success', order);
    await until(async () => {
      await world.work();
      return (await buyer.get(order)).state === 'PROVISIONING';
    }, 'the order waits for an operator');
    await world.work();
    assert.deepEqual(await world.sql(world.site, 'SELECT kind, state FROM tasks'), [['deliver', 'OPEN']]);
    assert.equal(messageIds(world, buyer.email).length, 2);
    await world.ctl(world.site, 'deliver', order.id, '--url', 'https://there.example/', '--note', 'Ready.');
    await world.work();
    assert.equal((await buyer.get(order)).state, 'ACTIVE');
    assert.deepEqual(await world.sql(world.site, 'SELECT state FROM tasks'), [['DONE']]);
    await world.mail.next(buyer.email, (text) => text.includes('https://there.example/'));
  });

  step('an order that nobody pays is cancelled in time, one that may be paid is not', async (world) => {
    const [unpaid, open] = [await buyer.placeOrder(), await buyer.placeOrder()];
    await buyer.payWith('pending', open);
    await buyer.refresh((await buyer.get(open)).payment);
    await world.sql(world.site, 'UPDATE orders SET expires_at = \'2026-01-01\' WHERE state = \'PENDING_PAYMENT\'');
    await world.work();
    assert.equal((await buyer.get(unpaid)).state, 'CANCELLED');
    assert.notEqual((await buyer.get(open)).state, 'CANCELLED');
    await world.work();
    await world.mail.next(buyer.email, (text) => text.includes('order_cancelled') || text.includes('You owe nothing'));
  });

  step('what was committed is sealed, heads are signed, and all verifies', async (world) => {
    await world.sql(world.site, 'UPDATE site_counters SET value = 0 WHERE name = \'heads_hour\'');
    await world.work();
    for (const table of ['ledger_entries', 'events']) {
      assert.deepEqual(await world.sql(world.site, `SELECT COUNT(*) FROM ${table} WHERE seal_no IS NULL`), [['0']]);
    }
    for (const chain of ['ledger', 'events']) {
      assert.ok(fs.statSync(path.join(world.site.data, 'seals', `${chain}.heads`)).size > 0);
    }
    await world.ctl(world.site, 'verify');
  });

  step('popularity is counted once a day, and what has ended is dropped', async (world) => {
    await world.sql(world.site, 'UPDATE site_counters SET value = 0 WHERE name = \'popularity_day\'');
    await world.sql(world.site, 'UPDATE sessions SET seen_at = \'2026-01-01\', created_at = \'2026-01-01\'');
    await world.work();
    const [[most]] = await world.sql(world.site, 'SELECT MAX(paid_orders) FROM popularity');
    assert.ok(Number(most) >= 1);
    assert.deepEqual(await world.sql(world.site, 'SELECT COUNT(*) FROM sessions'), [['0']]);
    await world.sql(world.site, 'UPDATE popularity SET paid_orders = 0');
    await world.work();
    assert.deepEqual(await world.sql(world.site, 'SELECT MAX(paid_orders) FROM popularity'), [['0']]);
  });

  step('SIGTERM lets the mail under way arrive, and no other', async (world) => {
    await until(async () => {
      await overdue(world);
      await world.work();
      return (await outbox(world, 'state IN (\'QUEUED\', \'RETRY\')')).length === 0;
    }, 'nothing is left to be sent');
    mode = 'slow';
    waiting = 0;
    const [one, two] = [new Buyer(world), new Buyer(world)];
    await one.signUp();
    await two.signUp();
    const worker = await world.startWorker();
    await until(() => waiting > 0, 'the worker talks to the mail server');
    assert.deepEqual(await worker.stop(), { code: 0, signal: null });
    const got = messageIds(world, one.email).length + messageIds(world, two.email).length;
    assert.equal(got, 1);
    assert.equal((await outbox(world, 'template = \'verify\' AND state IN (\'QUEUED\', \'RETRY\')')).length, 1);
    mode = 'pass';
  });

  step('a site that is misconfigured is left out, and said so', async (world) => {
    const site = world.site;
    const good = site.params;
    site.write({ ...good, SOUK_TIME_ZONE: 'Nowhere/Land' });
    const ended = await world.tryWork();
    site.write(good);
    assert.equal(ended.code, 1);
    assert.match(world.procs['worker-once'].output(), /Nowhere\/Land/);
  });
});
