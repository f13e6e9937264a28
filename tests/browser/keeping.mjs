// Saving, comparing and the list of what was saved, by mouse or keyboard: a
// visitor signs in and is back where it was, with the configuration kept.
// R10, R12, R13, X12.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { axeFaults, htmlFaults, overflowFaults } from '../lib/audit.mjs';
import { arrives, browse, says, shoot } from '../lib/browser.mjs';
import { png } from '../lib/picture.mjs';
import { until } from '../lib/proc.mjs';
import { Buyer, password } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';

const shots = ['a', 'b'].map((letter) => `${letter.repeat(64)}.png`);

/** Wide, phone and narrow, light and dark. */
async function clean(page, what) {
  const faults = await htmlFaults(await page.content(), what);
  for (const [width, height] of [[1280, 800], [390, 844], [320, 640]]) {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => scrollTo(0, 0));
    faults.push(...await overflowFaults(page, `${what} ${width}`));
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      faults.push(...await axeFaults(page, `${what} ${width} ${colorScheme}`));
      if (width !== 320) await shoot(page, `keep-${what}-${width}-${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  assert.deepEqual(faults, []);
}

export function keeping(title, hand, place) {
  browse(title, place, (step) => {
    let page, profile, buyer;
    const base = place.base;

    const change = async (world, slug, ...statements) => {
      const sql = (text) => world.sql(world.site, text);
      for (const text of statements) await sql(text.replaceAll('PRODUCT', `(SELECT product_id FROM products WHERE slug = '${slug}')`));
      await sql(`UPDATE products SET catalogue_revision =
        (SELECT value + 1 FROM site_counters WHERE name = 'catalogue_revision') WHERE slug = '${slug}'`);
      await sql("UPDATE site_counters SET value = value + 1 WHERE name = 'catalogue_revision'");
    };
    const pressed = (locator, on) => until(async () => await locator.getAttribute('aria-pressed') === String(on), `pressed: ${on}`);
    const star = (name) => page.getByRole('button', { name: `Save ${name}`, exact: true });
    const tick = (name) => page.getByRole('button', { name: `Compare ${name}`, exact: true });
    const marks = async () => (await buyer.client.get('/api/storefront/favourite-marks')).json.products;

    step('a visitor saves: signs in, is back with the configuration, and it is saved', async (browser, world) => {
      buyer = await Buyer.ready(world);
      for (const [i, file] of shots.entries()) {
        fs.writeFileSync(path.join(world.site.data, 'media', file), png(480, 270, { pixel: (x, y) => [x / 2, y / 2, 90 + 120 * i] }));
      }
      await change(world, 'lumen-gallery',
        `INSERT INTO product_screenshots (product_id, position, file, width, height, alt)
          VALUES (PRODUCT, 1, '${shots[0]}', 480, 270, 'Albums'), (PRODUCT, 2, '${shots[1]}', 480, 270, 'Maps')`,
        `INSERT INTO product_releases (product_id, position, version, released_on, notes)
          VALUES (PRODUCT, 1, '2.1', '2026-10-05', 'Faster *maps*'), (PRODUCT, 2, '2.0', '2026-01-31', 'The second')`,
        "UPDATE products SET regions = 'DE,EU' WHERE product_id = PRODUCT");
      await until(async () => (await world.client.get('/p/lumen-gallery')).text.includes('European Union'), 'the product is complete', 10000);
      profile = await browser.profile({ reducedMotion: 'reduce' });
      page = await profile.open('/p/lumen-gallery?plan=pro&mode=yearly&quantity=3');
      const save = page.getByRole('button', { name: 'Save to list' });
      await page.locator('.dock').waitFor({ state: 'attached' });
      await hand.press(save);
      await arrives(page, /sign-in\/#next=/);
      await hand.type(page.getByLabel('E-mail address'), buyer.email);
      await hand.type(page.getByLabel('Password', { exact: true }), password);
      await hand.press(page.locator('main').getByRole('button', { name: 'Sign in' }));
      await arrives(page, new RegExp(`${base}/p/lumen-gallery\\?.*plan=pro.*mode=yearly.*quantity=3`));
      await pressed(save, true);
      await says(page.getByRole('status').filter({ hasText: 'Saved' }), /Saved: Lumen Gallery/);
      assert.equal(await page.locator('input[name=quantity]').inputValue(), '3');
      await buyer.signIn();
      await until(async () => (await marks()).includes('lumen-gallery'), 'the server has it');
      await hand.press(page.getByRole('button', { name: 'Close the message' }));
    });

    step('pressed again it is taken off; a failure takes the star back and says so', async () => {
      const save = page.getByRole('button', { name: 'Save to list' });
      await hand.press(save);
      await pressed(save, false);
      await until(async () => !(await marks()).length, 'taken off');
      await page.route('**/favourites/**', (route) => route.abort());
      await profile.allowing(/ERR_FAILED/, async () => {
        await hand.press(save);
        await says(page.getByRole('alert').filter({ hasText: 'saved' }), /Lumen Gallery could not be saved/);
      });
      await pressed(save, false);
      await page.unroute('**/favourites/**');
      await hand.press(save);
      await pressed(save, true);
      await until(async () => (await marks()).length === 1, 'saved after all');
    });

    step('pictures open large, turn by arrows, and close by Escape', async () => {
      await hand.press(page.getByRole('link', { name: 'Albums', exact: true }));
      const dialog = page.getByRole('dialog', { name: 'Screenshots' });
      await dialog.waitFor();
      await says(dialog, /Albums \(1\/2\)/);
      await page.keyboard.press('ArrowRight');
      await says(dialog, /Maps \(2\/2\)/);
      assert.deepEqual(await axeFaults(page, 'lightbox'), []);
      await shoot(page, 'keep-lightbox', { fullPage: false, caret: 'initial' });
      await page.keyboard.press('Escape');
      await until(async () => !await dialog.isVisible(), 'it is closed');
      assert.equal(await page.evaluate(() => document.activeElement.hasAttribute('data-shot')), true, 'the focus is back');
      await clean(page, 'product');
    });

    step('from a list: saved and ticked on cards, compared from the tray', async () => {
      await profile.open('/search?sort=name', page);
      await pressed(star('Lumen Gallery'), true);
      await hand.press(star('Quill Mail'));
      await pressed(star('Quill Mail'), true);
      await hand.press(star('Ledger Desk'));
      await pressed(star('Ledger Desk'), true);
      await until(async () => (await marks()).length === 3, 'all three are saved');
      await hand.press(tick('Lumen Gallery'));
      await says(page.locator('.tray'), /Choose one more/);
      await hand.press(tick('Quill Mail'));
      await hand.press(tick('Ledger Desk'));
      await clean(page, 'list-tray');
      await profile.open('/search?sort=name&delivery=saas', page);
      await says(page.locator('.tray'), /Ledger Desk/);
      await pressed(tick('Quill Mail'), true);
      await hand.press(page.getByRole('link', { name: 'Compare 3' }));
      await arrives(page, new RegExp(`${base}/compare\\?products=lumen-gallery,quill-mail,ledger-desk`));
    });

    step('the comparison is priced for my quantity; what is the same goes away', async () => {
      await hand.type(page.getByLabel('Quantity'), '10');
      await hand.press(page.getByRole('button', { name: 'Update' }));
      await arrives(page, /quantity=10/);
      await says(page.locator('tbody tr').first(), /Price for 10.*USD.190\.00.*USD.90\.00.*Not sold monthly/s);
      const refund = page.locator('tr', { hasText: 'Refund within' });
      assert.equal(await refund.isVisible(), true);
      await clean(page, 'compare');
      await hand.tick(page.getByLabel('Only differences'));
      assert.equal(await refund.isVisible(), false);
      await hand.press(page.getByRole('link', { name: 'Take Ledger Desk out' }));
      await arrives(page, /products=lumen-gallery,quill-mail&/);
      assert.equal(await page.locator('thead th').count(), 2);
    });

    step('the list of what was saved: then and now, in words', async (browser, world) => {
      await change(world, 'quill-mail', 'UPDATE prices SET amount_minor = 1100 WHERE plan_id IN (SELECT plan_id FROM plans WHERE product_id = PRODUCT)');
      await change(world, 'ledger-desk', "UPDATE products SET state = 'RESTRICTED' WHERE product_id = PRODUCT");
      const seen = async () => {
        const { items } = (await buyer.client.get('/api/storefront/favourites')).json;
        return items.some(({ sale }) => sale === 'gone') && items.some(({ repriced }) => repriced);
      };
      await until(seen, 'the storefront knows', 10000);
      await profile.open('/', page);
      await hand.press(page.locator('[data-menu=account] summary'));
      await says(page.getByRole('link', { name: /Saved applications/ }), /3/);
      await hand.press(page.getByRole('link', { name: /Saved applications/ }));
      await arrives(page, /my\/favourites\//);
      await says(page.locator('tr', { hasText: 'Quill Mail' }), /USD.11\.00.*Price has gone up: it was USD.9\.00/s);
      await says(page.locator('tr', { hasText: 'Ledger Desk' }), /Not sold any more/);
      assert.equal(await page.locator('tr', { hasText: 'Ledger Desk' }).getByRole('link', { name: /^Buy/ }).count(), 0);
      await clean(page, 'favourites');
    });

    step('a note is written; what is removed comes back by Undo', async () => {
      await hand.press(page.getByRole('button', { name: 'Add a note on Lumen Gallery' }));
      await hand.type(page.getByLabel('Note on Lumen Gallery'), 'For the <b>studio</b>');
      await hand.press(page.getByRole('button', { name: 'Save', exact: true }));
      await says(page.locator('tr', { hasText: 'Lumen Gallery' }), /For the <b>studio<\/b>/);
      await hand.press(page.getByRole('button', { name: 'Remove Lumen Gallery' }));
      await says(page.locator('.undo'), /Lumen Gallery was removed/);
      await until(async () => !(await marks()).includes('lumen-gallery'), 'it is off the list');
      assert.equal(await page.evaluate(() => document.activeElement.hasAttribute('data-undo')), true, 'the focus is at Undo');
      await hand.press(page.getByRole('button', { name: 'Undo' }));
      await until(async () => (await marks()).includes('lumen-gallery'), 'it is back');
      await until(async () => (await buyer.client.get('/api/storefront/favourites')).json.items[0].note === 'For the <b>studio</b>', 'with its note');
      await hand.tick(page.getByLabel('Compare Lumen Gallery'));
      await hand.tick(page.getByLabel('Compare Quill Mail'));
      assert.match(await page.getByRole('link', { name: 'Compare 2' }).getAttribute('href'), /compare\?products=lumen-gallery,quill-mail$/);
    });

    step('Buy leads to the page where it is bought (R13)', async () => {
      await hand.press(page.getByRole('link', { name: 'Buy Lumen Gallery' }));
      await arrives(page, new RegExp(`${base}/p/lumen-gallery$`));
      assert.equal(await page.getByRole('button', { name: 'Continue to Submit' }).first().isVisible(), true);
    });

    step('an empty list has a way on; one that is gone leads to others', async (browser, world) => {
      const stranger = await browser.profile({ reducedMotion: 'reduce' });
      await stranger.as(await Buyer.ready(world).then(async (it) => { await it.signIn(); return it; }));
      const empty = await stranger.open('/my/favourites/');
      await says(empty.locator('.empty'), /Nothing saved yet/);
      await clean(empty, 'favourites-empty');
      stranger.allowed.push(/status of 410/);
      await stranger.open('/p/ledger-desk', empty);
      await says(empty.locator('main'), /no longer sold.*Others in Backup/s);
      await clean(empty, 'gone');
      await stranger.close();
      browser.profiles.splice(browser.profiles.indexOf(stranger), 1);
    });

    step('without scripts: pictures are links, a comparison is a form', async (browser) => {
      const bare = await browser.profile({ javaScriptEnabled: false });
      const plain = await bare.open('/p/lumen-gallery');
      assert.equal(await plain.getByRole('button', { name: 'Save to list' }).isVisible(), false);
      assert.match(await plain.getByRole('link', { name: 'Albums', exact: true }).getAttribute('href'), /\/media\/a+\.png$/);
      await says(plain.locator('#versions'), /2\.1.*Faster maps/s);
      await bare.open('/compare?products=lumen-gallery,quill-mail', plain);
      await plain.getByLabel('Quantity').fill('x');
      await plain.getByRole('button', { name: 'Update' }).click();
      await says(plain.locator('.field--bad'), /whole number/);
      await plain.getByLabel('Quantity').fill('4');
      await plain.getByLabel('Billing').selectOption('yearly');
      await plain.getByLabel('Only differences').check();
      await plain.getByRole('button', { name: 'Update' }).click();
      await says(plain.locator('tbody tr').first(), /Price for 4.*USD.760\.00.*Not sold yearly/s);
      assert.equal(await plain.getByLabel('Only differences').isChecked(), true);
      await shoot(plain, 'keep-compare-bare');
      await bare.close();
      browser.profiles.splice(browser.profiles.indexOf(bare), 1);
    });
  });
}
