// The inbox of the demonstration: takes mails by SMTP, shows them as they
// came, keeps them over a restart, and gives nobody else a look.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/http.mjs';
import { Proc, accepts, freePort, run } from '../lib/proc.mjs';

const top = process.env.TOP_SRCDIR ?? path.resolve(import.meta.dirname, '../..');
const script = path.join(top, 'scripts/inbox.py');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-inbox-'));
let smtp, pages, inbox, client;

async function start() {
  inbox = new Proc('inbox', 'python3', ['-B', script, '--smtp', `127.0.0.1:${smtp}`,
    '--http', `127.0.0.1:${pages}`, '--dir', path.join(dir, 'mail')], { log: path.join(dir, 'log') });
  await inbox.ready(async () => await accepts({ port: smtp }) && await accepts({ port: pages }));
}

before(async () => {
  smtp = await freePort();
  pages = await freePort();
  client = new Client(`http://127.0.0.1:${pages}`);
  await start();
});

after(async () => {
  client.close();
  await inbox.stop();
  fs.rmSync(dir, { recursive: true });
});

/** Sends each line once the one before was answered; all answers. */
function talk(lines) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(smtp, '127.0.0.1');
    const answers = [];
    const rest = [...lines];
    socket.on('error', reject);
    socket.on('close', () => resolve(answers));
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk;
      let end;
      while ((end = heard.search(/^\d{3} .*\r\n/m)) >= 0) {
        const stop = heard.indexOf('\r\n', end) + 2;
        answers.push(heard.slice(end, stop).trim());
        heard = heard.slice(stop);
        if (rest.length) socket.write(rest.shift());
        else socket.end();
      }
    });
  });
}

const mail = ['Subject: =?UTF-8?B?5oKo5aW9?=', 'From: Shop <shop@example.org>', 'To: maria@example.net',
  'MIME-Version: 1.0', 'Content-Type: multipart/alternative; boundary="b"', '',
  '--b', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', '',
  'Gr=C3=BC=C3=9Fe: https://shop.example/verify/#abc.', '..a dot', '',
  '--b', 'Content-Type: text/html; charset=utf-8', '',
  '<html><head></head><body><script>parent.stolen = 1</script><p>Hello "you"</p></body></html>', '--b--', ''].join('\r\n');

const send = (to, data = mail) => talk(['EHLO here\r\n', 'MAIL FROM:<shop@example.org> SIZE=1000\r\n',
  ...[].concat(to).map((t) => `RCPT TO:<${t}>\r\n`), 'DATA\r\n', `${data}.\r\n`, 'QUIT\r\n']);
const items = async (query = '') => JSON.parse((await client.get(`/api/messages${query}`)).text).items;

test('a mail is kept and decoded', async () => {
  const answers = await send(['maria@example.net', 'tom@example.net']);
  assert.match(answers.at(-2), /^250 kept as 1/);
  const [one] = await items();
  assert.equal(one.subject, '您好');
  assert.deepEqual(one.to, ['maria@example.net', 'tom@example.net']);
  assert.equal(one.text.replaceAll('\r', ''), 'Grüße: https://shop.example/verify/#abc.\n.a dot\n');
  assert.match(one.html, /Hello "you"/);
});

test('the page links what is a link, and a mail cannot run script', async () => {
  const text = (await client.get('/?m=1&view=text')).text;
  assert.match(text, /<a href="https:\/\/shop\.example\/verify\/#abc" target="_blank" rel="noopener">/);
  const page = await client.get('/?m=1');
  const frame = /<iframe [^>]*>/.exec(page.text)[0];
  assert.match(frame, /sandbox="allow-popups allow-popups-to-escape-sandbox"/);
  assert.doesNotMatch(frame, /allow-scripts|allow-same-origin/);
  assert.match(frame, /Hello &quot;you&quot;/);
  assert.doesNotMatch(page.text, /<script>parent/);
  assert.match(page.headers['content-security-policy'], /default-src 'none'; script-src 'self'/);
});

test('a picture that a mail brings with it is shown, and none is fetched', async () => {
  const pictured = ['Subject: pictured', 'MIME-Version: 1.0', 'Content-Type: multipart/related; type="text/html"; boundary="r"', '',
    '--r', 'Content-Type: text/html; charset=utf-8', '', '<p><img src="cid:qr.1@shop.example" alt="Code"><img src="http://evil.example/x.png"></p>',
    '--r', 'Content-Type: image/png', 'Content-ID: <qr.1@shop.example>', 'Content-Transfer-Encoding: base64', '', 'iVBORw0KGgo=', '--r--', ''].join('\r\n');
  await send('nina@example.net', pictured);
  const [one] = await items('?to=nina@example.net');
  const page = await client.get(`/?m=${one.id}`);
  assert.match(/<iframe [^>]*>/.exec(page.text)[0], /img src=&quot;data:image\/png;base64,iVBORw0KGgo=&quot; alt=&quot;Code&quot;/);
  assert.match(page.headers['content-security-policy'], /img-src data:;/);
  assert.equal((await client.request('POST', '/clear')).status, 303);
  await send(['maria@example.net', 'tom@example.net']);
});

test('commands out of order and refused mailboxes get their codes', async () => {
  const answers = await talk(['RCPT TO:<a@b.example>\r\n', 'DATA\r\n', 'MAIL FROM:nobody\r\n', 'WHAT\r\n',
    'MAIL FROM:<a@b.example>\r\n', 'RCPT TO:<refused@b.example>\r\n', 'DATA\r\n',
    'MAIL FROM:<a@b.example> SIZE=99999999\r\n', 'QUIT\r\n']);
  assert.deepEqual(answers.map((a) => a.slice(0, 3)),
    ['220', '503', '503', '501', '502', '250', '550', '503', '552', '221']);
  assert.equal((await items()).length, 1);
});

test('a name that was pointed here, and another site\'s form, are refused', async () => {
  assert.equal((await client.get('/', { headers: { Host: `evil.example:${pages}` } })).status, 403);
  assert.equal((await client.request('POST', '/clear', { headers: { 'Sec-Fetch-Site': 'cross-site' } })).status, 403);
  assert.equal((await items()).length, 1);
});

test('mails are there after a restart, by recipient, until they are cleared', async () => {
  await send('second@example.net', 'Subject: two\r\n\r\nplain\r\n');
  await inbox.stop();
  await start();
  assert.deepEqual((await items()).map((m) => m.subject), ['two', '您好']);
  assert.deepEqual((await items('?to=tom@example.net')).map((m) => m.subject), ['您好']);
  assert.equal((await client.request('POST', '/clear')).status, 303);
  assert.deepEqual(await items(), []);
  assert.match((await client.get('/')).text, /Nothing yet/);
});

test('an SMS is kept beside the mails, sent as to Kannel', async () => {
  const url = (to, words) => `/cgi-bin/sendsms?from=souk&to=${encodeURIComponent(to)}&text=${encodeURIComponent(words)}&coding=2`;
  const answer = await client.get(url('+4915123456789', '123456 是验证码 <b>'));
  assert.deepEqual([answer.status, answer.text], [202, '0: Accepted for delivery']);
  for (const bad of [url('none', 'x'), url('+4915123456789', ''), '/cgi-bin/sendsms']) assert.equal((await client.get(bad)).status, 400);
  const link = await client.get(url('+4915123456789', 'forged'), { headers: { 'Sec-Fetch-Site': 'cross-site' } });
  assert.equal(link.status, 403, 'a page elsewhere sends none');
  const [one, ...rest] = await items('?to=%2B4915123456789');
  assert.deepEqual([one.kind, one.text, rest.length], ['sms', '123456 是验证码 <b>', 0]);
  assert.match((await client.get('/')).text, /<i>SMS<\/i> 123456 是验证码 &lt;b&gt;/);
  assert.match((await client.get(`/?m=${one.id}`)).text, /SMS to \+4915123456789/);
});

test('only loopback is listened on', async () => {
  const result = await run('python3', ['-B', script, '--smtp', '0.0.0.0:0', '--http', '127.0.0.1:0', '--dir', dir]);
  assert.equal(result.code, 2);
  assert.match(result.stderr, /loopback/);
});
