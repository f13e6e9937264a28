// R23, R24: an offer goes out by one mail and one SMS; the link, the code in
// the mail and the SMS are the same; what the gateways say of them is seen.
// Mail by SMTP, SMS by Kannel with its fake SMSC, reports included.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { Kannel, kannelMissing } from '../lib/kannel.mjs';
import { codeIn, letter, linkIn, zbarMissing } from '../lib/letter.mjs';
import { day, OfferDesk } from '../lib/offer.mjs';
import { until } from '../lib/proc.mjs';
import { plain } from '../lib/smtp.mjs';
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

story('offer messages', { ...setup(), params: () => ({ SMS_URL: kannel.url }) }, (step) => {
  let seller, desk, buyer, chinese, quiet, offer, link;
  const account = (who, method, of, body) => who.client.api(method, `/api/storefront/account${of}`, body);
  const states = async (id = offer.id) => (await desk.offer(id)).messages;
  const reached = (channel, state, id) => until(async () => (await states(id))[channel] === state, `${channel} is ${state}`);
  const mailOf = async (world, to, words, from = 0) => letter(await world.mail.next(to, (text) => text.includes(words), from));

  /** A number, verified by the code that comes by SMS. */
  async function mobile(who, number) {
    const before = kannel.messages().length;
    expectStatus(await account(who, 'POST', '/mobile-codes', { mobile: number }), 202);
    const sms = await kannel.next(number, () => true, before);
    expectStatus(await account(who, 'POST', '/mobile-verifications', { code: /\d{6}/.exec(sms.text)[0] }), 200);
  }

  step('people with and without a number that is theirs', async (world) => {
    const operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    await operator.admit(seller);
    await seller.publish(operator, 'halo-frames', listing());
    await seller.publish(operator, 'halo-long', listing({ texts: [{ ...listing().texts[0], name: 'An application whose name goes on and on, as names of people’s choice sometimes do, to the end' }] }));
    desk = new OfferDesk(seller);
    [buyer, chinese, quiet] = [await Buyer.ready(world), await Buyer.ready(world), await Buyer.ready(world)];
    expectStatus(await account(chinese, 'PATCH', '', { locale: 'zh-CN' }), 200);
    await mobile(buyer, '+4915123456789');
    await mobile(chinese, '+8613812345678');
  });

  step('one mail and one SMS: button, words, code and SMS are one link', async (world) => {
    offer = await desk.sent(buyer.email);
    const mail = await mailOf(world, buyer.email, '/o/#');
    link = linkIn(mail.text);
    assert.equal(linkIn(mail.html), link);
    assert.ok(mail.html.includes(`<a class="button" href="${link}">`), 'as a button');
    assert.ok(mail.html.includes(`>${link}</a>`), 'written out');
    assert.equal(await codeIn(mail, dir), link);
    const sms = await kannel.next('+4915123456789', (text) => text.includes('/o/#'));
    assert.equal(linkIn(sms.text), link);
    assert.equal((await desk.offer(offer.id)).link, link, 'and the seller’s own');
    assert.ok(link.startsWith(`${world.site.url}/o/#`));
  });

  step('the mail says all that matters, fetches nothing, and names its host', async (world) => {
    const mail = await mailOf(world, buyer.email, '/o/#');
    assert.equal(mail.subject, 'Studio halo made you an offer for Halo Frames');
    for (const words of ['Halo Frames', 'Solo', 'walls 3', '12 months', 'USD 1,440.00', 'USD 480.00 of USD 1,920.00', '> As we said on the phone.',
      `The link leads to ${new URL(world.site.url).host}.`, `${world.site.url}/my/offers/`])
      assert.ok(mail.text.replace(/\u00a0/g, ' ').replace(/\n(?!\n)/g, ' ').includes(words), `${words} in\n${mail.text}`);
    assert.doesNotMatch(mail.html, /(?:src|srcset|background)="(?!cid:)|url\(|@import|<script|<link/i);
    assert.equal(mail.attachments.length, 1);
    assert.ok(mail.attachments[0].content.byteLength < 4096);
  });

  step('the SMS is one message of the GSM alphabet, byte for byte', async () => {
    const sms = await kannel.next('+4915123456789', (text) => text.includes('/o/#'));
    assert.deepEqual([sms.parts, sms.coding], [1, 'gsm']);
    assert.ok(sms.text.length <= 160, sms.text);
    const date = new Date(`${day(14)}T12:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
    assert.equal(sms.text, `Studio halo offers you Halo Frames at its own price until ${date}: ${link}`);
  });

  step('delivered, as the SMSC says; and nobody else can say so', async (world) => {
    await reached('sms', 'delivered');
    await reached('mail', 'sent');
    const { message_list: list } = await desk.offer(offer.id);
    assert.deepEqual(list.map((m) => [m.channel, m.recipient]).toSorted(), [['mail', 'bu***@buyer.example'], ['sms', '+49***789']]);
    const [[id]] = await world.sql(world.site, 'SELECT LOWER(HEX(message_id)) FROM offer_messages WHERE channel = \'sms\'');
    const encoded = [...BigInt(`0x${id}`).toString(2).padStart(130, '0').matchAll(/.{5}/g)].map(([b]) => '0123456789abcdefghjkmnpqrstvwxyz'[Number.parseInt(b, 2)]).join('');
    const report = (key, status) => world.client.get(`/api/offers/sms-reports/msg_${encoded}?key=${key}&status=${status}`);
    for (const key of ['', '0'.repeat(64), 'x']) expectProblem(await report(key, 2), 401, 'signature');
    assert.equal((await states()).sms, 'delivered');
  });

  step('in Chinese it is a few parts of UCS-2, whole when put together', async (world) => {
    const theirs = await desk.sent(chinese.email, { note: '如电话所述。\n期待合作！' });
    const sms = await kannel.next('+8613812345678', (text) => text.includes('/o/#'));
    assert.equal(sms.coding, 'ucs2');
    assert.ok(sms.parts >= 1 && sms.parts <= 3 && sms.octets.every((n) => n <= 140), JSON.stringify(sms));
    const mail = await mailOf(world, chinese.email, '/o/#');
    assert.equal(linkIn(sms.text), linkIn(mail.text));
    assert.equal(await codeIn(mail, dir), linkIn(mail.text));
    assert.equal(mail.subject, 'Studio halo 为您提供了 Halo Frames 的专属报价');
    assert.ok(mail.text.includes('> 如电话所述。\n> 期待合作！'), mail.text);
    await reached('sms', 'delivered', theirs.id);
  });

  step('long names give way, the link does not', async () => {
    const before = kannel.messages().length;
    await desk.sent(buyer.email, { product: 'halo-long' });
    const sms = await kannel.next('+4915123456789', (text) => text.includes('/o/#'), before);
    assert.deepEqual([sms.parts, sms.coding], [1, 'gsm']);
    assert.match(sms.text, /offers you An application whose.*\.\. at its own price/);
    linkIn(sms.text);
  });

  step('without a number there is no SMS, and the seller sees why', async (world) => {
    const theirs = await desk.sent(quiet.email);
    await mailOf(world, quiet.email, '/o/#');
    await reached('mail', 'sent', theirs.id);
    assert.equal((await states(theirs.id)).sms, 'no_mobile');
  });

  step('revised, extended and taken back it is told again, by the same link', async (world) => {
    const before = kannel.messages().length, mails = world.mail.messages.length;
    const at = () => desk.offer(offer.id);
    const { terms } = await at();
    const draft = await desk.save(offer.id, { ...terms, quantity: 11 });
    assert.deepEqual(draft.faults, []);
    expectStatus(await desk.send(offer.id, (await at()).draft.row_version), 200);
    const revised = await mailOf(world, buyer.email, 'has changed the offer', mails);
    assert.equal(linkIn(revised.text), link);
    assert.equal(linkIn((await kannel.next('+4915123456789', (text) => text.includes('changed the offer'), before)).text), link);
    expectStatus(await desk.api('POST', `offers/${offer.id}/extensions`, { row_version: (await at()).row_version, accept_by: day(20) }), 200);
    assert.equal(linkIn((await kannel.next('+4915123456789', (text) => text.startsWith('More time'), before)).text), link);
    expectStatus(await desk.api('POST', `offers/${offer.id}/withdrawals`, { row_version: (await at()).row_version, reason: 'Sold out.' }), 200);
    const gone = await mailOf(world, buyer.email, 'has taken back', mails);
    assert.ok(gone.text.includes('> Sold out.'));
    assert.doesNotMatch(gone.text + gone.html, /\/o\/#/);
  });

  step('three days before its end, and a day before, it is told once each', async (world) => {
    const ending = await desk.sent(buyer.email);
    await mailOf(world, buyer.email, linkIn((await kannel.next('+4915123456789', (text) => text.includes('offers you Halo Frames'))).text));
    for (const [hours, so] of [[60, 1], [60, 1], [20, 2], [20, 2]]) {
      await world.sql(world.site, `UPDATE offers SET ends_at = UTC_TIMESTAMP(6) + INTERVAL ${hours} HOUR WHERE version = 1 AND state IN ('SENT', 'EFFECTIVE') ORDER BY offer_id DESC LIMIT 1`);
      await world.work();
      const { message_list: list } = await desk.offer(ending.id);
      assert.equal(list.filter((m) => m.channel === 'sms').length, 1 + so, `${hours} hours before`);
      await until(async () => (await world.sql(world.site, 'SELECT COUNT(*) FROM outbox WHERE state = \'QUEUED\''))[0][0] === '0', 'all is sent');
      const told = world.mail.messages.filter((m) => m.to.includes(buyer.email) && plain(m.data).includes('can be accepted until the end of'));
      assert.equal(told.length, so);
    }
    const sms = await kannel.next('+4915123456789', (text) => /^The offer for Halo Frames by Studio halo ends on/.test(text));
    assert.equal(linkIn(sms.text), (await desk.offer(ending.id)).link);
    assert.equal((await buyer.client.get('/api/offers/notifications')).json.items[0].kind, 'offer_ending');
    const { offers_ending: soon } = (await buyer.client.get('/api/offers/notification-counts')).json;
    assert.deepEqual(soon.map((o) => o.offer), [ending.id]);
  });

  step('no token is kept in clear, nor in a log', async (world) => {
    const token = link.split('#')[1];
    const tables = (await world.sql(world.site, 'SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()')).flat();
    for (const table of tables) {
      const rows = await world.sql(world.site, `SELECT * FROM \`${table}\``);
      assert.ok(!JSON.stringify(rows).includes(token), table);
    }
    for (const file of fs.readdirSync(world.dir, { recursive: true }).filter((name) => /\.log$/.test(name)))
      assert.ok(!fs.readFileSync(path.join(world.dir, file)).includes(token), file);
  });
});
