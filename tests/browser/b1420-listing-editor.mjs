// Nothing that was written is lost: two windows at once (412), no connection,
// a page that is left, words and pictures that would do harm (R11).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { browse, says } from '../lib/browser.mjs';
import { png } from '../lib/picture.mjs';
import { until } from '../lib/proc.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { setup } from '../lib/story.mjs';
import { saved } from './sellers.mjs';

browse('listing editor', setup(), (step) => {
  let seller, operator, profile, page, id;

  const at = (tab, pointer) => tab.locator(`[data-at="${pointer}"]`);
  const stored = async () => (await seller.edit(id)).draft.listing;
  const open = async (tab) => {
    await profile.open(`/seller/listings/${id}`, tab);
    await at(tab, '/texts/0/name').waitFor();
  };

  step('there is a listing to work on', async (browser, world) => {
    seller = await Seller.applied(world, 'halo');
    operator = await Operator.ready(world);
    await operator.admit(seller);
    id = await seller.begin('halo-frames');
    assert.equal((await seller.put(id, listing())).status, 200);
    profile = await (await browser.profile()).as(seller);
    page = await profile.context.newPage();
    await open(page);
  });

  step('of two windows the slower is told what differs, and keeps its own', async () => {
    const other = await profile.context.newPage();
    await open(other);
    await at(page, '/texts/0/summary').fill('From the first window');
    await at(page, '/platforms').fill('Docker, Windows');
    await saved(page);
    await profile.allowing(/status of 412/, async () => {
      await at(other, '/texts/0/summary').fill('From the second window');
      await says(other.locator('[data-news]'), /changed elsewhere meanwhile[^]*halo saved it[^]*Runs on[^]*English: Summary/);
    });
    assert.match(await other.evaluate(() => document.activeElement.className), /notice/, 'the focus is where the news is');
    assert.equal(await at(other, '/texts/0/summary').inputValue(), 'From the second window');
    assert.equal((await stored()).texts[0].summary, 'From the first window', 'nothing was overwritten');
    await at(other, '/texts/0/summary').fill('From the second window, still writing');
    await other.getByRole('button', { name: 'Keep mine' }).click();
    await saved(other);
    assert.equal((await stored()).texts[0].summary, 'From the second window, still writing');
    await other.close();
  });

  step('or takes the other version, and can have its own back', async () => {
    await profile.allowing(/status of 412/, async () => {
      await at(page, '/texts/0/name').fill('My own name');
      await says(page.locator('[data-news]'), /changed elsewhere meanwhile/);
    });
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await says(page.locator('[data-news]'), /You see the other version/);
    assert.equal(await at(page, '/texts/0/summary').inputValue(), 'From the second window, still writing');
    assert.equal(await at(page, '/texts/0/name').inputValue(), 'Halo Frames');
    await page.getByRole('button', { name: 'Bring mine back' }).click();
    assert.equal(await at(page, '/texts/0/name').inputValue(), 'My own name');
    await saved(page);
    assert.equal((await stored()).texts[0].name, 'My own name');
  });

  step('without a connection it says so, and saves once there is one', async () => {
    await profile.allowing(/ERR_INTERNET_DISCONNECTED/, async () => {
      await profile.context.setOffline(true);
      await at(page, '/texts/0/summary').fill('Written on a train');
      await says(page.locator('[data-save-state]'), /no connection/);
      await profile.context.setOffline(false);
      await saved(page);
    });
    assert.equal((await stored()).texts[0].summary, 'Written on a train');
  });

  step('what was not saved when the page was left comes back, without prices', async () => {
    await profile.allowing(/ERR_INTERNET_DISCONNECTED/, async () => {
      await profile.context.setOffline(true);
      await at(page, '/texts/0/description').fill('Half a sentence');
      await at(page, '/plans/0/rows/0/cells/USD').fill('77.70');
      await says(page.locator('[data-save-state]'), /no connection/);
      const kept = await page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith('souk-draft-')).map(([, value]) => value).join());
      assert.match(kept, /Half a sentence/);
      assert.doesNotMatch(kept, /77\.70|12\.00|csrf/, 'no money and no token on the device');
      await page.goto('about:blank');
      await profile.context.setOffline(false);
    });
    await open(page);
    await says(page.locator('[data-news]'), /Brought back what was not saved/);
    await saved(page);
    const now = await stored();
    assert.equal(now.texts[0].description, 'Half a sentence');
    assert.equal(now.plans[0].prices.find((p) => p.mode === 'monthly' && !p.capacity && p.from_quantity <= 1).amount, 1200);
  });

  step('removed is gone until it is undone; pictures move by their buttons', async (browser) => {
    await page.getByRole('button', { name: 'Remove Halo terms' }).click();
    await saved(page);
    assert.equal((await stored()).agreements.length, 0);
    await page.locator('#agreements').getByRole('button', { name: 'Undo' }).click();
    await saved(page);
    assert.equal((await stored()).agreements[0].title, 'Halo terms');
    const files = [0, 1].map((n) => path.join(browser.dir, `shot${n}.png`));
    files.forEach((file, n) => fs.writeFileSync(file, png(640, 400, { pixel: (x) => [x & 255, 90 * n, 90] })));
    for (const [n, file] of files.entries()) {
      await page.locator('#pick-screenshot').setInputFiles(file);
      await at(page, `/screenshots/${n}/alt`).fill(`Screen ${n}`);
    }
    await saved(page);
    const before = (await stored()).screenshots.map(({ file }) => file);
    await page.getByRole('button', { name: 'Move screenshot 2 forward' }).click();
    await says(page.locator('[data-say]'), /place 1 of 2/);
    await saved(page);
    assert.deepEqual((await stored()).screenshots, [{ file: before[1], alt: 'Screen 1' }, { file: before[0], alt: 'Screen 0' }]);
  });

  step('a file that is no picture is refused, and says why', async (browser) => {
    const liar = path.join(browser.dir, 'liar.png');
    fs.writeFileSync(liar, '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"/>');
    await profile.allowing(/status of 4\d\d/, async () => {
      await page.locator('#pick-logo').setInputFiles(liar);
      await says(page.locator('#pictures .error-text'), /liar\.png: \S/);
    });
    const svg = path.join(browser.dir, 'logo.svg');
    fs.writeFileSync(svg, '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await page.locator('#pick-logo').setInputFiles(svg);
    await says(page.locator('#pictures .error-text'), /logo\.svg: only PNG, JPEG and WebP/);
    assert.equal((await stored()).logo ?? '', '');
  });

  step('amounts are read by their signs, and never rounded', async (browser, world) => {
    const read = [
      ['49', 'USD', 4900], ['49.9', 'USD', 4990], ['49,90', 'USD', 4990], ['1,299', 'USD', 129900], ['1,299.00', 'USD', 129900], ['1.299,00', 'USD', 129900],
      ['USD 12.5', 'USD', 1250], ['0', 'USD', 0], ['12.345', 'USD', null], ['12.345', 'KWD', 12345], ['1,234.567', 'KWD', 1234567], ['1200', 'JPY', 1200],
      ['1200.00', 'JPY', 1200], ['1200.5', 'JPY', null], ['-1', 'USD', null], ['1.2.3', 'USD', null], ['1,2.50', 'USD', null], ['1e3', 'USD', null], ['', 'USD', null],
      ['9007199254740991', 'JPY', 9007199254740991], ['9007199254740992', 'JPY', null], ['90071992547409.91', 'USD', 9007199254740991],
    ];
    const found = await page.evaluate(async ([address, rows]) => {
      const { minorOf } = await import(address);
      return rows.map(([text, currency]) => [text, currency, minorOf(text, currency)]);
    }, [`${world.base}/assets/js/money.js`, read]);
    assert.deepEqual(found, read);
  });

  step('scripts in texts are text, for the seller, the operator and the buyer', async (browser, world) => {
    const evil = '<script>document.title="owned"</script><img src=x onerror="document.title=1">';
    await at(page, '/texts/0/name').fill('Halo <b>Frames</b>');
    await at(page, '/texts/0/summary').fill(`Frames ${evil}`);
    await at(page, '/texts/0/description').fill(`${evil}\n\n[press me](javascript:alert(1)) and [data](data:text/html,x)\n\n<a href="javascript:alert(2)">raw</a>`);
    await at(page, '/agreements/0/text').fill(`${evil} [x](javascript:alert(3))`);
    await saved(page);
    await page.reload();
    await says(page.locator('h1:visible'), /Halo <b>Frames<\/b>/);
    await page.getByRole('button', { name: 'Submit for review' }).click();
    await says(page.locator('[data-news]'), /In review/);
    const staff = await (await browser.profile()).as(operator);
    const desk = await staff.open(`/operator/reviews/${id}`);
    await says(desk.locator('main'), /<script>document\.title[^]*press me/);
    await desk.getByRole('button', { name: 'Approve' }).click();
    await says(desk.locator('h1:visible'), /is approved/);
    const stranger = await browser.profile();
    const shop = await stranger.context.newPage();
    await until(async () => (await fetch(`${world.site.url}/p/halo-frames`)).status === 200, 'it is on sale');
    await stranger.open('/p/halo-frames', shop);
    await says(shop.locator('h1:visible'), /Halo <b>Frames<\/b>/);
    for (const tab of [page, desk, shop]) {
      assert.doesNotMatch(await tab.title(), /^(owned|1)$/);
      assert.equal(await tab.locator('a[href^="javascript:" i], a[href^="data:" i], img[onerror], main script:not([src]):not([type="application/ld+json"])').count(), 0);
    }
  });

  step('a megabyte in one field is refused, and nothing else is lost', async () => {
    await open(page);
    const before = await seller.edit(id);
    await profile.allowing(/status of 4(13|22|00)/, async () => {
      await at(page, '/texts/0/description').evaluate((field) => {
        field.value = 'x'.repeat(1_000_000);
        field.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await says(page.locator('[data-save-state]'), /Not saved/);
      await says(page.locator('#texts .error-text'), /characters|long/);
      await at(page, '/texts/0/description').fill('Short again.');
      await saved(page);
    });
    assert.equal((await stored()).texts[0].description, 'Short again.');
    assert.equal((await stored()).texts[0].name, before.live.texts[0].name);
    await at(page, '/website').fill('javascript:alert(1)');
    await saved(page);
    await says(page.locator('#basics .error-text'), /must be an address/);
    await page.getByRole('button', { name: 'Submit for review' }).click();
    await says(page.locator('.error-summary'), /Website of the product must be an address/);
  });
});
