// The order with the pages as make install lays them out: a script a screen,
// assets under an address of their own that may be kept for ever.
import assert from 'node:assert/strict';
import { Mouse } from '../lib/hands.mjs';
import { orderStory } from './order.mjs';

orderStory(new Mouse(), { installed: true }, (step) => {
  step('a second visit asks the server for no asset', async (browser) => {
    const profile = await browser.profile();
    const page = await profile.open('/');
    await page.locator('[data-account] a').first().waitFor();
    await profile.open('/search?q=mail', page);
    await page.locator('[data-account] a').first().waitFor();
    const address = await page.locator('link[rel=stylesheet]').first().getAttribute('href');
    assert.match(address, /\/assets\/0\.1\.0\.\d+\/css\//);
    const cdp = await profile.context.newCDPSession(page);
    await cdp.send('Network.enable');
    const asked = [];
    cdp.on('Network.responseReceived', ({ response }) => {
      if (response.url.includes('/assets/') && !response.fromDiskCache) asked.push(response.url);
    });
    const cached = new Set();
    cdp.on('Network.requestServedFromCache', ({ requestId }) => cached.add(requestId));
    cdp.on('Network.responseReceived', ({ requestId, response }) => {
      if (cached.has(requestId)) asked.splice(asked.indexOf(response.url), 1);
    });
    await profile.open('/search?q=photo', page);
    await page.locator('[data-account] a').first().waitFor();
    assert.deepEqual(asked, []);
    await profile.close();
  });
});
