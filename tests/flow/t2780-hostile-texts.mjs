// Whatever people write into names, notes and messages reaches the reader as
// it was written, in mails (read by postal-mime) and SMS (at Kannel's SMSC):
// Chinese, Arabic, emoji, quotes, line breaks; and adds no header, part,
// recipient or markup.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { Kannel, kannelMissing } from '../lib/kannel.mjs';
import { codeIn, letter, linkIn, zbarMissing } from '../lib/letter.mjs';
import { day, OfferDesk } from '../lib/offer.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';

const missing = kannelMissing() || zbarMissing();
if (missing) {
  process.stdout.write(`TAP version 13\n1..0 # SKIP ${missing}\n`);
  process.exit(0);
}

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-kannel-'));
const kannel = await Kannel.start(dir);
after(async () => {
  await kannel.stop();
  fs.rmSync(dir, { recursive: true });
});

// All kinds at once; with SOUK_LONG each by itself, too.
const names = {
  mixed: { seller: '图像 شركة 👩‍🎨', product: 'Frames 🎁 إطارات «云»', company: 'Bear 🐻‍❄️ 甲乙 مؤسسة' },
  quoted: { seller: '=?UTF-8?B?QmNj?= "S" <b>', product: '"Frames" {link}, Bcc: e@x', company: '</td><script>alert("--=_msg_")</script>' },
  ...(process.env.SOUK_LONG ? each() : {}),
};
function each() { return {
  chinese: { seller: '图像工作室', product: '云相册·专业版', company: '甲乙丙有限公司' },
  arabic: { seller: 'شركة الصور', product: 'إطارات الصور ٣', company: 'مؤسسة المشتري' },
  emoji: { seller: 'Photo 👩‍🎨 Co', product: 'Frames 🎁🖼️', company: 'Bear 🐻‍❄️ GmbH' },
  quotes: { seller: 'O\'Brien & "Söhne" <b>', product: '"Frames" \\ {link} %s &amp;', company: '</td><script>alert(1)</script>' },
  headers: { seller: '=?UTF-8?B?QmNjOiBldmU=?= Co', product: 'Frames, Bcc: eve@evil.example', company: '--=_msg_x; boundary="x"' },
}; }
const notes = [
  'First line.\nSecond line, with "quotes" and \'more\'.\n\nA new paragraph — 你好 — مرحبا — 👩‍🎨🎁',
  '.\n..\n.hidden\nFrom the start of a line\n-- \n> quoted already\n# no heading\n| no | table |\n[no button](http://evil.example/)\n![no picture](cid:x)\n{link} {net} ?note',
  'x\nBcc: eve@evil.example\nContent-Type: text/html\n\n<script>alert(1)</script><img src="http://evil.example/x.png">\n--=_msg_01\n--=_related_msg_01--\n=?UTF-8?B?QmNjOiBldmU=?=\nend=\n=20',
  `${'long'.repeat(300)}\n${'长'.repeat(200)}\n\ttabs\tand  two spaces `,
];
/** An HTML text as a reader shows it. */
const shown = (html) => html.replace(/<br>\n/g, '\n').replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': '\'' })[name]);
const inText = (text) => text.replace(/\u00a0/g, ' ');

story('hostile texts', { ...setup(), params: () => ({ SMS_URL: kannel.url }), locales: ['ar'] }, (step) => {
  const headersOf = (message) => message.data.slice(0, message.data.indexOf('\r\n\r\n'));
  let operator, buyer, count = 0;

  /** Nobody else gets it, and its headers are ours alone. */
  function sound(message, to) {
    assert.deepEqual(message.to, [to]);
    const known = ['Date', 'From', 'To', 'Reply-To', 'Subject', 'Message-ID', 'Auto-Submitted', 'MIME-Version', 'Content-Type'];
    const lines = headersOf(message).replace(/\r\n[ \t]/g, ' ').split('\r\n').map((line) => line.split(':')[0]);
    assert.deepEqual(lines.toSorted(), known.toSorted());
    for (const line of message.data.split('\r\n')) assert.ok(line.length <= 78 && /^[\x20-\x7e\t]*$/.test(line), line);
  }

  step('an operator', async (world) => { operator = await Operator.ready(world); });

  step('names that are no one line are refused where they are written', async (world) => {
    for (const bad of ['two\r\nBcc: eve@evil.example', 'two\nlines', 'null\u0000', 'turned\u202Eover', '\u200b']) {
      const buyer = new Buyer(world);
      assert.ok([400, 422].includes((await buyer.client.post('/api/storefront/users', { email: buyer.email, password: 'correct horse battery staple',
        user_name: 'x', company: bad, country: 'DE' })).status), JSON.stringify(bad));
    }
  });

  for (const [kind, name] of Object.entries(names)) {
    step(`${kind}: names and a note, in an offer's mail and SMS`, async (world) => {
      const slug = `s${++count}`, number = `+49151234567${count}0`;
      const seller = await Seller.applied(world, slug, { name: name.seller });
      await operator.admit(seller);
      await seller.publish(operator, `p${count}`, listing({ texts: [{ ...listing().texts[0], name: name.product }] }));
      buyer = new Buyer(world);
      await buyer.signUp({ company: name.company });
      await buyer.verify();
      await buyer.signIn();
      expectStatus(await buyer.client.post('/api/storefront/account/mobile-codes', { mobile: number }), 202);
      const code = await kannel.next(number);
      expectStatus(await buyer.client.post('/api/storefront/account/mobile-verifications', { code: /\d{6}/.exec(code.text)[0] }), 200);
      const desk = new OfferDesk(seller);
      for (const note of count === 1 ? notes : [notes[count % notes.length]]) {
        const mails = world.mail.messages.length, texts = kannel.messages().length;
        await desk.sent(buyer.email, { product: `p${count}`, note });
        const message = await world.mail.next(buyer.email, (text) => text.includes('/o/#'), mails);
        sound(message, buyer.email);
        const mail = await letter(message);
        assert.equal(mail.subject, `${name.seller} made you an offer for ${name.product}`);
        assert.ok(inText(mail.text).includes(`Application: ${name.product}\n`), mail.text);
        assert.ok(mail.text.includes(`${note.split('\n').map((line) => `> ${line}`).join('\n')}\n\n`), mail.text);
        const quote = /<blockquote>([^]*?)<\/blockquote>/.exec(mail.html)[1];
        assert.equal(shown(quote), note);
        assert.ok(shown(mail.html).includes(name.product));
        assert.doesNotMatch(mail.html, /<script|<img src="http|<b>/);
        assert.equal(mail.html.match(/<img /g).length, 1);
        assert.equal(mail.attachments.length, 1);
        const link = linkIn(mail.html.replaceAll(shown(quote), ''));
        assert.equal(await codeIn(mail, dir), link);
        const sms = await kannel.next(number, (text) => text.includes('/o/#'), texts);
        const date = new Date(`${day(14)}T12:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
        const [, from, what, when, at] = /^(.*) offers you (.*) at its own price until (.*): (\S+)$/.exec(sms.text);
        assert.deepEqual([when, at], [date, link]);
        for (const [got, whole] of [[from, name.seller], [what, name.product]])
          assert.ok(got === whole || (got.endsWith('..') && whole.startsWith(got.slice(0, -2))), `${got} of ${whole}`);
        assert.ok(sms.parts <= (sms.coding === 'gsm' ? 1 : 3));
        if (sms.coding === 'ucs2') assert.deepEqual([from, what], [name.seller, name.product], 'there is room in three parts');
      }
    });

    step(`${kind}: a company's name and its words, in a request's mail`, async (world) => {
      const to = `contact@s${count}.example`, message = notes[count % notes.length].slice(0, 2000), mails = world.mail.messages.length;
      expectStatus(await buyer.client.post('/api/offers/offer-requests', { product: `p${count}`, plan: 'solo', billing_mode: 'monthly', quantity: 2, message },
        { headers: { 'Idempotency-Key': randomUUID() } }), 201);
      const sent = await world.mail.next(to, (text) => text.includes('would like an offer'), mails);
      sound(sent, to);
      const mail = await letter(sent);
      assert.equal(mail.subject, `${name.company} asks for an offer for ${name.product}`);
      assert.equal(shown(/<blockquote>([^]*?)<\/blockquote>/.exec(mail.html)[1]), message);
      assert.equal(mail.attachments.length, 0);
    });
  }

  step('bytes that are no text are refused with their place', async () => {
    const post = (message) => buyer.client.post('/api/offers/offer-requests', { product: 'p1', plan: 'solo', billing_mode: 'monthly', quantity: 2, message },
      { headers: { 'Idempotency-Key': randomUUID() } });
    for (const bad of ['a\rb', 'a\u0007b', 'a\u001b[31mb'])
      assert.equal(expectProblem(await post(bad), 422, 'invalid').errors[0].pointer, '/message');
  });
});
