// The lab of design: a slow 4G line and a phone's processor (a quarter of
// this one's), nothing cached.  The best of some tries counts, for other work
// on the machine only ever makes it slower.
import assert from 'node:assert/strict';
import path from 'node:path';
import { browse } from '../lib/browser.mjs';
import { Buyer } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { top } from '../lib/world.mjs';

const TRIES = 5;
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: 1474.56e3 / 8, uploadThroughput: 675e3 / 8 };
const limits = { public: { lcp: 1800, tbt: 200 }, console: { lcp: 2500, tbt: 200 } };
const INTERACTION_MS = 100;

async function slowPage(browser, buyer) {
  const profile = await browser.profile({ viewport: { width: 390, height: 844 } });
  if (buyer) await profile.as(buyer);
  await profile.context.addInitScript(() => {
    window.soukLab = { lcp: 0, tbt: 0, events: [] };
    new PerformanceObserver((list) => {
      window.soukLab.lcp = list.getEntries().at(-1).startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.soukLab.tbt += Math.max(0, duration - 50);
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) if (e.interactionId) window.soukLab.events.push({ name: e.name, ms: e.duration });
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  });
  const page = await profile.context.newPage();
  const cdp = await profile.context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', SLOW_4G);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  return { profile, page };
}

browse('speed', { ...setup(), apart: true, installed: true, data: path.join(top, 'sql/demo/catalogue.json') }, (step) => {
  let buyer, order;

  step('there is something to load', async (browser, world) => {
    buyer = await Buyer.ready(world);
    order = await buyer.placeOrder({ product: 'lumen-gallery', plan: 'starter', capacities: {} });
  });

  const pages = [
    ['home', 'public', () => '/'], ['search', 'public', () => '/search?q=photo'],
    ['product', 'public', () => '/p/lumen-gallery'], ['legal text', 'public', () => '/legal/terms'],
    ['sign-in', 'console', () => '/sign-in/'],
    ['review', 'console', () => '/checkout/?product=lumen-gallery&plan=starter&mode=monthly&quantity=1&periods=1&currency=USD', '.sums__total'],
    ['orders', 'console', () => '/my/orders/', 'table'], ['order', 'console', () => `/my/orders/${order.id}`, '.timeline'],
  ];
  for (const [name, kind, where, ready = 'h1:visible'] of pages) {
    step(`${name} is there in ${limits[kind].lcp} ms`, async (browser, world, t) => {
      const found = [];
      for (let i = 0; i < TRIES; i++) {
        const { profile, page } = await slowPage(browser, kind === 'console' && name !== 'sign-in' ? buyer : null);
        await page.goto(world.site.url + where());
        await page.locator(ready).first().waitFor();
        await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); }));
        found.push(await page.evaluate(() => ({ lcp: window.soukLab.lcp, tbt: window.soukLab.tbt })));
        browser.mustBeClean();
        await profile.close();
        if (found.at(-1).lcp <= limits[kind].lcp && found.at(-1).tbt <= limits[kind].tbt) break;
      }
      const best = { lcp: Math.min(...found.map((f) => f.lcp)), tbt: Math.min(...found.map((f) => f.tbt)) };
      t.diagnostic(`${name}: LCP ${best.lcp.toFixed(0)} ms, TBT ${best.tbt.toFixed(0)} ms after ${found.length} tries`);
      assert.ok(best.lcp > 0, 'something was painted');
      assert.ok(best.lcp <= limits[kind].lcp, `LCP ${best.lcp} ms`);
      assert.ok(best.tbt <= limits[kind].tbt, `TBT ${best.tbt} ms`);
    });
  }

  step('each press on the product page is answered in a blink', async (browser, world, t) => {
    let worst = Infinity;
    for (let i = 0; i < TRIES && worst > INTERACTION_MS; i++) {
      const { profile, page } = await slowPage(browser, null);
      await page.goto(`${world.site.url}/p/lumen-gallery`);
      await page.locator('[data-account] a:visible').first().waitFor();
      await page.locator('.pick').nth(1).click();
      await page.locator('[data-row="quantity"] button').last().click();
      await page.locator('.segments label').nth(1).click();
      await page.locator('[data-menu=categories] summary').click();
      await page.locator('[data-menu=categories][open]').waitFor();
      const events = await page.evaluate(() => new Promise((resolve) => {
        requestAnimationFrame(() => setTimeout(() => resolve(window.soukLab.events)));
      }));
      worst = Math.min(worst, Math.max(0, ...events.map(({ ms }) => ms)));
      browser.mustBeClean();
      await profile.close();
    }
    t.diagnostic(`slowest interaction: ${worst} ms`);
    assert.ok(worst <= INTERACTION_MS, `${worst} ms`);
  });

  step('each filter is ticked in a blink', async (browser, world, t) => {
    let worst = Infinity;
    for (let i = 0; i < TRIES && worst > INTERACTION_MS; i++) {
      const { profile, page } = await slowPage(browser, null);
      await page.goto(`${world.site.url}/search`);
      await page.locator('[data-account] a:visible').first().waitFor();
      await page.locator('[data-open-filters]').click();
      const dialog = page.locator('dialog[open]');
      for (const value of ['Web', 'Linux']) {
        await dialog.locator(`input[name=platform][value=${value}]`).click();
        await page.waitForURL(new RegExp(value));
        await page.locator('[data-results]:not([aria-busy])').waitFor({ state: 'attached' });
      }
      await dialog.locator('[data-part=show]').click();
      const events = await page.evaluate(() => new Promise((resolve) => {
        requestAnimationFrame(() => setTimeout(() => resolve(window.soukLab.events)));
      }));
      worst = Math.min(worst, Math.max(0, ...events.map(({ ms }) => ms)));
      browser.mustBeClean();
      await profile.close();
    }
    t.diagnostic(`slowest interaction: ${worst} ms`);
    assert.ok(worst <= INTERACTION_MS, `${worst} ms`);
  });
});
