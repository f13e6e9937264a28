// The operator by page: categories, popular applications (R9), a product taken
// off sale (R13), a seller suspended, and a review that somebody else answered.
import assert from 'node:assert/strict';
import { browse, says } from '../lib/browser.mjs';
import { until } from '../lib/proc.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { setup } from '../lib/story.mjs';

browse('operator', setup(), (step) => {
  let seller, operator, staff, page, id;

  const main = () => page.locator('main');
  const button = (name) => main().getByRole('button', { name, exact: typeof name === 'string' });
  const news = (pattern) => says(page.locator('[data-news] .notice'), pattern);
  const get = async (world, pathname) => (await fetch(`${world.site.url}/api/storefront/${pathname}`)).json();
  const slugs = async (world, pathname) => (await get(world, pathname)).items.map(({ slug }) => slug);

  step('there is a seller with a product', async (browser, world) => {
    operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    await operator.admit(seller);
    id = await seller.publish(operator, 'halo-frames');
    staff = await (await browser.profile()).as(operator);
    page = await staff.context.newPage();
  });

  step('a category is added in two languages, below another', async (browser, world) => {
    await staff.open('/operator/categories/', page);
    await button('New category').click();
    await button('Save').click();
    await says(page.locator('.error-summary'), /Enter the category’s name/);
    await page.fill('#name-en', 'Frames & walls');
    assert.equal(await page.inputValue('#slug'), 'frames-walls');
    await page.fill('#name-zh-CN', '相框');
    await page.selectOption('#parent', 'photos');
    await button('Save').click();
    await news(/Frames & walls is saved/);
    await says(page.locator('.tree .depth-1'), /Frames & walls[^]*frames-walls/);
    await until(async () => (await get(world, 'categories?lang=zh-CN')).items.some((c) => c.slug === 'frames-walls' && c.name === '相框' && c.parent === 'photos'), 'buyers see it');
  });

  step('it is renamed, and brothers are put in order', async (browser, world) => {
    await button('Edit Frames & walls').click();
    assert.equal(await page.inputValue('#name-zh-CN'), '相框');
    await page.fill('#name-en', 'Frames');
    await page.selectOption('#parent', '');
    await button('Save').click();
    await news(/Frames is saved/);
    const last = (await slugs(world, 'categories')).length;
    await until(async () => (await slugs(world, 'categories')).at(-1) === 'frames-walls', 'it is the last');
    await button('Move Frames up').click();
    await until(async () => (await slugs(world, 'categories')).indexOf('frames-walls') === last - 2, 'it is the last but one');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'up-frames-walls', 'the focus went with it');
  });

  step('another one’s edit is not overwritten', async () => {
    await button('Edit Frames').click();
    const now = (await operator.api('GET', 'categories/frames-walls')).json;
    const { row_version, products, ...body } = now;
    assert.equal((await operator.api('PATCH', 'categories/frames-walls', { ...body, parent: body.parent ?? '', texts: [{ locale: 'en', name: 'Borders', description: '' }] }, { 'If-Match': `"${row_version}"` })).status, 200);
    await page.fill('#name-en', 'Edges');
    await staff.allowing(/status of 412/, async () => {
      await button('Save').click();
      await news(/A colleague was faster/);
    });
    assert.equal((await operator.api('GET', 'categories/frames-walls')).json.texts[0].name, 'Borders');
  });

  step('only an empty one can be deleted', async () => {
    await button('Delete Frames').click();
    await button('Delete the category').click();
    await news(/Frames is deleted/);
    assert.equal(await page.locator('.tree').getByText('frames-walls').count(), 0);
    await staff.allowing(/status of 409/, async () => {
      await button('Delete Photos').click();
      await button('Delete the category').click();
      await news(/Photos is not empty/);
    });
  });

  step('pins stand first, in the order that was given (R9)', async (browser, world) => {
    await staff.open('/operator/popular/', page);
    await says(main(), /The rule[^]*Pinned products come first[^]*last 30 days/);
    await page.fill('#find', 'halo frames');
    await button('Search').click();
    await button(/^Pin Halo Frames/).click();
    await says(page.locator('ol.todo').first(), /Lumen Gallery[^]*0 paid orders in 30 days[^]*Halo Frames/);
    await until(async () => (await operator.api('GET', 'pins')).json.items.length === 2, 'it is pinned');
    await button('Move Halo Frames up').click();
    await says(page.locator('[data-say]'), /place 1 of 2/);
    await until(async () => (await slugs(world, 'products?sort=popular')).slice(0, 2).join() === 'halo-frames,lumen-gallery', 'buyers see it first');
    await button('Unpin Halo Frames').click();
    await until(async () => (await operator.api('GET', 'pins')).json.items.map(({ slug }) => slug).join() === 'lumen-gallery', 'it is not pinned any more');
  });

  step('a review that was taken back meanwhile is not approved', async () => {
    assert.equal((await seller.put(id, listing({ licence: 'Apache-2.0' }))).status, 200);
    await seller.submit(id);
    await staff.open(`/operator/reviews/${id}`, page);
    await says(main(), /1 change[^]*Licence[^]*MIT[^]*Apache-2\.0/);
    await seller.api('POST', `listings/${id}/withdrawals`, {});
    await staff.allowing(/status of 4(09|12)/, async () => {
      await button('Approve').click();
      await news(/It is not as you see it any more/);
    });
    assert.equal((await seller.edit(id)).product.revision, 1);
  });

  step('a product is taken off sale with a reason that its seller reads (R13)', async (browser, world) => {
    await staff.open('/operator/', page);
    await page.fill('#find', 'halo frames');
    await button('Search').click();
    await button(/^Take off sale Halo Frames/).click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Take off sale' }).click();
    await says(page.locator('dialog .error-summary'), /Enter the reason/);
    await page.fill('#reason', 'The name belongs to somebody else.');
    await page.locator('dialog[open]').getByRole('button', { name: 'Take off sale' }).click();
    await news(/Halo Frames is off sale/);
    await until(async () => !(await slugs(world, 'products?q=halo')).includes('halo-frames'), 'search does not find it');
    const shop = await (await browser.profile()).as(seller);
    const tab = await shop.open('/seller/');
    await says(tab.locator('main'), /is off sale by the marketplace[^]*The name belongs to somebody else\./);
  });

  step('a seller is suspended with a reason, and approved again', async (browser, world) => {
    await staff.open('/operator/sellers/?state=ACTIVE', page);
    await button(/^Suspend Studio halo/).click();
    await page.fill('#reason', 'No imprint.');
    await page.locator('dialog[open]').getByRole('button', { name: 'Suspend' }).click();
    await news(/Studio halo may not sell/);
    const [[state, why]] = await world.sql(world.site, "SELECT state, decision_reason FROM sellers WHERE slug = 'halo'");
    assert.deepEqual([state, why], ['SUSPENDED', 'No imprint.']);
    await staff.open('/operator/sellers/?state=SUSPENDED', page);
    await button(/^Approve again Studio halo/).click();
    await news(/Studio halo may sell/);
  });
});
