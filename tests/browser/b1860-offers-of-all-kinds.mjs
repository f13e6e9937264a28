// R14, R16, R17, R21, R29: private offers of what needs more than a tick: an
// image with its server and network, a SaaS whose seller asks for a contact;
// and a customer who is found by a mobile number.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Endpoint } from '../lib/endpoint.mjs';
import { Keyboard, Mouse } from '../lib/hands.mjs';
import { OfferDesk } from '../lib/offer.mjs';
import { freePort, until } from '../lib/proc.mjs';
import { listing } from '../lib/seller.mjs';
import { addServers, sellImage } from '../lib/servers.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { smsCode } from '../lib/sms.mjs';
import { setup } from '../lib/story.mjs';
import { top } from '../lib/world.mjs';
import { look, tokenOf } from './dealing.mjs';
import { tickAll } from './order.mjs';

const pem = path.join(top, 'tests/data/endpoint-tls.pem');
const key = '4d9b21e6-6f4c-4b0e-9d3a-52c1f7a80b64';
const port = await freePort();
const number = '+4915123456789';

browse('offers of all kinds', { ...setup(), params: () => ({ CA_FILE: pem, OUTBOUND_PORTS: port, OUTBOUND_ALLOW: '127.0.0.0/8' }) }, (step) => {
  const mouse = new Mouse(), keyboard = new Keyboard();
  let endpoint, operator, seller, buyer, desk, profile, page;

  after(() => endpoint?.stop());
  const main = () => page.locator('main');
  const button = (name, where = main()) => where.getByRole('button', { name });
  const dialog = () => page.locator('dialog[open]');
  const summary = () => page.locator('.error-summary');
  const accept = (amount) => button(new RegExp(`^Accept and order for USD\\s${amount}`));

  step('an image: its server is named, and locked with the rest', async (browser, world) => {
    await addServers(world);
    ({ operator, seller } = await sellImage(world));
    buyer = await Buyer.ready(world);
    desk = new OfferDesk(seller);
    const offer = await desk.sent(buyer.email, { product: 'halo-server', quantity: 1, periods: 6, capacities: [], price: { kind: 'amount', amount: 900 },
      region: 'fra-1', flavour: 'general-4' });
    profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(buyer);
    page = await profile.open(`/o/#${tokenOf(offer)}`);
    await says(page.locator('main .facts'), /Solo[^]*6 months[^]*Server[^]*4 vCPU, 16 GiB[^]*Frankfurt/);
    await says(main().locator('.sums'), /Halo Server Solo[^]*54\.00[^]*Server: 4 vCPU, 16 GiB, Frankfurt[^]*348\.00[^]*402\.00[^]*18\.00/);
    assert.equal(await page.locator('#server-region, #server-flavour').count(), 0, 'the size is the offer’s');
    await look(page, 'offer-image-no-network');
  });

  step('without a network nothing is ordered; it is created in place by keyboard (R14)', async (browser, world) => {
    await tickAll(page, mouse);
    await mouse.press(accept('402\\.00'));
    await says(summary(), /Create a VPC in Frankfurt first/);
    assert.deepEqual(await world.sql(world.site, 'SELECT COUNT(*) FROM orders'), [['0']]);
    await keyboard.press(button('Create VPC'));
    await dialog().waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await button('Create VPC').evaluate((e) => e === document.activeElement), true);
    await page.keyboard.press('Enter');
    await keyboard.press(button('Create VPC', dialog()));
    await says(page.locator('#server-vpc'), /vpc-1 · 10\.0\.0\.0\/16/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'server-vpc');
    assert.equal(await summary().count(), 0);
    for (const box of await main().locator('form input[type=checkbox]').all()) assert.equal(await box.isChecked(), true, 'what was ticked stays');
  });

  step('a weak password is told at its field; a good one orders it, and is nowhere (R16)', async () => {
    await mouse.type(page.locator('#server-login'), 'keeper');
    await mouse.type(page.locator('#server-password'), 'short');
    await mouse.press(accept('402\\.00'));
    await says(page.locator('#server-password-error'), /12 to 64/);
    await look(page, 'offer-image-faults');
    await mouse.press(button('Generate another'));
    const password = await page.locator('#server-password').inputValue();
    await mouse.press(accept('402\\.00'));
    await arrives(page, /\/pay\/ord_/);
    const order = await buyer.get(/ord_[0-9a-z]+/.exec(page.url())[0]);
    assert.deepEqual(order.lines.map(({ kind, net }) => [kind, net.amount]), [['software', 5400], ['infrastructure', 34800]]);
    assert.deepEqual([order.server.region.code, order.server.flavour.code, order.server.login_name, order.server.vpc.name], ['fra-1', 'general-4', 'keeper', 'vpc-1']);
    assert.ok(!JSON.stringify(order).includes(password));
  });

  step('a SaaS whose seller asks for a contact: unticked, the fault stands beside the box (R17)', async () => {
    endpoint = await Endpoint.start(key, fs.readFileSync(pem), port);
    const id = await seller.publish(operator, 'halo-cloud', listing({ texts: [{ ...listing().texts[0], name: 'Halo Cloud' }] }));
    expectStatus(await seller.api('PUT', `listings/${id}/endpoint`, { url: endpoint.url, key, contact: true }, { 'If-Match': '"0"' }), 200);
    await until(async () => (await buyer.client.get('/p/halo-cloud')).status === 200, 'the catalogue has it');
    const offer = await desk.sent(buyer.email, { product: 'halo-cloud' });
    await profile.open(`/o/#${tokenOf(offer)}`, page);
    await says(page.locator('label[for=contact]'), /^I authorise the seller to use the contact information \(.+\*\*\*@buyer\.example\)/);
    for (const box of await page.locator('#h-terms ~ * input[type=checkbox]').all()) await keyboard.tick(box);
    await keyboard.press(accept('1,440\\.00'));
    await says(summary(), /Allow the seller to use your contact information/);
    await says(page.locator('#contact-error'), /Allow the seller to use your contact information/);
    assert.match(await page.locator('#contact').getAttribute('aria-describedby'), /contact-error/);
    await look(page, 'offer-contact');
    await keyboard.tick(page.locator('#contact'));
    assert.equal(await page.locator('#contact-error').count(), 0);
    await keyboard.press(accept('1,440\\.00'));
    await arrives(page, /\/pay\/ord_/);
    const order = await buyer.get(/ord_[0-9a-z]+/.exec(page.url())[0]);
    await buyer.payWith('success', order);
    await buyer.orderIn(order, 'ACTIVE');
    assert.equal(JSON.parse(endpoint.heard.at(-1).body).email, buyer.email);
  });

  step('a customer is found by a verified mobile number, and by nothing like it', async (browser, world) => {
    const account = (what, body) => buyer.client.post(`/api/storefront/account/${what}`, body);
    expectStatus(await account('mobile-codes', { mobile: number }), 202);
    expectStatus(await account('mobile-verifications', { code: smsCode(await world.sms.next(number)) }), 200);
    const own = await (await browser.profile({ reducedMotion: 'reduce' })).as(seller);
    page = await own.open('/seller/offers/');
    await says(page.locator('table'), /Halo Cloud[^]*Used/);
    await keyboard.press(button('New offer'));
    await arrives(page, /\/seller\/offers\/off_/);
    await keyboard.pick(page.locator('[data-at="/kind"][value=mobile]'));
    const field = page.locator('[data-at="/value"]');
    await keyboard.type(field, '+49 151 23456780');
    await keyboard.press(button('Look up'));
    await says(main(), /No company has this/);
    await look(page, 'editor-mobile-nobody');
    await keyboard.type(field, '+49 151 23456789');
    await keyboard.press(button('Look up'));
    await says(main(), new RegExp(`Company of ${buyer.email}[^]*The account is active`));
    await says(main().locator('.part .by'), /\*\*\*@buyer\.example/);
    await says(main(), /Gets an SMS, too/);
    await look(page, 'editor-mobile');
    await keyboard.press(button('Continue'));
    await says(page.locator('main h2').first(), /Product/);
  });
});
