// R4, R19, R20, R43: ways to pay besides the card, and none at all; a price that changed since the quote; an order
// that was not paid in time.  Each says what it is, and has a way on.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { lookFaults } from '../lib/audit.mjs';
import { arrives, browse, says } from '../lib/browser.mjs';
import { catalogue } from '../lib/catalogue.mjs';
import { Keyboard, Mouse } from '../lib/hands.mjs';
import { Buyer } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { tickAll } from './order.mjs';

const account = 'Souk Test GmbH, DE02 1203 0000 0000 2020 51';
const choice = { product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} };
const params = ({ name }) => name === 'bare' ? { PAYMENT: 'none' } : { BANK_DETAILS: account };

browse('settlement', { ...setup(), sites: ['alpha', 'bare'], params }, (step) => {
  const mouse = new Mouse(), keyboard = new Keyboard();
  const main = () => page.locator('main');
  const button = (name) => page.getByRole('button', { name });
  const link = (name) => main().getByRole('link', { name });
  const look = async (name) => assert.deepEqual(await lookFaults(page, `settlement-${name}`), []);
  const limit = (world, amount) => world.ctl(world.site, 'credit', 'set', company, '--postpaid', 'yes', '--general', String(amount));
  let buyer, company, profile, page, order;

  step('a transfer leads to the bill, which says how much, where to and until when', async (browser, world) => {
    buyer = await Buyer.ready(world);
    company = (await buyer.client.get('/api/storefront/session')).json.company.id;
    profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(buyer);
    order = await buyer.placeOrder(choice);
    page = await profile.open(`/pay/${order.id}`);
    await says(page.locator('.pick--off'), /not on monthly settlement/);
    await mouse.press(page.getByRole('radio', { name: /Bank transfer/ }));
    await look('transfer');
    await mouse.press(button(/^Get the bill for /));
    await arrives(page, /\/my\/bills\/bil_/);
    await says(page.locator('[data-screen] .notice'), /USD\s.* due .*Transfer it with the reference .*DE02 1203/s);
    // The last day is the site's (UTC here), though the browser is in Berlin.
    const { due_at } = (await buyer.client.get(`/api/billing/bills/${page.url().split('/').at(-1)}`)).json;
    await says(page.locator('[data-screen] .notice'), new RegExp(` due ${new Date(Date.parse(due_at) - 1).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })}`));
    await look('bill');
    await profile.open(`/result/${order.id}`, page);
    await says(page.locator('h1:visible'), /Waiting for your transfer/);
    await look('waiting');
    await mouse.press(link('See the order'));
    await says(page.locator('[data-screen] .notice'), /Bill \S+ says how much/);
    await mouse.press(link('See the bill'));
    await arrives(page, /\/my\/bills\/bil_/);
  });

  step('the money comes: the bill is paid and is fetched as PDF', async (browser, world) => {
    const { bill } = await buyer.get(order);
    await world.ctl(world.site, 'payment', 'record', bill.number, (order.total.amount / 100).toFixed(2), '--reference', 'KTO 1');
    await buyer.billFiles(bill);
    await profile.open('/my/bills/', page);
    await mouse.press(page.getByRole('link', { name: bill.number }));
    await says(main(), /Paid by bank transfer.*KTO 1.*Still open.*0\.00/s);
    const [file] = await Promise.all([page.waitForEvent('download'), mouse.press(page.getByRole('link', { name: 'Download PDF' }))]);
    assert.equal(file.suggestedFilename(), `${bill.number}.pdf`);
    assert.equal(fs.readFileSync(await file.path()).subarray(0, 5).toString(), '%PDF-');
    await buyer.orderIn(order, 'ACTIVE');
  });

  step('on the monthly bill, by keyboard alone; what is free is said before', async (browser, world) => {
    await limit(world, 130);
    const next = await buyer.placeOrder(choice);
    await profile.open(`/pay/${next.id}`, page);
    await says(page.locator('.picks'), /Free of your credit after this order: USD\s1\.00/);
    await keyboard.pick(page.locator('#method-monthly_settlement'));
    await keyboard.press(button(/ on the monthly bill$/));
    await arrives(page, new RegExp(`/result/${next.id}$`));
    await says(page.locator('h1:visible'), /Delivered/);
  });

  step('over the limit the reason is said, also when it was free as the page was opened; another method pays', async (browser, world) => {
    const [over, first] = [await buyer.placeOrder(choice), await buyer.placeOrder(choice)];
    await profile.open(`/pay/${over.id}`, page);
    await says(page.locator('.pick--off'), /credit of USD\s130\.00, USD\s1\.00 is free: too little[^]*higher limit/);
    await look('over-limit');
    await limit(world, 300);
    await page.reload();
    await mouse.pick(page.locator('#method-monthly_settlement'));
    await limit(world, 200);
    await profile.allowing(/status of 409/, async () => {
      await mouse.press(button(/ on the monthly bill$/));
      await says(page.locator('.error-summary'), /has 71\.00 USD of its credit left/);
    });
    await says(page.locator('.pick--off'), /USD\s200\.00, USD\s71\.00 is free/);
    assert.equal(await page.locator('#method-card').isChecked(), true);
    assert.ok(await button(/^Confirm and pay /).isVisible());
    await profile.open(`/pay/${first.id}?lang=zh-CN`, page);
    await says(page.locator('.pick--off'), /可用 USD\s71\.00，不足以支付此订单/);
    await profile.open(`/pay/${first.id}?lang=en`, page);
    await mouse.press(link('Bills'));
    await arrives(page, /\/my\/bills\//);
    await says(page.locator('#h-general'), /Credit for orders/);
  });

  step('a price that changed since the quote: old and new are shown, and nothing is ordered before it is agreed to', async (browser, world) => {
    const before = (await buyer.client.get('/api/checkout/orders')).json.items.length;
    await profile.open('/checkout/?product=quill-mail&plan=team&mode=monthly&quantity=1&periods=2&currency=USD', page);
    await says(page.locator('.sums__total'), /18\.00/);
    const dearer = catalogue();
    dearer.products.find(({ slug }) => slug === 'quill-mail').plans[0].prices[0].amount = 1100;
    fs.writeFileSync(world.path('dearer.json'), JSON.stringify(dearer));
    await world.ctl(world.site, 'import', world.path('dearer.json'));
    await tickAll(page, mouse);
    await profile.allowing(/status of 409/, async () => {
      await mouse.press(button(/^Pay now .*18\.00/));
      await says(page.locator('[data-screen] .notice--warn'), /The price has changed[^]*was USD\s18\.00 and is USD\s22\.00 now/);
    });
    assert.equal(await page.evaluate(() => document.activeElement.className), 'notice notice--warn');
    assert.deepEqual(await page.locator('.sums del').allTextContents(), ['USD 18.00', 'USD 18.00'].map((text) => text.replace(' ', '\u00a0')));
    await says(page.locator('.sums__total'), /18\.00[^]*22\.00/);
    assert.equal((await buyer.client.get('/api/checkout/orders')).json.items.length, before);
    await look('price-changed');
    await mouse.press(button(/^Pay now .*22\.00/));
    await arrives(page, /\/pay\/ord_/);
    await says(page.locator('.sums__total'), /22\.00/);
  });

  step('not paid in time: whichever page one comes by says so, and leads to the same choice again', async (browser, world) => {
    await world.procs.worker.stop();
    const late = await buyer.placeOrder({ plan: 'pro', periods: 3, quantity: 2, capacities: { users: 7 } });
    await profile.open(`/pay/${late.id}`, page);
    await button(/^Confirm and pay /).waitFor();
    await world.sql(world.site, "UPDATE orders SET expires_at = created_at + INTERVAL 1 MICROSECOND WHERE state = 'PENDING_PAYMENT'");
    await profile.allowing(/status of 409/, async () => {
      await mouse.press(button(/^Confirm and pay /));
      await says(main(), /was not paid in time[^]*Nothing was charged/);
    });
    assert.match(await page.evaluate(() => document.activeElement.textContent), /was not paid in time/);
    await page.reload();
    await says(main(), /was not paid in time/);
    await look('expired-payment');
    await world.startWorker();
    await buyer.orderIn(late, 'CANCELLED');
    await page.reload();
    await arrives(page, new RegExp(`/result/${late.id}$`));
    await says(page.locator('h1:visible'), /was not paid in time/);
    await look('expired');
    await mouse.press(link('See the order'));
    await says(page.locator('.timeline'), /not paid in time/);
    await page.goBack();
    await mouse.press(link('Order the same again'));
    await arrives(page, /\/p\/lumen-gallery/);
    await says(page.locator('[data-total]').first(), /330\.00/);
    await world.ctl(world.site, 'verify');
  });

  step('no way to pay: each is listed with who can mend it, and the order is kept', async (browser, world) => {
    const { bare } = world.sites;
    const other = await Buyer.ready(world, bare);
    const kept = await other.placeOrder({ plan: 'basic', capacities: {} });
    profile = await (await browser.profile({ site: bare, reducedMotion: 'reduce' })).as(other);
    page = await profile.open(`/pay/${kept.id}`);
    await says(main(), /No way to pay is open to you[^]*kept[^]*help@shop\.example[^]*no card payments yet[^]*not on monthly settlement[^]*no bank transfers/);
    assert.equal(await main().getByRole('button').count(), 0);
    await look('no-method');
    await mouse.press(link('Pay later'));
    await arrives(page, new RegExp(`/my/orders/${kept.id}$`));
    await says(main(), /Awaiting payment/);
  });
});
