// R5, R17, R18: a seller's endpoint in the Seller Centre is set and tried; its
// buyers allow one contact, or there is no order; what it made is shown once.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { arrives, browse, says, shoot } from '../lib/browser.mjs';
import { axeFaults, htmlFaults, overflowFaults } from '../lib/audit.mjs';
import { Endpoint } from '../lib/endpoint.mjs';
import { Keyboard, Mouse } from '../lib/hands.mjs';
import { freePort } from '../lib/proc.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { Buyer } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { fourScreens } from './order.mjs';
import { top } from '../lib/world.mjs';

const pem = path.join(top, 'tests/data/endpoint-tls.pem');
const key = '4d9b21e6-6f4c-4b0e-9d3a-52c1f7a80b64';
const port = await freePort();
const url = `https://127.0.0.1:${port}/saas?shop=7`;

browse('seller endpoint', { ...setup(), params: () => ({ CA_FILE: pem, OUTBOUND_PORTS: port, OUTBOUND_ALLOW: '127.0.0.0/8' }) }, (step) => {
  const keyboard = new Keyboard(), mouse = new Mouse();
  let endpoint, seller, buyer, profile, page, id;

  after(() => endpoint?.stop());
  const main = () => page.locator('main');
  const button = (name) => main().getByRole('button', { name });
  const news = () => page.locator('[data-news] .notice');
  const check = (name) => page.locator(`[data-check=${name}]`);

  /** At both widths, light and dark. */
  const sound = async (name) => {
    const faults = await htmlFaults(await page.content(), name);
    for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      // Where it has scrolled to, a button may be half below the header.
      await page.evaluate(() => scrollTo(0, 0));
      faults.push(...await overflowFaults(page, `${name} ${width}`), ...await axeFaults(page, `${name} ${colorScheme}`));
      await shoot(page, `${name}-${width}-${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 800 });
    assert.deepEqual(faults, []);
  };

  step('the listing leads there; what is missing or wrong is named', async (browser, world) => {
    endpoint = await Endpoint.start(key, fs.readFileSync(pem), port);
    const operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    await operator.admit(seller);
    id = await seller.publish(operator, 'halo-cloud', listing({ texts: [{ ...listing().texts[0], name: 'Halo Cloud' }] }));
    profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(seller);
    page = await profile.open(`/seller/listings/${id}`);
    await page.locator('#about').getByRole('link', { name: 'Endpoint' }).click();
    await arrives(page, new RegExp(`/seller/endpoint/${id}$`));
    await says(page.locator('h1:visible'), /^Endpoint$/);
    await button('Save endpoint').click();
    await says(page.locator('.error-summary'), /Enter the address of your endpoint[^]*Enter the access key/);
    await page.fill('#url', 'saas.example.com');
    await page.fill('#key', 'short');
    await button('Save endpoint').click();
    await says(page.locator('.error-summary'), /whole address[^]*at least 16/);
    await button('Make one').click();
    assert.match(await page.inputValue('#key'), /^[0-9a-f-]{36}$/);
  });

  step('it is tried before it is saved: the fault is told with call and answer', async () => {
    await page.fill('#url', url);
    await button('Run all checks').click();
    await says(news(), /1 check failed/);
    await says(check('create'), /Failed[^]*Body-Sign is not the answer’s signature|Failed[^]*Body-Sign is not the answer's signature/);
    await says(check('create').locator('pre').first(), /"testFlag":"1"/);
    await says(check('repeat'), /Not tried/);
    await page.fill('#key', key);
    await button('Run all checks').click();
    await says(news(), /All checks passed/);
    await says(check('create'), /For the buyer: address, address of administration, user name, password, note/);
    await check('create').locator('summary').click();
    await says(check('create').locator('pre').last(), /"password":"\*\*\*"/);
    assert.doesNotMatch(await main().innerText(), /planted/);
    assert.equal(endpoint.instances.size, 0);
    await sound('endpoint');
  });

  step('saved by keyboard, the key is shown to nobody again', async () => {
    await page.reload();
    await keyboard.type(page.locator('#url'), url);
    await keyboard.type(page.locator('#key'), key);
    await keyboard.tick(page.locator('#contact'));
    await keyboard.press(button('Save endpoint'));
    await says(news(), /Endpoint saved/);
    assert.equal(await page.inputValue('#key'), '');
    await page.reload();
    await says(page.locator('#key-hint'), /One is kept/);
    assert.equal(await page.inputValue('#url'), url);
    assert.equal(await page.isChecked('#contact'), true);
    await keyboard.press(check('create').getByRole('button', { name: 'Try' }));
    await says(check('create'), /Passed in/);
  });

  step('R17: unticked, there is no order; the words name the value', async (browser, world) => {
    buyer = await Buyer.ready(world);
    profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(buyer);
    page = await profile.open('/p/halo-cloud');
    await button('Continue to Submit').click();
    await arrives(page, /\/checkout\/\?/);
    const allow = page.locator('#contact');
    await allow.waitFor();
    assert.equal(await allow.isChecked(), false);
    await says(page.locator('label[for=contact]'), /^I authorise the seller to use the contact information \(.+\*\*\*@buyer\.example\)/);
    for (const box of await page.locator('#h-terms ~ * input[type=checkbox]').all()) await box.check();
    await button(/^Pay now /).click();
    await says(page.locator('.error-summary'), /Allow the seller to use your contact information/);
    await sound('checkout');
    await mouse.tick(allow);
    await button(/^Pay now /).click();
    await arrives(page, /\/pay\/ord_/);
    await button(/^Confirm and pay /).click();
    await arrives(page, /\/pay\/ses_/);
    await page.locator('button[name=card][value=success]').click();
    await arrives(page, /\/result\/ord_/);
    await says(page.locator('h1:visible'), /Delivered/);
    fourScreens(profile);
  });

  step('what it made is on the order, its sign-in shown once', async () => {
    const [order] = (await buyer.client.get('/api/checkout/orders')).json.items;
    await buyer.orderIn(order, 'ACTIVE');
    await profile.open(`/my/orders/${order.id}`, page);
    await says(main(), /Handed to the seller[^]*\*\*\*@buyer\.example/);
    await says(main(), /It is shown once/);
    await button('Show the access data').click();
    await says(page.locator('.secret code'), /User: admin\s+Password: planted-Passw0rd/);
    await shoot(page, 'order-endpoint');
    assert.equal(JSON.parse(endpoint.heard.at(-1).body).email, buyer.email);
  });

  step('who sells by it cannot forget it; orders that wait are tried again', async (browser) => {
    profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(seller);
    endpoint.mode = 'sold-out';
    const { contact } = (await buyer.client.get('/api/checkout/documents?product=halo-cloud')).json;
    const { quote } = await buyer.quote({ product: 'halo-cloud', plan: 'solo', capacities: {} });
    const order = (await buyer.order({ quote, documents: await buyer.documents('halo-cloud'), contact: contact.consent })).json;
    await buyer.payWith('success', order);
    await buyer.orderIn(order, 'PROVISION_FAILED');
    page = await profile.open(`/seller/endpoint/${id}`);
    await says(page.locator('[data-screen] .notice--bad'), /The last call for an order failed[^]*sold out/);
    await shoot(page, 'endpoint-fault');
    endpoint.mode = null;
    await button('Try 1 order again').click();
    await says(news(), /1 order is tried again now/);
    await buyer.orderIn(order, 'ACTIVE');
    await page.reload();
    await button('Remove endpoint').click();
    await profile.allowing(/status of 409/, async () => {
      await page.locator('dialog[open]').getByRole('button', { name: 'Remove endpoint' }).click();
      await says(news(), /not removed[^]*set up services/);
    });
  });
});
