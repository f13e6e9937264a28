// R27, R34 to R38, X5: an offer in stages in the browser: its plan, each
// permission and the credit that it takes, the second screen, what is paid
// how, by the link and on the website.
import assert from 'node:assert/strict';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Mouse } from '../lib/hands.mjs';
import { stagedParams, stagedShop } from '../lib/staged.mjs';
import { setup } from '../lib/story.mjs';
import { look, tokenOf } from './dealing.mjs';
import { tickAll } from './order.mjs';

browse('offer in stages', { ...setup(), params: stagedParams }, (step) => {
  const mouse = new Mouse();
  let shop, profile, page;
  const main = () => page.locator('main');
  const button = (name) => main().getByRole('button', { name });
  const plan = (id = 'h-plan') => page.locator(`section[aria-labelledby=${id}]`);
  const orders = async (world) => Number((await world.sql(world.site, 'SELECT COUNT(*) FROM orders'))[0][0]);

  step('R38: without credit for it the page says so, and who mends it', async (browser, world) => {
    shop = await stagedShop(world);
    await shop.credit('--postpaid', 'yes', '--milestone', '100.00');
    const offer = await shop.sent({ deemed_days: 5 });
    profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(shop.buyer);
    page = await profile.open(`/o/#${tokenOf(offer)}`);
    await says(page.locator('section[aria-labelledby=h-credit] .notice'), /cannot be ordered now[^]*€100\.00|cannot be ordered now[^]*100\.00 EUR/);
    await shop.credit('--milestone', '40000.00');
    await page.reload();
  });

  step('R27, R34, X5: each stage with share, amount, trigger and due rule; what the order does to the credit', async () => {
    const text = await says(plan(), /1\. Concept[^]*A written concept[^]*when you order[^]*30 days after its bill[^]*3,966\.27[^]*33\.33%/);
    assert.match(text, /2\. Build[^]*when you accept milestone 1, Concept[^]*3,966\.27[^]*3\. Handover[^]*when you accept milestone 2, Build[^]*3,967\.47[^]*33\.34%[^]*11,900\.01/);
    await says(page.locator('section[aria-labelledby=h-credit]'), /Limit[^]*40,000\.00[^]*This order[^]*11,900\.01[^]*Free after it[^]*28,099\.99/);
    await look(page, 'offer-stages');
  });

  step('R34: each permission has its own tick; without one nothing goes on', async (browser, world) => {
    assert.equal(await page.locator('main input[type=checkbox]:checked').count(), 0);
    await tickAll(page, mouse);
    await page.locator('#permission-1').uncheck();
    await mouse.press(button(/^Go on with/));
    await says(page.locator('.error-summary'), /Tick “Bill each milestone”/);
    assert.equal(await page.locator('#second-title').count(), 0);
    assert.equal(await orders(world), 0);
  });

  step('R35: the second screen shows the stages once more; back leads to the first as it was', async (browser, world) => {
    await mouse.tick(page.locator('#permission-1'));
    await mouse.type(page.locator('#po_number'), 'PO-7');
    await mouse.press(button(/^Go on with/));
    await says(page.locator('#second-title'), /Confirm the milestones/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'second-title');
    await says(plan('h-plan-second'), /3,966\.27[^]*11,900\.01/);
    assert.equal(await orders(world), 0, 'nothing is written by the first');
    await look(page, 'offer-stages-second');
    await mouse.press(button('Back'));
    await page.locator('#second-title').waitFor({ state: 'detached' });
    assert.equal(await page.locator('#po_number').inputValue(), 'PO-7');
    assert.ok(await page.locator('#permission-1').isChecked());
  });

  step('R36, R37: ordered, monthly settlement is preselected, the others say why not; confirmed it is in delivery, bill 1 is there', async (browser, world) => {
    await mouse.press(button(/^Go on with/));
    await mouse.press(button(/^Order with 3 milestones/));
    await arrives(page, /\/pay\/ord_/);
    assert.equal(await page.locator('input[name=method]:checked').inputValue(), 'monthly_settlement');
    await says(page.locator('.picks'), /paid in stages[^]*28,099\.99|28,099\.99[^]*paid in stages/);
    assert.equal(await page.locator('input[name=method]').count(), 1);
    await look(page, 'pay-stages');
    await mouse.press(button(/^Confirm: reserve/));
    await arrives(page, /\/result\/ord_/);
    await says(page.locator('h1:visible'), /Your order is confirmed/);
    await look(page, 'result-stages');
    assert.deepEqual(await world.sql(world.site, "SELECT o.state, o.po_number, b.stage, b.total_minor FROM orders o JOIN bills b ON b.order_id = o.order_id"),
      [['IN_DELIVERY', 'PO-7', '1', '396627']]);
  });

  step('R29: on the website the same plan, the same second screen, the same order', async (browser, world) => {
    const offer = await shop.sent({ deemed_days: 5 });
    page = await profile.open(`/checkout/?product=halo-frames&plan=solo&mode=one_time&quantity=1&currency=EUR`);
    await says(plan(), /1\. Concept[^]*3,966\.27[^]*11,900\.01/);
    await tickAll(page, mouse);
    await mouse.press(button(/^Go on with/));
    await says(page.locator('#second-title'), /Confirm the milestones/);
    await mouse.press(button(/^Order with 3 milestones/));
    await arrives(page, /\/pay\/ord_/);
    assert.deepEqual(await world.sql(world.site, "SELECT COUNT(*), COUNT(DISTINCT net_minor, tax_minor, plan_version) FROM orders"), [['2', '1']]);
    assert.equal((await shop.buyer.exclusive(offer.id)).standing, 'used');
  });
});
